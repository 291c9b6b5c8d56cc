//! Who was born when, so as to belong to a group today? Turns a policy's ages into birth dates that a database can compare.

use chrono::{Months, NaiveDate};

use crate::subsidy::policy::Policy;
use crate::subsidy::words::Group;

/// The greatest age that is looked at.
const OLDEST: u32 = 140;

/// The ranges of birth dates, both ends included, whose people belong to `group` on a day; `None` means to no group.
#[must_use]
pub fn born_for(policy: Option<&Policy>, group: Option<Group>, on: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let belongs = |birth: NaiveDate| policy.and_then(|policy| policy.group_of(birth, on)) == group;
    let first = on.checked_sub_months(Months::new(OLDEST * 12)).unwrap_or(NaiveDate::MIN);
    let mut ranges = Vec::new();
    let mut start = belongs(first).then_some(first);
    let mut at = first;
    while at < on {
        // Within half a year nobody's group changes twice: look at its ends, and search between them where they differ.
        let next = at.checked_add_months(Months::new(6)).unwrap_or(on).min(on);
        if belongs(at) != belongs(next) {
            let change = first_that(&|day| belongs(day) == belongs(next), at, next);
            match start.take() {
                Some(from) => ranges.extend(change.pred_opt().map(|to| (from, to))),
                None => start = Some(change),
            }
        }
        at = next;
    }
    ranges.extend(start.map(|from| (from, on)));
    ranges
}

/// The first day after `low`, up to `high`, of which something holds; it holds of `high` and, from some day on, always.
fn first_that(holds: &impl Fn(NaiveDate) -> bool, low: NaiveDate, high: NaiveDate) -> NaiveDate {
    let (mut low, mut high) = (low, high);
    while (high - low).num_days() > 1 {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_agree_with_the_policy_on_every_birth_date() {
        let policy = Policy::parse(crate::subsidy::policy::QIYI).unwrap();
        for on in ["2026-11-23", "2024-02-29", "2025-03-01"] {
            let on: NaiveDate = on.parse().unwrap();
            for group in [Some(Group::Elder), Some(Group::Child), None] {
                let ranges = born_for(Some(&policy), group, on);
                let mut birth = on - chrono::Days::new(40_000);
                while birth <= on {
                    let inside = ranges.iter().any(|(from, to)| (*from..=*to).contains(&birth));
                    assert_eq!(inside, policy.group_of(birth, on) == group, "{birth} {group:?}");
                    birth = birth + chrono::Days::new(1);
                }
            }
        }
    }

    #[test]
    fn without_a_policy_nobody_has_a_group() {
        let on: NaiveDate = "2026-11-23".parse().unwrap();
        assert_eq!(born_for(None, Some(Group::Elder), on), []);
        assert_eq!(born_for(None, None, on).len(), 1);
    }
}
