//! What happened on one account? Its entries between two days, with the balance after each.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::last_entry;
use super::names::Names;
use super::store::{self, StatementRow};
use super::trial_balance::Side;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;
use crate::ledger::account::{Account, AccountClass};
use crate::money::Fen;
use crate::text::{Sentence, say};

/// How many entries a page has.
const PAGE: usize = 100;

/// The entries of one account between two days, a page of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Statement {
    /// The account.
    pub account: String,
    /// Its line of the chart.
    pub class: AccountClass,
    /// Its name; residents' names are masked.
    pub name: Sentence,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// What stood on it before the first day: debits positive, credits negative.
    pub opening: Fen,
    /// What stands on it after the last day.
    pub closing: Fen,
    /// The entries in their order.
    pub rows: Vec<StatementLine>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

/// What one entry did to the account.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatementLine {
    /// The entry, which is also the number of its receipt.
    pub entry_no: i64,
    /// When it was booked.
    pub at: Timestamp,
    /// The day it belongs to.
    pub service_date: NaiveDate,
    /// `sale`, `void`, `movement`, `shift_opened` or `shift_closed`.
    pub kind: String,
    /// What it was, in words.
    pub text: Sentence,
    /// What it put on the debit side.
    pub debit: Fen,
    /// What it put on the credit side.
    pub credit: Fen,
    /// What stands on the account after it.
    pub balance: Fen,
    /// The payment's number at WeChat, Alipay or the bank.
    pub reference: Option<String>,
}

/// Which part of an account is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The account.
    pub account: Account,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The last entry of the page before.
    pub cursor: Option<i64>,
}

/// Reads a page of a statement. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, wanted: Wanted) -> Result<Statement, DbError> {
    let account = wanted.account.to_string();
    let before = match wanted.from.pred_opt() {
        Some(day) => last_entry(tx, canteen, day).await?,
        None => 0,
    };
    let last = last_entry(tx, canteen, wanted.to).await?;
    let after = wanted.cursor.unwrap_or(before).max(before);
    let opening = store::balance_of(tx, canteen, &account, before).await?;
    let closing = store::balance_of(tx, canteen, &account, last).await?;
    let mut balance = store::balance_of(tx, canteen, &account, after).await?;
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = store::statement(tx, (canteen, &account), (after, last), most).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let next_cursor = rows.last().filter(|_| has_more).map(|row| row.entry_no.to_string());
    let names = Names::of(tx, canteen, std::slice::from_ref(&wanted.account)).await?;
    Ok(Statement {
        class: wanted.account.class(),
        name: names.account(&wanted.account),
        account,
        from: wanted.from,
        to: wanted.to,
        opening,
        closing,
        rows: rows.into_iter().map(|row| line(row, &mut balance)).collect(),
        next_cursor,
    })
}

fn line(row: StatementRow, balance: &mut Fen) -> StatementLine {
    *balance = balance.plus(row.amount_fen);
    let side = Side::of(row.amount_fen);
    StatementLine {
        text: text(&row),
        entry_no: row.entry_no,
        at: row.at,
        service_date: row.service_date,
        kind: row.kind,
        debit: side.debit,
        credit: side.credit,
        balance: *balance,
        reference: row.reference,
    }
}

/// What an entry was, in words.
#[must_use]
pub fn text(row: &StatementRow) -> Sentence {
    let (zh, en) = meal(row.meal.as_deref());
    let shift_no = row.shift_no.unwrap_or_default();
    let what = match row.kind.as_str() {
        "sale" => say(format!("{} {zh}", row.service_date), format!("{en} of {}", row.service_date)),
        "void" => {
            let undone = row.undone_no.unwrap_or_default();
            say(
                format!("冲红 {} {zh}（收据 {undone}）", row.service_date),
                format!("void of {en} of {} (receipt {undone})", row.service_date),
            )
        }
        "shift_opened" => say(format!("第 {shift_no} 班开班备用金"), format!("float of shift {shift_no}")),
        "shift_closed" => say(format!("第 {shift_no} 班结班交款"), format!("close of shift {shift_no}")),
        _ => movement(row.movement.as_deref()),
    };
    match row.reason.as_deref().filter(|reason| !reason.is_empty()) {
        Some(reason) => say(format!("{}：{reason}", what.zh), format!("{}: {reason}", what.en)),
        None => what,
    }
}

fn meal(word: Option<&str>) -> (&'static str, &'static str) {
    match word {
        Some("lunch") => ("午餐", "lunch"),
        Some("dinner") => ("晚餐", "dinner"),
        _ => ("餐", "meal"),
    }
}

fn movement(word: Option<&str>) -> Sentence {
    match word {
        Some("top_up") => say("充值", "top-up"),
        Some("refund") => say("退款", "refund"),
        Some("repayment") => say("还欠", "repayment"),
        Some("cash_in") => say("放入现金", "cash in"),
        Some("cash_out") => say("取出现金", "cash out"),
        Some("transfer") => say("转存", "transfer"),
        Some("funder_payment") => say("收到补贴款", "paid by the funder"),
        _ => say("其他", "other"),
    }
}
