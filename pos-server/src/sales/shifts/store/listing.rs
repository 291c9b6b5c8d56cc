//! The SQL of the office's lists of shifts.

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, ShiftId, ZReportId};
use crate::money::Fen;

/// A shift as the office lists it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ListedShift {
    /// The shift.
    pub id: ShiftId,
    /// Its number in the canteen.
    pub shift_no: i64,
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
    /// How often its drawer was counted.
    pub counts: i64,
    /// What the last count found beside what the books expected, JSON.
    pub last_count: Option<String>,
    /// Its Z-report, once it is closed.
    pub z_report_id: Option<ZReportId>,
    /// The report's number.
    pub z_no: Option<i64>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// By whom.
    pub closed_by: Option<String>,
}

/// Which shifts of a canteen; all of them where nothing is asked.
#[derive(Debug, Default)]
pub struct Which {
    /// This one.
    pub id: Option<ShiftId>,
    /// Those before this number.
    pub below: Option<i64>,
    /// `open` or `closed`.
    pub state: Option<&'static str>,
    /// Those whose drawer was open between these moments.
    pub between: Option<(Timestamp, Timestamp)>,
}

/// A canteen's shifts, the newest first.
pub async fn shifts(tx: &mut Tx, canteen: CanteenId, which: &Which, limit: i64) -> Result<Vec<ListedShift>, DbError> {
    Sql::new(
        "SELECT s.id, s.shift_no, l.name AS lane, s.opened_how, p.name AS opened_by, s.opened_at, s.float_fen, \
         COALESCE(c.count_no, 0) AS counts, c.expected AS last_count, z.id AS z_report_id, z.z_no, z.closed_at, q.name AS closed_by \
         FROM shift s JOIN lane l ON l.id = s.lane_id JOIN staff p ON p.id = s.opened_by \
         LEFT JOIN shift_count c ON c.shift_id = s.id \
         AND c.count_no = (SELECT MAX(m.count_no) FROM shift_count m WHERE m.shift_id = s.id) \
         LEFT JOIN z_report z ON z.shift_id = s.id LEFT JOIN staff q ON q.id = z.closed_by \
         WHERE s.canteen_id = $1 AND (CAST($2 AS UUID) IS NULL OR s.id = $2) AND (CAST($3 AS BIGINT) IS NULL OR s.shift_no < $3) \
         AND (CAST($4 AS TEXT) IS NULL OR (z.id IS NULL) = ($4 = 'open')) \
         AND (CAST($5 AS TIMESTAMPTZ) IS NULL OR z.closed_at IS NULL OR z.closed_at >= $5) \
         AND (CAST($6 AS TIMESTAMPTZ) IS NULL OR s.opened_at < $6) ORDER BY s.shift_no DESC LIMIT $7",
    )
    .bind(canteen)
    .bind(which.id)
    .bind(which.below)
    .bind(which.state)
    .bind(which.between.map(|(from, _)| from))
    .bind(which.between.map(|(_, to)| to))
    .bind(limit)
    .all(tx)
    .await
}

/// A canteen's closed shifts by the numbers of their reports, the newest first, below a number if one is given.
pub async fn closed_shifts(tx: &mut Tx, canteen: CanteenId, below: Option<i64>, limit: i64) -> Result<Vec<ListedShift>, DbError> {
    Sql::new(
        "SELECT s.id, s.shift_no, l.name AS lane, s.opened_how, p.name AS opened_by, s.opened_at, s.float_fen, c.count_no AS counts, \
         c.expected AS last_count, z.id AS z_report_id, z.z_no, z.closed_at, q.name AS closed_by FROM z_report z \
         JOIN shift s ON s.id = z.shift_id JOIN lane l ON l.id = s.lane_id JOIN staff p ON p.id = s.opened_by \
         JOIN shift_count c ON c.id = z.count_id JOIN staff q ON q.id = z.closed_by \
         WHERE z.canteen_id = $1 AND (CAST($2 AS BIGINT) IS NULL OR z.z_no < $2) ORDER BY z.z_no DESC LIMIT $3",
    )
    .bind(canteen)
    .bind(below)
    .bind(limit)
    .all(tx)
    .await
}
