//! The SQL of the volunteers' bags.

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, LaneId, StaffId};
use crate::staff::actor::LaneDevice;

/// The lane of a volunteer's bag, if there is one.
pub async fn bag_of(tx: &mut Tx, volunteer: StaffId) -> Result<Option<LaneId>, DbError> {
    let row: Option<(LaneId,)> = Sql::new("SELECT lane_id FROM bag WHERE volunteer_id = $1")
        .bind(volunteer)
        .optional(tx)
        .await?;
    Ok(row.map(|(lane,)| lane))
}

/// Makes a lane a volunteer's bag.
pub async fn insert_bag(tx: &mut Tx, volunteer: StaffId, lane: LaneId) -> Result<(), DbError> {
    Sql::new("INSERT INTO bag (volunteer_id, lane_id) VALUES ($1, $2)")
        .bind(volunteer)
        .bind(lane)
        .execute(tx)
        .await?;
    Ok(())
}

/// A bag as the lane that it is.
#[derive(Debug, sqlx::FromRow)]
pub struct LaneRow {
    canteen_id: CanteenId,
    canteen_name: String,
    id: LaneId,
    code: String,
    name: String,
}

impl From<LaneRow> for LaneDevice {
    fn from(row: LaneRow) -> Self {
        Self {
            canteen: row.canteen_id,
            canteen_name: row.canteen_name,
            id: row.id,
            code: row.code,
            name: row.name,
        }
    }
}

/// A volunteer's bag as a lane.
pub async fn lane(tx: &mut Tx, volunteer: StaffId) -> Result<LaneRow, DbError> {
    Sql::new(
        "SELECT l.canteen_id, c.name AS canteen_name, l.id, l.code, l.name FROM bag b JOIN lane l ON l.id = b.lane_id \
         JOIN canteen c ON c.id = l.canteen_id WHERE b.volunteer_id = $1",
    )
    .bind(volunteer)
    .one(tx)
    .await
}

/// A bag that is not handed in.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OpenBag {
    /// The lane.
    pub lane_id: LaneId,
    /// Who carries it.
    pub volunteer_id: StaffId,
    /// That one's name.
    pub volunteer: String,
    /// Since when something is in it.
    pub since: Timestamp,
}

/// The bags of a canteen that are not handed in.
pub async fn open_bags(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<OpenBag>, DbError> {
    Sql::new(
        "SELECT b.lane_id, b.volunteer_id, v.name AS volunteer, s.opened_at AS since FROM bag b JOIN open_shift o ON o.lane_id = b.lane_id \
         JOIN shift s ON s.id = o.shift_id JOIN staff v ON v.id = b.volunteer_id WHERE s.canteen_id = $1 ORDER BY s.shift_no",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// Whose bag is this lane?
pub async fn volunteer_of(tx: &mut Tx, canteen: CanteenId, lane: LaneId) -> Result<Option<StaffId>, DbError> {
    let row: Option<(StaffId,)> =
        Sql::new("SELECT b.volunteer_id FROM bag b JOIN lane l ON l.id = b.lane_id WHERE b.lane_id = $1 AND l.canteen_id = $2")
            .bind(lane)
            .bind(canteen)
            .optional(tx)
            .await?;
    Ok(row.map(|(volunteer,)| volunteer))
}
