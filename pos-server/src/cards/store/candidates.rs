//! The SQL of issuing: who may get a card, and what stands in the way.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::db::{DbError, Sql, Tx, read_rows};
use crate::ids::{CanteenId, CardId, ResidentId};

/// A resident who may get a card.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Candidate {
    /// The resident.
    pub resident_id: ResidentId,
    /// The date of birth.
    pub birth_date: NaiveDate,
    /// `died` or `moved_out`, if the register says so for the day.
    pub gone: Option<String>,
    /// Is a card of theirs in use, and still good?
    pub has_card: bool,
    /// Was a card of theirs reported lost and not replaced?
    pub has_lost_card: bool,
}

/// The residents of a canteen as candidates for a card on a day.
pub async fn candidates(tx: &mut Tx, canteen: CanteenId, day: NaiveDate) -> Result<Vec<Candidate>, DbError> {
    Sql::new(
        "SELECT r.id AS resident_id, r.birth_date, \
         (SELECT MIN(f.kind) FROM resident_fact f WHERE f.resident_id = r.id AND f.kind IN ('died', 'moved_out') \
            AND f.true_from <= $2 AND (f.true_to IS NULL OR f.true_to >= $2) \
            AND NOT EXISTS (SELECT 1 FROM resident_fact later WHERE later.replaces = f.id)) AS gone, \
         EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.state = 'active' \
            AND (c.expires_on IS NULL OR c.expires_on >= $2)) AS has_card, \
         EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.state = 'blocked' AND c.replaced_by IS NULL) AS has_lost_card \
         FROM resident r WHERE r.canteen_id = $1 ORDER BY r.id",
    )
    .bind(canteen)
    .bind(day)
    .all(tx)
    .await
}

/// Those of some residents who belong to the canteen, as candidates for a card on a day.
pub async fn candidates_among(
    tx: &mut Tx,
    canteen: CanteenId,
    day: NaiveDate,
    ids: &BTreeSet<ResidentId>,
) -> Result<Vec<Candidate>, DbError> {
    Sql::new(
        "SELECT r.id AS resident_id, r.birth_date, \
         (SELECT MIN(f.kind) FROM resident_fact f WHERE f.resident_id = r.id AND f.kind IN ('died', 'moved_out') \
            AND f.true_from <= $2 AND (f.true_to IS NULL OR f.true_to >= $2) \
            AND NOT EXISTS (SELECT 1 FROM resident_fact later WHERE later.replaces = f.id)) AS gone, \
         EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.state = 'active' \
            AND (c.expires_on IS NULL OR c.expires_on >= $2)) AS has_card, \
         EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.state = 'blocked' AND c.replaced_by IS NULL) AS has_lost_card \
         FROM (VALUES {uuid}) AS asked JOIN resident r ON r.id = asked.column1 WHERE r.canteen_id = $1 ORDER BY r.id",
    )
    .bind(canteen)
    .bind(day)
    .rows(ids.iter().map(|id| vec![(*id).into()]).collect())
    .all(tx)
    .await
}

/// The cards in use of some residents that are no longer good on a day.
pub async fn expired_among(tx: &mut Tx, day: NaiveDate, residents: &[ResidentId]) -> Result<Vec<CardId>, DbError> {
    let rows: Vec<(CardId,)> = read_rows(
        "SELECT c.id FROM (VALUES {uuid, date}) AS asked JOIN card c ON c.resident_id = asked.column1 \
         WHERE c.state = 'active' AND c.expires_on < asked.column2",
        residents.iter().map(|resident| vec![(*resident).into(), day.into()]).collect(),
        tx,
    )
    .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
