//! What would another policy change? In sentences, for whoever approves it: the prices of each age and class, then the rules. Pure.

use std::collections::BTreeSet;

use super::grant::Subsidy;
use super::policy::{AgeCountsFrom, Guests, MealRule, Policy};
use super::price_list::{Asked, Paid, PricedMeal, breaks, classes, classes_word};
use super::words::Meal;
use crate::money::Fen;
use crate::text::{Sentence, say};

/// What changes from one policy to another. Nothing: no meal of anybody is decided otherwise by what the rules say.
#[must_use]
pub fn changes(old: &Policy, new: &Policy) -> Vec<Sentence> {
    let mut told = Vec::new();
    for meal in [Meal::Lunch, Meal::Dinner] {
        told.extend(meal_change(meal, old.meal(meal), new.meal(meal)));
    }
    told.extend(price_changes(old, new));
    told.extend(rule_changes(old, new));
    told
}

/// The hours and the full price of one meal.
fn meal_change(meal: Meal, old: Option<&MealRule>, new: Option<&MealRule>) -> Vec<Sentence> {
    let Sentence { zh, en } = meal.word();
    let (old, new) = match (old, new) {
        (None, None) => return Vec::new(),
        (Some(_), None) => return vec![say(format!("不再供应{zh}"), format!("no more {en}"))],
        (None, Some(new)) => {
            let price = new.standard;
            return vec![say(
                format!("开始供应{zh}，餐标 {price} 元"),
                format!("{en} is new, at {price} yuan"),
            )];
        }
        (Some(old), Some(new)) => (old, new),
    };
    let mut told = Vec::new();
    if old.standard != new.standard {
        let (from, to) = (old.standard, new.standard);
        told.push(say(
            format!("{zh}：餐标 {from} 元 → {to} 元"),
            format!("{en}: standard {from} → {to} yuan"),
        ));
    }
    let hours = |rule: &MealRule| format!("{}–{}", rule.opens.format("%H:%M"), rule.closes.format("%H:%M"));
    if hours(old) != hours(new) {
        let (from, to) = (hours(old), hours(new));
        told.push(say(format!("{zh}：供应时间 {from} → {to}"), format!("{en}: hours {from} → {to}")));
    }
    if old.others != new.others {
        told.push(say(format!("{zh}：可选的其他价格有改动"), format!("{en}: its other prices change")));
    }
    told
}

/// Somebody's price of one meal before and after.
#[derive(PartialEq, Eq)]
struct Changed {
    meal: Meal,
    before: Option<Paid>,
    after: Option<Paid>,
}

/// What each age and class would pay otherwise.
fn price_changes(old: &Policy, new: &Policy) -> Vec<Sentence> {
    let (before, after) = (Asked::of(old), Asked::of(new));
    let changed = |diner: (Option<u32>, Option<&[String]>)| -> Vec<Changed> {
        let of = |asked: &Asked<'_>, policy: &Policy, meal: Meal| {
            let price = policy.meal(meal)?.standard;
            asked.ask(PricedMeal { meal, price }, diner).map(|(_, paid)| paid)
        };
        let each = [Meal::Lunch, Meal::Dinner].into_iter().map(|meal| Changed {
            meal,
            before: of(&before, old, meal),
            after: of(&after, new, meal),
        });
        each.filter(|changed| changed.before != changed.after).collect()
    };
    let ages: BTreeSet<u32> = breaks(old).into_iter().chain(breaks(new)).collect();
    let ages: Vec<u32> = ages.into_iter().collect();
    let mut named = classes(old);
    named.extend(classes(new));
    named.sort_unstable();
    named.dedup();
    let guests = changed((None, None));
    let mut told = Vec::new();
    for class in std::iter::once(None).chain(named.into_iter().map(Some)) {
        let mut bands: Vec<(u32, Option<u32>, Vec<Changed>)> = Vec::new();
        for (place, age) in ages.iter().enumerate() {
            let to = ages.get(place.saturating_add(1)).map(|next| next.saturating_sub(1));
            let plain = class.as_ref().map_or_else(Vec::new, |_| changed((Some(*age), None)));
            let mut own = changed((Some(*age), class.as_deref()));
            own.retain(|each| !guests.contains(each) && !plain.contains(each));
            match bands.last_mut().filter(|(_, _, last)| *last == own) {
                Some(last) => last.1 = to,
                None => bands.push((*age, to, own)),
            }
        }
        for (from, to, own) in bands {
            let who = people(class.as_deref(), from, to);
            told.extend(own.iter().map(|changed| changed.describe(&who)));
        }
    }
    let who = say("访客和其他人", "guests and all others");
    told.extend(guests.iter().map(|changed| changed.describe(&who)));
    told
}

