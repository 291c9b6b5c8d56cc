//! Who did what to whom? One line per act that touches people's data, staff, lanes, cards or policies.

use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{AuditId, CanteenId};

use super::act::Act;
use super::actor::Actor;
use super::store::{self, NewAudit};

/// Who acts: a signed-in person, or whoever sits at the server's console.
#[derive(Debug, Clone)]
pub enum By {
    /// Somebody of the staff.
    Person(Actor),
    /// The operator, for one canteen.
    Console(CanteenId),
}

impl By {
    /// Whose books are meant.
    #[must_use]
    pub const fn canteen(&self) -> CanteenId {
        match self {
            Self::Person(actor) => actor.canteen,
            Self::Console(canteen) => *canteen,
        }
    }
}

/// Writes one line into the audit trail, in the transaction of the act itself. `subject` names the row, such as
/// `resident:0190…`; it may not hold a secret or an ID number.
pub async fn record(tx: &mut Tx, actor: &Actor, act: &Act, subject: &str, at: Timestamp) -> Result<(), DbError> {
    let line = NewAudit {
        id: AuditId::new(),
        canteen: actor.canteen,
        at,
        staff: Some(actor.staff),
        lane: actor.lane.as_ref().map(|lane| lane.id),
        act,
        subject,
    };
    store::insert_audit(tx, &line).await
}

/// The same for an act that the console may do too.
pub async fn record_by(tx: &mut Tx, by: &By, act: &Act, subject: &str, at: Timestamp) -> Result<(), DbError> {
    match by {
        By::Person(actor) => record(tx, actor, act, subject, at).await,
        By::Console(canteen) => {
            let line = NewAudit {
                id: AuditId::new(),
                canteen: *canteen,
                at,
                staff: None,
                lane: None,
                act,
                subject,
            };
            store::insert_audit(tx, &line).await
        }
    }
}
