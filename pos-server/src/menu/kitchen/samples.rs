//! Is a sample of each dish kept, and was it hot? Pure.
//!
//! School canteens keep at least 125 g of every dish of every meal in a cold case for 48 hours or longer, and write down dish, amount, time
//! and person (学校食品安全与营养健康管理规定, order 45 of 2019, article 40). The industry's rules ask the same of the canteens of homes
//! for the elderly, and 70 °C in the middle of what has to be cooked through (餐饮服务食品安全操作规范, 2018, 7.9 and 7.4).

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde::Serialize;
use utoipa::ToSchema;

use super::words::SampleEnd;
use crate::clock::Timestamp;

/// So long a sample is kept at least.
pub const KEPT: TimeDelta = TimeDelta::hours(48);
/// So much is taken of a dish at least.
pub const LEAST_GRAMS: i64 = 125;
/// So hot is a cooked dish in its middle at least, in tenths of a degree Celsius.
const LEAST_CORE_TENTHS: i64 = 700;

/// Where a sample stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SampleState {
    /// It has to stay in the cold case.
    Kept {
        /// Until then.
        until: Timestamp,
    },
    /// Its time is over, and nobody threw it away.
    Overdue {
        /// Since when.
        since: Timestamp,
    },
    /// It is there no more.
    Ended {
        /// What became of it.
        end: SampleEnd,
    },
}

/// Where a sample stands at a moment.
#[must_use]
pub fn state(taken_at: Timestamp, end: Option<SampleEnd>, now: Timestamp) -> SampleState {
    let until = taken_at + KEPT;
    match end {
        Some(end) => SampleState::Ended { end },
        None if now < until => SampleState::Kept { until },
        None => SampleState::Overdue { since: until },
    }
}

/// The dishes of a meal of which nobody took a sample, each once. A sample that was written down by mistake is none.
#[must_use]
pub fn without_a_sample<'d>(dishes: impl Iterator<Item = &'d str>, samples: &[(&str, Option<SampleEnd>)]) -> Vec<String> {
    let is_taken = |dish: &str| samples.iter().any(|(of, end)| *of == dish && *end != Some(SampleEnd::Mistaken));
    let missing: BTreeSet<&str> = dishes.filter(|dish| !is_taken(dish)).collect();
    missing.into_iter().map(str::to_owned).collect()
}

/// Is a cooked dish of this temperature too cold in its middle?
#[must_use]
pub const fn is_too_cold(core_tenths: i64) -> bool {
    core_tenths < LEAST_CORE_TENTHS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Timestamp {
        format!("2026-11-{text}Z").parse().unwrap()
    }

    #[test]
    fn a_sample_is_kept_for_two_days_and_then_somebody_throws_it_away() {
        let (taken, until) = (moment("23T03:00:00"), moment("25T03:00:00"));
        let kept = SampleState::Kept { until };
        let overdue = SampleState::Overdue { since: until };
        for (now, expected) in [
            ("23T03:00:00", kept),
            ("25T02:59:59", kept),
            ("25T03:00:00", overdue),
            ("29T03:00:00", overdue),
        ] {
            assert_eq!(state(taken, None, moment(now)), expected, "{now}");
        }
        let end = SampleEnd::HandedOver;
        assert_eq!(state(taken, Some(end), moment("29T03:00:00")), SampleState::Ended { end });
    }

    #[test]
    fn a_dish_without_a_sample_is_named_once() {
        let samples = [
            ("米饭", None),
            ("红烧肉", Some(SampleEnd::Mistaken)),
            ("青菜", Some(SampleEnd::ThrownAway)),
        ];
        let dishes = ["米饭", "红烧肉", "红烧肉", "青菜", "豆腐"];
        assert_eq!(without_a_sample(dishes.into_iter(), &samples), ["红烧肉", "豆腐"]);
        assert_eq!(without_a_sample([].into_iter(), &samples), Vec::<String>::new());
    }

    #[test]
    fn seventy_degrees_are_hot_enough() {
        assert!(is_too_cold(699) && !is_too_cold(700) && is_too_cold(-5));
    }
}
