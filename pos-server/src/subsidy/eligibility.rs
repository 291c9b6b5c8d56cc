//! Is somebody of an age that a group asks for? Bounds include the number (Civil Code art. 1259) unless the policy says not.

use chrono::{Datelike, NaiveDate};

use super::policy::AgeCountsFrom;
use crate::calendar::age_in_full_years;
use crate::text::{Sentence, say};

/// A range of ages in full years, with the bounds as the policy wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeRange {
    /// The lower bound.
    pub low: Option<Bound>,
    /// The upper bound.
    pub high: Option<Bound>,
}

/// One bound of an age range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The age in full years.
    pub age: u32,
    /// Whether the age itself belongs to the range.
    pub inclusive: bool,
}

impl AgeRange {
    /// Does an age belong to the range?
    #[must_use]
    pub fn holds(self, age: u32) -> bool {
        let high_enough = self
            .low
            .is_none_or(|bound| if bound.inclusive { age >= bound.age } else { age > bound.age });
        let low_enough = self
            .high
            .is_none_or(|bound| if bound.inclusive { age <= bound.age } else { age < bound.age });
        high_enough && low_enough
    }

    /// The range in words.
    #[must_use]
    pub fn describe(self) -> Sentence {
        let low = self.low.map(|b| {
            if b.inclusive {
                (format!("{}周岁及以上", b.age), format!("{} and over", b.age))
            } else {
                (format!("超过{}周岁", b.age), format!("over {}", b.age))
            }
        });
        let high = self.high.map(|b| {
            if b.inclusive {
                (format!("{}周岁及以下", b.age), format!("{} and under", b.age))
            } else {
                (format!("未满{}周岁", b.age), format!("under {}", b.age))
            }
        });
        match (low, high) {
            (Some((zh, en)), None) | (None, Some((zh, en))) => say(zh, en),
            (Some(low), Some(high)) => say(format!("{}、{}", low.0, high.0), format!("{} and {}", low.1, high.1)),
            (None, None) => say("不限年龄", "any age"),
        }
    }
}

/// The age in full years that a policy counts on a day; `None` before birth.
#[must_use]
pub fn age(birth: NaiveDate, on: NaiveDate, counts_from: AgeCountsFrom) -> Option<u32> {
    let day = match counts_from {
        AgeCountsFrom::Birthday => on,
        AgeCountsFrom::DayAfter if on == birth => on,
        AgeCountsFrom::DayAfter => on.pred_opt()?,
        // The last day of the month before: a birthday counts from the first of the next month.
        AgeCountsFrom::NextMonth if (on.year(), on.month()) == (birth.year(), birth.month()) => on,
        AgeCountsFrom::NextMonth => on.with_day(1)?.pred_opt()?,
    };
    age_in_full_years(birth, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_includes_its_number_unless_it_says_not() {
        let from = |age, inclusive| AgeRange {
            low: Some(Bound { age, inclusive }),
            high: None,
        };
        let to = |age, inclusive| AgeRange {
            low: None,
            high: Some(Bound { age, inclusive }),
        };
        for (range, age, holds) in [
            (from(60, true), 59, false),
            (from(60, true), 60, true),
            (from(60, false), 60, false),
            (from(60, false), 61, true),
            (to(12, true), 12, true),
            (to(12, true), 13, false),
            (to(13, false), 12, true),
            (to(13, false), 13, false),
        ] {
            assert_eq!(range.holds(age), holds, "{range:?} {age}");
        }
    }

    #[test]
    fn a_policy_may_count_from_the_month_after_the_birthday() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (birth, on, next_month) in [
            ("1966-06-15", "2026-06-30", Some(59)),
            ("1966-06-15", "2026-07-01", Some(60)),
            ("1966-06-01", "2026-06-30", Some(59)),
            ("1966-06-30", "2026-07-01", Some(60)),
            ("1965-12-31", "2025-12-31", Some(59)),
            ("1965-12-31", "2026-01-01", Some(60)),
            ("1964-02-29", "2025-03-31", Some(60)),
            ("1964-02-29", "2025-04-01", Some(61)),
            ("2026-11-23", "2026-11-23", Some(0)),
            ("2026-11-24", "2026-11-23", None),
        ] {
            assert_eq!(age(day(birth), day(on), AgeCountsFrom::NextMonth), next_month, "{birth} {on}");
        }
    }

    #[test]
    fn a_policy_may_count_from_the_day_after_the_birthday() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (birth, on, birthday, day_after) in [
            ("1966-11-23", "2026-11-22", Some(59), Some(59)),
            ("1966-11-23", "2026-11-23", Some(60), Some(59)),
            ("1966-11-23", "2026-11-24", Some(60), Some(60)),
            ("1964-02-29", "2025-02-28", Some(60), Some(60)),
            ("1964-02-29", "2025-03-01", Some(61), Some(60)),
            ("1964-02-29", "2025-03-02", Some(61), Some(61)),
            ("2026-11-23", "2026-11-23", Some(0), Some(0)),
            ("2026-11-24", "2026-11-23", None, None),
        ] {
            assert_eq!(age(day(birth), day(on), AgeCountsFrom::Birthday), birthday, "{birth} {on}");
            assert_eq!(age(day(birth), day(on), AgeCountsFrom::DayAfter), day_after, "{birth} {on}");
        }
    }
}
