//! On which days of the year is a rule given? On named days, in a season that comes back each year, or on the diner's birthday.

use chrono::{Datelike, NaiveDate};

use super::because::Because;
use super::eligibility::age;
use super::policy::AgeCountsFrom;

/// The days of the year on which something is given. What is empty asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dates {
    /// On one of these days.
    pub named: Vec<NaiveDate>,
    /// In one of these parts of each year.
    pub seasons: Vec<Season>,
    /// Whether it must be the diner's birthday.
    pub birthday: Birthday,
}

/// A part of each year from one month and day to another, both included; it may lie around the new year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Season {
    /// The month and day with which it begins.
    pub first: (u32, u32),
    /// The month and day with which it ends.
    pub last: (u32, u32),
}

/// Whether something is for the diner's birthday only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Birthday {
    /// It is for any day.
    #[default]
    AnyDay,
    /// It is for the birthday alone.
    Only,
}

impl Dates {
    /// What stands in the way on a day, for somebody of that day of birth; `None` if nothing does.
    #[must_use]
    pub fn objection(&self, on: NaiveDate, birth: Option<NaiveDate>) -> Option<Because> {
        let is_named = self.named.is_empty() || self.named.contains(&on);
        let is_season = self.seasons.is_empty() || self.seasons.iter().any(|season| season.holds(on));
        if !(is_named && is_season) {
            return Some(Because::OtherDate);
        }
        let is_asked = self.birthday == Birthday::Only;
        (is_asked && !birth.is_some_and(|birth| is_birthday(birth, on))).then_some(Because::NoBirthday)
    }
}

impl Season {
    fn holds(self, on: NaiveDate) -> bool {
        let (first, last, day) = (self.first, self.last, (on.month(), on.day()));
        if first <= last {
            (first..=last).contains(&day)
        } else {
            day >= first || day <= last
        }
    }
}

/// Does a year of age begin on this day? So a birthday on 29 February is kept each year, like everywhere else.
fn is_birthday(birth: NaiveDate, on: NaiveDate) -> bool {
    let at = |day: NaiveDate| age(birth, day, AgeCountsFrom::Birthday);
    on.pred_opt().and_then(at) < at(on)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_season_includes_its_ends_and_lies_around_the_new_year() {
        let winter = Season {
            first: (11, 15),
            last: (3, 15),
        };
        let summer = Season {
            first: (6, 1),
            last: (9, 30),
        };
        for (season, on, holds) in [
            (winter, "2026-11-14", false),
            (winter, "2026-11-15", true),
            (winter, "2027-01-01", true),
            (winter, "2028-02-29", true),
            (winter, "2027-03-15", true),
            (winter, "2027-03-16", false),
            (summer, "2026-05-31", false),
            (summer, "2026-06-01", true),
            (summer, "2026-09-30", true),
            (summer, "2026-10-01", false),
        ] {
            assert_eq!(season.holds(day(on)), holds, "{on}");
        }
    }

    #[test]
    fn a_birthday_is_the_day_on_which_a_year_of_age_begins() {
        for (birth, on, is) in [
            ("1950-05-04", "2026-05-03", false),
            ("1950-05-04", "2026-05-04", true),
            ("1950-05-04", "2026-05-05", false),
            ("1950-05-04", "1950-05-04", true),
            ("1948-02-29", "2028-02-28", false),
            ("1948-02-29", "2028-02-29", true),
        ] {
            assert_eq!(is_birthday(day(birth), day(on)), is, "{birth} on {on}");
        }
        let ordinary: Vec<NaiveDate> = (day("2027-02-01").iter_days().take(60))
            .filter(|on| is_birthday(day("1948-02-29"), *on))
            .collect();
        assert_eq!(ordinary.len(), 1, "{ordinary:?}");
    }

    #[test]
    fn what_is_not_asked_for_stands_in_nobodys_way() {
        assert_eq!(Dates::default().objection(day("2026-05-03"), None), None);
    }
}
