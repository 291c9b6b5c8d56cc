//! The SQL of reports that ask for a person.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::deliveries::door::words::StopOutcome;
use crate::ids::{AnswerId, CanteenId, ResidentId, ResultId, StaffId, StopId};
use crate::money::Fen;
use crate::subsidy::words::Meal;

/// A report that may ask for a person.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct QuestionRow {
    /// The report.
    pub result_id: ResultId,
    /// Of which stop.
    pub stop_id: StopId,
    /// Whom it is about.
    pub resident_id: ResidentId,
    /// Of which day.
    pub service_date: NaiveDate,
    /// Of which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// What it says.
    #[sqlx(try_from = "String")]
    pub outcome: StopOutcome,
    /// What the one says that counts, as stored.
    pub counting: Option<String>,
    /// What shows it, as stored.
    pub proof: Option<String>,
    /// What is to be looked at.
    pub code: Option<String>,
    /// How the elder is, as stored.
    pub welfare: Option<String>,
    /// What was noted, sealed.
    pub note: Option<Vec<u8>>,
    /// What was collected.
    pub collected_fen: Fen,
    /// Who says so.
    pub volunteer: String,
    /// Whether it is the one that counts.
    pub ends_stop: bool,
    /// When it happened.
    pub at: Timestamp,
    /// When it arrived.
    pub received_at: Timestamp,
    /// When somebody answered it.
    pub answered_at: Option<Timestamp>,
    /// When the stop was settled.
    pub settled_at: Option<Timestamp>,
    /// When somebody last found out where she is.
    pub found_at: Option<Timestamp>,
}

impl QuestionRow {
    /// What the report says that counts.
    #[must_use]
    pub fn counting(&self) -> Option<StopOutcome> {
        self.counting.clone().and_then(|word| word.try_into().ok())
    }
}

/// The reports since a day that may ask for a person, without those that say that all is well.
pub async fn questions(tx: &mut Tx, canteen: CanteenId, since: NaiveDate) -> Result<Vec<QuestionRow>, DbError> {
    Sql::new(
        "SELECT r.id AS result_id, r.stop_id, s.resident_id, s.service_date, s.meal, r.outcome, c.outcome AS counting, r.proof, r.code, \
         r.welfare, r.note, r.collected_fen, v.name AS volunteer, r.ends_stop, r.at, r.received_at, a.at AS answered_at, \
         d.at AS settled_at, (SELECT MAX(l.at) FROM ladder_step l WHERE l.stop_id = s.id AND (l.found = 'reached' OR l.rung = 'closed')) \
         AS found_at FROM stop s JOIN stop_result r ON r.stop_id = s.id JOIN staff v ON v.id = r.volunteer_id \
         LEFT JOIN stop_result c ON c.stop_id = s.id AND c.ends_stop \
         LEFT JOIN result_answer a ON a.result_id = r.id LEFT JOIN stop_settled d ON d.stop_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 \
         AND (r.code IS NOT NULL OR r.proof IS NULL OR r.outcome = 'neighbour' OR r.welfare IN ('help', 'unusual'))",
    )
    .bind(canteen)
    .bind(since)
    .all(tx)
    .await
}

/// The canteen whose report it is, and the hash of the request that answered it, if one did.
pub async fn answered(tx: &mut Tx, result: ResultId) -> Result<Option<(CanteenId, Option<Vec<u8>>)>, DbError> {
    Sql::new(
        "SELECT s.canteen_id, a.request_hash FROM stop_result r JOIN stop s ON s.id = r.stop_id \
         LEFT JOIN result_answer a ON a.result_id = r.id WHERE r.id = $1",
    )
    .bind(result)
    .optional(tx)
    .await
}

/// What is written of a report.
#[derive(Debug)]
pub struct NewAnswer {
    /// Made by the office before it asked.
    pub id: AnswerId,
    /// Which report.
    pub result: ResultId,
    /// Who answers.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// What was found out and done.
    pub words: String,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Writes what somebody found out.
pub async fn insert_answer(tx: &mut Tx, new: NewAnswer) -> Result<(), DbError> {
    Sql::new("INSERT INTO result_answer (result_id, id, staff_id, at, words, request_hash) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(new.result)
        .bind(new.id)
        .bind(new.by)
        .bind(new.at)
        .bind(new.words)
        .bind(new.request_hash)
        .execute(tx)
        .await?;
    Ok(())
}
