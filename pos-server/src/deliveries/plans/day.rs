//! What does the kitchen cook for the doors on a day, where does it go, and who gets nothing and why?

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use super::view::{AtDoor, WhyNotView};
use crate::cards::natural::way_to;
use crate::db::{DbError, Tx};
use crate::deliveries::list::Listed;
use crate::deliveries::plan::{Diets, PaysBy};
use crate::ids::{CanteenId, PlanId, ResidentId};
use crate::residents::mask;
use crate::subsidy::words::Meal;

/// A meal to bring to a door, or one that is kept back.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryLine {
    /// Who, and where.
    #[serde(flatten)]
    pub at: AtDoor,
    /// The plan's version of that day.
    pub plan_id: PlanId,
    /// What the kitchen has to mind.
    pub diets: Diets,
    /// The same in words.
    pub diet_note: String,
    /// How the meal is paid.
    pub pays: PaysBy,
    /// Why no meal is brought.
    pub why_not: Option<WhyNotView>,
}

/// So many meals of one kind.
#[derive(Debug, Serialize, ToSchema)]
pub struct DietCount {
    /// The diets that one meal minds together; none for an ordinary meal.
    pub diets: Diets,
    /// How many meals.
    pub meals: usize,
}

/// The deliveries of a day and meal, derived from plans, holds and the register.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryDay {
    /// The day.
    pub service_date: NaiveDate,
    /// The meal.
    pub meal: Meal,
    /// What is brought, in the order of the doors.
    pub deliveries: Vec<DeliveryLine>,
    /// Who has a plan for that day but gets no meal, with the reason, in the order of the doors.
    pub kept_back: Vec<DeliveryLine>,
    /// What the kitchen cooks for the doors: the sum is the number of deliveries. Ordinary meals first, then the most frequent.
    pub diets: Vec<DietCount>,
}

/// The deliveries of a day and meal. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, date: NaiveDate, meal: Meal) -> Result<DeliveryDay, DbError> {
    let listed = store::day(tx, canteen, date, meal).await?;
    let doors = store::doors(tx, listed.iter().map(|line| line.plan.resident_id)).await?;
    let mut by_resident: BTreeMap<ResidentId, Listed> = listed.into_iter().map(|line| (line.plan.resident_id, line)).collect();
    let mut lines = Vec::new();
    for door in doors {
        let parts = [&door.grid, &door.compound, &door.building, &door.unit, &door.room];
        let way = way_to(parts.map(Option::as_deref));
        lines.extend(by_resident.remove(&door.id).map(|line| (way, line, door)));
    }
    lines.sort_by(|(way, _, door), (other_way, _, other)| (way, door.id).cmp(&(other_way, other.id)));
    let lines = lines.into_iter().map(|(_, line, door)| DeliveryLine {
        at: door.into(),
        plan_id: line.plan.id,
        diets: line.plan.diets,
        diet_note: mask::digits(&line.plan.diet_note),
        pays: line.plan.pays,
        why_not: line.why_not.map(WhyNotView::from),
    });
    let (kept_back, deliveries): (Vec<_>, Vec<_>) = lines.partition(|line| line.why_not.is_some());
    Ok(DeliveryDay {
        service_date: date,
        meal,
        diets: by_diet(deliveries.iter().map(|line| &line.diets)),
        deliveries,
        kept_back,
    })
}

/// How many meals there are of each kind: ordinary ones first, then the most frequent.
#[must_use]
pub fn by_diet<'d>(meals: impl Iterator<Item = &'d Diets>) -> Vec<DietCount> {
    let mut counts: BTreeMap<&Diets, usize> = BTreeMap::new();
    for diets in meals {
        *counts.entry(diets).or_default() += 1;
    }
    let count = |(diets, meals): (&Diets, usize)| DietCount {
        diets: diets.clone(),
        meals,
    };
    let mut counts: Vec<DietCount> = counts.into_iter().map(count).collect();
    counts.sort_by_key(|count| (!count.diets.as_slice().is_empty(), Reverse(count.meals)));
    counts
}
