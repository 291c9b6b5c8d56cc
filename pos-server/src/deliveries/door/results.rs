//! What does a phone bring back? Results and rungs, in any order and any number of times: each is kept once, the first that ends a stop
//! counts, and a proved hand-over is sold in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use serde::Serialize;
use uuid::Uuid;

use super::meal;
use super::photos::{self, Carrier, Shot};
use super::store::{self, MONEY_UNTOLD, ResultRow, StepRow};
use super::words::{Found, Proof, Rung, StopOutcome, Welfare};
use crate::cards::token::Scanned;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::bags;
use crate::deliveries::rounds::store::{RoundRow, StopRow, stops_of};
use crate::deliveries::tags::store::is_tag_of;
use crate::ids::{ResultId, StaffId, StepId, StopId};
use crate::keys::{KeyError, Keys};
use crate::ledger::movement::MoveError;
use crate::money::Fen;
use crate::sales::order::{SaleOrder, Who};
use crate::sales::sell::{Refusal, sell};

/// How far back a phone's moment may lie. None lies ahead: what was brought has happened, and a clock that runs fast must not quieten an alarm.
const FARTHEST: TimeDelta = TimeDelta::days(40);

/// How many results of a stop are taken from phones, and how many rungs: one that goes wrong buries no board and fills no disk. Of what
/// says that help is needed or that money was taken, twice as many; what ends the stop always.
const MOST_OF_A_STOP: usize = 50;

/// What a phone says of a stop.
#[derive(Debug, Serialize)]
pub struct Said {
    /// Made by the phone.
    pub id: ResultId,
    /// Which stop.
    pub stop_id: StopId,
    /// How it went.
    pub outcome: StopOutcome,
    /// What was scanned at the door.
    #[serde(skip)]
    pub scanned: Option<Scanned>,
    /// SHA-256 of whatever was scanned.
    pub scanned_hash: Option<[u8; 32]>,
    /// Who took the meal.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// What was collected; nothing while nobody has said.
    pub collected: Option<Fen>,
    /// How the elder is.
    pub welfare: Option<Welfare>,
    /// What else there is to say.
    pub note: String,
}

/// A rung that somebody climbed.
#[derive(Debug, Serialize)]
pub struct Climbed {
    /// Made by whoever asks.
    pub id: StepId,
    /// For which stop.
    pub stop_id: StopId,
    /// Which rung.
    pub rung: Rung,
    /// When, if not just now.
    pub at: Option<Timestamp>,
    /// Who was asked.
    pub who: String,
    /// Was somebody found?
    pub found: Found,
    /// What else there is to say.
    pub note: String,
}

/// What a report is to its stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nobody opened: somebody is looked for.
    Search,
    /// The one that counts.
    Ends,
    /// A hand-over whose money nobody has spoken of: the phone went dark before it was asked. The word about it ends the stop; until then
    /// nobody owes anything.
    Untold,
    /// It came after the one that counts.
    Beside,
}

/// What became of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// A meal in the books.
    Booked,
    /// Kept, and it counts.
    Recorded,
    /// Kept beside what counts.
    Kept,
    /// Not this phone's stop, or more than anybody says of one: nothing was kept.
    Refused,
}

/// An upload's answer: its id, what became of it, and what is to be looked at.
pub type Answer = (Uuid, Became, Option<String>);

