//! What does a closed month add up to? One walk over its lines: each meal is handed on, and the sums of all papers are kept. The lines come
//! from the database, or from a bundle.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::store;
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::finance::close_month::known::PolicyLine;
use crate::finance::close_month::lines::{ClosingLine, CoverLine, ExceptionLine, Part};
use crate::finance::close_month::tenders::TenderLine;
use crate::finance::export::ExportError;
use crate::ids::{CanteenId, ResidentId};
use crate::money::{Fen, kept};
use crate::sales::order::Tender;
use crate::subsidy::words::{Channel, DinerGroup, Meal};

/// What the papers read of a meal's line, or of a correction's.
#[derive(Debug, Deserialize)]
pub struct Eaten<'l> {
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// The receipt.
    pub receipt_no: i64,
    /// When it was sold.
    pub sold_at: Timestamp,
    /// As whom the diner ate.
    pub group: DinerGroup,
    /// How it was handed over.
    pub channel: Channel,
    /// Who ate.
    pub resident_id: Option<ResidentId>,
    /// The masked name.
    #[serde(borrow)]
    pub name: Option<Cow<'l, str>>,
    /// How the diner was known.
    pub identified_by: Cow<'l, str>,
    /// `claimable`, `unsubsidised`, `pending`, or `void`.
    pub state: Cow<'l, str>,
    /// What it cost.
    #[serde(deserialize_with = "kept::fen")]
    pub standard: Fen,
    /// What the diner paid.
    #[serde(deserialize_with = "kept::fen")]
    pub pays: Fen,
    /// The funders' shares by their keys.
    #[serde(deserialize_with = "kept::by_key")]
    pub shares: BTreeMap<String, Fen>,
    /// How the diner paid.
    pub tender: Tender,
    /// The payment's own number.
    pub tender_reference: Option<Cow<'l, str>>,
    /// How it was proved at a door.
    pub proof: Option<Cow<'l, str>>,
    /// Where.
    pub lane: Cow<'l, str>,
    /// By whom.
    pub cashier: Cow<'l, str>,
    /// The policy that decided.
    pub policy: Option<Cow<'l, str>>,
    /// The receipt of the void.
    pub void_no: Option<i64>,
    /// Why it was undone.
    pub void_reason: Option<Cow<'l, str>>,
    /// The hash of its entry in the journal.
    pub hash: Cow<'l, str>,
}

impl Eaten<'_> {
    /// Was it undone?
    #[must_use]
    pub fn is_void(&self) -> bool {
        self.state == "void"
    }
}

/// The sum of some meals. Undone ones count nowhere.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// How many.
    pub meals: i64,
    /// What they cost.
    pub standard: Fen,
    /// What the diners paid.
    pub pays: Fen,
    /// What each funder pays.
    pub shares: BTreeMap<String, Fen>,
}

impl Sums {
    /// Adds a meal.
    pub fn add(&mut self, meal: &Eaten<'_>) {
        self.meals += 1;
        self.standard = self.standard.plus(meal.standard);
        self.pays = self.pays.plus(meal.pays);
        for (funder, share) in &meal.shares {
            match self.shares.get_mut(funder) {
                Some(sum) => *sum = sum.plus(*share),
                None => {
                    self.shares.insert(funder.clone(), *share);
                }
            }
        }
    }

    /// What one funder pays.
    #[must_use]
    pub fn share(&self, funder: &str) -> Fen {
        self.shares.get(funder).copied().unwrap_or_default()
    }

    /// What all funders pay.
    #[must_use]
    pub fn subsidy(&self) -> Fen {
        self.shares.values().copied().sum()
    }
}

/// One resident's meals.
#[derive(Debug, Clone, Default)]
pub struct Person {
    /// The masked name.
    pub name: String,
    /// The sum.
    pub sums: Sums,
}

/// A closed month.
#[derive(Debug)]
pub struct Book {
    /// Whose, and with which sums it was approved.
    pub cover: CoverLine,
    /// The policies by which its meals were sold.
    pub policies: Vec<PolicyLine>,
    /// The drawers.
    pub tenders: Vec<TenderLine>,
    /// The exceptions.
    pub exceptions: Vec<ExceptionLine>,
    /// The sums by group, meal and channel.
    pub groups: BTreeMap<(DinerGroup, Meal, Channel), Sums>,
    /// The sums of each resident; without one, of those whom nobody knew.
    pub people: BTreeMap<Option<ResidentId>, Person>,
    /// Who closed it; there once all lines were read.
    pub closing: Option<ClosingLine>,
    /// The policies that decided a meal.
    sold_by: BTreeSet<String>,
}

impl Book {
    /// Opens a closed month at its first line; [`ExportError::MonthOpen`] while nobody closed it. Give it a snapshot.
    pub async fn open(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<Self, ExportError> {
        let first = store::first_line(tx, canteen, month).await?.ok_or(ExportError::MonthOpen)?;
        Self::begin(&first.line)
    }

    /// Begins with a month's first line.
    pub fn begin(first: &str) -> Result<Self, ExportError> {
        Ok(Self {
            cover: line(first)?,
            policies: Vec::new(),
            tenders: Vec::new(),
            exceptions: Vec::new(),
            groups: BTreeMap::new(),
            people: BTreeMap::new(),
            closing: None,
            sold_by: BTreeSet::new(),
        })
    }

    /// Reads all other lines once, in their order: keeps the sums, and hands each meal and correction on.
    pub async fn read(
        &mut self,
        tx: &mut Tx,
        month: (CanteenId, Month),
        mut take: impl FnMut(Part, &Eaten<'_>) -> Result<(), ExportError> + Send,
    ) -> Result<(), ExportError> {
        store::each_line(tx, month, |row| self.line(row.part, &row.line, &mut take)).await?;
        self.end();
        Ok(())
    }

    /// Reads one more line: keeps its sums, and hands a meal or a correction on.
    pub fn line(
        &mut self,
        part: Part,
        text: &str,
        take: &mut impl FnMut(Part, &Eaten<'_>) -> Result<(), ExportError>,
    ) -> Result<(), ExportError> {
        match part {
            Part::Policy => self.policies.push(line(text)?),
            Part::Tender => self.tenders.push(line(text)?),
            Part::Exception => self.exceptions.push(line(text)?),
            Part::Closing => self.closing = Some(line(text)?),
            Part::Meal => {
                let meal: Eaten<'_> = serde_json::from_str(text)?;
                self.count(&meal);
                if let Some(policy) = meal.policy.as_deref().filter(|policy| !self.sold_by.contains(*policy)) {
                    self.sold_by.insert(policy.to_owned());
                }
                take(part, &meal)?;
            }
            Part::Correction => take(part, &serde_json::from_str(text)?)?,
            _ => {}
        }
        Ok(())
    }

    /// All lines were read.
    pub fn end(&mut self) {
        self.policies.retain(|policy| self.sold_by.contains(&policy.version));
    }

    fn count(&mut self, meal: &Eaten<'_>) {
        if meal.is_void() {
            return;
        }
        self.groups.entry((meal.group, meal.meal, meal.channel)).or_default().add(meal);
        let person = self.people.entry(meal.resident_id).or_default();
        if person.name.is_empty() {
            meal.name.as_deref().unwrap_or_default().clone_into(&mut person.name);
        }
        person.sums.add(meal);
    }
}

fn line<T: DeserializeOwned>(text: &str) -> Result<T, ExportError> {
    Ok(serde_json::from_str(text)?)
}
