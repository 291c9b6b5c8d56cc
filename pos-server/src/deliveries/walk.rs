//! In which order are some buildings reached by the shortest walk? A seeded local search, so that a printed round can be made
//! again: reverse pieces of the walk (2-opt), move short pieces elsewhere (Or-opt), shake it, and keep the best. Pure, in whole
//! metres.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A point of the community's sketch, in metres.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// To the east.
    pub x: i64,
    /// To the north.
    pub y: i64,
}

/// How many stops in a row are moved together at most.
const LONGEST_PIECE: usize = 3;
/// How often a walk is shaken for each of its stops.
const SHAKES: usize = 100;
/// Shakes times the square of the stops: keeps the time of a long walk within half a second.
const WORK: usize = 20_000_000;

/// The walk in metres between two points, as the crow flies, rounded down.
#[must_use]
pub fn metres(a: Point, b: Point) -> i64 {
    let (x, y) = (a.x.saturating_sub(b.x), a.y.saturating_sub(b.y));
    x.saturating_mul(x).saturating_add(y.saturating_mul(y)).isqrt()
}

/// The length of a walk from `start` through the places in this order and back.
#[must_use]
pub fn length(start: Point, places: impl IntoIterator<Item = Point>) -> i64 {
    let (whole, last) = places
        .into_iter()
        .fold((0_i64, start), |(sum, from), to| (sum.saturating_add(metres(from, to)), to));
    whole.saturating_add(metres(last, start))
}

/// The order in which the places are reached: each place of the list once, from `start` and back. The same seed and places give
/// the same order.
#[must_use]
pub fn shortest(start: Point, places: &[Point], seed: u64) -> Vec<usize> {
    let ground = Ground::of(start, places);
    let mut best: Vec<usize> = (1..=places.len()).collect();
    ground.settle(&mut best);
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    let (mut walk, mut shortest) = (best.clone(), ground.length(&best));
    for _ in 0..(SHAKES * places.len()).min(WORK / (places.len() * places.len()).max(1)) {
        let mut other = walk.clone();
        shake(&mut other, &mut chance);
        ground.settle(&mut other);
        let length = ground.length(&other);
        if length <= shortest {
            if length < shortest {
                best.clone_from(&other);
                shortest = length;
            }
            walk = other;
        }
    }
    best.into_iter().map(|place| place - 1).collect()
}

/// All distances; the start is number 0, and stands before the first and after the last of every walk.
struct Ground {
    size: usize,
    metres: Vec<i64>,
}

impl Ground {
    fn of(start: Point, places: &[Point]) -> Self {
        let points: Vec<Point> = std::iter::once(start).chain(places.iter().copied()).collect();
        let pairs = points.iter().flat_map(|a| points.iter().map(|b| metres(*a, *b)));
        Self {
            size: points.len(),
            metres: pairs.collect(),
        }
    }

    fn between(&self, a: usize, b: usize) -> i64 {
        self.metres.get(a * self.size + b).copied().unwrap_or_default()
    }

    /// Who stands at a place of the walk, counted from 1; the start stands at both ends.
    fn at(walk: &[usize], place: usize) -> usize {
        place.checked_sub(1).and_then(|place| walk.get(place)).copied().unwrap_or_default()
    }

    fn length(&self, walk: &[usize]) -> i64 {
        let steps = (0..=walk.len()).map(|place| self.between(Self::at(walk, place), Self::at(walk, place + 1)));
        steps.sum()
    }

    /// Improves a walk until no piece of it is better turned round or elsewhere.
    fn settle(&self, walk: &mut Vec<usize>) {
        while self.turn_a_piece(walk) || self.move_a_piece(walk) {}
    }

    /// 2-opt: walks every piece that is shorter so the other way round.
    fn turn_a_piece(&self, walk: &mut [usize]) -> bool {
        let mut improved = false;
        for first in 1..walk.len() {
            for last in first + 1..=walk.len() {
                let (before, after) = (Self::at(walk, first - 1), Self::at(walk, last + 1));
                let (a, b) = (Self::at(walk, first), Self::at(walk, last));
                if self.between(before, b) + self.between(a, after) < self.between(before, a) + self.between(b, after) {
                    if let Some(piece) = walk.get_mut(first - 1..last) {
                        piece.reverse();
                    }
                    improved = true;
                }
            }
        }
        improved
    }

