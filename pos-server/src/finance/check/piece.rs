//! What belongs to one entry? A piece of the journal in memory, with the rows of each table in the order of their entries.

use serde::{Serialize, Serializer};
use uuid::Uuid;

use super::PIECE;
use super::fault::{CheckError, Fault, unread};
use super::hash::Columns;
use super::store::{self, EntryRow, LineRow, MovementRow, Range, SaleRow, ShiftRow, VoidRow, ZReportRow};
use crate::db::{Page, Tx};
use crate::text::say;

/// Some entries and all that they book, as the database gave it: not looked at so far.
pub struct Piece {
    canteen: Uuid,
    entries: Page<EntryRow>,
    lines: Page<LineRow>,
    undone: Page<LineRow>,
    sales: Page<SaleRow>,
    voids: Page<VoidRow>,
    movements: Page<MovementRow>,
    shifts: Page<ShiftRow>,
    z_reports: Page<ZReportRow>,
}

/// The rows that the entries of a piece book.
pub struct Rows {
    canteen: Uuid,
    lines: Run<LineRow>,
    undone: Run<LineRow>,
    sales: Run<SaleRow>,
    voids: Run<VoidRow>,
    movements: Run<MovementRow>,
    shifts: Run<ShiftRow>,
    z_reports: Run<ZReportRow>,
}

