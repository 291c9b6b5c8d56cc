//! The SQL of what happened at the doors of a meal: results, the ladder, and what a second person settled.

mod doors;
pub mod photos;

use chrono::NaiveDate;

pub use doors::{ContactRow, DoorRow, contacts_of_round, doors_of_round};

use super::words::{Decision, Found, Proof, Rung, StopOutcome, Welfare};
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, ResidentId, ResultId, RoundId, SettlementId, StaffId, StepId, StopId};
use crate::money::Fen;
use crate::subsidy::words::Meal;

/// The code of a hand-over that is not told to be paid or not; it ends no stop.
pub const MONEY_UNTOLD: &str = "money_untold";

/// One upload about a stop.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ResultRow {
    /// Made by the phone.
    pub id: ResultId,
    /// Which stop.
    pub stop_id: StopId,
    /// Who says so.
    pub volunteer_id: StaffId,
    /// That one's name.
    pub volunteer: String,
    /// How it went.
    #[sqlx(try_from = "String")]
    pub outcome: StopOutcome,
    /// What shows it, as stored.
    pub proof: Option<String>,
    /// Who took the meal.
    pub person: String,
    /// When, as the phone says.
    pub at: Timestamp,
    /// When it arrived.
    pub received_at: Timestamp,
    /// What was collected.
    pub collected_fen: Fen,
    /// How the elder is, as stored.
    pub welfare: Option<String>,
    /// What else there is to say, sealed.
    pub note: Option<Vec<u8>>,
    /// Whether it is the one that counts.
    pub ends_stop: bool,
    /// What is to be looked at.
    pub code: Option<String>,
    /// The keyed hash of the upload.
    pub request_hash: Vec<u8>,
    /// When somebody answered what it asked for.
    pub answered_at: Option<Timestamp>,
    /// When the stop's meal was voided, if it was.
    pub undone_at: Option<Timestamp>,
}

impl ResultRow {
    /// Is it a hand-over that became a sale at once?
    #[must_use]
    pub fn is_booked(&self) -> bool {
        self.ends_stop && self.outcome == StopOutcome::HandedOver && self.proof.is_some() && self.code.is_none()
    }

    /// Is it a hand-over of which nobody has said whether it was paid?
    #[must_use]
    pub fn is_untold(&self) -> bool {
        self.code.as_deref() == Some(MONEY_UNTOLD)
    }

    /// What shows it.
    #[must_use]
    pub fn proof(&self) -> Option<Proof> {
        self.proof.clone().and_then(|word| word.try_into().ok())
    }

    /// How the elder is.
    #[must_use]
    pub fn welfare(&self) -> Option<Welfare> {
        self.welfare.clone().and_then(|word| word.try_into().ok())
    }
}

/// Everything that was brought of the stops of a day and meal, in the order of its arrival.
pub async fn results_of(tx: &mut Tx, canteen: CanteenId, date: NaiveDate, meal: Meal) -> Result<Vec<ResultRow>, DbError> {
    Sql::new(
        "SELECT r.id, r.stop_id, r.volunteer_id, v.name AS volunteer, r.outcome, r.proof, r.person, r.at, r.received_at, r.collected_fen, \
         r.welfare, r.note, r.ends_stop, r.code, r.request_hash, a.at AS answered_at, x.at AS undone_at FROM stop s JOIN stop_result r ON r.stop_id = s.id \
         JOIN staff v ON v.id = r.volunteer_id LEFT JOIN result_answer a ON a.result_id = r.id LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date = $2 AND s.meal = $3 ORDER BY r.received_at, r.at, r.id",
    )
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .all(tx)
    .await
}

/// Was something brought under this id before, of any day?
pub async fn is_result(tx: &mut Tx, id: ResultId) -> Result<bool, DbError> {
    let row: Option<(ResultId,)> = Sql::new("SELECT id FROM stop_result WHERE id = $1").bind(id).optional(tx).await?;
    Ok(row.is_some())
}

/// The stops of a round that have ended.
pub async fn ended_stops(tx: &mut Tx, round: RoundId) -> Result<Vec<StopId>, DbError> {
    let rows: Vec<(StopId,)> = Sql::new(
        "SELECT s.id FROM stop s WHERE s.round_id = $1 AND (EXISTS (SELECT 1 FROM stop_result r WHERE r.stop_id = s.id AND (r.ends_stop OR r.code = 'money_untold')) \
         OR EXISTS (SELECT 1 FROM stop_settled d WHERE d.stop_id = s.id))",
    )
    .bind(round)
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|(stop,)| stop).collect())
}

/// Writes a result that came through a round's phone.
pub async fn insert_result(tx: &mut Tx, row: &ResultRow, round: RoundId) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO stop_result (id, stop_id, round_id, volunteer_id, outcome, proof, person, at, received_at, collected_fen, welfare, \
         note, ends_stop, code, request_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
    )
    .bind(row.id)
    .bind(row.stop_id)
    .bind(round)
    .bind(row.volunteer_id)
    .bind(row.outcome.as_str())
    .bind(row.proof.clone())
    .bind(row.person.clone())
    .bind(row.at)
    .bind(row.received_at)
    .bind(row.collected_fen)
    .bind(row.welfare.clone())
    .bind(row.note.clone())
    .bind(row.ends_stop)
    .bind(row.code.clone())
    .bind(row.request_hash.clone())
    .execute(tx)
    .await?;
    Ok(())
}

