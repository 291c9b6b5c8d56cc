//! When is a rule given? Checks its meals, days, seasons and channels.

use chrono::{Datelike, NaiveDate, Weekday};
use toml::Spanned;

use super::super::conditions::When;
use super::super::dates::{Birthday, Dates, Season};
use super::super::words::Channel;
use super::shape::{ChannelText, SeasonText, WeekdayText, WhenText};
use super::{Check, MOST_WORDS, start};

/// Any year that has a 29 February.
const LEAP_YEAR: &str = "2024";

impl Check {
    pub(super) fn when(&mut self, when: &WhenText) -> When {
        let meals = self.within(MOST_WORDS, &when.meals, start);
        When {
            meals: meals.iter().map(|meal| *meal.get_ref()).collect(),
            days: when.days,
            weekdays: when.weekdays.iter().take(MOST_WORDS).map(|day| weekday(*day)).collect(),
            dates: self.dates(when),
            channels: when.channels.iter().take(MOST_WORDS).map(|channel| channel_of(*channel)).collect(),
        }
    }

    fn dates(&mut self, when: &WhenText) -> Dates {
        let named = self.within(MOST_WORDS, &when.dates, start);
        let seasons = self.within(MOST_WORDS, &when.seasons, |season| start(&season.from));
        Dates {
            named: named.iter().map(|day| self.date(day)).collect(),
            seasons: seasons.iter().map(|season| self.season(season)).collect(),
            birthday: if when.birthday { Birthday::Only } else { Birthday::AnyDay },
        }
    }

    fn season(&mut self, season: &SeasonText) -> Season {
        Season {
            first: self.month_and_day(&season.from),
            last: self.month_and_day(&season.to),
        }
    }

    /// A month and a day, like "11-15".
    fn month_and_day(&mut self, written: &Spanned<String>) -> (u32, u32) {
        let text = written.get_ref();
        let day = (text.len() == 5).then(|| format!("{LEAP_YEAR}-{text}").parse::<NaiveDate>());
        if let Some(Ok(day)) = day {
            return (day.month(), day.day());
        }
        self.wrong(
            start(written),
            format!("“{text}”不是月和日，请写成 \"11-15\"，两位月、两位日"),
            format!("{text:?} is no month and day: write \"11-15\", two digits each"),
        );
        (1, 1)
    }
}

const fn weekday(written: WeekdayText) -> Weekday {
    match written {
        WeekdayText::Mon => Weekday::Mon,
        WeekdayText::Tue => Weekday::Tue,
        WeekdayText::Wed => Weekday::Wed,
        WeekdayText::Thu => Weekday::Thu,
        WeekdayText::Fri => Weekday::Fri,
        WeekdayText::Sat => Weekday::Sat,
        WeekdayText::Sun => Weekday::Sun,
    }
}

/// The channel that a policy names.
pub(super) const fn channel_of(written: ChannelText) -> Channel {
    match written {
        ChannelText::DineIn => Channel::Counter,
        ChannelText::TakeAway => Channel::TakeAway,
        ChannelText::Delivery => Channel::Delivery,
    }
}
