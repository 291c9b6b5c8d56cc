//! Do the numbers of the days look like people who come to eat? Too many for the register or the kitchen, the same each day, without
//! cards. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::exception::{ExceptionRow, Found};
use super::facts::{MonthFacts, MonthMeal};
use super::words;
use crate::ids::{CanteenId, ResidentId, StaffId};
use crate::subsidy::check_rules::{Check, CheckRules};
use crate::subsidy::words::{Channel, Meal};

/// E06, E07, E09 and E13.
#[must_use]
pub fn found(facts: &MonthFacts, rules: &CheckRules) -> Vec<Found> {
    let mut by_meal: BTreeMap<(NaiveDate, Meal), Vec<&MonthMeal>> = BTreeMap::new();
    for meal in facts.meals.iter().filter(|meal| meal.booked.service_date >= facts.first_day) {
        by_meal.entry((meal.booked.service_date, meal.booked.meal)).or_default().push(meal);
    }
    let mut found = Vec::new();
    for (which, meals) in &by_meal {
        found.extend(too_many_people(facts, *which, meals, rules));
        found.extend(more_than_cooked(facts, *which, meals));
    }
    for meal in [Meal::Lunch, Meal::Dinner] {
        let days: Vec<Day> = by_meal.iter().filter(|((_, which), _)| *which == meal).map(Day::of).collect();
        found.extend(equal_days(meal, &days, rules));
    }
    found.extend(without_cards(facts, rules));
    found
}

/// E06: more of the canteen's own people were given a subsidy than come from so many.
fn too_many_people(facts: &MonthFacts, (day, meal): (NaiveDate, Meal), meals: &[&MonthMeal], rules: &CheckRules) -> Option<Found> {
    let canteen: CanteenId = facts.knowledge.canteen;
    let policy = facts.knowledge.policies.on(canteen, day)?.policy;
    let is_here = |gone: Option<NaiveDate>| gone.is_none_or(|gone| day < gone);
    let could = facts
        .neighbours
        .iter()
        .filter(|one| is_here(one.gone_on) && policy.group_of(one.birth_date, day).is_some());
    let is_own = |meal: &&&MonthMeal| {
        let person = meal.booked.resident_id.and_then(|id| facts.knowledge.people.get(&id));
        meal.is_claimable() && person.is_some_and(|person| person.home == canteen)
    };
    let (eligible, served) = (could.count(), meals.iter().filter(is_own).count());
    let is_too_many = served.saturating_mul(100) > eligible.saturating_mul(rules.attendance_percent);
    is_too_many.then(|| {
        one_day(
            Check::E06,
            (day, meal),
            words::too_many_people((day, meal), served, eligible, rules),
        )
        .not_by(sellers(meals))
    })
}

/// E07: more meals were served and delivered than the kitchen prepared.
fn more_than_cooked(facts: &MonthFacts, (day, meal): (NaiveDate, Meal), meals: &[&MonthMeal]) -> Option<Found> {
    let prepared = *facts.prepared.get(&(day, meal))?;
    let served = meals.len();
    let is_more = i64::try_from(served).map_or(true, |served| served > prepared);
    let message = || words::more_than_cooked((day, meal), served, prepared);
    is_more.then(|| {
        one_day(Check::E07, (day, meal), message())
            .not_by(sellers(meals))
            .mended_at("/office/kitchen")
    })
}

fn sellers(meals: &[&MonthMeal]) -> BTreeSet<StaffId> {
    meals.iter().map(|meal| meal.cashier_id).collect()
}

fn one_day(check: Check, (day, meal): (NaiveDate, Meal), message: crate::text::Sentence) -> Found {
    let row = ExceptionRow::of_day(day, Some(meal));
    Found::of_days(check, format!("{day} {}", meal.as_str()), message, vec![row])
}

/// What the counter served of one kind of meal on a day: the rounds carry the same meals to the same doors every day.
struct Day {
    date: NaiveDate,
    meals: usize,
    order: Vec<ResidentId>,
    sellers: BTreeSet<StaffId>,
}

impl Day {
    fn of(((date, _), meals): (&(NaiveDate, Meal), &Vec<&MonthMeal>)) -> Self {
        let counter: Vec<&&MonthMeal> = meals.iter().filter(|meal| meal.booked.channel != Channel::Delivery).collect();
        Self {
            date: *date,
            meals: counter.len(),
            sellers: counter.iter().map(|meal| meal.cashier_id).collect(),
            order: counter.iter().filter_map(|meal| meal.booked.resident_id).collect(),
        }
    }
}

/// E09: the same number of meals, or the same people in the same order, day after day.
fn equal_days(meal: Meal, days: &[Day], rules: &CheckRules) -> Vec<Found> {
    let enough = |meals: usize| meals >= rules.least_meals;
    let same_order = |one: &Day, next: &Day| enough(one.order.len()) && one.order == next.order;
    let same_count = |one: &Day, next: &Day| enough(one.meals) && one.meals == next.meals;
    let mut found = Vec::new();
    for run in days.chunk_by(same_order).filter(|run| run.len() >= rules.same_order_days) {
        found.extend(run_of(meal, run, "order", words::same_order(meal, run.len())));
    }
    for run in days.chunk_by(same_count).filter(|run| run.len() >= rules.equal_days) {
        found.extend(run_of(
            meal,
            run,
            "count",
            words::same_count(meal, run.len(), run.first().map_or(0, |day| day.meals)),
        ));
    }
    found
}

fn run_of(meal: Meal, run: &[Day], what: &str, message: crate::text::Sentence) -> Option<Found> {
    let first = run.first()?.date;
    let rows = run.iter().map(|day| ExceptionRow::of_day(day.date, Some(meal))).collect();
    let sellers = run.iter().flat_map(|day| day.sellers.iter().copied());
    Some(Found::of_days(Check::E09, format!("{what} {first} {}", meal.as_str()), message, rows).not_by(sellers))
}

/// E13: too many residents were found by a name or a number instead of a card.
fn without_cards(facts: &MonthFacts, rules: &CheckRules) -> Option<Found> {
    let at_counter = |meal: &&MonthMeal| meal.booked.channel != Channel::Delivery && meal.booked.resident_id.is_some();
    let all = facts.meals.iter().filter(at_counter).count();
    let without = || facts.meals.iter().filter(at_counter).filter(|meal| meal.identified_by != "card");
    let is_much = without().count().saturating_mul(100) > all.saturating_mul(rules.without_card_percent);
    if all < rules.least_by_card || !is_much {
        return None;
    }
    let rows: Vec<&MonthMeal> = without().collect();
    let message = words::without_cards(rows.len(), all, rules);
    let mut found = Found::about(Check::E13, message, &rows);
    // One for the month, whichever meals make it.
    "month".clone_into(&mut found.subject);
    Some(found)
}
