//! What does a meal cost whom under a policy? The list that hangs on the wall: by ages and classes, each price as the rules give it. Pure.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::Serialize;
use utoipa::ToSchema;

use super::conditions::Who;
use super::decide::{Diner, Facts, Held, Order, Verdict, decide};
use super::eligibility::AgeRange;
use super::policy::{MealRule, OtherPrices, Policy, Share};
use super::standing::{Kind, class_word};
use super::words::{Channel, DinerGroup, Meal};
use crate::money::Fen;
use crate::text::{Sentence, say};

/// The ages and classes of a policy with what each pays at the counter, on a workday, for the first meal of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PriceList {
    /// The meals at each of their prices.
    pub meals: Vec<PricedMeal>,
    /// Who pays what.
    pub rows: Vec<PriceRow>,
}

/// A meal at one of its prices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct PricedMeal {
    /// Which meal.
    pub meal: Meal,
    /// What it costs in full.
    pub price: Fen,
}

/// People who pay the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PriceRow {
    /// As whom they eat.
    pub group: DinerGroup,
    /// The class that makes their price another one.
    pub class: Option<Sentence>,
    /// The youngest, in full years; nothing for guests.
    pub from_age: Option<u32>,
    /// The oldest, in full years.
    pub to_age: Option<u32>,
    /// What they pay for each of the meals; nothing where they get none.
    pub pays: Vec<Option<Paid>>,
}

/// Who pays what for one meal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Paid {
    /// What the diner pays.
    pub pays: Fen,
    /// What each funder pays.
    pub shares: Vec<Share>,
}

/// The price list of a policy.
#[must_use]
pub fn price_list(policy: &Policy) -> PriceList {
    let meals = priced_meals(policy);
    let ages = breaks(policy);
    let asked = Asked::of(policy);
    let mut rows: Vec<PriceRow> = Vec::new();
    for class in std::iter::once(None).chain(classes(policy).into_iter().map(Some)) {
        for (place, age) in ages.iter().enumerate() {
            let row = |class: Option<&[String]>| asked.row(&meals, (Some(*age), class));
            let (group, pays) = row(class.as_deref());
            let says_nothing = group == DinerGroup::Guest || class.is_some() && (group, &pays) == (row(None).0, &row(None).1);
            if says_nothing || pays.iter().all(Option::is_none) {
                continue;
            }
            let to_age = ages.get(place.saturating_add(1)).map(|next| next.saturating_sub(1));
            let word = class.as_deref().map(classes_word);
            let last = rows.last_mut().filter(|last| {
                let is_next = last.to_age.is_some_and(|last| last.saturating_add(1) == *age);
                is_next && last.class == word && last.group == group && last.pays == pays
            });
            match last {
                Some(last) => last.to_age = to_age,
                None => rows.push(PriceRow {
                    group,
                    class: word,
                    from_age: Some(*age),
                    to_age,
                    pays,
                }),
            }
        }
    }
    let (group, pays) = asked.row(&meals, (None, None));
    if pays.iter().any(Option::is_some) {
        rows.push(PriceRow {
            group,
            class: None,
            from_age: None,
            to_age: None,
            pays,
        });
    }
    PriceList { meals, rows }
}

/// The meals at each price of which the policy knows beforehand.
fn priced_meals(policy: &Policy) -> Vec<PricedMeal> {
    let prices = |rule: &MealRule| match &rule.others {
        OtherPrices::Menus(menus) => menus.clone(),
        OtherPrices::No | OtherPrices::UpTo(_) => vec![rule.standard],
    };
    let of = |rule: &MealRule| {
        let meal = rule.meal;
        prices(rule).into_iter().map(move |price| PricedMeal { meal, price })
    };
    policy.meals.iter().flat_map(of).collect()
}

/// The ages from which something may be different, the first is nought.
pub(super) fn breaks(policy: &Policy) -> Vec<u32> {
    let groups = policy.groups.iter().map(|(_, range)| *range);
    let subsidies = policy.subsidies.iter().filter_map(|subsidy| subsidy.who.age);
    let fees = policy.fees.iter().filter_map(|fee| fee.who.age);
    let begins = |range: AgeRange| {
        let low = range.low.map(|bound| bound.age.saturating_add(u32::from(!bound.inclusive)));
        let high = range.high.map(|bound| bound.age.saturating_add(u32::from(bound.inclusive)));
        low.into_iter().chain(high)
    };
    let ages: BTreeSet<u32> = groups.chain(subsidies).chain(fees).flat_map(begins).chain([0]).collect();
    ages.into_iter().collect()
}

