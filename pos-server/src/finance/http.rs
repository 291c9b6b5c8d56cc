//! Reports over HTTP: the day sheet, the month, its slips and exports, and the meals that wait for the office.

use std::fs::File;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use tokio::sync::SemaphorePermit;
use tokio_util::io::ReaderStream;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::books::BooksError;
use super::days::{self, DaySheet};
use super::export::{self, ExportError};
use super::inbox::Inbox;
use super::months::{self, MonthView};
use super::slips::{self, Slips};
use super::{export_csv, export_xlsx, store};
use crate::app::App;
use crate::calendar::{Day, Month};
use crate::db::{self, Tx};
use crate::error::Problem;
use crate::ids::ResidentId;
use crate::json::{Json, Path, Query};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::{Language, say};

/// The routes of reports.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(day))
        .routes(routes!(month))
        .routes(routes!(month_slips))
        .routes(routes!(meals_csv))
        .routes(routes!(meals_xlsx))
        .routes(routes!(summary_csv))
        .routes(routes!(inbox))
        .merge(super::accounts::http::routes())
        .merge(super::checks::http::routes())
        .merge(super::claim::http::routes())
        .merge(super::close_month::http::routes())
        .merge(super::month_board::http::routes())
        .merge(super::replay::http::routes())
        .merge(super::statements::http::routes())
        .merge(super::wallets::http::routes())
}

/// How many waiting meals one page has.
const PAGE: usize = 100;
/// The media type of a table as text (RFC 4180).
pub(super) const CSV: &str = "text/csv; charset=utf-8";
/// The media type of a workbook (ECMA-376).
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Where a page begins.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct InboxQuery {
    /// The last receipt number of the page before.
    cursor: Option<i64>,
}

/// Whose slips.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct SlipsQuery {
    /// One resident's alone.
    resident_id: Option<ResidentId>,
    /// What the page before gave as `next_cursor`.
    cursor: Option<ResidentId>,
}

/// Who reads a file.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Reader {
    /// The language of headings and words, `zh` if it is left out.
    #[serde(default)]
    #[param(inline)]
    pub(super) lang: Language,
}

/// The day sheet.
#[utoipa::path(get, path = "/days/{date}", params(("date" = Day, Path)),
    responses((status = 200, body = DaySheet), (status = 422, body = Problem)))]
async fn day(State(app): State<App>, actor: Actor, Path(day): Path<Day>) -> Result<Json<DaySheet>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let sheet = days::read(&mut tx, actor.canteen, day.date()).await?;
    tx.commit().await?;
    Ok(Json(sheet))
}

/// The month's sums.
#[utoipa::path(get, path = "/months/{month}", params(("month" = String, Path, example = "2026-11")),
    responses((status = 200, body = MonthView)))]
async fn month(State(app): State<App>, actor: Actor, Path(month): Path<Month>) -> Result<Json<MonthView>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let view = months::read(&mut tx, actor.canteen, month).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// Each resident's slip of the month, in the order of the doors.
#[utoipa::path(get, path = "/months/{month}/slips", params(("month" = String, Path, example = "2026-11"), SlipsQuery),
    responses((status = 200, body = Slips), (status = 404, body = Problem)))]
async fn month_slips(
    State(app): State<App>,
    actor: Actor,
    Path(month): Path<Month>,
    Query(query): Query<SlipsQuery>,
) -> Result<Json<Slips>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let page = slips::page(&mut tx, months::period(actor.canteen, month), query.resident_id, query.cursor).await?;
    tx.commit().await?;
    page.map(Json).ok_or_else(Problem::not_found)
}

/// The month's meals as CSV, one row per meal. Audited.
#[utoipa::path(get, path = "/months/{month}/meals.csv", params(("month" = String, Path, example = "2026-11"), Reader),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>)))]
async fn meals_csv(
    State(app): State<App>,
    actor: Actor,
    Path(month): Path<Month>,
    Query(reader): Query<Reader>,
) -> Result<Response, Problem> {
    let (turn, mut tx) = begin(&app, &actor, month, "meals.csv").await?;
    let file = export_csv::meals(&mut tx, actor.canteen, month, reader.lang).await?;
    tx.commit().await?;
    drop(turn);
    Ok(download(file, &format!("meals-{month}.csv"), CSV)?)
}

