//! Why did the rule say so? Stable words for programs, and sentences for the receipt, the audit and the cashier.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::because::Because;
use super::standing::class_word;
use super::words::{DinerGroup, Meal};
use crate::calendar;
use crate::clock::Timestamp;
use crate::money::Fen;
use crate::text::{Sentence, say};

/// A subsidised meal that the resident already had on this date and at this meal.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Taken {
    /// When.
    pub at: Timestamp,
    /// In which canteen.
    pub canteen: String,
    /// At which lane.
    pub lane: String,
    /// The receipt's number.
    pub receipt_no: i64,
}

/// Which rule answered. Stable words: programs, receipts and tests read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A group's price.
    Eligible,
    /// Neither group: the full standard.
    GuestFullStandard,
    /// Of a group, but no subsidy fits this meal: the full price.
    NoSubsidy,
    /// The price is none that the policy sells the meal at.
    PriceUnknown,
    /// The code belongs to no card.
    CardUnknown,
    /// The code is no card code.
    CardMalformed,
    /// The card was reported lost.
    CardBlocked,
    /// The card was closed or replaced.
    CardClosed,
    /// The card's last day has passed.
    CardExpired,
    /// This meal was already served today.
    AlreadyServed,
    /// No meal is sold at this hour.
    OutsideMealHours,
    /// No policy holds on this day.
    NoPolicyInForce,
    /// Neither group, and the policy serves no guests.
    NotEligible,
    /// The register says that this resident died.
    ResidentDied,
    /// The register says that this resident moved away.
    ResidentMovedOut,
    /// The register knows nobody like that.
    ResidentUnknown,
}

/// One step of the explanation, with the facts it used; [`Reason::sentence`] says it in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// The age puts the diner into a group.
    Age {
        /// The age in full years.
        age: u32,
        /// The group.
        group: DinerGroup,
        /// The group's range in words.
        range: Sentence,
    },
    /// The age puts the diner into no group.
    NoGroup {
        /// The age in full years.
        age: u32,
    },
    /// Somebody who eats as a guest.
    Guest,
    /// The policy that set the price.
    Price {
        /// Its version.
        policy: String,
        /// The meal.
        meal: Meal,
    },
    /// The resident counts as one of a group by a class, at any age.
    ByClass {
        /// The class.
        class: String,
        /// The group.
        group: DinerGroup,
    },
    /// A subsidy that was given.
    Granted {
        /// Its id: limits count by it.
        subsidy: String,
        /// Its name.
        name: String,
        /// How much.
        amount: Fen,
    },
    /// A subsidy that was not given.
    NotGranted {
        /// Its name.
        name: String,
        /// Why.
        because: Because,
    },
    /// What comes on top of the meal.
    Fee {
        /// Its name.
        name: String,
        /// How much.
        amount: Fen,
        /// What the diner pays of it.
        pays: Fen,
    },
    /// Nobody has entered the calendar of the year, and a rule asks what the day is for: its weekday alone decided.
    NoCalendar {
        /// The year.
        year: i32,
    },
    /// The meal that stands in the way.
    Taken(Taken),
    /// The opening hours that were missed.
    Hours {
        /// The nearest meal.
        meal: Meal,
        /// When it opens.
        opens: NaiveTime,
        /// When it closes.
        closes: NaiveTime,
    },
    /// A dated fact of the register.
    Since {
        /// The day.
        day: NaiveDate,
    },
    /// The meal was eaten while the server was away.
    EatenBefore {
        /// What the page had shown, and what is booked.
        shown: Fen,
    },
    /// The cashier served the meal although a rule said no.
    CashierChoice {
        /// What the rule said.
        refused: Code,
    },
}

impl Code {
    /// The stable word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eligible => "eligible",
            Self::GuestFullStandard => "guest_full_standard",
            Self::NoSubsidy => "no_subsidy",
            Self::PriceUnknown => "price_unknown",
            Self::CardUnknown => "card_unknown",
            Self::CardMalformed => "card_malformed",
            Self::CardBlocked => "card_blocked",
            Self::CardClosed => "card_closed",
            Self::CardExpired => "card_expired",
            Self::AlreadyServed => "already_served",
            Self::OutsideMealHours => "outside_meal_hours",
            Self::NoPolicyInForce => "no_policy_in_force",
            Self::NotEligible => "not_eligible",
            Self::ResidentDied => "resident_died",
            Self::ResidentMovedOut => "resident_moved_out",
            Self::ResidentUnknown => "resident_unknown",
        }
    }

    /// What to tell the cashier, with the next step.
    #[must_use]
    pub fn sentence(self) -> Sentence {
        match self {
            Self::Eligible => say("可以就餐。", "May eat."),
            Self::GuestFullStandard => say("不在老人、儿童范围，按餐标全价。", "Neither elder nor child: the full standard."),
            Self::NoSubsidy => say("这一餐没有补贴，按全价。", "No subsidy on this meal: the full price."),
            Self::PriceUnknown => say(
                "政策里没有这个价格，请重新选择。",
                "The policy has no meal at this price. Choose again.",
            ),
            Self::CardUnknown => say(
                "不认识这张卡。请按姓名查找，或按“待核”先供餐。",
                "Unknown card. Search by name, or serve as pending.",
            ),
            Self::CardMalformed => say(
                "这不是餐卡上的码，请重新扫餐卡。",
                "This is not a meal card's code. Scan the card again.",
            ),
            Self::CardBlocked => say(
                "卡已挂失。请核对本人，按姓名查找，或按“待核”先供餐，并到办公室补卡。",
                "Card reported lost. Check the person and search by name, or serve as pending; the office issues a new card.",
            ),
            Self::CardClosed => say(
                "卡已停用。请使用新卡，或按姓名查找，或按“待核”先供餐。",
                "Card closed. Use the new card, search by name, or serve as pending.",
            ),
            Self::CardExpired => say(
                "卡已过期。请到办公室换卡；可按“待核”先供餐。",
                "Card expired. The office renews it; the meal can be served as pending.",
            ),
            Self::AlreadyServed => say(
                "这一餐已经就餐。若还要一份，按“待核”以全价供餐。",
                "This meal was already served. A second one can be served as pending at the full standard.",
            ),
            Self::OutsideMealHours => say(
                "现在不是供餐时间。需要时按“待核”先供餐。",
                "No meal is sold at this hour. If needed serve as pending.",
            ),
            Self::NoPolicyInForce => say(
                "今天没有生效的就餐政策。请联系办公室；可按“待核”先供餐。",
                "No policy is in force today. Call the office; the meal can be served as pending.",
            ),
            Self::NotEligible => say(
                "不在老人、儿童范围，本食堂不对外供餐。",
                "Neither elder nor child; this canteen serves no guests.",
            ),
            Self::ResidentDied => say(
                "名册登记此人已故。请核对本人；可按“待核”先供餐。",
                "The register says this resident died. Check the person; the meal can be served as pending.",
            ),
            Self::ResidentMovedOut => say(
                "名册登记此人已迁出。可按“待核”先供餐。",
                "The register says this resident moved away. The meal can be served as pending.",
            ),
            Self::ResidentUnknown => say(
                "名册里没有此人。可按访客供餐，或按“待核”先供餐。",
                "Not in the register. Serve as a guest or as pending.",
            ),
        }
    }
}

