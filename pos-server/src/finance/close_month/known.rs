//! What did the office know when it closed a month? Everything that the decisions and the checks rest on, as lines, so that a stranger can
//! make both again. Residents stand here by ids and birth dates, never by their full names. Pure.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::lines::Part;
use crate::clock::Timestamp;
use crate::finance::checks::facts::{Door, MonthFacts, Neighbour, Published};
use crate::finance::replay::{Claim, Person};
use crate::finance::store::Period;
use crate::ids::{CanteenId, CardId, HouseholdId, PolicyId, ResidentId, SaleId, StaffId};
use crate::residents::store::dated::DatedFact;
use crate::subsidy::decide::Past;
use crate::subsidy::holidays::DayKind;
use crate::subsidy::store::PolicyHead;
use crate::subsidy::words::Meal;

/// A policy by which the month's meals were sold, or that was in force meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyLine {
    /// Its row.
    pub id: PolicyId,
    /// Its version.
    pub version: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// The first day it holds.
    pub valid_from: NaiveDate,
    /// When it was loaded.
    pub loaded_at: Timestamp,
    /// Who proposed it; nobody where it came from the console.
    pub proposed_by: Option<StaffId>,
    /// What was written down of its being made public.
    pub published: Vec<PublishedLine>,
    /// What it says.
    pub text: String,
}

/// That a policy was made public.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishedLine {
    /// The day.
    pub on: NaiveDate,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: StaffId,
}

/// Somebody who ate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonLine {
    /// The resident: an id that says nothing by itself.
    pub id: ResidentId,
    /// The date of birth: it decides.
    pub birth_date: NaiveDate,
    /// Which canteen registered them.
    pub home: CanteenId,
    /// That canteen's code.
    pub home_code: String,
    /// With whom they live: another id that says nothing.
    pub household_id: Option<HouseholdId>,
    /// Who of those who sold them a meal lives with them.
    pub cashiers: BTreeSet<StaffId>,
}

/// A subsidised meal of somebody who ate that is none of the month's own and counts to their limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakenLine {
    /// Whose.
    pub resident_id: ResidentId,
    /// The meal.
    pub sale_id: SaleId,
    /// When it was booked: what was booked before counts.
    pub booked_at: Timestamp,
    /// What it was given.
    pub past: Past,
}

/// A day that the calendar names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HolidayLine {
    /// The day.
    pub day: NaiveDate,
    /// What it is for.
    pub kind: DayKind,
}

/// A card that was reported lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardLine {
    /// The card.
    pub card_id: CardId,
    /// When it was first reported.
    pub lost_at: Timestamp,
}

/// What the kitchen prepared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreparedLine {
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// How many.
    pub meals: i64,
}

/// All that was known, as lines.
#[derive(Debug, Default)]
pub struct Known {
    /// By validity.
    pub policies: Vec<PolicyLine>,
    /// By id.
    pub people: Vec<PersonLine>,
    /// By resident, the oldest knowledge first.
    pub facts: Vec<DatedFact>,
    /// By resident, as booked.
    pub taken: Vec<TakenLine>,
    /// By day.
    pub holidays: Vec<HolidayLine>,
    /// By card.
    pub cards: Vec<CardLine>,
    /// By day and meal.
    pub doors: Vec<Door>,
    /// By day and meal.
    pub prepared: Vec<PreparedLine>,
    /// By birth date: who they are does not matter.
    pub neighbours: Vec<Neighbour>,
}

impl Known {
    /// Writes down what the checks knew of a period, with the texts of the policies by their ids.
    #[must_use]
    pub fn of(facts: &MonthFacts, period: Period, texts: &HashMap<PolicyId, String>) -> Self {
        let knowledge = &facts.knowledge;
        let mut people: Vec<&Person> = knowledge.people.values().collect();
        people.sort_by_key(|person| person.id);
        let known = people.iter().filter_map(|person| knowledge.facts.get(&person.id));
        let mut cards: Vec<CardLine> = facts
            .lost
            .iter()
            .map(|(&card_id, &lost_at)| CardLine { card_id, lost_at })
            .collect();
        cards.sort_by_key(|card| card.card_id);
        let mut neighbours = facts.neighbours.clone();
        neighbours.sort_unstable();
        let prepared = facts.prepared.iter();
        Self {
            policies: policies(facts, period, texts),
            facts: known.flatten().cloned().collect(),
            people: with_cashiers(people, facts),
            taken: taken(facts),
            holidays: holidays(facts),
            cards,
            doors: facts.doors.clone(),
            prepared: prepared
                .map(|(&(service_date, meal), &meals)| PreparedLine { service_date, meal, meals })
                .collect(),
            neighbours,
        }
    }

