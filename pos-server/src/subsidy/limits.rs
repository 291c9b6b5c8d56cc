//! How much of a subsidy is left for today, this week, this month? Counted over what was taken before, in all canteens together.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::policy::Share;
use super::reasons::Reason;
use super::words::Meal;
use crate::calendar::Month;
use crate::money::Fen;
use crate::text::{Sentence, say};

/// Over which time a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// 每餐
    Meal,
    /// 每天
    Day,
    /// 每周, from Monday
    Week,
    /// 每月
    Month,
    /// 每年
    Year,
}

impl Period {
    /// The first and the last day of the period that a day lies in.
    #[must_use]
    pub fn around(self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let last_of = |end: NaiveDate| end.pred_opt().unwrap_or(end);
        match self {
            Self::Meal | Self::Day => (day, day),
            Self::Week => {
                let monday = day - Days::new(u64::from(day.weekday().num_days_from_monday()));
                (monday, monday + Days::new(6))
            }
            Self::Month => (Month::of(day).first(), last_of(Month::of(day).end())),
            Self::Year => {
                let of = |month, date| NaiveDate::from_ymd_opt(day.year(), month, date).unwrap_or(day);
                (of(1, 1), of(12, 31))
            }
        }
    }

    /// The word for people.
    #[must_use]
    pub fn word(self) -> Sentence {
        match self {
            Self::Meal => say("每餐", "per meal"),
            Self::Day => say("每天", "per day"),
            Self::Week => say("每周", "per week"),
            Self::Month => say("每月", "per month"),
            Self::Year => say("每年", "per year"),
        }
    }
}

/// The most that somebody gets in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Most {
    /// So many meals.
    Times(u32),
    /// So much money.
    Amount(Fen),
}

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Over which time.
    pub per: Period,
    /// How much.
    pub most: Most,
}

/// A limit of several subsidies together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedLimit {
    /// How much, over which time.
    pub limit: Limit,
    /// The ids of the subsidies that it counts; none: all of them.
    pub of: Vec<String>,
}

impl SharedLimit {
    /// Does it count a subsidy?
    #[must_use]
    pub fn counts(&self, subsidy: &str) -> bool {
        self.of.is_empty() || self.of.iter().any(|id| id == subsidy)
    }
}

/// One subsidy that a meal was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The subsidy's id in its policy.
    pub subsidy: String,
    /// How much.
    pub amount: Fen,
}

/// A subsidised meal that a resident had, wherever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// What it was given.
    pub grants: Vec<Grant>,
    /// What funders bore on top of it: fees by their names.
    pub fees: Vec<Grant>,
}

impl Past {
    /// What a meal was given, from its own books: its reasons tell each subsidy; a fixed price is one subsidy without a name.
    #[must_use]
    pub fn of((service_date, meal): (NaiveDate, Meal), reasons: &[Reason], shares: &[Share]) -> Self {
        let granted = reasons.iter().filter_map(|reason| match reason {
            Reason::Granted { subsidy, amount, .. } => Some(Grant {
                subsidy: subsidy.clone(),
                amount: *amount,
            }),
            _ => None,
        });
        let mut grants: Vec<Grant> = granted.collect();
        if grants.is_empty() && !shares.is_empty() {
            grants.push(Grant {
                subsidy: String::new(),
                amount: shares.iter().map(|share| share.amount).sum(),
            });
        }
        let fees = reasons.iter().filter_map(|reason| match reason {
            Reason::Fee { name, amount, pays } if pays < amount => Some(Grant {
                subsidy: name.clone(),
                amount: amount.minus(*pays),
            }),
            _ => None,
        });
        Self {
            service_date,
            meal,
            grants,
            fees: fees.collect(),
        }
    }

    /// The meal as the limits of fees see it.
    #[must_use]
    pub fn as_fees(&self) -> Self {
        Self {
            grants: self.fees.clone(),
            ..self.clone()
        }
    }
}

