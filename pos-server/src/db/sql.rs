//! How is one statement run? A literal with its values, on whichever connection there is. What runs it knows no row type,
//! so that the compiler makes it once and not once per question.

#![expect(clippy::disallowed_methods, reason = "the one place that may call sqlx::query")]

use std::ops::ControlFlow;

use futures_util::{StreamExt, TryStreamExt};
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::query::Query;
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, FromRow, Postgres, Row as _, Sqlite};

use super::columns::{Column, Mixed, columns};
use super::packed::{Packed, Page, as_one_text};
use super::{Arg, DbError, Tx, rows_for_postgres, rows_for_sqlite};

/// How many rows one trip carries at most: what a batch of sales needs, and far below the 32,766 values that SQLite takes.
const MOST_ROWS: usize = 256;
/// Trips carry a multiple of this number of rows, or fewer: 31 sizes of each statement, which the connection keeps prepared.
const STEP: usize = 16;

/// A row that both databases can give.
pub trait Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

impl<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin> Row for T {}

/// One statement with its values. The text is a literal; only the number of rows of a `VALUES {…}` list varies.
#[derive(Debug)]
#[must_use = "a statement does nothing until it is executed"]
pub struct Sql {
    text: &'static str,
    args: Vec<Arg>,
    list: Option<List>,
}

