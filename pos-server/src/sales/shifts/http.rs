//! Shifts over HTTP: open, count, close at the lane; `office.rs` lists them.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::close::{self, CloseError, CloseOrder};
use super::count::{self, BadCount, CountError, CountOrder, Counted};
use super::open::{self, Opening};
use super::store::{self, ShiftView};
use super::view::{Count, Frozen, LaneShift, ReportRef, Shift};
use super::z_report::ZReport;
use crate::app::App;
use crate::db::{self, Tx};
use crate::error::Problem;
use crate::ids::{CanteenId, CountId, LaneId, ShiftId, ZReportId};
use crate::json::{Json, Path};
use crate::money::Fen;
use crate::sales::ask::{id_reused, request_hash, short_text};
use crate::staff::actor::AtLane;
use crate::text::say;

mod office;

/// The largest float.
const MOST_FLOAT: Fen = Fen::new(1_000_000);

/// The routes of shifts.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(lane_shift, open_shift))
        .routes(routes!(count_drawer))
        .routes(routes!(close_shift))
        .routes(routes!(lane_z_report))
        .merge(office::routes())
}

/// A shift to open.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenBody {
    /// Made by the lane before it asks; asking again with it changes nothing.
    id: ShiftId,
    /// What is in the drawer.
    float: Fen,
}

/// A blind count.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CountBody {
    /// Made by the lane before it asks; asking again with it changes nothing.
    id: CountId,
    /// The drawer.
    cash: Vec<count::Pieces>,
    /// What the WeChat merchant page says.
    wechat: Option<Fen>,
    /// What the Alipay merchant page says.
    alipay: Option<Fen>,
}

/// A shift to close with its last count.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CloseBody {
    /// The report's id, made by the lane before it asks.
    id: ZReportId,
    /// The last count.
    count_id: CountId,
    /// Why the drawer differs; needed when it does.
    reason: Option<String>,
}

/// The lane's shift.
#[utoipa::path(get, path = "/lane/shift", responses((status = 200, body = LaneShift)))]
async fn lane_shift(State(app): State<App>, AtLane { lane, .. }: AtLane) -> Result<Json<LaneShift>, Problem> {
    let mut tx = app.db.read().await?;
    let (shift, counts) = match store::open_at(&mut tx, &[lane.id]).await?.pop() {
        Some(open) => (
            Some(store::shift_view(&mut tx, open.id).await?),
            store::counts_of(&mut tx, open.id).await?,
        ),
        None => (None, Vec::new()),
    };
    let reports = store::z_reports(&mut tx, lane.canteen, Some(lane.id), None, 5).await?;
    let suggested_float = store::last_float(&mut tx, lane.id).await?;
    Ok(Json(LaneShift {
        shift: shift.map(Shift::from),
        counts: counts.into_iter().map(Count::read).collect::<Result<_, _>>()?,
        reports: reports
            .into_iter()
            .map(|row| ReportRef {
                id: row.id,
                z_no: row.z_no,
            })
            .collect(),
        suggested_float,
    }))
}

/// Opens the lane's shift with a float from the safe.
#[utoipa::path(post, path = "/lane/shift", request_body = OpenBody, responses((status = 201, body = Shift), (status = 200, body = Shift), (status = 409, body = Problem)))]
async fn open_shift(
    State(app): State<App>,
    AtLane { cashier, lane }: AtLane,
    Json(body): Json<OpenBody>,
) -> Result<(StatusCode, Json<Shift>), Problem> {
    if body.float > MOST_FLOAT {
        return Err(Problem::field(
            "float",
            say(
                format!("备用金最多 {MOST_FLOAT} 元。"),
                format!("A float is at most {MOST_FLOAT} yuan."),
            ),
        ));
    }
    let request_hash = request_hash(lane.id, &body)?;
    db::own_task(async move {
        let mut tx = app.db.begin(lane.canteen).await?;
        if let Some(done) = store::shift_by_id(&mut tx, body.id).await? {
            let same = done.canteen_id == lane.canteen && done.request_hash == request_hash;
            return if same {
                Ok((StatusCode::OK, Json(store::shift_view(&mut tx, done.id).await?.into())))
            } else {
                Err(id_reused())
            };
        }
        if let Some(open) = store::open_at(&mut tx, &[lane.id]).await?.pop() {
            return Err(shift_open(&store::shift_view(&mut tx, open.id).await?));
        }
        let opening = Opening {
            id: body.id,
            canteen: lane.canteen,
            lane: lane.id,
            how: "cashier",
            by: cashier.staff,
            at: app.clock.now(),
            float: body.float,
            request_hash,
        };
        let shift = open::open(&mut tx, &opening).await?;
        let view = store::shift_view(&mut tx, shift.id).await?;
        tx.commit().await?;
        Ok((StatusCode::CREATED, Json(view.into())))
    })
    .await
}

