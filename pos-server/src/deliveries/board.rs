//! Where is every meal of the day right now? The coordinator's board: rounds, stops, searches, and whoever is in no round.

pub mod http;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::bags::store::{OpenBag, open_bags};
use crate::deliveries::door::close::Doors;
use crate::deliveries::door::hot::HotClock;
use crate::deliveries::door::ladder::{Alarm, StopState, alarm};
use crate::deliveries::door::sheet::{SheetResult, SheetStep};
use crate::deliveries::door::store::photos::{PhotoRow, photos_of};
use crate::deliveries::door::words::Welfare;
use crate::deliveries::plan::{Diets, PaysBy};
use crate::deliveries::plans;
use crate::deliveries::plans::view::AtDoor;
use crate::deliveries::rounds::store::kept::kept_places;
use crate::deliveries::rounds::store::{RoundRow, StopRow, Volunteer, rounds_of, stops_of, volunteers};
use crate::ids::{CanteenId, LaneId, PhotoId, ResidentId, RoundId, StaffId, StopId};
use crate::money::Fen;
use crate::subsidy::words::Meal;

/// The rounds of a day and meal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Board {
    /// The day.
    pub service_date: NaiveDate,
    /// The meal.
    pub meal: Meal,
    /// The moment at which it stood so.
    pub at: Timestamp,
    /// Who may walk a round, volunteers first.
    pub volunteers: Vec<Volunteer>,
    /// The rounds by number.
    pub rounds: Vec<BoardRound>,
    /// Who is on the day's list and in no round.
    pub in_no_round: Vec<AtDoor>,
    /// The volunteers' bags that are not handed in.
    pub bags: Vec<BoardBag>,
}

/// A round on the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardRound {
    /// The round.
    pub id: RoundId,
    /// Its number.
    pub round_no: i64,
    /// The grid that it was drafted for.
    pub grid: String,
    /// Whether an order that somebody made by hand is kept for any of its stops.
    pub by_hand: bool,
    /// Who walks it.
    pub volunteer_id: Option<StaffId>,
    /// That one's name.
    pub volunteer: Option<String>,
    /// Since when its link is good, if one is.
    pub link_made_at: Option<Timestamp>,
    /// When its meals were packed.
    pub packed_at: Option<Timestamp>,
    /// Until when they are hot.
    pub hot_until: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
    /// Its stops in their order.
    pub stops: Vec<BoardStop>,
}

/// A stop on the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardStop {
    /// The stop.
    pub id: StopId,
    /// Its place on the round.
    pub stop_no: i64,
    /// Who, and where.
    #[serde(flatten)]
    pub at: AtDoor,
    /// What the kitchen minds.
    pub diets: Diets,
    /// How the meal is paid.
    pub pays: PaysBy,
    /// What it costs, once it is packed.
    pub price: Fen,
    /// Where it stands.
    pub stop: StopState,
    /// How urgent a search is.
    pub alarm: Alarm,
    /// Whether nobody has the meal that is not hot any more, or that could have been packed and brought by now.
    pub late: bool,
    /// Whether somebody said that help is needed, and nobody answered.
    pub needs_help: bool,
    /// Everything that was brought, in the order of its arrival.
    pub results: Vec<BoardResult>,
    /// The ladder so far.
    pub ladder: Vec<SheetStep>,
    /// What the volunteer took photos of; seen only with a reason.
    pub photos: Vec<BoardPhoto>,
}

/// A photo on the board, without its picture.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardPhoto {
    /// The photo.
    pub id: PhotoId,
    /// When it was taken.
    pub at: Timestamp,
    /// By whom.
    pub volunteer: String,
}

/// A result on the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardResult {
    /// How it went.
    #[serde(flatten)]
    pub result: SheetResult,
    /// Who says so.
    pub volunteer: String,
    /// Who took the meal.
    pub person: String,
    /// When it arrived.
    pub received_at: Timestamp,
    /// What was collected.
    pub collected: Fen,
    /// Whether it is the one that counts.
    pub counts: bool,
    /// What is to be looked at.
    pub code: Option<String>,
}

/// A bag that is not handed in. What should be in it is not told before it is counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardBag {
    /// The bag's lane.
    pub lane_id: LaneId,
    /// Who carries it.
    pub volunteer_id: StaffId,
    /// That one's name.
    pub volunteer: String,
    /// Since when something is in it.
    pub since: Timestamp,
}

impl From<&PhotoRow> for BoardPhoto {
    fn from(row: &PhotoRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            volunteer: row.volunteer.clone(),
        }
    }
}

