//! The SQL of shifts.

use crate::clock::Timestamp;
use crate::db::{self, DbError, Sql, Tx};
use crate::ids::{CanteenId, LaneId, ShiftId, StaffId};
use crate::money::Fen;

mod closing;
mod listing;
mod sums;
pub use closing::{
    Count, NewCount, NewZReport, ZReportRow, count_by_id, counts_of, end_shift, insert_count, insert_z_report, next_z_no, z_report_by_id,
    z_reports,
};
pub use listing::{ListedShift, Which, closed_shifts, shifts};
pub use sums::{
    CashMove, SaleSum, Sum, TenderSum, grand_total, late_sales_of_shift, movements_of_shift, sales_of_shift, sums_of_shift, voids_of_shift,
};

/// A shift as it was opened.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Shift {
    /// The shift.
    pub id: ShiftId,
    /// Whose books.
    pub canteen_id: CanteenId,
    /// The entry of its opening.
    pub entry_no: i64,
    /// Its number in the canteen.
    pub shift_no: i64,
    /// Where.
    pub lane_id: LaneId,
    /// `cashier` or `by_itself`.
    pub opened_how: String,
    /// By whom.
    pub opened_by: StaffId,
    /// When.
    pub opened_at: Timestamp,
    /// What was in the drawer.
    pub float_fen: Fen,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// The shift that a lane is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenShift {
    /// The lane.
    pub lane_id: LaneId,
    /// The shift.
    pub id: ShiftId,
    /// Its number.
    pub shift_no: i64,
}

impl From<&Shift> for OpenShift {
    fn from(shift: &Shift) -> Self {
        Self {
            lane_id: shift.lane_id,
            id: shift.id,
            shift_no: shift.shift_no,
        }
    }
}

/// The open shifts of some lanes.
pub async fn open_at(tx: &mut Tx, lanes: &[LaneId]) -> Result<Vec<OpenShift>, DbError> {
    db::read_rows(
        "SELECT o.lane_id, s.id, s.shift_no FROM (VALUES {uuid}) AS v JOIN open_shift o ON o.lane_id = v.column1 \
         JOIN shift s ON s.id = o.shift_id",
        lanes.iter().map(|lane| vec![(*lane).into()]).collect(),
        tx,
    )
    .await
}

/// The number of a canteen's next shift. Under the canteen's lock nobody else takes it.
pub async fn next_shift_no(tx: &mut Tx, canteen: CanteenId) -> Result<i64, DbError> {
    let (last,): (i64,) = Sql::new("SELECT COALESCE(MAX(shift_no), 0) FROM shift WHERE canteen_id = $1")
        .bind(canteen)
        .one(tx)
        .await?;
    Ok(last + 1)
}

/// Writes shifts whose entries are written already, and opens them.
pub async fn insert_shifts(tx: &mut Tx, shifts: &[Shift]) -> Result<(), DbError> {
    let rows = shifts.iter().map(|shift| {
        vec![
            shift.id.into(),
            shift.canteen_id.into(),
            shift.entry_no.into(),
            shift.shift_no.into(),
            shift.lane_id.into(),
            shift.opened_how.clone().into(),
            shift.opened_by.into(),
            shift.opened_at.into(),
            shift.float_fen.into(),
            shift.request_hash.clone().into(),
        ]
    });
    db::write_rows(
        "INSERT INTO shift (id, canteen_id, entry_no, shift_no, lane_id, opened_how, opened_by, opened_at, float_fen, request_hash) \
         VALUES {uuid, uuid, bigint, bigint, uuid, text, uuid, timestamptz, bigint, bytea}",
        rows.collect(),
        tx,
    )
    .await?;
    db::write_rows(
        "INSERT INTO open_shift (lane_id, shift_id) VALUES {uuid, uuid}",
        shifts.iter().map(|shift| vec![shift.lane_id.into(), shift.id.into()]).collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// A shift by its id.
pub async fn shift_by_id(tx: &mut Tx, id: ShiftId) -> Result<Option<Shift>, DbError> {
    Sql::new(
        "SELECT id, canteen_id, entry_no, shift_no, lane_id, opened_how, opened_by, opened_at, float_fen, request_hash FROM shift \
         WHERE id = $1",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// A shift with the names of its place and its people.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ShiftView {
    /// The shift.
    pub id: ShiftId,
    /// Its number in the canteen.
    pub shift_no: i64,
    /// The canteen's name.
    pub canteen: String,
    /// The lane's name.
    pub lane: String,
    /// `cashier` or `by_itself`.
    pub opened_how: String,
    /// Who opened it.
    pub opened_by: String,
    /// When.
    pub opened_at: Timestamp,
    /// What was in the drawer.
    pub float_fen: Fen,
}

/// A shift with the names of its place and its people.
pub async fn shift_view(tx: &mut Tx, id: ShiftId) -> Result<ShiftView, DbError> {
    Sql::new(
        "SELECT s.id, s.shift_no, c.name AS canteen, l.name AS lane, s.opened_how, p.name AS opened_by, s.opened_at, s.float_fen \
         FROM shift s JOIN canteen c ON c.id = s.canteen_id JOIN lane l ON l.id = s.lane_id JOIN staff p ON p.id = s.opened_by \
         WHERE s.id = $1",
    )
    .bind(id)
    .one(tx)
    .await
}

/// The float of the last shift that a cashier opened at a lane.
pub async fn last_float(tx: &mut Tx, lane: LaneId) -> Result<Option<Fen>, DbError> {
    let row: Option<(Fen,)> =
        Sql::new("SELECT float_fen FROM shift WHERE lane_id = $1 AND opened_how = 'cashier' ORDER BY shift_no DESC LIMIT 1")
            .bind(lane)
            .optional(tx)
            .await?;
    Ok(row.map(|(float,)| float))
}