/// Keeps a blind count of the drawer; only its answer says what the books expect.
#[utoipa::path(post, path = "/lane/shift/counts", request_body = CountBody, responses((status = 201, body = Count), (status = 200, body = Count), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn count_drawer(
    State(app): State<App>,
    AtLane { cashier, lane }: AtLane,
    Json(body): Json<CountBody>,
) -> Result<(StatusCode, Json<Count>), Problem> {
    let request_hash = request_hash(lane.id, &body)?;
    db::own_task(async move {
        let order = CountOrder {
            id: body.id,
            canteen: lane.canteen,
            lane: lane.id,
            counted: Counted {
                cash: body.cash,
                wechat: body.wechat,
                alipay: body.alipay,
            },
            by: cashier.staff,
            at: app.clock.now(),
            request_hash,
        };
        let mut tx = app.db.begin(lane.canteen).await?;
        let (count, is_new) = count::count(&mut tx, &order).await?;
        tx.commit().await?;
        Ok((made(is_new), Json(Count::read(count)?)))
    })
    .await
}

/// Closes the lane's shift with its last count, and freezes the Z-report.
#[utoipa::path(post, path = "/lane/shift/close", request_body = CloseBody, responses((status = 201, body = ZReport), (status = 200, body = ZReport), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn close_shift(
    State(app): State<App>,
    AtLane { cashier, lane }: AtLane,
    Json(body): Json<CloseBody>,
) -> Result<(StatusCode, Frozen), Problem> {
    let request_hash = request_hash(lane.id, &body)?;
    let reason = short_text("reason", body.reason, 200)?.unwrap_or_default();
    db::own_task(async move {
        let order = CloseOrder {
            id: body.id,
            canteen: lane.canteen,
            lane: lane.id,
            count: body.count_id,
            reason,
            by: (cashier.staff, cashier.name),
            at: app.clock.now(),
            request_hash,
        };
        let mut tx = app.db.begin(lane.canteen).await?;
        let (report, is_new) = close::close(&mut tx, &order).await?;
        tx.commit().await?;
        Ok((made(is_new), Frozen(report)))
    })
    .await
}

/// A frozen report of the lane's own.
#[utoipa::path(get, path = "/lane/z-reports/{id}", params(("id" = ZReportId, Path)), responses((status = 200, body = ZReport), (status = 404, body = Problem)))]
async fn lane_z_report(State(app): State<App>, AtLane { lane, .. }: AtLane, Path(id): Path<ZReportId>) -> Result<Frozen, Problem> {
    frozen(&mut app.db.read().await?, lane.canteen, Some(lane.id), id).await
}

async fn frozen(tx: &mut Tx, canteen: CanteenId, lane: Option<LaneId>, id: ZReportId) -> Result<Frozen, Problem> {
    let row = store::z_report_by_id(tx, id)
        .await?
        .filter(|row| row.canteen_id == canteen && lane.is_none_or(|lane| row.lane_id == lane))
        .ok_or_else(Problem::not_found)?;
    Ok(Frozen(row.report))
}

const fn made(is_new: bool) -> StatusCode {
    if is_new { StatusCode::CREATED } else { StatusCode::OK }
}

fn shift_open(shift: &ShiftView) -> Problem {
    Problem::conflict(
        "shift_open",
        say(
            format!("本窗口已有第 {} 班（{}），请先点钞交班。", shift.shift_no, shift.opened_by),
            format!(
                "This lane is in shift {} ({}). Count the drawer and close it first.",
                shift.shift_no, shift.opened_by
            ),
        ),
    )
}

fn no_shift() -> Problem {
    Problem::conflict("no_open_shift", say("本窗口没有未交的班次。", "No shift is open at this lane."))
}

impl From<CountError> for Problem {
    fn from(error: CountError) -> Self {
        match error {
            CountError::NoShift => no_shift(),
            CountError::IdReused => id_reused(),
            CountError::Bad(bad) => Self::field("cash", bad_count(bad)),
            CountError::Text(error) => Self::internal(error),
            CountError::Db(error) => error.into(),
        }
    }
}

fn bad_count(bad: BadCount) -> crate::text::Sentence {
    match bad {
        BadCount::NoSuchPiece(value) => say(
            format!("没有 {value} 元的纸币或硬币。"),
            format!("There is no note or coin of {value}."),
        ),
        BadCount::Twice(value) => say(format!("{value} 元写了两次。"), format!("{value} is listed twice.")),
        BadCount::TooMany(value) => say(format!("{value} 元的张数太多。"), format!("Too many pieces of {value}.")),
    }
}

impl From<CloseError> for Problem {
    fn from(error: CloseError) -> Self {
        match error {
            CloseError::NoShift => no_shift(),
            CloseError::IdReused => id_reused(),
            CloseError::NoSuchCount => Self::not_found(),
            CloseError::CountIsOld => Self::conflict(
                "count_is_old",
                say(
                    "点钞之后又有新的收付款，请重新点钞。",
                    "Money moved after the count. Count the drawer again.",
                ),
            ),
            CloseError::ReasonNeeded(variance) => Self::field(
                "reason",
                say(
                    format!("现金与账面相差 {variance} 元，请重新点钞，或写明原因。"),
                    format!("The drawer differs from the books by {variance} yuan. Count again, or say why."),
                ),
            ),
            CloseError::Bad(error) => Self::internal(error),
            CloseError::Text(error) => Self::internal(error),
            CloseError::Db(error) => error.into(),
        }
    }
}
