//! What stands on the accounts, on any day, and how does money move between the canteen's own places?
//!
//! A balance at a date is made of all entries up to the last one that was booked before the end of that day in the canteen's
//! zone, by their numbers: a whole beginning of the journal, so that it always sums to zero.

pub mod advances;
pub mod http;
pub mod names;
pub mod statement;
pub mod store;
pub mod transfer;
pub mod trial_balance;

use chrono::NaiveDate;

use crate::calendar;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;
use crate::ledger::account::NoAccount;

/// Why the accounts could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// A line of the journal names no account.
    #[error(transparent)]
    Account(#[from] NoAccount),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The last entry that counts for a date; 0 before the first.
pub async fn last_entry(tx: &mut Tx, canteen: CanteenId, date: NaiveDate) -> Result<i64, DbError> {
    store::last_entry_before(tx, canteen, calendar::end_of(date)).await
}
