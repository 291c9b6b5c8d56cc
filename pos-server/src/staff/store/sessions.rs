//! The SQL of sessions and of what a lane device shows to be known.

use sqlx::FromRow;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, LaneId, StaffId};
use crate::staff::actor::Role;

/// A session with the person it belongs to.
#[derive(Debug, Clone, FromRow)]
pub struct SessionRow {
    /// The person.
    pub staff_id: StaffId,
    /// Whose staff.
    pub canteen_id: CanteenId,
    /// What they type to sign in.
    pub login: String,
    /// The name that receipts show.
    pub name: String,
    /// What they may do.
    #[sqlx(try_from = "String")]
    pub role: Role,
    /// The lane at which a PIN opened it; a password opens one without a lane.
    pub lane_id: Option<LaneId>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// A lane as its device's token finds it.
#[derive(Debug, Clone, FromRow)]
pub struct DeviceRow {
    /// The lane.
    pub id: LaneId,
    /// Whose counter.
    pub canteen_id: CanteenId,
    /// Its short code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The canteen's name.
    pub canteen_name: String,
}

/// The session of a token, if it was not ended and its person is not shut out.
pub async fn session(tx: &mut Tx, token_hash: [u8; 32]) -> Result<Option<SessionRow>, DbError> {
    Sql::new(
        "SELECT t.staff_id, s.canteen_id, s.login, s.name, s.role, t.lane_id, t.expires_at FROM session t
         JOIN staff s ON s.id = t.staff_id WHERE t.token_hash = $1 AND t.ended_at IS NULL AND s.disabled_at IS NULL",
    )
    .bind(token_hash)
    .optional(tx)
    .await
}

/// The lane of a device's token, if it was not revoked.
pub async fn device(tx: &mut Tx, device_hash: [u8; 32]) -> Result<Option<DeviceRow>, DbError> {
    Sql::new(
        "SELECT l.id, l.canteen_id, l.code, l.name, c.name AS canteen_name FROM lane l
         JOIN canteen c ON c.id = l.canteen_id WHERE l.device_hash = $1 AND l.revoked_at IS NULL",
    )
    .bind(device_hash)
    .optional(tx)
    .await
}

/// Was the session of a token opened and not ended yet?
pub async fn is_open(tx: &mut Tx, token_hash: [u8; 32]) -> Result<bool, DbError> {
    let found: Option<(i64,)> = Sql::new("SELECT CAST(1 AS BIGINT) FROM session WHERE token_hash = $1 AND ended_at IS NULL")
        .bind(token_hash)
        .optional(tx)
        .await?;
    Ok(found.is_some())
}

/// Opens a session.
pub async fn insert_session(
    tx: &mut Tx,
    token_hash: [u8; 32],
    staff: StaffId,
    lane: Option<LaneId>,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbError> {
    Sql::new("INSERT INTO session (token_hash, staff_id, lane_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(token_hash)
        .bind(staff)
        .bind(lane)
        .bind(at)
        .bind(expires_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends one session.
pub async fn end_session(tx: &mut Tx, token_hash: [u8; 32], at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL")
        .bind(token_hash)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends all sessions of a person.
pub async fn end_sessions_of(tx: &mut Tx, staff: StaffId, at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE session SET ended_at = $2 WHERE staff_id = $1 AND ended_at IS NULL")
        .bind(staff)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends all sessions of a person but one.
pub async fn end_sessions_but(tx: &mut Tx, staff: StaffId, kept: [u8; 32], at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE session SET ended_at = $3 WHERE staff_id = $1 AND token_hash <> $2 AND ended_at IS NULL")
        .bind(staff)
        .bind(kept)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends all sessions that a PIN opened at a lane.
pub async fn end_sessions_at(tx: &mut Tx, lane: LaneId, at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE session SET ended_at = $2 WHERE lane_id = $1 AND ended_at IS NULL")
        .bind(lane)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets the sessions that ended by themselves before a moment.
pub async fn delete_sessions_before(tx: &mut Tx, before: Timestamp) -> Result<(), DbError> {
    Sql::new("DELETE FROM session WHERE expires_at < $1")
        .bind(before)
        .execute(tx)
        .await?;
    Ok(())
}
