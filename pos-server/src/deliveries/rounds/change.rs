//! What may be done with a round before and while it is walked? Draft, reorder, move stops, give it to a volunteer, and its link.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use uuid::Uuid;

use super::draft::{Doorstep, rounds};
use super::store::{self, NewMove, NewRound, RoundRow, StopRow};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::door::store::ended_stops;
use crate::deliveries::plan::Plan;
use crate::deliveries::plans;
use crate::deliveries::plans::store::Door;
use crate::deliveries::walk::Point;
use crate::ids::{BuildingId, CanteenId, RoundId, StaffId, StopId};
use crate::money::Fen;
use crate::staff::store::staff_by_id;
use crate::subsidy::words::Meal;

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

/// Rounds to lay out.
#[derive(Debug, Clone, Copy)]
pub struct Drafting {
    /// Made by the office before it asks.
    pub id: Uuid,
    /// Whose.
    pub canteen: CanteenId,
    /// For which day.
    pub date: NaiveDate,
    /// For which meal.
    pub meal: Meal,
    /// The same seed repeats a walk.
    pub seed: u64,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Lays out rounds for whoever is on the day's list and in no round yet; tells how many rounds and stops there are new. Asking again
/// with the same id changes nothing.
pub async fn draft(tx: &mut Tx, order: &Drafting) -> Result<(usize, usize), RoundError> {
    if let Some(done) = store::draft(tx, order.id).await? {
        return if done == order.request_hash {
            Ok((0, 0))
        } else {
            Err(RoundError::IdReused)
        };
    }
    if order.date < calendar::day_of(order.at) {
        return Err(RoundError::Past);
    }
    let (doors, plans) = without_a_round(tx, order).await?;
    let before = store::rounds_of(tx, order.canteen, order.date, order.meal).await?;
    let last = before.iter().map(|round| round.round_no).max().unwrap_or_default();
    let mut new_rounds = Vec::new();
    let mut new_stops = Vec::new();
    for ((grid, places), round_no) in rounds(&doors, order.seed).into_iter().zip(last + 1..) {
        let round_id = RoundId::new();
        let carried = places.into_iter().filter_map(|place| plans.get(place));
        new_stops.extend(carried.zip(1..).map(|(plan, stop_no)| stop(plan, round_id, stop_no)));
        new_rounds.push(NewRound {
            id: round_id,
            canteen: order.canteen,
            date: order.date,
            meal: order.meal,
            round_no,
            grid,
            draft: order.id,
            request_hash: order.request_hash,
            by: order.by,
            at: order.at,
        });
    }
    let counts = (new_rounds.len(), new_stops.len());
    store::insert_rounds(tx, new_rounds).await?;
    store::insert_stops(tx, (order.canteen, order.date, order.meal), new_stops).await?;
    Ok(counts)
}

/// The doors of whoever is on the list and in no round, each with the plan.
async fn without_a_round(tx: &mut Tx, order: &Drafting) -> Result<(Vec<Doorstep>, Vec<Plan>), DbError> {
    let carried: BTreeSet<_> = store::stops_of(tx, order.canteen, order.date, order.meal)
        .await?
        .into_iter()
        .map(|stop| stop.resident_id)
        .collect();
    let listed = plans::store::day(tx, order.canteen, order.date, order.meal).await?;
    let mut left: Vec<Plan> = listed
        .into_iter()
        .filter(|line| line.why_not.is_none() && !carried.contains(&line.plan.resident_id))
        .map(|line| line.plan)
        .collect();
    let mut doors = plans::store::doors(tx, left.iter().map(|plan| plan.resident_id)).await?;
    left.sort_by_key(|plan| plan.resident_id);
    doors.sort_by_key(|door| door.id);
    let places = store::places_of(tx, order.canteen).await?;
    let drawn = |id: BuildingId| {
        let place = places.iter().find(|place| place.building_id == id)?;
        place.x_m.zip(place.y_m).map(|(x, y)| Point { x, y })
    };
    Ok((doors.into_iter().map(|door| doorstep(door, drawn)).collect(), left))
}

fn doorstep(door: Door, drawn: impl Fn(BuildingId) -> Option<Point>) -> Doorstep {
    Doorstep {
        grid: door.grid.unwrap_or_default(),
        compound: door.compound.unwrap_or_default(),
        building: door.building.unwrap_or_default(),
        unit: door.unit.unwrap_or_default(),
        room: door.room.unwrap_or_default(),
        building_id: door.building_id,
        at: door.building_id.and_then(drawn),
    }
}

/// A plan's meal as a stop; what it costs is known when it is packed.
fn stop(plan: &Plan, round_id: RoundId, stop_no: i64) -> StopRow {
    StopRow {
        id: StopId::new(),
        round_id,
        stop_no,
        resident_id: plan.resident_id,
        plan_id: plan.id,
        diets: plan.diets.clone(),
        diet_note: plan.diet_note.clone(),
        pays: plan.pays,
        pays_fen: Fen::ZERO,
    }
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

/// Puts a round's stops in another order: each of them once.
pub async fn order(tx: &mut Tx, round: &RoundRow, stops: &[StopId]) -> Result<(), RoundError> {
    let mut known: Vec<StopId> = store::stops_of_round(tx, round.id).await?.into_iter().map(|stop| stop.id).collect();
    let mut asked = stops.to_vec();
    known.sort_unstable();
    asked.sort_unstable();
    if known != asked {
        return Err(RoundError::OtherStops);
    }
    Ok(store::put_stops(tx, stops.iter().copied().zip(1..).map(|(stop, no)| (stop, round.id, no))).await?)
}

/// Moves stops that have not ended to the end of another round of the same meal; tells whether this request did. The others close
/// up behind them. Moving all stops merges two rounds.
pub async fn move_stops(tx: &mut Tx, canteen: CanteenId, new: &NewMove, stops: &[StopId]) -> Result<bool, RoundError> {
    if let Some(done) = store::moved(tx, new.id).await? {
        return if done == new.request_hash {
            Ok(false)
        } else {
            Err(RoundError::IdReused)
        };
    }
    let from = open_round(tx, canteen, new.from).await?;
    let to = open_round(tx, canteen, new.to).await?;
    let asked: BTreeSet<StopId> = stops.iter().copied().collect();
    let (moved, left): (Vec<StopRow>, Vec<StopRow>) = store::stops_of_round(tx, from.id)
        .await?
        .into_iter()
        .partition(|stop| asked.contains(&stop.id));
    let is_same_meal = (from.service_date, from.meal) == (to.service_date, to.meal);
    if from.id == to.id || !is_same_meal || moved.is_empty() || moved.len() != asked.len() || asked.len() != stops.len() {
        return Err(RoundError::OtherStops);
    }
    if from.packed_at.is_some() != to.packed_at.is_some() {
        return Err(RoundError::PackedApart);
    }
    if ended_stops(tx, from.id).await?.iter().any(|ended| asked.contains(ended)) {
        return Err(RoundError::StopEnded);
    }
    let behind = store::stops_of_round(tx, to.id).await?.last().map_or(0, |last| last.stop_no);
    let staying = left.iter().zip(1..).map(|(stop, no)| (stop.id, from.id, no));
    let going = stops.iter().zip(behind + 1..).map(|(stop, no)| (*stop, to.id, no));
    store::put_stops(tx, staying.chain(going)).await?;
    store::insert_moves(tx, new, stops).await?;
    Ok(true)
}

/// Gives a round to somebody of the staff, or to nobody; the link of whoever had it ends.
pub async fn give(tx: &mut Tx, round: &RoundRow, volunteer: Option<StaffId>) -> Result<(), RoundError> {
    if let Some(id) = volunteer {
        let person = staff_by_id(tx, id).await?;
        let person = person.filter(|person| person.canteen_id == round.canteen_id && person.disabled_at.is_none());
        person.ok_or(RoundError::NotFound)?;
    }
    if volunteer != round.volunteer_id {
        store::set_volunteer(tx, round.id, volunteer).await?;
    }
    Ok(())
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
