//! What does the office see of wallets? Masked names and places, balances, debts, permissions and what happened.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Holder, Sums, WalletEntry, Wanted};
use crate::cards::number::CardNumber;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::finance::accounts::statement;
use crate::finance::accounts::store::balance_of;
use crate::ids::{CanteenId, PayerId, ResidentId};
use crate::ledger::account::Account;
use crate::ledger::store::{Payer, payers_of};
use crate::money::Fen;
use crate::residents::mask;
use crate::text::Sentence;

/// How many wallets a page has.
const PAGE: usize = 100;
/// How many lines of a statement a page has.
const LINES: usize = 100;

/// Somebody by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct Person {
    /// The resident.
    pub resident_id: ResidentId,
    /// The masked name.
    pub name: String,
}

/// A wallet in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct WalletLine {
    /// Whose it is.
    pub resident_id: ResidentId,
    /// The masked name.
    pub name: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 户室
    pub room: String,
    /// 餐卡余额
    pub balance: Fen,
    /// 欠费
    pub owed: Fen,
    /// Whose wallet they may pay from besides their own.
    pub payer: Option<Person>,
}

/// What the wallets of the canteen's residents come to, whichever canteen took the money; the debts of people whom nobody could name are its own.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct WalletTotals {
    /// What is on all cards.
    pub balance: Fen,
    /// What all residents owe.
    pub owed: Fen,
    /// What is owed by people whom nobody could name.
    pub owed_unknown: Fen,
    /// How many have money on the card.
    pub positive: i64,
    /// How many owe.
    pub owing: i64,
}

/// A page of wallets in the order of their owners' registration.
#[derive(Debug, Serialize, ToSchema)]
pub struct WalletList {
    /// The wallets.
    pub items: Vec<WalletLine>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
    /// The sums of all wallets, whatever the list shows.
    pub totals: WalletTotals,
}

/// A permission to pay from another one's wallet, seen from one of the two.
#[derive(Debug, Serialize, ToSchema)]
pub struct PayerView {
    /// The permission.
    pub id: PayerId,
    /// The other one.
    pub resident_id: ResidentId,
    /// The other one's masked name.
    pub name: String,
    /// Who said so.
    pub allowed_by: String,
    /// Since when.
    pub allowed_at: Timestamp,
    /// Whether it counts today: not once the two share no household, or the wallet's owner died or moved away.
    pub counts: bool,
}

/// What happened to a wallet or a debt.
#[derive(Debug, Serialize, ToSchema)]
pub struct WalletStatementLine {
    /// Its place among all lines of this wallet.
    pub line_no: i64,
    /// The entry, which is also the number of its receipt there.
    pub entry_no: i64,
    /// In which canteen.
    pub canteen: String,
    /// When it was booked.
    pub at: Timestamp,
    /// The day it belongs to.
    pub service_date: NaiveDate,
    /// What it was, in words.
    pub text: Sentence,
    /// Who ate, masked, if it was somebody else.
    pub diner: Option<String>,
    /// Whether it is about what is owed, not about what is on the card.
    pub is_debt: bool,
    /// What it put on the card or took from it; what it let be owed, or what was paid back.
    pub change: Fen,
    /// What was on the card, or owed, after it.
    pub left: Fen,
    /// The payment's number at WeChat, Alipay or the bank.
    pub reference: Option<String>,
}

/// One wallet with everything about it.
#[derive(Debug, Serialize, ToSchema)]
pub struct WalletFile {
    /// Whose it is, what is on it and what is owed.
    #[serde(flatten)]
    pub wallet: WalletLine,
    /// The card that its owner can eat with; without one the balance can be given back.
    pub card_in_use: Option<CardNumber>,
    /// From whose wallet its owner may pay besides this one.
    pub pays_from: Option<PayerView>,
    /// Who may pay from this wallet besides its owner.
    pub paid_for: Vec<PayerView>,
    /// Who else lives behind the same door.
    pub household: Vec<Person>,
    /// What happened, the newest first.
    pub lines: Vec<WalletStatementLine>,
    /// Where the next page of lines begins.
    pub next_cursor: Option<String>,
}

