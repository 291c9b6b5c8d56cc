//! What stands on each account? Added up line by line; at the end all is zero, and each wallet says the same as its account.

use std::collections::HashMap;

use super::fault::{CheckError, Fault, unread};
use super::store::{self, LineRow, WalletRow};
use crate::db::{DbError, Tx};
use crate::text::say;

/// The sums of some accounts, in fen.
type Sums = HashMap<String, i64>;

/// The accounts of one canteen that are looked at again: its drawers.
#[derive(Debug, Default)]
pub struct Drawers(Sums);

/// What residents have on their cards and what they owe, over all canteens.
#[derive(Debug, Default)]
pub struct Purses(Sums);

/// Adds to an account without making its name anew each time.
fn add(sums: &mut Sums, account: &str, amount: i64) {
    if let Some(sum) = sums.get_mut(account) {
        *sum = sum.saturating_add(amount);
    } else {
        sums.insert(account.to_owned(), amount);
    }
}

impl Drawers {
    /// Adds a line, if it is about a drawer.
    pub fn add(&mut self, line: &LineRow) {
        if line.account.starts_with("cash:") {
            add(&mut self.0, &line.account, line.amount_fen);
        }
    }

    /// Takes a drawer away: nothing may touch it any more.
    pub fn take(&mut self, shift_no: i64) -> i64 {
        self.0.remove(&format!("cash:{shift_no}")).unwrap_or_default()
    }
}

impl Purses {
    /// Adds a line, if it is about a resident's wallet or debt.
    pub fn add(&mut self, line: &LineRow) {
        match line.account.split_once(':') {
            Some(("wallet", _)) => add(&mut self.0, &line.account, line.amount_fen.saturating_neg()),
            Some(("owed", whose)) if whose != "unknown" => add(&mut self.0, &line.account, line.amount_fen),
            _ => {}
        }
    }

    /// Holds a wallet against the journal.
    fn compare(&mut self, row: &WalletRow) -> Result<(), Fault> {
        let resident = row.resident_id;
        if !row.has_owner {
            let what = say("居民登记里没有这个人。", "The register knows nobody like that.");
            return Err(Fault::derived("wallet", format!("resident_id {resident}"), what));
        }
        for (account, found, words) in [
            (format!("wallet:{resident}"), row.balance_fen, ("餐卡余额", "balance")),
            (format!("owed:{resident}"), row.owed_fen, ("欠费", "debt")),
        ] {
            let expected = self.0.remove(&account).unwrap_or_default();
            let (zh, en) = words;
            let what = if found != expected {
                say(
                    format!("{zh}是 {found} 分，分录合计是 {expected} 分。"),
                    format!("The {en} is {found} fen, the journal says {expected}."),
                )
            } else if found < 0 {
                say(format!("{zh}是负数：{found} 分。"), format!("The {en} is below zero: {found} fen."))
            } else {
                continue;
            };
            return Err(Fault::derived("wallet", format!("resident_id {resident}"), what));
        }
        Ok(())
    }
}

/// Each wallet says what the journals say, and none is below zero. Brings back how many there are.
pub async fn compare(tx: &mut Tx, mut purses: Purses) -> Result<i64, CheckError> {
    let (mut count, mut wrong) = (0, None);
    store::each_wallet(tx, |row| {
        count += 1;
        if wrong.is_none() {
            wrong = purses.compare(&row).err();
        }
        Ok::<_, DbError>(())
    })
    .await
    .map_err(unread("wallet"))?;
    if let Some(fault) = wrong {
        return Err(fault.into());
    }
    let left: Option<(String, i64)> = purses.0.into_iter().filter(|(_, sum)| *sum != 0).min();
    match left {
        Some((account, sum)) => {
            let what = say(
                format!("分录的账户 {account} 有 {sum} 分，却没有这一行。"),
                format!("The journal has {sum} fen on {account}, but this row is missing."),
            );
            Err(Fault::derived("wallet", account, what).into())
        }
        None => Ok(count),
    }
}
