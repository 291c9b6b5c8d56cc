//! The SQL of wrong tries.

use sqlx::FromRow;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};

/// How often somebody tried, and until when they wait.
#[derive(Debug, Clone, FromRow)]
pub struct AttemptRow {
    /// Tries since the last right one.
    pub failures: i64,
    /// The last of them.
    pub last_at: Timestamp,
    /// No try is looked at before.
    pub blocked_until: Timestamp,
}

/// The tries at a subject.
pub async fn attempts_at(tx: &mut Tx, subject: &str) -> Result<Option<AttemptRow>, DbError> {
    Sql::new("SELECT failures, last_at, blocked_until FROM attempt WHERE subject = $1")
        .bind(subject)
        .optional(tx)
        .await
}

/// Keeps the tries at a subject.
pub async fn put_attempts(tx: &mut Tx, subject: &str, row: &AttemptRow) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO attempt (subject, failures, last_at, blocked_until) VALUES ($1, $2, $3, $4) ON CONFLICT (subject)
         DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, blocked_until = excluded.blocked_until",
    )
    .bind(subject)
    .bind(row.failures)
    .bind(row.last_at)
    .bind(row.blocked_until)
    .execute(tx)
    .await?;
    Ok(())
}

/// Forgets the tries at a subject.
pub async fn delete_attempts(tx: &mut Tx, subject: &str) -> Result<(), DbError> {
    Sql::new("DELETE FROM attempt WHERE subject = $1").bind(subject).execute(tx).await?;
    Ok(())
}

/// Forgets all tries that ended before a moment.
pub async fn delete_attempts_before(tx: &mut Tx, before: Timestamp) -> Result<(), DbError> {
    Sql::new("DELETE FROM attempt WHERE last_at < $1").bind(before).execute(tx).await?;
    Ok(())
}
