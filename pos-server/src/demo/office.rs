//! What does the accountant do with the money? Puts the floats into the safe before the first day, brings each day's takings to the
//! bank the next morning, and books what a funder pays.

use super::dice::Dice;
use super::drawer::{FLOAT, Takings};
use super::history::HistoryError;
use crate::calendar::{Month, day_of};
use crate::clock::Timestamp;
use crate::db::Db;
use crate::finance::accounts::advances;
use crate::finance::accounts::transfer::{Ordered, funder_payment, record, transfer};
use crate::ids::MovementId;
use crate::keys::sha256;
use crate::ledger::account::Account;
use crate::money::Fen;
use crate::staff::actor::Actor;

/// What is in the safe when the books begin.
const FOUND: Fen = Fen::new(200_000);
/// Of 1,000 yuan that WeChat and Alipay took, so many they keep.
const FEE_PER_MILLE: i64 = 6;
/// Cash goes to the bank in whole hundreds.
const HUNDRED: i64 = 10_000;

/// Puts what is there into the safe.
pub async fn found(db: &Db, dice: &mut Dice, accountant: &Actor, at: Timestamp) -> Result<(), HistoryError> {
    let order = order(dice, accountant, FOUND, "开账备用金", at);
    book(db, accountant, order, (Account::Opening, Account::Safe), Fen::ZERO).await
}

/// Brings the takings of so many drawers to the bank: the cash but for the next floats, and what the payment services pay out.
pub async fn bank(
    db: &Db,
    dice: &mut Dice,
    accountant: &Actor,
    (takings, drawers): (Takings, usize),
    at: Timestamp,
) -> Result<(), HistoryError> {
    let floats = FLOAT.get() * i64::try_from(drawers)?;
    let cash = (takings.cash.get() - floats).max(0);
    let fee = |amount: Fen| Fen::new((amount.get() * FEE_PER_MILLE + 500) / 1_000);
    for (from, amount, fee, reason) in [
        (Account::Safe, Fen::new(cash - cash % HUNDRED), Fen::ZERO, "营业款存银行"),
        (Account::tender("wechat"), takings.wechat, fee(takings.wechat), "微信结算到账"),
        (Account::tender("alipay"), takings.alipay, fee(takings.alipay), "支付宝结算到账"),
    ] {
        if amount > Fen::ZERO {
            let order = order(dice, accountant, amount, reason, at);
            book(db, accountant, order, (from, Account::Bank), fee).await?;
        }
    }
    Ok(())
}

/// The first funder pays four fifths of what it owes for a month so far, in whole hundreds.
pub async fn instalment(db: &Db, dice: &mut Dice, accountant: &Actor, month: Month, at: Timestamp) -> Result<(), HistoryError> {
    let mut tx = db.begin(accountant.canteen).await?;
    let advances = advances::read(&mut tx, accountant.canteen, day_of(at)).await?;
    let Some(owed) = advances.items.into_iter().find(|line| line.month == month) else {
        return Ok(());
    };
    let amount = owed.open.get() / 5 * 4;
    let amount = Fen::new(amount - amount % HUNDRED);
    if amount > Fen::ZERO {
        let order = order(dice, accountant, amount, "第一笔补贴款", at);
        let moved = funder_payment(&mut tx, order, owed.funder, month).await?;
        record(&mut tx, accountant, &moved).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn book(db: &Db, accountant: &Actor, order: Ordered, places: (Account, Account), fee: Fen) -> Result<(), HistoryError> {
    let mut tx = db.begin(accountant.canteen).await?;
    let moved = transfer(&mut tx, order, places, fee).await?;
    record(&mut tx, accountant, &moved).await?;
    Ok(tx.commit().await?)
}

fn order(dice: &mut Dice, accountant: &Actor, amount: Fen, reason: &str, at: Timestamp) -> Ordered {
    let id = MovementId::from(dice.uuid_at(at));
    Ordered {
        id,
        canteen: accountant.canteen,
        amount,
        reference: Some(dice.payment_number()),
        reason: reason.to_owned(),
        staff: accountant.staff,
        request_hash: sha256(id.to_string().as_bytes()),
        at,
    }
}
