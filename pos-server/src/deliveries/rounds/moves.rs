//! Who carries some stops instead of whom? They go to another round of the same meal, at a place in it, or make a round of their own:
//! one act moves a stop, splits a round, merges two, and hands over on the way.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::change::{RoundError, open_round};
use super::store::{self, NewMove, NewRound, RoundRow, StopRow};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::deliveries::door::store::ended_stops;
use crate::ids::{CanteenId, RoundId, StaffId, StopId};

/// Stops that change hands.
#[derive(Debug)]
pub struct Moving {
    /// Made by the office before it asks; also the id of the round that is new.
    pub id: Uuid,
    /// Whose.
    pub canteen: CanteenId,
    /// From where.
    pub from: RoundId,
    /// To where; to a round of their own if it is left out.
    pub to: Option<RoundId>,
    /// In front of which stop of that round; behind its last one if it is left out.
    pub before: Option<StopId>,
    /// The stops in the order in which they will stand there.
    pub stops: Vec<StopId>,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Moves stops that have not ended and tells whether this request did. The others close up behind them; a round that has none left is
/// closed.
pub async fn move_stops(tx: &mut Tx, order: &Moving) -> Result<bool, RoundError> {
    if let Some(done) = store::moved(tx, order.id).await? {
        return if done == order.request_hash {
            Ok(false)
        } else {
            Err(RoundError::IdReused)
        };
    }
    let from = open_round(tx, order.canteen, order.from).await?;
    let asked: BTreeSet<StopId> = order.stops.iter().copied().collect();
    let (moved, left): (Vec<StopRow>, Vec<StopRow>) = store::stops_of_round(tx, from.id)
        .await?
        .into_iter()
        .partition(|stop| asked.contains(&stop.id));
    if moved.is_empty() || moved.len() != asked.len() || asked.len() != order.stops.len() {
        return Err(RoundError::OtherStops);
    }
    if ended_stops(tx, from.id).await?.iter().any(|ended| asked.contains(ended)) {
        return Err(RoundError::StopEnded);
    }
    let to = match order.to {
        Some(id) => other_round(&from, &open_round(tx, order.canteen, id).await?)?,
        None => own_round(tx, &from, order).await?,
    };
    let there = store::stops_of_round(tx, to).await?.into_iter().map(|stop| stop.id).collect();
    let joined = joined(there, &order.stops, order.before).ok_or(RoundError::OtherStops)?;
    let staying = left.iter().zip(1..).map(|(stop, no)| (stop.id, from.id, no));
    let carried = joined.into_iter().zip(1..).map(|(stop, no)| (stop, to, no));
    store::put_stops(tx, staying.chain(carried)).await?;
    let row = NewMove {
        id: order.id,
        from: from.id,
        to,
        by: order.by,
        at: order.at,
        request_hash: order.request_hash,
    };
    store::insert_moves(tx, &row, &order.stops).await?;
    if order.before.is_some() && from.packed_at.is_none() {
        store::kept::keep_order(tx, to, order.at).await?;
    }
    if let Some(packed_at) = from.packed_at {
        // Of meals that now go together the oldest sets the clock.
        store::set_packed_no_later(tx, to, packed_at).await?;
    }
    if left.is_empty() {
        store::set_closed(tx, from.id, order.at).await?;
    }
    Ok(true)
}

/// Another round of the same meal that is packed if this one is.
fn other_round(from: &RoundRow, to: &RoundRow) -> Result<RoundId, RoundError> {
    let is_same_meal = (from.service_date, from.meal) == (to.service_date, to.meal);
    if from.id == to.id || !is_same_meal {
        Err(RoundError::OtherStops)
    } else if from.packed_at.is_some() != to.packed_at.is_some() {
        Err(RoundError::PackedApart)
    } else {
        Ok(to.id)
    }
}

/// A new round beside this one, packed when this one was: the food is as old.
async fn own_round(tx: &mut Tx, from: &RoundRow, order: &Moving) -> Result<RoundId, RoundError> {
    let rounds = store::rounds_of(tx, from.canteen_id, from.service_date, from.meal).await?;
    let last = rounds.iter().map(|round| round.round_no).max().unwrap_or_default();
    let id = RoundId::from(order.id);
    let round = NewRound {
        id,
        canteen: from.canteen_id,
        date: from.service_date,
        meal: from.meal,
        round_no: last + 1,
        grid: from.grid.clone(),
        volunteer: None,
        draft: order.id,
        request_hash: order.request_hash,
        by: order.by,
        at: order.at,
    };
    store::insert_rounds(tx, vec![round]).await?;
    if let Some(packed_at) = from.packed_at {
        store::set_packed(tx, id, packed_at).await?;
    }
    Ok(id)
}

/// The stops of a round after some joined it in front of one of them, or at the end. Nothing if that one is not there.
fn joined(mut there: Vec<StopId>, going: &[StopId], before: Option<StopId>) -> Option<Vec<StopId>> {
    let place = match before {
        Some(stop) => there.iter().position(|known| *known == stop)?,
        None => there.len(),
    };
    there.splice(place..place, going.iter().copied());
    Some(there)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stops_join_in_front_of_another_or_at_the_end() {
        let [a, b, c, d, strange] = [(); 5].map(|()| StopId::new());
        for (going, before, expected) in [
            (vec![c], None, Some(vec![a, b, c])),
            (vec![c], Some(a), Some(vec![c, a, b])),
            (vec![d, c], Some(b), Some(vec![a, d, c, b])),
            (vec![c], Some(strange), None),
        ] {
            assert_eq!(joined(vec![a, b], &going, before), expected);
        }
        assert_eq!(joined(vec![], &[a], None), Some(vec![a]));
    }
}
