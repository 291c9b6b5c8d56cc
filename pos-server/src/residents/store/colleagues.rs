//! The SQL of who of the staff is who in the register.

use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, ResidentId, StaffId};

/// Somebody of the staff who is in the register.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Colleague {
    /// The member of the staff.
    pub staff_id: StaffId,
    /// Who that is in the register.
    pub resident_id: ResidentId,
    /// The full name there: mask it before it leaves.
    pub name: String,
}

/// Everybody of a canteen's staff who is in the register.
pub async fn colleagues(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Colleague>, DbError> {
    Sql::new(
        "SELECT w.staff_id, w.resident_id, r.name FROM staff_resident w JOIN resident r ON r.id = w.resident_id \
         WHERE w.canteen_id = $1 ORDER BY w.staff_id",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// What a member of a canteen's staff types to sign in.
pub async fn login(tx: &mut Tx, canteen: CanteenId, staff: StaffId) -> Result<Option<String>, DbError> {
    let found: Option<(String,)> = Sql::new("SELECT login FROM staff WHERE canteen_id = $1 AND id = $2")
        .bind(canteen)
        .bind(staff)
        .optional(tx)
        .await?;
    Ok(found.map(|(login,)| login))
}

/// Forgets who somebody of the staff is in the register, and tells whether that was known.
pub async fn forget(tx: &mut Tx, staff: StaffId) -> Result<bool, DbError> {
    let forgotten = Sql::new("DELETE FROM staff_resident WHERE staff_id = $1")
        .bind(staff)
        .execute(tx)
        .await?;
    Ok(forgotten > 0)
}

/// Keeps who somebody of the staff is in the register.
pub async fn keep(tx: &mut Tx, canteen: CanteenId, staff: StaffId, resident: ResidentId) -> Result<(), DbError> {
    Sql::new("INSERT INTO staff_resident (staff_id, canteen_id, resident_id) VALUES ($1, $2, $3)")
        .bind(staff)
        .bind(canteen)
        .bind(resident)
        .execute(tx)
        .await?;
    Ok(())
}
