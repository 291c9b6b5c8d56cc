//! What does a closed month say of one meal? As it was sold, as it stands, and what later corrects it. Pure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::store::MealRow;
use crate::clock::Timestamp;
use crate::ids::{ResidentId, SaleId};
use crate::money::{Fen, kept};
use crate::residents::mask;
use crate::subsidy::policy::Share;

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
    #[serde(deserialize_with = "kept::fen")]
    pub standard: Fen,
    /// What the diner paid.
    #[serde(deserialize_with = "kept::fen")]
    pub pays: Fen,
    /// The funders' shares by their keys.
    #[serde(deserialize_with = "kept::by_key")]
    pub shares: BTreeMap<String, Fen>,
    /// How the diner paid.
    pub tender: String,
    /// The payment's own number.
    pub tender_reference: Option<String>,
    /// What shows that it was handed over at a door: `card`, `door_tag` or `second_person`; nothing at the counter.
    pub proof: Option<String>,
    /// Where.
    pub lane: String,
    /// The number of the shift that it was sold in; missing from before shifts were kept.
    pub shift_no: Option<i64>,
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

impl MealRow {
    /// The meal as it stands: undone ones too, they count for nothing.
    pub(super) fn line(&self) -> Result<MealLine, serde_json::Error> {
        let mut line = self.as_sold()?;
        if self.void_no.is_some() {
            "void".clone_into(&mut line.state);
        }
        line.void_no = self.void_no;
        line.void_reason.clone_from(&self.void_reason);
        Ok(line)
    }

    /// What was booked in a time about a meal of a month that was closed before: the meal, its void, or both.
    pub fn corrections(&self, (begins, ends): (Timestamp, Timestamp)) -> Result<Vec<MealLine>, serde_json::Error> {
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
        let shares = by_funder(serde_json::from_str(&self.shares)?);
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
            proof: self.proof.clone(),
            lane: self.lane_name.clone(),
            shift_no: self.shift_no,
            cashier: self.cashier_name.clone(),
            policy: self.policy_version.clone(),
            void_no: None,
            void_reason: None,
            hash: hex::encode(&self.hash),
        })
    }
}

/// What each funder pays of a meal.
#[must_use]
pub fn by_funder(shares: Vec<Share>) -> BTreeMap<String, Fen> {
    let mut sums = BTreeMap::new();
    for share in shares {
        let sum: &mut Fen = sums.entry(share.funder).or_default();
        *sum = sum.plus(share.amount);
    }
    sums
}

/// Adds the shares of some meals to those of others, funder by funder.
pub fn add(sums: &mut BTreeMap<String, Fen>, shares: &BTreeMap<String, Fen>) {
    for (funder, amount) in shares {
        let sum = sums.entry(funder.clone()).or_default();
        *sum = sum.plus(*amount);
    }
}
