//! What must somebody look at before a month is claimed? Numbered checks over its meals, each a plain rule; what they find stays until
//! it is mended, or a second person settles it with a reason.

pub mod days;
pub mod decided;
pub mod doors;
pub mod exception;
pub mod facts;
pub mod http;
pub mod meals;
pub mod places;
pub mod settle;
pub mod store;
pub mod words;

use self::exception::Found;
use self::facts::MonthFacts;
use crate::db::{DbError, Tx};
use crate::finance::store::Period;

/// Everything that the checks find in a month, in the order of the checks and of the receipts. Give it a snapshot.
pub async fn find(tx: &mut Tx, period: Period) -> Result<Vec<Found>, DbError> {
    found(&MonthFacts::load(tx, period).await?)
}

/// The same over facts that were loaded before. Pure.
pub fn found(facts: &MonthFacts) -> Result<Vec<Found>, DbError> {
    let rules = &facts.rules;
    let mut found = meals::found(facts, rules)?;
    found.extend(decided::found(facts)?);
    found.extend(places::found(facts, rules));
    found.extend(days::found(facts, rules));
    found.extend(doors::found(facts));
    for one in &mut found {
        one.severity = rules.severity(one.check);
    }
    found.sort_by(|one, other| (one.check, one.first_receipt(), &one.subject).cmp(&(other.check, other.first_receipt(), &other.subject)));
    Ok(found)
}
