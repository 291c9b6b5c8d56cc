//! How is a hold recorded, and how does it end early? By a row of its own and by a row that takes its place; neither is ever edited.

use chrono::NaiveDate;

use super::store::holds;
use crate::db::{DbError, Tx};
use crate::deliveries::plan::Hold;
use crate::ids::{CanteenId, HoldId, ResidentId};
use crate::residents::facts::Recording;

/// Why a hold was not recorded or lifted.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// The canteen has no such hold.
    #[error("no such hold")]
    NotFound,
    /// The id names another hold.
    #[error("the id was used for another hold")]
    IdReused,
    /// Another row stands in its place already.
    #[error("the hold was lifted already")]
    AlreadyLifted,
    /// It ends earlier by itself.
    #[error("the hold ends before that day")]
    EndsBefore,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A hold to end early.
#[derive(Debug, Clone, Copy)]
pub struct Lifting {
    /// Made by the office before it asks.
    pub id: HoldId,
    /// Which hold.
    pub hold: HoldId,
    /// The first day with a meal again.
    pub first_day_again: NaiveDate,
    /// The keyed hash of the request.
    pub request_hash: [u8; 32],
}

/// The row that ends a hold before a day; if it had not begun by then, it is never to be.
#[must_use]
pub fn lifted(hold: &Hold, order: &Lifting, recording: Recording) -> Hold {
    let last = order.first_day_again.pred_opt().filter(|last| *last >= hold.true_from);
    Hold {
        id: order.id,
        true_to: last.or(hold.true_to),
        withdrawn: last.is_none(),
        known_since: recording.at,
        recorded_by: recording.by,
        replaces: Some(hold.id),
        request_hash: order.request_hash.to_vec(),
        ..hold.clone()
    }
}

/// Records a hold; tells whether this request did.
pub async fn hold(tx: &mut Tx, canteen: CanteenId, new: Hold) -> Result<bool, HoldError> {
    if is_done(tx, new.id, &new.request_hash).await? {
        return Ok(false);
    }
    holds::insert(tx, canteen, new).await?;
    Ok(true)
}

/// Ends a hold early; tells whose it was, and whether this request did.
pub async fn lift(tx: &mut Tx, canteen: CanteenId, order: &Lifting, recording: Recording) -> Result<(ResidentId, bool), HoldError> {
    let hold = holds::hold(tx, order.hold).await?.ok_or(HoldError::NotFound)?;
    if is_done(tx, order.id, &order.request_hash).await? {
        return Ok((hold.resident_id, false));
    }
    let in_force = holds::of(tx, canteen, hold.resident_id).await?;
    if in_force.iter().all(|other| other.id != hold.id) {
        return Err(HoldError::AlreadyLifted);
    }
    if hold.true_to.is_some_and(|to| to < order.first_day_again) {
        return Err(HoldError::EndsBefore);
    }
    holds::insert(tx, canteen, lifted(&hold, order, recording)).await?;
    Ok((hold.resident_id, true))
}

async fn is_done(tx: &mut Tx, id: HoldId, request_hash: &[u8]) -> Result<bool, HoldError> {
    match holds::hold(tx, id).await? {
        None => Ok(false),
        Some(done) if done.request_hash == request_hash => Ok(true),
        Some(_) => Err(HoldError::IdReused),
    }
}
