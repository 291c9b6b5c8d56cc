//! Is a meal itself in order? Its money, its card, its moment, and the price sheet that it was sold by. Pure.

use std::collections::BTreeSet;

use super::exception::{Check, Found};
use super::facts::{MonthFacts, MonthMeal};
use super::limits::Limits;
use super::words;
use crate::db::DbError;
use crate::money::Fen;
use crate::residents::as_known;
use crate::subsidy::words::Channel;

/// E05, E15, E16, E20, E23 and E24.
pub fn found(facts: &MonthFacts, limits: &Limits) -> Result<Vec<Found>, DbError> {
    let mut found = Vec::new();
    for meal in &facts.meals {
        found.extend(gone(facts, meal));
        found.extend(moment(facts, meal, limits));
        found.extend(money(meal)?);
        found.extend(lost(facts, meal));
    }
    found.extend(unpublished(facts));
    Ok(found)
}

/// E05: a meal after a death, a move or the day on which a care home took somebody in.
fn gone(facts: &MonthFacts, meal: &MonthMeal) -> Option<Found> {
    let booked = &meal.booked;
    let rows = facts.knowledge.facts.get(&booked.resident_id?)?;
    let (day, died) = (booked.service_date, as_known::died_on(rows, None));
    let lives_in_a_home = |row: &&_| is_care_home_on(row, day);
    let message = if let Some(died) = died.filter(|died| *died < day) {
        words::after_death(meal, died)
    } else if let Some(left) = as_known::moved_out_on(rows, None, day) {
        words::after_moving(meal, left)
    } else {
        let home = as_known::as_known(rows, None).find(lives_in_a_home)?;
        words::in_care_home(meal, home.true_from)
    };
    Some(Found::about(Check::E05, message, &[meal]))
}

fn is_care_home_on(row: &crate::residents::store::dated::DatedFact, day: chrono::NaiveDate) -> bool {
    row.kind == "care_home" && row.true_from <= day && row.true_to.is_none_or(|last| day <= last)
}

/// E15 and E16: booked long after it was eaten, or before. What a second person settled at a door waited for that person.
fn moment(facts: &MonthFacts, meal: &MonthMeal, limits: &Limits) -> Option<Found> {
    let booked = &meal.booked;
    let later = booked.booked_at - booked.sold_at;
    if -later > limits.clock_ahead {
        let message = words::clock_ahead(meal, -later);
        return Some(Found::about(Check::E16, message, &[meal]).mended_at("/office/lanes"));
    }
    let waited = booked.channel == Channel::Delivery && facts.doors.iter().any(|door| door.sale_id == booked.id && !door.is_proved);
    (later > limits.late && !waited).then(|| Found::about(Check::E15, words::late(meal, later), &[meal]))
}

/// E20: what the diner and the funders pay is not what the meal costs.
fn money(meal: &MonthMeal) -> Result<Option<Found>, DbError> {
    let shares: Fen = meal.shares()?.iter().map(|share| share.amount).sum();
    let paid = meal.booked.pays_fen.plus(shares);
    // A meal outside the claim is paid by the diner alone.
    Ok((paid != meal.booked.standard_fen).then(|| Found::about(Check::E20, words::unequal(meal, paid), &[meal])))
}

/// E23: the card had been reported lost.
fn lost(facts: &MonthFacts, meal: &MonthMeal) -> Option<Found> {
    let lost = facts.lost.get(&meal.card_id?).filter(|lost| **lost <= meal.booked.sold_at)?;
    Some(Found::about(Check::E23, words::lost_card(meal, *lost), &[meal]).mended_at("/office/cards"))
}

/// E24: a policy that was not made public by the first meal sold under it.
fn unpublished(facts: &MonthFacts) -> Vec<Found> {
    let mut seen = BTreeSet::new();
    let first_meals = facts
        .meals
        .iter()
        .filter(|meal| meal.policy_id.is_some_and(|policy| seen.insert(policy)));
    let firsts: Vec<&MonthMeal> = first_meals.collect();
    let found = firsts.into_iter().filter_map(|meal| {
        let policy = meal.policy_id?;
        let first = facts
            .meals
            .iter()
            .filter(|other| other.policy_id == Some(policy))
            .map(|other| other.booked.service_date)
            .min()?;
        let published = facts.published.get(&policy);
        if published.is_some_and(|published| *published <= first) {
            return None;
        }
        let version = meal.policy_version.as_deref().unwrap_or_default();
        let message = words::unpublished(version, first, published.copied());
        Some(Found::of_days(Check::E24, policy.to_string(), message, Vec::new()).mended_at("/office/policy"))
    });
    found.collect()
}
