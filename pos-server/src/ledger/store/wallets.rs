//! The SQL of wallets: balances that follow the journal, and who may pay from whose.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{self, DbError, Sql, Tx};
use crate::ids::{CanteenId, PayerId, ResidentId, StaffId};
use crate::ledger::wallet::Purse;
use crate::money::Fen;

/// Changes some wallets by what entries say. The database refuses a balance or a debt below zero.
pub async fn change_wallets(tx: &mut Tx, changes: &BTreeMap<ResidentId, Purse>) -> Result<(), DbError> {
    if changes.is_empty() {
        return Ok(());
    }
    db::write_rows(
        "INSERT INTO wallet (resident_id, balance_fen, owed_fen) VALUES {uuid, bigint, bigint} ON CONFLICT (resident_id) DO NOTHING",
        changes.keys().map(|id| vec![(*id).into(), 0_i64.into(), 0_i64.into()]).collect(),
        tx,
    )
    .await?;
    let rows = changes
        .iter()
        .map(|(id, change)| vec![(*id).into(), change.balance.into(), change.owed.into()]);
    db::write_rows(
        "UPDATE wallet SET balance_fen = balance_fen + v.column2, owed_fen = owed_fen + v.column3 \
         FROM (VALUES {uuid, bigint, bigint}) AS v WHERE wallet.resident_id = v.column1",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// A wallet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, sqlx::FromRow)]
pub struct WalletRow {
    /// 餐卡余额
    pub balance_fen: Fen,
    /// 欠费
    pub owed_fen: Fen,
}

/// A resident's wallet; an empty one if nothing ever went through it.
pub async fn wallet_of(tx: &mut Tx, resident: ResidentId) -> Result<WalletRow, DbError> {
    let row = Sql::new("SELECT balance_fen, owed_fen FROM wallet WHERE resident_id = $1")
        .bind(resident)
        .optional(tx)
        .await?;
    Ok(row.unwrap_or_default())
}

/// The same, held until the end of the transaction: no other canteen takes from it meanwhile.
pub async fn hold_wallet(tx: &mut Tx, resident: ResidentId) -> Result<WalletRow, DbError> {
    let row = Sql::new("UPDATE wallet SET balance_fen = balance_fen WHERE resident_id = $1 RETURNING balance_fen, owed_fen")
        .bind(resident)
        .optional(tx)
        .await?;
    Ok(row.unwrap_or_default())
}

/// Somebody who may pay from another one's wallet.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Payer {
    /// The permission.
    pub id: PayerId,
    /// Who may pay.
    pub resident_id: ResidentId,
    /// That one's full name: mask it before it leaves.
    pub resident_name: String,
    /// From whose wallet.
    pub wallet_id: ResidentId,
    /// The wallet's owner's full name: mask it before it leaves.
    pub wallet_name: String,
    /// Who said so.
    pub allowed_by: String,
    /// Since when.
    pub allowed_at: Timestamp,
    /// Whether it counts on the day asked about: the two share a household, and the wallet's owner neither died nor moved away.
    pub counts: bool,
}

/// The permissions in force on both sides of a wallet: of its owner to pay from another one, and of others to pay from it.
pub async fn payers_of(tx: &mut Tx, resident: ResidentId, day: NaiveDate) -> Result<Vec<Payer>, DbError> {
    Sql::new(
        "SELECT p.id, p.resident_id, r.name AS resident_name, p.wallet_id, y.name AS wallet_name, s.name AS allowed_by, p.allowed_at, \
         (COALESCE(y.household_id = r.household_id, FALSE) AND NOT EXISTS (SELECT 1 FROM resident_fact g WHERE g.resident_id = y.id \
          AND g.kind IN ('died', 'moved_out') AND g.true_from <= $2 AND (g.true_to IS NULL OR g.true_to >= $2) \
          AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = g.id))) AS counts \
         FROM wallet_payer p JOIN resident r ON r.id = p.resident_id JOIN resident y ON y.id = p.wallet_id JOIN staff s ON s.id = p.allowed_by \
         WHERE (p.resident_id = $1 OR p.wallet_id = $1) AND p.ended_at IS NULL ORDER BY p.allowed_at, p.id",
    )
    .bind(resident)
    .bind(day)
    .all(tx)
    .await
}

/// Who was allowed by this permission to pay from whose wallet, in force or ended.
pub async fn payer_by_id(tx: &mut Tx, id: PayerId) -> Result<Option<(ResidentId, ResidentId)>, DbError> {
    Sql::new("SELECT resident_id, wallet_id FROM wallet_payer WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await
}

/// Lets a resident pay from another one's wallet. The database refuses a second one at a time.
pub async fn allow_payer(
    tx: &mut Tx,
    (id, canteen): (PayerId, CanteenId),
    (resident, wallet): (ResidentId, ResidentId),
    (by, at): (StaffId, Timestamp),
) -> Result<(), DbError> {
    Sql::new("INSERT INTO wallet_payer (id, canteen_id, resident_id, wallet_id, allowed_by, allowed_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(canteen)
        .bind(resident)
        .bind(wallet)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Ends a permission; tells whether there was one.
pub async fn end_payer(tx: &mut Tx, resident: ResidentId, by: StaffId, at: Timestamp) -> Result<bool, DbError> {
    let ended = Sql::new("UPDATE wallet_payer SET ended_by = $2, ended_at = $3 WHERE resident_id = $1 AND ended_at IS NULL")
        .bind(resident)
        .bind(by)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(ended > 0)
}
