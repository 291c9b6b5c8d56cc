//! Who enters or leaves a group by a birthday soon, and which subsidies begin and end with it? Pure.

use chrono::{Days, NaiveDate};

use super::eligibility::age;
use super::policy::Policy;
use super::words::Group;

/// A birthday that changes what somebody gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// The first day with the new age.
    pub on: NaiveDate,
    /// The new age in full years.
    pub age: u32,
    /// The group until then.
    pub from: Option<Group>,
    /// The group from then on.
    pub to: Option<Group>,
    /// Names of subsidies whose ages begin.
    pub begins: Vec<String>,
    /// Names of subsidies whose ages end.
    pub ends: Vec<String>,
}

/// The first birthday in the days after one that changes something for somebody.
#[must_use]
pub fn next_turn(policy: &Policy, birth: NaiveDate, after: NaiveDate, days: u32) -> Option<Turn> {
    (1..=days).find_map(|ahead| {
        let on = after.checked_add_days(Days::new(u64::from(ahead)))?;
        let before = on.pred_opt()?;
        let age_on = |day| age(birth, day, policy.age_counts_from);
        let new = age_on(on).filter(|new| age_on(before) != Some(*new))?;
        let (from, to) = (policy.group_of(birth, before), policy.group_of(birth, on));
        let (had, has) = (of_age(policy, from, age_on(before)), of_age(policy, to, Some(new)));
        let without = |all: &[String], others: &[String]| all.iter().filter(|name| !others.contains(name)).cloned().collect();
        let turn = Turn {
            on,
            age: new,
            from,
            to,
            begins: without(&has, &had),
            ends: without(&had, &has),
        };
        (from != to || had != has).then_some(turn)
    })
}

/// The subsidies that an age and its group are right for, whatever else they ask.
fn of_age(policy: &Policy, group: Option<Group>, age: Option<u32>) -> Vec<String> {
    let Some((group, age)) = group.zip(age) else { return Vec::new() };
    let fits = policy
        .subsidies
        .iter()
        .filter(|subsidy| subsidy.who.groups.contains(&group) && subsidy.who.age.is_none_or(|range| range.holds(age)));
    fits.map(|subsidy| subsidy.name.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::policy::QIYI;
    use super::*;

    const BEIDAJIE: &str = include_str!("../../policies/beidajie-2024-09.toml");

    fn told(text: &str, birth: &str) -> Option<(String, u32, Vec<String>, Vec<String>)> {
        let policy = Policy::parse(text).unwrap();
        let turn = next_turn(&policy, birth.parse().unwrap(), "2026-11-23".parse().unwrap(), 30)?;
        Some((turn.on.to_string(), turn.age, turn.begins, turn.ends))
    }

    #[test]
    fn birthdays_open_and_close_groups_and_subsidies() {
        let none = Vec::new;
        for (text, birth, turn) in [
            (QIYI, "1966-11-23", None),
            (QIYI, "1966-11-24", Some(("2026-11-24", 60, none(), none()))),
            (QIYI, "1966-12-23", Some(("2026-12-23", 60, none(), none()))),
            (QIYI, "1966-12-24", None),
            (QIYI, "2013-12-01", Some(("2026-12-01", 13, none(), none()))),
            (QIYI, "1956-12-01", None),
            (
                BEIDAJIE,
                "1956-12-01",
                Some(("2026-12-01", 70, vec!["70至79岁助餐".to_owned()], vec!["60至69岁助餐".to_owned()])),
            ),
            (
                BEIDAJIE,
                "1966-12-01",
                Some(("2026-12-01", 60, vec!["60至69岁助餐".to_owned()], none())),
            ),
            (BEIDAJIE, "1951-12-01", None),
        ] {
            let turn = turn.map(|(on, age, begins, ends)| (on.to_owned(), age, begins, ends));
            assert_eq!(told(text, birth), turn, "{birth}");
        }
    }
}
