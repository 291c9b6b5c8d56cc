//! The SQL of cards.

use chrono::NaiveDate;
use uuid::Uuid;

use super::life::CardState;
use super::number::CardNumber;
use crate::clock::Timestamp;
use crate::db::{Arg, DbError, Sql, Tx, write_rows};
use crate::ids::{BatchId, CanteenId, CardId, ResidentId, StaffId};

mod candidates;
mod printed;
pub use candidates::{Candidate, candidates, candidates_among, expired_among};
pub use printed::{Printed, canteen_name, printed_of_batch, printed_of_cards};

/// A batch as it was ordered.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Batch {
    /// The batch.
    pub id: BatchId,
    /// Whose it is.
    pub canteen_id: CanteenId,
    /// What tells its order from another.
    pub request_hash: Vec<u8>,
    /// Who got no card, as JSON.
    pub skipped: String,
}

/// The batch with this id, of whatever canteen.
pub async fn batch(tx: &mut Tx, id: BatchId) -> Result<Option<Batch>, DbError> {
    Sql::new("SELECT id, canteen_id, request_hash, skipped FROM card_batch WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await
}

/// A batch to be written.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// The batch.
    pub id: BatchId,
    /// Whose it is.
    pub canteen: CanteenId,
    /// What tells its order from another.
    pub request_hash: Vec<u8>,
    /// Who got no card, as JSON.
    pub skipped: String,
    /// When.
    pub at: Timestamp,
    /// By whom; nobody on the command line.
    pub by: Option<StaffId>,
}

/// Adds a batch.
pub async fn insert_batch(tx: &mut Tx, batch: &NewBatch) -> Result<(), DbError> {
    Sql::new("INSERT INTO card_batch (id, canteen_id, request_hash, skipped, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(batch.id)
        .bind(batch.canteen)
        .bind(batch.request_hash.as_slice())
        .bind(batch.skipped.as_str())
        .bind(batch.at)
        .bind(batch.by)
        .execute(tx)
        .await?;
    Ok(())
}

/// How many cards a batch has.
pub async fn count_of_batch(tx: &mut Tx, batch: BatchId) -> Result<i64, DbError> {
    let (count,): (i64,) = Sql::new("SELECT COUNT(*) FROM card WHERE batch_id = $1")
        .bind(batch)
        .one(tx)
        .await?;
    Ok(count)
}

/// The cards of a batch.
pub async fn ids_of_batch(tx: &mut Tx, batch: BatchId) -> Result<Vec<CardId>, DbError> {
    let ids: Vec<(CardId,)> = Sql::new("SELECT id FROM card WHERE batch_id = $1").bind(batch).all(tx).await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// A card to be written, in use from now on.
#[derive(Debug, Clone)]
pub struct CardRow {
    /// The card.
    pub id: CardId,
    /// Whose it is.
    pub canteen: CanteenId,
    /// Who carries it.
    pub resident: ResidentId,
    /// The batch it was made in.
    pub batch: BatchId,
    /// The printed number.
    pub number: CardNumber,
    /// SHA-256 of the token.
    pub token_hash: [u8; 32],
    /// When.
    pub issued_at: Timestamp,
    /// The last day it is good for.
    pub expires_on: Option<NaiveDate>,
}

/// Writes cards. A card whose number another one has is left out; any other clash is an error.
pub async fn insert_cards(tx: &mut Tx, cards: &[CardRow]) -> Result<u64, DbError> {
    let rows = cards
        .iter()
        .map(|card| -> Vec<Arg> {
            vec![
                card.id.into(),
                card.canteen.into(),
                card.resident.into(),
                card.batch.into(),
                (&card.number).into(),
                card.token_hash.into(),
                CardState::Active.as_str().into(),
                card.issued_at.into(),
                card.issued_at.into(),
                card.expires_on.into(),
            ]
        })
        .collect();
    write_rows(
        "INSERT INTO card (id, canteen_id, resident_id, batch_id, number, token_hash, state, state_changed_at, issued_at, expires_on) \
         VALUES {uuid, uuid, uuid, uuid, text, bytea, text, timestamptz, timestamptz, date} ON CONFLICT (number) DO NOTHING",
        rows,
        tx,
    )
    .await
}

/// Keeps that cards entered a state, when, why and by whom.
pub async fn insert_events(
    tx: &mut Tx,
    cards: &[CardId],
    state: CardState,
    reason: &str,
    by: Option<StaffId>,
    at: Timestamp,
) -> Result<(), DbError> {
    let rows = cards
        .iter()
        .map(|card| -> Vec<Arg> {
            vec![
                Uuid::now_v7().into(),
                (*card).into(),
                at.into(),
                state.as_str().into(),
                reason.into(),
                by.into(),
            ]
        })
        .collect();
    write_rows(
        "INSERT INTO card_event (id, card_id, at, state, reason, staff_id) VALUES {uuid, uuid, timestamptz, text, text, uuid}",
        rows,
        tx,
    )
    .await?;
    Ok(())
}

/// A card with its holder.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Card {
    /// The card.
    pub id: CardId,
    /// The printed number.
    pub number: CardNumber,
    /// Who carries it.
    pub resident_id: ResidentId,
    /// The holder's full name: mask it before it leaves.
    pub name: String,
    /// Its state.
    #[sqlx(try_from = "String")]
    pub state: CardState,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it entered its state.
    pub state_changed_at: Timestamp,
    /// The last day it is good for.
    pub expires_on: Option<NaiveDate>,
    /// The batch it was made in.
    pub batch_id: BatchId,
    /// The card that was given for it.
    pub replaced_by: Option<CardId>,
}

/// One card of the canteen.
pub async fn card(tx: &mut Tx, canteen: CanteenId, id: CardId) -> Result<Option<Card>, DbError> {
    Sql::new(
        "SELECT c.id, c.number, c.resident_id, r.name, c.state, c.issued_at, c.state_changed_at, c.expires_on, c.batch_id, c.replaced_by \
         FROM card c JOIN resident r ON r.id = c.resident_id WHERE c.canteen_id = $1 AND c.id = $2",
    )
    .bind(canteen)
    .bind(id)
    .optional(tx)
    .await
}

/// Which cards a list asks for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    /// Of one resident.
    pub resident: Option<ResidentId>,
    /// In one state.
    pub state: Option<CardState>,
    /// Of one batch.
    pub batch: Option<BatchId>,
    /// Made before this one.
    pub before: Option<CardId>,
}

