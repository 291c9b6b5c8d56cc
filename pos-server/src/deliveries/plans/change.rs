//! How is a plan made, changed and ended in rows that are never edited? What was planned from a day on makes room: the row that ran
//! on ends the day before, what had not begun is withdrawn, and the new version begins. Past days stay as they were.

use chrono::NaiveDate;

use super::{store, warn};
use crate::db::{DbError, Tx};
use crate::deliveries::list::WhyNot;
use crate::deliveries::plan::Plan;
use crate::ids::{CanteenId, PlanId, ResidentId};
use crate::residents::facts::Recording;
use crate::subsidy::words::Meal;

/// Why a plan did not change.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// The id names another change.
    #[error("the id was used for another change")]
    IdReused,
    /// The resident died or moved away.
    #[error("the resident is gone")]
    Gone(WhyNot),
    /// Nothing is planned for that meal from then on.
    #[error("nothing to end")]
    NothingPlanned,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A plan to end.
#[derive(Debug, Clone)]
pub struct Ending {
    /// Made by the office before it asks.
    pub id: PlanId,
    /// Whose.
    pub resident: ResidentId,
    /// Which meal.
    pub meal: Meal,
    /// The first day without a meal.
    pub first_day_without: NaiveDate,
    /// Why.
    pub reason: String,
    /// The keyed hash of the request.
    pub request_hash: [u8; 32],
}

/// The rows by which the versions in force leave all days from one on.
#[must_use]
pub fn make_room(in_force: &[Plan], first_day: NaiveDate, recording: Recording) -> Vec<Plan> {
    let concerned = in_force.iter().filter(|plan| plan.true_to.is_none_or(|to| to >= first_day));
    let ended = concerned.map(|plan| {
        let last = first_day.pred_opt().filter(|last| *last >= plan.true_from);
        Plan {
            id: PlanId::new(),
            true_to: last.or(plan.true_to),
            withdrawn: last.is_none(),
            known_since: recording.at,
            recorded_by: recording.by,
            replaces: Some(plan.id),
            request_hash: None,
            ..plan.clone()
        }
    });
    ended.collect()
}

/// Records a plan from its first day on, in place of whatever was planned for that meal; tells whether this request did.
pub async fn plan(tx: &mut Tx, canteen: CanteenId, new: Plan, recording: Recording) -> Result<bool, PlanError> {
    if is_done(tx, new.id, new.request_hash.as_deref()).await? {
        return Ok(false);
    }
    if let Some(why) = warn::gone(tx, canteen, &new).await? {
        return Err(PlanError::Gone(why));
    }
    let in_force = store::in_force(tx, canteen, new.resident_id, new.meal).await?;
    let mut rows = make_room(&in_force, new.true_from, recording);
    rows.push(new);
    store::insert_plans(tx, canteen, rows).await?;
    Ok(true)
}

/// Ends what is planned for a meal; tells whether this request did. The first row that it writes carries the request's id.
pub async fn end(tx: &mut Tx, canteen: CanteenId, order: &Ending, recording: Recording) -> Result<bool, PlanError> {
    if is_done(tx, order.id, Some(&order.request_hash)).await? {
        return Ok(false);
    }
    let in_force = store::in_force(tx, canteen, order.resident, order.meal).await?;
    let mut rows = make_room(&in_force, order.first_day_without, recording);
    for row in &mut rows {
        row.reason.clone_from(&order.reason);
    }
    let first = rows.first_mut().ok_or(PlanError::NothingPlanned)?;
    first.id = order.id;
    first.request_hash = Some(order.request_hash.to_vec());
    store::insert_plans(tx, canteen, rows).await?;
    Ok(true)
}

async fn is_done(tx: &mut Tx, id: PlanId, request_hash: Option<&[u8]>) -> Result<bool, PlanError> {
    match store::plan(tx, id).await? {
        None => Ok(false),
        Some(done) if done.request_hash.as_deref() == request_hash => Ok(true),
        Some(_) => Err(PlanError::IdReused),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;
    use crate::deliveries::list::delivery_list;
    use crate::deliveries::plan::{Diets, PaysBy, Weekdays};

    /// So many days are looked at.
    const DAYS: usize = 40;

    fn day(number: usize) -> NaiveDate {
        let monday: NaiveDate = "2026-11-23".parse().unwrap();
        monday.checked_add_days(Days::new(u64::try_from(number).unwrap())).unwrap()
    }

    /// What somebody does after some days: plans something from so many days later on, perhaps for so many days; or ends it.
    #[derive(Debug, Clone)]
    struct Step {
        later: usize,
        from: usize,
        plans: Option<(String, Option<usize>)>,
    }

    fn step() -> impl Strategy<Value = Step> {
        let plans = prop::option::weighted(0.7, ("[a-z]{3}", prop::option::of(0_usize..10)));
        (0_usize..4, 0_usize..8, plans).prop_map(|(later, from, plans)| Step { later, from, plans })
    }

    fn version(resident: ResidentId, words: &str, from: usize, to: Option<usize>, recording: Recording) -> Plan {
        Plan {
            id: PlanId::new(),
            resident_id: resident,
            meal: Meal::Lunch,
            weekdays: Weekdays::DAILY,
            true_from: day(from),
            true_to: to.map(day),
            diets: Diets::default(),
            diet_note: words.to_owned(),
            door_note: None,
            pays: PaysBy::Wallet,
            reason: String::new(),
            withdrawn: false,
            known_since: recording.at,
            recorded_by: None,
            replaces: None,
            request_hash: None,
        }
    }

    fn counting(rows: &[Plan]) -> Vec<Plan> {
        let is_replaced = |plan: &Plan| rows.iter().any(|other| other.replaces == Some(plan.id));
        rows.iter().filter(|plan| !plan.withdrawn && !is_replaced(plan)).cloned().collect()
    }

    proptest! {
        /// A calendar of forty days on which each step writes from its first day on, and the rows, say the same of every day.
        #[test]
        fn every_day_has_what_was_planned_last_and_no_step_rewrites_a_day_before_it(steps in prop::collection::vec(step(), 1..8)) {
            let resident = ResidentId::new();
            let mut calendar: Vec<Option<String>> = vec![None; DAYS];
            let (mut rows, mut today) = (Vec::new(), 0);
            for step in steps {
                today += step.later;
                let recording = Recording { at: "2026-11-23T02:00:00Z".parse().unwrap(), day: day(today), by: None };
                let from = today + step.from;
                let to = step.plans.as_ref().and_then(|(_, length)| length.map(|length| from + length));
                rows.extend(make_room(&counting(&rows), day(from), recording));
                for (number, place) in calendar.iter_mut().enumerate().skip(from) {
                    let words = step.plans.as_ref().filter(|_| to.is_none_or(|to| number <= to));
                    *place = words.map(|(words, _)| words.clone());
                }
                if let Some((words, _)) = &step.plans {
                    rows.push(version(resident, words, from, to, recording));
                }
                for (number, wanted) in calendar.iter().enumerate() {
                    let list = delivery_list(day(number), Meal::Lunch, counting(&rows), &[], &[]);
                    prop_assert!(list.len() <= 1, "two plans on one day");
                    prop_assert_eq!(list.first().map(|listed| &listed.plan.diet_note), wanted.as_ref(), "day {}", number);
                }
            }
        }
    }
}
