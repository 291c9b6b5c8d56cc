//! Is a meal itself in order? Its money, its card, its moment, and the price sheet that it was sold by. Pure.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::exception::Found;
use super::facts::{MonthFacts, MonthMeal, Published};
use super::words;
use crate::calendar::day_of;
use crate::db::DbError;
use crate::ids::{PolicyId, SaleId};
use crate::money::Fen;
use crate::residents::as_known;
use crate::subsidy::check_rules::{Check, CheckRules};
use crate::subsidy::words::Channel;

/// E05, E14, E15, E16, E17, E20, E23 and E24.
pub fn found(facts: &MonthFacts, rules: &CheckRules) -> Result<Vec<Found>, DbError> {
    let waited: HashSet<SaleId> = facts.doors.iter().filter(|door| !door.is_proved).map(|door| door.sale_id).collect();
    let mut found = Vec::new();
    for meal in &facts.meals {
        found.extend(gone(facts, meal));
        found.extend(moment(meal, &waited, facts, rules));
        found.extend(typed_in(meal));
        found.extend(money(meal)?);
        found.extend(lost(facts, meal));
        found.extend(own_household(facts, meal));
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

/// E15 and E16: booked after its month was closed, long after it was eaten, or before. What a second person settled at a door waited
/// for that person.
fn moment(meal: &MonthMeal, waited: &HashSet<SaleId>, facts: &MonthFacts, rules: &CheckRules) -> Option<Found> {
    let booked = &meal.booked;
    if booked.service_date < facts.first_day {
        return Some(Found::about(Check::E15, words::after_closing(meal), &[meal]));
    }
    let later = booked.booked_at - booked.sold_at;
    if -later > rules.clock_ahead {
        let message = words::clock_ahead(meal, -later);
        return Some(Found::about(Check::E16, message, &[meal]).mended_at("/office/lanes"));
    }
    (later > rules.late && !waited.contains(&booked.id)).then(|| Found::about(Check::E15, words::late(meal, later), &[meal]))
}

/// E17: nobody showed a card, and it was typed in on a later day.
fn typed_in(meal: &MonthMeal) -> Option<Found> {
    let booked = &meal.booked;
    let by_hand = booked.channel != Channel::Delivery && booked.resident_id.is_some() && meal.identified_by != "card";
    let is_later = day_of(booked.booked_at) > booked.service_date;
    (by_hand && is_later).then(|| Found::about(Check::E17, words::typed_in(meal), &[meal]))
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

/// E14: sold by somebody who lives with the diner.
fn own_household(facts: &MonthFacts, meal: &MonthMeal) -> Option<Found> {
    let diner = facts.knowledge.people.get(&meal.booked.resident_id?)?;
    let is_own = meal.cashier_household? == diner.household_id?;
    is_own.then(|| Found::about(Check::E14, words::own_household(meal), &[meal]))
}

/// E24: a policy of which nobody had written down, by the day of the first meal sold under it, that it was made public.
fn unpublished(facts: &MonthFacts) -> Vec<Found> {
    let mut first_days: BTreeMap<PolicyId, (&MonthMeal, NaiveDate)> = BTreeMap::new();
    for meal in &facts.meals {
        let Some(policy) = meal.policy_id else { continue };
        let day = meal.booked.service_date;
        let (_, first) = first_days.entry(policy).or_insert((meal, day));
        *first = day.min(*first);
    }
    let found = first_days.into_iter().filter_map(|(policy, (meal, first))| {
        let published: Vec<&Published> = facts.published.iter().filter(|row| row.policy_id == policy).collect();
        let in_time = |row: &&&Published| row.published_on <= first && day_of(row.recorded_at) <= first;
        if published.iter().any(|row| in_time(&row)) {
            return None;
        }
        let version = meal.policy_version.as_deref().unwrap_or_default();
        let message = words::unpublished(version, first, published.first().copied());
        let people = facts
            .proposers
            .get(&policy)
            .copied()
            .into_iter()
            .chain(published.iter().map(|row| row.recorded_by));
        let found = Found::of_days(Check::E24, policy.to_string(), message, Vec::new()).not_by(people);
        Some(found.mended_at("/office/policy"))
    });
    found.collect()
}
