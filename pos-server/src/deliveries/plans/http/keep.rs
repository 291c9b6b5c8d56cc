//! Holds and contacts over HTTP: keeping meals back for some days, lifting that, and whom to call when nobody opens.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::super::contacts::{self, ContactError, Wanted};
use super::super::holds::{self, HoldError, Lifting};
use super::super::store;
use super::super::view::PlanFile;
use super::{changed, given_reason, keyed_hash, not_past, recording};
use crate::app::App;
use crate::calendar::Day;
use crate::db;
use crate::deliveries::plan::Hold;
use crate::error::Problem;
use crate::ids::{ContactId, HoldId, ResidentId};
use crate::json::{Json, Path};
use crate::residents::facts::Recording;
use crate::residents::phones::Phone;
use crate::residents::sheet::Cell;
use crate::sales::ask::{id_reused, short_text};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::subsidy::words::Meal;
use crate::text::say;

/// How many contacts somebody has at most.
const MOST_CONTACTS: usize = 5;

/// The routes of holds and contacts.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(hold_deliveries))
        .routes(routes!(lift_hold))
        .routes(routes!(set_contacts))
}

/// Who asked for a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum AskedBy {
    /// 社区工作人员
    Coordinator,
    /// 家属
    Relative,
}

/// Some days without meals at the door.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HoldBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: HoldId,
    /// Whose meals.
    resident_id: ResidentId,
    /// Which meal; both if it is left out.
    meal: Option<Meal>,
    /// The first day without: today or later.
    true_from: Day,
    /// The last day without, if that is known.
    true_to: Option<Day>,
    /// Why, at most 200 characters.
    reason: String,
    /// Who asked for it.
    asked_by: AskedBy,
    /// The relative's name or relation, at most 40 characters; needed where a relative asked.
    asker: Option<String>,
}

impl HoldBody {
    /// The hold that it describes, if everything in it can be.
    fn hold(self, request_hash: [u8; 32], recording: Recording) -> Result<Hold, Problem> {
        let (true_from, true_to) = (self.true_from.date(), self.true_to.map(Day::date));
        not_past("true_from", true_from, recording.day)?;
        if true_to.is_some_and(|to| to < true_from) {
            return Err(Problem::field(
                "true_to",
                say("结束日期早于开始日期。", "It ends before it begins."),
            ));
        }
        let asker = short_text("asker", self.asker, 40)?.unwrap_or_default();
        let asked_by = match self.asked_by {
            AskedBy::Coordinator => "coordinator",
            AskedBy::Relative if asker.is_empty() => {
                return Err(Problem::field("asker", say("请写明是哪位家属。", "Say which relative asked.")));
            }
            AskedBy::Relative => "relative",
        };
        Ok(Hold {
            id: self.id,
            resident_id: self.resident_id,
            meal: self.meal.map(|meal| meal.as_str().to_owned()),
            true_from,
            true_to,
            reason: given_reason(&self.reason)?,
            asked_by: asked_by.to_owned(),
            asker,
            withdrawn: false,
            known_since: recording.at,
            recorded_by: recording.by,
            replaces: None,
            request_hash: request_hash.to_vec(),
        })
    }
}

/// Keeps somebody's meals back for some days. Audited. The same id and body again change nothing and answer with 200.
#[utoipa::path(post, path = "/deliveries/holds", request_body = HoldBody,
    responses((status = 201, body = PlanFile), (status = 200, body = PlanFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn hold_deliveries(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<HoldBody>,
) -> Result<(StatusCode, Json<PlanFile>), Problem> {
    let recording = recording(&actor, app.clock.now());
    let (resident, hash) = (body.resident_id, keyed_hash(&app.keys, &actor, &body)?);
    let hold = body.hold(hash, recording)?;
    let act = Act::DeliveryHeld {
        from: hold.true_from,
        until: hold.true_to,
        reason: hold.reason.clone(),
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        store::door(&mut tx, actor.canteen, resident)
            .await?
            .ok_or_else(Problem::not_found)?;
        let is_new = holds::hold(&mut tx, actor.canteen, hold).await?;
        changed(&app, tx, &actor, (resident, &act), is_new).await
    })
    .await
}

/// A hold to end early.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LiftBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: HoldId,
    /// The last day without: yesterday or later.
    last_day: Day,
}

