//! Who gets a meal at the door on a day, and who of those with a plan does not, and why? Derived, never typed.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::plan::{Hold, Plan, lasts};
use crate::ids::ResidentId;
use crate::subsidy::words::Meal;
use crate::text::{Sentence, say};

/// Why somebody with a plan gets no meal at the door. What lasts longest comes first: it is the reason that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// 死亡
    Died,
    /// 迁出
    MovedOut,
    /// 入住养老机构
    CareHome,
    /// 暂停
    Held,
}

/// A reason with its days, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct WhyNot {
    /// The reason.
    pub reason: Reason,
    /// Its first day.
    pub since: NaiveDate,
    /// Its last day, if that is known.
    pub until: Option<NaiveDate>,
}

impl WhyNot {
    /// The reason as a sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let since = self.since;
        match (self.reason, self.until) {
            (Reason::Died, _) => say(format!("已于 {since} 去世"), format!("Died on {since}")),
            (Reason::MovedOut, None) => say(format!("{since} 起迁出"), format!("Moved away on {since}")),
            (Reason::MovedOut, Some(until)) => say(format!("{since} 至 {until} 迁出"), format!("Away from {since} to {until}")),
            (Reason::CareHome, None) => say(format!("{since} 起入住养老机构"), format!("In a care home since {since}")),
            (Reason::CareHome, Some(until)) => say(
                format!("{since} 至 {until} 入住养老机构"),
                format!("In a care home from {since} to {until}"),
            ),
            (Reason::Held, None) => say(format!("{since} 起暂停"), format!("On hold since {since}")),
            (Reason::Held, Some(until)) => say(format!("暂停至 {until}"), format!("On hold until {until}")),
        }
    }
}

/// A fact of the register by which deliveries stop by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// Whom it is about.
    pub resident_id: ResidentId,
    /// Which of them.
    pub reason: Reason,
    /// The first day.
    pub true_from: NaiveDate,
    /// The last day, if that is known.
    pub true_to: Option<NaiveDate>,
}

/// A line of a day's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The plan's version of that day.
    pub plan: Plan,
    /// Why there is no meal; a meal is brought if there is no reason.
    pub why_not: Option<WhyNot>,
}

/// The list of a day and meal from the plans, holds and facts that count. Plans of other weekdays are left out; whoever is kept
/// back is on it with the reason.
#[must_use]
pub fn delivery_list(date: NaiveDate, meal: Meal, plans: Vec<Plan>, holds: &[Hold], absences: &[Absence]) -> Vec<Listed> {
    let due = plans.into_iter().filter(|plan| plan.meal == meal && plan.is_due(date));
    due.map(|plan| Listed {
        why_not: why_not(date, meal, plan.resident_id, holds, absences),
        plan,
    })
    .collect()
}

