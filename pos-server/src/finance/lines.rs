//! What do some meals add up to? The one line that every report repeats, and its sums by this and that.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{Funded, Served};
use crate::money::Fen;
use crate::sales::order::Tender;

/// The sum of some meals. Voided meals count nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Line {
    /// How many meals.
    pub meals: i64,
    /// What they cost.
    pub standard: Fen,
    /// What the diners paid.
    pub pays: Fen,
    /// What the funders pay.
    pub subsidy: Fen,
}

/// A line with the word that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeyedLine {
    /// A stable word, or an id.
    pub key: String,
    /// A name for people, where the key has one of its own.
    pub name: Option<String>,
    /// The sum.
    #[serde(flatten)]
    pub line: Line,
}

impl Line {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            meals: self.meals.saturating_add(other.meals),
            standard: self.standard.plus(other.standard),
            pays: self.pays.plus(other.pays),
            subsidy: self.subsidy.plus(other.subsidy),
        }
    }
}

impl From<&Served> for Line {
    fn from(served: &Served) -> Self {
        Self {
            meals: served.meals,
            standard: served.standard_fen,
            pays: served.pays_fen,
            subsidy: served.standard_fen.minus(served.pays_fen),
        }
    }
}

/// One funder's part: the meals it helps to pay, and of their cost only its own share as the subsidy.
impl From<&Funded> for Line {
    fn from(funded: &Funded) -> Self {
        Self {
            meals: funded.meals,
            standard: funded.standard_fen,
            pays: funded.pays_fen,
            subsidy: funded.share_fen,
        }
    }
}

/// The sum of all.
pub fn total<'a, T: 'a>(rows: impl IntoIterator<Item = &'a T>) -> Line
where
    Line: From<&'a T>,
{
    rows.into_iter().map(Line::from).fold(Line::default(), Line::plus)
}

/// The sums by a key, in the key's order.
pub fn by<'a, T: 'a, K: Ord>(rows: impl IntoIterator<Item = &'a T>, key: impl Fn(&'a T) -> K) -> BTreeMap<K, Line>
where
    Line: From<&'a T>,
{
    let mut sums = BTreeMap::new();
    for row in rows {
        let sum: &mut Line = sums.entry(key(row)).or_default();
        *sum = sum.plus(Line::from(row));
    }
    sums
}

/// Sums by a word of ours.
pub fn worded<K>(sums: BTreeMap<K, Line>, word: impl Fn(&K) -> &'static str) -> Vec<KeyedLine> {
    sums.into_iter()
        .map(|(key, line)| KeyedLine {
            key: word(&key).to_owned(),
            name: None,
            line,
        })
        .collect()
}

/// The sums by tender, in the order in which people name them.
pub fn by_tender<'a, T: 'a>(rows: impl IntoIterator<Item = &'a T>, tender: impl Fn(&T) -> Tender) -> Vec<KeyedLine>
where
    Line: From<&'a T>,
{
    let place = |tender: Tender| Tender::ALL.iter().position(|known| *known == tender);
    let sums = by(rows, |row| (place(tender(row)), tender(row).as_str()));
    worded(sums, |(_, tender)| tender)
}