/// Who is meant, in words.
fn people(class: Option<&[String]>, from: u32, to: Option<u32>) -> Sentence {
    let ages = match to {
        Some(to) if to == from => say(format!("{from}周岁"), format!("age {from}")),
        Some(to) => say(format!("{from}至{to}周岁"), format!("age {from} to {to}")),
        None => say(format!("{from}周岁及以上"), format!("age {from} and over")),
    };
    class.map(classes_word).map_or_else(
        || ages.clone(),
        |class| say(format!("{}、{}", class.zh, ages.zh), format!("{}, {}", class.en, ages.en)),
    )
}

impl Changed {
    fn describe(&self, who: &Sentence) -> Sentence {
        let meal = self.meal.word();
        let of = |paid: &Option<Paid>| {
            paid.as_ref().map_or_else(
                || say("不供应", "not served"),
                |paid| {
                    let (pays, parts) = (paid.pays, paid.shares.iter());
                    let parts: Vec<String> = parts.map(|share| format!("{} {}", share.name, share.amount)).collect();
                    let (zh, en) = if parts.is_empty() {
                        (String::new(), String::new())
                    } else {
                        (format!("，{}", parts.join("，")), format!(", {}", parts.join(", ")))
                    };
                    say(format!("自付 {pays} 元{zh}"), format!("pays {pays} yuan{en}"))
                },
            )
        };
        let (before, after) = (of(&self.before), of(&self.after));
        say(
            format!("{}：{}{} → {}", who.zh, meal.zh, before.zh, after.zh),
            format!("{}: {} {} → {}", who.en, meal.en, before.en, after.en),
        )
    }
}

