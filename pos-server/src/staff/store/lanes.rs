//! The SQL of lanes and of the one-time codes that enrol them.

use sqlx::FromRow;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, LaneId, StaffId};

/// One lane.
#[derive(Debug, Clone, FromRow)]
pub struct LaneRow {
    /// The lane.
    pub id: LaneId,
    /// Whose counter.
    pub canteen_id: CanteenId,
    /// Its short code, `01`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Since when a device is this lane.
    pub enrolled_at: Option<Timestamp>,
    /// Since when its device is refused.
    pub revoked_at: Option<Timestamp>,
    /// When a cashier last took it over.
    pub last_session_at: Option<Timestamp>,
}

/// The lanes of a canteen, by code.
pub async fn lanes_of(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<LaneRow>, DbError> {
    Sql::new(
        "SELECT l.id, l.canteen_id, l.code, l.name, l.enrolled_at, l.revoked_at,
         (SELECT MAX(t.created_at) FROM session t WHERE t.lane_id = l.id) AS last_session_at
         FROM lane l WHERE l.canteen_id = $1 ORDER BY l.code",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// Whose lane is this?
pub async fn canteen_of_lane(tx: &mut Tx, id: LaneId) -> Result<Option<CanteenId>, DbError> {
    let row: Option<(CanteenId,)> = Sql::new("SELECT canteen_id FROM lane WHERE id = $1").bind(id).optional(tx).await?;
    Ok(row.map(|(canteen,)| canteen))
}

/// A lane that a device is now.
#[derive(Debug, Clone, FromRow)]
pub struct EnrolledRow {
    /// The lane.
    pub id: LaneId,
    /// Whose counter.
    pub canteen_id: CanteenId,
    /// The canteen's name.
    pub canteen_name: String,
    /// Its name.
    pub name: String,
    /// What the server keeps of the device.
    pub device_hash: Vec<u8>,
}

/// The lane with its device; `None` where there is none or it is revoked.
pub async fn enrolled(tx: &mut Tx, id: LaneId) -> Result<Option<EnrolledRow>, DbError> {
    Sql::new(
        "SELECT l.id, l.canteen_id, c.name AS canteen_name, l.name, l.device_hash FROM lane l
         JOIN canteen c ON c.id = l.canteen_id WHERE l.id = $1 AND l.device_hash IS NOT NULL AND l.revoked_at IS NULL",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// Adds a lane that no device is yet.
pub async fn insert_lane(tx: &mut Tx, id: LaneId, canteen: CanteenId, code: &str, name: &str, at: Timestamp) -> Result<(), DbError> {
    Sql::new("INSERT INTO lane (id, canteen_id, code, name, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(canteen)
        .bind(code)
        .bind(name)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Gives a lane another name.
pub async fn rename_lane(tx: &mut Tx, id: LaneId, name: &str) -> Result<(), DbError> {
    Sql::new("UPDATE lane SET name = $2 WHERE id = $1")
        .bind(id)
        .bind(name)
        .execute(tx)
        .await?;
    Ok(())
}

/// Makes a device the lane, instead of the one before it.
pub async fn set_device(tx: &mut Tx, id: LaneId, device_hash: [u8; 32], at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE lane SET device_hash = $2, enrolled_at = $3, revoked_at = NULL WHERE id = $1")
        .bind(id)
        .bind(device_hash)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Refuses a lane's device from a moment on.
pub async fn revoke_lane(tx: &mut Tx, id: LaneId, at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE lane SET device_hash = NULL, revoked_at = $2 WHERE id = $1")
        .bind(id)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Keeps the hash of a one-time code.
pub async fn insert_code(
    tx: &mut Tx,
    code_hash: [u8; 32],
    lane: LaneId,
    created_by: StaffId,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    Sql::new("INSERT INTO lane_code (code_hash, lane_id, created_by, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(code_hash)
        .bind(lane)
        .bind(created_by)
        .bind(at)
        .bind(expires_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Uses a code up and tells which lane it is for and who made it; `None` when it is unknown, used or too old.
pub async fn use_code(tx: &mut Tx, code_hash: [u8; 32], at: Timestamp) -> Result<Option<(LaneId, StaffId)>, DbError> {
    Sql::new("UPDATE lane_code SET used_at = $2 WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2 RETURNING lane_id, created_by")
        .bind(code_hash)
        .bind(at)
        .optional(tx)
        .await
}

/// Is a device this lane already?
pub async fn has_device(tx: &mut Tx, id: LaneId) -> Result<bool, DbError> {
    let row: Option<(LaneId,)> = Sql::new("SELECT id FROM lane WHERE id = $1 AND device_hash IS NOT NULL")
        .bind(id)
        .optional(tx)
        .await?;
    Ok(row.is_some())
}

/// Was there ever such a code?
pub async fn is_code_known(tx: &mut Tx, code_hash: [u8; 32]) -> Result<bool, DbError> {
    let row: Option<(LaneId,)> = Sql::new("SELECT lane_id FROM lane_code WHERE code_hash = $1")
        .bind(code_hash)
        .optional(tx)
        .await?;
    Ok(row.is_some())
}

/// Forgets the codes of a lane that nobody used.
pub async fn delete_unused_codes_of(tx: &mut Tx, lane: LaneId) -> Result<(), DbError> {
    Sql::new("DELETE FROM lane_code WHERE lane_id = $1 AND used_at IS NULL")
        .bind(lane)
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets the codes that ended before a moment.
pub async fn delete_codes_before(tx: &mut Tx, before: Timestamp) -> Result<(), DbError> {
    Sql::new("DELETE FROM lane_code WHERE expires_at < $1")
        .bind(before)
        .execute(tx)
        .await?;
    Ok(())
}
