//! Which day is it for the canteen, and how old is somebody on it? Pure; the moment comes in as a value.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime};
use chrono_tz::{Asia::Shanghai, Tz};
use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::{KnownFormat, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::clock::Timestamp;

/// The zone of every canteen in this book.
pub const ZONE: Tz = Shanghai;

/// The canteen's wall clock at a moment.
#[must_use]
pub fn local(at: Timestamp) -> DateTime<Tz> {
    at.with_timezone(&ZONE)
}

/// The service date of a moment: the day in the canteen's zone.
#[must_use]
pub fn day_of(at: Timestamp) -> NaiveDate {
    local(at).date_naive()
}

/// The canteen's time of day at a moment.
#[must_use]
pub fn time_of(at: Timestamp) -> NaiveTime {
    local(at).time()
}

/// The moment at which a day ends in the canteen's zone, and the next begins.
#[must_use]
pub fn end_of(day: NaiveDate) -> Timestamp {
    start_of(day.succ_opt().unwrap_or(day))
}

/// The moment at which a day begins in the canteen's zone.
#[must_use]
pub fn start_of(day: NaiveDate) -> Timestamp {
    moment_of(day, NaiveTime::MIN)
}

/// The moment of a day and a time of day in the canteen's zone.
#[must_use]
pub fn moment_of(day: NaiveDate, time: NaiveTime) -> Timestamp {
    let local = day.and_time(time);
    // Every time of day exists in Asia/Shanghai; a zone that skipped one would get that of UTC.
    let moment = local.and_local_timezone(ZONE).earliest();
    moment.map_or_else(|| local.and_utc(), |moment| moment.to_utc())
}

/// The age in full years (周岁) on a day. The birthday itself completes the year (Civil Code art. 1259: 以上, 以下 include the
/// number). Who is born on 29 February completes the year on 1 March of a common year: the day does not exist earlier.
/// `None` before birth.
#[must_use]
pub fn age_in_full_years(birth: NaiveDate, on: NaiveDate) -> Option<u32> {
    on.years_since(birth)
}

/// The years in which a day or month lies that somebody sends: no register is older, no card or policy lasts longer.
const YEARS: RangeInclusive<i32> = 1900..=2200;

/// What a reader is told that a day looks like.
pub const DAY: &str = "a day from 1900-01-01 to 2200-12-31, written 2026-11-23";

/// A day that somebody sends. Whatever takes a date from outside takes it as one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Day(NaiveDate);

/// A text is no day, or one that nobody can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {DAY}")]
pub struct DayError;

impl Day {
    /// The date.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.0
    }
}

impl TryFrom<NaiveDate> for Day {
    type Error = DayError;

    fn try_from(date: NaiveDate) -> Result<Self, DayError> {
        if YEARS.contains(&date.year()) {
            Ok(Self(date))
        } else {
            Err(DayError)
        }
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let shape = text.len() == 10
            && text
                .bytes()
                .enumerate()
                .all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() });
        let date: NaiveDate = text.parse().map_err(|_| DayError)?;
        if shape { date.try_into() } else { Err(DayError) }
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| D::Error::invalid_value(Unexpected::Other("another text"), &DAY))
    }
}

impl PartialSchema for Day {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Date)))
            .into()
    }
}

impl ToSchema for Day {}

/// A calendar month, `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: NaiveDate,
}

/// A text is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a month is written like 2026-10")]
pub struct MonthError;

impl Month {
    /// The month of a day.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self {
            first: day.with_day(1).unwrap_or(day),
        }
    }

    /// Its first day.
    #[must_use]
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// The first day of the next month.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        self.first.checked_add_months(chrono::Months::new(1)).unwrap_or(NaiveDate::MAX)
    }
}

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let shape = text.len() == 7
            && text
                .bytes()
                .enumerate()
                .all(|(i, b)| if i == 4 { b == b'-' } else { b.is_ascii_digit() });
        let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map_err(|_| MonthError)?;
        if shape && YEARS.contains(&first.year()) {
            Ok(Self { first })
        } else {
            Err(MonthError)
        }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.format("%Y-%m").fmt(f)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_birthday_completes_the_year() {
        for (birth, on, age) in [
            ("1966-11-23", "2026-11-22", Some(59)),
            ("1966-11-23", "2026-11-23", Some(60)),
            ("2013-11-23", "2026-11-22", Some(12)),
            ("2013-11-23", "2026-11-23", Some(13)),
            ("2012-02-29", "2025-02-28", Some(12)),
            ("2012-02-29", "2025-03-01", Some(13)),
            ("1964-02-29", "2024-02-29", Some(60)),
            ("2026-11-24", "2026-11-23", None),
        ] {
            assert_eq!(age_in_full_years(day(birth), day(on)), age, "{birth} on {on}");
        }
    }

    #[test]
    fn a_day_from_outside_is_one_that_somebody_can_mean() {
        for text in ["1900-01-01", "2026-11-23", "2028-02-29", "2200-12-31"] {
            assert_eq!(text.parse::<Day>().unwrap().date(), day(text));
        }
        for text in [
            "1899-12-31",
            "2201-01-01",
            "9999-12-31",
            "+12026-01-01",
            "-2026-01-01",
            "02026-01-01",
            "2026-02-29",
            "2026-1-1",
            "2026/01/01",
            " 2026-01-01",
            "２０２６-01-01",
            "0000-00-00",
            "",
        ] {
            assert_eq!(text.parse::<Day>(), Err(DayError), "{text}");
        }
    }

    #[test]
    fn the_day_turns_at_midnight_in_the_canteens_zone() {
        let at: Timestamp = "2026-11-22T16:00:00Z".parse().unwrap();
        assert_eq!(day_of(at), day("2026-11-23"));
        assert_eq!(day_of(at - chrono::TimeDelta::microseconds(1)), day("2026-11-22"));
        assert_eq!(end_of(day("2026-11-22")), at);
    }

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!((month.first(), month.end()), (day("2026-12-01"), day("2027-01-01")));
        for text in [
            "2026-13",
            "2026-1",
            "26-01",
            "2026-00",
            "2026-10-01",
            "２０２６-10",
            "1899-12",
            "2201-01",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
    }
}
