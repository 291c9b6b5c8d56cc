//! Which meals go to the doors, and of which kind? Packed meals as they were packed, the others as the day's list has them now. The
//! kitchen's count and the labels are both made from this, so that neither can say something else than the rounds. Pure.

use std::collections::BTreeMap;

use crate::clock::Timestamp;
use crate::deliveries::list::Listed;
use crate::deliveries::plan::Diets;
use crate::deliveries::rounds::store::{RoundRow, StopRow};
use crate::ids::{ResidentId, StopId};

/// Where on which round a meal is carried.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Carried {
    /// The round's number.
    pub round_no: i64,
    /// The stop's place on it: before packing the one that packing would give it.
    pub stop_no: i64,
    /// The stop.
    pub stop: StopId,
    /// When it was packed.
    pub packed_at: Option<Timestamp>,
}

/// A meal for a door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorMeal {
    /// Who eats.
    pub resident: ResidentId,
    /// What the kitchen minds.
    pub diets: Diets,
    /// The same in words.
    pub diet_note: String,
    /// Who carries it; nobody yet if it is in no round.
    pub carried: Option<Carried>,
}

impl DoorMeal {
    /// The stop, if the meal is packed.
    #[must_use]
    pub fn packed(&self) -> Option<StopId> {
        self.carried
            .as_ref()
            .filter(|carried| carried.packed_at.is_some())
            .map(|carried| carried.stop)
    }
}

/// The meals for the doors of one day and meal, by round and stop, those in no round last. `stops` come in the order of their rounds.
#[must_use]
pub fn door_meals(listed: Vec<Listed>, rounds: &[RoundRow], stops: &[StopRow]) -> Vec<DoorMeal> {
    let mut due: BTreeMap<ResidentId, _> = listed
        .into_iter()
        .filter(|line| line.why_not.is_none())
        .map(|line| (line.plan.resident_id, line.plan))
        .collect();
    let mut meals = Vec::new();
    for round in rounds {
        let mut kept = 0;
        for stop in stops.iter().filter(|stop| stop.round_id == round.id) {
            let plan = due.remove(&stop.resident_id);
            let (diets, diet_note) = match (round.packed_at, plan) {
                (Some(_), _) => (stop.diets.clone(), stop.diet_note.clone()),
                (None, Some(plan)) => (plan.diets, plan.diet_note),
                (None, None) => continue,
            };
            kept += 1;
            meals.push(DoorMeal {
                resident: stop.resident_id,
                diets,
                diet_note,
                carried: Some(Carried {
                    round_no: round.round_no,
                    stop_no: if round.packed_at.is_some() { stop.stop_no } else { kept },
                    stop: stop.id,
                    packed_at: round.packed_at,
                }),
            });
        }
    }
    meals.extend(due.into_values().map(|plan| DoorMeal {
        resident: plan.resident_id,
        diets: plan.diets,
        diet_note: plan.diet_note,
        carried: None,
    }));
    meals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliveries::list::{Reason, WhyNot};
    use crate::deliveries::plan::{Diet, PaysBy, Plan, Weekdays};
    use crate::ids::{CanteenId, PlanId, RoundId};
    use crate::money::Fen;
    use crate::subsidy::words::Meal;

    const PACKED: &str = "2026-11-23T03:00:00Z";

    fn round(round_no: i64, packed_at: Option<&str>) -> RoundRow {
        RoundRow {
            id: RoundId::new(),
            canteen_id: CanteenId::new(),
            service_date: "2026-11-23".parse().unwrap(),
            meal: Meal::Lunch,
            round_no,
            grid: String::new(),
            volunteer_id: None,
            volunteer: None,
            link_no: 0,
            link_made_at: None,
            packed_at: packed_at.map(|at| at.parse().unwrap()),
            closed_at: None,
        }
    }

    fn stop(round: &RoundRow, stop_no: i64, resident: ResidentId, diet: Diet) -> StopRow {
        StopRow {
            id: StopId::new(),
            round_id: round.id,
            stop_no,
            resident_id: resident,
            plan_id: PlanId::new(),
            diets: vec![diet].into(),
            diet_note: "as drafted".to_owned(),
            pays: PaysBy::Owed,
            pays_fen: Fen::ZERO,
        }
    }

    fn listed(resident: ResidentId, diet: Diet, is_held: bool) -> Listed {
        let since = "2026-11-23".parse().unwrap();
        Listed {
            plan: Plan {
                id: PlanId::new(),
                resident_id: resident,
                meal: Meal::Lunch,
                weekdays: Weekdays::DAILY,
                true_from: since,
                true_to: None,
                diets: vec![diet].into(),
                diet_note: "as listed".to_owned(),
                door_note: None,
                pays: PaysBy::Owed,
                reason: String::new(),
                withdrawn: false,
                known_since: PACKED.parse().unwrap(),
                recorded_by: None,
                replaces: None,
                request_hash: None,
            },
            why_not: is_held.then_some(WhyNot {
                reason: Reason::Held,
                since,
                until: None,
            }),
        }
    }

    /// Each meal as round, stop, diet and whose word it is.
    fn told(meals: &[DoorMeal]) -> Vec<(i64, i64, String, &str)> {
        let place = |meal: &DoorMeal| meal.carried.as_ref().map_or((0, 0), |carried| (carried.round_no, carried.stop_no));
        meals
            .iter()
            .map(|meal| (place(meal).0, place(meal).1, meal.diets.to_text(), meal.diet_note.as_str()))
            .collect()
    }

    #[test]
    fn what_is_packed_stays_and_the_rest_is_as_the_list_has_it_now() {
        let [wang, zhang, tian, li, zhao] = [(); 5].map(|()| ResidentId::new());
        let (packed, open) = (round(1, Some(PACKED)), round(2, None));
        let stops = [
            stop(&packed, 1, wang, Diet::Soft),
            stop(&packed, 3, zhang, Diet::Soft),
            stop(&open, 1, tian, Diet::Soft),
            stop(&open, 2, li, Diet::Soft),
        ];
        // Since then Zhang and Tian are on hold, Wang and Li eat something else, and Zhao is new and in no round.
        let list = vec![
            listed(wang, Diet::Halal, false),
            listed(zhang, Diet::Soft, true),
            listed(tian, Diet::Soft, true),
            listed(li, Diet::Halal, false),
            listed(zhao, Diet::Halal, false),
        ];
        let (soft, halal) = (r#"["soft"]"#.to_owned(), r#"["halal"]"#.to_owned());
        let meals = door_meals(list, &[packed, open], &stops);
        assert_eq!(
            told(&meals),
            [
                (1, 1, soft.clone(), "as drafted"),
                (1, 3, soft, "as drafted"),
                (2, 1, halal.clone(), "as listed"),
                (0, 0, halal, "as listed"),
            ]
        );
        assert_eq!(meals.iter().filter(|meal| meal.packed().is_some()).count(), 2);
    }
}