    /// Each line with its part, in the order of the parts.
    pub fn lines(&self) -> Result<Vec<(Part, String)>, serde_json::Error> {
        let mut lines = Vec::new();
        write(&mut lines, Part::Policy, &self.policies)?;
        write(&mut lines, Part::Person, &self.people)?;
        write(&mut lines, Part::Fact, &self.facts)?;
        write(&mut lines, Part::Taken, &self.taken)?;
        write(&mut lines, Part::Holiday, &self.holidays)?;
        write(&mut lines, Part::Card, &self.cards)?;
        write(&mut lines, Part::Door, &self.doors)?;
        write(&mut lines, Part::Prepared, &self.prepared)?;
        write(&mut lines, Part::Neighbour, &self.neighbours)?;
        Ok(lines)
    }
}

fn write(lines: &mut Vec<(Part, String)>, part: Part, rows: &[impl Serialize]) -> Result<(), serde_json::Error> {
    for row in rows {
        lines.push((part, serde_json::to_string(row)?));
    }
    Ok(())
}

/// The policies that decided a meal, and those that count on a day from the first meal to the period's end.
fn policies(facts: &MonthFacts, period: Period, texts: &HashMap<PolicyId, String>) -> Vec<PolicyLine> {
    let first = facts
        .meals
        .iter()
        .map(|meal| meal.booked.service_date)
        .fold(period.first, NaiveDate::min);
    let heads = facts.knowledge.policies.heads();
    let begins = heads.iter().map(|head| head.valid_from).filter(|from| *from <= first).max();
    let sold_by: BTreeSet<PolicyId> = facts.meals.iter().filter_map(|meal| meal.policy_id).collect();
    let is_in_force = |head: &PolicyHead| head.valid_from < period.end && Some(head.valid_from) >= begins;
    let counts = heads.iter().filter(|head| is_in_force(head) || sold_by.contains(&head.id));
    let line = |head: &PolicyHead| PolicyLine {
        id: head.id,
        version: head.version.clone(),
        sha256: hex::encode(&head.sha256),
        valid_from: head.valid_from,
        loaded_at: head.loaded_at,
        proposed_by: facts.proposers.get(&head.id).copied(),
        published: published_of(facts, head.id),
        text: texts.get(&head.id).cloned().unwrap_or_default(),
    };
    counts.rev().map(line).collect()
}

fn published_of(facts: &MonthFacts, policy: PolicyId) -> Vec<PublishedLine> {
    let rows = facts.published.iter().filter(|row| row.policy_id == policy);
    let line = |row: &Published| PublishedLine {
        on: row.published_on,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    };
    rows.map(line).collect()
}

/// The subsidised meals of those who ate that are none of the month's own.
fn taken(facts: &MonthFacts) -> Vec<TakenLine> {
    let own: HashSet<SaleId> = facts.meals.iter().map(|meal| meal.booked.id).collect();
    let line = |(resident, claim): (&ResidentId, &Claim)| TakenLine {
        resident_id: *resident,
        sale_id: claim.sale_id,
        booked_at: claim.booked_at,
        past: claim.past.clone(),
    };
    let claims = facts
        .knowledge
        .claims
        .iter()
        .flat_map(|(resident, claims)| claims.iter().map(move |claim| (resident, claim)));
    let mut taken: Vec<TakenLine> = claims.filter(|(_, claim)| !own.contains(&claim.sale_id)).map(line).collect();
    taken.sort_by_key(|line| (line.resident_id, line.booked_at, line.sale_id));
    taken
}

/// Those who ate, each with those who sold them a meal and live with them.
fn with_cashiers(people: Vec<&Person>, facts: &MonthFacts) -> Vec<PersonLine> {
    let mut at_home: HashMap<ResidentId, BTreeSet<StaffId>> = HashMap::new();
    for meal in &facts.meals {
        let diner = meal.booked.resident_id.and_then(|id| facts.knowledge.people.get(&id));
        if let Some(diner) = diner.filter(|diner| diner.household_id.is_some() && diner.household_id == meal.cashier_household) {
            at_home.entry(diner.id).or_default().insert(meal.cashier_id);
        }
    }
    let line = |person: &Person| PersonLine {
        id: person.id,
        birth_date: person.birth_date,
        home: person.home,
        home_code: person.home_code.clone(),
        household_id: person.household_id,
        cashiers: at_home.remove(&person.id).unwrap_or_default(),
    };
    people.into_iter().map(line).collect()
}

/// What the calendar names of the years in which somebody ate.
fn holidays(facts: &MonthFacts) -> Vec<HolidayLine> {
    let years: BTreeSet<i32> = facts.meals.iter().map(|meal| meal.booked.service_date.year()).collect();
    let moved = facts.knowledge.holidays.moved().filter(|(day, _)| years.contains(&day.year()));
    moved.map(|(day, kind)| HolidayLine { day, kind }).collect()
}
