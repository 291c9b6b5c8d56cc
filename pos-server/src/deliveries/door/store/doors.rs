//! The SQL of what a phone shows of the doors of a round.

use crate::db::{DbError, Sql, Tx};
use crate::ids::{ContactId, ResidentId, RoundId, StopId};

/// A door of a round.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct DoorRow {
    /// The stop.
    pub stop_id: StopId,
    /// The full name.
    pub name: String,
    /// The resident's phone, sealed.
    pub phone: Option<Vec<u8>>,
    /// What to know at the door, sealed.
    pub door_note: Option<Vec<u8>>,
    /// 网格
    pub grid: Option<String>,
    /// 小区
    pub compound: Option<String>,
    /// 楼栋
    pub building: Option<String>,
    /// 单元
    pub unit: Option<String>,
    /// 户室
    pub room: Option<String>,
    /// Metres to the east of the canteen.
    pub x_m: Option<i64>,
    /// Metres to the north of the canteen.
    pub y_m: Option<i64>,
    /// Whether there is a lift.
    pub lift: Option<bool>,
}

/// The doors of a round.
pub async fn doors_of_round(tx: &mut Tx, round: RoundId) -> Result<Vec<DoorRow>, DbError> {
    Sql::new(
        "SELECT s.id AS stop_id, r.name, r.phone, p.door_note, b.grid, b.compound, b.building, h.unit, h.room, k.x_m, k.y_m, k.lift \
         FROM stop s JOIN resident r ON r.id = s.resident_id JOIN delivery_plan p ON p.id = s.plan_id \
         LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         LEFT JOIN building_place k ON k.building_id = b.id WHERE s.round_id = $1",
    )
    .bind(round)
    .all(tx)
    .await
}

/// Somebody to call when nobody opens.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ContactRow {
    /// The contact.
    pub id: ContactId,
    /// Whose.
    pub resident_id: ResidentId,
    /// Who.
    pub name: String,
    /// What they are to the resident.
    pub relation: String,
    /// The number, sealed.
    pub phone: Vec<u8>,
}

/// Whom to call for the residents of a round, in the order in which to call them.
pub async fn contacts_of_round(tx: &mut Tx, round: RoundId) -> Result<Vec<ContactRow>, DbError> {
    Sql::new(
        "SELECT c.id, c.resident_id, c.name, c.relation, c.phone FROM stop s JOIN delivery_contact c ON c.resident_id = s.resident_id \
         WHERE s.round_id = $1 ORDER BY c.resident_id, c.contact_no",
    )
    .bind(round)
    .all(tx)
    .await
}
