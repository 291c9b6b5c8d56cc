//! Is a policy's text right? Reads the TOML and explains each mistake with its line.

mod mistakes;
mod reading;

use chrono::{NaiveDate, NaiveTime};
use serde::Deserialize;
use toml::Spanned;

use super::eligibility::{AgeRange, Bound};
use super::policy::{AgeCountsFrom, Guests, MealRule, Mistake, Policy, Price, Share};
use super::words::{Group, Meal};
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyText {
    version: Spanned<String>,
    name: Spanned<String>,
    valid_from: Spanned<toml::value::Datetime>,
    valid_to: Option<Spanned<toml::value::Datetime>>,
    age_counts_from: AgeCountsFrom,
    guests: Guests,
    owing: Option<OwingText>,
    group: Vec<Spanned<GroupText>>,
    funder: Vec<Spanned<FunderText>>,
    meal: Vec<Spanned<MealText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwingText {
    limit: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupText {
    id: Group,
    age: Spanned<AgeText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AgeText {
    from: Option<u32>,
    over: Option<u32>,
    to: Option<u32>,
    under: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FunderText {
    id: Spanned<String>,
    name: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MealText {
    id: Meal,
    opens: Spanned<String>,
    closes: Spanned<String>,
    standard: Spanned<String>,
    price: Vec<Spanned<PriceText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceText {
    groups: Vec<Spanned<Group>>,
    pays: Spanned<String>,
    shares: Vec<ShareText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShareText {
    funder: Spanned<String>,
    amount: Spanned<String>,
}

/// Reads and checks a policy's text.
pub(super) fn parse(text: &str) -> Result<Policy, Vec<Mistake>> {
    let Reading { raw, copy, mistakes } = reading::read(text);
    let mut check = Check {
        mistakes: Mistakes::of(&copy, mistakes),
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
    let owing_limit = raw.owing.as_ref().map(|owing| check.money(&owing.limit));
    let groups = check.groups(&raw.group);
    let funders = check.funders(&raw.funder);
    let meals = check.meals(&raw.meal, &groups, &funders);

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
        groups,
        meals,
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
            self.wrong(
                value.span().start,
                format!("“{text}”不是金额，请写成 \"9.90\""),
                format!("{text:?} is no amount: write \"9.90\""),
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

    fn groups(&mut self, written: &[Spanned<GroupText>]) -> Vec<(Group, AgeRange)> {
        let mut groups: Vec<(Group, AgeRange)> = Vec::new();
        for group in self.within(MOST_GROUPS, written, start) {
            let group = group.get_ref();
            let (at, age) = (group.age.span().start, group.age.get_ref());
            if age.from.is_some() && age.over.is_some() || age.to.is_some() && age.under.is_some() {
                self.wrong(
                    at,
                    "from 和 over 只能写一个，to 和 under 只能写一个",
                    "write either from or over, and either to or under",
                );
            }
            let bound = |inclusive: Option<u32>, exclusive: Option<u32>| {
                inclusive
                    .map(|age| Bound { age, inclusive: true })
                    .or(exclusive.map(|age| Bound { age, inclusive: false }))
            };
            let range = AgeRange {
                low: bound(age.from, age.over),
                high: bound(age.to, age.under),
            };
            if (0..=150).all(|age| !range.holds(age)) {
                self.wrong(
                    at,
                    "没有任何年龄符合这个范围，请检查上下限",
                    "no age fits this range: check its bounds",
                );
            }
            for (other, theirs) in &groups {
                if *other == group.id {
                    self.wrong(
                        at,
                        format!("人群 {} 写了两次", group.id.as_str()),
                        format!("the group {} is written twice", group.id.as_str()),
                    );
                } else if (0..=150).any(|age| range.holds(age) && theirs.holds(age)) {
                    let both = (other.as_str(), group.id.as_str());
                    self.wrong(
                        at,
                        format!("{} 和 {} 的年龄有重叠", both.0, both.1),
                        format!("the ages of {} and {} overlap", both.0, both.1),
                    );
                }
            }
            groups.push((group.id, range));
        }
        if groups.is_empty() {
            self.wrong(0, "至少要有一个 [[group]]", "write at least one [[group]]");
        }
        groups
    }

    fn funders(&mut self, written: &[Spanned<FunderText>]) -> Vec<(String, String)> {
        let mut funders: Vec<(String, String)> = Vec::new();
        for funder in self.within(MOST_FUNDERS, written, start) {
            let (at, funder) = (funder.span().start, funder.get_ref());
            let id = self.short_id(&funder.id);
            if funders.iter().any(|(other, _)| *other == id) {
                self.wrong(at, format!("出资方 {id} 写了两次"), format!("the funder {id} is written twice"));
            }
            let name = self.filled(&funder.name);
            funders.push((id, name));
        }
        funders
    }

    fn meals(&mut self, written: &[Spanned<MealText>], groups: &[(Group, AgeRange)], funders: &[(String, String)]) -> Vec<MealRule> {
        let mut meals: Vec<MealRule> = Vec::new();
        for meal in self.within(MOST_MEALS, written, start) {
            let (at, meal) = (meal.span().start, meal.get_ref());
            let (opens, closes) = (self.time(&meal.opens), self.time(&meal.closes));
            if opens >= closes {
                self.wrong(meal.closes.span().start, "closes 要晚于 opens", "closes must be later than opens");
            }
            for other in &meals {
                if other.meal == meal.id {
                    self.wrong(
                        at,
                        format!("餐次 {} 写了两次", meal.id.as_str()),
                        format!("the meal {} is written twice", meal.id.as_str()),
                    );
                } else if opens < other.closes && other.opens < closes {
                    self.wrong(meal.opens.span().start, "两个餐次的时间有重叠", "the hours of two meals overlap");
                }
            }
            let standard = self.money(&meal.standard);
            if standard.is_zero() {
                self.wrong(meal.standard.span().start, "餐标要大于 0", "the standard must be above 0");
            }
            let prices = self.prices(&meal.price, standard, groups, funders);
            for (group, _) in groups {
                if !prices.iter().any(|price| price.groups.contains(group)) {
                    self.wrong(
                        at,
                        format!("这一餐没有写 {} 的价格", group.as_str()),
                        format!("this meal has no price for {}", group.as_str()),
                    );
                }
            }
            meals.push(MealRule {
                meal: meal.id,
                opens,
                closes,
                standard,
                prices,
            });
        }
        if meals.is_empty() {
            self.wrong(0, "至少要有一个 [[meal]]", "write at least one [[meal]]");
        }
        meals
    }

    fn prices(
        &mut self,
        written: &[Spanned<PriceText>],
        standard: Fen,
        groups: &[(Group, AgeRange)],
        funders: &[(String, String)],
    ) -> Vec<Price> {
        let mut prices: Vec<Price> = Vec::new();
        for price in self.within(MOST_PRICES, written, start) {
            let price = price.get_ref();
            let named = self.within(MOST_GROUPS, &price.groups, start);
            let written_shares = self.within(MOST_FUNDERS, &price.shares, |share| start(&share.funder));
            for group in named {
                let (at, group) = (group.span().start, group.get_ref());
                if !groups.iter().any(|(known, _)| known == group) {
                    self.wrong(
                        at,
                        format!("没有 [[group]] 叫 {}", group.as_str()),
                        format!("there is no [[group]] {}", group.as_str()),
                    );
                }
                if prices.iter().any(|other| other.groups.contains(group)) {
                    self.wrong(
                        at,
                        format!("{} 在这一餐有两个价格", group.as_str()),
                        format!("{} has two prices for this meal", group.as_str()),
                    );
                }
            }
            let pays = self.money(&price.pays);
            let shares: Vec<Share> = written_shares.iter().map(|share| self.share(share, funders)).collect();
            for (place, share) in written_shares.iter().enumerate() {
                let (at, funder) = (share.funder.span().start, share.funder.get_ref());
                if written_shares.iter().take(place).any(|other| other.funder.get_ref() == funder) {
                    self.wrong(
                        at,
                        format!("{funder} 在这一价格里写了两次，请合成一笔"),
                        format!("{funder} is written twice in this price: make it one share"),
                    );
                }
            }
            let total = pays.plus(shares.iter().map(|share| share.amount).sum());
            if total != standard {
                self.wrong(
                    price.pays.span().start,
                    format!("自付加补贴是 {total}，餐标是 {standard}：两边要相等"),
                    format!("pays and shares make {total}, the standard is {standard}: they must be equal"),
                );
            }
            prices.push(Price {
                groups: named.iter().map(|group| *group.get_ref()).collect(),
                pays,
                shares,
            });
        }
        prices
    }

    fn share(&mut self, share: &ShareText, funders: &[(String, String)]) -> Share {
        let id = share.funder.get_ref().clone();
        let name = funders.iter().find(|(known, _)| *known == id).map(|(_, name)| name.clone());
        if name.is_none() {
            self.wrong(
                share.funder.span().start,
                format!("没有 [[funder]] 叫 {id}"),
                format!("there is no [[funder]] {id}"),
            );
        }
        let amount = self.money(&share.amount);
        if amount.is_zero() {
            self.wrong(
                share.amount.span().start,
                "补贴金额要大于 0；不出钱的不用写",
                "a share must be above 0; leave out who pays nothing",
            );
        }
        Share {
            funder: id,
            name: name.unwrap_or_default(),
            amount,
        }
    }
}

/// Where an item begins in the text.
fn start<T>(item: &Spanned<T>) -> usize {
    item.span().start
}

#[cfg(test)]
mod tests;
