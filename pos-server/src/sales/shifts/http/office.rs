//! Which shifts were there, and what was counted in them? For the office, which only reads.

use axum::extract::State;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::frozen;
use crate::app::App;
use crate::calendar::{Day, end_of};
use crate::error::Problem;
use crate::ids::{ShiftId, ZReportId};
use crate::json::{Json, Path, Query};
use crate::sales::shifts::store::{self, Which};
use crate::sales::shifts::view::{Count, Frozen, PAGE, ShiftFile, ShiftLine, ShiftList, reason_in};
use crate::sales::shifts::z_report::{MovementLine, ZReport};
use crate::staff::actor::Actor;

/// What the office reads of shifts.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(shifts))
        .routes(routes!(shift))
        .routes(routes!(z_reports))
        .routes(routes!(z_report))
}

/// Which shifts; all of them where nothing is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ShiftQuery {
    /// The last shift number of the page before.
    cursor: Option<i64>,
    /// Only open ones, or only closed ones.
    #[param(inline)]
    state: Option<ShiftState>,
    /// Only those whose drawer was open on this day.
    day: Option<Day>,
}

/// How far a shift is.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ShiftState {
    /// Its drawer is in use.
    Open,
    /// It has its Z-report.
    Closed,
}

/// Where a page of reports begins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ReportQuery {
    /// The last report number of the page before.
    cursor: Option<i64>,
}

/// The canteen's shifts, the newest first.
#[utoipa::path(get, path = "/shifts", params(ShiftQuery), responses((status = 200, body = ShiftList), (status = 422, body = Problem)))]
async fn shifts(State(app): State<App>, actor: Actor, Query(query): Query<ShiftQuery>) -> Result<Json<ShiftList>, Problem> {
    let which = Which {
        below: query.cursor,
        state: query.state.map(ShiftState::as_str),
        between: query
            .day
            .map(Day::date)
            .map(|day| (end_of(day.pred_opt().unwrap_or(day)), end_of(day))),
        ..Which::default()
    };
    let rows = store::shifts(&mut app.db.read().await?, actor.canteen, &which, one_more()?).await?;
    Ok(Json(ShiftList::of(rows, |row| Some(row.shift_no))?))
}

/// A shift with all that was counted and moved in it.
#[utoipa::path(get, path = "/shifts/{id}", params(("id" = ShiftId, Path)), responses((status = 200, body = ShiftFile), (status = 404, body = Problem)))]
async fn shift(State(app): State<App>, actor: Actor, Path(id): Path<ShiftId>) -> Result<Json<ShiftFile>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let which = Which {
        id: Some(id),
        ..Which::default()
    };
    let row = store::shifts(&mut tx, actor.canteen, &which, 1)
        .await?
        .pop()
        .ok_or_else(Problem::not_found)?;
    let counts = store::counts_of(&mut tx, id).await?;
    let movements = store::movements_of_shift(&mut tx, id).await?;
    let report = match row.z_report_id {
        Some(report) => store::z_report_by_id(&mut tx, report).await?,
        None => None,
    };
    tx.commit().await?;
    Ok(Json(ShiftFile {
        shift: ShiftLine::read(row)?,
        counts: counts.into_iter().map(Count::read).collect::<Result<_, _>>()?,
        movements: movements.iter().filter_map(MovementLine::of).collect(),
        reason: report.map(|row| reason_in(&row.report)).transpose()?.flatten(),
    }))
}

/// The canteen's closed shifts by the numbers of their reports, the newest first.
#[utoipa::path(get, path = "/z-reports", params(ReportQuery), responses((status = 200, body = ShiftList)))]
async fn z_reports(State(app): State<App>, actor: Actor, Query(query): Query<ReportQuery>) -> Result<Json<ShiftList>, Problem> {
    let rows = store::closed_shifts(&mut app.db.read().await?, actor.canteen, query.cursor, one_more()?).await?;
    Ok(Json(ShiftList::of(rows, |row| row.z_no)?))
}

/// A frozen report.
#[utoipa::path(get, path = "/z-reports/{id}", params(("id" = ZReportId, Path)), responses((status = 200, body = ZReport), (status = 404, body = Problem)))]
async fn z_report(State(app): State<App>, actor: Actor, Path(id): Path<ZReportId>) -> Result<Frozen, Problem> {
    frozen(&mut app.db.read().await?, actor.canteen, None, id).await
}

/// One row more than a page has tells whether there is another page.
fn one_more() -> Result<i64, Problem> {
    i64::try_from(PAGE + 1).map_err(Problem::internal)
}

impl ShiftState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}
