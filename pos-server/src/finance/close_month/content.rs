//! What does a closed month say, to the letter? Lines of JSON in a fixed order, from which every paper of the month is made, and their
//! SHA-256. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::CloseError;
use super::store::{MealRow, PolicyRow};
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::finance::checks::exception::{Check, ExceptionRow, Found, SettledBy, Severity};
use crate::ids::{ResidentId, SaleId};
use crate::money::Fen;
use crate::residents::mask;
use crate::subsidy::policy::Share;
use crate::text::Sentence;

/// The month's sums: of its own meals, and of what was corrected of earlier months.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClosingSums {
    /// Standing meals.
    pub meals: i64,
    /// Of these, with a funder.
    pub claimable: i64,
    /// What the standing meals cost.
    pub standard: Fen,
    /// What the diners paid.
    pub pays: Fen,
    /// What each funder owes for them.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub shares: BTreeMap<String, Fen>,
    /// Corrections of closed months.
    pub corrections: i64,
    /// What each funder owes more for these, or less.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub corrected_shares: BTreeMap<String, Fen>,
}

/// The first line.
#[derive(Debug, Serialize)]
struct Cover<'a> {
    month: Month,
    sums: &'a ClosingSums,
}

/// A policy by which the month's meals were sold.
#[derive(Debug, Serialize)]
struct PolicyLine<'a> {
    version: &'a str,
    sha256: String,
}

/// An exception and how it was settled.
#[derive(Debug, Serialize)]
struct ExceptionLine<'a> {
    key: String,
    facts: String,
    check: Check,
    severity: Severity,
    message: &'a Sentence,
    rows: &'a [ExceptionRow],
    settled: Option<&'a SettledBy>,
}

/// One meal, as every paper of the month tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MealLine {
    /// The sale.
    pub sale_id: SaleId,
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: String,
    /// The receipt.
    pub receipt_no: i64,
    /// When it was sold.
    pub sold_at: Timestamp,
    /// As whom the diner ate.
    pub group: String,
    /// How it was handed over.
    pub channel: String,
    /// Who ate: an id that says nothing by itself.
    pub resident_id: Option<ResidentId>,
    /// The masked name.
    pub name: Option<String>,
    /// How the diner was known.
    pub identified_by: String,
    /// `claimable`, `unsubsidised`, `pending`, or `void`.
    pub state: String,
    /// What it cost; less than nothing where a correction takes it away.
    pub standard: Fen,
    /// What the diner paid.
    pub pays: Fen,
    /// The funders' shares by their keys.
    pub shares: BTreeMap<String, Fen>,
    /// How the diner paid.
    pub tender: String,
    /// The payment's own number.
    pub tender_reference: Option<String>,
    /// Where.
    pub lane: String,
    /// By whom.
    pub cashier: String,
    /// The policy that decided.
    pub policy: Option<String>,
    /// The receipt of the void, if it was undone.
    pub void_no: Option<i64>,
    /// Why it was undone.
    pub void_reason: Option<String>,
    /// The hash of its entry in the journal.
    pub hash: String,
}

/// Everything that a month says.
#[derive(Debug)]
pub struct Content {
    /// Part and JSON of each line.
    pub lines: Vec<(&'static str, String)>,
    /// The sums.
    pub sums: ClosingSums,
}

impl Content {
    /// Writes a month down: its own meals, and what was booked in it about closed months.
    pub fn write(
        month: Month,
        (meals, corrections): (Vec<MealRow>, Vec<MealRow>),
        booked: (Timestamp, Timestamp),
        exceptions: &[(Found, Option<SettledBy>)],
        policies: &[PolicyRow],
    ) -> Result<Self, CloseError> {
        let mut sums = ClosingSums::default();
        let mut lines = Vec::with_capacity(meals.len() + corrections.len());
        for policy in policies {
            let line = PolicyLine {
                version: &policy.version,
                sha256: hex::encode(&policy.sha256),
            };
            lines.push(("policy", serde_json::to_string(&line)?));
        }
        for (found, settled) in exceptions {
            lines.push(("exception", serde_json::to_string(&exception(found, settled.as_ref())?)?));
        }
        for row in &meals {
            let line = row.line()?;
            sums.count(&line);
            lines.push(("meal", serde_json::to_string(&line)?));
        }
        for row in &corrections {
            for line in row.corrections(booked)? {
                sums.correct(&line);
                lines.push(("correction", serde_json::to_string(&line)?));
            }
        }
        let cover = Cover { month, sums: &sums };
        lines.insert(0, ("cover", serde_json::to_string(&cover)?));
        Ok(Self { lines, sums })
    }

