//! The SQL of holds: rows that are only added.

use crate::db::{DbError, Sql, Tx, write_rows};
use crate::deliveries::plan::Hold;
use crate::ids::{CanteenId, HoldId, ResidentId};

/// The hold with an id.
pub async fn hold(tx: &mut Tx, id: HoldId) -> Result<Option<Hold>, DbError> {
    Sql::new(
        "SELECT id, resident_id, meal, true_from, true_to, reason, asked_by, asker, withdrawn, known_since, recorded_by, replaces, \
         request_hash FROM delivery_hold WHERE id = $1",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// A resident's holds that count, past ones included, the newest first.
pub async fn of(tx: &mut Tx, canteen: CanteenId, resident: ResidentId) -> Result<Vec<Hold>, DbError> {
    Sql::new(
        "SELECT h.id, h.resident_id, h.meal, h.true_from, h.true_to, h.reason, h.asked_by, h.asker, h.withdrawn, h.known_since, \
         h.recorded_by, h.replaces, h.request_hash FROM delivery_hold h WHERE h.canteen_id = $1 AND h.resident_id = $2 \
         AND NOT h.withdrawn AND NOT EXISTS (SELECT 1 FROM delivery_hold n WHERE n.replaces = h.id) ORDER BY h.true_from DESC, h.id DESC",
    )
    .bind(canteen)
    .bind(resident)
    .all(tx)
    .await
}

/// Adds a hold.
pub async fn insert(tx: &mut Tx, canteen: CanteenId, hold: Hold) -> Result<(), DbError> {
    let row = vec![
        hold.id.into(),
        canteen.into(),
        hold.resident_id.into(),
        hold.meal.into(),
        hold.true_from.into(),
        hold.true_to.into(),
        hold.reason.into(),
        hold.asked_by.into(),
        hold.asker.into(),
        hold.withdrawn.into(),
        hold.known_since.into(),
        hold.recorded_by.into(),
        hold.replaces.into(),
        hold.request_hash.into(),
    ];
    write_rows(
        "INSERT INTO delivery_hold (id, canteen_id, resident_id, meal, true_from, true_to, reason, asked_by, asker, withdrawn, known_since, \
         recorded_by, replaces, request_hash) \
         VALUES {uuid, uuid, uuid, text, date, date, text, text, text, boolean, timestamptz, uuid, uuid, bytea}",
        vec![row],
        tx,
    )
    .await?;
    Ok(())
}
