//! What would meals cost whom if they were decided again? Meals as they were eaten, over what is known of their diners at a moment
//! or by now, under the policies in force or under another one. Pure.

pub mod cli;
pub mod differences;
pub mod http;
pub mod rehearse;
pub mod store;
pub mod why;

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::ids::{CanteenId, HouseholdId, ResidentId, SaleId};
use crate::money::Fen;
use crate::residents::as_known;
use crate::residents::store::dated::DatedFact;
use crate::subsidy::book::PolicyBook;
use crate::subsidy::decide::{Code, Diner, Facts, Home, Order, Past, Taken, Terms, Verdict, decide};
use crate::subsidy::holidays::Holidays;
use crate::subsidy::policy::Policy;

/// Somebody who ate.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Person {
    /// The resident.
    pub id: ResidentId,
    /// The full name: mask it before it leaves.
    pub name: String,
    /// The date of birth.
    pub birth_date: NaiveDate,
    /// Which canteen registered them.
    pub home: CanteenId,
    /// That canteen's code.
    pub home_code: String,
    /// With whom they live.
    pub household_id: Option<HouseholdId>,
}

/// A subsidised meal that counts towards limits.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The meal.
    pub sale_id: SaleId,
    /// When it was booked: what was booked before counts.
    pub booked_at: Timestamp,
    /// What it was given.
    pub past: Past,
}

/// What is known of the diners, at a moment or by now.
#[derive(Debug)]
pub struct Knowledge {
    /// Whose meals.
    pub canteen: CanteenId,
    /// The policies.
    pub policies: PolicyBook,
    /// The calendar.
    pub holidays: Holidays,
    /// Who ate.
    pub people: HashMap<ResidentId, Person>,
    /// What is known of them.
    pub facts: HashMap<ResidentId, Vec<DatedFact>>,
    /// The meals that count towards their limits, in all canteens.
    pub claims: HashMap<ResidentId, Vec<Claim>>,
}

/// A meal to decide again.
#[derive(Debug, Clone)]
pub struct Again {
    /// Who eats; nobody for a guest.
    pub resident: Option<ResidentId>,
    /// When and which.
    pub order: Order,
    /// What counts as taken before it.
    pub past: Vec<Past>,
}

impl Knowledge {
    /// Decides a meal over what is known at a moment, or by now. `policy` is another policy than the one in force, if any.
    #[must_use]
    pub fn decide(&self, again: Again, at: Option<Timestamp>, policy: Option<&Policy>) -> Verdict {
        let date = again.order.service_date;
        let loaded = self.policies.on_as_known(self.canteen, date, at);
        let policy = policy.or(loaded.as_ref().map(|loaded| loaded.policy.as_ref()));
        let person = again.resident.and_then(|id| self.people.get(&id));
        let diner = |past: Vec<Past>| {
            let Some(person) = person else { return Diner::Guest };
            let rows = self.facts.get(&person.id).map_or(&[][..], Vec::as_slice);
            let is_own = person.home == self.canteen;
            Diner::Resident(Facts {
                birth_date: person.birth_date,
                died_on: as_known::died_on(rows, at),
                moved_out_on: as_known::moved_out_on(rows, at, date),
                held: as_known::held(rows, at),
                home: if is_own { Home::Own } else { Home::Other(person.home_code.clone()) },
                day: self.holidays.day(date),
                past,
            })
        };
        let is_same = |past: &Past| Some(past.meal) == again.order.meal && past.service_date == date;
        let taken = again.past.iter().any(is_same).then(Taken::default);
        decide(policy, &diner(again.past), taken.as_ref(), &order_under(policy, again.order))
    }
}

/// The order with its price, where the policy sells the meal at it; otherwise at the policy's own standard.
fn order_under(policy: Option<&Policy>, order: Order) -> Order {
    let rule = policy.zip(order.meal).and_then(|(policy, meal)| policy.meal(meal));
    let is_sold = rule.is_some_and(|rule| rule.price(order.spend).is_some());
    Order {
        spend: order.spend.filter(|_| is_sold),
        ..order
    }
}

/// What a verdict comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The rule that answered.
    pub code: Code,
    /// What the meal costs whom; a refused one costs its full price.
    pub terms: Option<Terms>,
}

impl From<&Verdict> for Outcome {
    fn from(verdict: &Verdict) -> Self {
        let (code, terms) = match verdict {
            Verdict::Serve { code, terms, .. } => (*code, Some(terms)),
            Verdict::Refuse { code, pending, .. } => (*code, pending.as_ref()),
        };
        Self {
            code,
            terms: terms.cloned(),
        }
    }
}

impl Outcome {
    /// What the funders pay together.
    #[must_use]
    pub fn subsidy(&self) -> Fen {
        self.terms.as_ref().map_or(Fen::ZERO, |terms| terms.standard.minus(terms.pays))
    }
}
