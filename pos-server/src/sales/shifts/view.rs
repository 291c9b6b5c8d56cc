//! What do the counter and the office see of a shift? The shapes on the wire.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::count::TenderCount;
use super::store::{self, ListedShift, ShiftView};
use crate::clock::Timestamp;
use crate::error::Problem;
use crate::ids::{CountId, ShiftId, ZReportId};
use crate::money::Fen;

/// The lane's shift and what it may need next.
#[derive(Debug, Serialize, ToSchema)]
pub struct LaneShift {
    /// The open shift.
    pub shift: Option<Shift>,
    /// How often its drawer was counted. What the books expect is not told before a count.
    pub counts: Vec<Count>,
    /// The lane's last reports, the newest first.
    pub reports: Vec<ReportRef>,
    /// The float that the lane's last shift began with.
    pub suggested_float: Option<Fen>,
}

/// A shift.
#[expect(
    clippy::struct_field_names,
    reason = "a number has the same name in the table, on the wire and on paper"
)]
#[derive(Debug, Serialize, ToSchema)]
pub struct Shift {
    /// The shift.
    pub id: ShiftId,
    /// Its number in the canteen.
    pub shift_no: i64,
    /// Who opened it.
    pub opened_by: String,
    /// When.
    pub opened_at: Timestamp,
    /// Whether the lane opened it by itself.
    pub opened_by_itself: bool,
    /// What was in the drawer.
    pub float: Fen,
}

/// A Z-report by its number.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportRef {
    /// The report.
    pub id: ZReportId,
    /// Its number.
    pub z_no: i64,
}

/// A count as it was kept, with what the books expected.
#[expect(
    clippy::struct_field_names,
    reason = "a number has the same name in the table, on the wire and on paper"
)]
#[derive(Debug, Serialize, ToSchema)]
pub struct Count {
    /// The count.
    pub id: CountId,
    /// Its number in the shift.
    pub count_no: i64,
    /// By whom.
    pub counted_by: String,
    /// When.
    pub counted_at: Timestamp,
    /// The drawer's notes and coins.
    pub cash: Fen,
    /// Each tender: expected, found, difference; as it was kept.
    #[schema(value_type = Vec<TenderCount>)]
    pub tenders: serde_json::Value,
}

/// Some shifts, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftList {
    /// The shifts.
    pub items: Vec<ShiftLine>,
    /// Where the next page begins.
    pub next_cursor: Option<i64>,
}

/// A shift in the office's list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftLine {
    /// The shift.
    pub id: ShiftId,
    /// Its number in the canteen.
    pub shift_no: i64,
    /// The lane's name.
    pub lane: String,
    /// Who opened it.
    pub opened_by: String,
    /// When.
    pub opened_at: Timestamp,
    /// Whether the lane opened it by itself.
    pub opened_by_itself: bool,
    /// What was in the drawer.
    pub float: Fen,
    /// Its report, once it is closed.
    pub z_report: Option<ReportRef>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// By whom.
    pub closed_by: Option<String>,
}

/// A Z-report, byte for byte as it was written.
pub struct Frozen(pub String);

impl IntoResponse for Frozen {
    fn into_response(self) -> Response {
        ([(header::CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

impl Count {
    /// A count as its row says it.
    pub fn read(row: store::Count) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            count_no: row.count_no,
            counted_by: row.counted_by,
            counted_at: row.counted_at,
            cash: row.cash_fen,
            tenders: serde_json::from_str(&row.expected).map_err(Problem::internal)?,
        })
    }
}

impl From<ShiftView> for Shift {
    fn from(row: ShiftView) -> Self {
        Self {
            id: row.id,
            shift_no: row.shift_no,
            opened_by: row.opened_by,
            opened_at: row.opened_at,
            opened_by_itself: row.opened_how == "by_itself",
            float: row.float_fen,
        }
    }
}

impl From<ListedShift> for ShiftLine {
    fn from(row: ListedShift) -> Self {
        Self {
            id: row.id,
            shift_no: row.shift_no,
            lane: row.lane,
            opened_by: row.opened_by,
            opened_at: row.opened_at,
            opened_by_itself: row.opened_how == "by_itself",
            float: row.float_fen,
            z_report: row.z_report_id.zip(row.z_no).map(|(id, z_no)| ReportRef { id, z_no }),
            closed_at: row.closed_at,
            closed_by: row.closed_by,
        }
    }
}
