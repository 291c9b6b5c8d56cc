//! The SQL of the journal. Entries and lines are only ever inserted.

use chrono::NaiveDate;

use super::entry::{Line, Lines};
use super::wallet;
use crate::clock::Timestamp;
use crate::db::{self, DbError, Sql, Tx};
use crate::ids::CanteenId;

mod movements;
mod wallets;
pub use movements::{Movement, insert_movement, movement_by_id};
pub use wallets::{Payer, WalletRow, allow_payer, change_wallets, end_payer, hold_wallet, payer_by_id, payers_of, wallet_of};

/// The last entry of a canteen's journal.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Head {
    /// Whose journal.
    pub canteen_id: CanteenId,
    /// The last number; 0 before the first entry.
    pub entry_no: i64,
    /// The last hash.
    pub hash: Vec<u8>,
}

/// One entry to write.
#[derive(Debug)]
pub struct NewEntry {
    /// Whose journal.
    pub canteen: CanteenId,
    /// Its number.
    pub entry_no: i64,
    /// `sale`, `void`, `movement`, `shift_opened` or `shift_closed`.
    pub kind: &'static str,
    /// When it is booked.
    pub at: Timestamp,
    /// The day it belongs to.
    pub service_date: NaiveDate,
    /// The hash of the entry before.
    pub previous_hash: Vec<u8>,
    /// Its hash.
    pub hash: [u8; 32],
    /// Its lines.
    pub lines: Lines,
}

/// The heads of some canteens' journals.
pub async fn heads_of(tx: &mut Tx, canteens: &[CanteenId]) -> Result<Vec<Head>, DbError> {
    Sql::new("SELECT h.canteen_id, h.entry_no, h.hash FROM (VALUES {uuid}) AS v JOIN ledger_head h ON h.canteen_id = v.column1")
        .rows(canteens.iter().map(|id| vec![(*id).into()]).collect())
        .all(tx)
        .await
}

/// The head of one canteen's journal.
pub async fn head_of(tx: &mut Tx, canteen: CanteenId) -> Result<Head, DbError> {
    Sql::new("SELECT canteen_id, entry_no, hash FROM ledger_head WHERE canteen_id = $1")
        .bind(canteen)
        .one(tx)
        .await
}

/// Moves the heads of some journals to their last entries.
pub async fn move_heads(tx: &mut Tx, heads: &[Head]) -> Result<(), DbError> {
    Sql::new(
        "UPDATE ledger_head SET entry_no = v.column2, hash = v.column3 FROM (VALUES {uuid, bigint, bytea}) AS v \
         WHERE ledger_head.canteen_id = v.column1",
    )
    .rows(
        heads
            .iter()
            .map(|head| vec![head.canteen_id.into(), head.entry_no.into(), head.hash.clone().into()])
            .collect(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes a journal's head as it is: the answer to a repetition waits for a commit that writes, as the first answer did.
pub async fn touch_head(tx: &mut Tx, canteen: CanteenId) -> Result<(), DbError> {
    let head = head_of(tx, canteen).await?;
    move_heads(tx, &[head]).await
}

/// Appends entries with their lines, and lets the wallets follow: the database refuses one below zero.
pub async fn append(tx: &mut Tx, entries: &[NewEntry]) -> Result<(), DbError> {
    let rows = entries.iter().map(|entry| {
        vec![
            entry.canteen.into(),
            entry.entry_no.into(),
            entry.kind.into(),
            entry.at.into(),
            entry.service_date.into(),
            entry.previous_hash.clone().into(),
            entry.hash.into(),
        ]
    });
    db::write_rows(
        "INSERT INTO journal_entry (canteen_id, entry_no, kind, at, service_date, previous_hash, hash) \
         VALUES {uuid, bigint, text, timestamptz, date, bytea, bytea}",
        rows.collect(),
        tx,
    )
    .await?;
    let lines = entries.iter().flat_map(|entry| {
        (1_i64..).zip(entry.lines.as_slice()).map(|(no, line)| {
            vec![
                entry.canteen.into(),
                entry.entry_no.into(),
                no.into(),
                line.account.clone().into(),
                line.amount.into(),
            ]
        })
    });
    db::write_rows(
        "INSERT INTO journal_line (canteen_id, entry_no, line_no, account, amount_fen) VALUES {uuid, bigint, bigint, text, bigint}",
        lines.collect(),
        tx,
    )
    .await?;
    let lines = entries.iter().flat_map(|entry| entry.lines.as_slice());
    change_wallets(tx, &wallet::changes(lines)).await
}

/// The lines of one entry, in their order.
pub async fn lines_of(tx: &mut Tx, canteen: CanteenId, entry_no: i64) -> Result<Vec<Line>, DbError> {
    Sql::new("SELECT account, amount_fen FROM journal_line WHERE canteen_id = $1 AND entry_no = $2 ORDER BY line_no")
        .bind(canteen)
        .bind(entry_no)
        .all(tx)
        .await
}