/// The month's summary as CSV: the same words and figures as in the workbook. Audited.
#[utoipa::path(get, path = "/months/{month}/summary.csv", params(("month" = String, Path, example = "2026-11"), Reader),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>)))]
async fn summary_csv(
    State(app): State<App>,
    actor: Actor,
    Path(month): Path<Month>,
    Query(reader): Query<Reader>,
) -> Result<Response, Problem> {
    let (turn, mut tx) = begin(&app, &actor, month, "summary.csv").await?;
    let file = export_csv::summary(&mut tx, actor.canteen, month, reader.lang).await?;
    tx.commit().await?;
    drop(turn);
    Ok(download(file, &format!("summary-{month}.csv"), CSV)?)
}

/// The month's meals as a workbook: the summary, and one row per meal. Audited.
#[utoipa::path(get, path = "/months/{month}/meals.xlsx", params(("month" = String, Path, example = "2026-11"), Reader),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 422, body = Problem)))]
async fn meals_xlsx(
    State(app): State<App>,
    actor: Actor,
    Path(month): Path<Month>,
    Query(reader): Query<Reader>,
) -> Result<Response, Problem> {
    let (turn, mut tx) = begin(&app, &actor, month, "meals.xlsx").await?;
    let file = export_xlsx::write(&mut tx, actor.canteen, month, reader.lang).await?;
    tx.commit().await?;
    drop(turn);
    Ok(download(file, &format!("meals-{month}.xlsx"), XLSX)?)
}

/// The meals that wait for the office, the newest first.
#[utoipa::path(get, path = "/inbox", params(InboxQuery), responses((status = 200, body = Inbox)))]
async fn inbox(State(app): State<App>, actor: Actor, Query(query): Query<InboxQuery>) -> Result<Json<Inbox>, Problem> {
    let limit = i64::try_from(PAGE + 1).map_err(Problem::internal)?;
    let rows = store::pending(&mut app.db.read().await?, actor.canteen, None, query.cursor, limit).await?;
    Ok(Json(Inbox::page(rows, PAGE)))
}

/// Keeps who takes which file of a month away, waits for the turn, and opens the snapshot that the file is written from.
pub(super) async fn begin(app: &App, actor: &Actor, month: Month, file: &'static str) -> Result<(SemaphorePermit<'static>, Tx), Problem> {
    let (own_app, actor) = (app.clone(), actor.clone());
    db::own_task(async move {
        let mut tx = own_app.db.begin(actor.canteen).await?;
        let act = Act::MonthExported { file: file.to_owned() };
        audit::record(&mut tx, &actor, &act, &format!("month:{month}"), own_app.clock.now()).await?;
        tx.commit().await
    })
    .await?;
    let turn = export::turn().await?;
    Ok((turn, app.db.snapshot().await?))
}

/// Sends a finished file as something to save.
pub(super) fn download(file: File, name: &str, kind: &'static str) -> Result<Response, ExportError> {
    let length = file.metadata()?.len();
    let name = format!("attachment; filename=\"{name}\"");
    let mut response = Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

impl From<BooksError> for Problem {
    fn from(error: BooksError) -> Self {
        match error {
            BooksError::Db(error) => error.into(),
            BooksError::Shares(_) => Self::internal(error),
        }
    }
}

impl From<ExportError> for Problem {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Db(error) => error.into(),
            ExportError::Books(error) => error.into(),
            ExportError::TooManyRows => Self::unprocessable(
                "too_many_rows",
                say(
                    "这个月的就餐记录超过一张工作表的行数，请改用 CSV 导出。",
                    "The month has more meals than a sheet has rows. Export it as CSV.",
                ),
            ),
            ExportError::MonthOpen => Self::conflict(
                "month_open",
                say(
                    "这个月还没有月结：申报材料要等两个人完成月结之后才有。",
                    "The month is still open. Its claim exists when two people have closed it.",
                ),
            ),
            other => Self::internal(other),
        }
    }
}
