//! The SQL of staff, sessions, lanes and the audit trail.

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::AuditId;

use super::actor::Actor;

/// Adds a line to the audit trail.
pub async fn insert_audit(
    tx: &mut Tx,
    id: AuditId,
    actor: &Actor,
    action: &str,
    subject: &str,
    detail: &str,
    at: Timestamp,
) -> Result<(), DbError> {
    Sql::new("INSERT INTO audit (id, canteen_id, at, staff_id, lane_id, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(id)
        .bind(actor.canteen)
        .bind(at)
        .bind(actor.staff)
        .bind(actor.lane.as_ref().map(|lane| lane.id))
        .bind(action)
        .bind(subject)
        .bind(detail)
        .execute(tx)
        .await?;
    Ok(())
}
