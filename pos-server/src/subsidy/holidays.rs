//! Is a day one for work or for rest? The weekday says so, except on the days that the State Council's calendar has moved.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::because::Because;
use crate::calendar::Day;

/// The State Council's calendars as they are known to this version; the office adds later years.
const SHIPPED: &str = include_str!("../../policies/holidays.toml");

/// What a day is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// 工作日
    #[default]
    Workday,
    /// 休息日 or 节假日
    RestDay,
}

impl DayKind {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Workday => "workday",
            Self::RestDay => "rest_day",
        }
    }
}

impl TryFrom<String> for DayKind {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::Workday, Self::RestDay]
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("unknown kind of day {text}"))
    }
}

/// A day as the calendar has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CalendarDay {
    /// What it is for.
    pub kind: DayKind,
    /// Who says so.
    pub by: SaidBy,
}

/// Who says what a day is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SaidBy {
    /// Its weekday: the year's calendar does not name it.
    #[default]
    Weekday,
    /// The year's calendar names it.
    Calendar,
    /// Its weekday, because nobody has entered the year's calendar.
    NoCalendar,
}

/// Which days a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// 工作日, with the weekends on which people work.
    Workdays,
    /// 休息日: weekends and public holidays.
    RestDays,
    /// 周末 that are no public holiday and on which nobody works.
    Weekends,
    /// 节假日: each day off that the year's calendar names.
    Holidays,
}

impl Days {
    /// What stands in the way on a day; `None` if nothing does.
    #[must_use]
    pub fn objection(self, day: CalendarDay) -> Option<Because> {
        let CalendarDay { kind, by } = day;
        let is_named = by == SaidBy::Calendar;
        let (fits, because) = match self {
            Self::Workdays => (kind == DayKind::Workday, Because::OtherDay { day: kind }),
            Self::RestDays => (kind == DayKind::RestDay, Because::OtherDay { day: kind }),
            Self::Weekends => (kind == DayKind::RestDay && !is_named, Because::NoWeekend),
            Self::Holidays => (kind == DayKind::RestDay && is_named, Because::NoHoliday),
        };
        (!fits).then_some(because)
    }
}

/// Which days are not what their weekday says. Later entries count before earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Holidays {
    moved: BTreeMap<NaiveDate, DayKind>,
    years: BTreeSet<i32>,
}

/// One year of the calendar, as it is written in TOML.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct YearText {
    year: i32,
    rest: Vec<String>,
    work: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableText {
    calendar: Vec<YearText>,
}

/// The shipped table cannot be read; a test reads it before it is shipped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the table of holidays cannot be read: {0}")]
pub struct TableError(String);

impl Holidays {
    /// The calendars that this version knows.
    pub fn shipped() -> Result<Self, TableError> {
        Self::parse(SHIPPED)
    }

    /// Reads a table like `policies/holidays.toml`.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let table: TableText = toml::from_str(text).map_err(|error| TableError(error.to_string()))?;
        let mut holidays = Self::default();
        for year in table.calendar {
            holidays.years.insert(year.year);
            for (days, kind) in [(year.rest, DayKind::RestDay), (year.work, DayKind::Workday)] {
                for day in days {
                    let day: Day = day.parse().map_err(|_| TableError(format!("{day} is no day")))?;
                    holidays.set(day.date(), kind);
                }
            }
        }
        Ok(holidays)
    }

    /// Says what one day is for.
    pub fn set(&mut self, day: NaiveDate, kind: DayKind) {
        self.moved.insert(day, kind);
        self.years.insert(day.year());
    }

    /// A day as the calendar has it.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> CalendarDay {
        let by = if self.moved.contains_key(&day) {
            SaidBy::Calendar
        } else if self.knows(day.year()) {
            SaidBy::Weekday
        } else {
            SaidBy::NoCalendar
        };
        CalendarDay {
            kind: self.kind_of(day),
            by,
        }
    }

    fn kind_of(&self, day: NaiveDate) -> DayKind {
        let by_weekday = match day.weekday() {
            Weekday::Sat | Weekday::Sun => DayKind::RestDay,
            _ => DayKind::Workday,
        };
        self.moved.get(&day).copied().unwrap_or(by_weekday)
    }

    /// Is a year's calendar known? Without it only the weekday counts.
    #[must_use]
    pub fn knows(&self, year: i32) -> bool {
        self.years.contains(&year)
    }

    /// The days that are not what their weekday says, and those that the table names again.
    pub fn moved(&self) -> impl Iterator<Item = (NaiveDate, DayKind)> + '_ {
        self.moved.iter().map(|(day, kind)| (*day, *kind))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_council_moves_days_of_work_and_rest() {
        let holidays = Holidays::shipped().unwrap();
        for (day, kind) in [
            ("2026-10-01", DayKind::RestDay),
            ("2026-10-07", DayKind::RestDay),
            ("2026-10-08", DayKind::Workday),
            ("2026-10-10", DayKind::Workday),
            ("2026-10-11", DayKind::RestDay),
            ("2026-02-14", DayKind::Workday),
            ("2026-02-23", DayKind::RestDay),
            ("2025-01-26", DayKind::Workday),
            ("2025-06-02", DayKind::RestDay),
            ("2026-11-23", DayKind::Workday),
            ("2026-11-22", DayKind::RestDay),
        ] {
            let day = day.parse().unwrap();
            assert_eq!(holidays.kind_of(day), kind, "{day}");
            assert!(holidays.knows(day.year()));
        }
    }

    #[test]
    fn a_weekend_is_no_public_holiday_and_no_day_on_which_people_work() {
        let holidays = Holidays::shipped().unwrap();
        for (day, fits) in [
            ("2026-10-09", [true, false, false, false]),
            ("2026-10-10", [true, false, false, false]),
            ("2026-10-11", [false, true, true, false]),
            ("2026-10-03", [false, true, false, true]),
            ("2026-10-05", [false, true, false, true]),
        ] {
            let today = holidays.day(day.parse().unwrap());
            let each = [Days::Workdays, Days::RestDays, Days::Weekends, Days::Holidays];
            assert_eq!(each.map(|days| days.objection(today).is_none()), fits, "{day}");
        }
    }

    #[test]
    fn an_unknown_year_goes_by_its_weekdays_and_can_be_added() {
        let mut holidays = Holidays::shipped().unwrap();
        let new_year: NaiveDate = "2031-01-01".parse().unwrap();
        assert_eq!(holidays.day(new_year).by, SaidBy::NoCalendar);
        assert_eq!(holidays.kind_of(new_year), DayKind::Workday);
        holidays.set(new_year, DayKind::RestDay);
        assert_eq!(holidays.day(new_year).by, SaidBy::Calendar);
        assert_eq!(holidays.kind_of(new_year), DayKind::RestDay);
    }

    #[test]
    fn a_table_with_a_mistake_is_not_read() {
        for text in [
            "",
            "[[calendar]]\nyear = 2031\nrest = [\"2031-02-30\"]\nwork = []",
            "[[calendar]]\nyear = 2031\nrest = []",
        ] {
            assert!(Holidays::parse(text).is_err(), "{text}");
        }
    }
}
