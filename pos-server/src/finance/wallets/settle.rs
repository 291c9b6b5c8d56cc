//! How does the office give back what is on a card, and take what somebody owes? Cash goes through the safe: the office has no
//! drawer.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store;
use crate::calendar;
use crate::cards::number::CardNumber;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, MovementId, ResidentId, StaffId};
use crate::ledger::account::Account;
use crate::ledger::movement::{Kind, MoveError, MoveOrder, Moved, move_money, repeated};
use crate::ledger::store::hold_wallet;
use crate::money::Fen;

/// How the office pays and is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfficeTender {
    /// 现金: out of the safe, or into it.
    Cash,
    /// 微信
    Wechat,
    /// 支付宝
    Alipay,
    /// 银行转账
    Bank,
}

impl OfficeTender {
    /// Where the money is.
    #[must_use]
    pub fn account(self) -> Account {
        match self {
            Self::Cash => Account::Safe,
            Self::Wechat => Account::tender("wechat"),
            Self::Alipay => Account::tender("alipay"),
            Self::Bank => Account::Bank,
        }
    }
}

/// What the office was asked to settle.
#[derive(Debug, Clone)]
pub struct Settling {
    /// Made by the office before it asks.
    pub id: MovementId,
    /// Whose office.
    pub canteen: CanteenId,
    /// Whose wallet or debt.
    pub resident: ResidentId,
    /// How.
    pub tender: OfficeTender,
    /// The payment's number at WeChat, Alipay or the bank.
    pub reference: Option<String>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub staff: StaffId,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
    /// When.
    pub at: Timestamp,
}

/// Why nothing was settled.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// The canteen has no such resident.
    #[error("no such resident")]
    NotFound,
    /// The resident can still eat with a card.
    #[error("card {0} is in use")]
    CardStillActive(CardNumber),
    /// There is nothing to give back.
    #[error("the wallet is empty")]
    WalletEmpty,
    /// The resident owes something, and pays that first.
    #[error("{0} is owed")]
    OwesFirst(Fen),
    /// The movement.
    #[error(transparent)]
    Move(#[from] MoveError),
}

impl From<DbError> for SettleError {
    fn from(error: DbError) -> Self {
        Self::Move(error.into())
    }
}

/// Gives back the whole balance of somebody who has no card in use any more and owes nothing.
pub async fn refund(tx: &mut Tx, order: &Settling) -> Result<Moved, SettleError> {
    if let Some(done) = done_before(tx, order).await? {
        return Ok(done);
    }
    if let Some(number) = store::card_in_use(tx, order.resident).await? {
        return Err(SettleError::CardStillActive(number));
    }
    let wallet = hold_wallet(tx, order.resident).await?;
    let balance = wallet.balance_fen;
    if balance.is_zero() {
        return Err(SettleError::WalletEmpty);
    }
    if !wallet.owed_fen.is_zero() {
        return Err(SettleError::OwesFirst(wallet.owed_fen));
    }
    let (from, to) = (Account::Wallet(order.resident), order.tender.account());
    Ok(move_money(tx, &moving(order, Kind::Refund, balance, (from, to))).await?)
}

/// Takes money for what somebody owes.
pub async fn repay(tx: &mut Tx, order: &Settling, amount: Fen) -> Result<Moved, SettleError> {
    if let Some(done) = done_before(tx, order).await? {
        return Ok(done);
    }
    let (to, from) = (order.tender.account(), Account::Owed(Some(order.resident)));
    Ok(move_money(tx, &moving(order, Kind::Repayment, amount, (to, from))).await?)
}

/// The first answer, if the same was asked before. Fails if the resident is not the canteen's.
async fn done_before(tx: &mut Tx, order: &Settling) -> Result<Option<Moved>, SettleError> {
    if let Some(done) = repeated(tx, order.id, order.canteen, &order.request_hash).await? {
        return Ok(Some(done));
    }
    let member = store::member(tx, order.canteen, order.resident, calendar::day_of(order.at)).await?;
    member.map(|_| None).ok_or(SettleError::NotFound)
}

fn moving(order: &Settling, kind: Kind, amount: Fen, (debit, credit): (Account, Account)) -> MoveOrder {
    MoveOrder {
        id: order.id,
        canteen: order.canteen,
        kind,
        at_lane: None,
        resident: Some(order.resident),
        month: None,
        debit,
        credit,
        amount,
        reference: order.reference.clone(),
        reason: order.reason.clone(),
        staff: order.staff,
        approver: None,
        request_hash: order.request_hash,
        at: order.at,
    }
}