/// What else is another rule.
fn rule_changes(old: &Policy, new: &Policy) -> Vec<Sentence> {
    let mut told = Vec::new();
    let day = |policy: &Policy| policy.valid_to.map_or("—".to_owned(), |day| day.to_string());
    if old.valid_to != new.valid_to {
        let (from, to) = (day(old), day(new));
        told.push(say(format!("最后一天：{from} → {to}"), format!("last day: {from} → {to}")));
    }
    if old.age_counts_from != new.age_counts_from {
        told.push(match new.age_counts_from {
            AgeCountsFrom::Birthday => say("周岁改为从生日当天算起", "a year of age counts from the birthday itself"),
            AgeCountsFrom::NextMonth => say(
                "周岁改为从生日的下一个月算起",
                "a year of age counts from the month after the birthday",
            ),
            AgeCountsFrom::DayAfter => say("周岁改为从生日第二天算起", "a year of age counts from the day after the birthday"),
        });
    }
    if old.guests != new.guests {
        told.push(match new.guests {
            Guests::FullStandard => say("其他人可以按餐标全价就餐", "others may eat at the full standard"),
            Guests::Refused => say("其他人不再供餐", "others get no meal"),
        });
    }
    let limit = |limit: Option<Fen>| limit.unwrap_or(Fen::ZERO);
    if limit(old.owing_limit) != limit(new.owing_limit) {
        let (from, to) = (limit(old.owing_limit), limit(new.owing_limit));
        told.push(say(
            format!("最多可以欠费：{from} 元 → {to} 元"),
            format!("the most somebody may owe: {from} → {to} yuan"),
        ));
    }
    if old.checks != new.checks {
        told.push(say(
            "每月检查的门槛，或者哪些异常拦住月结，有改动",
            "the checks of the month light or block otherwise",
        ));
    }
    let (before, after) = (old.deliveries, new.deliveries);
    if before.hot_for_minutes != after.hot_for_minutes {
        let (from, to) = (before.hot_for_minutes, after.hot_for_minutes);
        told.push(say(
            format!("送餐打包后算热的时间：{from} 分钟 → {to} 分钟"),
            format!("a packed meal counts as hot for: {from} → {to} minutes"),
        ));
    }
    if before.silent_after_days != after.silent_after_days {
        let (from, to) = (before.silent_after_days, after.silent_after_days);
        told.push(say(
            format!("几个开餐日没来就提醒：{from} 天 → {to} 天"),
            format!("somebody is asked after when silent for: {from} → {to} open days"),
        ));
    }
    told.extend(by_name(
        (&old.subsidies, &new.subsidies),
        |subsidy| (&subsidy.id, &subsidy.name),
        ("补贴", "subsidy"),
    ));
    if is_reordered(&old.subsidies, &new.subsidies) {
        told.push(say("补贴计算的先后次序有改动", "the subsidies are worked out in another order"));
    }
    told.extend(by_name((&old.fees, &new.fees), |fee| (&fee.name, &fee.name), ("加收", "fee")));
    told.extend(by_name(
        (&old.funders, &new.funders),
        |funder| (&funder.0, &funder.1),
        ("出资方", "funder"),
    ));
    if old.limits != new.limits {
        told.push(say("几项补贴合计的限额有改动", "the limits of several subsidies together change"));
    }
    if old.by_class != new.by_class {
        told.push(say("不限年龄按身份享受的人群有改动", "which classes count at any age changes"));
    }
    told
}

/// Do the subsidies that both have stand in another order? Each works on what those above it leave to pay.
fn is_reordered(old: &[Subsidy], new: &[Subsidy]) -> bool {
    let common = |list: &[Subsidy], other: &[Subsidy]| -> Vec<String> {
        let is_common = |id: &String| other.iter().any(|one| one.id == *id);
        list.iter().map(|one| one.id.clone()).filter(is_common).collect()
    };
    common(old, new) != common(new, old)
}

/// What of a list is new, gone or different.
fn by_name<'p, T: PartialEq>(
    (old, new): (&'p [T], &'p [T]),
    key: impl Fn(&'p T) -> (&'p String, &'p String),
    (zh, en): (&str, &str),
) -> Vec<Sentence> {
    let in_list = |list: &'p [T], one: &'p T| list.iter().find(|other| key(other).0 == key(one).0);
    let said = |one: &'p T, what: (&str, &str)| {
        let name = key(one).1;
        say(format!("{zh}“{name}”{}", what.0), format!("{en} “{name}” {}", what.1))
    };
    let mut told: Vec<Sentence> = Vec::new();
    for one in new {
        match in_list(old, one) {
            None => told.push(said(one, ("是新增的", "is new"))),
            Some(before) if before != one => told.push(said(one, ("有改动", "changes"))),
            Some(_) => {}
        }
    }
    let gone = old.iter().filter(|one| in_list(new, one).is_none());
    told.extend(gone.map(|one| said(one, ("取消了", "ends"))));
    told
}

#[cfg(test)]
mod tests {
    use super::super::policy::QIYI;
    use super::*;

    fn told(old: &str, new: &str) -> Vec<String> {
        let policy = |text| Policy::parse(text).unwrap();
        changes(&policy(old), &policy(new)).into_iter().map(|said| said.zh).collect()
    }

    #[test]
    fn the_same_rules_change_nothing() {
        let other = QIYI.replace("version = \"qiyi-2023-10-23\"", "version = \"next\"");
        assert_eq!(told(QIYI, &other), Vec::<String>::new());
    }

