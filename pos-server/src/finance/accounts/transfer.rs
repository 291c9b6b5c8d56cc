//! How does money move between the canteen's own places, and how is a funder's payment booked? The rules; `ledger::movement`
//! books.

use uuid::Builder;

use super::store;
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, MovementId, StaffId};
use crate::keys::sha256;
use crate::ledger::account::Account;
use crate::ledger::movement::{Kind, MoveError, MoveOrder, Moved, move_money};
use crate::ledger::store::movement_by_id;
use crate::money::Fen;
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;

/// What every order of the office says.
#[derive(Debug, Clone)]
pub struct Ordered {
    /// Made by whoever asks.
    pub id: MovementId,
    /// Whose books.
    pub canteen: CanteenId,
    /// How much.
    pub amount: Fen,
    /// The payment's number at the bank or the payment service.
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

/// Why the office's order was not booked.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// Not a place between which the office moves money.
    #[error("{0} is no place of the canteen's own money")]
    NotAPlace(Account),
    /// From a place to itself.
    #[error("from and to are one")]
    SamePlace,
    /// The fee takes it all.
    #[error("the fee is not less than the amount")]
    FeeTooHigh,
    /// The funder owes less for that month.
    #[error("only {0} is open")]
    Overpaid(Fen),
    /// The movement.
    #[error(transparent)]
    Move(#[from] MoveError),
}

/// Can the office move money from or to this account? The drawers belong to their shifts, wallets and debts to residents.
#[must_use]
pub fn is_place(account: &Account) -> bool {
    match account {
        Account::Safe | Account::Bank | Account::Opening | Account::Fees | Account::Expenses | Account::OtherIncome => true,
        Account::Tender(tender) => ["wechat", "alipay", "cash"].contains(&tender.as_str()),
        _ => false,
    }
}

/// Moves an amount from one place to another; of it a fee may stay on the way.
pub async fn transfer(tx: &mut Tx, order: Ordered, (from, to): (Account, Account), fee: Fen) -> Result<Moved, TransferError> {
    if let Some(odd) = [&from, &to].into_iter().find(|account| !is_place(account)) {
        return Err(TransferError::NotAPlace(odd.clone()));
    }
    if from == to {
        return Err(TransferError::SamePlace);
    }
    if fee >= order.amount && !fee.is_zero() {
        return Err(TransferError::FeeTooHigh);
    }
    let arrives = Ordered {
        amount: order.amount.minus(fee),
        ..order.clone()
    };
    let moved = move_money(tx, &moving(arrives, Kind::Transfer, None, to, from.clone())).await?;
    if !fee.is_zero() {
        let stays = Ordered {
            id: beside(order.id),
            amount: fee,
            ..order
        };
        move_money(tx, &moving(stays, Kind::Transfer, None, Account::Fees, from)).await?;
    }
    Ok(moved)
}

/// The id of the movement that books the fee of another one: always the same, so that asking again changes nothing.
fn beside(id: MovementId) -> MovementId {
    let hash = sha256(format!("{id} fee").as_bytes());
    let bytes = hash.first_chunk::<16>().copied().unwrap_or_default();
    Builder::from_custom_bytes(bytes).into_uuid().into()
}

/// Books what a funder paid for a month: never more than is open.
pub async fn funder_payment(tx: &mut Tx, order: Ordered, funder: String, month: Month) -> Result<Moved, TransferError> {
    let account = Account::Receivable(funder);
    let moving = moving(order, Kind::FunderPayment, Some(month), Account::Bank, account.clone());
    if movement_by_id(tx, moving.id).await.map_err(MoveError::Db)?.is_none() {
        let open = open(tx, moving.canteen, &account.to_string(), month).await?;
        if moving.amount > open {
            return Err(TransferError::Overpaid(open));
        }
    }
    Ok(move_money(tx, &moving).await?)
}

/// One line of the audit trail for what was newly booked.
pub async fn record(tx: &mut Tx, actor: &Actor, moved: &Moved) -> Result<(), DbError> {
    if !moved.is_new {
        return Ok(());
    }
    let movement = &moved.movement;
    let (from, to, amount) = (movement.credit_account.clone(), movement.debit_account.clone(), movement.amount_fen);
    let act = match movement.kind {
        Kind::FunderPayment => Act::FunderPaid { from, amount },
        _ => Act::MoneyTransferred { from, to, amount },
    };
    audit::record(tx, actor, &act, &format!("movement:{}", movement.id), movement.at).await
}

/// What a funder still owes for a month.
async fn open(tx: &mut Tx, canteen: CanteenId, account: &str, month: Month) -> Result<Fen, MoveError> {
    let claimed = store::claimed_between(tx, canteen, account, (month.first(), month.end())).await?;
    let paid = store::received(tx, canteen).await?;
    let month = month.to_string();
    let paid = paid.into_iter().filter(|row| row.account == account && row.month == month);
    Ok(claimed.minus(paid.map(|row| row.amount_fen).sum()))
}

fn moving(order: Ordered, kind: Kind, month: Option<Month>, debit: Account, credit: Account) -> MoveOrder {
    MoveOrder {
        id: order.id,
        canteen: order.canteen,
        kind,
        at_lane: None,
        resident: None,
        month: month.map(|month| month.to_string()),
        debit,
        credit,
        amount: order.amount,
        reference: order.reference,
        reason: order.reason,
        staff: order.staff,
        approver: None,
        request_hash: order.request_hash,
        at: order.at,
    }
}
