//! Delivery plans over HTTP, for the office: who has one, making, changing and ending it, and the list of a day; holds and contacts
//! in `keep.rs`.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::change::{self, Ending, PlanError};
use super::day::{self, DeliveryDay};
use super::store;
use super::view::{self, PlanFile, PlanList, ViewError, door_note_place};
use crate::app::App;
use crate::calendar::{self, Day};
use crate::clock::Timestamp;
use crate::db;
use crate::deliveries::plan::{Diet, Diets, PaysBy, Plan, Weekdays};
use crate::error::Problem;
use crate::ids::{PlanId, ResidentId};
use crate::json::{Json, Path, Query};
use crate::keys::Keys;
use crate::residents::facts::Recording;
use crate::residents::search::Typed;
use crate::sales::ask::{id_reused, request_hash, short_text};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::staff::roles::{Action, may};
use crate::subsidy::words::Meal;
use crate::text::say;

mod keep;

/// The routes of plans and of the day's list.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(search_plans))
        .routes(routes!(plan_delivery))
        .routes(routes!(plans_of))
        .routes(routes!(end_plan))
        .routes(routes!(delivery_day))
        .merge(keep::routes())
}

/// The plans that somebody looks for. It stands in a body only, because addresses are kept by browsers and proxies.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanSearchBody {
    /// A part of the name, its pinyin or initials, or of the address; everybody with a plan if it is left out.
    q: Option<String>,
    /// Where the page before ended.
    cursor: Option<ResidentId>,
}

/// Whoever has a plan today or later; or, if somebody is looked for, all residents who fit.
#[utoipa::path(post, path = "/deliveries/plans/search", request_body = PlanSearchBody, responses((status = 200, body = PlanList), (status = 422, body = Problem)))]
async fn search_plans(State(app): State<App>, actor: Actor, Json(body): Json<PlanSearchBody>) -> Result<Json<PlanList>, Problem> {
    let text: String = body.q.unwrap_or_default().trim().chars().take(60).collect();
    let search = Some(text).filter(|text| !text.is_empty()).map(|text| Typed::read(&text));
    let today = calendar::day_of(app.clock.now());
    let mut tx = app.db.snapshot().await?;
    let list = view::list(&mut tx, actor.canteen, (search.as_ref(), today), body.cursor).await?;
    tx.commit().await?;
    Ok(Json(list))
}

/// What is and was planned for one resident.
#[utoipa::path(get, path = "/deliveries/plans/{id}", params(("id" = ResidentId, Path)), responses((status = 200, body = PlanFile), (status = 404, body = Problem)))]
async fn plans_of(State(app): State<App>, actor: Actor, Path(resident): Path<ResidentId>) -> Result<Json<PlanFile>, Problem> {
    let today = calendar::day_of(app.clock.now());
    let keys = may(actor.role, Action::PlanDeliveries).then_some(&*app.keys);
    let mut tx = app.db.snapshot().await?;
    let file = view::one(&mut tx, actor.canteen, (resident, today), keys).await?;
    tx.commit().await?;
    file.map(Json).ok_or_else(Problem::not_found)
}

/// A plan from a day on.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PlanBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: PlanId,
    /// Who eats.
    resident_id: ResidentId,
    /// Which meal.
    meal: Meal,
    /// On which weekdays: 1 is Monday.
    weekdays: Weekdays,
    /// The first day: today or later. Whatever was planned for this meal from then on makes room.
    true_from: Day,
    /// The last day, if that is known.
    true_to: Option<Day>,
    /// What the kitchen has to mind.
    diets: Vec<Diet>,
    /// The same in words, at most 100 characters; needed with `avoid`.
    diet_note: Option<String>,
    /// What to know at the door, at most 200 characters; it is kept encrypted.
    door_note: Option<String>,
    /// How the meal is paid.
    pays: PaysBy,
}

impl PlanBody {
    /// The version that it describes, if everything in it can be.
    fn version(self, keys: &Keys, request_hash: [u8; 32], recording: Recording) -> Result<Plan, Problem> {
        let (true_from, true_to) = (self.true_from.date(), self.true_to.map(Day::date));
        not_past("true_from", true_from, recording.day)?;
        if true_to.is_some_and(|to| to < true_from) {
            return Err(Problem::field(
                "true_to",
                say("结束日期早于开始日期。", "It ends before it begins."),
            ));
        }
        let diet_note = short_text("diet_note", self.diet_note, 100)?.unwrap_or_default();
        if self.diets.contains(&Diet::Avoid) && diet_note.is_empty() {
            return Err(Problem::field(
                "diet_note",
                say("请写明忌口的食物。", "Say what is to be left out."),
            ));
        }
        let place = door_note_place(self.resident_id);
        let door_note = short_text("door_note", self.door_note, 200)?.map(|text| keys.seal(&place, &text));
        Ok(Plan {
            id: self.id,
            resident_id: self.resident_id,
            meal: self.meal,
            weekdays: self.weekdays,
            true_from,
            true_to,
            diets: Diets::from(self.diets),
            diet_note,
            door_note: door_note.transpose().map_err(Problem::internal)?,
            pays: self.pays,
            reason: String::new(),
            withdrawn: false,
            known_since: recording.at,
            recorded_by: recording.by,
            replaces: None,
            request_hash: Some(request_hash.to_vec()),
        })
    }
}

