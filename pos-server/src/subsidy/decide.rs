//! Who pays what for one meal, and why? WHERE A SUBSIDY IS DECIDED: facts in, verdict with its reasons out.
//!
//! Always `standard = pays + the sum of the shares`. A "no" is explained like a "yes".

use chrono::{NaiveDate, NaiveTime};

use super::eligibility::age;
use super::policy::{Guests, MealRule, Policy, Price, Share};
pub use super::reasons::{Code, Reason, Taken};
use super::words::{Channel, DinerGroup, Meal};
use crate::money::Fen;

/// What is known of a resident on the service date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The date of birth.
    pub birth_date: NaiveDate,
    /// The day of death, if it is known.
    pub died_on: Option<NaiveDate>,
    /// The day from which the resident lives elsewhere.
    pub moved_out_on: Option<NaiveDate>,
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
    let pending = Some(full_standard(rule, group));
    if !policy.holds_on(order.service_date) {
        return refuse(Code::NoPolicyInForce, pending, reasons);
    }
    if let Diner::Resident(facts) = diner {
        if let Some(day) = facts.died_on.filter(|day| *day <= order.service_date) {
            return refuse(Code::ResidentDied, pending, vec![Reason::Since { day }]);
        }
        if let Some(day) = facts.moved_out_on.filter(|day| *day <= order.service_date) {
            return refuse(Code::ResidentMovedOut, pending, vec![Reason::Since { day }]);
        }
    }
    let price = price_of(rule, group);
    // The hour changes nothing for somebody who would get no meal at any hour.
    if price.is_none() && policy.guests == Guests::Refused {
        return refuse(Code::NotEligible, None, reasons);
    }
    if order.channel == Channel::Counter && !rule.is_open(order.time) {
        reasons.push(Reason::Hours {
            meal: rule.meal,
            opens: rule.opens,
            closes: rule.closes,
        });
        return refuse(Code::OutsideMealHours, pending, reasons);
    }
    let by_policy = Reason::Price {
        policy: policy.version.clone(),
        meal: rule.meal,
    };
    match price {
        Some(_) if taken.is_some() => {
            reasons.extend(taken.cloned().map(Reason::Taken));
            refuse(Code::AlreadyServed, pending, reasons)
        }
        Some(price) => {
            reasons.push(by_policy);
            let terms = Terms {
                meal: rule.meal,
                group,
                standard: rule.standard,
                pays: price.pays,
                shares: price.shares.clone(),
            };
            Verdict::Serve {
                code: Code::Eligible,
                terms,
                reasons,
            }
        }
        None => {
            reasons.push(by_policy);
            Verdict::Serve {
                code: Code::GuestFullStandard,
                terms: full_standard(rule, group),
                reasons,
            }
        }
    }
}

/// What a meal costs that is served on the cashier's word: the full standard, for somebody of whom nothing is known.
#[must_use]
pub fn pending_terms(policy: Option<&Policy>, order: &Order) -> Option<Terms> {
    let policy = policy?;
    let rule = order.meal.map_or_else(|| policy.nearest(order.time), |meal| policy.meal(meal))?;
    Some(full_standard(rule, DinerGroup::None))
}

fn full_standard(rule: &MealRule, group: DinerGroup) -> Terms {
    Terms {
        meal: rule.meal,
        group,
        standard: rule.standard,
        pays: rule.standard,
        shares: Vec::new(),
    }
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
    match policy.groups.iter().find(|(_, range)| range.holds(age)) {
        Some((group, range)) => {
            let group = DinerGroup::from(Some(*group));
            (
                group,
                vec![Reason::Age {
                    age,
                    group,
                    range: range.describe(),
                }],
            )
        }
        None => (DinerGroup::Guest, vec![Reason::NoGroup { age }]),
    }
}

#[cfg(test)]
mod tests;
