//! Why was a subsidy not given? One stable word and one sentence for each condition that a policy can set.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::holidays::DayKind;
use super::standing::{class_word, residency_word};
use super::words::{Channel, Meal};
use crate::money::Fen;
use crate::text::{Sentence, say};

/// What stood in a subsidy's way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "word", rename_all = "snake_case")]
pub enum Because {
    /// The diner is of none of its groups.
    OtherGroup,
    /// The age is outside its range.
    OtherAge {
        /// The age in full years.
        age: u32,
        /// The range in words.
        range: Sentence,
    },
    /// No residency that it asks for.
    OtherResidency {
        /// What it asks for.
        asks: Vec<String>,
    },
    /// No class that it asks for.
    OtherClass {
        /// What it asks for.
        asks: Vec<String>,
    },
    /// The class has ended.
    ClassEnded {
        /// Which one.
        class: String,
        /// Its last day.
        last: NaiveDate,
    },
    /// The class is there, its paper is not.
    NoDocument {
        /// Which one.
        class: String,
    },
    /// A class that it leaves out.
    ExceptClass {
        /// Which one.
        class: String,
    },
    /// It leaves out who lives in a care home.
    InCareHome,
    /// The resident is registered in a community that it does not name.
    OtherHome {
        /// That community's code; empty for the canteen's own.
        home: String,
    },
    /// It is not for this meal.
    OtherMeal {
        /// The meal.
        meal: Meal,
    },
    /// It is not for meals that are handed over like this.
    OtherChannel {
        /// How.
        channel: Channel,
    },
    /// It asks for a workday, or for a day of rest.
    OtherDay {
        /// What the day is.
        day: DayKind,
    },
    /// It asks for a weekend that is no public holiday.
    NoWeekend,
    /// It asks for a public holiday.
    NoHoliday,
    /// It is not for this weekday.
    OtherWeekday,
    /// It is not for this day of the year.
    OtherDate,
    /// It is for the diner's birthday.
    NoBirthday,
    /// The meal costs too little.
    SpentTooLittle {
        /// What counts as spent.
        spent: Fen,
        /// The least in words.
        least: Sentence,
    },
    /// The meal costs too much.
    SpentTooMuch {
        /// What counts as spent.
        spent: Fen,
        /// The most in words.
        most: Sentence,
    },
    /// A limit leaves nothing.
    LimitReached {
        /// The limit in words.
        limit: Sentence,
    },
    /// Nothing is left that it may bear: the diner pays nothing any more, or no more than the policy leaves them to pay.
    NothingLeft,
    /// Another subsidy of which only the best counts is better.
    BetterOne {
        /// Its name.
        name: String,
    },
    /// It goes with a subsidy, and there is none.
    NoSubsidy,
}

