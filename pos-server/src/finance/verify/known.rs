//! What did the office know when it closed the month? Read back from the lines into what the checks ask, over the meals of the journal.

use std::collections::HashMap;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::meals::{Meals, Told};
use super::rows;
use super::wrong::Wrong;
use crate::calendar::Month;
use crate::finance::bundle::file_of;
use crate::finance::bundle::manifest::Manifest;
use crate::finance::checks::facts::{Door, MonthFacts, MonthMeal, Neighbour, Published, rules};
use crate::finance::close_month::known::{CardLine, HolidayLine, PersonLine, PolicyLine, PreparedLine, TakenLine};
use crate::finance::close_month::lines::Part;
use crate::finance::months::period;
use crate::finance::replay::store::Booked;
use crate::finance::replay::{Claim, Knowledge, Person};
use crate::ids::{CanteenId, PolicyId, ResidentId};
use crate::keys::sha256;
use crate::money::Fen;
use crate::residents::store::dated::DatedFact;
use crate::subsidy::book::PolicyBook;
use crate::subsidy::holidays::Holidays;
use crate::subsidy::store::PolicyHead;
use crate::text::{Sentence, say};

/// Reads what the checks knew of the bundle's month.
pub fn read(folder: &Path, manifest: &Manifest, meals: &Meals) -> Result<MonthFacts, Wrong> {
    let (canteen, month) = (manifest.canteen_id, manifest.month);
    let policies: Vec<PolicyLine> = all(folder, Part::Policy)?;
    let people: Vec<PersonLine> = all(folder, Part::Person)?;
    let knowledge = Knowledge {
        canteen,
        policies: book(canteen, &policies)?,
        holidays: holidays(folder)?,
        people: people.iter().map(|line| (line.id, person(line))).collect(),
        facts: facts(folder)?,
        claims: claims(folder)?,
    };
    let prepared: Vec<PreparedLine> = all(folder, Part::Prepared)?;
    let cards: Vec<CardLine> = all(folder, Part::Card)?;
    Ok(MonthFacts {
        first_day: month.first(),
        meals: standing(meals, month, &people)?,
        rules: rules(&knowledge, period(canteen, month)),
        knowledge,
        lost: cards.into_iter().map(|card| (card.card_id, card.lost_at)).collect(),
        doors: all::<Door>(folder, Part::Door)?,
        prepared: prepared
            .into_iter()
            .map(|line| ((line.service_date, line.meal), line.meals))
            .collect(),
        neighbours: all::<Neighbour>(folder, Part::Neighbour)?,
        published: policies.iter().flat_map(published).collect(),
        proposers: proposers(&policies),
    })
}

/// The lines of a part.
fn all<T: DeserializeOwned>(folder: &Path, part: Part) -> Result<Vec<T>, Wrong> {
    let lines = rows::read::<T>(folder, &file_of(part))?;
    lines.map(|line| line.map(|(_, line)| line)).collect()
}

/// The policies, each with a text of its own hash that this program can read.
fn book(canteen: CanteenId, lines: &[PolicyLine]) -> Result<PolicyBook, Wrong> {
    let mut texts = Vec::with_capacity(lines.len());
    for (number, line) in (1_u64..).zip(lines) {
        let wrong = |what| Wrong::row(&file_of(Part::Policy), number, what);
        let hash = sha256(line.text.as_bytes());
        if line.sha256 != hex::encode(hash) {
            return Err(wrong(say(
                "政策原文与它的哈希不符。",
                "The policy's text does not have the policy's hash.",
            )));
        }
        let head = PolicyHead {
            id: line.id,
            canteen_id: canteen,
            version: line.version.clone(),
            valid_from: line.valid_from,
            loaded_at: line.loaded_at,
            sha256: hash.to_vec(),
        };
        PolicyBook::of(vec![(head.clone(), &line.text)]).map_err(|_| wrong(unread_policy()))?;
        texts.push((head, line.text.as_str()));
    }
    PolicyBook::of(texts).map_err(|_| Wrong::file(&file_of(Part::Policy), unread_policy()))
}

fn unread_policy() -> Sentence {
    say(
        "政策原文无法读取：用写它的版本再试。",
        "The policy's text cannot be read: try the version of the program that closed the month.",
    )
}

fn published(line: &PolicyLine) -> impl Iterator<Item = Published> {
    line.published.iter().map(|one| Published {
        policy_id: line.id,
        published_on: one.on,
        recorded_at: one.recorded_at,
        recorded_by: one.recorded_by,
    })
}