/// Ends a hold early. Audited. The same id and body again change nothing and answer with 200.
#[utoipa::path(post, path = "/deliveries/holds/{id}/lift", params(("id" = HoldId, Path)), request_body = LiftBody,
    responses((status = 201, body = PlanFile), (status = 200, body = PlanFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn lift_hold(
    State(app): State<App>,
    actor: Actor,
    Path(hold): Path<HoldId>,
    Json(body): Json<LiftBody>,
) -> Result<(StatusCode, Json<PlanFile>), Problem> {
    let recording = recording(&actor, app.clock.now());
    let last_day = body.last_day.date();
    let order = Lifting {
        id: body.id,
        hold,
        first_day_again: last_day.succ_opt().unwrap_or(last_day),
        request_hash: keyed_hash(&app.keys, &actor, &(hold, body))?,
    };
    not_past("last_day", order.first_day_again, recording.day)?;
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let (resident, is_new) = holds::lift(&mut tx, actor.canteen, &order, recording).await?;
        let act = Act::DeliveryHoldLifted { until: last_day };
        changed(&app, tx, &actor, (resident, &act), is_new).await
    })
    .await
}

/// Somebody to call when nobody opens.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactBody {
    /// Made by the office before it asks.
    id: ContactId,
    /// The full name, at most 40 characters.
    name: String,
    /// Who that is to the resident, at most 20 characters.
    relation: Option<String>,
    /// Up to three numbers; the one known before if it is left out.
    phone: Option<String>,
}

impl ContactBody {
    fn wanted(self, place: usize) -> Result<Wanted, Problem> {
        let field = |name: &str| format!("contacts[{place}].{name}");
        let name = short_text(&field("name"), Some(self.name), 40)?;
        let phone = short_text(&field("phone"), self.phone, 60)?;
        let read = |text| Phone::parse(&Cell::Text(text)).map_err(|refusal| Problem::field(field("phone"), refusal.0));
        Ok(Wanted {
            id: self.id,
            name: name.ok_or_else(|| Problem::field(field("name"), say("请写姓名。", "Give a name.")))?,
            relation: short_text(&field("relation"), self.relation, 20)?.unwrap_or_default(),
            phone: phone.map(read).transpose()?.flatten().map(|phone| phone.as_str().to_owned()),
        })
    }
}

/// Whom to call, in this order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactsBody {
    /// The whole list, at most five.
    contacts: Vec<ContactBody>,
}

/// Makes this the list of whom to call for a resident. Audited; the same list again changes nothing and answers with 200.
#[utoipa::path(post, path = "/deliveries/plans/{id}/contacts", params(("id" = ResidentId, Path)), request_body = ContactsBody,
    responses((status = 201, body = PlanFile), (status = 200, body = PlanFile), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn set_contacts(
    State(app): State<App>,
    actor: Actor,
    Path(resident): Path<ResidentId>,
    Json(body): Json<ContactsBody>,
) -> Result<(StatusCode, Json<PlanFile>), Problem> {
    let count = body.contacts.len();
    if count > MOST_CONTACTS {
        return Err(Problem::field("contacts", say("最多五位联系人。", "Five contacts at most.")));
    }
    let wanted = body.contacts.into_iter().enumerate().map(|(place, contact)| contact.wanted(place));
    let wanted = wanted.collect::<Result<Vec<_>, _>>()?;
    let act = Act::DeliveryContactsSet { contacts: count };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        store::door(&mut tx, actor.canteen, resident)
            .await?
            .ok_or_else(Problem::not_found)?;
        let is_new = contacts::set(&mut tx, actor.canteen, resident, wanted, &app.keys).await?;
        changed(&app, tx, &actor, (resident, &act), is_new).await
    })
    .await
}

impl From<HoldError> for Problem {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::NotFound => Self::not_found(),
            HoldError::IdReused => id_reused(),
            HoldError::AlreadyLifted => Self::conflict(
                "hold_lifted",
                say(
                    "这次暂停已经改过，请刷新后再看。",
                    "This hold was changed already; refresh and look again.",
                ),
            ),
            HoldError::EndsBefore => Self::field(
                "last_day",
                say("这次暂停在那天之前就结束了，不用改。", "The hold ends before that day by itself."),
            ),
            HoldError::Db(error) => error.into(),
        }
    }
}

impl From<ContactError> for Problem {
    fn from(error: ContactError) -> Self {
        match error {
            ContactError::NoPhone(place) => Self::field(format!("contacts[{place}].phone"), say("请写电话号码。", "Give a phone number.")),
            ContactError::IdReused => id_reused(),
            ContactError::Key(error) => Self::internal(error),
            ContactError::Db(error) => error.into(),
        }
    }
}