impl From<OpenBag> for BoardBag {
    fn from(row: OpenBag) -> Self {
        Self {
            lane_id: row.lane_id,
            volunteer_id: row.volunteer_id,
            volunteer: row.volunteer,
            since: row.since,
        }
    }
}

/// The board of a day and meal at a moment. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, (date, meal): (NaiveDate, Meal), now: Timestamp) -> Result<Board, DbError> {
    let doors = Doors::of(tx, (canteen, date, meal)).await?;
    let clock = HotClock::read(tx, canteen, (date, meal)).await?;
    let stops = stops_of(tx, canteen, date, meal).await?;
    let listed = plans::store::day(tx, canteen, date, meal).await?;
    let is_carried = |resident: ResidentId| stops.iter().any(|stop| stop.resident_id == resident);
    let left: Vec<ResidentId> = listed
        .iter()
        .filter(|line| line.why_not.is_none())
        .map(|line| line.plan.resident_id)
        .filter(|resident| !is_carried(*resident))
        .collect();
    let kept: BTreeSet<ResidentId> = kept_places(tx, canteen, meal)
        .await?
        .into_iter()
        .map(|kept| kept.resident_id)
        .collect();
    let photos = photos_of(tx, canteen, date, meal).await?;
    let known = plans::store::doors(tx, stops.iter().map(|stop| stop.resident_id).chain(left.iter().copied())).await?;
    let at_door = |resident: ResidentId| known.iter().find(|door| door.id == resident).cloned().map(AtDoor::from);
    let mut rounds = Vec::new();
    for round in rounds_of(tx, canteen, date, meal).await? {
        let own = stops.iter().filter(|stop| stop.round_id == round.id);
        // Its stops went to other rounds: nothing is left to say of it.
        if round.closed_at.is_some() && own.clone().next().is_none() {
            continue;
        }
        let shown = own.filter_map(|stop| {
            Some(board_stop(
                (&doors, &photos),
                (&round, stop),
                at_door(stop.resident_id)?,
                (clock, now),
            ))
        });
        let shown: Vec<BoardStop> = shown.collect();
        let by_hand = shown.iter().any(|stop| kept.contains(&stop.at.resident_id));
        rounds.push(board_round(shown, round, (by_hand, clock)));
    }
    Ok(Board {
        service_date: date,
        meal,
        at: now,
        volunteers: volunteers(tx, canteen).await?,
        rounds,
        in_no_round: left.into_iter().filter_map(at_door).collect(),
        bags: open_bags(tx, canteen).await?.into_iter().map(BoardBag::from).collect(),
    })
}

fn board_round(stops: Vec<BoardStop>, round: RoundRow, (by_hand, clock): (bool, HotClock)) -> BoardRound {
    BoardRound {
        id: round.id,
        round_no: round.round_no,
        grid: round.grid,
        by_hand,
        volunteer_id: round.volunteer_id,
        volunteer: round.volunteer,
        link_made_at: round.link_made_at,
        packed_at: round.packed_at,
        hot_until: round.packed_at.map(|packed| clock.hot_until(packed)),
        closed_at: round.closed_at,
        stops,
    }
}

fn board_stop(
    (doors, photos): (&Doors, &[PhotoRow]),
    (round, stop): (&RoundRow, &StopRow),
    at: AtDoor,
    (clock, now): (HotClock, Timestamp),
) -> BoardStop {
    let state = doors.state_of(stop.id);
    let results = doors.results_at(stop.id).map(|row| BoardResult {
        result: SheetResult::from(row),
        volunteer: row.volunteer.clone(),
        person: row.person.clone(),
        received_at: row.received_at,
        collected: row.collected_fen,
        counts: row.ends_stop,
        code: row.code.clone(),
    });
    BoardStop {
        id: stop.id,
        stop_no: stop.stop_no,
        at,
        diets: stop.diets.clone(),
        pays: stop.pays,
        price: stop.pays_fen,
        stop: state,
        alarm: alarm(state, now),
        late: round.closed_at.is_none() && clock.is_late(state, round.packed_at, now),
        needs_help: doors
            .results_at(stop.id)
            .any(|row| row.welfare() == Some(Welfare::Help) && row.answered_at.is_none()),
        results: results.collect(),
        ladder: doors.steps_at(stop.id).map(SheetStep::from).collect(),
        photos: photos.iter().filter(|row| row.stop_id == stop.id).map(BoardPhoto::from).collect(),
    }
}
