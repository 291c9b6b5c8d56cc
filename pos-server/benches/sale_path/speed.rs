//! How fast was it? Sales per second and the time that one sale took, in whole numbers.

use std::time::{Duration, Instant};

use crate::books::Told;
use crate::callers::Window;

/// One sale and when it was asked for and answered.
#[derive(Debug, Clone, Copy)]
pub struct Answered {
    /// What the client was told.
    pub told: Told,
    /// When it asked.
    pub began: Instant,
    /// When it had the answer.
    pub ended: Instant,
}

/// What was measured in one window.
#[derive(Debug, Clone)]
pub struct Speed {
    /// How many callers at once, or how many sales in one group.
    pub callers: usize,
    /// Sales per second.
    pub per_second: u128,
    /// Half of the sales took at most this long.
    pub p50: Duration,
    /// All but one in a hundred took at most this long.
    pub p99: Duration,
}

impl Speed {
    /// The speed of the sales that were asked for and answered inside the window.
    pub fn of(callers: usize, window: Window, answered: &[Answered]) -> Self {
        let took: Vec<Duration> = answered
            .iter()
            .filter(|answer| answer.began >= window.opens && answer.ended <= window.closes)
            .map(|answer| answer.ended - answer.began)
            .collect();
        let micros = (window.closes - window.opens).as_micros().max(1);
        let sales = u128::try_from(took.len()).unwrap_or_default();
        Self::new(callers, sales * 1_000_000 / micros, took)
    }

    /// So many sales per second, and how long each took.
    pub fn new(callers: usize, per_second: u128, mut took: Vec<Duration>) -> Self {
        took.sort_unstable();
        let at = |percent: usize| took.get(took.len() * percent / 100).copied().unwrap_or_default();
        Self {
            callers,
            per_second,
            p50: at(50),
            p99: at(99),
        }
    }
}
