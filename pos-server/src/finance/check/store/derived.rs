//! The SQL of the check beside the journal's own order: rows that no entry reaches, and rows that follow from the journal.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::db::{DbError, Sql, Tx};
use crate::ids::{FactId, ResidentId};

/// A row that no entry of the journal can book.
#[derive(Debug, sqlx::FromRow)]
pub struct Stray {
    pub name: String,
    pub canteen_id: Uuid,
    pub entry_no: i64,
}

/// A row of a canteen before its first or after its last entry.
pub async fn strays(tx: &mut Tx, canteen: Uuid, last: i64) -> Result<Option<Stray>, DbError> {
    Sql::new(
        "SELECT 'journal_line' AS name, canteen_id, entry_no FROM journal_line WHERE canteen_id = $1 AND (entry_no < 1 OR entry_no > $2) \
         UNION ALL SELECT 'sale', canteen_id, entry_no FROM sale WHERE canteen_id = $1 AND (entry_no < 1 OR entry_no > $2) \
         UNION ALL SELECT 'sale_void', canteen_id, entry_no FROM sale_void WHERE canteen_id = $1 AND (entry_no < 1 OR entry_no > $2) \
         UNION ALL SELECT 'movement', canteen_id, entry_no FROM movement WHERE canteen_id = $1 AND (entry_no < 1 OR entry_no > $2) \
         UNION ALL SELECT 'shift', canteen_id, entry_no FROM shift WHERE canteen_id = $1 AND (entry_no < 1 OR entry_no > $2) \
         UNION ALL SELECT 'z_report', canteen_id, entry_no FROM z_report WHERE canteen_id = $1 AND (entry_no < 1 OR entry_no > $2) LIMIT 1",
    )
    .bind(canteen)
    .bind(last)
    .optional(tx)
    .await
}

/// A row of a canteen whose id lies between two others: of one that is not there.
pub async fn strays_between(tx: &mut Tx, after: Uuid, before: Uuid) -> Result<Option<Stray>, DbError> {
    Sql::new(
        "SELECT 'journal_entry' AS name, canteen_id, entry_no FROM journal_entry WHERE canteen_id > $1 AND canteen_id < $2 \
         UNION ALL SELECT 'journal_line', canteen_id, entry_no FROM journal_line WHERE canteen_id > $1 AND canteen_id < $2 \
         UNION ALL SELECT 'ledger_head', canteen_id, entry_no FROM ledger_head WHERE canteen_id > $1 AND canteen_id < $2 \
         UNION ALL SELECT 'sale', canteen_id, entry_no FROM sale WHERE canteen_id > $1 AND canteen_id < $2 \
         UNION ALL SELECT 'sale_void', canteen_id, entry_no FROM sale_void WHERE canteen_id > $1 AND canteen_id < $2 \
         UNION ALL SELECT 'movement', canteen_id, entry_no FROM movement WHERE canteen_id > $1 AND canteen_id < $2 \
         UNION ALL SELECT 'shift', canteen_id, entry_no FROM shift WHERE canteen_id > $1 AND canteen_id < $2 \
         UNION ALL SELECT 'z_report', canteen_id, entry_no FROM z_report WHERE canteen_id > $1 AND canteen_id < $2 LIMIT 1",
    )
    .bind(after)
    .bind(before)
    .optional(tx)
    .await
}

/// A lane's open shift.
#[derive(Debug, sqlx::FromRow)]
pub struct OpenShiftRow {
    pub lane_id: Uuid,
    pub shift_id: Uuid,
}

/// The open shifts of all lanes.
pub async fn open_shifts(tx: &mut Tx) -> Result<Vec<OpenShiftRow>, DbError> {
    Sql::new("SELECT lane_id, shift_id FROM open_shift ORDER BY lane_id").all(tx).await
}

/// A wallet.
#[derive(Debug, sqlx::FromRow)]
pub struct WalletRow {
    pub resident_id: Uuid,
    pub balance_fen: i64,
    pub owed_fen: i64,
    pub has_owner: bool,
}

/// Hands over each wallet.
pub async fn each_wallet<E: From<DbError> + Send>(tx: &mut Tx, take: impl FnMut(WalletRow) -> Result<(), E> + Send) -> Result<(), E> {
    Sql::new(
        "SELECT w.resident_id, w.balance_fen, w.owed_fen, (r.id IS NOT NULL) AS has_owner FROM wallet w \
         LEFT JOIN resident r ON r.id = w.resident_id ORDER BY w.resident_id",
    )
    .each(tx, take)
    .await
}

/// A claimed meal.
#[derive(Debug, sqlx::FromRow)]
pub struct Claim {
    pub service_date: NaiveDate,
    pub meal: String,
    pub resident_id: Uuid,
    pub sale_id: Uuid,
}

/// A claimed meal whose sale is not there, was undone, or is not claimable.
pub async fn claim_without_sale(tx: &mut Tx) -> Result<Option<Claim>, DbError> {
    Sql::new(
        "SELECT m.service_date, m.meal, m.resident_id, m.sale_id FROM claimed_meal m LEFT JOIN sale s ON s.id = m.sale_id \
         WHERE s.id IS NULL LIMIT 1",
    )
    .optional(tx)
    .await
}

/// A policy's text, and what was kept of it when it was loaded.
#[derive(Debug, sqlx::FromRow)]
pub struct PolicyRow {
    pub id: Uuid,
    pub version: String,
    pub valid_from: NaiveDate,
    pub text: String,
    pub sha256: Vec<u8>,
}

/// The policies of all canteens.
pub async fn policies(tx: &mut Tx) -> Result<Vec<PolicyRow>, DbError> {
    Sql::new("SELECT id, version, valid_from, text, sha256 FROM policy ORDER BY id")
        .all(tx)
        .await
}

/// What is sealed of a resident.
#[derive(Debug, sqlx::FromRow)]
pub struct ResidentRow {
    pub id: ResidentId,
    pub document_kind: String,
    pub document: Option<Vec<u8>>,
    pub document_index: Option<Vec<u8>>,
    pub phone: Option<Vec<u8>>,
    pub phone_index: Option<Vec<u8>>,
    pub note: Option<Vec<u8>>,
    pub note_clear: String,
}

/// Hands over each resident of all canteens.
pub async fn each_resident<E: From<DbError> + Send>(tx: &mut Tx, take: impl FnMut(ResidentRow) -> Result<(), E> + Send) -> Result<(), E> {
    Sql::new("SELECT id, document_kind, document, document_index, phone, phone_index, note, note_clear FROM resident ORDER BY id")
        .each(tx, take)
        .await
}

/// The paper behind a fact.
#[derive(Debug, sqlx::FromRow)]
pub struct PaperRow {
    pub id: FactId,
    pub document: Option<Vec<u8>>,
    pub document_clear: String,
}

/// Hands over each fact with a paper.
pub async fn each_paper<E: From<DbError> + Send>(tx: &mut Tx, take: impl FnMut(PaperRow) -> Result<(), E> + Send) -> Result<(), E> {
    Sql::new("SELECT id, document, document_clear FROM resident_fact WHERE document IS NOT NULL OR document_clear <> '' ORDER BY id")
        .each(tx, take)
        .await
}
