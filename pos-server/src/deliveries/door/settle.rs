//! Was a meal delivered of which nothing is proved? A second person says so, with a reason; then it is sold on its own day, or it is
//! waste.

use super::close::Doors;
use super::ladder::StopState;
use super::meal;
use super::store::{ResultRow, SettledRow, insert_settled};
use super::words::Decision;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::bags;
use crate::deliveries::rounds::store::{RoundRow, StopRow};
use crate::ids::{SettlementId, StaffId};
use crate::ledger::store::touch_head;
use crate::sales::order::Who;
use crate::sales::sell::{Refusal, sell};

/// A decision to keep.
#[derive(Debug)]
pub struct Settling {
    /// Made by the office before it asks.
    pub id: SettlementId,
    /// Who decides.
    pub by: StaffId,
    /// What.
    pub decision: Decision,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Why nothing was settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// The id names another decision, or somebody else decided before.
    #[error("the stop is settled")]
    Settled,
    /// Nobody was there yet, or the meal is in the books.
    #[error("there is nothing to settle")]
    NothingToSettle,
    /// Who carried the meal cannot also say that it arrived.
    #[error("a second person is needed")]
    SamePerson,
    /// The meal could not be sold.
    #[error(transparent)]
    Sale(#[from] Refusal),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Settles a stop and tells whether this request did; a delivered meal is sold. Asking again with the same id and request changes
/// nothing.
pub async fn settle(tx: &mut Tx, (round, stop): (&RoundRow, &StopRow), order: &Settling) -> Result<bool, SettleError> {
    let doors = Doors::of(tx, (round.canteen_id, round.service_date, round.meal)).await?;
    if let Some(done) = doors.settled_at(stop.id) {
        if done.id != order.id || done.request_hash != order.request_hash {
            return Err(SettleError::Settled);
        }
        touch_head(tx, round.canteen_id).await?;
        return Ok(false);
    }
    if matches!(doors.state_of(stop.id), StopState::Waiting | StopState::Delivered) {
        return Err(SettleError::NothingToSettle);
    }
    let results: Vec<&ResultRow> = doors.results_at(stop.id).collect();
    if results.iter().any(|result| result.undone_at.is_some()) {
        return Err(SettleError::NothingToSettle);
    }
    if results.iter().any(|result| result.volunteer_id == order.by) {
        return Err(SettleError::SamePerson);
    }
    let row = SettledRow {
        stop_id: stop.id,
        id: order.id,
        approver: String::new(),
        at: order.at,
        decision: order.decision,
        reason: order.reason.clone(),
        request_hash: order.request_hash.to_vec(),
    };
    insert_settled(tx, &row, order.by).await?;
    let ended = results.iter().find(|result| result.ends_stop);
    let counts = ended
        .or_else(|| results.iter().find(|result| result.is_untold()))
        .or(results.last());
    if let (Decision::Delivered, Some(result)) = (order.decision, counts) {
        let bag = bags::lane_of(tx, round, (result.volunteer_id, &result.volunteer), order.at).await?;
        let sale = meal::order((round, stop), result, Who::Resident(stop.resident_id), bag, order.at);
        for answer in sell(tx, std::slice::from_ref(&sale)).await? {
            answer?;
        }
    }
    Ok(true)
}
