//! From where on does a check light? The limits that count where nobody set others.

use chrono::TimeDelta;

/// The limits of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// E06: of a hundred people of the groups, so many come to one meal at most.
    pub attendance_percent: usize,
    /// E09: equal counts on so many serving days running.
    pub equal_days: usize,
    /// E09: the same order of cards on so many serving days running.
    pub same_order_days: usize,
    /// E09: fewer meals than this are equal by chance.
    pub least_meals: usize,
    /// E10: more meals than this in one minute at one lane.
    pub meals_a_minute: usize,
    /// E11: two meals of one person at two places within this time.
    pub apart: TimeDelta,
    /// E13: of a hundred meals of residents, so many may be sold without a card.
    pub without_card_percent: usize,
    /// E13: fewer meals than this say nothing.
    pub least_by_card: usize,
    /// E15: what was booked later than this after it was eaten.
    pub late: TimeDelta,
    /// E16: what a lane says that it sold so long after it arrived here.
    pub clock_ahead: TimeDelta,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            attendance_percent: 90,
            equal_days: 5,
            same_order_days: 3,
            least_meals: 5,
            meals_a_minute: 15,
            apart: TimeDelta::minutes(10),
            without_card_percent: 30,
            least_by_card: 10,
            late: TimeDelta::hours(24),
            clock_ahead: TimeDelta::minutes(1),
        }
    }
}
