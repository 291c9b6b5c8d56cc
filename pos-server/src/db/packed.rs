//! How are very many rows read? SQLite's driver hands each value of each row to another thread by itself, which takes ten times
//! as long as reading it. Here SQLite writes all rows of an answer as one text of SQL literals, and the values are read from that.
//! PostgreSQL's driver has no such price: there the rows come as they are.

use std::borrow::Cow;
use std::fmt::Write;
use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate};
use sqlx::postgres::PgRow;
use sqlx::{Decode, Postgres, Row as _, Type};
use uuid::Uuid;

use super::DbError;
use crate::clock::Timestamp;

/// A row that is read value by value, in the order of the statement's columns.
pub trait Packed: Sized {
    /// How SQLite counts the bytes of each column, see [`Cell::BYTES`].
    const BYTES: &'static [Option<[&'static str; 2]>];

    /// Reads one row.
    fn read(cells: &mut Cells<'_>) -> Result<Self, DbError>;
}

/// Makes a struct whose fields are the columns of a statement, in their order.
macro_rules! packed_row {
    ($(#[$about:meta])* pub struct $name:ident { $($(#[$note:meta])* pub $column:ident: $kind:ty,)+ }) => {
        $(#[$about])*
        #[derive(Debug)]
        pub struct $name { $($(#[$note])* pub $column: $kind,)+ }

        impl $crate::db::Packed for $name {
            const BYTES: &'static [Option<[&'static str; 2]>] = &[$(<$kind as $crate::db::Cell>::BYTES,)+];

            fn read(cells: &mut $crate::db::Cells<'_>) -> Result<Self, $crate::db::DbError> {
                Ok(Self { $($column: cells.next(stringify!($column))?,)+ })
            }
        }
    };
}
pub(crate) use packed_row;

/// The rows of an answer, not looked at so far: reading them is work that can be done aside.
#[derive(Debug)]
pub struct Page<T> {
    given: Given,
    rows: PhantomData<fn() -> T>,
}

#[derive(Debug)]
enum Given {
    Sqlite(Option<String>),
    Postgres(Vec<PgRow>),
}

impl<T: Packed> Page<T> {
    /// What SQLite answered to [`as_one_text`]: nothing if there are no rows.
    pub(super) const fn of_text(text: Option<String>) -> Self {
        Self {
            given: Given::Sqlite(text),
            rows: PhantomData,
        }
    }

    /// What PostgreSQL answered.
    pub(super) const fn of_rows(rows: Vec<PgRow>) -> Self {
        Self {
            given: Given::Postgres(rows),
            rows: PhantomData,
        }
    }

    /// Reads the rows.
    pub fn rows(self) -> Result<Vec<T>, DbError> {
        match self.given {
            Given::Sqlite(text) => rows_of(text.as_deref().unwrap_or_default()),
            Given::Postgres(rows) => rows.iter().map(|row| T::read(&mut Cells(Source::Postgres(row, 0)))).collect(),
        }
    }
}

/// The values of a row that were not read so far.
#[derive(Debug)]
pub struct Cells<'r>(Source<'r>);

#[derive(Debug)]
enum Source<'r> {
    /// What is left of the text, and how many bytes of text the row had so far.
    Sqlite(&'r str, usize),
    /// The row and the place of its next value.
    Postgres(&'r PgRow, usize),
}

/// A value as SQLite's `quote` writes it.
#[derive(Debug)]
pub enum Literal<'t> {
    /// `NULL`
    Null,
    /// `990`
    Number(&'t str),
    /// `'one''s text'`, without the marks around it.
    Text(Cow<'t, str>),
    /// `X'c0ffee'`, its digits.
    Bytes(&'t str),
}

/// A value that a row can hold.
pub trait Cell: for<'r> Decode<'r, Postgres> + Type<Postgres> {
    /// What stands before and behind the column's name where SQLite counts its bytes, if it holds it as text.
    const BYTES: Option<[&'static str; 2]>;

    /// Reads it from a literal; `None` if that is something else.
    fn of(literal: Literal<'_>) -> Option<Self>;
}

/// A text that must be there: no length is no number, and a row without that is refused.
const TEXT: Option<[&str; 2]> = Some(["octet_length(", ")"]);

impl Cell for i64 {
    const BYTES: Option<[&'static str; 2]> = None;

    fn of(literal: Literal<'_>) -> Option<Self> {
        let Literal::Number(digits) = literal else { return None };
        digits.parse().ok()
    }
}

impl Cell for String {
    const BYTES: Option<[&'static str; 2]> = TEXT;

    fn of(literal: Literal<'_>) -> Option<Self> {
        let Literal::Text(text) = literal else { return None };
        Some(text.into_owned())
    }
}

impl Cell for Vec<u8> {
    const BYTES: Option<[&'static str; 2]> = None;

    fn of(literal: Literal<'_>) -> Option<Self> {
        let Literal::Bytes(digits) = literal else { return None };
        hex::decode(digits).ok()
    }
}

impl Cell for Uuid {
    const BYTES: Option<[&'static str; 2]> = None;

    fn of(literal: Literal<'_>) -> Option<Self> {
        let Literal::Bytes(digits) = literal else { return None };
        Self::try_parse(digits).ok()
    }
}

impl Cell for NaiveDate {
    const BYTES: Option<[&'static str; 2]> = TEXT;

    fn of(literal: Literal<'_>) -> Option<Self> {
        let Literal::Text(text) = literal else { return None };
        // Written otherwise the same day would be another one to the database; the reader takes a blank for a nought.
        let is_as_written = text.len() == "2026-11-23".len() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        text.parse().ok().filter(|_| is_as_written)
    }
}

impl Cell for Timestamp {
    const BYTES: Option<[&'static str; 2]> = TEXT;

    fn of(literal: Literal<'_>) -> Option<Self> {
        let Literal::Text(text) = literal else { return None };
        let at = DateTime::parse_from_rfc3339(&text).ok()?.to_utc();
        is_as_written(&text).then_some(at)
    }
}

/// Is a moment written as the driver writes it? Written otherwise the same moment would be another one to the database.
fn is_as_written(moment: &str) -> bool {
    let Some(local) = moment.strip_suffix("+00:00") else { return false };
    let Some((seconds, fraction)) = local.split_at_checked("2026-11-23T09:30:00".len()) else {
        return false;
    };
    let is_shortest = match fraction.len() {
        0 => true,
        4 => fraction != ".000",
        7 | 10 => !fraction.ends_with("000"),
        _ => false,
    };
    is_shortest && seconds.as_bytes().get(10) == Some(&b'T')
}

impl<T: Cell> Cell for Option<T>
where
    Self: for<'r> Decode<'r, Postgres> + Type<Postgres>,
{
    const BYTES: Option<[&'static str; 2]> = match T::BYTES {
        Some(_) => Some(["coalesce(octet_length(", "), 0)"]),
        None => None,
    };

    fn of(literal: Literal<'_>) -> Option<Self> {
        match literal {
            Literal::Null => Some(None),
            literal => T::of(literal).map(Some),
        }
    }
}

impl Cells<'_> {
    /// Reads the next value, that of the column `name`.
    pub fn next<T: Cell>(&mut self, name: &str) -> Result<T, DbError> {
        match &mut self.0 {
            Source::Postgres(row, place) => {
                *place += 1;
                Ok(row.try_get(*place - 1)?)
            }
            Source::Sqlite(rest, bytes) => {
                let (literal, after) = literal(rest).ok_or_else(|| unreadable(name))?;
                *rest = after.strip_prefix(',').unwrap_or(after);
                if let Literal::Text(text) = &literal {
                    *bytes += text.len();
                }
                T::of(literal).ok_or_else(|| unreadable(name))
            }
        }
    }
}

fn unreadable(name: &str) -> DbError {
    DbError::Defect(sqlx::Error::Decode(format!("{name} is not what this column holds").into()))
}

/// Cuts the first literal off a text.
fn literal(text: &str) -> Option<(Literal<'_>, &str)> {
    if let Some(rest) = text.strip_prefix('\'') {
        let end = end_of_text(rest)?;
        let (inside, after) = (&rest[..end], &rest[end + 1..]);
        let inside = if inside.contains('\'') {
            Cow::Owned(inside.replace("''", "'"))
        } else {
            Cow::Borrowed(inside)
        };
        return Some((Literal::Text(inside), after));
    }
    if let Some(rest) = text.strip_prefix("X'") {
        let (digits, after) = rest.split_once('\'')?;
        return Some((Literal::Bytes(digits), after));
    }
    let (word, after) = text.split_at(text.find([',', '\n']).unwrap_or(text.len()));
    Some((if word == "NULL" { Literal::Null } else { Literal::Number(word) }, after))
}

/// The place of the mark that ends a text: the first one that is not doubled.
fn end_of_text(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let mark = from + text.get(from..)?.find('\'')?;
        if !text[mark + 1..].starts_with('\'') {
            return Some(mark);
        }
        from = mark + 2;
    }
}

/// Reads all rows of a text that [`as_one_text`] asked for. An error says how the row begins.
fn rows_of<T: Packed>(text: &str) -> Result<Vec<T>, DbError> {
    let (mut rows, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (row, after) = row_of(rest).map_err(|error| {
            let begins: String = rest.chars().take(80).collect();
            DbError::Defect(sqlx::Error::Decode(format!("{error}, in the row that begins with {begins}").into()))
        })?;
        rows.push(row);
        rest = after;
    }
    Ok(rows)
}

/// Reads the first row of a text, and holds the lengths of its texts against what SQLite says they are: its literals end at a NUL.
fn row_of<T: Packed>(text: &str) -> Result<(T, &str), DbError> {
    let mut cells = Cells(Source::Sqlite(text, 0));
    let row = T::read(&mut cells)?;
    let Source::Sqlite(rest, bytes) = cells.0 else {
        return Err(unreadable("a row"));
    };
    let (length, after) = rest.split_once('\n').unwrap_or((rest, ""));
    if length.parse() == Ok(bytes) {
        return Ok((row, after));
    }
    Err(unreadable("one of the texts, or the end of the row,"))
}

/// Writes `SELECT a, b FROM …` so that SQLite answers all rows as one text: the literals of each row, and how many bytes its texts
/// have. The columns are names; the order of the rows stays.
pub(super) fn as_one_text<T: Packed>(text: &str) -> Option<String> {
    let (columns, from) = text.strip_prefix("SELECT ")?.split_once(" FROM ")?;
    let columns = columns.split(", ").map(|column| column.split(" AS ").next().unwrap_or(column));
    let (mut cells, mut bytes) = (String::new(), "0".to_owned());
    for (column, counted) in columns.zip(T::BYTES) {
        // Writing to a String cannot fail.
        let _ = write!(cells, "quote({column}), ");
        if let Some([before, behind]) = counted {
            let _ = write!(bytes, " + {before}{column}{behind}");
        }
    }
    Some(format!(
        "SELECT group_concat(cells, char(10)) FROM (SELECT concat_ws(',', {cells}{bytes}) AS cells FROM {from})"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    packed_row! {
        pub struct Line {
            pub number: i64,
            pub text: Option<String>,
            pub id: Option<Uuid>,
            pub day: NaiveDate,
        }
    }

    #[tokio::test]
    async fn sqlite_writes_what_is_read_again_whatever_stands_in_a_text() {
        use sqlx::{Connection, SqliteConnection};
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let text = "SELECT column1, column2 AS words, column3, column4 FROM (VALUES (1, 'it''s,' || char(10) || '''X''', NULL, '2026-11-23'), \
                    (-9223372036854775808, NULL, x'00112233445566778899aabbccddeeff', '2026-01-01')) ORDER BY column1 DESC";
        let packed = as_one_text::<Line>(text).unwrap();
        let (packed,): (String,) = sqlx::query_as(sqlx::AssertSqlSafe(packed))
            .fetch_one(&mut connection)
            .await
            .unwrap();
        let rows: Vec<Line> = rows_of(&packed).unwrap();
        assert_eq!(rows[0].number, 1);
        assert_eq!(rows[0].text.as_deref(), Some("it's,\n'X'"));
        assert_eq!((rows[1].number, &rows[1].text), (i64::MIN, &None));
        assert_eq!(rows[1].id.unwrap().to_string(), "00112233-4455-6677-8899-aabbccddeeff");
        assert_eq!(rows[1].day.to_string(), "2026-01-01");
        assert_eq!(rows.len(), 2);
    }

    #[tokio::test]
    async fn what_stands_behind_a_nul_is_noticed() {
        use sqlx::{Connection, SqliteConnection};
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        for hidden in ["", "char(0)", "char(0) || 'x'"] {
            let words = if hidden.is_empty() {
                "'a'".to_owned()
            } else {
                format!("'a' || {hidden}")
            };
            let text = format!("SELECT column1, column2, column3, column4 FROM (VALUES (1, {words}, NULL, '2026-11-23'))");
            let packed = as_one_text::<Line>(&text).unwrap();
            let (packed,): (String,) = sqlx::query_as(sqlx::AssertSqlSafe(packed))
                .fetch_one(&mut connection)
                .await
                .unwrap();
            assert_eq!(rows_of::<Line>(&packed).is_ok(), hidden.is_empty(), "{packed}");
        }
    }

    #[test]
    fn a_moment_is_read_as_it_was_written_only() {
        let read = |text: &'static str| Timestamp::of(Literal::Text(text.into())).is_some();
        for right in [
            "2026-11-23T09:30:00+00:00",
            "2026-11-23T09:30:00.120+00:00",
            "2026-11-23T09:30:00.000120+00:00",
            "2026-11-23T09:30:00.000000120+00:00",
        ] {
            assert!(read(right), "{right}");
        }
        for wrong in [
            "2026-11-23t09:30:00+00:00",
            "2026-11-23 09:30:00+00:00",
            "2026-11-23T09:30:00Z",
            "2026-11-23T17:30:00+08:00",
            "2026-11-23T09:30:00.000+00:00",
            "2026-11-23T09:30:00.12+00:00",
            "2026-11-23T09:30:00.120000+00:00",
        ] {
            assert!(!read(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_is_no_such_value_is_refused() {
        assert_eq!(rows_of::<Line>("990,NULL,NULL,'2026-11-23',10").unwrap().len(), 1);
        for wrong in [
            "990.0,NULL,NULL,'2026-11-23',10",
            "'990',NULL,NULL,'2026-11-23',13",
            "990,X'00',NULL,'2026-11-23',10",
            "990,NULL,X'00','2026-11-23',10",
            "990,NULL,NULL,'2026-11-3',9",
            "990,NULL,NULL,'2026-11- 3',10",
            "990,NULL,NULL,'2026- 1-03',10",
            "990,NULL,NULL,'2026-11-23',11",
            "990,NULL,NULL,'2026-11-23',10,1",
            "990,NULL,NULL,'2026-11-23",
            "990,NULL,NULL,'2026-11-23'",
            "990,NULL,NULL",
            "990",
        ] {
            assert!(rows_of::<Line>(wrong).is_err(), "{wrong}");
        }
        assert!(rows_of::<Line>("").unwrap().is_empty());
    }
}
