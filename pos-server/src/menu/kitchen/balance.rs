//! Where did the prepared meals go? Served at the counter, out to the doors, eaten by the staff, left over; what is still missing or
//! too many is the difference, which somebody has to explain. Pure.

use serde::Serialize;
use utoipa::ToSchema;

use crate::deliveries::door::ladder::StopState;
use crate::deliveries::door::words::Decision;

/// The meals of one day and meal by where they went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Balance {
    /// What the kitchen says that it prepared.
    pub prepared: Option<i64>,
    /// Sold at the counter and not undone.
    pub served: i64,
    /// Handed over at a door, with proof or as a second person said.
    pub delivered: i64,
    /// Handed over without proof; a second person has yet to say.
    pub unproved: i64,
    /// Packed, and nobody took it: not at home, refused, wrong address. Waste.
    pub wasted: i64,
    /// Packed, and nobody knows yet.
    pub on_the_way: i64,
    /// Eaten by the canteen's own people.
    pub staff: i64,
    /// What the kitchen found in its pots.
    pub left_over: Option<i64>,
    /// Prepared less everything else; nothing while one of the kitchen's two numbers is missing.
    pub difference: Option<i64>,
}

/// A sheet's figures as they are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// What was prepared.
    pub prepared: i64,
    /// What the counter served.
    pub served: i64,
    /// What was packed for the doors, wherever it ended.
    pub doors: i64,
    /// What the staff ate.
    pub staff: i64,
    /// What was left over.
    pub left_over: i64,
    /// Prepared less everything else.
    pub difference: i64,
}

/// Why a sheet is not closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotClosed {
    /// Nobody wrote down what was prepared, or what is left.
    NotCounted,
    /// So many packed meals have no end yet.
    OnTheWay(i64),
    /// There is a difference and no reason for it.
    Unexplained(i64),
}

impl Balance {
    /// Puts a meal's numbers together: `counted` is what was prepared, what the staff ate and what is left.
    #[must_use]
    pub fn new(
        (prepared, staff, left_over): (Option<i64>, i64, Option<i64>),
        served: i64,
        packed: impl Iterator<Item = StopState>,
    ) -> Self {
        let mut balance = Self {
            prepared,
            served,
            staff,
            left_over,
            ..Self::default()
        };
        for state in packed {
            let place = match state {
                StopState::Waiting | StopState::Searching { .. } => &mut balance.on_the_way,
                StopState::Unproved => &mut balance.unproved,
                StopState::Delivered
                | StopState::Settled {
                    decision: Decision::Delivered,
                } => &mut balance.delivered,
                StopState::NotDelivered
                | StopState::Settled {
                    decision: Decision::NotDelivered,
                } => &mut balance.wasted,
            };
            *place += 1;
        }
        balance.difference = balance.figures().map(|figures| figures.difference);
        balance
    }

    /// What was packed for the doors, wherever it ended.
    #[must_use]
    pub const fn doors(&self) -> i64 {
        self.delivered + self.unproved + self.wasted + self.on_the_way
    }

    /// Was anything cooked, as far as anybody can tell?
    #[must_use]
    pub const fn has_begun(&self) -> bool {
        self.prepared.is_some() || self.served + self.doors() > 0
    }

    /// The figures, once the kitchen has written down its own two.
    #[must_use]
    pub fn figures(&self) -> Option<Figures> {
        let (prepared, left_over) = self.prepared.zip(self.left_over)?;
        Some(Figures {
            prepared,
            served: self.served,
            doors: self.doors(),
            staff: self.staff,
            left_over,
            difference: prepared - self.served - self.doors() - self.staff - left_over,
        })
    }

    /// May the sheet be closed with this reason?
    pub fn close(&self, reason: &str) -> Result<Figures, NotClosed> {
        let figures = self.figures().ok_or(NotClosed::NotCounted)?;
        match figures.difference {
            _ if self.on_the_way > 0 => Err(NotClosed::OnTheWay(self.on_the_way)),
            0 => Ok(figures),
            difference if reason.is_empty() => Err(NotClosed::Unexplained(difference)),
            _ => Ok(figures),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DELIVERED: StopState = StopState::Delivered;
    const SETTLED: StopState = StopState::Settled {
        decision: Decision::Delivered,
    };
    const NOT: StopState = StopState::Settled {
        decision: Decision::NotDelivered,
    };

    #[test]
    fn every_packed_meal_is_in_one_place_and_what_is_missing_is_the_difference() {
        let packed = [DELIVERED, DELIVERED, SETTLED, NOT, StopState::NotDelivered, StopState::Unproved];
        let balance = Balance::new((Some(230), 8, Some(6)), 205, packed.into_iter());
        assert_eq!(
            (balance.delivered, balance.unproved, balance.wasted, balance.on_the_way),
            (3, 1, 2, 0)
        );
        // 230 - 205 - 6 - 8 - 6 = 5
        assert_eq!((balance.doors(), balance.difference), (6, Some(5)));
        assert_eq!(balance.close(""), Err(NotClosed::Unexplained(5)));
        assert_eq!(balance.close("打翻一盆").map(|figures| figures.difference), Ok(5));
    }

    #[test]
    fn a_sheet_is_closed_once_it_is_counted_and_everybody_is_back() {
        let counted = |prepared, left_over| Balance::new((prepared, 1, left_over), 9, [DELIVERED].into_iter());
        for (prepared, left_over) in [(None, Some(0)), (Some(11), None), (None, None)] {
            assert_eq!(counted(prepared, left_over).close("x"), Err(NotClosed::NotCounted));
        }
        assert_eq!(counted(Some(11), Some(0)).close("").map(|figures| figures.doors), Ok(1));
        // Fewer than were eaten: a negative difference has to be explained too.
        assert_eq!(counted(Some(10), Some(0)).close(""), Err(NotClosed::Unexplained(-1)));
        let since = "2026-11-23T04:00:00Z".parse().unwrap();
        for state in [StopState::Waiting, StopState::Searching { since }] {
            let out = Balance::new((Some(11), 1, Some(0)), 9, [state].into_iter());
            assert_eq!(out.close("x"), Err(NotClosed::OnTheWay(1)));
        }
    }
}
