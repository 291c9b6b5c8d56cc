//! The claim of a closed month over HTTP.

use axum::extract::State;
use axum::response::Response;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::view::{self, ClaimView};
use super::{csv, store, xlsx};
use crate::app::App;
use crate::calendar::Month;
use crate::error::Problem;
use crate::finance::export::ExportError;
use crate::finance::http::{CSV, Reader, XLSX, begin, download};
use crate::json::{Json, Path, Query};
use crate::staff::actor::Actor;

/// The routes of the claim.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(claim))
        .routes(routes!(claim_csv))
        .routes(routes!(claim_xlsx))
}

/// The sums of a closed month, without anybody who ate: for the public notice and for the street office.
#[utoipa::path(get, path = "/months/{month}/claim", params(("month" = String, Path, example = "2026-11")),
    responses((status = 200, body = ClaimView), (status = 409, body = Problem)))]
async fn claim(State(app): State<App>, actor: Actor, Path(month): Path<Month>) -> Result<Json<ClaimView>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let view = view::read(&mut tx, actor.canteen, month).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// The meals and corrections of a closed month as CSV. Audited. The same bytes for ever.
#[utoipa::path(get, path = "/months/{month}/claim.csv", params(("month" = String, Path, example = "2026-11"), Reader),
    responses((status = 200, content_type = "text/csv", body = Vec<u8>), (status = 409, body = Problem)))]
async fn claim_csv(
    State(app): State<App>,
    actor: Actor,
    Path(month): Path<Month>,
    Query(reader): Query<Reader>,
) -> Result<Response, Problem> {
    must_be_closed(&app, &actor, month).await?;
    let (turn, mut tx) = begin(&app, &actor, month, "claim.csv").await?;
    let file = csv::write(&mut tx, actor.canteen, month, reader.lang).await?;
    tx.commit().await?;
    drop(turn);
    Ok(download(file, &format!("claim-{month}.csv"), CSV)?)
}

/// The claim of a closed month as a workbook: cover, summary, residents, meals, exceptions, tenders, corrections. Audited. The same bytes
/// for ever.
#[utoipa::path(get, path = "/months/{month}/claim.xlsx", params(("month" = String, Path, example = "2026-11"), Reader),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>),
        (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn claim_xlsx(
    State(app): State<App>,
    actor: Actor,
    Path(month): Path<Month>,
    Query(reader): Query<Reader>,
) -> Result<Response, Problem> {
    must_be_closed(&app, &actor, month).await?;
    let (turn, mut tx) = begin(&app, &actor, month, "claim.xlsx").await?;
    let file = xlsx::write(&mut tx, actor.canteen, month, reader.lang).await?;
    tx.commit().await?;
    drop(turn);
    Ok(download(file, &format!("claim-{month}.xlsx"), XLSX)?)
}

/// An open month has no claim, and nobody is noted to have taken one.
async fn must_be_closed(app: &App, actor: &Actor, month: Month) -> Result<(), Problem> {
    let first = store::first_line(&mut app.db.read().await?, actor.canteen, month).await?;
    first.map(drop).ok_or_else(|| ExportError::MonthOpen.into())
}
