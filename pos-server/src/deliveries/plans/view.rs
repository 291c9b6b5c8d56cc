//! What does the office see of plans? Masked names and places, the versions of a plan, and how things stand today.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::contacts::{self, Contact, ContactError};
use super::store::{self, Door};
use super::warn;
use crate::db::{DbError, Tx};
use crate::deliveries::list::{Absence, WhyNot, why_not};
use crate::deliveries::plan::{Diets, Hold, PaysBy, Plan, Weekdays};
use crate::ids::{CanteenId, ContactId, HoldId, PlanId, ResidentId};
use crate::keys::{KeyError, Keys};
use crate::residents::mask;
use crate::residents::seal::seal_place;
use crate::residents::search::Typed;
use crate::subsidy::words::Meal;
use crate::text::Sentence;

/// How many residents a page has.
const PAGE: usize = 100;

/// Somebody behind a door.
#[derive(Debug, Serialize, ToSchema)]
pub struct AtDoor {
    /// The resident.
    pub resident_id: ResidentId,
    /// The masked name.
    pub name: String,
    /// 网格
    pub grid: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 户室
    pub room: String,
}

impl From<Door> for AtDoor {
    fn from(row: Door) -> Self {
        let place = |text: Option<String>| mask::digits(&text.unwrap_or_default());
        Self {
            resident_id: row.id,
            name: mask::name(&row.name),
            grid: place(row.grid),
            compound: place(row.compound),
            building: place(row.building),
            unit: place(row.unit),
            room: place(row.room),
        }
    }
}

/// A version of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanView {
    /// The version.
    pub id: PlanId,
    /// Which meal.
    pub meal: Meal,
    /// On which weekdays: 1 is Monday.
    pub weekdays: Weekdays,
    /// The first day.
    pub true_from: NaiveDate,
    /// The last day, if that is known.
    pub true_to: Option<NaiveDate>,
    /// What the kitchen has to mind.
    pub diets: Diets,
    /// The same in words.
    pub diet_note: String,
    /// How the meal is paid.
    pub pays: PaysBy,
    /// What to know at the door; withheld in lists and from those who do not plan, because it may say where the key is.
    pub door_note: Option<String>,
    /// Why it ended, if somebody ended it.
    pub reason: String,
}

impl PlanView {
    /// A version with its door note, or without.
    pub fn new(row: Plan, keys: Option<&Keys>) -> Result<Self, KeyError> {
        let sealed = keys.zip(row.door_note);
        let open = |(keys, sealed): (&Keys, Vec<u8>)| keys.open(&door_note_place(row.resident_id), &sealed);
        Ok(Self {
            id: row.id,
            meal: row.meal,
            weekdays: row.weekdays,
            true_from: row.true_from,
            true_to: row.true_to,
            diets: row.diets,
            diet_note: mask::digits(&row.diet_note),
            pays: row.pays,
            door_note: sealed.map(open).transpose()?,
            reason: mask::digits(&row.reason),
        })
    }
}

/// The place for which door notes are sealed: a resident's, so that all versions may carry one note.
#[must_use]
pub fn door_note_place(resident: ResidentId) -> String {
    seal_place(resident, "door_note")
}

/// Why somebody gets no meal, also in words.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyNotView {
    /// The reason and its days.
    #[serde(flatten)]
    pub why: WhyNot,
    /// The same as a sentence.
    pub text: Sentence,
}

impl From<WhyNot> for WhyNotView {
    fn from(why: WhyNot) -> Self {
        Self { text: why.sentence(), why }
    }
}

/// What is planned for one meal of somebody, from today on.
#[derive(Debug, Serialize, ToSchema)]
pub struct Planned {
    /// The version that counts, or the next one.
    #[serde(flatten)]
    pub plan: PlanView,
    /// Why there would be no meal today.
    pub why_not: Option<WhyNotView>,
    /// What should be known of it: nobody pays a share, or the wallet that pays has no card. Not told in lists.
    pub warning: Option<Sentence>,
}

/// A resident in the list of plans.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanLine {
    /// Who, and where.
    #[serde(flatten)]
    pub at: AtDoor,
    /// What is planned from today on.
    pub plans: Vec<Planned>,
}

/// A page of residents in the order of their registration.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanList {
    /// The residents.
    pub items: Vec<PlanLine>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// Everything that is planned for one resident.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanFile {
    /// Who, and where.
    #[serde(flatten)]
    pub at: AtDoor,
    /// What is planned from today on.
    pub plans: Vec<Planned>,
    /// What was planned before, the newest first.
    pub past: Vec<PlanView>,
    /// Holds, past ones included, the newest first.
    pub holds: Vec<HoldView>,
    /// Whom to call when nobody opens, in this order; only for those who plan.
    pub contacts: Vec<ContactView>,
}

/// Some days without meals at the door.
#[derive(Debug, Serialize, ToSchema)]
pub struct HoldView {
    /// The hold.
    pub id: HoldId,
    /// Which meal; both if there is none.
    #[schema(value_type = Option<Meal>)]
    pub meal: Option<String>,
    /// The first day without.
    pub true_from: NaiveDate,
    /// The last day without, if that is known.
    pub true_to: Option<NaiveDate>,
    /// Why.
    pub reason: String,
    /// `coordinator` or `relative`.
    pub asked_by: String,
    /// Which relative asked.
    pub asker: String,
}

