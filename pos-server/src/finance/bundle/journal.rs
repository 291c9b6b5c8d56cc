//! How does an entry of the journal stand in a bundle? One row: the entry, its lines, and every column of the row that it books which
//! its hash covers. Anybody can compute the hash again by the format of [`crate::ledger::chain`].

use serde::{Deserialize, Serialize};

use crate::finance::check::piece::Booked;
use crate::finance::check::store::{EntryRow, LineRow, MovementRow, SaleRow, ShiftRow, VoidRow, ZReportRow};

/// An entry as it is written.
#[derive(Serialize)]
pub struct Written<'r> {
    /// The entry.
    pub entry: &'r EntryRow,
    /// Its lines.
    pub lines: &'r [LineRow],
    /// What it books.
    pub booked: &'r Booked<'r>,
}

/// An entry as it is read again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JournalRow {
    /// The entry.
    pub entry: EntryRow,
    /// Its lines.
    pub lines: Vec<LineRow>,
    /// What it books.
    pub booked: BookedRow,
}

/// The row that an entry books.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BookedRow {
    /// A meal.
    Sale(Box<SaleRow>),
    /// A meal that was undone.
    Void(Box<VoidRow>),
    /// Money that was moved.
    Movement(Box<MovementRow>),
    /// A shift that began.
    ShiftOpened(Box<ShiftRow>),
    /// A shift that ended.
    ShiftClosed(Box<ZReportRow>),
}

impl BookedRow {
    /// The kind of the entries that book such rows, and the number of the row's own entry.
    #[must_use]
    pub fn kind(&self) -> (&'static str, i64) {
        match self {
            Self::Sale(row) => ("sale", row.entry_no),
            Self::Void(row) => ("void", row.entry_no),
            Self::Movement(row) => ("movement", row.entry_no),
            Self::ShiftOpened(row) => ("shift_opened", row.entry_no),
            Self::ShiftClosed(row) => ("shift_closed", row.entry_no),
        }
    }

    /// The row as the check of the books knows it; a void without the lines that it undoes.
    #[must_use]
    pub fn as_booked(&self) -> Booked<'_> {
        match self {
            Self::Sale(row) => Booked::Sale(row),
            Self::Void(row) => Booked::Void(row, &[]),
            Self::Movement(row) => Booked::Movement(row),
            Self::ShiftOpened(row) => Booked::ShiftOpened(row),
            Self::ShiftClosed(row) => Booked::ShiftClosed(row),
        }
    }
}
