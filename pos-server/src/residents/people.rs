//! Who of the register is meant by a row? Documents decide; without one, name, birth date and household together.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::difference::{Known, Register};
use super::entry::{Entry, Wrong};
use super::homes::household_key;
use super::{mask, names};

/// The headers by which wrong rows name their columns.
#[derive(Debug, Clone, Copy)]
pub struct Headers<'a> {
    /// The column of the documents' numbers.
    pub document: &'a str,
    /// The column of the names.
    pub name: &'a str,
}

impl Headers<'_> {
    /// A row that is refused as a whole, named by its document or, without one, by its name.
    #[must_use]
    pub fn refuse(self, entry: &Entry, zh: String, en: String) -> Wrong {
        let (column, value) = match entry.document.number() {
            Some(number) => (self.document, mask::document(number)),
            None => (self.name, mask::name(&entry.name)),
        };
        Wrong {
            row: entry.row,
            column: column.to_owned(),
            value,
            zh,
            en,
        }
    }
}

/// By what a person without a document is told from others.
type Likeness = (String, NaiveDate, String);

/// Names every row that repeats another.
#[must_use]
pub fn repeated(entries: &[Entry], headers: Headers<'_>) -> Vec<Wrong> {
    let mut by_document: HashMap<[u8; 32], Vec<&Entry>> = HashMap::new();
    let mut by_likeness: HashMap<Likeness, Vec<&Entry>> = HashMap::new();
    for entry in entries {
        match entry.document_index {
            Some(index) => by_document.entry(index).or_default().push(entry),
            None => by_likeness.entry(likeness(entry)).or_default().push(entry),
        }
    }
    let groups = by_document.into_values().chain(by_likeness.into_values());
    let mut wrong = Vec::new();
    for group in groups.filter(|group| group.len() > 1) {
        for entry in &group {
            let others: Vec<String> = group
                .iter()
                .filter(|other| other.row != entry.row)
                .take(5)
                .map(|other| other.row.to_string())
                .collect();
            wrong.push(headers.refuse(
                entry,
                format!("与第 {} 行是同一个人，请只保留一行。", others.join("、")),
                format!("The same person as in row {}; please keep one row.", others.join(", ")),
            ));
        }
    }
    wrong
}

fn likeness(entry: &Entry) -> Likeness {
    (
        names::search_form(&entry.name),
        entry.birth_date,
        household_key(entry.place.as_ref()),
    )
}

/// Whom a row means.
#[derive(Debug)]
pub enum Found<'a> {
    /// Somebody the register does not have.
    Nobody,
    /// A resident.
    One(&'a Known),
    /// It cannot be said, or must not be: why, in Chinese and in English.
    Unclear(&'static str, &'static str),
}

/// The residents of the register, as rows look for them.
#[derive(Debug)]
pub struct People<'a> {
    elsewhere: &'a HashSet<[u8; 32]>,
    by_document: HashMap<[u8; 32], &'a Known>,
    without_document: HashMap<Likeness, Vec<&'a Known>>,
    with_document: HashSet<Likeness>,
}

impl<'a> People<'a> {
    /// Sorts the residents for looking up.
    #[must_use]
    pub fn new(register: &'a Register) -> Self {
        let mut people = Self {
            elsewhere: &register.elsewhere,
            by_document: HashMap::new(),
            without_document: HashMap::new(),
            with_document: HashSet::new(),
        };
        for known in &register.residents {
            let place = known.household.and_then(|household| register.homes.place_of(household));
            let likeness = (names::search_form(&known.name), known.birth_date, household_key(place.as_ref()));
            match known.document_index {
                Some(index) => {
                    people.by_document.insert(index, known);
                    people.with_document.insert(likeness);
                }
                None => people.without_document.entry(likeness).or_default().push(known),
            }
        }
        people
    }

    /// Finds whom a row means.
    #[must_use]
    pub fn find(&self, entry: &Entry) -> Found<'a> {
        let likeness = likeness(entry);
        let alike = self.without_document.get(&likeness).map_or(&[][..], Vec::as_slice);
        if let Some(index) = entry.document_index {
            if let Some(known) = self.by_document.get(&index) {
                return Found::One(known);
            }
            if self.elsewhere.contains(&index) {
                return Found::Unclear(
                    "这个证件已由另一个食堂登记；请先请对方办理迁出。",
                    "Another canteen has registered this document; ask them to let the person move first.",
                );
            }
        }
        match alike {
            [one] => Found::One(one),
            [] if entry.document_index.is_none() && self.with_document.contains(&likeness) => Found::Unclear(
                "同一户已有同名、同出生日期且有证件的居民；请填写证件号码。",
                "The household has a resident of this name and birth date with a document; fill in its number.",
            ),
            [] => Found::Nobody,
            _ => Found::Unclear(
                "同一户有几位同名、同出生日期且没有证件的居民，无法确定是哪一位。",
                "The household has several residents of this name and birth date without a document; it is not clear who is meant.",
            ),
        }
    }
}
