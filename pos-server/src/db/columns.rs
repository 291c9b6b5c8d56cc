//! How does PostgreSQL get a list of rows? One array per column: the statement's text is then the same for any number of rows,
//! so that it stays prepared and planned.

use chrono::NaiveDate;
use uuid::Uuid;

use super::arg::Arg;
use crate::clock::Timestamp;

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// BOOLEAN[]
    Bool(Vec<Option<bool>>),
    /// BIGINT[]
    Int(Vec<Option<i64>>),
    /// TEXT[]
    Text(Vec<Option<String>>),
    /// BYTEA[]
    Bytes(Vec<Option<Vec<u8>>>),
    /// UUID[]
    Uuid(Vec<Option<Uuid>>),
    /// DATE[]
    Date(Vec<Option<NaiveDate>>),
    /// TIMESTAMPTZ[]
    Time(Vec<Option<Timestamp>>),
}

/// A row's value is of another type than the values above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a column of a list of rows has values of two types")]
pub struct Mixed;

/// Turns rows, one after the other, into columns.
pub fn columns(values: Vec<Arg>, rows: usize) -> Result<Vec<Column>, Mixed> {
    let width = values.len() / rows.max(1);
    let mut columns: Vec<Column> = Vec::with_capacity(width);
    for (place, value) in values.into_iter().enumerate() {
        match columns.get_mut(place % width) {
            Some(column) => column.push(value)?,
            None => columns.push(Column::of(value, rows)),
        }
    }
    Ok(columns)
}

impl Column {
    /// A column that begins with a value.
    fn of(first: Arg, rows: usize) -> Self {
        fn begin<T>(first: T, rows: usize) -> Vec<T> {
            let mut values = Vec::with_capacity(rows);
            values.push(first);
            values
        }
        match first {
            Arg::Bool(v) => Self::Bool(begin(v, rows)),
            Arg::Int(v) => Self::Int(begin(v, rows)),
            Arg::Text(v) => Self::Text(begin(v, rows)),
            Arg::Bytes(v) => Self::Bytes(begin(v, rows)),
            Arg::Uuid(v) => Self::Uuid(begin(v, rows)),
            Arg::Date(v) => Self::Date(begin(v, rows)),
            Arg::Time(v) => Self::Time(begin(v, rows)),
        }
    }

    fn push(&mut self, value: Arg) -> Result<(), Mixed> {
        match (self, value) {
            (Self::Bool(column), Arg::Bool(v)) => column.push(v),
            (Self::Int(column), Arg::Int(v)) => column.push(v),
            (Self::Text(column), Arg::Text(v)) => column.push(v),
            (Self::Bytes(column), Arg::Bytes(v)) => column.push(v),
            (Self::Uuid(column), Arg::Uuid(v)) => column.push(v),
            (Self::Date(column), Arg::Date(v)) => column.push(v),
            (Self::Time(column), Arg::Time(v)) => column.push(v),
            _ => return Err(Mixed),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns_with_their_gaps() {
        let rows = vec![1_i64.into(), "a".into(), 2_i64.into(), None::<String>.into()];
        assert_eq!(
            columns(rows, 2).unwrap(),
            [Column::Int(vec![Some(1), Some(2)]), Column::Text(vec![Some("a".to_owned()), None])]
        );
        assert_eq!(columns(vec![1_i64.into(), "a".into()], 2), Err(Mixed));
        assert_eq!(columns(Vec::new(), 0), Ok(Vec::new()));
    }
}
