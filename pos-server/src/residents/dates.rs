//! Which day does a cell of a register mean? The usual written forms, and Excel's serial numbers; never a guess.

use chrono::{Datelike, Days, NaiveDate};

use super::clean::plain;
use super::refusal::{Refusal, refuse};
use super::sheet::{Cell, Epoch};

/// What a cell says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// The whole day.
    Day(NaiveDate),
    /// Only its month: 1950.01, 1950年1月.
    Month {
        /// The year.
        year: i32,
        /// The month.
        month: u32,
        /// A spreadsheet shows 1950.10 as 1950.1: the other month that may be meant.
        or: u32,
    },
}

impl Written {
    /// Is the day the written one, or in the written month?
    #[must_use]
    pub fn agrees_with(self, day: NaiveDate) -> bool {
        match self {
            Self::Day(written) => written == day,
            Self::Month { year, month, or } => day.year() == year && [month, or].contains(&day.month()),
        }
    }
}

/// The day, or the month, in a cell of birth dates.
pub fn parse(cell: &Cell, epoch: Epoch) -> Result<Written, Refusal> {
    let text = plain(cell.text());
    match (cell, month(&text)) {
        (Cell::Bool(_) | Cell::Error(_), _) => Err(not_a_date()),
        (_, Some(month)) => Ok(month),
        // Nobody is born at a time of day in 1905: 1950.37 is no serial.
        (Cell::Number(_) | Cell::Date(_), None) if looks_like_a_year(&text) && text.contains('.') => Err(not_a_date()),
        _ => day(cell, epoch).map(Written::Day),
    }
}

/// 1950-01, 1950/1, 1950.01, 1950年1月, 195001.
fn month(text: &str) -> Option<Written> {
    if !looks_like_a_year(text) {
        return None;
    }
    let (year, rest) = text.split_at_checked(4)?;
    let rest = rest.trim_end_matches(['月', '份']);
    let mark = rest.chars().next()?;
    let digits = rest.trim_start_matches(['-', '/', '.', '年', '－', '—', '。']);
    let marks = rest.chars().count() - digits.chars().count();
    let is_month = digits.bytes().all(|byte| byte.is_ascii_digit())
        && (marks == 1 && (1..=2).contains(&digits.len()) || marks == 0 && digits.len() == 2);
    let month: u32 = digits.parse().ok().filter(|month| is_month && (1..=12).contains(month))?;
    let or = if mark == '.' && digits == "1" { 10 } else { month };
    Some(Written::Month {
        year: year.parse().ok()?,
        month,
        or,
    })
}

/// Does a text begin with a year from 1800 to 2199 that is not the beginning of a longer number's whole part?
fn looks_like_a_year(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (digits == 4 || digits == 6) && text.get(..4).is_some_and(|year| ("1800"..="2199").contains(&year))
}

fn day(cell: &Cell, epoch: Epoch) -> Result<NaiveDate, Refusal> {
    match cell {
        Cell::Date(serial) => from_serial(serial, epoch),
        Cell::Number(number) => from_digits(number, epoch),
        Cell::Text(text) => from_text(text, epoch),
        Cell::Bool(_) | Cell::Error(_) => Err(not_a_date()),
    }
}

/// 1950-1-5, 1950/01/05, 1950.1.5, 1950年1月5日, 19500105, each perhaps with a time after it.
fn from_text(text: &str, epoch: Epoch) -> Result<NaiveDate, Refusal> {
    let text = text.trim();
    let day = text
        .split_once([' ', 'T', '\u{3000}'])
        .filter(|(_, time)| is_time(time))
        .map_or(text, |(day, _)| day);
    let day = plain(day);
    if day.bytes().all(|byte| byte.is_ascii_digit()) {
        return from_digits(&day, epoch);
    }
    let parts: Vec<&str> = day
        .trim_end_matches(['日', '号'])
        .split(['-', '/', '.', '年', '月', '－', '—', '。'])
        .collect();
    let [year, month, day] = parts.as_slice() else {
        return Err(not_a_date());
    };
    if year.len() != 4 || !(1..=2).contains(&month.len()) || !(1..=2).contains(&day.len()) {
        return Err(not_a_date());
    }
    match (year.parse(), month.parse(), day.parse()) {
        (Ok(year), Ok(month), Ok(day)) => NaiveDate::from_ymd_opt(year, month, day).ok_or_else(no_such_day),
        _ => Err(not_a_date()),
    }
}

fn is_time(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.contains(':') && text.chars().all(|letter| letter.is_ascii_digit() || ":.+Z".contains(letter))
}

/// Eight digits are a written day, fewer are a serial; four digits that look like a year are neither.
fn from_digits(digits: &str, epoch: Epoch) -> Result<NaiveDate, Refusal> {
    match digits.len() {
        8 if !digits.contains('.') => NaiveDate::parse_from_str(digits, "%Y%m%d").map_err(|_| no_such_day()),
        4 if ("1800"..="2199").contains(&digits) => Err(refuse(
            "只有年份，请填写完整的出生日期，如 1950-01-05。",
            "Only a year; write the whole date, like 1950-01-05.",
        )),
        _ => from_serial(digits, epoch),
    }
}

