//! What do the counter and the office see of a shift? The shapes on the wire.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::count::TenderCount;
use super::store::{self, ListedShift, ShiftView};
use super::z_report::MovementLine;
use crate::clock::Timestamp;
use crate::error::Problem;
use crate::ids::{CountId, ShiftId, ZReportId};
use crate::money::Fen;

/// How many shifts a page of the office has.
pub const PAGE: usize = 50;

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
    /// How often its drawer was counted.
    pub counts: i64,
    /// What the last count said of each tender; nothing before one.
    #[schema(value_type = Vec<TenderCount>)]
    pub tenders: serde_json::Value,
    /// Its report, once it is closed.
    pub z_report: Option<ReportRef>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// By whom.
    pub closed_by: Option<String>,
}

/// A shift with all that was counted and moved in it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShiftFile {
    /// The shift.
    pub shift: ShiftLine,
    /// Its counts, in their order.
    pub counts: Vec<Count>,
    /// Money in and out of the drawer and of the payment services without a meal, one by one.
    pub movements: Vec<MovementLine>,
    /// Why the drawer differed from the books, as its report says.
    pub reason: Option<String>,
}

/// What the office reads out of a frozen report.
#[derive(Debug, Deserialize)]
struct Reason {
    reason: String,
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

impl ShiftLine {
    /// A shift as its row says it.
    pub fn read(row: ListedShift) -> Result<Self, Problem> {
        Ok(Self {
            id: row.id,
            shift_no: row.shift_no,
            lane: row.lane,
            opened_by: row.opened_by,
            opened_at: row.opened_at,
            opened_by_itself: row.opened_how == "by_itself",
            float: row.float_fen,
            counts: row.counts,
            tenders: serde_json::from_str(row.last_count.as_deref().unwrap_or("[]")).map_err(Problem::internal)?,
            z_report: row.z_report_id.zip(row.z_no).map(|(id, z_no)| ReportRef { id, z_no }),
            closed_at: row.closed_at,
            closed_by: row.closed_by,
        })
    }
}

impl ShiftList {
    /// A page of rows of which one more than fits was read; `number` is what the list goes by.
    pub fn of(mut rows: Vec<ListedShift>, number: impl Fn(&ListedShift) -> Option<i64>) -> Result<Self, Problem> {
        let is_last = rows.len() <= PAGE;
        rows.truncate(PAGE);
        let next_cursor = rows.last().filter(|_| !is_last).and_then(number);
        let items = rows.into_iter().map(ShiftLine::read).collect::<Result<_, _>>()?;
        Ok(Self { items, next_cursor })
    }
}

/// Why the drawer differed, from the text of a frozen report; nothing where it did not.
pub fn reason_in(report: &str) -> Result<Option<String>, Problem> {
    let Reason { reason } = serde_json::from_str(report).map_err(Problem::internal)?;
    Ok(Some(reason).filter(|reason| !reason.is_empty()))
}
