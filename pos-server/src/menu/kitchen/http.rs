//! The kitchen's sheet over HTTP. Every answer to a write is the sheet as it stands afterwards.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::balance::NotClosed;
use super::labels::{self, LabelSheet};
use super::sheet;
use super::store::{Asked, Which};
use super::view::KitchenSheet;
use super::words::KitchenNumber;
use super::write::{self, KitchenError};
use crate::app::App;
use crate::calendar::{self, Day};
use crate::db::{self, Tx};
use crate::error::Problem;
use crate::json::{Json, Path, Query};
use crate::sales::ask::{id_reused, request_hash, short_text};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::subsidy::words::Meal;
use crate::text::say;

mod keep;

/// No kitchen of ours cooks more at one meal.
const MOST_MEALS: i64 = 9_999;

/// The routes of the kitchen.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(kitchen_sheet))
        .routes(routes!(meal_labels))
        .routes(routes!(write_count))
        .routes(routes!(close_sheet))
        .merge(keep::routes())
}

/// Which meal.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct SheetQuery {
    /// Which meal.
    #[param(inline)]
    meal: Meal,
}

/// What to cook for a day and meal, where it went, and what was kept of it.
#[utoipa::path(get, path = "/kitchen/days/{date}", params(("date" = Day, Path), SheetQuery), responses((status = 200, body = KitchenSheet), (status = 400, body = Problem)))]
async fn kitchen_sheet(
    State(app): State<App>,
    actor: Actor,
    Path(date): Path<Day>,
    Query(query): Query<SheetQuery>,
) -> Result<Json<KitchenSheet>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let sheet = sheet::read(&mut tx, (actor.canteen, date.date(), query.meal), app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(sheet))
}

/// The labels for the boxes of a day and meal.
#[utoipa::path(get, path = "/kitchen/days/{date}/labels", params(("date" = Day, Path), SheetQuery), responses((status = 200, body = LabelSheet), (status = 400, body = Problem)))]
async fn meal_labels(
    State(app): State<App>,
    actor: Actor,
    Path(date): Path<Day>,
    Query(query): Query<SheetQuery>,
) -> Result<Json<LabelSheet>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let labels = labels::read(&mut tx, (actor.canteen, date.date(), query.meal)).await?;
    tx.commit().await?;
    Ok(Json(labels))
}

/// A number that the kitchen writes down. It stands in place of an earlier one, which is kept.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct KitchenCountBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: Uuid,
    /// Of which meal.
    meal: Meal,
    /// Which number.
    what: KitchenNumber,
    /// How many meals.
    meals: i64,
}

/// Writes one of the kitchen's numbers down. It touches no money and no claim. Audited. The same id and body again change nothing and answer with 200.
#[utoipa::path(post, path = "/kitchen/days/{date}/counts", params(("date" = Day, Path)), request_body = KitchenCountBody,
    responses((status = 201, body = KitchenSheet), (status = 200, body = KitchenSheet), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn write_count(
    State(app): State<App>,
    actor: Actor,
    Path(date): Path<Day>,
    Json(body): Json<KitchenCountBody>,
) -> Result<(StatusCode, Json<KitchenSheet>), Problem> {
    if !(0..=MOST_MEALS).contains(&body.meals) {
        let message = say(format!("请写 0 至 {MOST_MEALS} 份。"), format!("Write 0 to {MOST_MEALS} meals."));
        return Err(Problem::field("meals", message));
    }
    let (asked, which) = (
        asked(&app, &actor, body.id, (date, &body))?,
        (actor.canteen, date.date(), body.meal),
    );
    let act = Act::KitchenCounted {
        date: which.1,
        meal: body.meal.as_str().to_owned(),
        what: body.what.as_str().to_owned(),
        meals: body.meals,
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let is_new = write::count(&mut tx, which, (body.what, body.meals), &asked).await?;
        written(tx, &actor, which, is_new.then_some(&act), &asked).await
    })
    .await
}

/// A sheet to close.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CloseSheetBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: Uuid,
    /// Of which meal.
    meal: Meal,
    /// Why there is a difference, at most 200 characters; needed where there is one.
    reason: Option<String>,
}

