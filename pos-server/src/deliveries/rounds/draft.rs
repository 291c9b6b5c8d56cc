//! How are the meals of a day laid out in rounds? One round per grid, split as volunteers shared it last time; in the order that somebody
//! made by hand, who is new fitting in and who is gone dropping out; else the buildings by the shortest walk, then unit by unit and floor
//! by floor: on foot upwards, the bag getting lighter; where there is a lift from the top downwards, so that one waits for it once. Pure;
//! the same seed gives the same rounds.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::cards::natural::NaturalKey;
use crate::deliveries::walk::{Point, metres, shortest};
use crate::ids::{BuildingId, StaffId};

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
    /// Whether it has a lift.
    pub lift: bool,
}

impl Doorstep {
    /// Which of two doors of a building comes first.
    fn inside(&self, other: &Self) -> Ordering {
        let by = |own: &str, theirs: &str| NaturalKey::of(own).cmp(&NaturalKey::of(theirs));
        let upwards = by(&self.room, &other.room);
        by(&self.unit, &other.unit).then(if self.lift { upwards.reverse() } else { upwards })
    }
}

/// A round to be, or one that was; stops are places of the list of doorsteps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// The grid.
    pub grid: String,
    /// Who walks it.
    pub volunteer: Option<StaffId>,
    /// Its stops in the order of the walk.
    pub stops: Vec<usize>,
}

/// What is remembered of a meal's rounds.
#[derive(Debug, Default)]
pub struct Remembered {
    /// The rounds of the day on which each grid was walked last: one for each volunteer of a grid.
    pub walked: Vec<Drafted>,
    /// The orders that somebody made by hand, the newest first.
    pub orders: Vec<Vec<usize>>,
}

/// Lays out some doors in rounds, from the canteen at the middle of the sketch and back.
#[must_use]
pub fn rounds(doors: &[Doorstep], remembered: &Remembered, seed: u64) -> Vec<Drafted> {
    let mut rounds = remembered.walked.clone();
    for (place, door) in doors.iter().enumerate() {
        if rounds.iter().any(|round| round.stops.contains(&place)) {
            continue;
        }
        match nearest(doors, &mut rounds, door) {
            Some((round, at)) => round.stops.insert(at, place),
            None => rounds.push(Drafted {
                grid: door.grid.clone(),
                volunteer: None,
                stops: vec![place],
            }),
        }
    }
    for round in &mut rounds {
        round.stops = ordered(doors, &round.stops, &remembered.orders, seed);
    }
    rounds.sort_by_cached_key(|round| NaturalKey::of(&round.grid));
    rounds
}

/// The round that goes to a door's grid and into which it fits with the shortest way round, and the place there.
fn nearest<'r>(doors: &[Doorstep], rounds: &'r mut [Drafted], door: &Doorstep) -> Option<(&'r mut Drafted, usize)> {
    let fits = rounds.iter_mut().filter_map(|round| {
        let there = doors_at(doors, &round.stops);
        let goes_there = there.iter().any(|other| other.grid == door.grid);
        goes_there.then(|| (fit(&there, door), round))
    });
    let ((_, at), round) = fits.min_by_key(|((more, _), _)| *more)?;
    Some((round, at))
}

/// The stops of a round by the newest order that somebody made by hand for any of them, who is new fitting in; else by the walk.
fn ordered(doors: &[Doorstep], stops: &[usize], orders: &[Vec<usize>], seed: u64) -> Vec<usize> {
    let Some(order) = orders.iter().find(|order| order.iter().any(|place| stops.contains(place))) else {
        return in_order(doors, stops, seed);
    };
    let (mut placed, mut new) = (order.clone(), in_order(doors, stops, seed));
    placed.retain(|place| stops.contains(place));
    new.retain(|place| !placed.contains(place));
    for (place, door) in new.iter().filter_map(|place| Some((*place, doors.get(*place)?))) {
        let (_, at) = fit(&doors_at(doors, &placed), door);
        placed.insert(at, place);
    }
    placed
}

fn doors_at<'d>(doors: &'d [Doorstep], places: &[usize]) -> Vec<&'d Doorstep> {
    places.iter().filter_map(|place| doors.get(*place)).collect()
}

