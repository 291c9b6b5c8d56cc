//! Who pays what for one meal, and why? WHERE A SUBSIDY IS DECIDED: facts in, verdict with its reasons out.
//!
//! Always `standard = pays + the sum of the shares`. A "no" is explained like a "yes".

use chrono::{Datelike, NaiveDate, NaiveTime};

use super::bill::Bill;
use super::conditions::Situation;
use super::eligibility::age;
use super::grant::{self, Priced};
use super::holidays::{CalendarDay, SaidBy};
pub use super::limits::{Grant, Past};
use super::policy::{Guests, MealRule, Policy, Price, Share};
pub use super::reasons::{Code, Reason, Taken};
pub use super::standing::{Held, Home};
use super::words::{Channel, DinerGroup, Meal};
use crate::money::Fen;

/// What is known of a resident on the service date. What the policy does not ask for may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// The date of birth.
    pub birth_date: NaiveDate,
    /// The day of death, if it is known.
    pub died_on: Option<NaiveDate>,
    /// The day from which the resident lives elsewhere.
    pub moved_out_on: Option<NaiveDate>,
    /// Residency, classes and care homes, each with its days.
    pub held: Vec<Held>,
    /// Which community registered the resident.
    pub home: Home,
    /// What the service date is for: work or rest.
    pub day: CalendarDay,
    /// The subsidised meals before this one, as far back as the policy's limits count.
    pub past: Vec<Past>,
}

/// Who asks for a meal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Diner {
    /// Somebody of the register.
    Resident(Facts),
    /// Somebody who says that they belong to no group.
    Guest,
}

/// When, and which meal if the cashier says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The day.
    pub service_date: NaiveDate,
    /// The canteen's time of day.
    pub time: NaiveTime,
    /// The meal, where the cashier names one; otherwise the time decides.
    pub meal: Option<Meal>,
    /// Where it is handed over: the hours are those of the counter.
    pub channel: Channel,
    /// The price that was chosen, where the policy has several.
    pub spend: Option<Fen>,
}

/// What one meal costs whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Which meal.
    pub meal: Meal,
    /// As whom the diner eats.
    pub group: DinerGroup,
    /// What the meal costs in full.
    pub standard: Fen,
    /// What the diner pays.
    pub pays: Fen,
    /// What each funder pays.
    pub shares: Vec<Share>,
}

/// The answer: these terms, or no, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The meal is served on these terms.
    Serve {
        /// Which rule said so.
        code: Code,
        /// What it costs whom.
        terms: Terms,
        /// The facts and rules used.
        reasons: Vec<Reason>,
    },
    /// The meal is not served on these grounds.
    Refuse {
        /// Which rule said so.
        code: Code,
        /// What the cashier may still do on their own word: the meal as pending, at the full standard.
        pending: Option<Terms>,
        /// The facts and rules used.
        reasons: Vec<Reason>,
    },
}

