//! Which subsidies and fees does a meal get, and how much? One after the other, in the order of the policy.

use super::amount::Amount;
use super::because::Because;
use super::bill::{Bill, Layer};
use super::conditions::{Situation, When, Who};
use super::limits::{Grant, Limit, Past};
use super::policy::Policy;
use super::reasons::Reason;
use super::spend::SpendRange;
use crate::money::Fen;

/// A subsidy of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subsidy {
    /// Its id: limits count by it, also when a later policy goes on with it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who gets it.
    pub who: Who,
    /// When.
    pub when: When,
    /// What the meal must cost.
    pub spend: Option<SpendRange>,
    /// How much.
    pub amount: Amount,
    /// The most of it for one meal.
    pub cap: Option<Fen>,
    /// What the diner pays at least, whatever it would give.
    pub pays_at_least: Fen,
    /// What a rate and the spend count from.
    pub counts_from: CountsFrom,
    /// Of the subsidies with the same word only the best counts.
    pub one_of: Option<String>,
    /// Its own limits.
    pub limits: Vec<Limit>,
    /// Who bears it.
    pub layers: Vec<Layer>,
}

/// What a rate and the spend count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsFrom {
    /// The meal's price, before any discount.
    #[default]
    Price,
    /// What is left to pay after the subsidies and discounts above.
    Rest,
}

/// What comes on top of a meal: a way to the door, a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Its name.
    pub name: String,
    /// For whom.
    pub who: Who,
    /// When.
    pub when: When,
    /// How much.
    pub amount: Fen,
    /// Only on meals that have a subsidy.
    pub goes: Goes,
    /// Its limits, counted by its name.
    pub limits: Vec<Limit>,
    /// Who bears it; nobody: the diner.
    pub layers: Vec<Layer>,
}

/// On which meals a fee is charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goes {
    /// On all.
    Always,
    /// On those with a subsidy.
    WithSubsidy,
}

/// What the subsidies and fees come to.
#[derive(Debug)]
pub struct Priced {
    /// Who pays what.
    pub bill: Bill,
    /// What was given.
    pub grants: Vec<Grant>,
    /// Each subsidy and fee, given or not, and why.
    pub reasons: Vec<Reason>,
}

/// Lets a policy's subsidies and fees work on a bill.
#[must_use]
pub fn price(policy: &Policy, at: &Situation<'_>, bill: Bill) -> Priced {
    let mut priced = Priced {
        bill,
        grants: Vec::new(),
        reasons: Vec::new(),
    };
    for subsidy in &policy.subsidies {
        let name = subsidy.name.clone();
        let step = match given(policy, subsidy, at, &priced) {
            Ok(amount) => priced.give(subsidy, amount),
            Err(because) => Reason::NotGranted { name, because },
        };
        priced.reasons.push(step);
    }
    // Before the fees: one that a funder bears is no subsidy.
    let is_subsidised = priced.bill.is_shared();
    for fee in &policy.fees {
        match fee.due(at, is_subsidised) {
            Ok(amount) => priced.reasons.push(fee.charge(amount, &mut priced.bill)),
            // A fee that nobody asks for needs no words; one that a funder would have borne does.
            Err(because) if !fee.layers.is_empty() => {
                let name = fee.name.clone();
                priced.reasons.push(Reason::NotGranted { name, because });
            }
            Err(_) => {}
        }
    }
    priced
}

/// Adds what a diner of whom nothing is known pays on top of a meal.
pub fn charge_unknown(policy: &Policy, at: &Situation<'_>, bill: &mut Bill) {
    let own = policy
        .fees
        .iter()
        .filter(|fee| fee.layers.is_empty() && fee.objection(at, false).is_none());
    own.for_each(|fee| bill.charge(fee.amount));
}

/// What a subsidy gives: what it would give, unless another one of which only the best counts was given, or is better.
fn given(policy: &Policy, subsidy: &Subsidy, at: &Situation<'_>, so_far: &Priced) -> Result<Fen, Because> {
    let is_rival = |other: &&Subsidy| subsidy.one_of.is_some() && other.one_of == subsidy.one_of && other.id != subsidy.id;
    let was_given = |other: &&Subsidy| so_far.grants.iter().any(|grant| grant.subsidy == other.id);
    let mut all = policy.subsidies.iter();
    let mut later = all.clone().skip_while(|other| other.id != subsidy.id).filter(is_rival);
    let worth = |other: &Subsidy| worth(policy, other, at, so_far);
    match (worth(subsidy), all.find(|other| is_rival(other) && was_given(other))) {
        (Ok(_) | Err(Because::NothingLeft), Some(other)) => Err(Because::BetterOne { name: other.name.clone() }),
        (Ok(amount), None) => match later.find(|other| worth(other).is_ok_and(|theirs| theirs > amount)) {
            Some(other) => Err(Because::BetterOne { name: other.name.clone() }),
            None => Ok(amount),
        },
        (Err(because), _) => Err(because),
    }
}

