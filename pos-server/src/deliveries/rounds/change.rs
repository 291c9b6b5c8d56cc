//! What may be done with a round before and while it is walked? Reorder, give it to a volunteer, and its link.

use chrono::NaiveDate;

use super::store::{self, RoundRow};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, RoundId, StaffId, StopId};
use crate::staff::store::staff_by_id;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The canteen has no such round, stop or volunteer.
    #[error("not found")]
    NotFound,
    /// The id names something else.
    #[error("the id was used for something else")]
    IdReused,
    /// The round is closed.
    #[error("the round is closed")]
    Closed,
    /// The day is over.
    #[error("the day is over")]
    Past,
    /// Meals are packed on their day only.
    #[error("the round is of another day")]
    NotToday,
    /// The stops are not those of the round.
    #[error("the stops are others")]
    OtherStops,
    /// A stop has ended already.
    #[error("a stop has ended")]
    StopEnded,
    /// Of two rounds only one is packed.
    #[error("only one of the rounds is packed")]
    PackedApart,
    /// Somebody is on the way with the meals.
    #[error("somebody is on the way")]
    OnTheWay,
    /// Nobody walks the round.
    #[error("the round has no volunteer")]
    NoVolunteer,
    /// Somebody may still be waiting: the numbers of the stops that are open.
    #[error("{0:?} are open")]
    Open(Vec<i64>),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A round of a canteen that can still be changed.
pub async fn open_round(tx: &mut Tx, canteen: CanteenId, id: RoundId) -> Result<RoundRow, RoundError> {
    let round = store::round(tx, id).await?.filter(|round| round.canteen_id == canteen);
    let round = round.ok_or(RoundError::NotFound)?;
    if round.closed_at.is_some() {
        Err(RoundError::Closed)
    } else {
        Ok(round)
    }
}

/// Puts a round's stops in another order: each of them once. The next rounds begin with it; on the way it is for this walk only.
pub async fn order(tx: &mut Tx, round: &RoundRow, stops: &[StopId], at: Timestamp) -> Result<(), RoundError> {
    let mut known: Vec<StopId> = store::stops_of_round(tx, round.id).await?.into_iter().map(|stop| stop.id).collect();
    let mut asked = stops.to_vec();
    known.sort_unstable();
    asked.sort_unstable();
    if known != asked {
        return Err(RoundError::OtherStops);
    }
    store::put_stops(tx, stops.iter().copied().zip(1..).map(|(stop, no)| (stop, round.id, no))).await?;
    if round.packed_at.is_none() {
        store::kept::keep_order(tx, round.id, at).await?;
    }
    Ok(())
}

/// Gives a round to somebody of the staff, or to nobody; the link of whoever had it ends. Once somebody is on the way with its meals,
/// their phone may hold what they have done: the stops that are left are handed over, and the round stays theirs.
pub async fn give(tx: &mut Tx, round: &RoundRow, volunteer: Option<StaffId>, today: NaiveDate) -> Result<(), RoundError> {
    if volunteer == round.volunteer_id {
        return Ok(());
    }
    if round.service_date < today {
        return Err(RoundError::Past);
    }
    if round.packed_at.is_some() && round.volunteer_id.is_some() {
        return Err(RoundError::OnTheWay);
    }
    if let Some(id) = volunteer {
        let person = staff_by_id(tx, id).await?;
        let person = person.filter(|person| person.canteen_id == round.canteen_id && person.disabled_at.is_none());
        person.ok_or(RoundError::NotFound)?;
    }
    Ok(store::set_volunteer(tx, round.id, volunteer).await?)
}

/// The number of the round's link; a new one where none is good. Whoever asks twice gets the same link.
pub async fn link(tx: &mut Tx, round: &RoundRow, at: Timestamp) -> Result<i64, RoundError> {
    if round.volunteer_id.is_none() {
        return Err(RoundError::NoVolunteer);
    }
    if round.service_date < calendar::day_of(at) {
        return Err(RoundError::Past);
    }
    if round.link_made_at.is_some() {
        return Ok(round.link_no);
    }
    store::set_link(tx, round.id, round.link_no + 1, Some(at)).await?;
    Ok(round.link_no + 1)
}
