//! What do the checks tell people? Each check's title, and one sentence for each thing that it finds, in Chinese and in English.

use chrono::{NaiveDate, TimeDelta};

use super::facts::{MonthMeal, Published};
use crate::calendar;
use crate::clock::Timestamp;
use crate::money::Fen;
use crate::subsidy::check_rules::{Check, CheckRules};
use crate::subsidy::words::Meal;
use crate::text::{Sentence, say};

impl Check {
    /// What the check is about, as the claim's papers call it.
    #[must_use]
    pub fn title(self) -> Sentence {
        match self {
            Self::E01 => say("同一餐次重复享受", "A second meal of one day and kind"),
            Self::E02 => say("超过每日/每周/每月次数", "Over the limit of the day, week or month"),
            Self::E03 => say("就餐时不在资格有效期", "Not entitled on that day"),
            Self::E04 => say("年龄边界不符", "Outside the ages of the group"),
            Self::E05 => say("死亡/迁出/入住机构后仍有就餐", "A meal after a death, a move or a care home"),
            Self::E06 => say("当日人次大于合格人数×出勤系数", "More people than can have come"),
            Self::E07 => say("人次大于出餐数", "More meals than were prepared"),
            Self::E09 => say("每日人次完全相同/名单顺序重复", "The same count or order day after day"),
            Self::E10 => say("刷卡速度异常", "Sold faster than people walk"),
            Self::E11 => say("同一时刻两处就餐", "At two places at one moment"),
            Self::E12 => say("送达无门牌扫描", "Delivered without a scan"),
            Self::E13 => say("无卡就餐比例过高", "Too many meals without a card"),
            Self::E14 => say("收银员为同户成员刷卡", "A cashier sold to their own household"),
            Self::E15 => say("离线补传超期", "Arrived too late"),
            Self::E16 => say("设备时钟偏差", "A lane's clock is wrong"),
            Self::E17 => say("手工补录未经二人", "Booked by hand by one person alone"),
            Self::E20 => say("资金来源合计不等于餐标", "The payers do not add up to the standard"),
            Self::E22 => say("应补未补", "Entitled and not given"),
            Self::E23 => say("卡已挂失后仍有交易", "A meal on a card reported lost"),
            Self::E24 => say("政策版本未公示", "The price sheet was not made public"),
        }
    }
}

/// Who, when and which meal: how the sentences about one meal begin.
fn who(meal: &MonthMeal) -> Sentence {
    let name = meal.resident_name.as_deref();
    let date = meal.booked.service_date;
    let word = meal.booked.meal.word();
    say(
        format!("{}，{date} {}", name.unwrap_or("未知居民"), word.zh),
        format!("{}, {date}, {}", name.unwrap_or("somebody unknown"), word.en),
    )
}

fn about(meal: &MonthMeal, zh: &str, en: &str) -> Sentence {
    let who = who(meal);
    say(format!("{}：{zh}", who.zh), format!("{}: {en}", who.en))
}

fn minute(at: Timestamp) -> String {
    calendar::local(at).format("%Y-%m-%d %H:%M").to_string()
}

/// E05
pub(super) fn after_death(meal: &MonthMeal, died: NaiveDate) -> Sentence {
    about(
        meal,
        &format!("登记为 {died} 去世。"),
        &format!("the register says that they died on {died}."),
    )
}

/// E05
pub(super) fn after_moving(meal: &MonthMeal, left: NaiveDate) -> Sentence {
    about(
        meal,
        &format!("登记为 {left} 迁出。"),
        &format!("the register says that they moved away on {left}."),
    )
}

/// E05
pub(super) fn in_care_home(meal: &MonthMeal, since: NaiveDate) -> Sentence {
    about(
        meal,
        &format!("自 {since} 起住在养老机构。"),
        &format!("they have lived in a care home since {since}."),
    )
}

/// E15
pub(super) fn late(meal: &MonthMeal, later: TimeDelta) -> Sentence {
    let hours = later.num_hours();
    about(
        meal,
        &format!("就餐 {hours} 小时后才上传。"),
        &format!("it arrived {hours} hours after it was eaten."),
    )
}

/// E15
pub(super) fn after_closing(meal: &MonthMeal) -> Sentence {
    about(
        meal,
        "所在月份月结以后才入账，作为更正计入本月。",
        "booked after its own month was closed: a correction in this month.",
    )
}

/// E16
pub(super) fn clock_ahead(meal: &MonthMeal, ahead: TimeDelta) -> Sentence {
    let (lane, seconds) = (&meal.lane_name, ahead.num_seconds());
    about(
        meal,
        &format!("{lane} 的时钟快了 {seconds} 秒。"),
        &format!("the clock of {lane} is {seconds} seconds ahead."),
    )
}

/// E20
pub(super) fn unequal(meal: &MonthMeal, paid: Fen) -> Sentence {
    let standard = meal.booked.standard_fen;
    about(
        meal,
        &format!("餐标 {standard} 元，自付与分担合计 {paid} 元。请停止申报并联系管理员。"),
        &format!("the standard is {standard}, pays and shares come to {paid}. Stop every claim and call the administrator."),
    )
}

/// E23
pub(super) fn lost_card(meal: &MonthMeal, lost: Timestamp) -> Sentence {
    let lost = minute(lost);
    about(
        meal,
        &format!("所用餐卡已于 {lost} 挂失。"),
        &format!("the card had been reported lost at {lost}."),
    )
}

