//! The SQL of counts and Z-reports. Both are only ever inserted.

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, CountId, LaneId, ShiftId, StaffId, ZReportId};
use crate::money::Fen;

/// A count to write.
#[derive(Debug)]
pub struct NewCount {
    /// Made by the lane before it asked.
    pub id: CountId,
    /// The shift.
    pub shift: ShiftId,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// What was found, JSON.
    pub counted: String,
    /// What was found beside what the books expected, JSON.
    pub expected: String,
    /// The drawer's notes and coins.
    pub cash: Fen,
    /// The shift's last entry at that moment.
    pub last_entry_no: i64,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// A count of a drawer.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Count {
    /// The count.
    pub id: CountId,
    /// Whose books.
    pub canteen_id: CanteenId,
    /// The shift.
    pub shift_id: ShiftId,
    /// Its number in the shift.
    pub count_no: i64,
    /// The counter's name.
    pub counted_by: String,
    /// When.
    pub counted_at: Timestamp,
    /// What was found, JSON.
    pub counted: String,
    /// What was found beside what the books expected, JSON.
    pub expected: String,
    /// The drawer's notes and coins.
    pub cash_fen: Fen,
    /// The shift's last entry at that moment.
    pub last_entry_no: i64,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// Writes a count behind the shift's earlier ones.
pub async fn insert_count(tx: &mut Tx, count: &NewCount) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO shift_count (id, shift_id, count_no, counted_by, counted_at, counted, expected, cash_fen, last_entry_no, request_hash) \
         VALUES ($1, $2, (SELECT COALESCE(MAX(c.count_no), 0) + 1 FROM shift_count c WHERE c.shift_id = $2), $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(count.id)
    .bind(count.shift)
    .bind(count.by)
    .bind(count.at)
    .bind(count.counted.clone())
    .bind(count.expected.clone())
    .bind(count.cash)
    .bind(count.last_entry_no)
    .bind(count.request_hash.clone())
    .execute(tx)
    .await?;
    Ok(())
}

/// A count by its id.
pub async fn count_by_id(tx: &mut Tx, id: CountId) -> Result<Option<Count>, DbError> {
    Sql::new(
        "SELECT c.id, s.canteen_id, c.shift_id, c.count_no, p.name AS counted_by, c.counted_at, c.counted, c.expected, c.cash_fen, \
         c.last_entry_no, c.request_hash FROM shift_count c JOIN shift s ON s.id = c.shift_id JOIN staff p ON p.id = c.counted_by \
         WHERE c.id = $1",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// The counts of a shift, in their order.
pub async fn counts_of(tx: &mut Tx, shift: ShiftId) -> Result<Vec<Count>, DbError> {
    Sql::new(
        "SELECT c.id, s.canteen_id, c.shift_id, c.count_no, p.name AS counted_by, c.counted_at, c.counted, c.expected, c.cash_fen, \
         c.last_entry_no, c.request_hash FROM shift_count c JOIN shift s ON s.id = c.shift_id JOIN staff p ON p.id = c.counted_by \
         WHERE c.shift_id = $1 ORDER BY c.count_no",
    )
    .bind(shift)
    .all(tx)
    .await
}

/// A Z-report to write.
#[derive(Debug, Clone)]
pub struct NewZReport {
    /// Made by the lane before it asked.
    pub id: ZReportId,
    /// The shift.
    pub shift: ShiftId,
    /// Whose books.
    pub canteen: CanteenId,
    /// Its entry.
    pub entry_no: i64,
    /// Its number in the canteen.
    pub z_no: i64,
    /// The count that counted.
    pub count: CountId,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// The frozen document, JSON.
    pub report: String,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// A Z-report.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ZReportRow {
    /// The report.
    pub id: ZReportId,
    /// Whose books.
    pub canteen_id: CanteenId,
    /// Where.
    pub lane_id: LaneId,
    /// Its number in the canteen.
    pub z_no: i64,
    /// The frozen document, JSON.
    pub report: String,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// The number of a canteen's next Z-report. Under the canteen's lock nobody else takes it.
pub async fn next_z_no(tx: &mut Tx, canteen: CanteenId) -> Result<i64, DbError> {
    let (last,): (i64,) = Sql::new("SELECT COALESCE(MAX(z_no), 0) FROM z_report WHERE canteen_id = $1")
        .bind(canteen)
        .one(tx)
        .await?;
    Ok(last + 1)
}

/// Writes a Z-report whose entry is written already.
pub async fn insert_z_report(tx: &mut Tx, row: &NewZReport) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO z_report (shift_id, id, canteen_id, entry_no, z_no, count_id, closed_by, closed_at, report, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.shift)
    .bind(row.id)
    .bind(row.canteen)
    .bind(row.entry_no)
    .bind(row.z_no)
    .bind(row.count)
    .bind(row.by)
    .bind(row.at)
    .bind(row.report.clone())
    .bind(row.request_hash.clone())
    .execute(tx)
    .await?;
    Ok(())
}

/// A Z-report by its id.
pub async fn z_report_by_id(tx: &mut Tx, id: ZReportId) -> Result<Option<ZReportRow>, DbError> {
    Sql::new(
        "SELECT z.id, z.canteen_id, s.lane_id, z.z_no, z.report, z.request_hash FROM z_report z JOIN shift s ON s.id = z.shift_id \
         WHERE z.id = $1",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// A canteen's Z-reports, the newest first, below a number and of one lane if they are given.
pub async fn z_reports(
    tx: &mut Tx,
    canteen: CanteenId,
    lane: Option<LaneId>,
    below: Option<i64>,
    limit: i64,
) -> Result<Vec<ZReportRow>, DbError> {
    Sql::new(
        "SELECT z.id, z.canteen_id, s.lane_id, z.z_no, z.report, z.request_hash FROM z_report z JOIN shift s ON s.id = z.shift_id \
         WHERE z.canteen_id = $1 AND (CAST($2 AS UUID) IS NULL OR s.lane_id = $2) AND (CAST($3 AS BIGINT) IS NULL OR z.z_no < $3) \
         ORDER BY z.z_no DESC LIMIT $4",
    )
    .bind(canteen)
    .bind(lane)
    .bind(below)
    .bind(limit)
    .all(tx)
    .await
}

/// Takes the open shift away from its lane.
pub async fn end_shift(tx: &mut Tx, lane: LaneId, shift: ShiftId) -> Result<(), DbError> {
    Sql::new("DELETE FROM open_shift WHERE lane_id = $1 AND shift_id = $2")
        .bind(lane)
        .bind(shift)
        .execute(tx)
        .await?;
    Ok(())
}
