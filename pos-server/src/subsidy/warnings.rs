//! What in a policy is allowed but hardly meant? Reminders (提醒) for whoever writes it; none of them refuses the policy. Pure.

use std::collections::BTreeSet;

use chrono::Datelike;

use super::amount::Amount;
use super::conditions::{When, Who};
use super::eligibility::AgeRange;
use super::grant::Subsidy;
use super::holidays::Holidays;
use super::policy::{OtherPrices, Policy};
use super::words::Group;
use crate::money::Fen;
use crate::text::{Sentence, say};

/// Residencies as the register writes them.
const RESIDENCIES: [&str; 4] = ["local", "nonlocal", "常住", "居住证"];
/// So many years are named.
const MOST_YEARS: usize = 5;

/// What somebody should look at before the policy is proposed.
#[must_use]
pub fn warnings(policy: &Policy, holidays: &Holidays) -> Vec<Sentence> {
    let mut told = Vec::new();
    told.extend(missing_calendars(policy, holidays));
    for subsidy in &policy.subsidies {
        told.extend(of_rule(policy, &subsidy.name, &subsidy.who, &subsidy.when));
        told.extend(lonely(policy, subsidy));
        told.extend(scattered(policy, subsidy));
        told.extend(idle_cap(policy, subsidy));
    }
    for fee in &policy.fees {
        told.extend(of_rule(policy, &fee.name, &fee.who, &fee.when));
    }
    told.extend(of_examples(policy));
    told
}

/// Years on whose days a rule asks for workdays, and nobody has entered their calendar.
fn missing_calendars(policy: &Policy, holidays: &Holidays) -> Option<Sentence> {
    let first = policy.valid_from.year();
    let last = policy.valid_to.map_or(first, |day| day.year());
    let of_examples = policy.examples.iter().map(|example| example.eaten.date.year());
    let years: BTreeSet<i32> = (first..=last).chain(of_examples).filter(|year| !holidays.knows(*year)).collect();
    let named: Vec<String> = years.iter().take(MOST_YEARS).map(ToString::to_string).collect();
    (policy.asks().holidays && !years.is_empty()).then(|| {
        say(
            format!("还没有录入 {} 年的节假日安排，这些年的工作日只按星期算", named.join("、")),
            format!(
                "the calendar of {} has not been entered: its workdays go by the weekday alone",
                named.join(", ")
            ),
        )
    })
}

/// What is odd in whom and when a rule is for.
fn of_rule(policy: &Policy, name: &str, who: &Who, when: &When) -> Vec<Sentence> {
    let mut told = Vec::new();
    for meal in when.meals.iter().filter(|meal| policy.meal(**meal).is_none()) {
        let meal = meal.as_str();
        told.push(say(
            format!("“{name}”写了 {meal}，可是没有 [[meal]] {meal}"),
            format!("\"{name}\" names {meal}, but there is no [[meal]] {meal}"),
        ));
    }
    if let Some(day) = when.dates.named.iter().find(|day| !policy.holds_on(**day)) {
        told.push(say(
            format!("“{name}”写了 {day}，这一天政策没有生效"),
            format!("\"{name}\" names {day}, on which the policy does not hold"),
        ));
    }
    for word in who.residency.iter().filter(|word| !RESIDENCIES.contains(&word.as_str())) {
        told.push(say(
            format!("“{name}”要求“{word}”：要和名册里写的一样，通常是 户籍、常住、居住证"),
            format!("\"{name}\" asks for {word}: it must be the register's word, mostly 户籍, 常住 or 居住证"),
        ));
    }
    if let Some(age) = who.age.and_then(|range| first_outside(policy, who, range)) {
        told.push(say(
            format!("“{name}”从 {age} 周岁起，可是 {age} 周岁不在它的人群 [[group]] 里"),
            format!("\"{name}\" begins at age {age}, which is in none of its groups"),
        ));
    }
    told
}