impl TryFrom<String> for Code {
    type Error = serde_json::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        serde_json::from_value(serde_json::Value::String(text))
    }
}

impl Reason {
    /// The step in words.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::Age { age, group, range } => {
                let group = group.word();
                say(
                    format!("就餐当天{age}周岁，符合{}（{}）。", group.zh, range.zh),
                    format!("{age} years old on the day: {} ({}).", group.en, range.en),
                )
            }
            Self::NoGroup { age } => say(
                format!("就餐当天{age}周岁，不在老人、儿童范围。"),
                format!("{age} years old on the day: neither elder nor child."),
            ),
            Self::Guest => say("按访客就餐。", "Eats as a guest."),
            Self::Price { policy, meal } => {
                let word = meal.word();
                say(
                    format!("{}价格依据政策 {policy}。", word.zh),
                    format!("The {} price is set by policy {policy}.", word.en),
                )
            }
            Self::ByClass { class, group } => {
                let (class, group) = (class_word(class), group.word());
                say(
                    format!("身份类别{}，按{}享受。", class.zh, group.zh),
                    format!("Of the class {}: counts as {}.", class.en, group.en),
                )
            }
            Self::Granted { name, amount, .. } => say(format!("{name}：{amount} 元。"), format!("{name}: {amount} yuan.")),
            Self::NotGranted { name, because } => {
                let because = because.sentence();
                say(
                    format!("{name}：没有，{}。", because.zh),
                    format!("{name}: not given, {}.", because.en),
                )
            }
            Self::Fee { name, amount, pays } => say(
                format!("{name} {amount} 元，其中自付 {pays} 元。"),
                format!("{name}: {amount} yuan, of which the diner pays {pays}."),
            ),
            Self::NoCalendar { year } => say(
                format!("还没有录入 {year} 年的节假日安排，这一天只按星期算。"),
                format!("The calendar of {year} has not been entered: the weekday alone decided what the day is for."),
            ),
            Self::Taken(taken) => {
                let time = calendar::local(taken.at).format("%H:%M");
                say(
                    format!("{time} 已在{}{}就餐，小票 {} 号。", taken.canteen, taken.lane, taken.receipt_no),
                    format!(
                        "Served at {time} in {}, {}, receipt {}.",
                        taken.canteen, taken.lane, taken.receipt_no
                    ),
                )
            }
            Self::Hours { meal, opens, closes } => {
                let word = meal.word();
                let (from, to) = (opens.format("%H:%M"), closes.format("%H:%M"));
                say(
                    format!("{}供应时间 {from} 至 {to}。", word.zh),
                    format!("The {} is sold from {from} to {to}.", word.en),
                )
            }
            Self::Since { day } => say(format!("自 {day} 起。"), format!("Since {day}.")),
            Self::EatenBefore { shown } => say(
                format!("断网时已按 {shown} 元出餐，照此入账，待核。"),
                format!("Served for {shown} yuan while the server was away; booked like that, pending."),
            ),
            Self::CashierChoice { refused } => say(
                "收银员确认先供餐，待核。",
                format!("The cashier chose to serve it as pending ({}).", refused.as_str()),
            ),
        }
    }

    /// The step's stable word.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Age { .. } => "age",
            Self::NoGroup { .. } => "no_group",
            Self::Guest => "guest",
            Self::Price { .. } => "price",
            Self::ByClass { .. } => "by_class",
            Self::Granted { .. } => "granted",
            Self::NotGranted { because, .. } => because.code(),
            Self::Fee { .. } => "fee",
            Self::NoCalendar { .. } => "no_calendar",
            Self::Taken(_) => "taken",
            Self::Hours { .. } => "hours",
            Self::Since { .. } => "since",
            Self::EatenBefore { .. } => "eaten_before",
            Self::CashierChoice { .. } => "cashier_choice",
        }
    }
}
