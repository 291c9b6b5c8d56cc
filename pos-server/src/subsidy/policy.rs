//! What does a policy say? The checked form of the dated TOML document that a community worker writes.

use chrono::{NaiveDate, NaiveTime};

use super::check_rules::CheckRules;
use super::conditions::Who;
use super::eligibility::AgeRange;
use super::grant::{Fee, Subsidy};
use super::limits::{Period, SharedLimit};
use super::policy_text;
use super::proof::Example;
use super::words::{Group, Meal};
use crate::error::FieldProblem;
use crate::money::Fen;
use crate::text::Sentence;

/// The policy of Qiyi community: a canteen's first, until it loads its own.
pub const QIYI: &str = include_str!("../../policies/qiyi-2023-10-23.toml");

/// A checked policy. For every meal and group `standard = pays + the sum of the shares`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The version that receipts and claims name.
    pub version: String,
    /// Its title.
    pub name: String,
    /// The first day it holds.
    pub valid_from: NaiveDate,
    /// The last day it holds, if it ends by itself.
    pub valid_to: Option<NaiveDate>,
    /// Whether the birthday itself completes a year.
    pub age_counts_from: AgeCountsFrom,
    /// What somebody of no group gets.
    pub guests: Guests,
    /// Up to how much a resident may owe for meals; missing: nobody may.
    pub owing_limit: Option<Fen>,
    /// What the checks of the month go by.
    pub checks: CheckRules,
    /// How meals at the door are watched.
    pub deliveries: Deliveries,
    /// The groups and the ages that open them.
    pub groups: Vec<(Group, AgeRange)>,
    /// Classes that open a group at any age.
    pub by_class: Vec<(String, Group)>,
    /// Who bears the shares: ids and names.
    pub funders: Vec<(String, String)>,
    /// The meals and their prices.
    pub meals: Vec<MealRule>,
    /// The subsidies, in the order in which they work.
    pub subsidies: Vec<Subsidy>,
    /// The limits of several subsidies together.
    pub limits: Vec<SharedLimit>,
    /// What comes on top of a meal.
    pub fees: Vec<Fee>,
    /// Meals whose outcome the policy itself tells.
    pub examples: Vec<Example>,
}

/// What a policy wants to know of a resident besides the age. What it does not ask for is not loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asks {
    /// Residency, classes, care home.
    pub standing: bool,
    /// Which community registered the resident.
    pub home: bool,
    /// Whether the day is one for work.
    pub holidays: bool,
    /// What was taken before, in the longest period of any limit.
    pub past: Option<Period>,
}

/// From which day on a year of age counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeCountsFrom {
    /// The birthday completes the year (the rule of the Civil Code).
    Birthday,
    /// The day after the birthday does.
    DayAfter,
    /// The first day of the month after the birthday does.
    NextMonth,
}

/// What somebody of no group gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guests {
    /// A meal at the full standard.
    FullStandard,
    /// No meal.
    Refused,
}

/// How meals at the door are watched; no price depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deliveries {
    /// For how many minutes a packed meal is hot enough.
    pub hot_for_minutes: i64,
    /// After how many open days without a sign of a daily eater somebody asks.
    pub silent_after_days: i64,
}

impl Default for Deliveries {
    fn default() -> Self {
        Self {
            hot_for_minutes: 120,
            silent_after_days: 3,
        }
    }
}

/// One meal: when it is served and what it costs whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MealRule {
    /// Which meal.
    pub meal: Meal,
    /// The first minute it is sold.
    pub opens: NaiveTime,
    /// The minute from which it is no longer sold.
    pub closes: NaiveTime,
    /// What the meal costs in full, unless another price is chosen.
    pub standard: Fen,
    /// Which other prices there are.
    pub others: OtherPrices,
    /// What each group pays, and who bears the rest.
    pub prices: Vec<Price>,
}

