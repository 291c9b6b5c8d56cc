//! Which subsidies and fees does a meal get, and how much? One after the other, in the order of the policy.

use super::amount::Amount;
use super::because::Because;
use super::bill::{Bill, Layer};
use super::conditions::{Situation, When, Who};
use super::limits::{Grant, Limit};
use super::policy::Policy;
use super::reasons::Reason;
use crate::money::Fen;
use crate::text::{Sentence, say};

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
    /// The least that must be spent.
    pub least: Option<Least>,
    /// How much.
    pub amount: Amount,
    /// The most of it for one meal.
    pub cap: Option<Fen>,
    /// What a rate and the least count from.
    pub counts_from: CountsFrom,
    /// Of the subsidies with the same word only the best counts.
    pub one_of: Option<String>,
    /// Its own limits.
    pub limits: Vec<Limit>,
    /// Who bears it.
    pub layers: Vec<Layer>,
}

/// What a rate and the least spend count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsFrom {
    /// The meal's price, before any discount.
    #[default]
    Price,
    /// What is left to pay after the subsidies and discounts above.
    Rest,
}

/// The least that must be spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Least {
    /// So much or more.
    AtLeast(Fen),
    /// More than so much.
    MoreThan(Fen),
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
    for fee in &policy.fees {
        if let Some(because) = fee.objection(at, priced.bill.is_shared()) {
            // A fee that nobody asks for needs no words; one that a funder would have borne does.
            if !fee.layers.is_empty() {
                let name = fee.name.clone();
                priced.reasons.push(Reason::NotGranted { name, because });
            }
            continue;
        }
        priced.reasons.push(fee.charge(&mut priced.bill));
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
    if let Some(least) = subsidy.least.filter(|least| !least.is_met(of)) {
        let least = least.describe();
        return Err(Because::SpentTooLittle { spent: of, least });
    }
    let mut amount = subsidy.amount.of(of, bill.pays()).min(bill.pays());
    amount = amount.min(subsidy.cap.unwrap_or(amount));
    let past = at.facts.map(|facts| facts.past.as_slice()).unwrap_or_default();
    let when = (at.order.service_date, at.meal);
    let own = |limit: &Limit| limit.room(when, past, &so_far.grants, |grant| grant.subsidy == subsidy.id);
    let all = |limit: &Limit| limit.room(when, past, &so_far.grants, |_| true);
    let rooms = subsidy.limits.iter().map(|limit| (limit, own(limit)));
    for (limit, room) in rooms.chain(policy.limits.iter().map(|limit| (limit, all(limit)))) {
        let Some(room) = room else {
            let limit = limit.describe();
            return Err(Because::LimitReached { limit });
        };
        amount = amount.min(room);
    }
    if amount > Fen::ZERO {
        Ok(amount)
    } else {
        Err(Because::NothingLeft)
    }
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

impl Least {
    fn is_met(self, spent: Fen) -> bool {
        match self {
            Self::AtLeast(least) => spent >= least,
            Self::MoreThan(least) => spent > least,
        }
    }

    fn describe(self) -> Sentence {
        match self {
            Self::AtLeast(least) => say(format!("满 {least} 元"), format!("{least} yuan or more")),
            Self::MoreThan(least) => say(format!("超过 {least} 元"), format!("more than {least} yuan")),
        }
    }
}

impl Fee {
    fn objection(&self, at: &Situation<'_>, is_subsidised: bool) -> Option<Because> {
        let without = (self.goes == Goes::WithSubsidy && !is_subsidised).then_some(Because::NoSubsidy);
        without.or_else(|| self.who.objection(at)).or_else(|| self.when.objection(at))
    }

    fn charge(&self, bill: &mut Bill) -> Reason {
        let before = bill.pays();
        bill.charge(self.amount);
        if !self.layers.is_empty() {
            bill.spread(self.amount, &self.layers);
        }
        Reason::Fee {
            name: self.name.clone(),
            amount: self.amount,
            pays: bill.pays().minus(before),
        }
    }
}