/// The first age of a range, if none of the rule's groups has it.
fn first_outside(policy: &Policy, who: &Who, range: AgeRange) -> Option<u32> {
    let low = range.low?;
    let first = if low.inclusive { low.age } else { low.age.saturating_add(1) };
    let is_asked = |group: &Group| who.groups.is_empty() || who.groups.contains(group);
    let mut ages = policy.groups.iter().filter(|(group, _)| is_asked(group));
    let by_class = policy.by_class.iter().any(|(_, group)| is_asked(group));
    (!by_class && !ages.any(|(_, group)| group.holds(first))).then_some(first)
}

/// A word of which only the best counts, written once.
fn lonely(policy: &Policy, subsidy: &Subsidy) -> Option<Sentence> {
    let word = subsidy.one_of.as_ref()?;
    let times = policy.subsidies.iter().filter(|other| other.one_of.as_ref() == Some(word)).count();
    let name = &subsidy.name;
    (times == 1).then(|| {
        say(
            format!("“{name}”的 one_of = \"{word}\" 只写了一次：取高的几条要写同一个词"),
            format!("\"{name}\" alone has one_of = {word:?}: those of which the best counts share a word"),
        )
    })
}

/// One of those of which the best counts, after another subsidy that stands between them: it counts from what that one leaves, the
/// others do not, so the best may be missed.
fn scattered(policy: &Policy, subsidy: &Subsidy) -> Option<Sentence> {
    let word = subsidy.one_of.as_ref()?;
    let above: Vec<&Subsidy> = policy.subsidies.iter().take_while(|other| other.id != subsidy.id).collect();
    let between = above.last().filter(|last| last.one_of.as_ref() != Some(word))?;
    let is_shared = above.iter().any(|other| other.one_of.as_ref() == Some(word));
    let (name, other) = (&subsidy.name, &between.name);
    is_shared.then(|| {
        say(
            format!("“{name}”和前面写了 one_of = \"{word}\" 的几条之间有“{other}”：取高的几条要写在一起，不然可能取不到高的"),
            format!("\"{other}\" stands between \"{name}\" and those above with one_of = {word:?}: write them together, or the best may be missed"),
        )
    })
}

/// A cap beside a fixed amount, or one that no price reaches.
fn idle_cap(policy: &Policy, subsidy: &Subsidy) -> Option<Sentence> {
    let (cap, name) = (subsidy.cap?, &subsidy.name);
    let never = || {
        say(
            format!("“{name}”的 cap = \"{cap}\" 永远到不了"),
            format!("\"{name}\" never reaches its cap of {cap}"),
        )
    };
    let dearest = policy.meals.iter().map(|meal| match &meal.others {
        OtherPrices::No => meal.standard,
        OtherPrices::Menus(menus) => menus.iter().copied().fold(meal.standard, Fen::max),
        OtherPrices::UpTo(most) => meal.standard.max(*most),
    });
    let dearest = dearest.max().unwrap_or_default();
    match subsidy.amount {
        Amount::Fixed(amount) if cap < amount => Some(say(
            format!("“{name}”的 amount = \"{amount}\" 比 cap = \"{cap}\" 多：每餐最多只补 {cap} 元"),
            format!("\"{name}\" has an amount of {amount} above its cap: it never gives more than {cap}"),
        )),
        Amount::Fixed(_) => Some(never()),
        Amount::Rate(rate, rounding) => (rounding.round(dearest, rate) < cap).then(never),
        Amount::LeavesToPay(pays) => (dearest.minus(pays) < cap).then(never),
    }
}

/// Examples that prove nothing, and a policy without any.
fn of_examples(policy: &Policy) -> Vec<Sentence> {
    if policy.examples.is_empty() && !policy.subsidies.is_empty() {
        return vec![say(
            "还没有例子：公布的每一个金额都写成一个 [[example]]，算得出来才算写对",
            "there is no example: write each published amount as an [[example]]; it is right once they come out",
        )];
    }
    let outside = policy.examples.iter().filter(|example| !policy.holds_on(example.eaten.date));
    let told = outside.map(|example| {
        let (line, name, date) = (example.line, &example.name, example.eaten.date);
        say(
            format!("第 {line} 行的例子“{name}”：{date} 这一天政策没有生效，按全价算"),
            format!("the example \"{name}\" on line {line}: the policy does not hold on {date}, the price is the full one"),
        )
    });
    told.collect()
}

#[cfg(test)]
mod tests;
