//! What must somebody look at before a month is claimed? Numbered checks over its meals, each a plain rule; what they find stays until
//! it is mended, or a second person settles it with a reason.

pub mod days;
pub mod decided;
pub mod doors;
pub mod exception;
pub mod facts;
pub mod http;
pub mod limits;
pub mod meals;
pub mod places;
pub mod settle;
pub mod store;
pub mod words;

use self::exception::Found;
use self::facts::MonthFacts;
use self::limits::Limits;
use crate::db::{DbError, Tx};
use crate::finance::store::Period;

/// Everything that the checks find in a month, in the order of the checks and of the receipts. Give it a snapshot.
pub async fn find(tx: &mut Tx, period: Period) -> Result<Vec<Found>, DbError> {
    let facts = MonthFacts::load(tx, period).await?;
    found(&facts, &Limits::default())
}

fn found(facts: &MonthFacts, limits: &Limits) -> Result<Vec<Found>, DbError> {
    let mut found = meals::found(facts, limits)?;
    found.extend(decided::found(facts)?);
    found.extend(places::found(facts, limits));
    found.extend(days::found(facts, limits));
    found.extend(doors::found(facts));
    found.sort_by(|one, other| (one.check, one.first_receipt(), &one.subject).cmp(&(other.check, other.first_receipt(), &other.subject)));
    Ok(found)
}