/// Why nothing of an upload was taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The round's meals are not packed, so none can be at a door.
    #[error("the round is not packed")]
    NotPacked,
    /// A meal could not be sold.
    #[error(transparent)]
    Sale(#[from] Refusal),
    /// What was collected could not be booked.
    #[error(transparent)]
    Money(#[from] MoveError),
    /// A note cannot be sealed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The upload cannot be hashed.
    #[error(transparent)]
    Text(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// One upload of a round's phone while it is taken.
#[derive(Debug)]
pub struct Intake<'a> {
    keys: &'a Keys,
    round: &'a RoundRow,
    volunteer: (StaffId, String),
    at: Timestamp,
    stops: BTreeMap<StopId, StopRow>,
    known: BTreeMap<ResultId, ResultRow>,
    over: BTreeSet<StopId>,
    orders: Vec<SaleOrder>,
}

impl<'a> Intake<'a> {
    /// Prepares to take what a round's phone brings.
    pub async fn of(tx: &mut Tx, keys: &'a Keys, round: &'a RoundRow, at: Timestamp) -> Result<Self, TakeError> {
        let volunteer = round.volunteer_id.zip(round.volunteer.clone()).ok_or(TakeError::NotPacked)?;
        if round.packed_at.is_none() {
            return Err(TakeError::NotPacked);
        }
        let (canteen, date, meal) = (round.canteen_id, round.service_date, round.meal);
        let stops = stops_of(tx, canteen, date, meal).await?;
        let known = store::results_of(tx, canteen, date, meal).await?;
        let settled = store::settled_of(tx, canteen, date, meal).await?;
        let ended = known.iter().filter(|row| row.ends_stop).map(|row| row.stop_id);
        Ok(Self {
            over: ended.chain(settled.iter().map(|row| row.stop_id)).collect(),
            stops: stops.into_iter().map(|stop| (stop.id, stop)).collect(),
            known: known.into_iter().map(|row| (row.id, row)).collect(),
            orders: Vec::new(),
            keys,
            round,
            volunteer,
            at,
        })
    }

    /// Takes some results, the earliest first.
    pub async fn results(&mut self, tx: &mut Tx, mut said: Vec<Said>) -> Result<Vec<Answer>, TakeError> {
        said.sort_by_key(|said| (said.at, said.id));
        let mut answers = Vec::new();
        for said in said {
            let asked = said.id.uuid();
            answers.push(match self.result(tx, said).await? {
                Ok(row) => (asked, became(&row), row.code),
                Err(code) => (asked, Became::Refused, Some(code.to_owned())),
            });
        }
        Ok(answers)
    }

    /// Sells what was proved. Repetitions get their sale of before, and their answer waits for the commit like the first one.
    pub async fn sell(self, tx: &mut Tx) -> Result<(), TakeError> {
        if self.orders.is_empty() {
            return Ok(());
        }
        for answer in sell(tx, &self.orders).await? {
            answer?;
        }
        Ok(())
    }

    /// What was kept of a result, or the code by which nothing was.
    async fn result(&mut self, tx: &mut Tx, said: Said) -> Result<Result<ResultRow, &'static str>, TakeError> {
        let hash = self.keys.index("result", &serde_json::to_string(&said)?).to_vec();
        let Some(stop) = self.carried(tx, said.stop_id).await? else {
            return Ok(Err("not_in_round"));
        };
        let row = match self.repeated(said.id, &hash) {
            Some(row) => row,
            None if self.is_enough(&stop, &said) => return Ok(Err("too_many_results")),
            None => self.keep(tx, &stop, &said, hash).await?,
        };
        if row.is_booked() {
            let bag = bags::lane_of(tx, self.round, (row.volunteer_id, &row.volunteer), self.at).await?;
            let who = match (row.proof(), said.scanned_hash) {
                (Some(Proof::Card), Some(card)) => Who::Card(card),
                _ => Who::Resident(stop.resident_id),
            };
            self.orders.push(meal::order((self.round, &stop), &row, who, bag, self.at));
        }
        Ok(Ok(row))
    }

    /// Was so much said of a stop that more would only bury it?
    fn is_enough(&self, stop: &StopRow, said: &Said) -> bool {
        let counts = matches!(self.part(stop, said), Part::Ends | Part::Untold);
        let is_urgent = said.welfare == Some(Welfare::Help) || said.collected.is_some_and(|sum| !sum.is_zero());
        let most = if is_urgent { 2 * MOST_OF_A_STOP } else { MOST_OF_A_STOP };
        !counts && self.known.values().filter(|row| row.stop_id == stop.id).count() >= most
    }

    /// What a report is to its stop, after everything that was brought before.
    fn part(&self, stop: &StopRow, said: &Said) -> Part {
        let is_untold = said.outcome.is_hand_over() && !stop.due().is_zero() && said.collected.is_none();
        match () {
            () if said.outcome == StopOutcome::NotAtHome => Part::Search,
            () if self.over.contains(&stop.id) || (is_untold && self.untold(stop).is_some()) => Part::Beside,
            () if is_untold => Part::Untold,
            () => Part::Ends,
        }
    }

    /// The hand-over at a stop of which nobody has said yet whether it was paid.
    fn untold(&self, stop: &StopRow) -> Option<&ResultRow> {
        self.known.values().find(|row| row.stop_id == stop.id && row.is_untold())
    }

    /// The scan that a report completes with the word about the money: the same volunteer stood at the same door.
    fn completed(&self, stop: &StopRow, said: &Said) -> Option<&ResultRow> {
        let is_same = |row: &&ResultRow| row.outcome == said.outcome && row.volunteer_id == self.volunteer.0;
        let is_word = said.scanned_hash.is_none() && said.collected.is_some();
        self.untold(stop).filter(is_same).filter(|_| is_word)
    }

    /// The stop, if this phone's round has it or had it before somebody else took it over.
    async fn carried(&self, tx: &mut Tx, id: StopId) -> Result<Option<StopRow>, DbError> {
        let Some(stop) = self.stops.get(&id) else { return Ok(None) };
        let rounds = store::rounds_of_stop(tx, id).await?;
        Ok(rounds.contains(&self.round.id).then(|| stop.clone()))
    }

    /// What was kept of this upload before. An id that was used for something else is kept under another one that follows from it.
    fn repeated(&self, id: ResultId, hash: &[u8]) -> Option<ResultRow> {
        let same = |row: &&ResultRow| row.request_hash == hash;
        let first = self.known.get(&id).filter(same);
        first.or_else(|| self.known.get(&beside(hash)).filter(same)).cloned()
    }

    async fn keep(&mut self, tx: &mut Tx, stop: &StopRow, said: &Said, hash: Vec<u8>) -> Result<ResultRow, TakeError> {
        let is_used = self.known.contains_key(&said.id) || store::is_result(tx, said.id).await?;
        let part = self.part(stop, said);
        let ends_stop = !is_used && part == Part::Ends;
        let completed = self.completed(stop, said).filter(|_| ends_stop);
        let (proof, at) = match completed {
            Some(scan) => (scan.proof(), scan.at),
            None => (self.proof(tx, stop, said).await?, said.at),
        };
        let due = if said.outcome.is_hand_over() { stop.due() } else { Fen::ZERO };
        let collected = said.collected.unwrap_or_default();
        let code = match () {
            () if is_used => Some("id_reused"),
            () if part == Part::Beside => Some("result_exists"),
            () if part == Part::Untold => Some(MONEY_UNTOLD),
            () if said.scanned_hash.is_some() && proof.is_none() => Some("proof_not_hers"),
            () if collected != due && !collected.is_zero() => Some("collected_differs"),
            () => None,
        };
        let id = if is_used { beside(&hash) } else { said.id };
        let row = ResultRow {
            id,
            stop_id: stop.id,
            volunteer_id: self.volunteer.0,
            volunteer: self.volunteer.1.clone(),
            outcome: said.outcome,
            proof: proof.map(|proof| proof.as_str().to_owned()),
            person: said.person.clone(),
            at: at.clamp(self.at - FARTHEST, self.at),
            received_at: self.at,
            collected_fen: collected,
            welfare: said.welfare.map(|welfare| welfare.as_str().to_owned()),
            note: sealed(self.keys, &note_place(id), &said.note)?,
            ends_stop,
            code: code.map(str::to_owned),
            request_hash: hash,
            answered_at: None,
            undone_at: None,
        };
        store::insert_result(tx, &row, self.round.id).await?;
        if ends_stop {
            self.over.insert(stop.id);
        }
        if !is_used && !row.collected_fen.is_zero() && !meal::is_paid_in_cash(stop, &row) {
            bags::keep_safe(tx, self.round, (stop, &row), self.at).await?;
        }
        self.known.insert(row.id, row.clone());
        Ok(row)
    }

    /// Does what was scanned show that somebody stood at this very door?
    async fn proof(&self, tx: &mut Tx, stop: &StopRow, said: &Said) -> Result<Option<Proof>, DbError> {
        let Some(scanned) = &said.scanned else { return Ok(None) };
        let (is_hers, proof) = match scanned {
            Scanned::Card(card) => (store::card_holder(tx, card.hash()).await? == Some(stop.resident_id), Proof::Card),
            Scanned::DoorTag(tag) => (is_tag_of(tx, tag.hash(), stop.resident_id).await?, Proof::DoorTag),
        };
        Ok(is_hers.then_some(proof))
    }

    /// Keeps some photos; those of stops that are not this phone's are refused.
    pub async fn photos(&self, tx: &mut Tx, shots: Vec<Shot>) -> Result<Vec<Answer>, TakeError> {
        let by = Carrier {
            round: self.round.id,
            volunteer: self.volunteer.0,
            at: self.at,
        };
        let mut answers = Vec::new();
        for mut shot in shots {
            shot.at = shot.at.clamp(self.at - FARTHEST, self.at);
            let (became, code) = match self.carried(tx, shot.stop_id).await? {
                Some(_) => photos::keep(tx, self.keys, &shot, by).await?,
                None => (Became::Refused, Some("not_in_round")),
            };
            answers.push((shot.id.uuid(), became, code.map(str::to_owned)));
        }
        Ok(answers)
    }

    /// Keeps some rungs; those of stops that are not this phone's are refused.
    pub async fn rungs(&self, tx: &mut Tx, climbed: Vec<Climbed>) -> Result<Vec<Answer>, TakeError> {
        let known = store::steps_of(tx, self.round.canteen_id, self.round.service_date, self.round.meal).await?;
        let mut known: BTreeMap<StepId, StopId> = known.into_iter().map(|row| (row.id, row.stop_id)).collect();
        let mut answers = Vec::new();
        for step in climbed {
            let asked = step.id.uuid();
            let of_stop = known.values().filter(|stop| **stop == step.stop_id).count();
            let is_new = known.insert(step.id, step.stop_id).is_none();
            let answer = match self.carried(tx, step.stop_id).await? {
                Some(_) if step.rung == Rung::Closed => (Became::Refused, Some("office_only".to_owned())),
                Some(_) if is_new && of_stop >= MOST_OF_A_STOP => (Became::Refused, Some("too_many_results".to_owned())),
                Some(_) => climb(tx, self.keys, step, (self.at, self.volunteer.0)).await?.into(),
                None => (Became::Refused, Some("not_in_round".to_owned())),
            };
            let (became, code) = answer;
            answers.push((asked, became, code));
        }
        Ok(answers)
    }
}

/// What became of a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rested {
    /// Kept.
    New,
    /// It was kept before.
    Repeated,
    /// Its id had been used for another one: kept beside that.
    Beside,
}

