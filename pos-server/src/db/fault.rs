//! What went wrong in the database: a race that was lost, a database that is away, or a defect of ours?

use std::borrow::Cow;

use super::columns::Mixed;
use crate::error::Problem;
use crate::text::say;

/// The SQLSTATE codes by which a database says: true, but not beside what another writer just did.
const CONFLICTS: [&str; 5] = ["23505", "23514", "40001", "40P01", "55P03"];

/// Why a statement or a transaction failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique key, a check or a concurrent transaction refused the change; nothing of the transaction remains.
    #[error("the database refused the change: {0}")]
    Conflict(#[source] sqlx::Error),
    /// The database cannot be reached.
    #[error("the database is unavailable: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// The database's disk is full or does not take what is written.
    #[error("the database cannot write: {0}")]
    Unwritable(#[source] sqlx::Error),
    /// A defect of ours: a wrong statement, a missing column, a foreign key that nothing checked before.
    #[error("the database could not run a statement: {0}")]
    Defect(#[source] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("the schema could not be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database does not promise what this program needs.
    #[error("{0}")]
    Unsafe(String),
    /// The task that held the transaction ended without an answer.
    #[error("a write task ended early: {0}")]
    Task(String),
}

impl DbError {
    /// Does it pass without anybody changing the program or the order? Somebody has to mend the disk or the network.
    #[must_use]
    pub const fn is_outage(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Unwritable(_) | Self::Task(_))
    }
}

impl From<Mixed> for DbError {
    fn from(error: Mixed) -> Self {
        Self::Defect(sqlx::Error::Encode(Box::new(error)))
    }
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        let code = error
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .map(Cow::into_owned)
            .unwrap_or_default();
        let sqlite_primary = code.parse::<u32>().ok().filter(|_| code.len() < 5).map(|c| c & 0xff);
        match &error {
            sqlx::Error::Database(e) if e.is_unique_violation() || e.is_check_violation() => Self::Conflict(error),
            sqlx::Error::Database(_) if CONFLICTS.contains(&code.as_str()) => Self::Conflict(error),
            // SQLITE_READONLY, IOERR, FULL; PostgreSQL's disk_full and io_error.
            sqlx::Error::Database(_) if matches!(sqlite_primary, Some(8 | 10 | 13)) || ["53100", "58030"].contains(&code.as_str()) => {
                Self::Unwritable(error)
            }
            // SQLITE_BUSY, LOCKED, CORRUPT, CANTOPEN; PostgreSQL classes 08, 53, 57, 58.
            sqlx::Error::Database(_) if matches!(sqlite_primary, Some(5 | 6 | 11 | 14)) => Self::Unavailable(error),
            sqlx::Error::Database(_)
                if ["08", "53", "57", "58", "25"]
                    .iter()
                    .any(|class| code.len() == 5 && code.starts_with(class)) =>
            {
                Self::Unavailable(error)
            }
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_) | sqlx::Error::WorkerCrashed => {
                Self::Unavailable(error)
            }
            _ => Self::Defect(error),
        }
    }
}

impl From<DbError> for Problem {
    fn from(error: DbError) -> Self {
        Self::from(&error)
    }
}

impl From<&DbError> for Problem {
    fn from(error: &DbError) -> Self {
        match error {
            DbError::Unavailable(_) | DbError::Task(_) => Self::unavailable(error),
            DbError::Unwritable(_) => Self::unwritable(error),
            DbError::Conflict(_) => {
                tracing::warn!(%error, "two writers met, or an id was used twice");
                Self::conflict(
                    "conflict",
                    say(
                        "同一条记录刚被别人改过，或编号已被使用；这一步没有保存，请刷新后再试。",
                        "Somebody just changed the same record, or the id was used before. Nothing was saved; refresh and try again.",
                    ),
                )
            }
            _ => Self::internal(error),
        }
    }
}
