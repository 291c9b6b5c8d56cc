//! The SQL of doors' tags.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx, read_rows, write_rows};
use crate::ids::{CanteenId, HouseholdId, ResidentId, StaffId, TagId};

/// Does a tag in use hang at the door of somebody?
pub async fn is_tag_of(tx: &mut Tx, token_hash: [u8; 32], resident: ResidentId) -> Result<bool, DbError> {
    let row: Option<(TagId,)> = Sql::new(
        "SELECT t.id FROM door_tag t JOIN resident r ON r.household_id = t.household_id \
         WHERE t.token_hash = $1 AND t.ended_at IS NULL AND r.id = $2",
    )
    .bind(token_hash)
    .bind(resident)
    .optional(tx)
    .await?;
    Ok(row.is_some())
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TagRow {
    /// The tag.
    pub id: TagId,
    /// At whose door it hangs.
    pub household_id: HouseholdId,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it was printed last.
    pub printed_at: Option<Timestamp>,
    /// Since when it is out of use.
    pub ended_at: Option<Timestamp>,
    /// The tag that took its place.
    pub replaced_by: Option<TagId>,
}

/// The tags of a canteen that are in use.
pub async fn tags_in_use(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<TagRow>, DbError> {
    Sql::new(
        "SELECT id, household_id, issued_at, printed_at, ended_at, replaced_by FROM door_tag \
         WHERE canteen_id = $1 AND ended_at IS NULL ORDER BY id",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// One tag of a canteen.
pub async fn tag(tx: &mut Tx, canteen: CanteenId, id: TagId) -> Result<Option<TagRow>, DbError> {
    Sql::new("SELECT id, household_id, issued_at, printed_at, ended_at, replaced_by FROM door_tag WHERE canteen_id = $1 AND id = $2")
        .bind(canteen)
        .bind(id)
        .optional(tx)
        .await
}

/// Is there a tag with this id, of whatever canteen?
pub async fn is_tag_id_taken(tx: &mut Tx, id: TagId) -> Result<bool, DbError> {
    let found: Option<(TagId,)> = Sql::new("SELECT id FROM door_tag WHERE id = $1").bind(id).optional(tx).await?;
    Ok(found.is_some())
}

/// A tag to be written, in use from now on.
#[derive(Debug, Clone)]
pub struct NewTag {
    /// The tag.
    pub id: TagId,
    /// At whose door it is to hang.
    pub household: HouseholdId,
    /// SHA-256 of its code.
    pub token_hash: [u8; 32],
}

/// Writes tags.
pub async fn insert_tags(tx: &mut Tx, canteen: CanteenId, tags: &[NewTag], (by, at): (StaffId, Timestamp)) -> Result<(), DbError> {
    let rows = tags.iter().map(|tag| {
        vec![
            tag.id.into(),
            canteen.into(),
            tag.household.into(),
            tag.token_hash.into(),
            at.into(),
            by.into(),
        ]
    });
    write_rows(
        "INSERT INTO door_tag (id, canteen_id, household_id, token_hash, issued_at, issued_by) \
         VALUES {uuid, uuid, uuid, bytea, timestamptz, uuid}",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// Takes a tag out of use.
pub async fn end_tag(tx: &mut Tx, id: TagId, (by, at): (StaffId, Timestamp), reason: &str) -> Result<(), DbError> {
    Sql::new("UPDATE door_tag SET ended_at = $2, ended_by = $3, ended_because = $4 WHERE id = $1")
        .bind(id)
        .bind(at)
        .bind(by)
        .bind(reason)
        .execute(tx)
        .await?;
    Ok(())
}

/// Says which tag took the place of an old one.
pub async fn set_replaced_by(tx: &mut Tx, old: TagId, new: TagId) -> Result<(), DbError> {
    Sql::new("UPDATE door_tag SET replaced_by = $2 WHERE id = $1")
        .bind(old)
        .bind(new)
        .execute(tx)
        .await?;
    Ok(())
}

/// Keeps when tags were printed.
pub async fn set_printed(tx: &mut Tx, tags: &[TagId], at: Timestamp) -> Result<(), DbError> {
    let rows = tags.iter().map(|tag| vec![(*tag).into(), at.into()]).collect();
    write_rows(
        "UPDATE door_tag SET printed_at = v.column2 FROM (VALUES {uuid, timestamptz}) AS v WHERE door_tag.id = v.column1",
        rows,
        tx,
    )
    .await?;
    Ok(())
}

/// Somebody with a plan, at their door.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PlannedAt {
    /// The door.
    pub household_id: HouseholdId,
    /// The full name: mask it before it leaves.
    pub name: String,
}

/// Who of a canteen has a plan on a day or later, by the door; whoever has no door in the register is left out.
pub async fn planned_at(tx: &mut Tx, canteen: CanteenId, date: NaiveDate) -> Result<Vec<PlannedAt>, DbError> {
    Sql::new(
        "SELECT DISTINCT r.household_id, r.id, r.name FROM delivery_plan p JOIN resident r ON r.id = p.resident_id \
         JOIN household h ON h.id = r.household_id JOIN building b ON b.id = h.building_id \
         WHERE p.canteen_id = $1 AND b.canteen_id = $1 AND NOT p.withdrawn AND (p.true_to IS NULL OR p.true_to >= $2) \
         AND NOT EXISTS (SELECT 1 FROM delivery_plan n WHERE n.replaces = p.id) ORDER BY r.household_id, r.id",
    )
    .bind(canteen)
    .bind(date)
    .all(tx)
    .await
}

/// A door of the register.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Doorway {
    /// Whose it is.
    pub household_id: HouseholdId,
    /// 网格
    pub grid: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 户室
    pub room: String,
}

/// Those of some doors that are a canteen's.
pub async fn doorways(tx: &mut Tx, canteen: CanteenId, households: impl Iterator<Item = HouseholdId>) -> Result<Vec<Doorway>, DbError> {
    let rows: Vec<(CanteenId, HouseholdId, String, String, String, String, String)> = read_rows(
        "SELECT b.canteen_id, h.id, b.grid, b.compound, b.building, h.unit, h.room FROM (VALUES {uuid}) AS v \
         JOIN household h ON h.id = v.column1 JOIN building b ON b.id = h.building_id",
        households.map(|id| vec![id.into()]).collect(),
        tx,
    )
    .await?;
    let own = rows.into_iter().filter(|(owner, ..)| *owner == canteen);
    Ok(own
        .map(|(_, household_id, grid, compound, building, unit, room)| Doorway {
            household_id,
            grid,
            compound,
            building,
            unit,
            room,
        })
        .collect())
}