/// What stands in a statement's `VALUES {…}` list.
#[derive(Debug, Clone, Copy)]
struct List {
    /// How many values are bound before it.
    bound: usize,
    /// How many rows it has.
    rows: usize,
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

/// Binds values to a query of the driver at hand.
macro_rules! bind {
    ($query:expr, $values:expr, $kind:ident) => {
        $values.into_iter().fold($query, |query, value| match value {
            $kind::Bool(v) => query.bind(v),
            $kind::Int(v) => query.bind(v),
            $kind::Text(v) => query.bind(v),
            $kind::Bytes(v) => query.bind(v),
            $kind::Uuid(v) => query.bind(v),
            $kind::Date(v) => query.bind(v),
            $kind::Time(v) => query.bind(v),
        })
    };
}

impl Sql {
    /// A statement in the SQL that both databases share.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            args: Vec::new(),
            list: None,
        }
    }

    /// Gives the next `$n` its value.
    pub fn bind(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Fills the statement's `VALUES {type, type, …}` list with rows; call it after the last [`bind`](Self::bind).
    /// At least one row; [`write_rows`] and [`read_rows`] take any number.
    pub fn rows(mut self, rows: Vec<Vec<Arg>>) -> Self {
        self.list = Some(List {
            bound: self.args.len(),
            rows: rows.len(),
        });
        self.args.extend(rows.into_iter().flatten());
        self
    }

    /// The statement as SQLite gets it: each value of each row is a parameter.
    fn for_sqlite(self) -> Query<'static, Sqlite, SqliteArguments> {
        let query = match self.list {
            Some(List { bound, rows }) => sqlx::query(AssertSqlSafe(rows_for_sqlite(self.text, bound, rows))),
            None => sqlx::query(self.text),
        };
        bind!(query, self.args, Arg)
    }

    /// The statement as PostgreSQL gets it: each column of the rows is a parameter.
    fn for_postgres(mut self) -> Result<Query<'static, Postgres, PgArguments>, Mixed> {
        let Some(List { bound, rows }) = self.list else {
            return Ok(bind!(sqlx::query(self.text), self.args, Arg));
        };
        let listed = columns(self.args.split_off(bound), rows)?;
        let query = sqlx::query(AssertSqlSafe(rows_for_postgres(self.text, bound)));
        Ok(bind!(bind!(query, self.args, Arg), listed, Column))
    }

    /// Runs the statement and tells how many rows it changed.
    pub async fn execute(self, tx: &mut Tx) -> Result<u64, DbError> {
        Ok(match tx.connection() {
            Connection::Sqlite(connection) => self.for_sqlite().execute(connection).await?.rows_affected(),
            Connection::Postgres(connection) => self.for_postgres()?.execute(connection).await?.rows_affected(),
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

    /// All rows of a `SELECT a, b FROM …` without a list, for those who read a whole book: see [`super::packed`].
    pub async fn packed<T: Packed>(self, tx: &mut Tx) -> Result<Page<T>, DbError> {
        match tx.connection() {
            Connection::Sqlite(connection) => {
                let text =
                    as_one_text::<T>(self.text).ok_or_else(|| sqlx::Error::Protocol(format!("not a plain SELECT: {}", self.text)))?;
                let row = bind!(sqlx::query(AssertSqlSafe(text)), self.args, Arg)
                    .fetch_one(connection)
                    .await?;
                Ok(Page::of_text(row.try_get(0)?))
            }
            Connection::Postgres(connection) => Ok(Page::of_rows(self.for_postgres()?.fetch_all(connection).await?)),
        }
    }

    async fn raw_optional(self, tx: &mut Tx) -> Result<Option<Raw>, DbError> {
        Ok(match tx.connection() {
            Connection::Sqlite(connection) => self.for_sqlite().fetch_optional(connection).await?.map(Raw::Sqlite),
            Connection::Postgres(connection) => self.for_postgres()?.fetch_optional(connection).await?.map(Raw::Postgres),
        })
    }

    async fn raw_all(self, tx: &mut Tx) -> Result<Vec<Raw>, DbError> {
        Ok(match tx.connection() {
            Connection::Sqlite(connection) => self.for_sqlite().fetch(connection).map_ok(Raw::Sqlite).try_collect().await?,
            Connection::Postgres(connection) => self.for_postgres()?.fetch(connection).map_ok(Raw::Postgres).try_collect().await?,
        })
    }

    async fn raw_each(self, tx: &mut Tx, take: &mut (dyn FnMut(Raw) -> ControlFlow<()> + Send)) -> Result<(), DbError> {
        let mut rows = match tx.connection() {
            Connection::Sqlite(connection) => self.for_sqlite().fetch(connection).map_ok(Raw::Sqlite).left_stream(),
            Connection::Postgres(connection) => self.for_postgres()?.fetch(connection).map_ok(Raw::Postgres).right_stream(),
        };
        while let Some(row) = rows.try_next().await? {
            if take(row).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Writes any number of rows through one statement with a `VALUES {…}` list, in few trips.
pub async fn write_rows(text: &'static str, rows: Vec<Vec<Arg>>, tx: &mut Tx) -> Result<u64, DbError> {
    let mut written = 0;
    for part in parts(rows) {
        written += Sql::new(text).rows(part).execute(tx).await?;
    }
    Ok(written)
}

/// Asks one statement with a `VALUES {…}` list about any number of rows, in few trips. For questions whose answer about one row
/// does not depend on the others: an `ORDER BY` or a sum would hold within each trip only.
pub async fn read_rows<T: Row>(text: &'static str, rows: Vec<Vec<Arg>>, tx: &mut Tx) -> Result<Vec<T>, DbError> {
    let mut found = Vec::new();
    for part in parts(rows) {
        found.append(&mut Sql::new(text).rows(part).all(tx).await?);
    }
    Ok(found)
}

/// Cuts a list so that its statement comes in few sizes and stays prepared: as many whole [`STEP`]s as fit, then the rest.
fn parts(rows: Vec<Vec<Arg>>) -> impl Iterator<Item = Vec<Vec<Arg>>> {
    let mut rest = rows;
    std::iter::from_fn(move || {
        let whole = (rest.len() - rest.len() % STEP).min(MOST_ROWS);
        let size = if whole == 0 { rest.len() } else { whole };
        let after = rest.split_off(size);
        let part = std::mem::replace(&mut rest, after);
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_into_few_sizes_and_nothing_is_lost() {
        for (count, sizes) in [
            (0, vec![]),
            (1, vec![1]),
            (15, vec![15]),
            (16, vec![16]),
            (63, vec![48, 15]),
            (256, vec![256]),
            (600, vec![256, 256, 80, 8]),
        ] {
            let cut: Vec<Vec<Vec<Arg>>> = parts((0..count).map(|n| vec![Arg::from(n)]).collect()).collect();
            assert_eq!(cut.iter().map(Vec::len).collect::<Vec<_>>(), sizes, "{count}");
            let whole: Vec<String> = cut.concat().iter().map(|row| format!("{row:?}")).collect();
            let expected: Vec<String> = (0..count).map(|n| format!("{:?}", vec![Arg::from(n)])).collect();
            assert_eq!(whole, expected);
        }
    }
}
