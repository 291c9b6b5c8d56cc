//! Who did what to whom? One line per act that touches people's data, staff, lanes, cards or policies.

use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::AuditId;

use super::actor::Actor;
use super::store;

/// Writes one line into the audit trail, in the transaction of the act itself. `subject` names the row, such as
/// `resident:0190…`; neither it nor `detail` may hold a secret or an ID number.
pub async fn record(tx: &mut Tx, actor: &Actor, action: &'static str, subject: &str, detail: &str, at: Timestamp) -> Result<(), DbError> {
    store::insert_audit(tx, AuditId::new(), actor, action, subject, detail, at).await
}