    #[test]
    fn another_order_of_the_subsidies_is_told() {
        let old = include_str!("../../policies/one-a-day.toml");
        let (head, discount) = old.split_once("[[subsidy]]\nid = \"discount\"").unwrap();
        let (discount, rest) = discount.split_once("\n\n").unwrap();
        let (rest, fee) = rest.split_once("[[fee]]").unwrap();
        let new = format!("{head}{rest}[[subsidy]]\nid = \"discount\"{discount}\n\n[[fee]]{fee}");
        assert!(
            told(old, &new).contains(&"补贴计算的先后次序有改动".to_owned()),
            "{:#?}",
            told(old, &new)
        );
        assert_eq!(told(old, old), Vec::<String>::new());
        // One that is gone is no other order.
        let less = format!("{head}{rest}[[fee]]{fee}");
        assert!(!told(old, &less).contains(&"补贴计算的先后次序有改动".to_owned()));
    }

    #[test]
    fn how_deliveries_are_watched_is_told() {
        let other = QIYI.replacen(
            "[[group]]",
            "[deliveries]\nhot_for_minutes = 90\nsilent_after_days = 2\n\n[[group]]",
            1,
        );
        assert_eq!(
            told(QIYI, &other),
            ["送餐打包后算热的时间：120 分钟 → 90 分钟", "几个开餐日没来就提醒：3 天 → 2 天"]
        );
    }

    #[test]
    fn a_price_is_told_by_age_and_funder() {
        let cheaper = QIYI.replace("\"9.90\"", "\"8.80\"").replace("\"5.10\"", "\"6.20\"");
        let lunch = "午餐自付 9.90 元，示例出资方（请替换） 5.10 → 自付 8.80 元，示例出资方（请替换） 6.20";
        assert_eq!(
            told(QIYI, &cheaper),
            [format!("0至12周岁：{lunch}"), format!("60周岁及以上：{lunch}")]
        );
        let older = QIYI.replace("age = { from = 60 }", "age = { from = 65 }");
        assert_eq!(
            told(QIYI, &older),
            [
                "60至64周岁：午餐自付 9.90 元，示例出资方（请替换） 5.10 → 自付 15.00 元",
                "60至64周岁：晚餐自付 5.90 元，示例出资方（请替换） 4.10 → 自付 10.00 元",
            ]
        );
    }

    #[test]
    fn subsidies_and_classes_are_told() {
        let yuhua = include_str!("../../policies/changsha-yuhua-2022.toml");
        let before = "60周岁及以上：午餐自付 9.90 元，示例出资方（请替换） 5.10";
        assert_eq!(
            told(QIYI, yuhua),
            [
                "午餐：供应时间 10:30–13:30 → 11:00–13:00".to_owned(),
                "不再供应晚餐".to_owned(),
                "0至12周岁：午餐自付 9.90 元，示例出资方（请替换） 5.10 → 自付 15.00 元".to_owned(),
                "0至12周岁：晚餐自付 5.90 元，示例出资方（请替换） 4.10 → 不供应".to_owned(),
                format!("{before} → 自付 12.00 元，区财政（示例） 3.00"),
                "60周岁及以上：晚餐自付 5.90 元，示例出资方（请替换） 4.10 → 不供应".to_owned(),
                format!("低保、{before} → 自付 8.00 元，区财政（示例） 7.00"),
                format!("残疾、{before} → 自付 8.00 元，区财政（示例） 7.00"),
                format!("特困、{before} → 自付 4.00 元，区财政（示例） 11.00"),
                format!("低收入、{before} → 自付 8.00 元，区财政（示例） 7.00"),
                "访客和其他人：晚餐自付 10.00 元 → 不供应".to_owned(),
                "补贴“老人助餐补贴”是新增的".to_owned(),
                "补贴“困难老人助餐补贴”是新增的".to_owned(),
                "补贴“特困老人助餐补贴”是新增的".to_owned(),
                "出资方“区财政（示例）”是新增的".to_owned(),
                "出资方“示例出资方（请替换）”取消了".to_owned(),
            ]
        );
    }
}