/// The classes by which a policy makes a difference, in the order in which it names them; several where it asks for all of them.
pub(super) fn classes(policy: &Policy) -> Vec<Vec<String>> {
    let by_class = policy.by_class.iter().map(|(class, _)| class);
    let who = policy.subsidies.iter().map(|subsidy| &subsidy.who);
    let who = who.chain(policy.fees.iter().map(|fee| &fee.who));
    let of = |who: &Who| -> Vec<Vec<String>> {
        let each = who.classes.iter().chain(&who.except).map(|class| {
            let besides = who.all_classes.iter().filter(|other| *other != class);
            std::iter::once(class).chain(besides).cloned().collect()
        });
        let all = Some(who.all_classes.clone()).filter(|all| who.classes.is_empty() && !all.is_empty());
        each.chain(all).collect()
    };
    let mut classes: Vec<Vec<String>> = Vec::new();
    for class in by_class.map(|class| vec![class.clone()]).chain(who.flat_map(of)) {
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    classes
}

/// The words of the screens for classes that somebody has together.
pub(super) fn classes_word(classes: &[String]) -> Sentence {
    let words: Vec<Sentence> = classes.iter().map(|class| class_word(class)).collect();
    let zh: Vec<&str> = words.iter().map(|word| word.zh.as_str()).collect();
    let en: Vec<&str> = words.iter().map(|word| word.en.as_str()).collect();
    say(zh.join("且"), en.join(" and "))
}

/// A policy on a day on which it holds, asked for people who have what it asks for besides age and class.
pub(super) struct Asked<'p> {
    policy: &'p Policy,
    day: NaiveDate,
    residencies: Vec<Held>,
}

impl<'p> Asked<'p> {
    /// The policy on its first workday.
    pub(super) fn of(policy: &'p Policy) -> Self {
        let is_rest = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let mut days = (0..7).filter_map(|ahead| policy.valid_from.checked_add_days(Days::new(ahead)));
        let day = days.find(|day| !is_rest(day) && policy.holds_on(*day)).unwrap_or(policy.valid_from);
        let residencies = policy.subsidies.iter().flat_map(|subsidy| &subsidy.who.residency);
        Self {
            policy,
            day,
            residencies: residencies.map(|word| held(Kind::Residency, word, day)).collect(),
        }
    }

    /// As whom somebody eats and what they pay for each meal; without an age they are a guest.
    fn row(&self, meals: &[PricedMeal], diner: (Option<u32>, Option<&[String]>)) -> (DinerGroup, Vec<Option<Paid>>) {
        let mut group = DinerGroup::Guest;
        let mut pays = Vec::with_capacity(meals.len());
        for each in meals {
            let paid = self.ask(*each, diner);
            group = paid.as_ref().map_or(group, |(as_whom, _)| *as_whom);
            pays.push(paid.map(|(_, paid)| paid));
        }
        (group, pays)
    }

    /// As whom somebody eats a meal and who pays what for it; nothing if they get none.
    pub(super) fn ask(
        &self,
        PricedMeal { meal, price }: PricedMeal,
        (age, classes): (Option<u32>, Option<&[String]>),
    ) -> Option<(DinerGroup, Paid)> {
        let diner = age.map_or(Diner::Guest, |age| {
            let mut known = self.residencies.clone();
            known.extend(classes.unwrap_or_default().iter().map(|class| held(Kind::Class, class, self.day)));
            Diner::Resident(Facts {
                birth_date: born(age, self.day),
                held: known,
                ..Facts::default()
            })
        });
        let order = Order {
            service_date: self.day,
            time: self.policy.meal(meal)?.opens,
            meal: Some(meal),
            channel: Channel::Counter,
            spend: Some(price),
        };
        match decide(Some(self.policy), &diner, None, &order) {
            Verdict::Serve { terms, .. } => Some((
                terms.group,
                Paid {
                    pays: terms.pays,
                    shares: terms.shares,
                },
            )),
            Verdict::Refuse { .. } => None,
        }
    }
}

