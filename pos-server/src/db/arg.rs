//! What can a statement be given? The seven kinds of value that both databases store the same way, and rows of them.

use std::fmt::Write;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::ids::{
    AnswerId, AuditId, BatchId, BuildingId, CanteenId, CardId, CertificateId, ClosingId, ContactId, CountId, DishId, FactId, HoldId,
    HolidayId, HouseholdId, LaneId, MenuId, MovementId, PayerId, PhotoId, PlanId, PolicyId, PrintId, ProposalId, PublicationId, ResidentId,
    ResultId, RoundId, SaleId, SampleId, SettlementId, ShiftId, StaffId, StepId, StopId, TagId, VoidId, ZReportId,
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
    CountId => Uuid, |v| v.uuid();
    MovementId => Uuid, |v| v.uuid();
    PayerId => Uuid, |v| v.uuid();
    PlanId => Uuid, |v| v.uuid();
    HoldId => Uuid, |v| v.uuid();
    ContactId => Uuid, |v| v.uuid();
    PrintId => Uuid, |v| v.uuid();
    ShiftId => Uuid, |v| v.uuid();
    ZReportId => Uuid, |v| v.uuid();
    BatchId => Uuid, |v| v.uuid();
    PolicyId => Uuid, |v| v.uuid();
    SaleId => Uuid, |v| v.uuid();
    VoidId => Uuid, |v| v.uuid();
    RoundId => Uuid, |v| v.uuid();
    StopId => Uuid, |v| v.uuid();
    ResultId => Uuid, |v| v.uuid();
    SampleId => Uuid, |v| v.uuid();
    StepId => Uuid, |v| v.uuid();
    PhotoId => Uuid, |v| v.uuid();
    TagId => Uuid, |v| v.uuid();
    SettlementId => Uuid, |v| v.uuid();
    DishId => Uuid, |v| v.uuid();
    MenuId => Uuid, |v| v.uuid();
    HolidayId => Uuid, |v| v.uuid();
    ProposalId => Uuid, |v| v.uuid();
    PublicationId => Uuid, |v| v.uuid();
    AnswerId => Uuid, |v| v.uuid();
    ClosingId => Uuid, |v| v.uuid();
    CertificateId => Uuid, |v| v.uuid();
    AuditId => Uuid, |v| v.uuid();
}

/// Writes out the `VALUES {type, type, …}` of a statement for SQLite and a number of rows: with two rows, `{uuid, text}` becomes
/// `(?, ?), (?, ?)`, or `($2, $3), ($4, $5)` after one bound value.
///
/// To SQLite `$7` is a name, which it looks up among all names before it when it prepares, and the driver again when it binds: a
/// thousand values would cost a million comparisons. So a value has a number only where others are bound beside the list.
#[must_use]
pub fn rows_for_sqlite(text: &str, bound: usize, rows: usize) -> String {
    let Some(list) = list_of(text) else { return text.to_owned() };
    let columns = list.types.split(',').count();
    let mut out = String::with_capacity(text.len() + rows * columns * 6);
    out.push_str(list.before);
    out.push_str("VALUES ");
    for place in 0..rows * columns {
        out.push_str(match (place, place % columns) {
            (0, _) => "(",
            (_, 0) => "), (",
            _ => ", ",
        });
        if bound == 0 {
            out.push('?');
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "${}", bound + place + 1);
        }
    }
    out.push(')');
    out.push_str(list.after);
    out
}

/// Writes the list out for PostgreSQL: `VALUES {uuid, text}` after one bound value becomes a selection from
/// `UNNEST($2::uuid[], $3::text[])`, one array per column. The text is the same for any number of rows, so that it stays prepared
/// and planned.
#[must_use]
pub fn rows_for_postgres(text: &str, bound: usize) -> String {
    let Some(list) = list_of(text) else { return text.to_owned() };
    let places = || (1_usize..).zip(list.types.split(',').map(str::trim));
    let arrays: Vec<String> = places().map(|(place, kind)| format!("${}::{kind}[]", bound + place)).collect();
    let names: Vec<String> = places().map(|(place, _)| format!("column{place}")).collect();
    let (arrays, names) = (arrays.join(", "), names.join(", "));
    format!("{}SELECT {names} FROM UNNEST({arrays}) AS u ({names}){}", list.before, list.after)
}

/// A statement around its list of rows.
struct ListOf<'t> {
    before: &'t str,
    types: &'t str,
    after: &'t str,
}

fn list_of(text: &str) -> Option<ListOf<'_>> {
    let (before, rest) = text.split_once("VALUES {")?;
    let (types, after) = rest.split_once('}')?;
    Some(ListOf { before, types, after })
}

#[cfg(test)]
mod tests {
    use super::{rows_for_postgres, rows_for_sqlite};

    const INSERT: &str = "INSERT INTO t (a, b) VALUES {uuid, text} ON CONFLICT DO NOTHING";
    const SELECT: &str = "SELECT 1 FROM (VALUES {date}) AS v WHERE $1 = 1";

    #[test]
    fn sqlite_gets_values_without_names_unless_others_have_some() {
        assert_eq!(
            rows_for_sqlite(INSERT, 0, 2),
            "INSERT INTO t (a, b) VALUES (?, ?), (?, ?) ON CONFLICT DO NOTHING"
        );
        assert_eq!(rows_for_sqlite(SELECT, 1, 2), "SELECT 1 FROM (VALUES ($2), ($3)) AS v WHERE $1 = 1");
    }

    #[test]
    fn postgres_gets_one_array_per_column() {
        assert_eq!(
            rows_for_postgres(INSERT, 0),
            "INSERT INTO t (a, b) SELECT column1, column2 FROM UNNEST($1::uuid[], $2::text[]) AS u (column1, column2) ON CONFLICT DO NOTHING"
        );
        assert_eq!(
            rows_for_postgres(SELECT, 1),
            "SELECT 1 FROM (SELECT column1 FROM UNNEST($2::date[]) AS u (column1)) AS v WHERE $1 = 1"
        );
    }
}