    /// SHA-256 of all lines, each with its part and a line break.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for (part, line) in &self.lines {
            hash.update(format!("{part}\t{line}\n"));
        }
        hash.finalize().into()
    }
}

fn exception<'a>(found: &'a Found, settled: Option<&'a SettledBy>) -> Result<ExceptionLine<'a>, serde_json::Error> {
    Ok(ExceptionLine {
        key: found.key(),
        facts: hex::encode(found.facts()?),
        check: found.check,
        severity: found.check.severity(),
        message: &found.message,
        rows: &found.rows,
        settled,
    })
}

impl ClosingSums {
    fn count(&mut self, line: &MealLine) {
        if line.state == "void" {
            return;
        }
        self.meals += 1;
        self.claimable += i64::from(line.state == "claimable");
        self.standard = self.standard.plus(line.standard);
        self.pays = self.pays.plus(line.pays);
        add(&mut self.shares, &line.shares);
    }

    fn correct(&mut self, line: &MealLine) {
        self.corrections += 1;
        add(&mut self.corrected_shares, &line.shares);
    }
}

fn add(sums: &mut BTreeMap<String, Fen>, shares: &BTreeMap<String, Fen>) {
    for (funder, amount) in shares {
        let sum = sums.entry(funder.clone()).or_default();
        *sum = sum.plus(*amount);
    }
}

impl MealRow {
    /// The meal as it stands: undone ones too, they count for nothing.
    fn line(&self) -> Result<MealLine, serde_json::Error> {
        let mut line = self.as_sold()?;
        if self.void_no.is_some() {
            "void".clone_into(&mut line.state);
        }
        line.void_no = self.void_no;
        line.void_reason.clone_from(&self.void_reason);
        Ok(line)
    }

    /// What was booked in a time about a meal of a month that was closed before: the meal, its void, or both.
    fn corrections(&self, (begins, ends): (Timestamp, Timestamp)) -> Result<Vec<MealLine>, serde_json::Error> {
        let is_now = |at: Timestamp| begins <= at && at < ends;
        let mut lines = Vec::new();
        if self.entry_no > self.closed_entry_no && is_now(self.booked_at) {
            lines.push(self.as_sold()?);
        }
        if let Some(void_no) = self
            .void_no
            .filter(|no| *no > self.closed_entry_no && self.voided_at.is_some_and(is_now))
        {
            let sold = self.as_sold()?;
            let less = |amount: Fen| Fen::ZERO.minus(amount);
            lines.push(MealLine {
                state: "void".to_owned(),
                standard: less(sold.standard),
                pays: less(sold.pays),
                shares: sold.shares.iter().map(|(funder, amount)| (funder.clone(), less(*amount))).collect(),
                void_no: Some(void_no),
                void_reason: self.void_reason.clone(),
                ..sold
            });
        }
        Ok(lines)
    }

    fn as_sold(&self) -> Result<MealLine, serde_json::Error> {
        let mut shares = BTreeMap::new();
        for share in serde_json::from_str::<Vec<Share>>(&self.shares)? {
            add(&mut shares, &BTreeMap::from([(share.funder, share.amount)]));
        }
        Ok(MealLine {
            sale_id: self.id,
            service_date: self.service_date,
            meal: self.meal.clone(),
            receipt_no: self.entry_no,
            sold_at: self.sold_at,
            group: self.diner_group.clone(),
            channel: self.channel.clone(),
            resident_id: self.resident_id,
            name: self.resident_name.as_deref().map(mask::name),
            identified_by: self.identified_by.clone(),
            state: self.state.clone(),
            standard: self.standard_fen,
            pays: self.pays_fen,
            shares,
            tender: self.tender.clone(),
            tender_reference: self.tender_reference.clone(),
            lane: self.lane_name.clone(),
            cashier: self.cashier_name.clone(),
            policy: self.policy_version.clone(),
            void_no: None,
            void_reason: None,
            hash: hex::encode(&self.hash),
        })
    }
}