/// A serial, with or without a fraction for the time of day.
fn from_serial(serial: &str, epoch: Epoch) -> Result<NaiveDate, Refusal> {
    let whole = serial.split_once('.').map_or(serial, |(whole, _)| whole);
    let days: u64 = whole.parse().map_err(|_| not_a_date())?;
    let (first, days) = match epoch {
        Epoch::From1904 => (NaiveDate::from_ymd_opt(1904, 1, 1), days),
        // Excel believes in 1900-02-29; its serial is no day, and those before it are one off.
        Epoch::From1900 if days == 60 || days == 0 => return Err(no_such_day()),
        Epoch::From1900 if days < 60 => (NaiveDate::from_ymd_opt(1899, 12, 31), days),
        Epoch::From1900 => (NaiveDate::from_ymd_opt(1899, 12, 30), days),
    };
    if days > 2_958_465 {
        return Err(not_a_date());
    }
    first
        .and_then(|first| first.checked_add_days(Days::new(days)))
        .ok_or_else(not_a_date)
}

fn not_a_date() -> Refusal {
    refuse(
        "看不懂这个日期，请写成 1950-01-05 这样的形式。",
        "This is no date; write it like 1950-01-05.",
    )
}

fn no_such_day() -> Refusal {
    refuse("日历上没有这一天。", "The calendar has no such day.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(text: &str) -> Written {
        Written::Day(text.parse().unwrap())
    }

    #[test]
    fn a_month_is_never_a_serial() {
        let month = |month, or| Written::Month { year: 1950, month, or };
        for (text, wanted) in [
            ("1950.01", month(1, 1)),
            ("1950.1", month(1, 10)),
            ("1950.12", month(12, 12)),
            ("195001", month(1, 1)),
        ] {
            for cell in [Cell::Number(text.to_owned()), Cell::Text(text.to_owned())] {
                assert_eq!(parse(&cell, Epoch::From1900).unwrap(), wanted, "{text}");
            }
        }
        for text in ["1950-01", "1950年1月", "1950/1", "1950 年 01 月份", "１９５０．０１"] {
            assert_eq!(parse(&Cell::Text(text.to_owned()), Epoch::From1900).unwrap(), month(1, 1), "{text}");
        }
        for text in ["1950.13", "1950.00", "1950.123", "2026.5678"] {
            assert!(parse(&Cell::Number(text.to_owned()), Epoch::From1900).is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_agrees_with_its_days() {
        let month = parse(&Cell::Number("1950.1".to_owned()), Epoch::From1900).unwrap();
        for (day, agrees) in [
            ("1950-01-05", true),
            ("1950-10-31", true),
            ("1950-11-01", false),
            ("1951-01-05", false),
        ] {
            assert_eq!(month.agrees_with(day.parse().unwrap()), agrees, "{day}");
        }
        assert!(on("1950-01-05").agrees_with("1950-01-05".parse().unwrap()));
    }

    #[test]
    fn the_usual_forms_mean_the_same_day() {
        for text in [
            "1950-1-5",
            "1950/01/05",
            "1950.1.5",
            "1950年1月5日",
            "1950年01月05日",
            "19500105",
            "1950-01-05 00:00:00",
            "1950-01-05T00:00:00",
            " １９５０-０１-０５ ",
            "1950年1月5号",
            "1950/1/5 0:00",
            "18268",
        ] {
            assert_eq!(
                parse(&Cell::Text(text.to_owned()), Epoch::From1900).unwrap(),
                on("1950-01-05"),
                "{text}"
            );
        }
    }

    #[test]
    fn serials_count_in_both_systems() {
        for (serial, epoch, wanted) in [
            ("1", Epoch::From1900, "1900-01-01"),
            ("59", Epoch::From1900, "1900-02-28"),
            ("61", Epoch::From1900, "1900-03-01"),
            ("18268", Epoch::From1900, "1950-01-05"),
            ("18268.75", Epoch::From1900, "1950-01-05"),
            ("16806", Epoch::From1904, "1950-01-05"),
            ("0", Epoch::From1904, "1904-01-01"),
            ("45658", Epoch::From1900, "2025-01-01"),
        ] {
            assert_eq!(parse(&Cell::Date(serial.to_owned()), epoch).unwrap(), on(wanted), "{serial}");
            if serial.len() >= 5 {
                assert_eq!(parse(&Cell::Number(serial.to_owned()), epoch).unwrap(), on(wanted), "{serial}");
            }
        }
        assert_eq!(
            parse(&Cell::Number("19500105".to_owned()), Epoch::From1900).unwrap(),
            on("1950-01-05")
        );
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in [
            "1950-02-30",
            "1950-13-01",
            "1950",
            "1950-00",
            "50-1-5",
            "5/1/1950",
            "正月初五",
            "19500230",
            "1950-1-5-1",
            "-5",
            "99999999",
            "1950年1月5日生",
            "",
        ] {
            assert!(parse(&Cell::Text(text.to_owned()), Epoch::From1900).is_err(), "{text}");
        }
        for serial in ["60", "0", "-1", "2958466", "1950", "1e9"] {
            assert!(parse(&Cell::Number(serial.to_owned()), Epoch::From1900).is_err(), "{serial}");
        }
    }
}
