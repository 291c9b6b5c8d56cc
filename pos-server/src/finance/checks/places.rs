//! Could one person have eaten all these meals, and one hand have sold them? Second meals, two places at once, too many in a minute. Pure.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::exception::Found;
use super::facts::{MonthFacts, MonthMeal};
use super::words;
use crate::ids::LaneId;
use crate::subsidy::check_rules::{Check, CheckRules};
use crate::subsidy::decide::Code;
use crate::subsidy::words::Channel;

/// E01, E10 and E11.
#[must_use]
pub fn found(facts: &MonthFacts, rules: &CheckRules) -> Vec<Found> {
    let mut found = second_meals(facts, rules);
    found.extend(hurry(facts, rules));
    found
}

/// E01 and E11: a second meal of one person, day and meal. Two places within minutes say that somebody else had the card.
fn second_meals(facts: &MonthFacts, rules: &CheckRules) -> Vec<Found> {
    let mut by_person: BTreeMap<_, Vec<&MonthMeal>> = BTreeMap::new();
    for meal in &facts.meals {
        if let Some(resident) = meal.booked.resident_id {
            by_person
                .entry((meal.booked.service_date, meal.booked.meal, resident))
                .or_default()
                .push(meal);
        }
    }
    let mut found = Vec::new();
    for meals in by_person.values() {
        for (place, second) in meals.iter().enumerate() {
            // A second portion at its full price is no second subsidy.
            let would_count = second.is_claimable() || is_second(second);
            match meals.get(..place).and_then(<[_]>::first) {
                Some(first) if would_count && is_elsewhere(first, second, rules) => {
                    found.push(Found::about(Check::E11, words::two_places(first, second), &[first, second]));
                }
                Some(first) if would_count => found.push(Found::about(Check::E01, words::second_meal(second), &[first, second])),
                // The first meal was eaten in another canteen.
                None if is_second(second) => found.push(Found::about(Check::E01, words::second_meal(second), &[second])),
                _ => {}
            }
        }
    }
    found
}

/// Waits as a second meal of its day and kind.
fn is_second(meal: &MonthMeal) -> bool {
    meal.code == Code::AlreadyServed && meal.booked.state == "pending"
}

fn is_elsewhere(first: &MonthMeal, second: &MonthMeal, rules: &CheckRules) -> bool {
    first.lane_id != second.lane_id && (second.booked.sold_at - first.booked.sold_at).abs() <= rules.apart
}

/// E10: more meals within one minute at one lane than a hand can sell. What follows each other without a pause is one exception.
fn hurry(facts: &MonthFacts, rules: &CheckRules) -> Vec<Found> {
    let mut by_lane: BTreeMap<LaneId, Vec<&MonthMeal>> = BTreeMap::new();
    for meal in facts.meals.iter().filter(|meal| meal.booked.channel != Channel::Delivery) {
        by_lane.entry(meal.lane_id).or_default().push(meal);
    }
    let mut found = Vec::new();
    for meals in by_lane.values_mut() {
        meals.sort_by_key(|meal| (meal.booked.sold_at, meal.booked.entry_no));
        found.extend(hurries(meals, rules).map(|run| Found::about(Check::E10, words::hurry(run), run)));
    }
    found
}

/// The runs of meals in their order in which each belongs to a minute with too many.
fn hurries<'m>(meals: &'m [&'m MonthMeal], rules: &CheckRules) -> impl Iterator<Item = &'m [&'m MonthMeal]> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (first, too_many) in meals.windows(rules.meals_a_minute.saturating_add(1)).enumerate() {
        let (Some(one), Some(last)) = (too_many.first(), too_many.last()) else {
            continue;
        };
        if last.booked.sold_at - one.booked.sold_at >= TimeDelta::minutes(1) {
            continue;
        }
        let end = first.saturating_add(too_many.len());
        match runs.last_mut() {
            Some((_, before)) if first < *before => *before = end,
            _ => runs.push((first, end)),
        }
    }
    runs.into_iter().filter_map(|(first, end)| meals.get(first..end))
}