/// Closes the sheet of a meal with its figures of this moment. Audited. The same id and body again change nothing and answer with 200.
#[utoipa::path(post, path = "/kitchen/days/{date}/close", params(("date" = Day, Path)), request_body = CloseSheetBody,
    responses((status = 201, body = KitchenSheet), (status = 200, body = KitchenSheet), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn close_sheet(
    State(app): State<App>,
    actor: Actor,
    Path(date): Path<Day>,
    Json(body): Json<CloseSheetBody>,
) -> Result<(StatusCode, Json<KitchenSheet>), Problem> {
    let (asked, which) = (
        asked(&app, &actor, body.id, (date, &body))?,
        (actor.canteen, date.date(), body.meal),
    );
    let reason = short_text("reason", body.reason, 200)?.unwrap_or_default();
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let figures = write::close(&mut tx, which, &reason, &asked).await?;
        let act = figures.map(|figures| Act::KitchenClosed {
            date: which.1,
            meal: which.2.as_str().to_owned(),
            difference: figures.difference,
            reason,
        });
        written(tx, &actor, which, act.as_ref(), &asked).await
    })
    .await
}

/// Who asks for a row, and the mark of the request.
fn asked(app: &App, actor: &Actor, id: Uuid, request: impl Serialize) -> Result<Asked, Problem> {
    Ok(Asked {
        id,
        by: actor.staff,
        at: app.clock.now(),
        request_hash: request_hash((actor.canteen, "kitchen"), &request)?,
    })
}

/// Writes the line of the audit trail for what is new, commits, and answers with the sheet.
async fn written(
    mut tx: Tx,
    actor: &Actor,
    which: Which,
    act: Option<&Act>,
    asked: &Asked,
) -> Result<(StatusCode, Json<KitchenSheet>), Problem> {
    if let Some(act) = act {
        audit::record(&mut tx, actor, act, &format!("canteen:{}", actor.canteen), asked.at).await?;
    }
    let sheet = sheet::read(&mut tx, which, asked.at).await?;
    tx.commit().await?;
    Ok((if act.is_some() { StatusCode::CREATED } else { StatusCode::OK }, Json(sheet)))
}

impl From<KitchenError> for Problem {
    fn from(error: KitchenError) -> Self {
        let (code, message) = match error {
            KitchenError::NotFound => return Self::not_found(),
            KitchenError::IdReused => return id_reused(),
            KitchenError::Db(error) => return error.into(),
            KitchenError::Open(NotClosed::Unexplained(difference)) => {
                let message = say(
                    format!("还差 {difference} 份对不上，请写明原因。"),
                    format!("{difference} meals are not accounted for. Say why."),
                );
                return Self::field("reason", message);
            }
            KitchenError::OtherMoment => {
                let message = say(
                    "留样时间应在当天，不能晚于现在。",
                    "A sample is taken on its day, not later than now.",
                );
                return Self::field("taken_at", message);
            }
            KitchenError::Ahead => ("day_ahead", say("这一天还没到。", "That day has not come.")),
            KitchenError::SampleEnded => ("sample_ended", say("这份留样已经处理过。", "The sample is there no more.")),
            KitchenError::KeptUntil(until) => {
                let until = calendar::local(until).format("%Y-%m-%d %H:%M");
                let message = say(
                    format!("留样要存满 48 小时，{until} 以后才能倒掉。"),
                    format!("A sample is kept for 48 hours: until {until}."),
                );
                ("sample_kept", message)
            }
            KitchenError::Open(NotClosed::NotCounted) => (
                "not_counted",
                say(
                    "请先记下做了多少份、剩下多少份。",
                    "First write down what was prepared and what is left over.",
                ),
            ),
            KitchenError::Open(NotClosed::OnTheWay(meals)) => (
                "on_the_way",
                say(
                    format!("还有 {meals} 份在路上，没有结果。"),
                    format!("{meals} meals are still on the way."),
                ),
            ),
        };
        Self::conflict(code, message)
    }
}