/// One rung of the ladder that somebody climbed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StepRow {
    /// Made by whoever asks.
    pub id: StepId,
    /// For which stop.
    pub stop_id: StopId,
    /// Which rung.
    #[sqlx(try_from = "String")]
    pub rung: Rung,
    /// When.
    pub at: Timestamp,
    /// Who was asked.
    pub who: String,
    /// Who climbed it: the coordinator, or the volunteer who brought it.
    pub staff: Option<String>,
    /// Was somebody found?
    #[sqlx(try_from = "String")]
    pub found: Found,
    /// What else there is to say, sealed.
    pub note: Option<Vec<u8>>,
    /// The keyed hash of the request.
    pub request_hash: Vec<u8>,
}

/// The ladders of the stops of a day and meal, in the order in which they were climbed.
pub async fn steps_of(tx: &mut Tx, canteen: CanteenId, date: NaiveDate, meal: Meal) -> Result<Vec<StepRow>, DbError> {
    Sql::new(
        "SELECT l.id, l.stop_id, l.rung, l.at, l.who, v.name AS staff, l.found, l.note, l.request_hash FROM stop s \
         JOIN ladder_step l ON l.stop_id = s.id LEFT JOIN staff v ON v.id = l.staff_id \
         WHERE s.canteen_id = $1 AND s.service_date = $2 AND s.meal = $3 ORDER BY l.at, l.id",
    )
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .all(tx)
    .await
}

/// The hash of the request that climbed a rung under an id, if one did.
pub async fn step_hash(tx: &mut Tx, id: StepId) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> = Sql::new("SELECT request_hash FROM ladder_step WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await?;
    Ok(row.map(|(hash,)| hash))
}

/// Writes a rung that somebody climbed.
pub async fn insert_step(tx: &mut Tx, row: &StepRow, received_at: Timestamp, by: StaffId) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO ladder_step (id, stop_id, rung, at, received_at, who, staff_id, found, note, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(row.id)
    .bind(row.stop_id)
    .bind(row.rung.as_str())
    .bind(row.at)
    .bind(received_at)
    .bind(row.who.clone())
    .bind(by)
    .bind(row.found.as_str())
    .bind(row.note.clone())
    .bind(row.request_hash.clone())
    .execute(tx)
    .await?;
    Ok(())
}

/// What a second person decided.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SettledRow {
    /// The stop.
    pub stop_id: StopId,
    /// Made by the office before it asked.
    pub id: SettlementId,
    /// The second person's name.
    pub approver: String,
    /// When.
    pub at: Timestamp,
    /// What they decided.
    #[sqlx(try_from = "String")]
    pub decision: Decision,
    /// Why.
    pub reason: String,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// What was settled of the stops of a day and meal.
pub async fn settled_of(tx: &mut Tx, canteen: CanteenId, date: NaiveDate, meal: Meal) -> Result<Vec<SettledRow>, DbError> {
    Sql::new(
        "SELECT d.stop_id, d.id, v.name AS approver, d.at, d.decision, d.reason, d.request_hash FROM stop s \
         JOIN stop_settled d ON d.stop_id = s.id JOIN staff v ON v.id = d.approver_id \
         WHERE s.canteen_id = $1 AND s.service_date = $2 AND s.meal = $3",
    )
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .all(tx)
    .await
}

/// Writes what a second person decided.
pub async fn insert_settled(tx: &mut Tx, row: &SettledRow, approver: StaffId) -> Result<(), DbError> {
    Sql::new("INSERT INTO stop_settled (stop_id, id, approver_id, at, decision, reason, request_hash) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(row.stop_id)
        .bind(row.id)
        .bind(approver)
        .bind(row.at)
        .bind(row.decision.as_str())
        .bind(row.reason.clone())
        .bind(row.request_hash.clone())
        .execute(tx)
        .await?;
    Ok(())
}

/// The round that a stop is on, and the rounds that it was on before.
pub async fn rounds_of_stop(tx: &mut Tx, stop: StopId) -> Result<Vec<RoundId>, DbError> {
    let rows: Vec<(RoundId,)> =
        Sql::new("SELECT round_id FROM stop WHERE id = $1 UNION ALL SELECT from_round FROM stop_move WHERE stop_id = $1")
            .bind(stop)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(round,)| round).collect())
}

/// Who holds a card that is in use.
pub async fn card_holder(tx: &mut Tx, token_hash: [u8; 32]) -> Result<Option<ResidentId>, DbError> {
    let row: Option<(ResidentId,)> = Sql::new("SELECT resident_id FROM card WHERE token_hash = $1 AND state = 'active'")
        .bind(token_hash)
        .optional(tx)
        .await?;
    Ok(row.map(|(resident,)| resident))
}