/// E24
pub(super) fn unpublished(version: &str, first: NaiveDate, published: Option<&Published>) -> Sentence {
    match published {
        None => say(
            format!("政策 {version} 自 {first} 起用于本月就餐，没有公示记录。"),
            format!("The policy {version} has been used in this month since {first}. Nothing says that it was made public."),
        ),
        Some(published) if published.published_on > first => say(
            format!("政策 {version} 自 {first} 起用于本月就餐，{} 才公示。", published.published_on),
            format!(
                "The policy {version} has been used in this month since {first} and was made public on {} only.",
                published.published_on
            ),
        ),
        Some(published) => say(
            format!(
                "政策 {version} 自 {first} 起用于本月就餐；{} 的公示是 {} 才补记的。",
                published.published_on,
                minute(published.recorded_at)
            ),
            format!(
                "The policy {version} has been used in this month since {first}. That it was made public on {} was written down at {} only.",
                published.published_on,
                minute(published.recorded_at)
            ),
        ),
    }
}

/// E02, E03 and E04
pub(super) fn too_much(meal: &MonthMeal, check: Check, amount: Fen, now: &Sentence) -> Sentence {
    let title = check.title();
    about(
        meal,
        &format!("{}，多补 {amount} 元。按现在所知：{}", title.zh, now.zh),
        &format!("{}, {amount} too much. By what is known now: {}", title.en.to_lowercase(), now.en),
    )
}

/// E22
pub(super) fn owed(meal: &MonthMeal, amount: Fen) -> Sentence {
    about(
        meal,
        &format!("符合条件，应补 {amount} 元而未补。"),
        &format!("entitled to {amount} that was not given."),
    )
}

/// E01
pub(super) fn second_meal(second: &MonthMeal) -> Sentence {
    let receipt = second.booked.entry_no;
    about(
        second,
        &format!("同一餐次的第二份，小票 {receipt}。"),
        &format!("a second meal of the same kind, receipt {receipt}."),
    )
}

/// E11
pub(super) fn two_places(first: &MonthMeal, second: &MonthMeal) -> Sentence {
    let minutes = (second.booked.sold_at - first.booked.sold_at).abs().num_minutes();
    let (one, other) = (&first.lane_name, &second.lane_name);
    about(
        second,
        &format!("{minutes} 分钟内在 {one} 和 {other} 两处就餐。"),
        &format!("at {one} and at {other} within {minutes} minutes."),
    )
}

/// E10
pub(super) fn hurry(meals: &[&MonthMeal]) -> Sentence {
    let lane = meals.first().map_or("", |first| first.lane_name.as_str());
    let at = meals.first().map(|first| minute(first.booked.sold_at)).unwrap_or_default();
    let meals = meals.len();
    say(
        format!("{lane} 从 {at} 起连续售出 {meals} 份，一分钟内的份数超过上限。"),
        format!("{lane} sold {meals} meals from {at} on, more in a minute than a hand can."),
    )
}

/// E06
pub(super) fn too_many_people((day, meal): (NaiveDate, Meal), served: usize, eligible: usize, rules: &CheckRules) -> Sentence {
    let (word, percent) = (meal.word(), rules.attendance_percent);
    say(
        format!("{day} {}：补贴 {served} 人次，合格 {eligible} 人，超过 {percent}%。", word.zh),
        format!(
            "{day}, {}: {served} subsidised meals for {eligible} people of the groups, above {percent}%.",
            word.en
        ),
    )
}

/// E07
pub(super) fn more_than_cooked((day, meal): (NaiveDate, Meal), served: usize, prepared: i64) -> Sentence {
    let word = meal.word();
    say(
        format!("{day} {}：售出和送出 {served} 份，厨房记 {prepared} 份。", word.zh),
        format!(
            "{day}, {}: {served} meals sold and delivered, the kitchen says that it prepared {prepared}.",
            word.en
        ),
    )
}

/// E09
pub(super) fn same_order(meal: Meal, days: usize) -> Sentence {
    let word = meal.word();
    say(
        format!("连续 {days} 天{}的就餐名单和顺序完全相同。", word.zh),
        format!("On {days} days running the same people came to {} in the same order.", word.en),
    )
}

/// E09
pub(super) fn same_count(meal: Meal, days: usize, meals: usize) -> Sentence {
    let word = meal.word();
    say(
        format!("连续 {days} 天{}都是 {meals} 份。", word.zh),
        format!("On {days} days running there were {meals} meals at {}.", word.en),
    )
}

/// E13
pub(super) fn without_cards(without: usize, all: usize, rules: &CheckRules) -> Sentence {
    let percent = rules.without_card_percent;
    say(
        format!("居民就餐 {all} 份，其中 {without} 份没有刷卡，超过 {percent}%。"),
        format!("Of {all} meals of residents {without} were sold without a card, above {percent}%."),
    )
}

/// E14
pub(super) fn own_household(meal: &MonthMeal) -> Sentence {
    about(
        meal,
        "收银员和就餐人是同一户，或是同一个人。",
        "the cashier is of the same household, or the same person.",
    )
}

/// E17
pub(super) fn by_one_person(meal: &MonthMeal) -> Sentence {
    about(
        meal,
        "没有扫码，也没有第二个人确认。",
        "booked without a scan and without a second person.",
    )
}

/// E17
pub(super) fn typed_in(meal: &MonthMeal) -> Sentence {
    let at = minute(meal.booked.booked_at);
    about(
        meal,
        &format!("没有刷卡，{at} 由一个人补录。"),
        &format!("typed in without a card by one person at {at}."),
    )
}

/// E12
pub(super) fn unproved((day, meal): (NaiveDate, Meal), name: &str) -> Sentence {
    let word = meal.word();
    say(
        format!("{name}，{day} {}：送达没有扫码。", word.zh),
        format!("{name}, {day}, {}: handed over without a scan.", word.en),
    )
}
