//! How are the meals of a day laid out in rounds? One round per grid; the buildings by the shortest walk, then unit by unit and floor
//! by floor. Pure; the same seed gives the same rounds.

use std::collections::BTreeMap;

use crate::cards::natural::NaturalKey;
use crate::deliveries::walk::{Point, metres, shortest};
use crate::ids::BuildingId;

/// A door that gets a meal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doorstep {
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
    /// The building, if the register knows.
    pub building_id: Option<BuildingId>,
    /// Where the building stands, if somebody drew it.
    pub at: Option<Point>,
}

/// A round to be: the grid, and its stops as places of the list of doorsteps, in the order of the walk.
pub type Drafted = (String, Vec<usize>);

/// Lays out some doors in rounds, from the canteen at the middle of the sketch and back.
#[must_use]
pub fn rounds(doors: &[Doorstep], seed: u64) -> Vec<Drafted> {
    let mut grids: BTreeMap<NaturalKey, Vec<usize>> = BTreeMap::new();
    for (place, door) in doors.iter().enumerate() {
        grids.entry(NaturalKey::of(&door.grid)).or_default().push(place);
    }
    let drafted = grids.into_values().map(|places| {
        let grid = places.first().and_then(|first| doors.get(*first)).map(|door| door.grid.clone());
        (grid.unwrap_or_default(), in_order(doors, &places, seed))
    });
    drafted.collect()
}

/// The stops of one grid in the order of the walk. Buildings that nobody drew come last, by their names.
fn in_order(doors: &[Doorstep], places: &[usize], seed: u64) -> Vec<usize> {
    let mut buildings: BTreeMap<[NaturalKey; 2], Vec<(usize, &Doorstep)>> = BTreeMap::new();
    for (place, door) in places.iter().filter_map(|place| Some((*place, doors.get(*place)?))) {
        let name = [&door.compound, &door.building].map(|part| NaturalKey::of(part));
        buildings.entry(name).or_default().push((place, door));
    }
    let mut drawn = Vec::new();
    let mut undrawn = Vec::new();
    for mut inside in buildings.into_values() {
        inside.sort_by_cached_key(|(place, door)| ([&door.unit, &door.room].map(|part| NaturalKey::of(part)), *place));
        match inside.iter().find_map(|(_, door)| door.at) {
            Some(at) => drawn.push((at, inside)),
            None => undrawn.push(inside),
        }
    }
    let points: Vec<Point> = drawn.iter().map(|(at, _)| *at).collect();
    let walked = shortest(Point::default(), &points, seed)
        .into_iter()
        .filter_map(|place| drawn.get(place));
    let stops = walked.map(|(_, inside)| inside).chain(&undrawn).flatten();
    stops.map(|(place, _)| *place).collect()
}

/// Where somebody who comes late fits into a round whose order stays: beside the neighbours of the same building by unit and floor, else
/// where the walk grows least, and at the end if nobody drew the building. Tells by how many metres the walk grows, and the place.
#[must_use]
pub fn fit(stops: &[Doorstep], late: &Doorstep) -> (i64, usize) {
    let key = |door: &Doorstep| [&door.unit, &door.room].map(|part| NaturalKey::of(part));
    let is_neighbour = |door: &&Doorstep| (&door.compound, &door.building) == (&late.compound, &late.building);
    if let Some(first) = stops.iter().position(|door| is_neighbour(&door)) {
        let before = |door: &Doorstep| is_neighbour(&door) && key(door) <= key(late);
        return (0, stops.iter().rposition(before).map_or(first, |place| place + 1));
    }
    let Some(at) = late.at else { return (i64::MAX, stops.len()) };
    let point = |place: usize| stops.get(place).map_or(Some(Point::default()), |door| door.at);
    let grows = |place: usize| {
        let from = place.checked_sub(1).map_or(Some(Point::default()), point)?;
        let to = point(place)?;
        Some((metres(from, at) + metres(at, to) - metres(from, to), place))
    };
    (0..=stops.len()).filter_map(grows).min().unwrap_or((i64::MAX, stops.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(text: &str, at: Option<(i64, i64)>) -> Doorstep {
        let mut parts = text.split('-').map(str::to_owned);
        let mut next = || parts.next().unwrap();
        Doorstep {
            grid: next(),
            compound: next(),
            building: next(),
            unit: next(),
            room: next(),
            building_id: None,
            at: at.map(|(x, y)| Point { x, y }),
        }
    }

    #[test]
    fn grids_then_buildings_by_the_walk_then_units_and_floors() {
        let doors = [
            door("十-甲-1-1-101", None),
            door("二-乙-10-1-101", None),
            door("二-乙-2-1-101", None),
            door("二-甲-1-2-201", Some((10, 0))),
            door("二-甲-1-1-1001", Some((10, 0))),
            door("二-甲-1-1-902", Some((10, 0))),
            door("二-甲-3-1-101", Some((5, 1))),
            door("二-甲-2-1-101", Some((5, -1))),
        ];
        let rounds = rounds(&doors, 1);
        let grids: Vec<&str> = rounds.iter().map(|(grid, _)| grid.as_str()).collect();
        assert_eq!(grids, ["二", "十"]);
        let order = &rounds[0].1;
        // The middle building is the farthest: it is between the other two, whichever way round they are walked.
        assert_eq!(order[1..4], [5, 4, 3]);
        assert_eq!(order[4..], [if order[0] == 6 { 7 } else { 6 }, 2, 1]);
        assert_eq!(super::rounds(&doors, 1), rounds);
    }

    #[test]
    fn whoever_comes_late_fits_in_and_the_order_of_the_others_stays() {
        // Walked by hand the other way round: the far building first, and the upper floor before the lower one.
        let stops = [
            door("一-甲-2-1-101", Some((100, 0))),
            door("一-甲-1-1-301", Some((50, 0))),
            door("一-甲-1-1-101", Some((50, 0))),
            door("一-甲-9-1-101", None),
        ];
        for (late, at, expected) in [
            ("一-甲-2-1-201", Some((100, 0)), (0, 1)),
            ("一-甲-2-1-100", Some((100, 0)), (0, 0)),
            ("一-甲-1-1-201", Some((50, 0)), (0, 3)),
            ("一-甲-9-2-101", None, (0, 4)),
            ("一-甲-3-1-101", Some((75, 0)), (0, 0)),
            ("一-甲-4-1-101", Some((120, 0)), (40, 0)),
            ("一-甲-5-1-101", None, (i64::MAX, 4)),
        ] {
            assert_eq!(fit(&stops, &door(late, at)), expected, "{late}");
        }
        assert_eq!(fit(&[], &door("一-甲-1-1-101", Some((3, 4)))), (10, 0));
    }

    #[test]
    fn nobody_to_visit_makes_no_round() {
        assert_eq!(rounds(&[], 1), []);
    }

    /// The promise of the speed table is for a built program; here every stop is there once, in twelve rounds.
    #[test]
    fn a_hundred_and_twenty_stops_are_twelve_rounds() {
        let doors: Vec<Doorstep> = (0..120_i64)
            .map(|n| door(&format!("{}-甲-{n}-1-101", n % 12), Some((n * 37 % 500, n * 91 % 500))))
            .collect();
        let rounds = rounds(&doors, 7);
        assert_eq!(rounds.len(), 12);
        let mut all: Vec<usize> = rounds.into_iter().flat_map(|(_, stops)| stops).collect();
        all.sort_unstable();
        assert_eq!(all, (0..120).collect::<Vec<_>>());
    }
}
