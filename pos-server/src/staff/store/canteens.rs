//! The SQL of canteens, of the book's identity and of the one-time set-up link.

use std::collections::{BTreeSet, HashMap};

use sqlx::FromRow;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx, read_rows};
use crate::ids::CanteenId;

/// One canteen.
#[derive(Debug, Clone, FromRow)]
pub struct CanteenRow {
    /// The canteen.
    pub id: CanteenId,
    /// Its short code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What its key file makes of a fixed word.
    pub key_check: Vec<u8>,
}

/// All canteens, by code.
pub async fn canteens(tx: &mut Tx) -> Result<Vec<CanteenRow>, DbError> {
    Sql::new("SELECT id, code, name, key_check FROM canteen ORDER BY code")
        .all(tx)
        .await
}

/// One canteen.
pub async fn canteen(tx: &mut Tx, id: CanteenId) -> Result<Option<CanteenRow>, DbError> {
    Sql::new("SELECT id, code, name, key_check FROM canteen WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await
}

/// The canteen, if the book has just one: its name greets who is not signed in yet.
pub async fn only_canteen(tx: &mut Tx) -> Result<Option<CanteenRow>, DbError> {
    let rows = Sql::new("SELECT id, code, name, key_check FROM canteen LIMIT 2").all(tx).await?;
    Ok(<[CanteenRow; 1]>::try_from(rows).ok().map(|[row]| row))
}

/// The number of a canteen's office; empty when none is written down.
pub async fn office_phone(tx: &mut Tx, canteen: CanteenId) -> Result<String, DbError> {
    let row: Option<(String,)> = Sql::new("SELECT office_phone FROM canteen WHERE id = $1")
        .bind(canteen)
        .optional(tx)
        .await?;
    Ok(row.map(|(phone,)| phone).unwrap_or_default())
}

/// Writes down the number of a canteen's office.
pub async fn set_office_phone(tx: &mut Tx, canteen: CanteenId, phone: &str) -> Result<(), DbError> {
    Sql::new("UPDATE canteen SET office_phone = $2 WHERE id = $1")
        .bind(canteen)
        .bind(phone)
        .execute(tx)
        .await?;
    Ok(())
}

/// The codes of some canteens.
pub async fn codes(tx: &mut Tx, canteens: BTreeSet<CanteenId>) -> Result<HashMap<CanteenId, String>, DbError> {
    let rows: Vec<(CanteenId, String)> = read_rows(
        "SELECT c.id, c.code FROM (VALUES {uuid}) AS v JOIN canteen c ON c.id = v.column1",
        canteens.into_iter().map(|id| vec![id.into()]).collect(),
        tx,
    )
    .await?;
    Ok(rows.into_iter().collect())
}

/// Adds a canteen.
pub async fn insert_canteen(tx: &mut Tx, row: &CanteenRow, at: Timestamp) -> Result<(), DbError> {
    Sql::new("INSERT INTO canteen (id, code, name, key_check, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(row.id)
        .bind(row.code.as_str())
        .bind(row.name.as_str())
        .bind(row.key_check.clone())
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Opens a canteen's chain: no entry yet, the hash before the first is all zero.
pub async fn insert_ledger_head(tx: &mut Tx, canteen: CanteenId) -> Result<(), DbError> {
    Sql::new("INSERT INTO ledger_head (canteen_id, entry_no, hash) VALUES ($1, 0, $2)")
        .bind(canteen)
        .bind([0; 32])
        .execute(tx)
        .await?;
    Ok(())
}

/// Gives this copy of the books its identity, unless it has one.
pub async fn insert_book(tx: &mut Tx, generation: Uuid, at: Timestamp) -> Result<(), DbError> {
    Sql::new("INSERT INTO book (id, generation, created_at) VALUES (1, $1, $2) ON CONFLICT (id) DO NOTHING")
        .bind(generation)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// The identity of this copy of the books.
pub async fn generation(tx: &mut Tx) -> Result<Option<Uuid>, DbError> {
    let row: Option<(Uuid,)> = Sql::new("SELECT generation FROM book WHERE id = 1").optional(tx).await?;
    Ok(row.map(|(generation,)| generation))
}

/// Keeps the hash of a new set-up link.
pub async fn insert_setup_link(tx: &mut Tx, token_hash: [u8; 32], at: Timestamp, expires_at: Timestamp) -> Result<(), DbError> {
    Sql::new("INSERT INTO setup_link (token_hash, created_at, expires_at) VALUES ($1, $2, $3)")
        .bind(token_hash)
        .bind(at)
        .bind(expires_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Forgets the links that nobody used.
pub async fn delete_unused_setup_links(tx: &mut Tx) -> Result<(), DbError> {
    Sql::new("DELETE FROM setup_link WHERE used_at IS NULL").execute(tx).await?;
    Ok(())
}

/// Is this link still good?
pub async fn is_setup_link_good(tx: &mut Tx, token_hash: [u8; 32], at: Timestamp) -> Result<bool, DbError> {
    let row: Option<(Timestamp,)> =
        Sql::new("SELECT expires_at FROM setup_link WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2")
            .bind(token_hash)
            .bind(at)
            .optional(tx)
            .await?;
    Ok(row.is_some())
}

/// Uses a link up. Says whether it was still good.
pub async fn use_setup_link(tx: &mut Tx, token_hash: [u8; 32], at: Timestamp) -> Result<bool, DbError> {
    let used = Sql::new("UPDATE setup_link SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2")
        .bind(token_hash)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(used == 1)
}
