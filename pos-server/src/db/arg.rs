//! What can a statement be given? The seven kinds of value that both databases store the same way, and rows of them.

use std::fmt::Write;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::ids::{
    AuditId, BatchId, BuildingId, CanteenId, CardId, FactId, HouseholdId, LaneId, PolicyId, ResidentId, SaleId, StaffId, VoidId,
};
use crate::money::Fen;

/// A value for one parameter. `None` is NULL and still says its type, which PostgreSQL asks for.
#[derive(Debug, Clone)]
pub enum Arg {
    /// BOOLEAN
    Bool(Option<bool>),
    /// BIGINT
    Int(Option<i64>),
    /// TEXT
    Text(Option<String>),
    /// BYTEA
    Bytes(Option<Vec<u8>>),
    /// UUID
    Uuid(Option<Uuid>),
    /// DATE
    Date(Option<NaiveDate>),
    /// TIMESTAMPTZ
    Time(Option<Timestamp>),
}

/// Says how a Rust type becomes an [`Arg`], with and without `Option`.
macro_rules! args {
    ($($from:ty => $kind:ident, |$value:ident| $into:expr;)+) => {$(
        impl From<$from> for Arg {
            fn from($value: $from) -> Self {
                Self::$kind(Some($into))
            }
        }

        impl From<Option<$from>> for Arg {
            fn from(value: Option<$from>) -> Self {
                Self::$kind(value.map(|$value| $into))
            }
        }
    )+};
}

args! {
    bool => Bool, |v| v;
    i64 => Int, |v| v;
    Fen => Int, |v| v.get();
    String => Text, |v| v;
    &str => Text, |v| v.to_owned();
    Vec<u8> => Bytes, |v| v;
    &[u8] => Bytes, |v| v.to_vec();
    [u8; 32] => Bytes, |v| v.to_vec();
    Uuid => Uuid, |v| v;
    NaiveDate => Date, |v| v;
    Timestamp => Time, |v| v;
    CanteenId => Uuid, |v| v.uuid();
    StaffId => Uuid, |v| v.uuid();
    LaneId => Uuid, |v| v.uuid();
    BuildingId => Uuid, |v| v.uuid();
    HouseholdId => Uuid, |v| v.uuid();
    ResidentId => Uuid, |v| v.uuid();
    FactId => Uuid, |v| v.uuid();
    CardId => Uuid, |v| v.uuid();
    BatchId => Uuid, |v| v.uuid();
    PolicyId => Uuid, |v| v.uuid();
    SaleId => Uuid, |v| v.uuid();
    VoidId => Uuid, |v| v.uuid();
    AuditId => Uuid, |v| v.uuid();
}

/// Writes out the `{type, type, …}` of a statement for a number of rows: `{uuid, text}` and two rows after one bound value
/// become `($2, $3), ($4, $5)`. The types document the columns; the tests use them to prepare the statement.
#[must_use]
pub fn expand_rows(text: &str, bound: usize, rows: usize) -> String {
    let Some((before, rest)) = text.split_once('{') else {
        return text.to_owned();
    };
    let Some((types, after)) = rest.split_once('}') else {
        return text.to_owned();
    };
    let columns = types.split(',').count();
    let mut out = String::with_capacity(text.len() + rows * columns * 6);
    out.push_str(before);
    let mut next = bound;
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns {
            next += 1;
            // Writing to a String cannot fail.
            let _ = write!(out, "{}${next}", if column == 0 { "" } else { ", " });
        }
        out.push(')');
    }
    out.push_str(after);
    out
}

#[cfg(test)]
mod tests {
    use super::expand_rows;

    #[test]
    fn a_list_of_rows_counts_on_from_the_bound_values() {
        assert_eq!(
            expand_rows("INSERT INTO t (a, b) VALUES {uuid, text} ON CONFLICT DO NOTHING", 0, 2),
            "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4) ON CONFLICT DO NOTHING"
        );
        assert_eq!(
            expand_rows("SELECT 1 FROM (VALUES {date}) AS v WHERE $1 = 1", 1, 1),
            "SELECT 1 FROM (VALUES ($2)) AS v WHERE $1 = 1"
        );
    }
}
