//! The SQL of issuing: who may get a card, and what stands in the way.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, ResidentId};

/// A resident who may get a card.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Candidate {
    /// The resident.
    pub resident_id: ResidentId,
    /// The date of birth.
    pub birth_date: NaiveDate,
    /// `died` or `moved_out`, if the register says so for the day.
    pub gone: Option<String>,
    /// Is a card of theirs in use?
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
         EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.state = 'active') AS has_card, \
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
         EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.state = 'active') AS has_card, \
         EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.state = 'blocked' AND c.replaced_by IS NULL) AS has_lost_card \
         FROM (VALUES {uuid}) AS asked JOIN resident r ON r.id = asked.column1 WHERE r.canteen_id = $1 ORDER BY r.id",
    )
    .bind(canteen)
    .bind(day)
    .rows(ids.iter().map(|id| vec![(*id).into()]).collect())
    .all(tx)
    .await
}
