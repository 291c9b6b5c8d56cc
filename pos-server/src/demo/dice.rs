//! How is chance made the same every time? Numbers from a seed, whole numbers only.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uuid::Uuid;

/// A row of chances that a seed determines.
#[derive(Debug, Clone)]
pub struct Dice(ChaCha8Rng);

impl Dice {
    /// The row that belongs to a seed.
    #[must_use]
    pub fn from_seed(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// Another row, which depends on this one so far.
    #[must_use]
    pub fn split(&mut self) -> Self {
        Self::from_seed(self.0.next_u64())
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = low.abs_diff(high.max(low)).saturating_add(1);
        low.saturating_add_unsigned(self.0.next_u64() % span)
    }

    /// Does something happen that happens `per_mille` times in a thousand?
    pub fn happens(&mut self, per_mille: i64) -> bool {
        self.between(1, 1000) <= per_mille
    }

    /// A place in a list of this length; 0 for an empty one.
    pub fn place(&mut self, length: usize) -> usize {
        let last = i64::try_from(length.saturating_sub(1)).unwrap_or(i64::MAX);
        usize::try_from(self.between(0, last)).unwrap_or(0)
    }

    /// One of a list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.place(list.len()))
    }

    /// One character of a text.
    pub fn letter(&mut self, text: &str) -> Option<char> {
        text.chars().nth(self.place(text.chars().count()))
    }

    /// One of a list in which each has its weight.
    pub fn weighted<'a, T>(&mut self, list: &'a [(T, i64)]) -> Option<&'a T> {
        let total: i64 = list.iter().map(|(_, weight)| weight).sum();
        let mut left = self.between(1, total.max(1));
        list.iter().find_map(|(item, weight)| {
            left -= weight;
            (left <= 0).then_some(item)
        })
    }

    /// Puts a list into another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for end in (1..list.len()).rev() {
            let other = self.place(end + 1);
            list.swap(end, other);
        }
    }

    /// The number of a payment that nobody made.
    pub fn payment_number(&mut self) -> String {
        format!("DEMO{:016}", self.between(0, i64::MAX))
    }

    /// A UUID of version 7 for a moment, the same for the same row.
    pub fn uuid_at(&mut self, at: crate::clock::Timestamp) -> Uuid {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        let mut chance = [0; 10];
        self.0.fill_bytes(&mut chance);
        uuid::Builder::from_unix_timestamp_millis(millis, &chance).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_falls_the_same_way() {
        let row = |seed| {
            let mut dice = Dice::from_seed(seed);
            (0..20).map(|_| dice.between(-3, 3)).collect::<Vec<_>>()
        };
        assert_eq!(row(7), row(7));
        assert_ne!(row(7), row(8));
        assert!(row(7).iter().all(|n| (-3..=3).contains(n)));
    }

    #[test]
    fn weights_count() {
        let mut dice = Dice::from_seed(1);
        let list = [("often", 9), ("never", 0), ("seldom", 1)];
        let drawn: Vec<_> = (0..1000).filter_map(|_| dice.weighted(&list)).collect();
        let often = drawn.iter().filter(|name| ***name == "often").count();
        assert!((850..950).contains(&often), "{often}");
        assert!(!drawn.contains(&&"never"));
        assert_eq!(drawn.len(), 1000);
    }
}