/// Decides what one meal costs whom. The reasons are the words the receipt, the audit and the tests read.
///
/// `policy` is the policy in force or, where none is, the last one that was: then the answer is no, and its prices serve a
/// pending meal.
#[must_use]
pub fn decide(policy: Option<&Policy>, diner: &Diner, taken: Option<&Taken>, order: &Order) -> Verdict {
    let refuse = |code, pending, reasons| Verdict::Refuse { code, pending, reasons };
    let Some(policy) = policy else {
        return refuse(Code::NoPolicyInForce, None, Vec::new());
    };
    let rule = order.meal.map_or_else(|| policy.nearest(order.time), |meal| policy.meal(meal));
    let Some(rule) = rule else {
        return refuse(Code::OutsideMealHours, None, Vec::new());
    };

    let (group, mut reasons) = group_of(policy, diner, order.service_date);
    let Some(price) = rule.price(order.spend) else {
        return refuse(Code::PriceUnknown, None, reasons);
    };
    let at = situation(policy, rule, diner, group, order);
    let full = || full_price(policy, &at, price);
    if !policy.holds_on(order.service_date) {
        return refuse(Code::NoPolicyInForce, Some(full()), reasons);
    }
    if let Diner::Resident(facts) = diner {
        if let Some(day) = facts.died_on.filter(|day| *day <= order.service_date) {
            return refuse(Code::ResidentDied, Some(full()), vec![Reason::Since { day }]);
        }
        if let Some(day) = facts.moved_out_on.filter(|day| *day <= order.service_date) {
            return refuse(Code::ResidentMovedOut, Some(full()), vec![Reason::Since { day }]);
        }
    }
    let of_group = group != DinerGroup::Guest;
    // The hour changes nothing for somebody who would get no meal at any hour.
    if !of_group && policy.guests == Guests::Refused {
        return refuse(Code::NotEligible, None, reasons);
    }
    if order.channel != Channel::Delivery && !rule.is_open(order.time) {
        reasons.push(Reason::Hours {
            meal: rule.meal,
            opens: rule.opens,
            closes: rule.closes,
        });
        return refuse(Code::OutsideMealHours, Some(full()), reasons);
    }
    if let Some(taken) = taken.filter(|_| of_group) {
        reasons.push(Reason::Taken(taken.clone()));
        return refuse(Code::AlreadyServed, Some(full()), reasons);
    }
    let mut bill = Bill::of(price);
    let fixed = price_of(rule, group);
    fixed.iter().flat_map(|fixed| &fixed.shares).for_each(|share| bill.give(share));
    let priced = grant::price(policy, &at, bill);
    let code = match (fixed.is_some() || !priced.grants.is_empty(), of_group) {
        (true, _) => Code::Eligible,
        (false, true) => Code::NoSubsidy,
        (false, false) => Code::GuestFullStandard,
    };
    let Priced { bill, reasons: steps, .. } = priced;
    if at.facts.is_some_and(|facts| facts.day.by == SaidBy::NoCalendar) && of_group && policy.asks().holidays {
        let year = order.service_date.year();
        reasons.push(Reason::NoCalendar { year });
    }
    // A guest is told nothing about subsidies that are not for guests.
    reasons.extend(steps.into_iter().filter(|step| of_group || matches!(step, Reason::Fee { .. })));
    reasons.push(Reason::Price {
        policy: policy.version.clone(),
        meal: rule.meal,
    });
    Verdict::Serve {
        code,
        terms: bill.terms(rule.meal, group),
        reasons,
    }
}

/// What a meal costs that is served on the cashier's word: the full price, for somebody of whom nothing is known.
#[must_use]
pub fn pending_terms(policy: Option<&Policy>, order: &Order) -> Option<Terms> {
    let policy = policy?;
    let rule = order.meal.map_or_else(|| policy.nearest(order.time), |meal| policy.meal(meal))?;
    let at = situation(policy, rule, &Diner::Guest, DinerGroup::None, order);
    Some(full_price(policy, &at, rule.price(order.spend)?))
}

fn situation<'a>(policy: &Policy, rule: &MealRule, diner: &'a Diner, group: DinerGroup, order: &'a Order) -> Situation<'a> {
    let facts = match diner {
        Diner::Resident(facts) => Some(facts),
        Diner::Guest => None,
    };
    Situation {
        order,
        meal: rule.meal,
        group,
        age: facts.and_then(|facts| age(facts.birth_date, order.service_date, policy.age_counts_from)),
        facts,
    }
}

fn full_price(policy: &Policy, at: &Situation<'_>, price: Fen) -> Terms {
    let mut bill = Bill::of(price);
    grant::charge_unknown(policy, at, &mut bill);
    bill.terms(at.meal, at.group)
}

fn price_of(rule: &MealRule, group: DinerGroup) -> Option<&Price> {
    rule.prices
        .iter()
        .find(|price| price.groups.iter().any(|own| DinerGroup::from(Some(*own)) == group))
}

fn group_of(policy: &Policy, diner: &Diner, on: NaiveDate) -> (DinerGroup, Vec<Reason>) {
    let Diner::Resident(facts) = diner else {
        return (DinerGroup::Guest, vec![Reason::Guest]);
    };
    let Some(age) = age(facts.birth_date, on, policy.age_counts_from) else {
        return (DinerGroup::Guest, Vec::new());
    };
    if let Some((group, range)) = policy.groups.iter().find(|(_, range)| range.holds(age)) {
        let (group, range) = (DinerGroup::from(Some(*group)), range.describe());
        return (group, vec![Reason::Age { age, group, range }]);
    }
    let mut classes = policy.by_class.iter();
    match classes.find(|(class, _)| facts.held.iter().any(|held| held.is_class_on(class, on))) {
        Some((class, group)) => {
            let (class, group) = (class.clone(), DinerGroup::from(Some(*group)));
            (group, vec![Reason::ByClass { class, group }])
        }
        None => (DinerGroup::Guest, vec![Reason::NoGroup { age }]),
    }
}

#[cfg(test)]
mod tests;
