//! The SQL of the month's checks. All but the last reads, set by set, from one snapshot.

use super::facts::{Door, MonthMeal, Neighbour, Published};
use crate::calendar::{Month, start_of};
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::finance::store::Period;
use crate::ids::{CanteenId, CardId, PolicyId, SettlementId, StaffId};

/// The standing meals that a period claims, whatever their state, in the order of their receipts: its own, and those of closed months
/// that were booked in it.
pub async fn standing_meals(tx: &mut Tx, period: Period) -> Result<Vec<MonthMeal>, DbError> {
    let (begins, ends) = (start_of(period.first), start_of(period.end));
    Sql::new(
        "WITH claimed AS (SELECT s.id FROM sale s WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 \
         AND NOT EXISTS (SELECT 1 FROM month_closing c WHERE c.canteen_id = s.canteen_id AND c.month = $2 AND c.last_entry_no < s.entry_no) \
         UNION ALL SELECT s.id FROM journal_entry e JOIN sale s ON s.canteen_id = e.canteen_id AND s.entry_no = e.entry_no \
         JOIN month_closing c ON c.canteen_id = s.canteen_id AND c.month <= s.service_date AND s.service_date < c.month_end \
         AND c.last_entry_no < s.entry_no \
         WHERE e.canteen_id = $1 AND e.at >= $4 AND e.at < $5 AND s.service_date < $2) \
         SELECT s.id, s.entry_no, s.resident_id, s.service_date, s.meal, s.channel, s.diner_group, s.state, s.standard_fen, s.pays_fen, \
         s.shares, s.reasons, s.sold_at, e.at AS booked_at, s.code, s.lane_id, l.name AS lane_name, s.cashier_id, h.household_id AS cashier_household, r.name AS resident_name, \
         s.card_id, s.identified_by, s.policy_id, p.version AS policy_version FROM claimed k JOIN sale s ON s.id = k.id \
         JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no JOIN lane l ON l.id = s.lane_id \
         LEFT JOIN resident r ON r.id = s.resident_id LEFT JOIN policy p ON p.id = s.policy_id \
         LEFT JOIN staff_resident w ON w.staff_id = s.cashier_id LEFT JOIN resident h ON h.id = w.resident_id \
         WHERE NOT EXISTS (SELECT 1 FROM sale_void x WHERE x.sale_id = s.id) ORDER BY s.entry_no",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .bind(begins)
    .bind(ends)
    .all(tx)
    .await
}

/// The cards that the period's meals were sold on and that were reported lost, with the first report.
pub async fn lost_cards(tx: &mut Tx, period: Period) -> Result<Vec<(CardId, Timestamp)>, DbError> {
    Sql::new(
        "SELECT v.card_id, v.at FROM card_event v WHERE v.state = 'blocked' \
         AND v.card_id IN (SELECT s.card_id FROM sale s WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3) \
         ORDER BY v.at DESC",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await
}

/// The doors of a period at which a meal was handed over, or where a second person says so.
pub async fn doors(tx: &mut Tx, period: Period) -> Result<Vec<Door>, DbError> {
    Sql::new(
        "SELECT s.id AS sale_id, s.service_date, s.meal, s.resident_id, r.name AS resident_name, \
         (c.outcome = 'handed_over' AND c.proof IS NOT NULL AND c.code IS NULL) IS TRUE AS is_proved, c.volunteer_id, d.decision, \
         d.approver_id, p.name AS approver, d.reason, d.at AS settled_at FROM stop s JOIN resident r ON r.id = s.resident_id \
         LEFT JOIN stop_result c ON c.stop_id = s.id AND c.ends_stop \
         LEFT JOIN stop_settled d ON d.stop_id = s.id LEFT JOIN staff p ON p.id = d.approver_id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 \
         AND (c.outcome IN ('handed_over', 'neighbour') OR d.decision = 'delivered') ORDER BY s.service_date, s.meal DESC, s.id",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await
}

/// Everybody whom the canteen had registered by the period's end, and since when they are dead or gone for good.
pub async fn neighbours(tx: &mut Tx, period: Period) -> Result<Vec<Neighbour>, DbError> {
    Sql::new(
        "SELECT r.birth_date, MIN(f.true_from) AS gone_on FROM resident r LEFT JOIN resident_fact f ON f.resident_id = r.id \
         AND f.kind IN ('died', 'moved_out') AND f.true_to IS NULL \
         AND NOT EXISTS (SELECT 1 FROM resident_fact o WHERE o.replaces = f.id) WHERE r.canteen_id = $1 AND r.created_at < $2 GROUP BY r.id, r.birth_date",
    )
    .bind(period.canteen)
    .bind(start_of(period.end))
    .all(tx)
    .await
}

/// What was written down of policies made public, the earliest first.
pub async fn published(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Published>, DbError> {
    Sql::new(
        "SELECT policy_id, published_on, recorded_at, recorded_by FROM policy_publication WHERE canteen_id = $1 \
         ORDER BY published_on, recorded_at, id",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// Who proposed each policy that was approved.
pub async fn proposers(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<(PolicyId, StaffId)>, DbError> {
    Sql::new(
        "SELECT a.policy_id, p.proposed_by FROM policy_approval a JOIN policy_proposal p ON p.id = a.proposal_id WHERE a.canteen_id = $1",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// An exception that a second person settled.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Settlement {
    /// Made by the office before it asked.
    pub id: SettlementId,
    /// Which exception.
    pub exception_key: String,
    /// What it said then.
    pub facts: Vec<u8>,
    /// Who settled it.
    pub name: String,
    /// When.
    pub settled_at: Timestamp,
    /// Why.
    pub reason: String,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// What was settled of a month.
pub async fn settlements(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<Vec<Settlement>, DbError> {
    Sql::new(
        "SELECT e.id, e.exception_key, e.facts, p.name, e.settled_at, e.reason, e.request_hash FROM exception_settlement e \
         JOIN staff p ON p.id = e.settled_by WHERE e.canteen_id = $1 AND e.month = $2",
    )
    .bind(canteen)
    .bind(month.first())
    .all(tx)
    .await
}

/// What somebody decided of an exception.
#[derive(Debug)]
pub struct NewSettlement {
    /// Made by the office before it asks.
    pub id: SettlementId,
    /// Whose month.
    pub canteen: CanteenId,
    /// Which month.
    pub month: Month,
    /// Which exception.
    pub key: String,
    /// What it says.
    pub facts: [u8; 32],
    /// Why it stands.
    pub reason: String,
    /// Who decides.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Keeps that an exception is settled.
pub async fn insert_settlement(tx: &mut Tx, new: &NewSettlement) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO exception_settlement (id, canteen_id, month, exception_key, facts, reason, settled_by, settled_at, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.id)
    .bind(new.canteen)
    .bind(new.month.first())
    .bind(new.key.as_str())
    .bind(new.facts)
    .bind(new.reason.as_str())
    .bind(new.by)
    .bind(new.at)
    .bind(new.request_hash)
    .execute(tx)
    .await?;
    Ok(())
}
