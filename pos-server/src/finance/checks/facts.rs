//! What do the checks know of a month? Its standing meals, what is known by now of those who ate, cards reported lost, doors, what the
//! kitchen prepared, who could have come, and what was made public.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::store;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::finance::replay::Knowledge;
use crate::finance::replay::rehearse::knowledge;
use crate::finance::replay::store::Booked;
use crate::finance::store::Period;
use crate::ids::{CardId, HouseholdId, LaneId, PolicyId, SaleId, StaffId};
use crate::menu::kitchen::store::prepared;
use crate::residents::mask;
use crate::subsidy::check_rules::CheckRules;
use crate::subsidy::decide::Code;
use crate::subsidy::policy::Share;
use crate::subsidy::words::Meal;

/// A standing meal of the month.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MonthMeal {
    /// As it was booked.
    #[sqlx(flatten)]
    pub booked: Booked,
    /// What the rule said.
    #[sqlx(try_from = "String")]
    pub code: Code,
    /// Where.
    pub lane_id: LaneId,
    /// The lane's name.
    pub lane_name: String,
    /// By whom.
    pub cashier_id: StaffId,
    /// The household of that one, if the office says who they are in the register.
    pub cashier_household: Option<HouseholdId>,
    /// The masked name.
    pub resident_name: Option<String>,
    /// The card that was shown.
    pub card_id: Option<CardId>,
    /// `card`, `number`, `name` or `none`.
    pub identified_by: String,
    /// The policy that decided.
    pub policy_id: Option<PolicyId>,
    /// That policy's version.
    pub policy_version: Option<String>,
}

/// A meal that was handed over at a door, as the one report says that counts and as a second person said.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Door {
    /// The stop, which is also the id of its sale.
    pub sale_id: SaleId,
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// Who was to get it.
    pub resident_id: crate::ids::ResidentId,
    /// The masked name.
    pub resident_name: String,
    /// Whether the one who opened was scanned, or the door.
    pub is_proved: bool,
    /// Who carried it.
    pub volunteer_id: Option<StaffId>,
    /// What a second person decided: `delivered` or `not_delivered`.
    pub decision: Option<String>,
    /// Who that was.
    pub approver_id: Option<StaffId>,
    /// That one's name.
    pub approver: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub settled_at: Option<Timestamp>,
}

/// Somebody of the register who could have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbour {
    /// The date of birth.
    pub birth_date: NaiveDate,
    /// Since when they are dead or gone for good.
    pub gone_on: Option<NaiveDate>,
}

/// That a policy was made public, as somebody wrote it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// The policy.
    pub policy_id: PolicyId,
    /// The day.
    pub published_on: NaiveDate,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: StaffId,
}

/// Everything that the checks know of a month.
#[derive(Debug)]
pub struct MonthFacts {
    /// The month's first day: a meal before it was booked after its own month was closed.
    pub first_day: NaiveDate,
    /// The standing meals, in the order of their receipts.
    pub meals: Vec<MonthMeal>,
    /// What is known by now of those who ate.
    pub knowledge: Knowledge,
    /// When cards were first reported lost.
    pub lost: HashMap<CardId, Timestamp>,
    /// The doors at which a meal was handed over.
    pub doors: Vec<Door>,
    /// What the kitchen says that it prepared.
    pub prepared: BTreeMap<(NaiveDate, Meal), i64>,
    /// The canteen's own residents.
    pub neighbours: Vec<Neighbour>,
    /// What was written down of policies made public.
    pub published: Vec<Published>,
    /// Who proposed a policy.
    pub proposers: HashMap<PolicyId, StaffId>,
    /// What the policy of the month's last day says of the checks.
    pub rules: CheckRules,
}

impl MonthFacts {
    /// Loads a month, set by set. Give it a snapshot.
    pub async fn load(tx: &mut Tx, period: Period) -> Result<Self, DbError> {
        let mut meals = store::standing_meals(tx, period).await?;
        for meal in &mut meals {
            meal.resident_name = meal.resident_name.as_deref().map(mask::name);
        }
        let mut doors = store::doors(tx, period).await?;
        for door in &mut doors {
            door.resident_name = mask::name(&door.resident_name);
        }
        let booked: Vec<Booked> = meals.iter().map(|meal| meal.booked.clone()).collect();
        let prepared = prepared(tx, period.canteen, (period.first, period.end)).await?;
        let knowledge = knowledge(tx, period.canteen, &booked, None).await?;
        Ok(Self {
            rules: rules(&knowledge, period),
            knowledge,
            lost: store::lost_cards(tx, period).await?.into_iter().collect(),
            doors,
            first_day: period.first,
            prepared: prepared.into_iter().map(|row| ((row.service_date, row.meal), row.meals)).collect(),
            neighbours: store::neighbours(tx, period).await?,
            published: store::published(tx, period.canteen).await?,
            proposers: store::proposers(tx, period.canteen).await?.into_iter().collect(),
            meals,
        })
    }
}

/// What the policy of a period's last day says of the checks.
#[must_use]
pub fn rules(knowledge: &Knowledge, period: Period) -> CheckRules {
    let last_day = period.end.pred_opt().unwrap_or(period.end);
    let policy = knowledge.policies.on(period.canteen, last_day);
    policy.map(|loaded| loaded.policy.checks.clone()).unwrap_or_default()
}

impl MonthMeal {
    /// The shares of the funders, as the sale keeps them.
    pub fn shares(&self) -> Result<Vec<Share>, DbError> {
        serde_json::from_str(&self.booked.shares)
            .map_err(|error| DbError::Unsafe(format!("sale {} cannot be read by this version: {error}", self.booked.id)))
    }

    /// Does a funder pay a part of it?
    #[must_use]
    pub fn is_claimable(&self) -> bool {
        self.booked.state == "claimable"
    }
}