impl Because {
    /// The stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::OtherGroup => "other_group",
            Self::OtherAge { .. } => "other_age",
            Self::OtherResidency { .. } => "other_residency",
            Self::OtherClass { .. } => "other_class",
            Self::ClassEnded { .. } => "class_ended",
            Self::NoDocument { .. } => "no_document",
            Self::ExceptClass { .. } => "except_class",
            Self::InCareHome => "in_care_home",
            Self::OtherHome { .. } => "other_home",
            Self::OtherMeal { .. } => "other_meal",
            Self::OtherChannel { .. } => "other_channel",
            Self::OtherDay { .. } | Self::NoWeekend | Self::NoHoliday => "other_day",
            Self::OtherWeekday => "other_weekday",
            Self::OtherDate | Self::NoBirthday => "other_date",
            Self::SpentTooLittle { .. } => "spent_too_little",
            Self::SpentTooMuch { .. } => "spent_too_much",
            Self::LimitReached { .. } => "limit_reached",
            Self::NothingLeft => "nothing_left",
            Self::BetterOne { .. } => "better_one",
            Self::NoSubsidy => "no_subsidy",
        }
    }

    /// The reason in words, to follow "没有：" or "not given: ".
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::OtherGroup => say("不属于享受的人群", "not of its group"),
            Self::OtherAge { age, range } => say(
                format!("就餐当天{age}周岁，要求{}", range.zh),
                format!("{age} years old on the day, it asks for {}", range.en),
            ),
            Self::OtherResidency { asks } => {
                let asks = listed(asks, residency_word);
                say(format!("要求{}", asks.zh), format!("it asks for residency: {}", asks.en))
            }
            Self::OtherClass { asks } => {
                let asks = listed(asks, class_word);
                say(format!("要求身份类别：{}", asks.zh), format!("it asks for the class: {}", asks.en))
            }
            Self::ClassEnded { class, last } => {
                let class = class_word(class);
                say(
                    format!("{}身份到 {last} 为止", class.zh),
                    format!("the class {} ended on {last}", class.en),
                )
            }
            Self::NoDocument { class } => {
                let class = class_word(class);
                say(
                    format!("没有登记{}证件", class.zh),
                    format!("no document for the class {} is recorded", class.en),
                )
            }
            Self::ExceptClass { class } => {
                let class = class_word(class);
                say(format!("{}人员除外", class.zh), format!("it leaves out the class {}", class.en))
            }
            Self::InCareHome => say("已入住养老机构", "lives in a care home"),
            Self::OtherHome { home } if home.is_empty() => {
                say("不面向本社区登记的居民", "it is not for residents of the canteen's own community")
            }
            Self::OtherHome { home } => say(
                format!("居民登记在 {home}，不在享受范围"),
                format!("the resident is registered in {home}, which it does not name"),
            ),
            Self::OtherMeal { meal } => {
                let meal = meal.word();
                say(format!("不含{}", meal.zh), format!("it is not for {}", meal.en))
            }
            Self::OtherChannel { channel } => {
                let channel = channel.word();
                say(format!("不含{}", channel.zh), format!("it is not for {}", channel.en))
            }
            Self::OtherDay { day: DayKind::RestDay } => say("当天是休息日或节假日", "the day is a day of rest"),
            Self::OtherDay { day: DayKind::Workday } => say("当天是工作日", "the day is a workday"),
            Self::NoWeekend => say("只在周末，放假的节假日不算", "it is for weekends that are no public holiday"),
            Self::NoHoliday => say("只在放假的节假日", "it is for public holidays"),
            Self::OtherWeekday => say("不含这一天（星期）", "it is not for this weekday"),
            Self::OtherDate => say("不在规定的日期", "it is not for this day of the year"),
            Self::NoBirthday => say("当天不是生日", "it is for the birthday"),
            Self::SpentTooLittle { spent, least } => say(
                format!("消费 {spent} 元，要求{}", least.zh),
                format!("{spent} yuan were spent, it asks for {}", least.en),
            ),
            Self::SpentTooMuch { spent, most } => say(
                format!("消费 {spent} 元，要求{}", most.zh),
                format!("{spent} yuan were spent, it asks for {}", most.en),
            ),
            Self::LimitReached { limit } => say(format!("已用完：{}", limit.zh), format!("used up: {}", limit.en)),
            Self::NothingLeft => say(
                "就餐人要付的已经没有可以补的",
                "nothing is left of what the diner pays that it may bear",
            ),
            Self::BetterOne { name } => say(
                format!("与“{name}”只能享受一项，取高的"),
                format!("only the better of it and \"{name}\" counts"),
            ),
            Self::NoSubsidy => say("这一餐没有补贴", "the meal has no subsidy"),
        }
    }
}

/// Some words as one list.
fn listed(codes: &[String], word: impl Fn(&str) -> Sentence) -> Sentence {
    let words: Vec<Sentence> = codes.iter().map(|code| word(code)).collect();
    let zh: Vec<&str> = words.iter().map(|word| word.zh.as_str()).collect();
    let en: Vec<&str> = words.iter().map(|word| word.en.as_str()).collect();
    say(zh.join("或"), en.join(" or "))
}