/// Why somebody gets no meal at the door on a day; nothing if they do.
#[must_use]
pub fn why_not(date: NaiveDate, meal: Meal, resident: ResidentId, holds: &[Hold], absences: &[Absence]) -> Option<WhyNot> {
    let gone = absences
        .iter()
        .filter(|fact| fact.resident_id == resident && lasts(date, fact.true_from, fact.true_to))
        .map(|fact| WhyNot {
            reason: fact.reason,
            since: fact.true_from,
            until: fact.true_to,
        });
    let held = holds.iter().filter(|hold| hold.resident_id == resident && hold.holds(date, meal));
    let held = held.map(|hold| WhyNot {
        reason: Reason::Held,
        since: hold.true_from,
        until: hold.true_to,
    });
    gone.chain(held)
        .min_by_key(|why| (why.reason, std::cmp::Reverse(why.until.unwrap_or(NaiveDate::MAX)), why.since))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deliveries::plan::{Diets, PaysBy, Weekdays};
    use crate::ids::{HoldId, PlanId};

    fn day(text: &str) -> NaiveDate {
        format!("2026-11-{text}").parse().unwrap()
    }

    fn plan(resident: ResidentId, weekdays: Vec<i64>) -> Plan {
        Plan {
            id: PlanId::new(),
            resident_id: resident,
            meal: Meal::Lunch,
            weekdays: weekdays.try_into().unwrap(),
            true_from: day("09"),
            true_to: Some(day("29")),
            diets: Diets::default(),
            diet_note: String::new(),
            door_note: None,
            pays: PaysBy::Wallet,
            reason: String::new(),
            withdrawn: false,
            known_since: "2026-11-08T02:00:00Z".parse().unwrap(),
            recorded_by: None,
            replaces: None,
            request_hash: None,
        }
    }

    fn hold(resident: ResidentId, meal: Option<Meal>, (from, to): (&str, Option<&str>)) -> Hold {
        Hold {
            id: HoldId::new(),
            resident_id: resident,
            meal: meal.map(|meal| meal.as_str().to_owned()),
            true_from: day(from),
            true_to: to.map(day),
            reason: "住院".to_owned(),
            asked_by: "relative".to_owned(),
            asker: "女儿".to_owned(),
            withdrawn: false,
            known_since: "2026-11-08T02:00:00Z".parse().unwrap(),
            recorded_by: None,
            replaces: None,
            request_hash: Vec::new(),
        }
    }

    /// 2026-11-09 and -23 are Mondays, 2026-11-29 is a Sunday.
    #[test]
    fn a_plan_holds_on_its_weekdays_between_its_days() {
        let daily: Vec<i64> = Weekdays::DAILY.into();
        let workdays = vec![1, 2, 3, 4, 5];
        for (weekdays, date, meal, is_listed) in [
            (&daily, "08", Meal::Lunch, false),
            (&daily, "09", Meal::Lunch, true),
            (&daily, "29", Meal::Lunch, true),
            (&daily, "30", Meal::Lunch, false),
            (&daily, "23", Meal::Dinner, false),
            (&workdays, "23", Meal::Lunch, true),
            (&workdays, "27", Meal::Lunch, true),
            (&workdays, "28", Meal::Lunch, false),
            (&workdays, "29", Meal::Lunch, false),
        ] {
            let plans = vec![plan(ResidentId::new(), weekdays.clone())];
            let list = delivery_list(day(date), meal, plans, &[], &[]);
            assert_eq!(list.len(), usize::from(is_listed), "{weekdays:?} {date} {meal:?}");
            assert!(list.iter().all(|listed| listed.why_not.is_none()));
        }
        let withdrawn = Plan {
            withdrawn: true,
            ..plan(ResidentId::new(), daily)
        };
        assert_eq!(delivery_list(day("23"), Meal::Lunch, vec![withdrawn], &[], &[]), []);
    }

    #[test]
    fn whoever_is_kept_back_is_on_the_list_with_the_reason_that_lasts() {
        let (one, other) = (ResidentId::new(), ResidentId::new());
        let gone = |reason, (from, to): (&str, Option<&str>)| Absence {
            resident_id: one,
            reason,
            true_from: day(from),
            true_to: to.map(day),
        };
        let (till_25, lunch) = (("20", Some("25")), Some(Meal::Lunch));
        let held = |until: Option<&str>| Some((Reason::Held, day("20"), until.map(day)));
        for (holds, absences, wanted) in [
            (vec![], vec![], None),
            (vec![hold(one, None, till_25)], vec![], held(Some("25"))),
            (vec![hold(one, lunch, till_25)], vec![], held(Some("25"))),
            (vec![hold(one, Some(Meal::Dinner), till_25)], vec![], None),
            (vec![hold(other, None, till_25)], vec![], None),
            (vec![hold(one, None, ("20", Some("22")))], vec![], None),
            (vec![hold(one, None, ("24", None))], vec![], None),
            (
                vec![hold(one, None, ("23", Some("23")))],
                vec![],
                Some((Reason::Held, day("23"), Some(day("23")))),
            ),
            (vec![hold(one, None, till_25), hold(one, lunch, ("20", None))], vec![], held(None)),
            (
                vec![hold(one, None, till_25)],
                vec![gone(Reason::CareHome, ("01", Some("30")))],
                Some((Reason::CareHome, day("01"), Some(day("30")))),
            ),
            (vec![], vec![gone(Reason::CareHome, ("01", Some("22")))], None),
            (
                vec![],
                vec![gone(Reason::MovedOut, ("10", None)), gone(Reason::Died, ("22", None))],
                Some((Reason::Died, day("22"), None)),
            ),
        ] {
            let plans = vec![plan(one, Weekdays::DAILY.into())];
            let list = delivery_list(day("23"), Meal::Lunch, plans, &holds, &absences);
            let told = list[0].why_not.map(|why| (why.reason, why.since, why.until));
            assert_eq!(told, wanted, "{holds:?} {absences:?}");
        }
    }
}