/// At which prices besides the standard a meal is sold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum OtherPrices {
    /// At none.
    #[default]
    No,
    /// At these.
    Menus(Vec<Fen>),
    /// At whatever the dishes come to, up to so much.
    UpTo(Fen),
}

/// What some groups pay for a meal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// Whose price it is.
    pub groups: Vec<Group>,
    /// What the diner pays.
    pub pays: Fen,
    /// What each funder pays.
    pub shares: Vec<Share>,
}

/// What one funder pays of one meal.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Share {
    /// The funder's id in the policy; its account is `receivable:<funder>`.
    pub funder: String,
    /// The funder's name.
    pub name: String,
    /// The amount in yuan.
    pub amount: Fen,
}

/// One mistake in a policy's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line it stands on, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: Sentence,
}

impl From<Mistake> for FieldProblem {
    fn from(mistake: Mistake) -> Self {
        Self {
            field: format!("line {}", mistake.line),
            message: mistake.message,
        }
    }
}

impl Policy {
    /// Reads and checks a policy's text; otherwise every mistake that can be told, each with its line.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        policy_text::parse(text)
    }

    /// Does the policy hold on a day?
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }

    /// The rule of one meal.
    #[must_use]
    pub fn meal(&self, meal: Meal) -> Option<&MealRule> {
        self.meals.iter().find(|rule| rule.meal == meal)
    }

    /// The meal whose opening hours are nearest to a time of day: the one an early or late diner means.
    #[must_use]
    pub fn nearest(&self, time: NaiveTime) -> Option<&MealRule> {
        self.meals.iter().min_by_key(|rule| {
            if rule.is_open(time) {
                0
            } else {
                (rule.opens - time)
                    .num_seconds()
                    .abs()
                    .min((time - rule.closes).num_seconds().abs())
            }
        })
    }

    /// The group that somebody born on a day belongs to on another day, by age alone.
    #[must_use]
    pub fn group_of(&self, birth: NaiveDate, on: NaiveDate) -> Option<Group> {
        let age = super::eligibility::age(birth, on, self.age_counts_from)?;
        self.groups.iter().find(|(_, range)| range.holds(age)).map(|(group, _)| *group)
    }
}

impl Policy {
    /// What the policy wants to know of a resident.
    #[must_use]
    pub fn asks(&self) -> Asks {
        let who = || {
            self.subsidies
                .iter()
                .map(|subsidy| &subsidy.who)
                .chain(self.fees.iter().map(|fee| &fee.who))
        };
        let when = || {
            self.subsidies
                .iter()
                .map(|subsidy| &subsidy.when)
                .chain(self.fees.iter().map(|fee| &fee.when))
        };
        let own = self.subsidies.iter().flat_map(|subsidy| &subsidy.limits);
        let limits = own.chain(self.fees.iter().flat_map(|fee| &fee.limits));
        let limits = limits.chain(self.limits.iter().map(|shared| &shared.limit));
        Asks {
            standing: !self.by_class.is_empty() || who().any(Who::asks_for_standing),
            home: who().any(|who| !who.homes.is_empty()),
            holidays: when().any(|when| when.days.is_some()),
            past: limits.map(|limit| limit.per).filter(|per| *per != Period::Meal).max(),
        }
    }
}

impl MealRule {
    /// The price of a meal: the standard, or the one that was chosen if the policy has it.
    #[must_use]
    pub fn price(&self, chosen: Option<Fen>) -> Option<Fen> {
        let Some(chosen) = chosen else { return Some(self.standard) };
        let is_sold = chosen == self.standard
            || match &self.others {
                OtherPrices::No => false,
                OtherPrices::Menus(menus) => menus.contains(&chosen),
                OtherPrices::UpTo(most) => Fen::ZERO < chosen && chosen <= *most,
            };
        is_sold.then_some(chosen)
    }

    /// Is the meal sold at a time of day?
    #[must_use]
    pub fn is_open(&self, time: NaiveTime) -> bool {
        self.opens <= time && time < self.closes
    }
}