/// What a subsidy would give, or what stands in its way.
fn worth(policy: &Policy, subsidy: &Subsidy, at: &Situation<'_>, so_far: &Priced) -> Result<Fen, Because> {
    if let Some(because) = subsidy.who.objection(at).or_else(|| subsidy.when.objection(at)) {
        return Err(because);
    }
    let bill = &so_far.bill;
    let of = match subsidy.counts_from {
        CountsFrom::Price => bill.price(),
        CountsFrom::Rest => bill.pays(),
    };
    if let Some(because) = subsidy.spend.and_then(|spend| spend.objection(of)) {
        return Err(because);
    }
    let left = bill.pays().minus(subsidy.pays_at_least);
    let mut amount = subsidy.amount.of(of, bill.pays()).min(left);
    amount = amount.min(subsidy.cap.unwrap_or(amount));
    let (when, past) = (at.order.service_date, past(at));
    let room = |limit: &Limit, counts: &dyn Fn(&Grant) -> bool| limit.room((when, at.meal), past, &so_far.grants, counts);
    let own = subsidy
        .limits
        .iter()
        .map(|limit| (limit, room(limit, &|grant| grant.subsidy == subsidy.id)));
    let shared = policy.limits.iter().filter(|shared| shared.counts(&subsidy.id));
    let shared = shared.map(|shared| (&shared.limit, room(&shared.limit, &|grant| shared.counts(&grant.subsidy))));
    let amount = within(amount, own.chain(shared))?;
    if amount > Fen::ZERO {
        Ok(amount)
    } else {
        Err(Because::NothingLeft)
    }
}

/// An amount, or as much of it as each limit still has room for.
fn within<'l>(amount: Fen, limits: impl Iterator<Item = (&'l Limit, Option<Fen>)>) -> Result<Fen, Because> {
    let mut amount = amount;
    for (limit, room) in limits {
        let limit = limit.describe();
        amount = amount.min(room.ok_or(Because::LimitReached { limit })?);
    }
    Ok(amount)
}

/// The subsidised meals before this one.
fn past<'s>(at: &Situation<'s>) -> &'s [Past] {
    at.facts.map(|facts| facts.past.as_slice()).unwrap_or_default()
}

impl Priced {
    fn give(&mut self, subsidy: &Subsidy, amount: Fen) -> Reason {
        self.bill.spread(amount, &subsidy.layers);
        self.grants.push(Grant {
            subsidy: subsidy.id.clone(),
            amount,
        });
        Reason::Granted {
            subsidy: subsidy.id.clone(),
            name: subsidy.name.clone(),
            amount,
        }
    }
}

impl Fee {
    fn objection(&self, at: &Situation<'_>, is_subsidised: bool) -> Option<Because> {
        let without = (self.goes == Goes::WithSubsidy && !is_subsidised).then_some(Because::NoSubsidy);
        without.or_else(|| self.who.objection(at)).or_else(|| self.when.objection(at))
    }

    /// How much of it this meal has, or what stands in its way.
    fn due(&self, at: &Situation<'_>, is_subsidised: bool) -> Result<Fen, Because> {
        if let Some(because) = self.objection(at, is_subsidised) {
            return Err(because);
        }
        if self.limits.is_empty() {
            return Ok(self.amount);
        }
        let past: Vec<Past> = past(at).iter().map(Past::as_fees).collect();
        let when = (at.order.service_date, at.meal);
        let room = |limit: &Limit| limit.room(when, &past, &[], |grant| grant.subsidy == self.name);
        within(self.amount, self.limits.iter().map(|limit| (limit, room(limit))))
    }

    fn charge(&self, amount: Fen, bill: &mut Bill) -> Reason {
        let before = bill.pays();
        bill.charge(amount);
        if !self.layers.is_empty() {
            bill.spread(amount, &self.layers);
        }
        Reason::Fee {
            name: self.name.clone(),
            amount,
            pays: bill.pays().minus(before),
        }
    }
}
