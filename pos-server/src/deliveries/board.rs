//! Where is every meal of the day right now? The coordinator's board: rounds, stops, searches, and whoever is in no round.

pub mod http;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::Tx;
use crate::deliveries::bags::store::{OpenBag, open_bags};
use crate::deliveries::door::close::Doors;
use crate::deliveries::door::hot::HotClock;
use crate::deliveries::door::ladder::{Alarm, StopState, alarm};
use crate::deliveries::door::sheet::{SheetResult, SheetStep};
use crate::deliveries::door::store::photos::{PhotoRow, photos_of};
use crate::deliveries::door::store::{ResultRow, SettledRow, StepRow};
use crate::deliveries::door::words::{Decision, Welfare};
use crate::deliveries::plan::{Diets, PaysBy};
use crate::deliveries::plans;
use crate::deliveries::plans::view::{AtDoor, ViewError};
use crate::deliveries::rounds::store::kept::kept_places;
use crate::deliveries::rounds::store::{RoundRow, StopRow, Volunteer, rounds_of, stops_of, volunteers};
use crate::ids::{CanteenId, LaneId, PhotoId, ResidentId, RoundId, StaffId, StepId, StopId};
use crate::keys::{KeyError, Keys};
use crate::money::Fen;
use crate::residents::mask;
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
    pub ladder: Vec<BoardStep>,
    /// What a second person decided, if one did.
    pub settled: Option<BoardSettled>,
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

/// A rung on the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardStep {
    /// Which, when, and what came of it.
    #[serde(flatten)]
    pub step: SheetStep,
    /// What else there is to say, such as why the search ended, its numbers masked; only for those who plan or settle.
    pub note: Option<String>,
}

/// What a second person decided of a stop.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardSettled {
    /// Who.
    pub approver: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub decision: Decision,
    /// How they know, its numbers masked.
    pub reason: String,
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

impl From<&SettledRow> for BoardSettled {
    fn from(row: &SettledRow) -> Self {
        Self {
            approver: row.approver.clone(),
            at: row.at,
            decision: row.decision,
            reason: mask::digits(&row.reason),
        }
    }
}

/// Everything that is known of the doors, and the keys of what the office wrote of a search for those who may read it.
#[derive(Debug)]
struct Known<'a> {
    doors: Doors,
    photos: Vec<PhotoRow>,
    keys: Option<&'a Keys>,
}

/// The board of a day and meal at a moment. `keys` open what the office wrote of a search. Give it a snapshot.
pub async fn read(
    tx: &mut Tx,
    canteen: CanteenId,
    (date, meal): (NaiveDate, Meal),
    (now, keys): (Timestamp, Option<&Keys>),
) -> Result<Board, ViewError> {
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
    let told = Known {
        photos: photos_of(tx, canteen, date, meal).await?,
        doors,
        keys,
    };
    let known = plans::store::doors(tx, stops.iter().map(|stop| stop.resident_id).chain(left.iter().copied())).await?;
    let at_door = |resident: ResidentId| known.iter().find(|door| door.id == resident).cloned().map(AtDoor::from);
    let mut rounds = Vec::new();
    for round in rounds_of(tx, canteen, date, meal).await? {
        let own = stops.iter().filter(|stop| stop.round_id == round.id);
        // Its stops went to other rounds: nothing is left to say of it.
        if round.closed_at.is_some() && own.clone().next().is_none() {
            continue;
        }
        let shown = own.filter_map(|stop| Some(board_stop(&told, (&round, stop), at_door(stop.resident_id)?, (clock, now))));
        let shown = shown.collect::<Result<Vec<BoardStop>, KeyError>>()?;
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
    known: &Known<'_>,
    (round, stop): (&RoundRow, &StopRow),
    at: AtDoor,
    (clock, now): (HotClock, Timestamp),
) -> Result<BoardStop, KeyError> {
    let Known { doors, photos, keys } = known;
    let state = doors.state_of(stop.id);
    Ok(BoardStop {
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
        results: doors.results_at(stop.id).map(board_result).collect(),
        ladder: doors
            .steps_at(stop.id)
            .map(|row| board_step(row, *keys))
            .collect::<Result<_, _>>()?,
        settled: doors.settled_at(stop.id).map(BoardSettled::from),
        photos: photos.iter().filter(|row| row.stop_id == stop.id).map(BoardPhoto::from).collect(),
    })
}

/// What was noted at a door says how somebody is: it is read among the questions, and not on a board that hangs open all day.
fn board_result(row: &ResultRow) -> BoardResult {
    BoardResult {
        result: SheetResult::from(row),
        volunteer: row.volunteer.clone(),
        person: mask::digits(&row.person),
        received_at: row.received_at,
        collected: row.collected_fen,
        counts: row.ends_stop,
        code: row.code.clone(),
    }
}

fn board_step(row: &StepRow, keys: Option<&Keys>) -> Result<BoardStep, KeyError> {
    Ok(BoardStep {
        step: SheetStep::from(row),
        note: note(keys, row.note.as_deref(), &step_note_place(row.id))?,
    })
}

/// The place for which a rung's note is sealed.
fn step_note_place(id: StepId) -> String {
    format!("step:{id}:note")
}

/// A note that is opened for those who may read it. A phone that somebody wrote into it is masked like any other.
fn note(keys: Option<&Keys>, sealed: Option<&[u8]>, place: &str) -> Result<Option<String>, KeyError> {
    let open = |(keys, sealed): (&Keys, &[u8])| keys.open(place, sealed).map(|text| mask::digits(&text));
    keys.zip(sealed).map(open).transpose()
}