/// Some stops in the order of the walk. Buildings that nobody drew come last, by their names.
#[must_use]
pub fn in_order(doors: &[Doorstep], places: &[usize], seed: u64) -> Vec<usize> {
    let mut buildings: BTreeMap<[NaturalKey; 2], Vec<(usize, &Doorstep)>> = BTreeMap::new();
    for (place, door) in places.iter().filter_map(|place| Some((*place, doors.get(*place)?))) {
        let name = [&door.compound, &door.building].map(|part| NaturalKey::of(part));
        buildings.entry(name).or_default().push((place, door));
    }
    let mut drawn = Vec::new();
    let mut undrawn = Vec::new();
    for mut inside in buildings.into_values() {
        inside.sort_by(|(place, door), (other_place, other)| door.inside(other).then(place.cmp(other_place)));
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
pub fn fit(stops: &[&Doorstep], late: &Doorstep) -> (i64, usize) {
    let is_neighbour = |door: &Doorstep| (&door.compound, &door.building) == (&late.compound, &late.building);
    if let Some(first) = stops.iter().position(|door| is_neighbour(door)) {
        let before = |door: &&Doorstep| is_neighbour(door) && door.inside(late).is_le();
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
            lift: false,
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
        let rounds = rounds(&doors, &Remembered::default(), 1);
        let grids: Vec<&str> = rounds.iter().map(|round| round.grid.as_str()).collect();
        assert_eq!(grids, ["二", "十"]);
        let order = &rounds[0].stops;
        // The middle building is the farthest: it is between the other two, whichever way round they are walked.
        assert_eq!(order[1..4], [5, 4, 3]);
        assert_eq!(order[4..], [if order[0] == 6 { 7 } else { 6 }, 2, 1]);
        assert_eq!(super::rounds(&doors, &Remembered::default(), 1), rounds);
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
            assert_eq!(fit(&stops.each_ref(), &door(late, at)), expected, "{late}");
        }
        assert_eq!(fit(&[], &door("一-甲-1-1-101", Some((3, 4)))), (10, 0));
    }

    #[test]
    fn on_foot_one_goes_upwards_and_with_a_lift_from_the_top_downwards() {
        let rooms = ["1-301", "2-101", "1-101", "1-1101", "2-201"];
        for (lift, order, late) in [
            (false, ["1-101", "1-301", "1-1101", "2-101", "2-201"], 2),
            (true, ["1-1101", "1-301", "1-101", "2-201", "2-101"], 1),
        ] {
            let at = |room: &str| Doorstep {
                lift,
                ..door(&format!("一-甲-1-{room}"), None)
            };
            let doors = rooms.map(at);
            let walked: Vec<Doorstep> = in_order(&doors, &[0, 1, 2, 3, 4], 1)
                .iter()
                .map(|place| doors[*place].clone())
                .collect();
            assert_eq!(walked, order.map(at), "{lift}");
            assert_eq!(fit(&walked.iter().collect::<Vec<_>>(), &at("1-501")), (0, late), "{lift}");
        }
    }

    /// Doors of two grids on one line, each ten metres after the one before.
    fn street() -> Vec<Doorstep> {
        let doors = ["一-甲-1-1-101", "一-甲-2-1-101", "一-甲-3-1-101", "一-甲-4-1-101", "二-甲-5-1-101"];
        doors
            .iter()
            .zip(1..)
            .map(|(text, number)| door(text, Some((number * 10, 0))))
            .collect()
    }

    #[test]
    fn who_shared_a_grid_last_time_shares_it_again_and_who_is_new_joins_the_nearest() {
        let [zhao, qian] = [(); 2].map(|()| StaffId::new());
        let walked = |volunteer, stops: &[usize]| Drafted {
            grid: "一".to_owned(),
            volunteer: Some(volunteer),
            stops: stops.to_vec(),
        };
        let remembered = Remembered {
            walked: vec![walked(zhao, &[0]), walked(qian, &[3])],
            orders: Vec::new(),
        };
        let told: Vec<_> = rounds(&street(), &remembered, 1)
            .into_iter()
            .map(|mut round| {
                round.stops.sort_unstable();
                (round.grid, round.volunteer, round.stops)
            })
            .collect();
        let (first, second) = ("一".to_owned(), "二".to_owned());
        assert_eq!(
            told,
            [
                (first.clone(), Some(zhao), vec![0]),
                (first, Some(qian), vec![1, 2, 3]),
                (second, None, vec![4])
            ]
        );
    }

    #[test]
    fn an_order_made_by_hand_is_begun_with_and_the_newest_one_counts() {
        for (orders, expected) in [
            (vec![vec![2, 0, 3]], [1, 2, 0, 3]),
            (vec![vec![3, 2, 1, 0], vec![0, 1, 2, 3]], [3, 2, 1, 0]),
            // Of another grid only, and then one of theirs.
            (vec![vec![4], vec![1, 3, 0, 2]], [1, 3, 0, 2]),
        ] {
            let remembered = Remembered {
                walked: Vec::new(),
                orders,
            };
            assert_eq!(rounds(&street(), &remembered, 1)[0].stops, expected, "{remembered:?}");
        }
    }

    #[test]
    fn nobody_to_visit_makes_no_round() {
        assert_eq!(rounds(&[], &Remembered::default(), 1), []);
    }

    /// The promise of the speed table is for a built program; here every stop is there once, in twelve rounds.
    #[test]
    fn a_hundred_and_twenty_stops_are_twelve_rounds() {
        let doors: Vec<Doorstep> = (0..120_i64)
            .map(|n| door(&format!("{}-甲-{n}-1-101", n % 12), Some((n * 37 % 500, n * 91 % 500))))
            .collect();
        let rounds = rounds(&doors, &Remembered::default(), 7);
        assert_eq!(rounds.len(), 12);
        let mut all: Vec<usize> = rounds.into_iter().flat_map(|round| round.stops).collect();
        all.sort_unstable();
        assert_eq!(all, (0..120).collect::<Vec<_>>());
    }
}
