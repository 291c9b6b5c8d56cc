//! The SQL of the export: one row per meal, however many.

use chrono::NaiveDate;

use super::Period;
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::ResidentId;
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::subsidy::words::{DinerGroup, Meal};

/// One meal, voided or not.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ServedMeal {
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// The entry and receipt number.
    pub entry_no: i64,
    /// When.
    pub sold_at: Timestamp,
    /// As whom the diner ate.
    #[sqlx(try_from = "String")]
    pub diner_group: DinerGroup,
    /// Who ate, if known: an id that says nothing by itself.
    pub resident_id: Option<ResidentId>,
    /// The full name: mask it before it leaves.
    pub resident_name: Option<String>,
    /// `card`, `number`, `name` or `none`.
    pub identified_by: String,
    /// `claimable`, `unsubsidised` or `pending`.
    pub state: String,
    /// What the meal cost.
    pub standard_fen: Fen,
    /// What the diner paid.
    pub pays_fen: Fen,
    /// The funders' shares, JSON.
    pub shares: String,
    /// How the diner paid.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
    /// The payment's own number.
    pub tender_reference: Option<String>,
    /// Where.
    pub lane_name: String,
    /// By whom.
    pub cashier_name: String,
    /// When it was undone.
    pub voided_at: Option<Timestamp>,
    /// The number of the void's receipt.
    pub void_no: Option<i64>,
    /// Why it was undone.
    pub void_reason: Option<String>,
}

/// Hands over the meals of a period one by one, by day and receipt number; memory stays flat.
pub async fn each_meal<E: From<DbError> + Send>(
    tx: &mut Tx,
    period: Period,
    take: impl FnMut(ServedMeal) -> Result<(), E> + Send,
) -> Result<(), E> {
    Sql::new(
        "SELECT s.service_date, s.meal, s.entry_no, s.sold_at, s.diner_group, s.resident_id, r.name AS resident_name, s.identified_by, \
         s.state, s.standard_fen, s.pays_fen, s.shares, s.tender, s.tender_reference, l.name AS lane_name, p.name AS cashier_name, \
         x.at AS voided_at, x.entry_no AS void_no, x.reason AS void_reason \
         FROM sale s JOIN lane l ON l.id = s.lane_id JOIN staff p ON p.id = s.cashier_id \
         LEFT JOIN resident r ON r.id = s.resident_id LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 ORDER BY s.service_date, s.entry_no",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .each(tx, take)
    .await
}
