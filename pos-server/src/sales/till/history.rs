//! What did somebody eat lately, what did it cost, and what is left? For the diner who asks at the counter.

use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, EatenMeal, WalletMove};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::error::Problem;
use crate::ledger::movement::Kind;
use crate::ledger::store::wallet_of;
use crate::money::Fen;
use crate::residents::mask;
use crate::sales::order::{Tender, Who};
use crate::sales::store::{Known, known};
use crate::staff::actor::LaneDevice;
use crate::subsidy::decide::Code;
use crate::subsidy::words::Meal;

/// How many days back a diner sees.
const DAYS: Days = Days::new(30);
/// How many meals a diner sees.
const MEALS: i64 = 10;
/// How many movements of the wallet a diner sees.
const MOVES: i64 = 5;

/// 近期就餐和余额
#[derive(Debug, Serialize, ToSchema)]
pub struct History {
    /// The masked name.
    pub name: String,
    /// The first character, for a round picture.
    pub initial: String,
    /// What is on the card.
    pub balance: Fen,
    /// What is owed.
    pub owed: Fen,
    /// The last meals, the newest first.
    pub meals: Vec<HistoryMeal>,
    /// The wallet's last movements, the newest first.
    pub movements: Vec<HistoryMove>,
}

/// A meal that somebody ate.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryMeal {
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// Where.
    pub canteen: String,
    /// The receipt's number there.
    pub receipt_no: i64,
    /// What the meal cost.
    pub standard: Fen,
    /// What the diner paid.
    pub pays: Fen,
    /// How.
    pub tender: Tender,
    /// Whether it was undone.
    pub voided: bool,
}

/// Money in or out of a wallet or a debt, without a meal.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryMove {
    /// When.
    pub at: Timestamp,
    /// What it was.
    pub kind: Kind,
    /// How much.
    pub amount: Fen,
    /// The receipt's number.
    pub receipt_no: i64,
}

/// The resident whom a lane means. A card that is blocked, closed or unknown names nobody here: no money goes through it.
pub async fn diner(tx: &mut Tx, lane: &LaneDevice, who: Who, now: Timestamp) -> Result<Known, Problem> {
    let refuse = |code: Code| Problem::conflict(code.as_str(), code.sentence());
    let found = known(tx, &[(&who, calendar::day_of(now), None)]).await?.pop();
    let found = match (&who, found) {
        (Who::NoCard(sentence), _) => return Err(Problem::conflict(Code::CardMalformed.as_str(), sentence.clone())),
        (Who::Resident(_), Some(found)) if found.home != lane.canteen => return Err(refuse(Code::ResidentUnknown)),
        (_, Some(found)) => found,
        (Who::Card(_) | Who::Number(_), None) => return Err(refuse(Code::CardUnknown)),
        (_, None) => return Err(refuse(Code::ResidentUnknown)),
    };
    match found.card_state.as_deref() {
        Some("blocked") => Err(refuse(Code::CardBlocked)),
        Some("closed") => Err(refuse(Code::CardClosed)),
        _ => Ok(found),
    }
}

/// What a diner ate and has left.
pub async fn of(tx: &mut Tx, diner: &Known, now: Timestamp) -> Result<History, DbError> {
    let today = calendar::day_of(now);
    let since = today.checked_sub_days(DAYS).unwrap_or(today);
    let purse = wallet_of(tx, diner.resident_id).await?;
    let meals = store::meals_of(tx, diner.resident_id, since, MEALS).await?;
    let movements = store::wallet_moves_of(tx, diner.resident_id, MOVES).await?;
    Ok(History {
        name: mask::name(&diner.name),
        initial: mask::initial(&diner.name),
        balance: purse.balance_fen,
        owed: purse.owed_fen,
        meals: meals.into_iter().map(HistoryMeal::from).collect(),
        movements: movements.into_iter().map(HistoryMove::from).collect(),
    })
}

impl From<EatenMeal> for HistoryMeal {
    fn from(row: EatenMeal) -> Self {
        Self {
            service_date: row.service_date,
            meal: row.meal,
            canteen: row.canteen,
            receipt_no: row.receipt_no,
            standard: row.standard_fen,
            pays: row.pays_fen,
            tender: row.tender,
            voided: row.voided,
        }
    }
}

impl From<WalletMove> for HistoryMove {
    fn from(row: WalletMove) -> Self {
        Self {
            at: row.at,
            kind: row.kind,
            amount: row.amount_fen,
            receipt_no: row.entry_no,
        }
    }
}