impl From<Hold> for HoldView {
    fn from(row: Hold) -> Self {
        Self {
            id: row.id,
            meal: row.meal,
            true_from: row.true_from,
            true_to: row.true_to,
            reason: mask::digits(&row.reason),
            asked_by: row.asked_by,
            asker: mask::digits(&row.asker),
        }
    }
}

/// Somebody to call.
#[derive(Debug, Serialize, ToSchema)]
pub struct ContactView {
    /// The contact.
    pub id: ContactId,
    /// The name.
    pub name: String,
    /// Who that is to the resident.
    pub relation: String,
    /// The masked numbers.
    pub phone: String,
}

impl From<Contact> for ContactView {
    fn from(contact: Contact) -> Self {
        Self {
            id: contact.id,
            name: contact.name,
            relation: contact.relation,
            phone: mask::phone(&contact.phone),
        }
    }
}

/// Why plans cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// A sealed note.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The contacts.
    #[error(transparent)]
    Contacts(#[from] ContactError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A page of those with a plan from today on, or of those who fit what is looked for. Give it a snapshot.
pub async fn list(
    tx: &mut Tx,
    canteen: CanteenId,
    (search, today): (Option<&Typed>, NaiveDate),
    after: Option<ResidentId>,
) -> Result<PlanList, ViewError> {
    let after = after.map(ResidentId::uuid).unwrap_or_default();
    let mut rows = store::page(tx, canteen, (search, today), after, i64::try_from(PAGE + 1).unwrap_or(i64::MAX)).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| row.id.to_string());
    let mut standing = Standing::read(tx, canteen, &rows, today).await?;
    let line = |row: Door| {
        let (plans, _) = standing.of(row.id, None)?;
        Ok(PlanLine { at: row.into(), plans })
    };
    let items = rows.into_iter().map(line).collect::<Result<_, ViewError>>()?;
    Ok(PlanList { items, next_cursor })
}

/// One resident's plans; `None` if the canteen has no such resident. `keys` open door notes and contacts. Give it a snapshot.
pub async fn one(
    tx: &mut Tx,
    canteen: CanteenId,
    (resident, today): (ResidentId, NaiveDate),
    keys: Option<&Keys>,
) -> Result<Option<PlanFile>, ViewError> {
    let Some(door) = store::door(tx, canteen, resident).await? else {
        return Ok(None);
    };
    let mut standing = Standing::read(tx, canteen, std::slice::from_ref(&door), today).await?;
    let rows: Vec<Plan> = standing.not_over().cloned().collect();
    let (mut plans, past) = standing.of(resident, keys)?;
    let told = warn::warnings(tx, canteen, (resident, today), &rows).await?;
    for (plan, warning) in plans.iter_mut().zip(told) {
        plan.warning = warning;
    }
    let holds = store::holds::of(tx, canteen, resident).await?;
    let contacts = match keys {
        Some(keys) => contacts::of(tx, vec![resident], keys).await?,
        None => Vec::new(),
    };
    Ok(Some(PlanFile {
        at: door.into(),
        plans,
        past,
        holds: holds.into_iter().map(HoldView::from).collect(),
        contacts: contacts.into_iter().map(ContactView::from).collect(),
    }))
}

/// What is planned for some residents, and what keeps their meals back today.
#[derive(Debug)]
struct Standing {
    today: NaiveDate,
    plans: Vec<Plan>,
    holds: Vec<Hold>,
    absences: Vec<Absence>,
}

impl Standing {
    async fn read(tx: &mut Tx, canteen: CanteenId, doors: &[Door], today: NaiveDate) -> Result<Self, DbError> {
        Ok(Self {
            today,
            plans: store::versions(tx, canteen, doors.iter().map(|door| door.id).collect()).await?,
            holds: store::holds_on(tx, canteen, today).await?,
            absences: store::absences_on(tx, canteen, today).await?,
        })
    }

    /// The plans that are not over, in their order.
    fn not_over(&self) -> impl Iterator<Item = &Plan> {
        self.plans.iter().filter(|plan| plan.true_to.is_none_or(|to| to >= self.today))
    }

    /// What is planned for one of them from today on, and what was planned before, the newest first.
    fn of(&mut self, resident: ResidentId, keys: Option<&Keys>) -> Result<(Vec<Planned>, Vec<PlanView>), KeyError> {
        let today = self.today;
        let own: Vec<Plan> = self.plans.extract_if(.., |plan| plan.resident_id == resident).collect();
        let (now, past): (Vec<Plan>, Vec<Plan>) = own.into_iter().partition(|plan| plan.true_to.is_none_or(|to| to >= today));
        let planned = |plan: Plan| {
            Ok::<_, KeyError>(Planned {
                why_not: why_not(today, plan.meal, resident, &self.holds, &self.absences).map(WhyNotView::from),
                warning: None,
                plan: PlanView::new(plan, keys)?,
            })
        };
        let now = now.into_iter().map(planned).collect::<Result<_, _>>()?;
        let past = past
            .into_iter()
            .rev()
            .map(|plan| PlanView::new(plan, keys))
            .collect::<Result<_, _>>()?;
        Ok((now, past))
    }
}