    /// Or-opt: moves the first short piece that is better between two other stops, either way round.
    fn move_a_piece(&self, walk: &mut Vec<usize>) -> bool {
        for size in 1..=LONGEST_PIECE.min(walk.len().saturating_sub(1)) {
            for first in 1..=walk.len() + 1 - size {
                let last = first + size - 1;
                let (before, after) = (Self::at(walk, first - 1), Self::at(walk, last + 1));
                let (a, b) = (Self::at(walk, first), Self::at(walk, last));
                let saved = self.between(before, a) + self.between(b, after) - self.between(before, after);
                for gap in (0..first - 1).chain(last + 1..=walk.len()) {
                    let (left, right) = (Self::at(walk, gap), Self::at(walk, gap + 1));
                    let straight = self.between(left, a) + self.between(b, right);
                    let turned = self.between(left, b) + self.between(a, right);
                    if straight.min(turned) - self.between(left, right) < saved {
                        let mut piece: Vec<usize> = walk.drain(first - 1..last).collect();
                        if turned < straight {
                            piece.reverse();
                        }
                        let to = if gap < first { gap } else { gap - size };
                        walk.splice(to..to, piece);
                        return true;
                    }
                }
            }
        }
        false
    }
}

/// Cuts a walk at three places and lets two neighbouring pieces change places (a double bridge): what neither turning nor moving
/// a short piece undoes.
fn shake(walk: &mut [usize], chance: &mut ChaCha8Rng) {
    let mut cuts = [0; 3].map(|_: usize| place(chance, walk.len() + 1));
    cuts.sort_unstable();
    let [first, middle, last] = cuts;
    if let Some(pieces) = walk.get_mut(first..last) {
        pieces.rotate_left(middle - first);
    }
}

/// A number below `end`.
fn place(chance: &mut ChaCha8Rng, end: usize) -> usize {
    let end = u64::try_from(end.max(1)).unwrap_or(1);
    usize::try_from(chance.next_u64() % end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Buildings anywhere in a community of a kilometre.
    fn community(size: usize, seed: u64) -> Vec<Point> {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let mut metre = || i64::try_from(place(&mut chance, 1_000)).unwrap() - 500;
        (0..size).map(|_| Point { x: metre(), y: metre() }).collect()
    }

    fn walked(places: &[Point], order: &[usize]) -> i64 {
        length(Point::default(), order.iter().map(|place| places[*place]))
    }

    /// The length of the shortest of all walks: each place first, and the rest as short as can be.
    fn by_trying_all(places: &[Point], order: &mut Vec<usize>) -> i64 {
        if order.len() == places.len() {
            return walked(places, order);
        }
        let mut best = i64::MAX;
        for next in 0..places.len() {
            if !order.contains(&next) {
                order.push(next);
                best = best.min(by_trying_all(places, order));
                order.pop();
            }
        }
        best
    }

    #[test]
    fn no_walk_of_up_to_seven_places_is_shorter() {
        for (size, seed) in (0..=7).flat_map(|size| (1..=3).map(move |seed| (size, seed))) {
            let places = community(size, seed);
            let order = shortest(Point::default(), &places, seed);
            assert_eq!(walked(&places, &order), by_trying_all(&places, &mut Vec::new()), "{places:?}");
        }
    }

    #[test]
    fn eight_places_too() {
        let places = community(8, 20_261_123);
        let order = shortest(Point::default(), &places, 1);
        assert_eq!(walked(&places, &order), by_trying_all(&places, &mut Vec::new()));
    }

    #[test]
    fn a_circle_is_walked_round() {
        // Twelve houses round a square whose corners a walk need not leave, given in a useless order.
        let square = [
            (0, 10),
            (0, 20),
            (0, 30),
            (10, 30),
            (20, 30),
            (30, 30),
            (30, 20),
            (30, 10),
            (30, 0),
            (20, 0),
            (10, 0),
        ];
        let useless = [7, 2, 10, 0, 5, 1, 9, 3, 8, 4, 6].map(|place: usize| square[place]);
        let places = useless.map(|(x, y)| Point { x, y });
        let order = shortest(Point::default(), &places, 3);
        assert_eq!(walked(&places, &order), 120);
    }

    #[test]
    fn each_place_is_reached_once_and_a_seed_repeats_the_walk() {
        let places = community(60, 7);
        let order = shortest(Point::default(), &places, 5);
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, (0..60).collect::<Vec<_>>());
        assert_eq!(order, shortest(Point::default(), &places, 5));
    }

    #[test]
    fn distances_are_whole_metres() {
        let corner = Point { x: 3, y: 4 };
        assert_eq!(metres(Point::default(), corner), 5);
        assert_eq!(length(Point::default(), [corner]), 10);
        assert_eq!(length(corner, []), 0);
        assert_eq!(metres(Point { x: i64::MAX, y: 0 }, Point { x: i64::MIN, y: 0 }), i64::MAX.isqrt());
    }
}
