//! Which doors have a tag, and which tag lies where on the sheets? In the order in which one walks past the doors: grid, compound,
//! building, unit, room.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{Doorway, PlannedAt, TagRow};
use crate::cards::natural::{NaturalKey, way_to};
use crate::cards::token::DoorToken;
use crate::clock::Timestamp;
use crate::ids::{HouseholdId, TagId};
use crate::keys::Keys;
use crate::qr::{self, Level, TooLong};
use crate::residents::mask;

/// 40 digits at level Q fill version 2, as on a card.
const QR_VERSION: i16 = 2;

/// A door that has a tag, or should have one.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagDoor {
    /// Whose door it is.
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
    /// Who gets meals there, masked; nobody any more if it is empty.
    pub names: Vec<String>,
    /// The tag in use.
    pub tag: Option<TagAtDoor>,
}

/// The tag of a door.
#[derive(Debug, Serialize, ToSchema)]
pub struct TagAtDoor {
    /// The tag.
    pub id: TagId,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it was printed last.
    pub printed_at: Option<Timestamp>,
}

/// A tag as it is printed. The door stands beside it on the paper, not on it: a tag hangs in public, and says neither who lives there
/// nor that somebody needs a meal brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SheetTag {
    /// The tag.
    pub id: TagId,
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
    /// The QR as one SVG path in a view box of `qr_size`, quiet zone included.
    pub qr_path: String,
    /// Width and height of the view box.
    pub qr_size: usize,
}

/// The doors where somebody has a plan or a tag hangs, as one walks past them.
#[must_use]
pub fn doors(doorways: Vec<Doorway>, planned: &[PlannedAt], tags: &[TagRow]) -> Vec<TagDoor> {
    let shown = in_order(doorways).into_iter().map(|door| TagDoor {
        names: planned
            .iter()
            .filter(|one| one.household_id == door.household_id)
            .map(|one| mask::name(&one.name))
            .collect(),
        tag: tags.iter().find(|tag| tag.household_id == door.household_id).map(TagAtDoor::from),
        household_id: door.household_id,
        grid: mask::digits(&door.grid),
        compound: mask::digits(&door.compound),
        building: mask::digits(&door.building),
        unit: mask::digits(&door.unit),
        room: mask::digits(&door.room),
    });
    shown.collect()
}

/// Draws tags in the order in which they are hung up.
pub fn draw(keys: &Keys, doorways: Vec<Doorway>, tags: &[TagRow]) -> Result<Vec<SheetTag>, TooLong> {
    let of_door: BTreeMap<HouseholdId, TagId> = tags.iter().map(|tag| (tag.household_id, tag.id)).collect();
    let placed = in_order(doorways)
        .into_iter()
        .filter_map(|door| Some((*of_door.get(&door.household_id)?, door)));
    placed
        .map(|(id, door)| {
            let qr = qr::path(DoorToken::of(keys, id).digits(), Level::Q, Some(QR_VERSION))?;
            Ok(SheetTag {
                id,
                grid: door.grid,
                compound: door.compound,
                building: door.building,
                unit: door.unit,
                room: door.room,
                qr_path: qr.path,
                qr_size: qr.size,
            })
        })
        .collect()
}

fn in_order(mut doors: Vec<Doorway>) -> Vec<Doorway> {
    doors.sort_by_cached_key(walk);
    doors
}

fn walk(door: &Doorway) -> (bool, Vec<NaturalKey>) {
    way_to([&door.grid, &door.compound, &door.building, &door.unit, &door.room].map(|step| Some(step.as_str())))
}

impl From<&TagRow> for TagAtDoor {
    fn from(row: &TagRow) -> Self {
        Self {
            id: row.id,
            issued_at: row.issued_at,
            printed_at: row.printed_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn tags_lie_in_the_order_of_the_doors_and_a_door_without_one_is_left_out() {
        let door = |id: u128, building: &str, room: &str| Doorway {
            household_id: HouseholdId::from(Uuid::from_u128(id)),
            grid: "第一网格".to_owned(),
            compound: "七一小区".to_owned(),
            building: building.to_owned(),
            unit: "1单元".to_owned(),
            room: room.to_owned(),
        };
        let tag = |id: u128| TagRow {
            id: TagId::from(Uuid::from_u128(100 + id)),
            household_id: HouseholdId::from(Uuid::from_u128(id)),
            issued_at: "2026-11-23T04:00:00Z".parse().unwrap(),
            printed_at: None,
            ended_at: None,
            replaced_by: None,
        };
        let doorways = vec![
            door(3, "10号楼", "101"),
            door(2, "2号楼", "201"),
            door(1, "2号楼", "102"),
            door(4, "1号楼", "101"),
        ];
        let tags = [tag(1), tag(2), tag(3)];
        let drawn = draw(&Keys::new(&[7; 32]), doorways.clone(), &tags).unwrap();
        let order: Vec<TagId> = drawn.iter().map(|tag| tag.id).collect();
        assert_eq!(order, [101, 102, 103].map(|id| TagId::from(Uuid::from_u128(id))));
        let planned = [PlannedAt {
            household_id: HouseholdId::from(Uuid::from_u128(4)),
            name: "王秀英".to_owned(),
        }];
        let doors = doors(doorways, &planned, &tags);
        assert_eq!((doors[0].names.join(" ").as_str(), doors[0].tag.is_none()), ("王*英", true));
        assert_eq!((doors[1].names.len(), doors[1].tag.is_some()), (0, true));
    }
}
