//! What would an import change? The difference between a register file and the register: pure, and the same for the same
//! two, so that an import can be refused when the register changed after its dry run.

use std::collections::{BTreeSet, HashSet};

use crate::ids::{HouseholdId, ResidentId};

use super::difference::{Change, Changed, Difference, Field, Known, Register};
use super::entry::{Entry, Wrong};
use super::homes::is_same_home;
use super::identity::Sex;
use super::mask;
use super::people::{Found, Headers, People, repeated};
use super::places::Place;

/// Compares the rows of a file with the register.
#[must_use]
pub fn compare(entries: Vec<Entry>, mut wrong: Vec<Wrong>, register: &Register, headers: Headers<'_>) -> Difference {
    let unread: BTreeSet<u32> = wrong.iter().map(|wrong| wrong.row).collect();
    let mut difference = Difference {
        rows: entries.len() + unread.len(),
        ..Difference::default()
    };
    let people = People::new(register);
    let mut refused = repeated(&entries, headers);
    let repeated: HashSet<u32> = refused.iter().map(|wrong| wrong.row).collect();
    let mut met: HashSet<ResidentId> = HashSet::new();
    for entry in entries.into_iter().filter(|entry| !repeated.contains(&entry.row)) {
        match people.find(&entry) {
            Found::Nobody => difference.new.push(with_home(entry, None, register)),
            Found::One(known) if !met.insert(known.id) => refused.push(headers.refuse(
                &entry,
                "与前面的某一行指的是同一位已登记的居民。".to_owned(),
                "Means the same registered resident as a row above.".to_owned(),
            )),
            Found::One(known) => {
                let entry = with_home(entry, known.household, register);
                let changes = changes(known, &entry, register);
                if changes.is_empty() {
                    difference.unchanged += 1;
                } else {
                    difference.changed.push(Changed {
                        known: known.clone(),
                        entry,
                        changes,
                    });
                }
            }
            Found::Unclear(zh, en) => refused.push(headers.refuse(&entry, zh.to_owned(), en.to_owned())),
        }
    }
    wrong.append(&mut refused);
    wrong.sort();
    difference.wrong = wrong;
    difference
}

/// Completes the place of an entry; where it says the same as the register, the register's own words stay.
fn with_home(mut entry: Entry, household: Option<HouseholdId>, register: &Register) -> Entry {
    let known = household.and_then(|household| register.homes.place_of(household));
    entry.place = match (entry.place, known) {
        (Some(written), Some(known)) if is_same_home(&written, &known) => Some(known),
        (Some(written), _) => Some(register.homes.completed(&written)),
        (None, known) => known,
    };
    entry
}

fn changes(known: &Known, entry: &Entry, register: &Register) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut note = |field: Field, before: String, after: String, is_changed: bool| {
        if is_changed {
            changes.push(Change { field, before, after });
        }
    };
    note(
        Field::Name,
        mask::name(&known.name),
        mask::name(&entry.name),
        known.name != entry.name,
    );
    let sex = if entry.sex == Sex::Unknown { known.sex } else { entry.sex };
    note(Field::Sex, known.sex.as_str().to_owned(), sex.as_str().to_owned(), known.sex != sex);
    note(
        Field::BirthDate,
        known.birth_date.to_string(),
        entry.birth_date.to_string(),
        known.birth_date != entry.birth_date,
    );
    // Beside a birth date the ends of a document would give the whole of it.
    let hidden = |number: &str| {
        if known.birth_date == entry.birth_date {
            mask::document(number)
        } else {
            "*".repeat(number.chars().count())
        }
    };
    let number = entry.document.number().map(hidden).unwrap_or_default();
    note(
        Field::Document,
        String::new(),
        number,
        entry.document_index.is_some() && known.document_index.is_none(),
    );
    if let Some(phone) = &entry.phone {
        let before = known.phone.as_deref().map(mask::phone).unwrap_or_default();
        note(
            Field::Phone,
            before,
            mask::phone(phone.as_str()),
            known.phone.as_deref() != Some(phone.as_str()),
        );
    }
    let before = known.household.and_then(|household| register.homes.place_of(household));
    note(
        Field::Place,
        mask::digits(&line(before.as_ref())),
        mask::digits(&line(entry.place.as_ref())),
        before != entry.place,
    );
    if let Some(residency) = &entry.residency {
        let before = known.residency.as_ref().map(|fact| fact.value.clone()).unwrap_or_default();
        note(
            Field::Residency,
            mask::digits(&before),
            mask::digits(residency),
            before != *residency,
        );
    }
    if let Some(classes) = &entry.classes {
        let before: Vec<&str> = known.classes.keys().map(String::as_str).collect();
        let after: Vec<&str> = classes.iter().map(String::as_str).collect();
        note(
            Field::Class,
            mask::digits(&before.join("、")),
            mask::digits(&after.join("、")),
            before != after,
        );
    }
    if let Some(text) = &entry.note {
        note(Field::Note, mask::digits(&known.note), mask::digits(text), known.note != *text);
    }
    changes
}

/// A place in one line.
#[must_use]
pub fn line(place: Option<&Place>) -> String {
    let Some(place) = place else { return String::new() };
    let parts = [
        place.grid.as_deref().unwrap_or_default(),
        &place.compound,
        &place.building,
        &place.unit,
        &place.room,
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;
