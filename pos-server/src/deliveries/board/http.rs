//! The board over HTTP.

use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Board;
use crate::app::App;
use crate::calendar::Day;
use crate::error::Problem;
use crate::json::{Json, Path, Query};
use crate::staff::actor::Actor;
use crate::staff::roles::{Action, may};
use crate::subsidy::words::Meal;

/// The routes of the board.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(board))
}

/// Which meal.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct MealQuery {
    /// The meal.
    meal: Meal,
}

/// The rounds of a day and meal as they stand now.
#[utoipa::path(get, path = "/deliveries/days/{date}/rounds", params(("date" = Day, Path), MealQuery),
    responses((status = 200, body = Board), (status = 422, body = Problem)))]
async fn board(
    State(app): State<App>,
    actor: Actor,
    Path(date): Path<Day>,
    Query(query): Query<MealQuery>,
) -> Result<Json<Board>, Problem> {
    // A second person decides by what was found out; an auditor reads what happened, not how somebody is.
    let reads_notes = [Action::PlanDeliveries, Action::SettleDeliveries]
        .into_iter()
        .any(|action| may(actor.role, action));
    let keys = reads_notes.then_some(&*app.keys);
    let mut tx = app.db.snapshot().await?;
    let board = super::read(&mut tx, actor.canteen, (date.date(), query.meal), (app.clock.now(), keys)).await?;
    tx.commit().await?;
    Ok(Json(board))
}
