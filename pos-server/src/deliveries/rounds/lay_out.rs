//! Who carries the meals that nobody carries yet? Whoever joins the list late fits into a round of their grid that still waits to be
//! packed, whose order stays as somebody made it; the others are laid out in new rounds, which begin where the last ones ended.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::change::RoundError;
use super::draft::{Doorstep, Drafted, Remembered, fit, in_order, rounds};
use super::store::kept::{drop_order, kept_places, walked_last};
use super::store::{self, NewRound, PlaceRow, RoundRow, StopRow};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::plan::Plan;
use crate::deliveries::plans;
use crate::deliveries::plans::store::Door;
use crate::deliveries::walk::Point;
use crate::ids::{BuildingId, CanteenId, ResidentId, RoundId, StaffId, StopId};
use crate::money::Fen;
use crate::subsidy::words::Meal;

/// Who walked a grid longer ago than so many days has no custom of it any more.
const REMEMBERED_DAYS: Days = Days::new(31);

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
    let remembered = remembered(tx, order, &apart).await?;
    let (new_rounds, mut new_stops) = new_rounds(order, last, &apart, &remembered);
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
    let places: BTreeMap<BuildingId, PlaceRow> = places.into_iter().map(|place| (place.building_id, place)).collect();
    let place = |door: &Door| door.building_id.and_then(|building| places.get(&building));
    Ok(doors.into_iter().map(|door| (door.id, doorstep(place(&door), door))).collect())
}

fn doorstep(place: Option<&PlaceRow>, door: Door) -> Doorstep {
    Doorstep {
        grid: door.grid.unwrap_or_default(),
        compound: door.compound.unwrap_or_default(),
        building: door.building.unwrap_or_default(),
        unit: door.unit.unwrap_or_default(),
        room: door.room.unwrap_or_default(),
        building_id: door.building_id,
        at: place.and_then(|place| {
            Some(Point {
                x: place.x_m?,
                y: place.y_m?,
            })
        }),
        lift: place.is_some_and(|place| place.lift == Some(true)),
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
    let fits = of_grid.map(|round| (fit(&round.doors.iter().collect::<Vec<_>>(), door), round));
    let ((_, place), round) = fits.min_by_key(|((more, _), _)| *more)?;
    Some((round, place))
}

/// What is remembered of the meal's rounds, as far as it concerns whoever is laid out anew.
async fn remembered(tx: &mut Tx, order: &Drafting, apart: &[(Doorstep, Plan)]) -> Result<Remembered, DbError> {
    let places: BTreeMap<ResidentId, usize> = apart.iter().zip(0..).map(|((_, plan), place)| (plan.resident_id, place)).collect();
    let since = order.date.checked_sub_days(REMEMBERED_DAYS).unwrap_or(order.date);
    let mut remembered = Remembered::default();
    for row in walked_last(tx, (order.canteen, order.meal), (since, order.date)).await? {
        let Some(place) = places.get(&row.resident_id).copied() else {
            continue;
        };
        let is_same = |round: &&mut Drafted| (&round.grid, round.volunteer) == (&row.grid, row.volunteer_id);
        match remembered.walked.iter_mut().find(is_same) {
            Some(round) => round.stops.push(place),
            None => remembered.walked.push(Drafted {
                grid: row.grid,
                volunteer: row.volunteer_id,
                stops: vec![place],
            }),
        }
    }
    let kept = kept_places(tx, order.canteen, order.meal).await?;
    let orders = kept.chunk_by(|one, next| one.round_id == next.round_id);
    remembered.orders = orders
        .map(|order| order.iter().filter_map(|kept| places.get(&kept.resident_id).copied()).collect())
        .collect();
    Ok(remembered)
}

/// Forgets the order that somebody made by hand for a round, and walks it anew.
pub async fn walk_anew(tx: &mut Tx, round: &RoundRow, seed: u64) -> Result<(), RoundError> {
    let stops = store::stops_of_round(tx, round.id).await?;
    let doors = doorsteps(tx, round.canteen_id, stops.iter().map(|stop| stop.resident_id)).await?;
    let doors: Vec<Doorstep> = stops
        .iter()
        .map(|stop| doors.get(&stop.resident_id).cloned().unwrap_or_default())
        .collect();
    let all: Vec<usize> = (0..stops.len()).collect();
    let walked = in_order(&doors, &all, seed);
    let walked = walked.into_iter().filter_map(|place| stops.get(place)).zip(1..);
    store::put_stops(tx, walked.map(|(stop, no)| (stop.id, round.id, no))).await?;
    Ok(drop_order(tx, round.id).await?)
}

/// Rounds and stops for whoever fits into no round, numbered after the last one.
fn new_rounds(order: &Drafting, last: i64, apart: &[(Doorstep, Plan)], remembered: &Remembered) -> (Vec<NewRound>, Vec<StopRow>) {
    let doors: Vec<Doorstep> = apart.iter().map(|(door, _)| door.clone()).collect();
    let (mut new_rounds, mut new_stops) = (Vec::new(), Vec::new());
    for (drafted, round_no) in rounds(&doors, remembered, order.seed).into_iter().zip(last + 1..) {
        let round_id = RoundId::new();
        let carried = drafted.stops.into_iter().filter_map(|place| apart.get(place));
        new_stops.extend(carried.zip(1..).map(|((_, plan), stop_no)| stop(plan, round_id, stop_no)));
        new_rounds.push(NewRound {
            id: round_id,
            canteen: order.canteen,
            date: order.date,
            meal: order.meal,
            round_no,
            grid: drafted.grid,
            volunteer: drafted.volunteer,
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
