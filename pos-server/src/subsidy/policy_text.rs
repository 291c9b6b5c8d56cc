//! Is a policy's text right? Reads the TOML and explains each mistake with its line.

mod cases;
mod checks;
mod deliveries;
mod layers;
mod meals;
mod mistakes;
mod people;
mod reading;
mod rules;
mod shape;
mod typing;
mod when;

use chrono::{NaiveDate, NaiveTime};
use toml::Spanned;

use super::policy::{Mistake, Policy};
use crate::calendar::Day;
use crate::money::Fen;
use crate::text::say;
use mistakes::Mistakes;
use reading::Reading;

/// Groups that a policy may have, and groups that one price may name.
const MOST_GROUPS: usize = 20;
/// Funders that a policy may have, and shares that one price may have.
const MOST_FUNDERS: usize = 30;
/// Meals that a policy may have.
const MOST_MEALS: usize = 10;
/// Prices that one meal may have.
const MOST_PRICES: usize = 40;
/// Subsidies that a policy may have; fees too.
const MOST_RULES: usize = 60;
/// Examples that a policy may have.
const MOST_EXAMPLES: usize = 300;
/// Words that one list may have.
const MOST_WORDS: usize = 50;

/// Reads and checks a policy's text.
pub(super) fn parse(text: &str) -> Result<Policy, Vec<Mistake>> {
    let Reading {
        raw,
        copy,
        mistakes,
        removed,
    } = reading::read(text);
    let mut check = Check {
        mistakes: Mistakes::of(&copy, mistakes, &removed),
    };
    let Some(raw) = raw else {
        return Err(check.mistakes.told());
    };

    let version = check.short_id(&raw.version);
    let name = check.filled(&raw.name);
    let valid_from = check.date(&raw.valid_from);
    let valid_to = raw.valid_to.as_ref().map(|day| (check.date(day), day.span().start));
    if let Some((last, at)) = valid_to
        && last < valid_from
    {
        check.wrong(
            at,
            "valid_to 早于 valid_from：请改成更晚的日期，或删掉这一行",
            "valid_to is before valid_from: write a later day or remove the line",
        );
    }
    let checks = check.check_rules(&raw.checks);
    let owing_limit = raw.owing.as_ref().map(|owing| check.money(&owing.limit));
    let deliveries = check.deliveries(raw.deliveries.as_ref());
    let groups = check.groups(&raw.group);
    let by_class = check.by_class(&raw.group);
    let funders = check.funders(&raw.funder);
    let meals = check.meals(&raw, &groups, &funders);
    let subsidies = check.subsidies(&raw.subsidy, &groups, &funders);
    let limits = check.shared_limits(&raw.limits, &subsidies);
    let fees = check.fees(&raw.fee, &groups, &funders);
    let examples = check.examples(&raw.example);

    if check.mistakes.are_there() {
        return Err(check.mistakes.told());
    }
    Ok(Policy {
        version,
        name,
        valid_from,
        valid_to: valid_to.map(|(last, _)| last),
        age_counts_from: raw.age_counts_from,
        guests: raw.guests,
        owing_limit,
        checks,
        deliveries,
        groups,
        by_class,
        funders,
        meals,
        subsidies,
        limits,
        fees,
        examples,
    })
}

/// Collects the mistakes of one text. Each list is looked at up to its limit only, because its items are compared pair by pair.
struct Check {
    mistakes: Mistakes,
}

impl Check {
    fn wrong(&mut self, at: usize, zh: impl Into<String>, en: impl Into<String>) {
        self.mistakes.tell(at, say(zh, en));
    }

    /// As many items of a list as it may have.
    fn within<'w, T>(&mut self, most: usize, written: &'w [T], place: impl FnOnce(&T) -> usize) -> &'w [T] {
        let Some(too_many) = written.get(most) else { return written };
        self.wrong(
            place(too_many),
            format!("这里最多写 {most} 项，从这一项起太多了"),
            format!("write at most {most} of these: from here on they are too many"),
        );
        written.get(..most).unwrap_or(written)
    }

    fn filled(&mut self, value: &Spanned<String>) -> String {
        let text = value.get_ref().trim();
        if text.is_empty() || text.chars().any(char::is_control) || text.chars().count() > 60 {
            self.wrong(value.span().start, "这里要写 1 到 60 个字", "write 1 to 60 characters here");
        }
        text.to_owned()
    }

    fn short_id(&mut self, value: &Spanned<String>) -> String {
        let text = value.get_ref();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
        if text.is_empty() || text.len() > 40 || !text.chars().all(fits) {
            self.wrong(
                value.span().start,
                format!("“{text}”只能用 1 到 40 个小写字母、数字、- _ ."),
                format!("{text:?} may use 1 to 40 lower-case letters, digits, - _ ."),
            );
        }
        text.clone()
    }

    fn date(&mut self, value: &Spanned<toml::value::Datetime>) -> NaiveDate {
        let written = value.get_ref().to_string();
        written.parse().map_or_else(
            |_| {
                self.wrong(
                    value.span().start,
                    format!("“{written}”不是 1900 至 2200 年间的日期，请写成 2026-01-31"),
                    format!("{written:?} is no date between the years 1900 and 2200: write 2026-01-31"),
                );
                NaiveDate::default()
            },
            Day::date,
        )
    }

    fn money(&mut self, value: &Spanned<String>) -> Fen {
        value.get_ref().parse().unwrap_or_else(|_| {
            let text = value.get_ref();
            if text.ends_with(['%', '％']) {
                self.wrong(
                    value.span().start,
                    format!("“{text}”是比例，这里要写金额，例如 \"9.90\"；按比例补写 rate：就餐人付两成，就是补八成，rate = \"80%\""),
                    format!(
                        "{text:?} is a part, write an amount here, like \"9.90\"; for a part write rate: who pays 20% gets rate = \"80%\""
                    ),
                );
                return Fen::ZERO;
            }
            self.wrong(
                value.span().start,
                format!("“{text}”不是金额：写数字，最多两位小数，不写“元”，例如 \"9.90\""),
                format!("{text:?} is no amount: write digits with at most two decimals, like \"9.90\""),
            );
            Fen::ZERO
        })
    }

    fn time(&mut self, value: &Spanned<String>) -> NaiveTime {
        NaiveTime::parse_from_str(value.get_ref(), "%H:%M").unwrap_or_else(|_| {
            let text = value.get_ref();
            self.wrong(
                value.span().start,
                format!("“{text}”不是时间，请写成 \"10:30\""),
                format!("{text:?} is no time: write \"10:30\""),
            );
            NaiveTime::MIN
        })
    }
}

/// Where an item begins in the text.
fn start<T>(item: &Spanned<T>) -> usize {
    item.span().start
}

#[cfg(test)]
mod tests;