/// Plans a meal at the door from a day on, in place of what was planned for that meal. Audited. The same id and body again change
/// nothing and answer with 200.
#[utoipa::path(post, path = "/deliveries/plans", request_body = PlanBody,
    responses((status = 201, body = PlanFile), (status = 200, body = PlanFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn plan_delivery(State(app): State<App>, actor: Actor, Json(body): Json<PlanBody>) -> Result<(StatusCode, Json<PlanFile>), Problem> {
    let recording = recording(&actor, app.clock.now());
    let (resident, hash) = (body.resident_id, keyed_hash(&app.keys, &actor, &body)?);
    let version = body.version(&app.keys, hash, recording)?;
    let act = Act::DeliveryPlanned {
        meal: version.meal.as_str().to_owned(),
        from: version.true_from,
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        store::door(&mut tx, actor.canteen, resident)
            .await?
            .ok_or_else(Problem::not_found)?;
        let is_new = change::plan(&mut tx, actor.canteen, version, recording).await?;
        changed(&app, tx, &actor, (resident, &act), is_new).await
    })
    .await
}

/// A plan to end.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EndBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: PlanId,
    /// Which meal.
    meal: Meal,
    /// The last day with a meal: yesterday or later.
    last_day: Day,
    /// Why, at most 200 characters.
    reason: String,
}

/// Ends what is planned for a meal after a last day. Audited. The same id and body again change nothing and answer with 200.
#[utoipa::path(post, path = "/deliveries/plans/{id}/end", params(("id" = ResidentId, Path)), request_body = EndBody,
    responses((status = 201, body = PlanFile), (status = 200, body = PlanFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn end_plan(
    State(app): State<App>,
    actor: Actor,
    Path(resident): Path<ResidentId>,
    Json(body): Json<EndBody>,
) -> Result<(StatusCode, Json<PlanFile>), Problem> {
    let recording = recording(&actor, app.clock.now());
    let last_day = body.last_day.date();
    let first_day_without = last_day.succ_opt().unwrap_or(last_day);
    not_past("last_day", first_day_without, recording.day)?;
    let order = Ending {
        id: body.id,
        resident,
        meal: body.meal,
        first_day_without,
        reason: given_reason(&body.reason)?,
        request_hash: keyed_hash(&app.keys, &actor, &(resident, body))?,
    };
    let act = Act::DeliveryEnded {
        meal: order.meal.as_str().to_owned(),
        until: last_day,
        reason: order.reason.clone(),
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        store::door(&mut tx, actor.canteen, resident)
            .await?
            .ok_or_else(Problem::not_found)?;
        let is_new = change::end(&mut tx, actor.canteen, &order, recording).await?;
        changed(&app, tx, &actor, (resident, &act), is_new).await
    })
    .await
}

/// Which meal.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct MealQuery {
    /// Which meal.
    #[param(inline)]
    meal: Meal,
}

/// Who gets a meal at the door on a day, who with a plan does not and why, and what the kitchen cooks for the doors.
#[utoipa::path(get, path = "/deliveries/days/{date}", params(("date" = Day, Path), MealQuery), responses((status = 200, body = DeliveryDay), (status = 400, body = Problem)))]
async fn delivery_day(
    State(app): State<App>,
    actor: Actor,
    Path(date): Path<Day>,
    Query(query): Query<MealQuery>,
) -> Result<Json<DeliveryDay>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let list = day::read(&mut tx, actor.canteen, date.date(), query.meal).await?;
    tx.commit().await?;
    Ok(Json(list))
}

/// Writes the line of the audit trail for what is new, commits, and answers with what is planned now.
async fn changed(
    app: &App,
    mut tx: db::Tx,
    actor: &Actor,
    (resident, act): (ResidentId, &Act),
    is_new: bool,
) -> Result<(StatusCode, Json<PlanFile>), Problem> {
    let now = app.clock.now();
    if is_new {
        audit::record(&mut tx, actor, act, &format!("resident:{resident}"), now).await?;
    }
    let file = view::one(&mut tx, actor.canteen, (resident, calendar::day_of(now)), Some(&app.keys)).await?;
    tx.commit().await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(file.ok_or_else(Problem::not_found)?)))
}

fn recording(actor: &Actor, at: Timestamp) -> Recording {
    Recording {
        at,
        day: calendar::day_of(at),
        by: Some(actor.staff),
    }
}

/// The mark of a request. It is keyed, because what is private in the request could be guessed from a bare hash.
fn keyed_hash(keys: &Keys, actor: &Actor, body: &impl Serialize) -> Result<[u8; 32], Problem> {
    let hash = request_hash(actor.canteen, body)?;
    Ok(keys.index("delivery request", &hex::encode(hash)))
}

/// Past days stay as they were.
fn not_past(field: &str, first_day: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
    if first_day >= today {
        return Ok(());
    }
    let message = say(
        "过去的日子不能改，最早从今天起。",
        "Past days stay as they were. Begin today at the earliest.",
    );
    Err(Problem::field(field, message))
}

fn given_reason(text: &str) -> Result<String, Problem> {
    let reason = short_text("reason", Some(text.to_owned()), 200)?;
    reason.ok_or_else(|| Problem::field("reason", say("请写明原因。", "Say why.")))
}

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::IdReused => id_reused(),
            PlanError::Gone(why) => {
                let why = why.sentence();
                Self::conflict(
                    "resident_gone",
                    say(
                        format!("{}，不能安排送餐。登记有误的话，请先在居民档案里更正。", why.zh),
                        format!(
                            "{}: no meals are planned. If the register is wrong, correct the resident's file first.",
                            why.en
                        ),
                    ),
                )
            }
            PlanError::NothingPlanned => Self::conflict(
                "nothing_planned",
                say(
                    "这天之后没有这一餐的送餐计划，不用结束。",
                    "Nothing is planned for this meal after that day, so there is nothing to end.",
                ),
            ),
            PlanError::Db(error) => error.into(),
        }
    }
}

impl From<ViewError> for Problem {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Key(error) => Self::internal(error),
            ViewError::Contacts(error) => error.into(),
            ViewError::Db(error) => error.into(),
        }
    }
}