impl From<Rested> for (Became, Option<String>) {
    fn from(rested: Rested) -> Self {
        match rested {
            Rested::New | Rested::Repeated => (Became::Recorded, None),
            Rested::Beside => (Became::Kept, Some("id_reused".to_owned())),
        }
    }
}

/// Keeps a rung of the ladder; `by` is who climbed it, the coordinator or the volunteer.
pub async fn climb(tx: &mut Tx, keys: &Keys, step: Climbed, (at, by): (Timestamp, StaffId)) -> Result<Rested, TakeError> {
    let hash = keys.index("step", &serde_json::to_string(&step)?).to_vec();
    let id = match store::step_hash(tx, step.id).await? {
        Some(done) if done == hash => return Ok(Rested::Repeated),
        Some(_) => StepId::from(beside(&hash).uuid()),
        None => step.id,
    };
    if id != step.id && store::step_hash(tx, id).await?.is_some() {
        return Ok(Rested::Beside);
    }
    let row = StepRow {
        id,
        stop_id: step.stop_id,
        rung: step.rung,
        at: step.at.map_or(at, |said| said.clamp(at - FARTHEST, at)),
        who: step.who,
        staff: None,
        found: step.found,
        note: sealed(keys, &format!("step:{id}:note"), &step.note)?,
        request_hash: hash,
    };
    store::insert_step(tx, &row, at, by).await?;
    Ok(if id == step.id { Rested::New } else { Rested::Beside })
}

/// The place for which a result's note is sealed.
#[must_use]
pub fn note_place(id: ResultId) -> String {
    format!("result:{id}:note")
}

fn became(row: &ResultRow) -> Became {
    match row.code.as_deref() {
        Some("result_exists" | "id_reused") => Became::Kept,
        _ if row.is_booked() => Became::Booked,
        _ => Became::Recorded,
    }
}

/// The id under which something is kept whose own id was used before: the beginning of its hash.
fn beside(hash: &[u8]) -> ResultId {
    ResultId::from(hash.first_chunk::<16>().map_or_else(Uuid::nil, |bytes| Uuid::from_bytes(*bytes)))
}

fn sealed(keys: &Keys, place: &str, text: &str) -> Result<Option<Vec<u8>>, KeyError> {
    if text.is_empty() {
        Ok(None)
    } else {
        keys.seal(place, text).map(Some)
    }
}