/// A page of wallets after one of them, and the sums of all. Give it a snapshot.
pub async fn list(tx: &mut Tx, canteen: CanteenId, wanted: &Wanted, after: Option<ResidentId>) -> Result<WalletList, DbError> {
    let after = after.map(ResidentId::uuid).unwrap_or_default();
    let mut rows = store::page(tx, canteen, wanted, after, one_more_than(PAGE)).await?;
    let has_more = rows.len() > PAGE;
    rows.truncate(PAGE);
    let unknown = Account::Owed(None).to_string();
    let owed_unknown = balance_of(tx, canteen, &unknown, i64::MAX).await?;
    Ok(WalletList {
        next_cursor: rows.last().filter(|_| has_more).map(|row| row.id.to_string()),
        items: rows.into_iter().map(WalletLine::from).collect(),
        totals: totals(store::sums(tx, canteen).await?, owed_unknown),
    })
}

/// One wallet with a page of its lines before one of them; `None` if the canteen has no such resident. Give it a snapshot.
pub async fn one(
    tx: &mut Tx,
    canteen: CanteenId,
    resident: ResidentId,
    (before, day): (Option<i64>, NaiveDate),
) -> Result<Option<WalletFile>, DbError> {
    let Some(holder) = store::holder(tx, canteen, resident).await? else {
        return Ok(None);
    };
    let accounts = (Account::Wallet(resident).to_string(), Account::Owed(Some(resident)).to_string());
    let before = before.unwrap_or(i64::MAX);
    let mut entries = store::entries(tx, resident, (&accounts.0, &accounts.1), before, one_more_than(LINES)).await?;
    let has_more = entries.len() > LINES;
    entries.truncate(LINES);
    let (own, others): (Vec<Payer>, Vec<Payer>) = payers_of(tx, resident, day)
        .await?
        .into_iter()
        .partition(|payer| payer.resident_id == resident);
    let household = store::household_of(tx, resident, day).await?;
    let person = |member: store::Member| Person {
        resident_id: member.id,
        name: mask::name(&member.name),
    };
    Ok(Some(WalletFile {
        wallet: holder.into(),
        card_in_use: store::card_in_use(tx, resident).await?,
        pays_from: own.into_iter().next().map(|payer| seen(resident, payer)),
        paid_for: others.into_iter().map(|payer| seen(resident, payer)).collect(),
        household: household.into_iter().filter(|member| !member.is_gone).map(person).collect(),
        next_cursor: entries.last().filter(|_| has_more).map(|entry| entry.line_no.to_string()),
        lines: entries.into_iter().map(|entry| line(entry, &accounts.1)).collect(),
    }))
}

/// So many rows that it is seen whether another page follows.
fn one_more_than(page: usize) -> i64 {
    i64::try_from(page + 1).unwrap_or(i64::MAX)
}

fn totals(sums: Sums, owed_unknown: Fen) -> WalletTotals {
    WalletTotals {
        balance: sums.balance_fen,
        owed: sums.owed_fen,
        owed_unknown,
        positive: sums.positive,
        owing: sums.owing,
    }
}

/// A permission as one of the two sees it: the other one.
fn seen(by: ResidentId, payer: Payer) -> PayerView {
    let (other, name) = if payer.resident_id == by {
        (payer.wallet_id, payer.wallet_name)
    } else {
        (payer.resident_id, payer.resident_name)
    };
    PayerView {
        id: payer.id,
        resident_id: other,
        name: mask::name(&name),
        allowed_by: payer.allowed_by,
        allowed_at: payer.allowed_at,
        counts: payer.counts,
    }
}

/// A line of the statement. What is on a card is a debt of the canteen, therefore a credit in the journal.
fn line(row: WalletEntry, owed: &str) -> WalletStatementLine {
    let is_debt = row.account == owed;
    let signed = |amount: Fen| if is_debt { amount } else { amount.negated() };
    WalletStatementLine {
        line_no: row.line_no,
        entry_no: row.entry.entry_no,
        canteen: row.canteen,
        at: row.entry.at,
        service_date: row.entry.service_date,
        text: statement::text(&row.entry),
        diner: row.diner.as_deref().map(mask::name),
        is_debt,
        change: signed(row.entry.amount_fen),
        left: signed(row.balance_fen),
        reference: row.entry.reference,
    }
}

impl From<Holder> for WalletLine {
    fn from(row: Holder) -> Self {
        let place = |text: Option<String>| mask::digits(&text.unwrap_or_default());
        Self {
            resident_id: row.id,
            name: mask::name(&row.name),
            compound: place(row.compound),
            building: place(row.building),
            unit: place(row.unit),
            room: place(row.room),
            balance: row.balance_fen,
            owed: row.owed_fen,
            payer: row.payer_id.zip(row.payer_name).map(|(resident_id, name)| Person {
                resident_id,
                name: mask::name(&name),
            }),
        }
    }
}
