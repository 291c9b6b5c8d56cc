//! Could one person have eaten all these meals, and one hand have sold them? Second meals, two places at once, too many in a minute. Pure.

use std::collections::BTreeMap;

use chrono::{DurationRound, TimeDelta};

use super::exception::{Check, Found};
use super::facts::{MonthFacts, MonthMeal};
use super::limits::Limits;
use super::words;
use crate::subsidy::decide::Code;
use crate::subsidy::words::Channel;

/// E01, E10 and E11.
#[must_use]
pub fn found(facts: &MonthFacts, limits: &Limits) -> Vec<Found> {
    let mut found = second_meals(facts, limits);
    found.extend(hurry(facts, limits));
    found
}

/// E01 and E11: a second meal of one person, day and meal. Two places within minutes say that somebody else had the card.
fn second_meals(facts: &MonthFacts, limits: &Limits) -> Vec<Found> {
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
            let would_count = second.is_claimable() || second.code == Code::AlreadyServed;
            match meals.get(..place).and_then(<[_]>::first) {
                Some(first) if would_count && is_elsewhere(first, second, limits) => {
                    found.push(Found::about(Check::E11, words::two_places(first, second), &[first, second]));
                }
                Some(first) if would_count => found.push(Found::about(Check::E01, words::second_meal(second), &[first, second])),
                // The first meal was eaten in another canteen.
                None if second.code == Code::AlreadyServed => found.push(Found::about(Check::E01, words::second_meal(second), &[second])),
                _ => {}
            }
        }
    }
    found
}

fn is_elsewhere(first: &MonthMeal, second: &MonthMeal, limits: &Limits) -> bool {
    first.lane_id != second.lane_id && (second.booked.sold_at - first.booked.sold_at).abs() <= limits.apart
}

/// E10: more meals in one minute at one lane than a hand can sell.
fn hurry(facts: &MonthFacts, limits: &Limits) -> Vec<Found> {
    let mut by_minute: BTreeMap<_, Vec<&MonthMeal>> = BTreeMap::new();
    for meal in facts.meals.iter().filter(|meal| meal.booked.channel != Channel::Delivery) {
        let Ok(minute) = meal.booked.sold_at.duration_trunc(TimeDelta::minutes(1)) else {
            continue;
        };
        by_minute.entry((meal.lane_id, minute)).or_default().push(meal);
    }
    let too_many = by_minute.into_values().filter(|meals| meals.len() > limits.meals_a_minute);
    too_many
        .filter_map(|meals| Some(Found::about(Check::E10, words::hurry(meals.first()?, meals.len()), &meals)))
        .collect()
}
