//! How far is a month, what keeps it from being closed, and who must act? Its own rows in one pass: the meals that the checks read are
//! the meals that are summed.

pub mod http;
pub mod steps;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use self::steps::{MonthStep, Steps};
use super::accounts::names::Names;
use super::checks;
use super::checks::facts::{MonthFacts, MonthMeal};
use super::checks::settle::{judged, unsettled};
use super::close_month::content::ClosingSums;
use super::close_month::lines::{ExceptionLine, Part};
use super::close_month::meal_line::{MealLine, by_funder};
use super::close_month::order::earlier_open;
use super::close_month::store::{self, Proposal};
use super::months::period;
use super::store::Period;
use crate::calendar::{self, Month, start_of};
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;
use crate::subsidy::check_rules::Severity;

/// Why a board cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// What was kept cannot be read by this version.
    #[error("the month cannot be read: {0}")]
    Unread(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A month on its way to be closed.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthBoard {
    /// The month.
    #[schema(value_type = String, example = "2026-11")]
    pub month: Month,
    /// How far it is.
    pub state: MonthState,
    /// What somebody must do about it, what blocks it first.
    pub steps: Vec<MonthStep>,
    /// What the checks found.
    pub exceptions: ExceptionCounts,
    /// The sums as they are now; those of a closed month never change.
    pub sums: ClosingSums,
    /// The names of the funders in the sums, by their keys.
    pub funders: BTreeMap<String, String>,
}

/// How far a month is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MonthState {
    /// It has not ended.
    Running,
    /// It has ended, and something keeps it open.
    Blocked,
    /// Somebody can propose to close it.
    Ready,
    /// Somebody proposed to close it; a second person has to approve.
    Proposed,
    /// It is closed for ever.
    Closed,
}

/// How many exceptions of which kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ExceptionCounts {
    /// Keep the month open.
    pub blocking: usize,
    /// Are listed, and keep nothing open.
    pub warning: usize,
    /// Were settled by a second person.
    pub settled: usize,
}

/// Reads the board of a month at a moment. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, month: Month, now: Timestamp) -> Result<MonthBoard, BoardError> {
    let closing = store::closing(tx, canteen, month).await?;
    let proposals = store::proposals(tx, canteen, month).await?;
    let approved = closing.and_then(|closing| proposals.iter().find(|proposal| proposal.id == closing.proposal_id));
    let (state, steps, exceptions, sums) = match approved {
        Some(proposal) => closed(tx, canteen, proposal).await?,
        None => open(tx, period(canteen, month), now, proposals.first()).await?,
    };
    Ok(MonthBoard {
        month,
        state,
        steps,
        exceptions,
        funders: funders(tx, canteen, sums.shares.keys().chain(sums.corrected_shares.keys())).await?,
        sums,
    })
}

type Read = (MonthState, Vec<MonthStep>, ExceptionCounts, ClosingSums);

/// A closed month: nothing is left to do, and its sums are those that were approved.
async fn closed(tx: &mut Tx, canteen: CanteenId, proposal: &Proposal) -> Result<Read, BoardError> {
    let lines = store::lines_of(tx, canteen, Month::of(proposal.month), Part::Exception).await?;
    let mut exceptions = ExceptionCounts::default();
    for line in &lines {
        match serde_json::from_str::<ExceptionLine>(line)?.settled {
            Some(_) => exceptions.settled += 1,
            None => exceptions.warning += 1,
        }
    }
    Ok((MonthState::Closed, Vec::new(), exceptions, serde_json::from_str(&proposal.sums)?))
}

/// An open month. While it lasts, only what should be over by today counts as left open.
async fn open(tx: &mut Tx, period: Period, now: Timestamp, proposal: Option<&Proposal>) -> Result<Read, BoardError> {
    let month = Month::of(period.first);
    let today = calendar::day_of(now);
    let over = period.end.min(today).max(period.first);
    let left = store::open(tx, Period { end: over, ..period }, start_of(over)).await?;
    let earlier = earlier_open(tx, period.canteen, month).await?;
    let facts = MonthFacts::load(tx, period).await?;
    let found = checks::found(&facts)?;
    let judged = judged(found, &checks::store::settlements(tx, period.canteen, month).await?)?;
    let exceptions = ExceptionCounts {
        blocking: unsettled(&judged, Severity::Block),
        warning: unsettled(&judged, Severity::Warn),
        settled: judged.iter().filter(|(_, settled)| settled.is_some()).count(),
    };
    let sums = sums(tx, period, &facts).await?;
    let steps = Steps {
        month,
        earlier: &earlier,
        left,
        exceptions,
    };
    let state = match proposal {
        _ if today < period.end => MonthState::Running,
        _ if steps.block() => MonthState::Blocked,
        Some(_) => MonthState::Proposed,
        None => MonthState::Ready,
    };
    Ok((state, steps.list(state), exceptions, sums))
}

/// The sums of its own standing meals, and of what was corrected of closed months.
async fn sums(tx: &mut Tx, period: Period, facts: &MonthFacts) -> Result<ClosingSums, BoardError> {
    let mut sums = ClosingSums::default();
    let own = |meal: &&MonthMeal| period.first <= meal.booked.service_date && meal.booked.service_date < period.end;
    for meal in facts.meals.iter().filter(own) {
        let cost = (meal.booked.standard_fen, meal.booked.pays_fen);
        sums.count_standing(meal.is_claimable(), cost, &by_funder(meal.shares()?));
    }
    for line in corrections(tx, period).await? {
        sums.correct(&line);
    }
    Ok(sums)
}

/// What was booked in an open month about closed ones.
async fn corrections(tx: &mut Tx, period: Period) -> Result<Vec<MealLine>, BoardError> {
    let booked = (start_of(period.first), start_of(period.end));
    let mut lines = Vec::new();
    for row in store::corrections(tx, period, booked).await? {
        lines.extend(row.corrections(booked)?);
    }
    Ok(lines)
}

/// What a month corrects of closed ones: as it was approved, or as it is by now. Give it a snapshot.
pub async fn corrected(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<Vec<MealLine>, BoardError> {
    if store::closing(tx, canteen, month).await?.is_none() {
        return corrections(tx, period(canteen, month)).await;
    }
    let lines = store::lines_of(tx, canteen, month, Part::Correction).await?;
    Ok(lines.iter().map(|line| serde_json::from_str(line)).collect::<Result<_, _>>()?)
}

/// The names of some funders.
async fn funders<'k>(tx: &mut Tx, canteen: CanteenId, keys: impl Iterator<Item = &'k String>) -> Result<BTreeMap<String, String>, DbError> {
    let names = Names::of(tx, canteen, &[]).await?;
    Ok(keys.map(|key| (key.clone(), names.funder(key).to_owned())).collect())
}
