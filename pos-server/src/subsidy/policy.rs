//! What does a policy say? The checked form of the dated TOML document that a community worker writes.

use chrono::{NaiveDate, NaiveTime};

use super::eligibility::AgeRange;
use super::policy_text;
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
    /// The groups and the ages that open them.
    pub groups: Vec<(Group, AgeRange)>,
    /// The meals and their prices.
    pub meals: Vec<MealRule>,
}

/// From which day on a year of age counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgeCountsFrom {
    /// The birthday completes the year (the rule of the Civil Code).
    Birthday,
    /// The day after the birthday does.
    DayAfter,
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

/// One meal: when it is served and what it costs whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MealRule {
    /// Which meal.
    pub meal: Meal,
    /// The first minute it is sold.
    pub opens: NaiveTime,
    /// The minute from which it is no longer sold.
    pub closes: NaiveTime,
    /// What the meal costs in full.
    pub standard: Fen,
    /// What each group pays, and who bears the rest.
    pub prices: Vec<Price>,
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

impl MealRule {
    /// Is the meal sold at a time of day?
    #[must_use]
    pub fn is_open(&self, time: NaiveTime) -> bool {
        self.opens <= time && time < self.closes
    }
}
