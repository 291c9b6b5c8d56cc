//! Who carries the meals that nobody carries yet? Whoever joins the list late fits into a round of their grid that still waits to be
//! packed, whose order stays as somebody made it; the others are laid out in new rounds.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use uuid::Uuid;

use super::change::RoundError;
use super::draft::{Doorstep, fit, rounds};
use super::store::{self, NewRound, RoundRow, StopRow};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::plan::Plan;
use crate::deliveries::plans;
use crate::deliveries::plans::store::Door;
use crate::deliveries::walk::Point;
use crate::ids::{CanteenId, ResidentId, RoundId, StaffId, StopId};
use crate::money::Fen;
use crate::subsidy::words::Meal;

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

/// A round that waits to be packed: its stops in their order, and their doors.
struct Waiting {
    round: RoundId,
    grid: String,
    stops: Vec<StopId>,
    doors: Vec<Doorstep>,
}

/// Finds a round for whoever is on the day's list and in none yet; tells how many rounds and stops there are new. Asking again with the
/// same id changes nothing.
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
    let known = store::rounds_of(tx, order.canteen, order.date, order.meal).await?;
    let stops = store::stops_of(tx, order.canteen, order.date, order.meal).await?;
    let left = without_a_round(tx, order, &stops).await?;
    let residents = stops.iter().map(|stop| stop.resident_id);
    let doors = doorsteps(tx, order.canteen, residents.chain(left.iter().map(|plan| plan.resident_id))).await?;
    let door_of = |resident: ResidentId| doors.get(&resident).cloned().unwrap_or_default();
    let mut waiting = waiting(&known, &stops, door_of);
    let (mut late, mut apart) = (Vec::new(), Vec::new());
    for plan in left {
        let door = door_of(plan.resident_id);
        match nearest(&mut waiting, &door) {
            Some((round, place)) => {
                let stop = stop(&plan, round.round, 1);
                round.stops.insert(place, stop.id);
                round.doors.insert(place, door);
                late.push(stop);
            }
            None => apart.push((door, plan)),
        }
    }
    let last = known.iter().map(|round| round.round_no).max().unwrap_or_default();
    let (new_rounds, mut new_stops) = new_rounds(order, last, &apart);
    let counts = (new_rounds.len(), new_stops.len() + late.len());
    new_stops.extend(late);
    store::insert_rounds(tx, new_rounds).await?;
    store::insert_stops(tx, (order.canteen, order.date, order.meal), new_stops).await?;
    for round in waiting {
        store::put_stops(tx, round.stops.into_iter().zip(1..).map(|(stop, no)| (stop, round.round, no))).await?;
    }
    Ok(counts)
}

/// The plans of whoever is on the list and in no round.
async fn without_a_round(tx: &mut Tx, order: &Drafting, stops: &[StopRow]) -> Result<Vec<Plan>, DbError> {
    let carried: BTreeSet<_> = stops.iter().map(|stop| stop.resident_id).collect();
    let listed = plans::store::day(tx, order.canteen, order.date, order.meal).await?;
    let mut left: Vec<Plan> = listed
        .into_iter()
        .filter(|line| line.why_not.is_none() && !carried.contains(&line.plan.resident_id))
        .map(|line| line.plan)
        .collect();
    left.sort_by_key(|plan| plan.resident_id);
    Ok(left)
}

/// The doors of some residents, on the sketch where somebody drew it.
async fn doorsteps(
    tx: &mut Tx,
    canteen: CanteenId,
    residents: impl Iterator<Item = ResidentId>,
) -> Result<BTreeMap<ResidentId, Doorstep>, DbError> {
    let doors = plans::store::doors(tx, residents).await?;
    let places = store::places_of(tx, canteen).await?;
    let drawn: BTreeMap<_, Point> = places
        .iter()
        .filter_map(|place| Some((place.building_id, place.x_m.zip(place.y_m).map(|(x, y)| Point { x, y })?)))
        .collect();
    let at = |door: &Door| door.building_id.and_then(|building| drawn.get(&building).copied());
    Ok(doors.into_iter().map(|door| (door.id, doorstep(at(&door), door))).collect())
}

fn doorstep(at: Option<Point>, door: Door) -> Doorstep {
    Doorstep {
        grid: door.grid.unwrap_or_default(),
        compound: door.compound.unwrap_or_default(),
        building: door.building.unwrap_or_default(),
        unit: door.unit.unwrap_or_default(),
        room: door.room.unwrap_or_default(),
        building_id: door.building_id,
        at,
    }
}

/// The rounds that are neither packed nor closed.
fn waiting(rounds: &[RoundRow], stops: &[StopRow], door_of: impl Fn(ResidentId) -> Doorstep) -> Vec<Waiting> {
    let waits = rounds.iter().filter(|round| round.packed_at.is_none() && round.closed_at.is_none());
    let with_stops = waits.map(|round| {
        let own: Vec<&StopRow> = stops.iter().filter(|stop| stop.round_id == round.id).collect();
        Waiting {
            round: round.id,
            grid: round.grid.clone(),
            stops: own.iter().map(|stop| stop.id).collect(),
            doors: own.iter().map(|stop| door_of(stop.resident_id)).collect(),
        }
    });
    with_stops.collect()
}

/// The round of a door's grid into which it fits with the shortest way round, and the place there.
fn nearest<'a>(waiting: &'a mut [Waiting], door: &Doorstep) -> Option<(&'a mut Waiting, usize)> {
    let of_grid = waiting.iter_mut().filter(|round| round.grid == door.grid);
    let fits = of_grid.map(|round| (fit(&round.doors, door), round));
    let ((_, place), round) = fits.min_by_key(|((more, _), _)| *more)?;
    Some((round, place))
}

/// Rounds and stops for whoever fits into no round, numbered after the last one.
fn new_rounds(order: &Drafting, last: i64, apart: &[(Doorstep, Plan)]) -> (Vec<NewRound>, Vec<StopRow>) {
    let doors: Vec<Doorstep> = apart.iter().map(|(door, _)| door.clone()).collect();
    let (mut new_rounds, mut new_stops) = (Vec::new(), Vec::new());
    for ((grid, places), round_no) in rounds(&doors, order.seed).into_iter().zip(last + 1..) {
        let round_id = RoundId::new();
        let carried = places.into_iter().filter_map(|place| apart.get(place));
        new_stops.extend(carried.zip(1..).map(|((_, plan), stop_no)| stop(plan, round_id, stop_no)));
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
    (new_rounds, new_stops)
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
