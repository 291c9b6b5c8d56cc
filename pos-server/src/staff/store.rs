//! The SQL of staff and of the audit trail. Sessions, attempts, lanes and canteens have their statements in the files below.

use sqlx::FromRow;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{AuditId, CanteenId, LaneId, StaffId};

use super::act::Act;
use super::actor::{Actor, Role};

pub mod attempts;
pub mod canteens;
pub mod lanes;
pub mod sessions;

/// One member of the staff, hashes included: it does not print itself.
#[derive(Clone, FromRow)]
pub struct StaffRow {
    /// The person.
    pub id: StaffId,
    /// Whose staff.
    pub canteen_id: CanteenId,
    /// What they type to sign in.
    pub login: String,
    /// The name that receipts show.
    pub name: String,
    /// What they may do.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// The password's hash; without one there is no way into the office.
    pub password_hash: Option<String>,
    /// The PIN's hash; without one there is no way to a counter.
    pub pin_hash: Option<String>,
    /// Since when the person is shut out.
    pub disabled_at: Option<Timestamp>,
}

impl StaffRow {
    /// What the audit trail says of a person who is new.
    #[must_use]
    pub fn added(&self) -> Act {
        Act::StaffAdded {
            login: self.login.clone(),
            role: self.role,
        }
    }

    /// The person as somebody who acts, away from any lane.
    #[must_use]
    pub fn into_actor(self) -> Actor {
        Actor {
            canteen: self.canteen_id,
            staff: self.id,
            name: self.name,
            role: self.role,
            lane: None,
        }
    }
}

/// Who has this login? Logins are unique in the whole database.
pub async fn staff_by_login(tx: &mut Tx, login: &str) -> Result<Option<StaffRow>, DbError> {
    Sql::new("SELECT id, canteen_id, login, name, role, password_hash, pin_hash, disabled_at FROM staff WHERE login = $1")
        .bind(login)
        .optional(tx)
        .await
}

/// Who has this id, in whichever canteen?
pub async fn staff_by_id(tx: &mut Tx, id: StaffId) -> Result<Option<StaffRow>, DbError> {
    Sql::new("SELECT id, canteen_id, login, name, role, password_hash, pin_hash, disabled_at FROM staff WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await
}

/// The staff of a canteen, by login.
pub async fn staff_of(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<StaffRow>, DbError> {
    Sql::new(
        "SELECT id, canteen_id, login, name, role, password_hash, pin_hash, disabled_at FROM staff WHERE canteen_id = $1 ORDER BY login",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// Is there any staff at all?
pub async fn is_set_up(tx: &mut Tx) -> Result<bool, DbError> {
    let found: Option<(StaffId,)> = Sql::new("SELECT id FROM staff LIMIT 1").optional(tx).await?;
    Ok(found.is_some())
}

/// Adds a member of the staff.
pub async fn insert_staff(tx: &mut Tx, row: &StaffRow, at: Timestamp) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO staff (id, canteen_id, login, name, role, password_hash, pin_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id)
    .bind(row.canteen_id)
    .bind(row.login.as_str())
    .bind(row.name.as_str())
    .bind(row.role.as_str())
    .bind(row.password_hash.clone())
    .bind(row.pin_hash.clone())
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Gives somebody another password.
pub async fn set_password_hash(tx: &mut Tx, id: StaffId, hash: &str) -> Result<(), DbError> {
    Sql::new("UPDATE staff SET password_hash = $2 WHERE id = $1")
        .bind(id)
        .bind(hash)
        .execute(tx)
        .await?;
    Ok(())
}

/// Gives somebody another PIN.
pub async fn set_pin_hash(tx: &mut Tx, id: StaffId, hash: &str) -> Result<(), DbError> {
    Sql::new("UPDATE staff SET pin_hash = $2 WHERE id = $1")
        .bind(id)
        .bind(hash)
        .execute(tx)
        .await?;
    Ok(())
}

/// Shuts somebody out from a moment on, or lets them in again.
pub async fn set_disabled(tx: &mut Tx, id: StaffId, disabled_at: Option<Timestamp>) -> Result<(), DbError> {
    Sql::new("UPDATE staff SET disabled_at = $2 WHERE id = $1")
        .bind(id)
        .bind(disabled_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// A line for the audit trail.
#[derive(Debug)]
pub struct NewAudit<'a> {
    /// The line.
    pub id: AuditId,
    /// In whose trail.
    pub canteen: CanteenId,
    /// When.
    pub at: Timestamp,
    /// Who; nobody of the staff for an act at the server's console.
    pub staff: Option<StaffId>,
    /// At which lane.
    pub lane: Option<LaneId>,
    /// What was done.
    pub act: &'a Act,
    /// To which row.
    pub subject: &'a str,
}

/// Adds a line to the audit trail.
pub async fn insert_audit(tx: &mut Tx, line: &NewAudit<'_>) -> Result<(), DbError> {
    let (action, detail) = line.act.kept().map_err(|error| sqlx::Error::Encode(error.into()))?;
    Sql::new("INSERT INTO audit (id, canteen_id, at, staff_id, lane_id, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(line.id)
        .bind(line.canteen)
        .bind(line.at)
        .bind(line.staff)
        .bind(line.lane)
        .bind(action)
        .bind(line.subject)
        .bind(detail)
        .execute(tx)
        .await?;
    Ok(())
}

/// One line of the audit trail with the person's name.
#[derive(Debug, Clone, FromRow)]
pub struct AuditRow {
    /// The line.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// The person's name.
    pub staff: Option<String>,
    /// The code of what was done.
    pub action: String,
    /// To which row.
    pub subject: String,
    /// The facts of what was done.
    pub detail: String,
}

/// The audit trail of a canteen, newest first, before a line: a page of 100 and one more.
pub async fn audit_before(tx: &mut Tx, canteen: CanteenId, before: Option<AuditId>) -> Result<Vec<AuditRow>, DbError> {
    Sql::new(
        "SELECT a.id, a.at, s.name AS staff, a.action, a.subject, a.detail FROM audit a LEFT JOIN staff s ON s.id = a.staff_id
         WHERE a.canteen_id = $1 AND (CAST($2 AS UUID) IS NULL OR a.id < $2) ORDER BY a.id DESC LIMIT 101",
    )
    .bind(canteen)
    .bind(before)
    .all(tx)
    .await
}
