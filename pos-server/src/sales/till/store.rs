//! The SQL of a diner's own view.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::ResidentId;
use crate::ledger::movement::Kind;
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::subsidy::words::Meal;

/// A meal that somebody ate.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct EatenMeal {
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// Where.
    pub canteen: String,
    /// The receipt's number there.
    pub receipt_no: i64,
    /// What the meal cost.
    pub standard_fen: Fen,
    /// What the diner paid.
    pub pays_fen: Fen,
    /// How.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
    /// Whether it was undone.
    pub voided: bool,
}

/// A resident's last meals in all canteens since a day, the newest first.
pub async fn meals_of(tx: &mut Tx, resident: ResidentId, since: NaiveDate, most: i64) -> Result<Vec<EatenMeal>, DbError> {
    Sql::new(
        "SELECT s.service_date, s.meal, c.name AS canteen, s.entry_no AS receipt_no, s.standard_fen, s.pays_fen, s.tender, \
         (x.sale_id IS NOT NULL) AS voided FROM sale s JOIN canteen c ON c.id = s.canteen_id \
         LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.resident_id = $1 AND s.service_date >= $2 ORDER BY s.service_date DESC, s.sold_at DESC LIMIT $3",
    )
    .bind(resident)
    .bind(since)
    .bind(most)
    .all(tx)
    .await
}

/// Money that went into or out of a wallet or a debt without a meal.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WalletMove {
    /// When.
    pub at: Timestamp,
    /// What it was.
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// How much.
    pub amount_fen: Fen,
    /// The number of its receipt.
    pub entry_no: i64,
}

/// The last movements of a resident's wallet and debt, the newest first.
pub async fn wallet_moves_of(tx: &mut Tx, resident: ResidentId, most: i64) -> Result<Vec<WalletMove>, DbError> {
    Sql::new("SELECT at, kind, amount_fen, entry_no FROM movement WHERE resident_id = $1 ORDER BY at DESC LIMIT $2")
        .bind(resident)
        .bind(most)
        .all(tx)
        .await
}

/// A resident's full name: mask it before it leaves.
pub async fn name_of(tx: &mut Tx, resident: ResidentId) -> Result<String, DbError> {
    let (name,): (String,) = Sql::new("SELECT name FROM resident WHERE id = $1").bind(resident).one(tx).await?;
    Ok(name)
}