/// A birthday of somebody of that age, in the month before or earlier, so that it counts by every rule.
fn born(age: u32, on: NaiveDate) -> NaiveDate {
    let before = on.checked_sub_days(Days::new(40)).unwrap_or(on);
    let year = i32::try_from(age).map_or(on.year(), |age| before.year().saturating_sub(age));
    NaiveDate::from_ymd_opt(year, before.month(), before.day().min(28)).unwrap_or(on)
}

fn held(kind: Kind, value: &str, from: NaiveDate) -> Held {
    Held {
        kind,
        value: value.to_owned(),
        has_document: true,
        from,
        to: None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::QIYI;
    use super::*;

    /// Each row in one line: group, class, ages, and what is paid for each meal.
    fn told(text: &str) -> Vec<String> {
        let list = price_list(&Policy::parse(text).unwrap());
        let number = |age: Option<u32>| age.map_or_else(|| "…".to_owned(), |age| age.to_string());
        let row = |row: &PriceRow| {
            let pays = row
                .pays
                .iter()
                .map(|paid| paid.as_ref().map_or("-".to_owned(), |paid| paid.pays.to_string()));
            let class = row.class.as_ref().map_or("", |class| class.zh.as_str());
            let pays: Vec<String> = pays.collect();
            format!(
                "{} {class}{}-{}: {}",
                row.group.as_str(),
                number(row.from_age),
                number(row.to_age),
                pays.join(" ")
            )
        };
        list.rows.iter().map(row).collect()
    }

    #[test]
    fn the_list_says_what_each_age_and_class_pays() {
        assert_eq!(
            told(QIYI),
            ["child 0-12: 9.90 5.90", "elder 60-…: 9.90 5.90", "guest …-…: 15.00 10.00"]
        );
        assert_eq!(
            told(include_str!("../../policies/beidajie-2024-09.toml")),
            ["elder 60-69: 5.00", "elder 70-79: 3.00", "elder 80-…: 2.00", "guest …-…: 10.00"]
        );
        assert_eq!(
            told(include_str!("../../policies/changsha-yuhua-2022.toml")),
            [
                "elder 60-…: 12.00",
                "elder 低保60-…: 8.00",
                "elder 残疾60-…: 8.00",
                "elder 低收入60-…: 8.00",
                "elder 特困60-…: 4.00",
                "guest …-…: 15.00"
            ]
        );
        assert_eq!(
            told(include_str!("../../policies/jurong-2023.toml")),
            [
                "elder 60-74: 8.00 10.00 12.00",
                "elder 75-84: 4.00 6.00 8.00",
                "elder 85-94: 1.00 3.00 5.00",
                "elder 95-…: 0.00 2.00 4.00",
                "elder 低保60-84: 1.00 3.00 5.00",
                "elder 低保边缘60-84: 1.00 3.00 5.00",
                "elder 残疾60-84: 1.00 3.00 5.00",
                "elder 计划生育特殊家庭60-84: 1.00 3.00 5.00",
                "elder 特困60-94: 0.00 2.00 4.00",
                "guest …-…: 9.00 11.00 13.00"
            ]
        );
        assert_eq!(
            told(include_str!("../../policies/guangzhou-2025-02.toml")),
            ["elder 60-…: 9.00 9.00", "guest …-…: 12.00 12.00"]
        );
    }

    #[test]
    fn funders_and_the_diner_pay_the_meal_together() {
        for text in [
            QIYI,
            include_str!("../../policies/jurong-2023.toml"),
            include_str!("../../policies/shenzhen-2025-01.toml"),
        ] {
            let list = price_list(&Policy::parse(text).unwrap());
            for row in &list.rows {
                for (meal, paid) in list.meals.iter().zip(&row.pays) {
                    let Some(paid) = paid else { continue };
                    assert_eq!(
                        paid.pays.plus(paid.shares.iter().map(|share| share.amount).sum()),
                        meal.price,
                        "{row:?}"
                    );
                }
            }
        }
    }
}
