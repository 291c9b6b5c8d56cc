//! May this person say that an exception stands? A second one, who made none of its rows, with a written reason, about exactly what it
//! says now.

use super::exception::{Found, SettledBy};
use super::store::{self, NewSettlement, Settlement};
use crate::db::{DbError, Tx};
use crate::finance::close_month::store::closing;
use crate::ledger::store::touch_head;
use crate::subsidy::check_rules::Severity;

/// Why nothing was settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// No check lights it.
    #[error("there is no such exception")]
    Unknown,
    /// The id settled another exception.
    #[error("the id was used for something else")]
    IdReused,
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

/// What the checks found, each with how it was settled.
pub type Judged = Vec<(Found, Option<SettledBy>)>;

/// Each exception with how it was settled, if it was.
pub fn judged(found: Vec<Found>, settlements: &[Settlement]) -> Result<Judged, serde_json::Error> {
    let judge = |found: Found| settled(&found, settlements).map(|settled| (found, settled));
    found.into_iter().map(judge).collect()
}

/// How many of a severity nobody settled.
#[must_use]
pub fn unsettled(judged: &Judged, severity: Severity) -> usize {
    judged
        .iter()
        .filter(|(found, settled)| settled.is_none() && found.severity == severity)
        .count()
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

/// Was this very request answered before? Whatever has changed since, it is answered so again.
pub fn is_repeat(before: &[Settlement], new: &NewSettlement) -> Result<bool, SettleError> {
    match before.iter().find(|row| row.id == new.id) {
        None => Ok(false),
        Some(row) if row.request_hash == new.request_hash => Ok(true),
        Some(_) => Err(SettleError::IdReused),
    }
}

/// Keeps a settlement that is allowed and tells whether this request did. The same request again changes nothing.
pub async fn settle(tx: &mut Tx, new: &NewSettlement) -> Result<bool, SettleError> {
    let before = store::settlements(tx, new.canteen, new.month).await?;
    if is_repeat(&before, new)? {
        touch_head(tx, new.canteen).await?;
        return Ok(false);
    }
    let same = before.iter().find(|row| row.exception_key == new.key && row.facts == new.facts);
    match same {
        Some(_) => Err(SettleError::Settled),
        None if closing(tx, new.canteen, new.month).await?.is_some() => Err(SettleError::MonthClosed),
        None => {
            store::insert_settlement(tx, new).await?;
            Ok(true)
        }
    }
}
