//! Who used to eat every day and has not been seen for days, so that somebody has to ask? Pure. After how many days the policy says; the
//! other numbers of the rule stand here.

pub mod http;
pub mod read;
pub mod store;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::plan::lasts;
use crate::subsidy::policy::Policy;

/// The rule of the silence alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SilenceRule {
    /// After so many open days without a sign somebody is silent.
    pub silent_days: i64,
    /// Of so many open days up to the last sign…
    pub habit_window: i64,
    /// …a daily eater ate on so many.
    pub habit_days: i64,
    /// Whoever has not been seen for more calendar days than these has given up the habit.
    pub look_back_days: u64,
}

/// The rule as usual. An open day is a day on which the canteen sold a meal; today counts for nobody before it is over.
pub const RULE: SilenceRule = SilenceRule {
    silent_days: 3,
    habit_window: 14,
    habit_days: 10,
    look_back_days: 90,
};

impl SilenceRule {
    /// The rule by a policy.
    #[must_use]
    pub fn of(policy: Option<&Policy>) -> Self {
        let silent_days = policy.map_or(RULE.silent_days, |policy| policy.deliveries.silent_after_days);
        Self { silent_days, ..RULE }
    }
}

/// Days on which nobody is missed: a hold, a care home, away, or dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if it is known.
    pub to: Option<NaiveDate>,
}

/// On how many open days a daily eater was missed since the last sign; nothing if nobody has to ask today. `answered` is the day on which
/// somebody asked last: silence that goes on as long again comes back.
#[must_use]
pub fn missed(
    rule: SilenceRule,
    (last_sign, answered): (NaiveDate, Option<NaiveDate>),
    open_days: &[NaiveDate],
    kept: &[Kept],
    today: NaiveDate,
) -> Option<usize> {
    let is_kept = |day: NaiveDate| kept.iter().any(|kept| lasts(day, kept.from, kept.to));
    let missed_after = |day: NaiveDate| {
        open_days
            .iter()
            .filter(|open| **open > day && **open < today && !is_kept(**open))
            .count()
    };
    let is_long = |days: usize| i64::try_from(days).is_ok_and(|days| days >= rule.silent_days);
    let days = missed_after(last_sign);
    let asks = is_long(days) && !is_kept(today) && answered.is_none_or(|day| is_long(missed_after(day.max(last_sign))));
    asks.then_some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn three_open_days_without_a_sign_are_a_silence_unless_somebody_knows_why() {
        // The 14th and 15th were closed.
        let open: Vec<NaiveDate> = [9, 10, 11, 12, 13, 16, 17, 18].map(day).to_vec();
        let kept = |from: u32, to: Option<u32>| {
            vec![Kept {
                from: day(from),
                to: to.map(day),
            }]
        };
        for (last, answered, kept, today, expected) in [
            (12, None, vec![], 17, None),
            (12, None, vec![], 18, Some(3)),
            (12, None, vec![], 19, Some(4)),
            // In hospital since, and still there.
            (12, None, kept(13, None), 19, None),
            (12, None, kept(19, None), 19, None),
            // Days of a hold do not count, those after it do.
            (9, None, kept(10, Some(16)), 18, None),
            (9, None, kept(10, Some(13)), 19, Some(3)),
            // Asked on the 12th: three more open days have to pass.
            (9, Some(12), vec![], 17, None),
            (9, Some(12), vec![], 18, Some(6)),
            (12, Some(10), vec![], 18, Some(3)),
        ] {
            let found = missed(RULE, (day(last), answered.map(day)), &open, &kept, day(today));
            assert_eq!(found, expected, "{last} {answered:?} {kept:?} {today}");
        }
    }
}
