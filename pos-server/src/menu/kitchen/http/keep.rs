//! Samples and temperatures over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::super::samples::LEAST_GRAMS;
use super::super::store::samples::NewSample;
use super::super::view::KitchenSheet;
use super::super::words::SampleEnd;
use super::super::write::{self, Ending};
use super::{asked, written};
use crate::app::App;
use crate::calendar::Day;
use crate::clock::Timestamp;
use crate::db;
use crate::error::Problem;
use crate::ids::SampleId;
use crate::json::{Json, Path};
use crate::sales::ask::short_text;
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::subsidy::words::Meal;
use crate::text::say;

/// Nobody keeps more of one dish.
const MOST_GRAMS: i64 = 5_000;
/// What a thermometer for food shows, in tenths of a degree Celsius.
const THERMOMETER: std::ops::RangeInclusive<i64> = -300..=1_500;

/// The routes of samples and temperatures.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(keep_sample))
        .routes(routes!(end_sample))
        .routes(routes!(write_temperature))
}

/// A portion of a dish that was put into the cold case.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SampleBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: SampleId,
    /// Of which meal.
    meal: Meal,
    /// Of which dish, at most 40 characters.
    dish: String,
    /// How much: 125 g at least.
    grams: i64,
    /// When it was taken; now if it is left out.
    taken_at: Option<Timestamp>,
    /// Who took it, at most 40 characters.
    taken_by: String,
}

/// Writes down that a sample of a dish is kept. Audited. The same id and body again change nothing and answer with 200.
#[utoipa::path(post, path = "/kitchen/days/{date}/samples", params(("date" = Day, Path)), request_body = SampleBody,
    responses((status = 201, body = KitchenSheet), (status = 200, body = KitchenSheet), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn keep_sample(
    State(app): State<App>,
    actor: Actor,
    Path(date): Path<Day>,
    Json(body): Json<SampleBody>,
) -> Result<(StatusCode, Json<KitchenSheet>), Problem> {
    if !(LEAST_GRAMS..=MOST_GRAMS).contains(&body.grams) {
        let message = say(
            format!("每种菜留样 {LEAST_GRAMS} 至 {MOST_GRAMS} 克。"),
            format!("Keep {LEAST_GRAMS} to {MOST_GRAMS} g of each dish."),
        );
        return Err(Problem::field("grams", message));
    }
    let (asked, which) = (
        asked(&app, &actor, body.id.uuid(), (date, &body))?,
        (actor.canteen, date.date(), body.meal),
    );
    let new = NewSample {
        dish: given("dish", body.dish)?,
        grams: body.grams,
        taken_at: body.taken_at.unwrap_or(asked.at),
        taken_by: given("taken_by", body.taken_by)?,
    };
    let act = Act::SampleKept {
        date: which.1,
        meal: body.meal.as_str().to_owned(),
        dish: new.dish.clone(),
        grams: new.grams,
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let is_new = write::sample(&mut tx, which, &new, &asked).await?;
        written(tx, &actor, which, is_new.then_some(&act), &asked).await
    })
    .await
}

/// What becomes of a sample.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SampleEndBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: Uuid,
    /// What becomes of it.
    end: SampleEnd,
    /// Why, at most 200 characters; needed unless it is thrown away after its time.
    reason: Option<String>,
    /// Who does that, at most 40 characters.
    ended_by: String,
}

/// Writes down what became of a sample. Audited. The same id and body again change nothing and answer with 200.
#[utoipa::path(post, path = "/kitchen/samples/{id}/end", params(("id" = SampleId, Path)), request_body = SampleEndBody,
    responses((status = 201, body = KitchenSheet), (status = 200, body = KitchenSheet), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn end_sample(
    State(app): State<App>,
    actor: Actor,
    Path(sample): Path<SampleId>,
    Json(body): Json<SampleEndBody>,
) -> Result<(StatusCode, Json<KitchenSheet>), Problem> {
    let asked = asked(&app, &actor, body.id, (sample, &body))?;
    let order = Ending {
        sample,
        end: body.end,
        reason: short_text("reason", body.reason, 200)?.unwrap_or_default(),
        ended_by: given("ended_by", body.ended_by)?,
    };
    if order.end != SampleEnd::ThrownAway && order.reason.is_empty() {
        return Err(Problem::field("reason", say("请写明原因。", "Say why.")));
    }
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let (which, dish, is_new) = write::end_sample(&mut tx, actor.canteen, &order, &asked).await?;
        let act = Act::SampleEnded {
            dish,
            end: order.end.as_str().to_owned(),
            reason: order.reason,
        };
        written(tx, &actor, which, is_new.then_some(&act), &asked).await
    })
    .await
}

/// How hot a dish was in its middle.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemperatureBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: Uuid,
    /// Of which meal.
    meal: Meal,
    /// Which dish, at most 40 characters.
    dish: String,
    /// In tenths of a degree Celsius: 745 is 74.5 °C.
    core_tenths: i64,
    /// Who measured it, at most 40 characters.
    measured_by: String,
}

/// Writes a dish's temperature down. Audited. The same id and body again change nothing and answer with 200.
#[utoipa::path(post, path = "/kitchen/days/{date}/temperatures", params(("date" = Day, Path)), request_body = TemperatureBody,
    responses((status = 201, body = KitchenSheet), (status = 200, body = KitchenSheet), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn write_temperature(
    State(app): State<App>,
    actor: Actor,
    Path(date): Path<Day>,
    Json(body): Json<TemperatureBody>,
) -> Result<(StatusCode, Json<KitchenSheet>), Problem> {
    if !THERMOMETER.contains(&body.core_tenths) {
        let message = say("温度应在 -30 至 150 ℃ 之间。", "A temperature lies between -30 and 150 °C.");
        return Err(Problem::field("core_tenths", message));
    }
    let (asked, which) = (
        asked(&app, &actor, body.id, (date, &body))?,
        (actor.canteen, date.date(), body.meal),
    );
    let (dish, measured_by) = (given("dish", body.dish)?, given("measured_by", body.measured_by)?);
    let act = Act::TemperatureTaken {
        date: which.1,
        meal: body.meal.as_str().to_owned(),
        dish: dish.clone(),
        core_tenths: body.core_tenths,
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let is_new = write::measure(&mut tx, which, (&dish, body.core_tenths, &measured_by), &asked).await?;
        written(tx, &actor, which, is_new.then_some(&act), &asked).await
    })
    .await
}

/// A short text that has to be there.
fn given(field: &str, text: String) -> Result<String, Problem> {
    short_text(field, Some(text), 40)?.ok_or_else(|| Problem::field(field, say("请填写。", "Fill this in.")))
}