fn proposers(lines: &[PolicyLine]) -> HashMap<PolicyId, crate::ids::StaffId> {
    lines.iter().filter_map(|line| Some((line.id, line.proposed_by?))).collect()
}

/// Nobody's name is needed to decide.
fn person(line: &PersonLine) -> Person {
    Person {
        id: line.id,
        name: String::new(),
        birth_date: line.birth_date,
        home: line.home,
        home_code: line.home_code.clone(),
        household_id: line.household_id,
    }
}

fn holidays(folder: &Path) -> Result<Holidays, Wrong> {
    let mut holidays = Holidays::default();
    for line in all::<HolidayLine>(folder, Part::Holiday)? {
        holidays.set(line.day, line.kind);
    }
    Ok(holidays)
}

fn facts(folder: &Path) -> Result<HashMap<ResidentId, Vec<DatedFact>>, Wrong> {
    let mut facts: HashMap<ResidentId, Vec<DatedFact>> = HashMap::new();
    for fact in all::<DatedFact>(folder, Part::Fact)? {
        facts.entry(fact.resident_id).or_default().push(fact);
    }
    Ok(facts)
}

/// The claims of other months and canteens. The month's own follow from its decisions, made again.
fn claims(folder: &Path) -> Result<HashMap<ResidentId, Vec<Claim>>, Wrong> {
    let mut claims: HashMap<ResidentId, Vec<Claim>> = HashMap::new();
    for line in all::<TakenLine>(folder, Part::Taken)? {
        claims.entry(line.resident_id).or_default().push(Claim {
            sale_id: line.sale_id,
            booked_at: line.booked_at,
            past: line.past,
        });
    }
    Ok(claims)
}

/// The meals that the month claims and that nobody undid, in the order of their receipts: its own, and what it corrects of closed months.
fn standing(meals: &Meals, month: Month, people: &[PersonLine]) -> Result<Vec<MonthMeal>, Wrong> {
    let people: HashMap<ResidentId, &PersonLine> = people.iter().map(|line| (line.id, line)).collect();
    let mut standing = Vec::new();
    for told in meals.standing() {
        let part = if Month::of(told.line.service_date) == month {
            Part::Meal
        } else {
            Part::Correction
        };
        let meal = meal(told, &people).ok_or_else(|| Wrong::row(&file_of(part), told.number, unknown()))?;
        standing.push(meal);
    }
    standing.sort_by_key(|meal| meal.booked.entry_no);
    Ok(standing)
}

/// A meal as the journal booked it, with the names of its line.
fn meal(told: &Told, people: &HashMap<ResidentId, &PersonLine>) -> Option<MonthMeal> {
    let (entry, sale) = told.sold.as_ref()?;
    let resident_id = sale.resident_id.map(ResidentId::from);
    let diner = resident_id.map(|id| people.get(&id).copied().ok_or(())).transpose().ok()?;
    let cashier_id = sale.cashier_id.into();
    let booked = Booked {
        id: sale.id.into(),
        entry_no: sale.entry_no,
        resident_id,
        service_date: sale.service_date,
        meal: sale.meal.clone().try_into().ok()?,
        channel: sale.channel.clone().try_into().ok()?,
        diner_group: sale.diner_group.clone().try_into().ok()?,
        state: sale.state.clone(),
        standard_fen: Fen::new(sale.standard_fen),
        pays_fen: Fen::new(sale.pays_fen),
        shares: sale.shares.clone(),
        reasons: sale.reasons.clone(),
        sold_at: sale.sold_at,
        booked_at: entry.at,
    };
    Some(MonthMeal {
        booked,
        code: sale.code.clone().try_into().ok()?,
        lane_id: sale.lane_id.into(),
        lane_name: told.line.lane.clone(),
        cashier_id,
        cashier_household: diner
            .filter(|diner| diner.cashiers.contains(&cashier_id))
            .and_then(|diner| diner.household_id),
        resident_name: told.line.name.clone(),
        card_id: sale.card_id.map(Into::into),
        identified_by: sale.identified_by.clone(),
        policy_id: sale.policy_id.map(Into::into),
        policy_version: told.line.policy.clone(),
    })
}

fn unknown() -> Sentence {
    say(
        "这一餐的居民不在人员名单里，或它的某个词本程序不认识。",
        "The diner of this meal is not among the people, or a word of it is unknown to this program.",
    )
}
