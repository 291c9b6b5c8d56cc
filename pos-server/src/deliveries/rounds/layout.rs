//! Where might the buildings stand before anybody drew them? Each compound is a block of houses, the blocks lie around the canteen, and
//! the blocks of one grid beside each other: a beginning that the office moves to where things are. Pure.

use std::collections::BTreeMap;

use crate::cards::natural::NaturalKey;
use crate::deliveries::walk::Point;

/// From one house to the next, in metres.
const HOUSE: i64 = 40;
/// Between two compounds, in metres.
const STREET: i64 = 30;

/// A first place for each building, given as grid, compound and building, in the order of the list.
#[must_use]
pub fn first_layout(buildings: &[[&str; 3]]) -> Vec<Point> {
    let mut compounds: BTreeMap<[NaturalKey; 2], Vec<usize>> = BTreeMap::new();
    for (place, [grid, compound, _]) in buildings.iter().enumerate() {
        compounds
            .entry([NaturalKey::of(grid), NaturalKey::of(compound)])
            .or_default()
            .push(place);
    }
    let largest = compounds.values().map(|block| side(block.len())).max().unwrap_or(1);
    let pitch = largest * HOUSE + STREET;
    let mut points = vec![Point::default(); buildings.len()];
    for (mut block, (column, row)) in compounds.into_values().zip((1..).flat_map(ring)) {
        block.sort_by_cached_key(|place| buildings.get(*place).map(|[_, _, building]| NaturalKey::of(building)));
        let (wide, middle) = (side(block.len()), (side(block.len()) - 1) * HOUSE / 2);
        for (place, number) in block.into_iter().zip(0..) {
            if let Some(point) = points.get_mut(place) {
                point.x = column * pitch + number % wide * HOUSE - middle;
                point.y = row * pitch + middle - number / wide * HOUSE;
            }
        }
    }
    points
}

/// How many houses stand in a row, so that a block is about as deep as wide.
fn side(houses: usize) -> i64 {
    let mut side = 1;
    while side * side < i64::try_from(houses).unwrap_or(i64::MAX) {
        side += 1;
    }
    side
}

/// The cells of a square around the middle, one after the other.
fn ring(far: i64) -> impl Iterator<Item = (i64, i64)> {
    let east = (1 - far..=far).map(move |y| (far, y));
    let north = (-far..far).rev().map(move |x| (x, far));
    let west = (-far..far).rev().map(move |y| (-far, y));
    let south = (1 - far..=far).map(move |x| (x, -far));
    east.chain(north).chain(west).chain(south)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_building_has_a_place_of_its_own_around_the_canteen() {
        let names: Vec<[String; 3]> = (0..23)
            .flat_map(|compound| (1..=compound % 9 + 1).map(move |no| [compound / 2, compound, no].map(|part| part.to_string())))
            .collect();
        let buildings: Vec<[&str; 3]> = names.iter().map(|name| name.each_ref().map(String::as_str)).collect();
        let points = first_layout(&buildings);
        let places: BTreeSet<Point> = points.iter().copied().collect();
        assert_eq!(places.len(), buildings.len());
        assert!(!places.contains(&Point::default()));
        assert!(points.iter().all(|at| at.x.abs() <= 600 && at.y.abs() <= 600), "{points:?}");
        assert_eq!(first_layout(&[]), []);
    }

    #[test]
    fn a_compound_is_a_block_of_houses_in_the_order_of_their_numbers() {
        let block = ["10号楼", "2号楼", "1号楼", "3号楼"].map(|building| ["一", "甲", building]);
        let points = first_layout(&block);
        let [ten, two, one, three] = [0, 1, 2, 3].map(|place| points[place]);
        assert_eq!((two.x - one.x, two.y - one.y), (HOUSE, 0));
        assert_eq!((three.x - one.x, one.y - three.y), (0, HOUSE));
        assert_eq!((ten.x - one.x, one.y - ten.y), (HOUSE, HOUSE));
    }
}
