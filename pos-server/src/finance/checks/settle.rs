//! May this person say that an exception stands? A second one, who made none of its rows, with a written reason, about exactly what it
//! says now.

use super::exception::{Found, SettledBy};
use super::store::{self, NewSettlement, Settlement};
use crate::db::{DbError, Tx};
use crate::finance::close_month::store::closing;
use crate::ledger::store::touch_head;

/// Why nothing was settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// No check lights it.
    #[error("there is no such exception")]
    Unknown,
    /// It says something else by now.
    #[error("the exception has changed")]
    Changed,
    /// Who made a row of it asks.
    #[error("a second person is needed")]
    SamePerson,
    /// The month is closed.
    #[error("the month is closed")]
    MonthClosed,
    /// Somebody settled it before.
    #[error("the exception is settled")]
    Settled,
    /// Its rows cannot be written down.
    #[error("the exception cannot be written down: {0}")]
    Unwritten(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// How an exception was settled, if what it said then is what it says now.
pub fn settled(found: &Found, settlements: &[Settlement]) -> Result<Option<SettledBy>, serde_json::Error> {
    if found.settled.is_some() {
        return Ok(found.settled.clone());
    }
    let (key, facts) = (found.key(), found.facts()?);
    let row = settlements.iter().find(|row| row.exception_key == key && row.facts == facts);
    Ok(row.map(|row| SettledBy {
        name: row.name.clone(),
        at: row.settled_at,
        reason: row.reason.clone(),
    }))
}

/// Is this settlement allowed over what the checks find? Pure.
pub fn allow(found: &[Found], new: &NewSettlement) -> Result<(), SettleError> {
    let about = found.iter().find(|found| found.key() == new.key).ok_or(SettleError::Unknown)?;
    if about.facts()? != new.facts {
        return Err(SettleError::Changed);
    }
    if about.made_by.contains(&new.by) {
        return Err(SettleError::SamePerson);
    }
    if about.settled.is_some() {
        return Err(SettleError::Settled);
    }
    Ok(())
}

/// Keeps a settlement that is allowed and tells whether this request did. The same request again changes nothing.
pub async fn settle(tx: &mut Tx, new: &NewSettlement) -> Result<bool, SettleError> {
    let before = store::settlements(tx, new.canteen, new.month).await?;
    let same = before.iter().find(|row| row.exception_key == new.key && row.facts == new.facts);
    match same {
        Some(row) if row.id == new.id && row.request_hash == new.request_hash => {
            touch_head(tx, new.canteen).await?;
            Ok(false)
        }
        Some(_) => Err(SettleError::Settled),
        None if closing(tx, new.canteen, new.month).await?.is_some() => Err(SettleError::MonthClosed),
        None => {
            store::insert_settlement(tx, new).await?;
            Ok(true)
        }
    }
}
