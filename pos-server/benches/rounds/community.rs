//! What community are the rounds laid out in? Buildings that stand in compounds, drawn from a seed.

use pos_server::deliveries::rounds::draft::Doorstep;
use pos_server::deliveries::walk::Point;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// How many buildings stand together.
const COMPOUND: usize = 5;
/// A compound stands this far from the canteen at most, to each side, and a building from the middle of its compound.
const FAR: i64 = 600;
const NEAR: i64 = 70;

/// Where the buildings of a community stand, in metres from the canteen.
#[derive(Debug)]
pub struct Community {
    /// One for each building.
    pub places: Vec<Point>,
}

impl Community {
    /// The community of this size and seed.
    pub fn of(buildings: usize, seed: u64) -> Self {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let mut within = move |far: i64| i64::from(chance.next_u32()) % (2 * far + 1) - far;
        let mut middle = Point::default();
        let places = (0..buildings).map(|building| {
            if building % COMPOUND == 0 {
                middle = Point {
                    x: within(FAR),
                    y: within(FAR),
                };
            }
            Point {
                x: middle.x + within(NEAR),
                y: middle.y + within(NEAR),
            }
        });
        Self { places: places.collect() }
    }

    /// One door in each building, dealt out to so many grids.
    pub fn doors(&self, grids: usize) -> Vec<Doorstep> {
        let doors = self.places.iter().enumerate().map(|(building, at)| Doorstep {
            grid: (building % grids).to_string(),
            building: building.to_string(),
            at: Some(*at),
            ..Doorstep::default()
        });
        doors.collect()
    }
}
