//! How is one statement run? A literal with its values, on whichever connection there is. What runs it knows no row type,
//! so that the compiler makes it once and not once per question.

#![expect(clippy::disallowed_methods, reason = "the one place that may call sqlx::query")]

use std::borrow::Cow;
use std::ops::ControlFlow;

use futures_util::{StreamExt, TryStreamExt};
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, FromRow};

use super::{Arg, DbError, Tx, expand_rows};

/// How many parameters one multi-row statement carries at most. The databases take 30,000, but sqlx asks SQLite for the name of
/// each and SQLite searches for it from the first: 30,000 cost half a minute, thirty times 1,000 not a second.
const MOST_PARAMETERS: usize = 1_000;

/// A row that both databases can give.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// One statement with its values. The text is a literal; only the number of rows of a `VALUES {…}` list varies.
#[derive(Debug)]
#[must_use = "a statement does nothing until it is executed"]
pub struct Sql {
    text: Cow<'static, str>,
    args: Vec<Arg>,
}

/// A row as the driver gave it.
enum Raw {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Raw {
    fn read<T: Row>(&self) -> Result<T, DbError> {
        Ok(match self {
            Self::Sqlite(row) => T::from_row(row)?,
            Self::Postgres(row) => T::from_row(row)?,
        })
    }
}

/// The driver's connection behind a [`Tx`].
enum Connection<'t> {
    Sqlite(&'t mut SqliteConnection),
    Postgres(&'t mut PgConnection),
}

impl Tx {
    fn connection(&mut self) -> Connection<'_> {
        match self {
            Self::Sqlite(tx) => Connection::Sqlite(tx),
            Self::Postgres(tx) => Connection::Postgres(tx),
            Self::SqliteRead(connection) => Connection::Sqlite(connection),
            Self::PostgresRead(connection) => Connection::Postgres(connection),
        }
    }
}

/// A query of the driver at hand with all values bound.
macro_rules! prepared {
    ($sql:expr) => {{
        let mut query = sqlx::query(AssertSqlSafe($sql.text));
        for arg in $sql.args {
            query = match arg {
                Arg::Bool(v) => query.bind(v),
                Arg::Int(v) => query.bind(v),
                Arg::Text(v) => query.bind(v),
                Arg::Bytes(v) => query.bind(v),
                Arg::Uuid(v) => query.bind(v),
                Arg::Date(v) => query.bind(v),
                Arg::Time(v) => query.bind(v),
            };
        }
        query
    }};
}

impl Sql {
    /// A statement in the SQL that both databases share.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            args: Vec::new(),
        }
    }

    /// Gives the next `$n` its value.
    pub fn bind(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Fills the statement's `VALUES {type, type, …}` list with rows; call it after the last [`bind`](Self::bind).
    /// At least one row, and as many as [`MOST_PARAMETERS`] allows.
    pub fn rows(mut self, rows: Vec<Vec<Arg>>) -> Self {
        self.text = Cow::Owned(expand_rows(&self.text, self.args.len(), rows.len()));
        self.args.extend(rows.into_iter().flatten());
        self
    }

    /// Runs the statement and tells how many rows it changed.
    pub async fn execute(self, tx: &mut Tx) -> Result<u64, DbError> {
        Ok(match tx.connection() {
            Connection::Sqlite(connection) => prepared!(self).execute(connection).await?.rows_affected(),
            Connection::Postgres(connection) => prepared!(self).execute(connection).await?.rows_affected(),
        })
    }

    /// The one row of the answer.
    pub async fn one<T: Row>(self, tx: &mut Tx) -> Result<T, DbError> {
        self.optional(tx).await?.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// The row of the answer, if there is one.
    pub async fn optional<T: Row>(self, tx: &mut Tx) -> Result<Option<T>, DbError> {
        self.raw_optional(tx).await?.map(|row| row.read()).transpose()
    }

    /// All rows of the answer.
    pub async fn all<T: Row>(self, tx: &mut Tx) -> Result<Vec<T>, DbError> {
        self.raw_all(tx).await?.iter().map(Raw::read).collect()
    }

    /// Hands over the rows one by one, however many: memory stays flat.
    pub async fn each<T: Row, E: From<DbError> + Send>(
        self,
        tx: &mut Tx,
        mut take: impl FnMut(T) -> Result<(), E> + Send,
    ) -> Result<(), E> {
        let mut ended = Ok(());
        let mut take_raw = |row: Raw| match row.read().map_err(E::from).and_then(&mut take) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                ended = Err(error);
                ControlFlow::Break(())
            }
        };
        self.raw_each(tx, &mut take_raw).await?;
        ended
    }

    async fn raw_optional(self, tx: &mut Tx) -> Result<Option<Raw>, DbError> {
        Ok(match tx.connection() {
            Connection::Sqlite(connection) => prepared!(self).fetch_optional(connection).await?.map(Raw::Sqlite),
            Connection::Postgres(connection) => prepared!(self).fetch_optional(connection).await?.map(Raw::Postgres),
        })
    }

    async fn raw_all(self, tx: &mut Tx) -> Result<Vec<Raw>, DbError> {
        Ok(match tx.connection() {
            Connection::Sqlite(connection) => prepared!(self).fetch(connection).map_ok(Raw::Sqlite).try_collect().await?,
            Connection::Postgres(connection) => prepared!(self).fetch(connection).map_ok(Raw::Postgres).try_collect().await?,
        })
    }

    async fn raw_each(self, tx: &mut Tx, take: &mut (dyn FnMut(Raw) -> ControlFlow<()> + Send)) -> Result<(), DbError> {
        let mut rows = match tx.connection() {
            Connection::Sqlite(connection) => prepared!(self).fetch(connection).map_ok(Raw::Sqlite).left_stream(),
            Connection::Postgres(connection) => prepared!(self).fetch(connection).map_ok(Raw::Postgres).right_stream(),
        };
        while let Some(row) = rows.try_next().await? {
            if take(row).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Writes any number of rows through one statement with a `VALUES {…}` list, in as few trips as the databases allow.
pub async fn write_rows(text: &'static str, rows: Vec<Vec<Arg>>, tx: &mut Tx) -> Result<u64, DbError> {
    let columns = rows.first().map_or(1, Vec::len).max(1);
    let mut written = 0;
    let mut rest = rows.into_iter().peekable();
    while rest.peek().is_some() {
        let part: Vec<Vec<Arg>> = rest.by_ref().take(MOST_PARAMETERS / columns).collect();
        written += Sql::new(text).rows(part).execute(tx).await?;
    }
    Ok(written)
}