/// The row that an entry books.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Booked<'p> {
    Sale(&'p SaleRow),
    /// With the lines of the sale that it undoes.
    #[serde(serialize_with = "void_alone")]
    Void(&'p VoidRow, &'p [LineRow]),
    Movement(&'p MovementRow),
    ShiftOpened(&'p ShiftRow),
    ShiftClosed(&'p ZReportRow),
}

/// The lines of the sale that a void undoes stand with the sale.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references to the fields")]
fn void_alone<S: Serializer>(void: &&VoidRow, _undone: &&[LineRow], serializer: S) -> Result<S::Ok, S::Error> {
    void.serialize(serializer)
}

/// A row that belongs to an entry.
pub trait Row {
    /// The kind of the entries that book such rows.
    const KIND: &'static str;
    /// The table.
    const TABLE: &'static str;

    /// The number of its entry.
    fn entry_no(&self) -> i64;
    /// The row's id.
    fn id(&self) -> Uuid;
}

macro_rules! rows {
    ($($row:ty => $kind:literal, $table:literal;)+) => {$(
        impl Row for $row {
            const KIND: &'static str = $kind;
            const TABLE: &'static str = $table;

            fn entry_no(&self) -> i64 {
                self.entry_no
            }

            fn id(&self) -> Uuid {
                self.id
            }
        }
    )+};
}

rows! {
    SaleRow => "sale", "sale";
    VoidRow => "void", "sale_void";
    MovementRow => "movement", "movement";
    ShiftRow => "shift_opened", "shift";
    ZReportRow => "shift_closed", "z_report";
}

/// The rows of one table, and how many of them were handed out.
struct Run<T> {
    rows: Vec<T>,
    at: usize,
}

impl<T> From<Vec<T>> for Run<T> {
    fn from(rows: Vec<T>) -> Self {
        Self { rows, at: 0 }
    }
}

impl<T> Run<T> {
    /// The rows not handed out so far that belong to an entry or to one before.
    fn up_to(&mut self, entry_no: i64, number: impl Fn(&T) -> i64) -> &[T] {
        let from = self.at;
        let rest = self.rows.get(from..).unwrap_or_default();
        self.at += rest.iter().take_while(|row| number(row) <= entry_no).count();
        self.rows.get(from..self.at).unwrap_or_default()
    }
}

impl<T: Row> Run<T> {
    /// The one row of an entry of this table's kind; none of an entry of another kind.
    fn only(&mut self, canteen: Uuid, entry: &EntryRow) -> Result<Option<&T>, Fault> {
        let (entry_no, kind) = (entry.entry_no, entry.kind.as_str());
        match (self.up_to(entry_no, T::entry_no), kind == T::KIND) {
            ([row], true) => Ok(Some(row)),
            ([], false) => Ok(None),
            ([], true) => Err(Fault::booked(
                T::TABLE,
                entry_key(canteen, entry_no),
                say(
                    format!("分录 {entry_no} 是“{kind}”，但它所记的这一行不见了。"),
                    format!("Entry {entry_no} is a {kind}, but the row that it books is missing."),
                ),
            )),
            ([.., row], _) => Err(Fault::booked(
                T::TABLE,
                format!("{}, id {}", entry_key(canteen, row.entry_no()), row.id()),
                say(
                    format!("多出一行：分录 {entry_no} 是“{kind}”，不记这一行。"),
                    format!("One row too many: entry {entry_no} is a {kind} and does not book this one."),
                ),
            )),
        }
    }
}

impl Piece {
    /// Asks for the entries that follow one of a canteen's journal, up to [`PIECE`] numbers further.
    pub async fn read(tx: &mut Tx, canteen: Uuid, after: i64) -> Result<Self, CheckError> {
        let range = Range {
            canteen,
            after,
            last: after.saturating_add(PIECE),
        };
        Ok(Self {
            canteen,
            entries: store::entries(tx, range).await.map_err(unread("journal_entry"))?,
            lines: store::lines(tx, range).await.map_err(unread("journal_line"))?,
            undone: store::undone_lines(tx, range).await.map_err(unread("journal_line"))?,
            sales: store::sales(tx, range).await.map_err(unread("sale"))?,
            voids: store::voids(tx, range).await.map_err(unread("sale_void"))?,
            movements: store::movements(tx, range).await.map_err(unread("movement"))?,
            shifts: store::shifts(tx, range).await.map_err(unread("shift"))?,
            z_reports: store::z_reports(tx, range).await.map_err(unread("z_report"))?,
        })
    }

    /// Reads what the database gave: the entries, and the rows that they book.
    pub fn rows(self) -> Result<(Vec<EntryRow>, Rows), CheckError> {
        let rows = Rows {
            canteen: self.canteen,
            lines: self.lines.rows().map_err(unread("journal_line"))?.into(),
            undone: self.undone.rows().map_err(unread("journal_line"))?.into(),
            sales: self.sales.rows().map_err(unread("sale"))?.into(),
            voids: self.voids.rows().map_err(unread("sale_void"))?.into(),
            movements: self.movements.rows().map_err(unread("movement"))?.into(),
            shifts: self.shifts.rows().map_err(unread("shift"))?.into(),
            z_reports: self.z_reports.rows().map_err(unread("z_report"))?.into(),
        };
        Ok((self.entries.rows().map_err(unread("journal_entry"))?, rows))
    }
}

impl Rows {
    /// The lines of an entry and the row that it books.
    pub fn booked(&mut self, entry: &EntryRow) -> Result<(&[LineRow], Booked<'_>), Fault> {
        let lines = self.lines.up_to(entry.entry_no, |line| line.entry_no);
        let undone = self.undone.up_to(entry.entry_no, |line| line.entry_no);
        let sale = self.sales.only(self.canteen, entry)?.map(Booked::Sale);
        let void = self.voids.only(self.canteen, entry)?.map(|void| Booked::Void(void, undone));
        let movement = self.movements.only(self.canteen, entry)?.map(Booked::Movement);
        let opened = self.shifts.only(self.canteen, entry)?.map(Booked::ShiftOpened);
        let closed = self.z_reports.only(self.canteen, entry)?.map(Booked::ShiftClosed);
        let booked = sale.or(void).or(movement).or(opened).or(closed).ok_or_else(|| {
            let what = say(
                format!("“{}”不是分录的种类。", entry.kind),
                format!("{:?} is no kind of entry.", entry.kind),
            );
            Fault::booked("journal_entry", entry_key(self.canteen, entry.entry_no), what)
        })?;
        Ok((lines, booked))
    }
}

impl Booked<'_> {
    /// The row's columns, as they stand under the hash.
    pub fn columns(&self) -> &dyn Columns {
        match self {
            Self::Sale(row) => *row,
            Self::Void(row, _) => *row,
            Self::Movement(row) => *row,
            Self::ShiftOpened(row) => *row,
            Self::ShiftClosed(row) => *row,
        }
    }

    /// The row's table and id.
    pub fn name(&self) -> (&'static str, Uuid) {
        fn of<T: Row>(row: &T) -> (&'static str, Uuid) {
            (T::TABLE, row.id())
        }
        match self {
            Self::Sale(row) => of(*row),
            Self::Void(row, _) => of(*row),
            Self::Movement(row) => of(*row),
            Self::ShiftOpened(row) => of(*row),
            Self::ShiftClosed(row) => of(*row),
        }
    }

    /// The shift that the row names, other than the one that it opens or closes.
    pub fn shift(&self) -> Option<Uuid> {
        match self {
            Self::Sale(row) => row.shift_id,
            Self::Void(row, _) => row.shift_id,
            Self::Movement(row) => row.shift_id,
            Self::ShiftOpened(_) => None,
            Self::ShiftClosed(row) => Some(row.shift_id),
        }
    }
}

/// An entry's key, for people.
pub fn entry_key(canteen: Uuid, entry_no: i64) -> String {
    format!("canteen_id {canteen}, entry_no {entry_no}")
}
