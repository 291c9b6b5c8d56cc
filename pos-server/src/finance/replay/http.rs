//! Deciding again over HTTP: why a meal costs what it costs, and which meals of a month would be decided otherwise now.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::differences::{self, Differences};
use super::why::{self, Question, Why};
use crate::app::App;
use crate::calendar::{Day, Month};
use crate::error::Problem;
use crate::ids::ResidentId;
use crate::json::{Json, Path, Query};
use crate::money::Fen;
use crate::staff::actor::Actor;
use crate::subsidy::words::{Channel, Meal};

/// The routes of deciding again.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(subsidy_why)).routes(routes!(month_differences))
}

/// Which meal is asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct WhyQuery {
    /// Who eats.
    resident_id: ResidentId,
    /// On which day.
    date: Day,
    /// Which meal.
    meal: Meal,
    /// How it is handed over; as booked, or at the counter, if it is left out.
    channel: Option<Channel>,
    /// At which price; as booked, or at the standard, if it is left out.
    spend: Option<Fen>,
}

/// Why a meal costs what it costs: as was known then, and as is known now.
#[utoipa::path(get, path = "/subsidy/why", params(WhyQuery),
    responses((status = 200, body = Why), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn subsidy_why(State(app): State<App>, actor: Actor, Query(query): Query<WhyQuery>) -> Result<Json<Why>, Problem> {
    let question = Question {
        canteen: actor.canteen,
        resident: query.resident_id,
        date: query.date.date(),
        meal: query.meal,
        channel: query.channel,
        spend: query.spend,
    };
    let mut tx = app.db.snapshot().await?;
    let why = why::why(&mut tx, question, app.clock.now()).await?;
    tx.commit().await?;
    why.map(Json).ok_or_else(Problem::not_found)
}

/// The month's meals that would be decided otherwise by what is known now.
#[utoipa::path(get, path = "/months/{month}/differences", params(("month" = String, Path, example = "2026-11")),
    responses((status = 200, body = Differences), (status = 422, body = Problem)))]
async fn month_differences(State(app): State<App>, actor: Actor, Path(month): Path<Month>) -> Result<Json<Differences>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let differences = differences::differences(&mut tx, actor.canteen, month).await?;
    tx.commit().await?;
    Ok(Json(differences))
}
