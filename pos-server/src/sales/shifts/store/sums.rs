//! The SQL of what a shift comes to.

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, LaneId, ShiftId};
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::sales::shifts::z_report::Totals;
use crate::subsidy::words::{DinerGroup, Meal};

/// What one shift booked on one account.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Sum {
    /// The account.
    pub account: String,
    /// Debits less credits.
    pub amount_fen: Fen,
    /// The last entry that touched it.
    pub last_entry_no: i64,
}

/// What a shift booked, by account: its opening, its sales, what was undone in it, and its movements. CROSS JOIN keeps SQLite from
/// going through the whole journal and asking of each line whether it belongs to the shift.
pub async fn sums_of_shift(tx: &mut Tx, canteen: CanteenId, shift: ShiftId) -> Result<Vec<Sum>, DbError> {
    Sql::new(
        "SELECT j.account, CAST(SUM(j.amount_fen) AS BIGINT) AS amount_fen, MAX(j.entry_no) AS last_entry_no FROM ( \
         SELECT entry_no FROM shift WHERE id = $2 UNION ALL SELECT entry_no FROM sale WHERE shift_id = $2 \
         UNION ALL SELECT entry_no FROM sale_void WHERE shift_id = $2 UNION ALL SELECT entry_no FROM movement WHERE shift_id = $2) e \
         CROSS JOIN journal_line j WHERE j.canteen_id = $1 AND j.entry_no = e.entry_no AND j.line_no > 0 GROUP BY j.account",
    )
    .bind(canteen)
    .bind(shift)
    .all(tx)
    .await
}

/// Some sales of a shift.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SaleSum {
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// As whom the diners ate.
    #[sqlx(try_from = "String")]
    pub diner_group: DinerGroup,
    /// How they paid.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
    /// How many.
    pub meals: i64,
    /// What they cost.
    pub standard_fen: Fen,
    /// What the diners paid.
    pub pays_fen: Fen,
    /// The first receipt.
    pub first_entry_no: i64,
    /// The last receipt.
    pub last_entry_no: i64,
}

/// A shift's sales, those that were voided later included.
pub async fn sales_of_shift(tx: &mut Tx, shift: ShiftId) -> Result<Vec<SaleSum>, DbError> {
    Sql::new(
        "SELECT meal, diner_group, tender, COUNT(*) AS meals, CAST(SUM(standard_fen) AS BIGINT) AS standard_fen, \
         CAST(SUM(pays_fen) AS BIGINT) AS pays_fen, MIN(entry_no) AS first_entry_no, MAX(entry_no) AS last_entry_no \
         FROM sale WHERE shift_id = $1 GROUP BY meal, diner_group, tender ORDER BY meal, diner_group, tender",
    )
    .bind(shift)
    .all(tx)
    .await
}

/// Some sales by how they were paid.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct TenderSum {
    /// How the diners had paid.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
    /// How many.
    pub meals: i64,
    /// What the diners paid, or got back.
    pub pays_fen: Fen,
}

/// What was undone in a shift, whenever it was sold.
pub async fn voids_of_shift(tx: &mut Tx, shift: ShiftId) -> Result<Vec<TenderSum>, DbError> {
    Sql::new(
        "SELECT s.tender, COUNT(*) AS meals, CAST(SUM(s.pays_fen) AS BIGINT) AS pays_fen FROM sale_void x JOIN sale s ON s.id = x.sale_id \
         WHERE x.shift_id = $1 GROUP BY s.tender ORDER BY s.tender",
    )
    .bind(shift)
    .all(tx)
    .await
}

/// Of a shift's sales, those sold before the lane's last report: kept on the device, and brought when that drawer was counted.
pub async fn late_sales_of_shift(tx: &mut Tx, shift: ShiftId, lane: LaneId) -> Result<Vec<TenderSum>, DbError> {
    Sql::new(
        "SELECT tender, COUNT(*) AS meals, CAST(SUM(pays_fen) AS BIGINT) AS pays_fen FROM sale WHERE shift_id = $1 AND sold_at < \
         (SELECT MAX(z.closed_at) FROM z_report z JOIN shift e ON e.id = z.shift_id WHERE e.lane_id = $2) GROUP BY tender ORDER BY tender",
    )
    .bind(shift)
    .bind(lane)
    .all(tx)
    .await
}

/// Money that moved in a shift without a meal.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CashMove {
    /// What it was.
    pub kind: String,
    /// The number of its receipt.
    pub entry_no: i64,
    /// What got the debit.
    pub debit_account: String,
    /// What got the credit.
    pub credit_account: String,
    /// How much.
    pub amount_fen: Fen,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// The movements of a shift, in their order.
pub async fn movements_of_shift(tx: &mut Tx, shift: ShiftId) -> Result<Vec<CashMove>, DbError> {
    Sql::new(
        "SELECT kind, entry_no, debit_account, credit_account, amount_fen, reason, at FROM movement WHERE shift_id = $1 ORDER BY entry_no",
    )
    .bind(shift)
    .all(tx)
    .await
}

/// All sales of a canteen since its books began, undone ones included: it never goes down.
pub async fn grand_total(tx: &mut Tx, canteen: CanteenId) -> Result<Totals, DbError> {
    let (meals, standard, pays): (i64, Fen, Fen) = Sql::new(
        "SELECT COUNT(*), CAST(COALESCE(SUM(standard_fen), 0) AS BIGINT), CAST(COALESCE(SUM(pays_fen), 0) AS BIGINT) FROM sale \
         WHERE canteen_id = $1",
    )
    .bind(canteen)
    .one(tx)
    .await?;
    Ok(Totals {
        meals,
        standard,
        pays,
        subsidy: standard.minus(pays),
    })
}
