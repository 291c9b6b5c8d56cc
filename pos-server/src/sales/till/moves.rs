//! How does money go over the counter without a meal? Through the drawer of the lane's open shift, or through a payment service.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::db::Tx;
use crate::ids::{CanteenId, LaneId, MovementId, ResidentId, StaffId};
use crate::ledger::account::Account;
use crate::ledger::movement::{Kind, MoveError, MoveOrder, Moved, move_money};
use crate::money::Fen;
use crate::sales::shifts::open::ensure_open;

/// How somebody pays for something else than a meal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Money {
    /// 现金
    Cash,
    /// 微信
    Wechat,
    /// 支付宝
    Alipay,
}

/// Why cash goes in or out of a drawer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// 补零钱: in, from the safe.
    Change,
    /// 其他收入: in.
    OtherIncome,
    /// 上交: out, to the safe.
    Handover,
    /// 支出: out, for the canteen's needs.
    Expense,
}

/// What every move at a counter says.
#[derive(Debug, Clone)]
pub struct AtCounter {
    /// Made by the lane before it asks.
    pub id: MovementId,
    /// Whose books.
    pub canteen: CanteenId,
    /// Where.
    pub lane: LaneId,
    /// By whom.
    pub cashier: StaffId,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
    /// How much.
    pub amount: Fen,
    /// When.
    pub at: Timestamp,
}

/// Money that a diner brings.
#[derive(Debug, Clone)]
pub struct Brought {
    /// For the wallet or for a debt.
    pub kind: Kind,
    /// Whose.
    pub resident: ResidentId,
    /// How it is paid.
    pub money: Money,
    /// The payment's number at WeChat or Alipay.
    pub reference: Option<String>,
}

/// Takes what a diner brings.
pub async fn take(tx: &mut Tx, at: &AtCounter, brought: Brought) -> Result<Moved, MoveError> {
    let shift = ensure_open(tx, at.canteen, at.lane, at.cashier, at.at).await?;
    let debit = match brought.money {
        Money::Cash => Account::Cash(shift.shift_no),
        Money::Wechat => Account::tender("wechat"),
        Money::Alipay => Account::tender("alipay"),
    };
    let credit = match brought.kind {
        Kind::TopUp => Account::Wallet(brought.resident),
        _ => Account::Owed(Some(brought.resident)),
    };
    let order = MoveOrder {
        at_lane: Some((at.lane, shift.id)),
        resident: Some(brought.resident),
        reference: brought.reference,
        ..at.order(brought.kind, (debit, credit))
    };
    move_money(tx, &order).await
}

/// Puts cash into the drawer or takes it out.
pub async fn move_cash(tx: &mut Tx, at: &AtCounter, purpose: Purpose, reason: String) -> Result<Moved, MoveError> {
    let shift = ensure_open(tx, at.canteen, at.lane, at.cashier, at.at).await?;
    let drawer = Account::Cash(shift.shift_no);
    let (kind, debit, credit) = match purpose {
        Purpose::Change => (Kind::CashIn, drawer, Account::Safe),
        Purpose::OtherIncome => (Kind::CashIn, drawer, Account::OtherIncome),
        Purpose::Handover => (Kind::CashOut, Account::Safe, drawer),
        Purpose::Expense => (Kind::CashOut, Account::Expenses, drawer),
    };
    let order = MoveOrder {
        at_lane: Some((at.lane, shift.id)),
        reason,
        ..at.order(kind, (debit, credit))
    };
    move_money(tx, &order).await
}

impl AtCounter {
    fn order(&self, kind: Kind, (debit, credit): (Account, Account)) -> MoveOrder {
        MoveOrder {
            id: self.id,
            canteen: self.canteen,
            kind,
            at_lane: None,
            resident: None,
            month: None,
            debit,
            credit,
            amount: self.amount,
            reference: None,
            reason: String::new(),
            staff: self.cashier,
            approver: None,
            request_hash: self.request_hash,
            at: self.at,
        }
    }
}
