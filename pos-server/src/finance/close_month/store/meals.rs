//! The SQL of a month's meals, of what is booked later about those of closed months, and of the policies.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::finance::store::Period;
use crate::ids::{CanteenId, PolicyId, ResidentId, SaleId};
use crate::money::Fen;

/// A sale of a month with its void, if it was undone.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MealRow {
    /// The sale.
    pub id: SaleId,
    /// The entry and receipt number.
    pub entry_no: i64,
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: String,
    /// When it was sold.
    pub sold_at: Timestamp,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// As whom the diner ate.
    pub diner_group: String,
    /// How it was handed over.
    pub channel: String,
    /// Who ate.
    pub resident_id: Option<ResidentId>,
    /// The full name: mask it before it leaves.
    pub resident_name: Option<String>,
    /// How the diner was known.
    pub identified_by: String,
    /// `claimable`, `unsubsidised` or `pending`.
    pub state: String,
    /// What it cost.
    pub standard_fen: Fen,
    /// What the diner paid.
    pub pays_fen: Fen,
    /// The funders' shares, JSON.
    pub shares: String,
    /// How the diner paid.
    pub tender: String,
    /// The payment's own number.
    pub tender_reference: Option<String>,
    /// How it was proved at a door: a delivered meal has the id of its stop.
    pub proof: Option<String>,
    /// Where.
    pub lane_name: String,
    /// The number of its shift.
    pub shift_no: Option<i64>,
    /// By whom.
    pub cashier_name: String,
    /// The policy that decided.
    pub policy_version: Option<String>,
    /// The hash of its entry.
    pub hash: Vec<u8>,
    /// The receipt of the void.
    pub void_no: Option<i64>,
    /// When it was undone.
    pub voided_at: Option<Timestamp>,
    /// Why.
    pub void_reason: Option<String>,
    /// The last entry that was closed with its own month; 0 while that is open.
    pub closed_entry_no: i64,
}

/// The sales of a month, undone ones too, in the order of their receipts.
pub async fn meals(tx: &mut Tx, period: Period) -> Result<Vec<MealRow>, DbError> {
    Sql::new(
        "SELECT s.id, s.entry_no, s.service_date, s.meal, s.sold_at, e.at AS booked_at, s.diner_group, s.channel, s.resident_id, \
         r.name AS resident_name, s.identified_by, s.state, s.standard_fen, s.pays_fen, s.shares, s.tender, s.tender_reference, \
         l.name AS lane_name, h.shift_no, p.name AS cashier_name, y.version AS policy_version, e.hash, x.entry_no AS void_no, \
         x.at AS voided_at, x.reason AS void_reason, CASE WHEN t.outcome = 'handed_over' AND t.code IS NULL AND t.proof IS NOT NULL THEN t.proof \
         WHEN d.decision = 'delivered' THEN 'second_person' END AS proof, CAST(0 AS BIGINT) AS closed_entry_no FROM sale s \
         JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no JOIN lane l ON l.id = s.lane_id \
         JOIN staff p ON p.id = s.cashier_id LEFT JOIN resident r ON r.id = s.resident_id LEFT JOIN policy y ON y.id = s.policy_id \
         LEFT JOIN sale_void x ON x.sale_id = s.id LEFT JOIN shift h ON h.id = s.shift_id \
         LEFT JOIN stop_result t ON t.stop_id = s.id AND t.ends_stop LEFT JOIN stop_settled d ON d.stop_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 ORDER BY s.entry_no",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await
}

/// The sales of closed months that were booked or undone after their closing, between two moments.
pub async fn corrections(tx: &mut Tx, period: Period, (begins, ends): (Timestamp, Timestamp)) -> Result<Vec<MealRow>, DbError> {
    Sql::new(
        "SELECT s.id, s.entry_no, s.service_date, s.meal, s.sold_at, e.at AS booked_at, s.diner_group, s.channel, s.resident_id, \
         r.name AS resident_name, s.identified_by, s.state, s.standard_fen, s.pays_fen, s.shares, s.tender, s.tender_reference, \
         l.name AS lane_name, h.shift_no, p.name AS cashier_name, y.version AS policy_version, e.hash, x.entry_no AS void_no, \
         x.at AS voided_at, x.reason AS void_reason, CASE WHEN t.outcome = 'handed_over' AND t.code IS NULL AND t.proof IS NOT NULL THEN t.proof \
         WHEN d.decision = 'delivered' THEN 'second_person' END AS proof, c.last_entry_no AS closed_entry_no FROM month_closing c \
         JOIN sale s ON s.canteen_id = c.canteen_id AND s.service_date >= c.month AND s.service_date < c.month_end \
         JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no JOIN lane l ON l.id = s.lane_id \
         JOIN staff p ON p.id = s.cashier_id LEFT JOIN resident r ON r.id = s.resident_id LEFT JOIN policy y ON y.id = s.policy_id \
         LEFT JOIN sale_void x ON x.sale_id = s.id LEFT JOIN shift h ON h.id = s.shift_id \
         LEFT JOIN stop_result t ON t.stop_id = s.id AND t.ends_stop LEFT JOIN stop_settled d ON d.stop_id = s.id WHERE c.canteen_id = $1 AND c.month < $2 \
         AND ((s.entry_no > c.last_entry_no AND e.at >= $3 AND e.at < $4) \
         OR (x.entry_no > c.last_entry_no AND x.at >= $3 AND x.at < $4)) ORDER BY s.entry_no",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(begins)
    .bind(ends)
    .all(tx)
    .await
}

/// The texts of a canteen's policies.
pub async fn policy_texts(tx: &mut Tx, canteen: CanteenId) -> Result<HashMap<PolicyId, String>, DbError> {
    let rows: Vec<(PolicyId, String)> = Sql::new("SELECT id, text FROM policy WHERE canteen_id = $1")
        .bind(canteen)
        .all(tx)
        .await?;
    Ok(rows.into_iter().collect())
}