impl Limit {
    /// What may still be given for a meal; `None` if nothing. `counts` says which subsidies the limit counts; `now` is what this
    /// meal was given before.
    #[must_use]
    pub fn room(&self, (date, meal): (NaiveDate, Meal), past: &[Past], now: &[Grant], counts: impl Fn(&Grant) -> bool) -> Option<Fen> {
        let (first, last) = self.per.around(date);
        let in_period = |other: &&Past| match self.per {
            Period::Meal => (other.service_date, other.meal) == (date, meal),
            _ => (first..=last).contains(&other.service_date),
        };
        let counted = |grants: &[Grant]| -> Option<Fen> {
            let mut amounts = grants.iter().filter(|grant| counts(grant)).map(|grant| grant.amount).peekable();
            amounts.peek().is_some().then_some(())?;
            Some(amounts.sum())
        };
        let meals: Vec<Fen> = past.iter().filter(in_period).filter_map(|other| counted(&other.grants)).collect();
        let room = match self.most {
            // Another subsidy on the same meal is no other meal.
            Most::Times(times) if meals.len() < usize::try_from(times).unwrap_or(usize::MAX) => Fen::MAX_INPUT,
            Most::Times(_) => Fen::ZERO,
            Most::Amount(most) => most.minus(meals.into_iter().sum()).minus(counted(now).unwrap_or_default()),
        };
        (room > Fen::ZERO).then_some(room)
    }

    /// The limit in words.
    #[must_use]
    pub fn describe(&self) -> Sentence {
        let per = self.per.word();
        match self.most {
            Most::Times(times) => say(format!("{}最多 {times} 次", per.zh), format!("at most {times} {}", per.en)),
            Most::Amount(most) => say(format!("{}最多 {most} 元", per.zh), format!("at most {most} yuan {}", per.en)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn had(date: &str, meal: Meal, amount: i64) -> Past {
        Past {
            service_date: day(date),
            meal,
            grants: vec![Grant {
                subsidy: "meal".to_owned(),
                amount: Fen::new(amount),
            }],
            fees: Vec::new(),
        }
    }

    #[test]
    fn a_period_begins_on_its_first_day_and_ends_on_its_last() {
        for (per, first, last) in [
            (Period::Day, "2026-11-25", "2026-11-25"),
            (Period::Week, "2026-11-23", "2026-11-29"),
            (Period::Month, "2026-11-01", "2026-11-30"),
            (Period::Year, "2026-01-01", "2026-12-31"),
        ] {
            assert_eq!(per.around(day("2026-11-25")), (day(first), day(last)), "{per:?}");
        }
    }

    #[test]
    fn a_limit_counts_what_was_taken_in_its_period() {
        let past = [
            had("2026-11-22", Meal::Lunch, 500),
            had("2026-11-23", Meal::Lunch, 300),
            had("2026-11-23", Meal::Dinner, 200),
            had("2026-12-01", Meal::Lunch, 900),
        ];
        for (per, most, room) in [
            (Period::Day, Most::Times(1), Some(Fen::MAX_INPUT)),
            (Period::Week, Most::Times(2), None),
            (Period::Week, Most::Times(3), Some(Fen::MAX_INPUT)),
            (Period::Week, Most::Amount(Fen::new(700)), Some(Fen::new(200))),
            (Period::Month, Most::Amount(Fen::new(1_000)), None),
            (Period::Month, Most::Amount(Fen::new(1_001)), Some(Fen::new(1))),
            (Period::Year, Most::Amount(Fen::new(2_000)), Some(Fen::new(100))),
        ] {
            let limit = Limit { per, most };
            assert_eq!(
                limit.room((day("2026-11-24"), Meal::Lunch), &past, &[], |_| true),
                room,
                "{limit:?}"
            );
            let others = limit.room((day("2026-11-24"), Meal::Lunch), &past, &[], |grant| grant.subsidy == "other");
            assert!(others.is_some(), "{limit:?}");
        }
    }

    #[test]
    fn what_the_same_meal_was_given_counts_as_money_and_not_as_a_meal() {
        let now = [Grant {
            subsidy: "meal".to_owned(),
            amount: Fen::new(300),
        }];
        let room = |most| Limit { per: Period::Day, most }.room((day("2026-11-24"), Meal::Lunch), &[], &now, |_| true);
        assert_eq!(room(Most::Times(1)), Some(Fen::MAX_INPUT));
        assert_eq!(room(Most::Amount(Fen::new(500))), Some(Fen::new(200)));
        assert_eq!(room(Most::Amount(Fen::new(300))), None);
    }
}