/// Cards of the canteen, the newest first.
pub async fn cards(tx: &mut Tx, canteen: CanteenId, filter: Filter, limit: i64) -> Result<Vec<Card>, DbError> {
    Sql::new(
        "SELECT c.id, c.number, c.resident_id, r.name, c.state, c.issued_at, c.state_changed_at, c.expires_on, c.batch_id, c.replaced_by \
         FROM card c JOIN resident r ON r.id = c.resident_id \
         WHERE c.canteen_id = $1 AND (CAST($2 AS UUID) IS NULL OR c.resident_id = $2) AND (CAST($3 AS TEXT) IS NULL OR c.state = $3) \
         AND (CAST($4 AS UUID) IS NULL OR c.batch_id = $4) AND (CAST($5 AS UUID) IS NULL OR c.id < $5) \
         ORDER BY c.id DESC LIMIT $6",
    )
    .bind(canteen)
    .bind(filter.resident)
    .bind(filter.state.map(CardState::as_str))
    .bind(filter.batch)
    .bind(filter.before)
    .bind(limit)
    .all(tx)
    .await
}

/// Is there a card with this id, of whatever canteen?
pub async fn is_card_id_taken(tx: &mut Tx, id: CardId) -> Result<bool, DbError> {
    let found: Option<(CardId,)> = Sql::new("SELECT id FROM card WHERE id = $1").bind(id).optional(tx).await?;
    Ok(found.is_some())
}

/// Takes cards out of use.
pub async fn close(tx: &mut Tx, cards: &[CardId], at: Timestamp) -> Result<(), DbError> {
    let rows = cards.iter().map(|card| vec![(*card).into(), at.into()]).collect();
    write_rows(
        "UPDATE card SET state = 'closed', state_changed_at = v.column2 FROM (VALUES {uuid, timestamptz}) AS v WHERE card.id = v.column1",
        rows,
        tx,
    )
    .await?;
    Ok(())
}

/// Moves a card into a state.
pub async fn set_state(tx: &mut Tx, id: CardId, state: CardState, at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE card SET state = $2, state_changed_at = $3 WHERE id = $1")
        .bind(id)
        .bind(state.as_str())
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Says which card was given for an old one.
pub async fn set_replaced_by(tx: &mut Tx, old: CardId, new: CardId) -> Result<(), DbError> {
    Sql::new("UPDATE card SET replaced_by = $2 WHERE id = $1")
        .bind(old)
        .bind(new)
        .execute(tx)
        .await?;
    Ok(())
}
