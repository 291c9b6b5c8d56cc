//! Until when are a round's meals hot, and who waits too long? The clock runs from packing, for as long as the policy of the day says; while
//! nothing is packed, from the meal's first minute at the counter: nobody waits longer for a round that never left.

use chrono::{NaiveDate, TimeDelta};

use super::ladder::StopState;
use crate::calendar::moment_of;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;
use crate::subsidy::book::PolicyBook;
use crate::subsidy::policy::{Deliveries, Policy};
use crate::subsidy::words::Meal;

/// The clock of a day's meal.
#[derive(Debug, Clone, Copy)]
pub struct HotClock {
    opens: Option<Timestamp>,
    hot_for: TimeDelta,
}

impl HotClock {
    /// The clock by the policy that counts on the day.
    pub async fn read(tx: &mut Tx, canteen: CanteenId, (date, meal): (NaiveDate, Meal)) -> Result<Self, DbError> {
        let policy = PolicyBook::read(tx, &[canteen]).await?.on(canteen, date);
        Ok(Self::of(policy.as_ref().map(|loaded| loaded.policy.as_ref()), (date, meal)))
    }

    /// The clock by a policy.
    #[must_use]
    pub fn of(policy: Option<&Policy>, (date, meal): (NaiveDate, Meal)) -> Self {
        let rule = policy.and_then(|policy| policy.meal(meal));
        let deliveries = policy.map_or_else(Deliveries::default, |policy| policy.deliveries);
        Self {
            opens: rule.map(|rule| moment_of(date, rule.opens)),
            hot_for: TimeDelta::minutes(deliveries.hot_for_minutes),
        }
    }

    /// Until when packed meals are hot.
    #[must_use]
    pub fn hot_until(self, packed_at: Timestamp) -> Timestamp {
        packed_at + self.hot_for
    }

    /// Is somebody still waiting for a meal that is not hot any more, or that could have been there by now?
    #[must_use]
    pub fn is_late(self, state: StopState, packed_at: Option<Timestamp>, now: Timestamp) -> bool {
        let since = packed_at.or(self.opens);
        !state.is_over() && since.is_some_and(|since| now >= self.hot_until(since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subsidy::policy::QIYI;

    /// So many minutes after lunch opens at the counter.
    fn moment(minute: i64) -> Timestamp {
        "2026-11-23T02:30:00Z".parse::<Timestamp>().unwrap() + TimeDelta::minutes(minute)
    }

    #[test]
    fn a_meal_that_nobody_has_yet_is_late_two_hours_after_it_was_packed_or_could_have_been() {
        let lunch = ("2026-11-23".parse().unwrap(), Meal::Lunch);
        let policy = |text: &str| HotClock::of(Some(&Policy::parse(text).unwrap()), lunch);
        let (usual, none) = (policy(QIYI), HotClock::of(None, lunch));
        let shorter = policy(&QIYI.replacen("[[group]]", "[deliveries]\nhot_for_minutes = 90\n[[group]]", 1));
        let searching = StopState::Searching { since: moment(30) };
        for (clock, state, packed, minute, expected) in [
            (usual, StopState::Waiting, Some(60), 179, false),
            (usual, StopState::Waiting, Some(60), 180, true),
            (shorter, StopState::Waiting, Some(60), 149, false),
            (shorter, StopState::Waiting, Some(60), 150, true),
            (usual, searching, Some(0), 120, true),
            (usual, StopState::Waiting, None, 119, false),
            (usual, StopState::Waiting, None, 120, true),
            (shorter, StopState::Waiting, None, 90, true),
            (none, StopState::Waiting, Some(0), 120, true),
            (none, StopState::Waiting, None, 600, false),
            (usual, StopState::Delivered, Some(0), 600, false),
            (usual, StopState::Unproved, Some(0), 600, false),
        ] {
            let told = clock.is_late(state, packed.map(moment), moment(minute));
            assert_eq!(told, expected, "{clock:?} {state:?} {packed:?} {minute}");
        }
    }
}
