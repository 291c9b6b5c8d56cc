//! Which building and which household is meant? Places of a register matched to those that are known, by their keys.

use std::collections::HashMap;

use crate::ids::{BuildingId, HouseholdId};

use super::doors;
use super::places::{Part, Place, key};

/// A building of the register with its labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Building {
    /// Its id.
    pub id: BuildingId,
    /// 网格
    pub grid: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
}

/// A household of the register with its labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// Its id.
    pub id: HouseholdId,
    /// Its building.
    pub building: BuildingId,
    /// 单元
    pub unit: String,
    /// 户室
    pub room: String,
    /// Under which words it is found.
    pub door_key: String,
}

type BuildingKey = (String, String, String);
type HouseholdKey = (BuildingId, String, String);

/// All known places of one canteen, and those that an import adds.
#[derive(Debug, Default)]
pub struct Homes {
    buildings: HashMap<BuildingId, Building>,
    by_key: HashMap<BuildingKey, BuildingId>,
    by_compound: HashMap<(String, String), Vec<BuildingId>>,
    households: HashMap<HouseholdId, Household>,
    household_by_key: HashMap<HouseholdKey, HouseholdId>,
}

/// Do two places mean the same household? A part that the first does not say is no difference.
#[must_use]
pub fn is_same_home(written: &Place, known: &Place) -> bool {
    let agrees = |part: Part, written: &str, known: &str| written.is_empty() || key(part, written) == key(part, known);
    agrees(
        Part::Grid,
        written.grid.as_deref().unwrap_or_default(),
        known.grid.as_deref().unwrap_or_default(),
    ) && agrees(Part::Compound, &written.compound, &known.compound)
        && agrees(Part::Building, &written.building, &known.building)
        && agrees(Part::Unit, &written.unit, &known.unit)
        && agrees(Part::Room, &written.room, &known.room)
}

/// The part of a place by which people without documents are told apart; the grid is only a matter of administration.
#[must_use]
pub fn household_key(place: Option<&Place>) -> String {
    place.map_or_else(String::new, |place| {
        let parts = [
            key(Part::Compound, &place.compound),
            key(Part::Building, &place.building),
            key(Part::Unit, &place.unit),
            key(Part::Room, &place.room),
        ];
        parts.join("\n")
    })
}

impl Homes {
    /// Adds a building that is known.
    pub fn know_building(&mut self, building: Building) {
        let compound = (key(Part::Compound, &building.compound), key(Part::Building, &building.building));
        let whole = (key(Part::Grid, &building.grid), compound.0.clone(), compound.1.clone());
        self.by_key.insert(whole, building.id);
        self.by_compound.entry(compound).or_default().push(building.id);
        self.buildings.insert(building.id, building);
    }

    /// Adds a household that is known.
    pub fn know_household(&mut self, household: Household) {
        let key = (
            household.building,
            key(Part::Unit, &household.unit),
            key(Part::Room, &household.room),
        );
        self.household_by_key.insert(key, household.id);
        self.households.insert(household.id, household);
    }

    /// The labels of a known household.
    #[must_use]
    pub fn place_of(&self, household: HouseholdId) -> Option<Place> {
        let household = self.households.get(&household)?;
        let building = self.buildings.get(&household.building)?;
        Some(Place {
            grid: Some(building.grid.clone()),
            compound: building.compound.clone(),
            building: building.building.clone(),
            unit: household.unit.clone(),
            room: household.room.clone(),
        })
    }

    /// A written place with the grid filled in where the register does not say it and only one building can be meant.
    #[must_use]
    pub fn completed(&self, place: &Place) -> Place {
        let mut place = place.clone();
        if place.grid.is_none() {
            let compound = (key(Part::Compound, &place.compound), key(Part::Building, &place.building));
            let known = match self.by_compound.get(&compound).map(Vec::as_slice) {
                Some([only]) => self.buildings.get(only).map(|building| building.grid.clone()),
                _ => None,
            };
            place.grid = Some(known.unwrap_or_default());
        }
        place
    }

    /// The household of a completed place; what is not known yet is made, and handed to `made` to be written.
    pub fn household_for(&mut self, place: &Place, made: &mut Made) -> HouseholdId {
        let building = self.building_for(place, made);
        let found = (building, key(Part::Unit, &place.unit), key(Part::Room, &place.room));
        if let Some(id) = self.household_by_key.get(&found) {
            return *id;
        }
        let household = Household {
            id: HouseholdId::new(),
            building,
            unit: place.unit.clone(),
            room: place.room.clone(),
            door_key: doors::search_key(place),
        };
        let id = household.id;
        made.households.push(household.clone());
        self.know_household(household);
        id
    }

    fn building_for(&mut self, place: &Place, made: &mut Made) -> BuildingId {
        let grid = place.grid.clone().unwrap_or_default();
        let found = (
            key(Part::Grid, &grid),
            key(Part::Compound, &place.compound),
            key(Part::Building, &place.building),
        );
        if let Some(id) = self.by_key.get(&found) {
            return *id;
        }
        let building = Building {
            id: BuildingId::new(),
            grid,
            compound: place.compound.clone(),
            building: place.building.clone(),
        };
        let id = building.id;
        made.buildings.push(building.clone());
        self.know_building(building);
        id
    }
}

/// Places that have to be written.
#[derive(Debug, Default)]
pub struct Made {
    /// New buildings.
    pub buildings: Vec<Building>,
    /// New households.
    pub households: Vec<Household>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(grid: Option<&str>, building: &str, unit: &str, room: &str) -> Place {
        Place {
            grid: grid.map(str::to_owned),
            compound: "阳光花园".to_owned(),
            building: building.to_owned(),
            unit: unit.to_owned(),
            room: room.to_owned(),
        }
    }

    #[test]
    fn one_household_is_made_once_however_it_is_written() {
        let (mut homes, mut made) = (Homes::default(), Made::default());
        let first = homes.household_for(&place(Some("第1网格"), "3号楼", "2单元", "501"), &mut made);
        let again = homes.household_for(&place(Some("1"), "3栋", "二单元", "501室"), &mut made);
        let other = homes.household_for(&place(Some("1"), "3栋", "二单元", "502"), &mut made);
        assert_eq!(first, again);
        assert_ne!(first, other);
        assert_eq!((made.buildings.len(), made.households.len()), (1, 2));
        assert_eq!(homes.place_of(again).unwrap().building, "3号楼");
    }

    #[test]
    fn a_missing_grid_is_that_of_the_only_building_of_the_name() {
        let (mut homes, mut made) = (Homes::default(), Made::default());
        homes.household_for(&place(Some("第1网格"), "3号楼", "1", "1"), &mut made);
        assert_eq!(homes.completed(&place(None, "3栋", "1", "1")).grid.as_deref(), Some("第1网格"));
        assert_eq!(homes.completed(&place(None, "4栋", "1", "1")).grid.as_deref(), Some(""));
        homes.household_for(&place(Some("第2网格"), "3号楼", "1", "1"), &mut made);
        assert_eq!(homes.completed(&place(None, "3栋", "1", "1")).grid.as_deref(), Some(""));
    }

    #[test]
    fn what_a_register_does_not_say_is_no_difference() {
        let known = place(Some("第1网格"), "3号楼", "2单元", "501");
        assert!(is_same_home(&place(None, "3栋", "", "501室"), &known));
        assert!(!is_same_home(&place(Some("第2网格"), "3栋", "2", "501"), &known));
        assert!(!is_same_home(&place(None, "3栋", "1", "501"), &known));
    }
}
