//! The SQL of a bundle: what a closed month is made of. Nothing here changes after the closing.

use chrono::NaiveDate;

use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::finance::store::Period;
use crate::ids::{AuditId, CanteenId, ClosingId, LaneId, StaffId};

/// A closed month, with the hash of its last entry.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClosedRow {
    /// The month's first day.
    pub month: NaiveDate,
    /// SHA-256 of what it says.
    pub sha256: Vec<u8>,
    /// The last entry that was closed with it.
    pub last_entry_no: i64,
    /// That entry's hash.
    pub head: Option<Vec<u8>>,
    /// The proposal.
    pub proposal_id: ClosingId,
    /// By whom.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: Timestamp,
    /// Who approved it.
    pub approved_by: StaffId,
    /// When.
    pub approved_at: Timestamp,
}

/// A month and those before it that were closed by then, the first one first; nothing if the month is open.
pub async fn closed_months(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<Vec<ClosedRow>, DbError> {
    Sql::new(
        "SELECT c.month, c.sha256, c.last_entry_no, e.hash AS head, c.proposal_id, p.proposed_by, p.proposed_at, c.approved_by, \
         c.approved_at FROM month_closing t JOIN month_closing c ON c.canteen_id = t.canteen_id AND c.month <= t.month \
         AND c.approved_at <= t.approved_at JOIN month_proposal p ON p.id = c.proposal_id \
         LEFT JOIN journal_entry e ON e.canteen_id = c.canteen_id AND e.entry_no = c.last_entry_no \
         WHERE t.canteen_id = $1 AND t.month = $2 ORDER BY c.month",
    )
    .bind(canteen)
    .bind(month.first())
    .all(tx)
    .await
}

/// The first entry of the journal that is about a day of a month, or was booked in it.
pub async fn first_entry(tx: &mut Tx, period: Period, (begins, ends): (Timestamp, Timestamp)) -> Result<Option<i64>, DbError> {
    let (first,): (Option<i64>,) = Sql::new(
        "SELECT MIN(entry_no) FROM journal_entry WHERE canteen_id = $1 \
         AND ((service_date >= $2 AND service_date < $3) OR (at >= $4 AND at < $5))",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .bind(begins)
    .bind(ends)
    .one(tx)
    .await?;
    Ok(first)
}

/// Hands over what a closed month says, line by line in its order: the part and the line.
pub async fn each_line<E: From<DbError> + Send>(
    tx: &mut Tx,
    (canteen, month): (CanteenId, Month),
    mut take: impl FnMut(String, String) -> Result<(), E> + Send,
) -> Result<(), E> {
    Sql::new("SELECT part, line FROM month_line WHERE canteen_id = $1 AND month = $2 ORDER BY line_no")
        .bind(canteen)
        .bind(month.first())
        .each(tx, |(part, line): (String, String)| take(part, line))
        .await
}

/// An act as it was kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AuditRow {
    /// The row.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub staff_id: Option<StaffId>,
    /// At which lane.
    pub lane_id: Option<LaneId>,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// The particulars, JSON.
    pub detail: String,
}

/// Hands over the acts from a moment until a month was closed. Their ids are made under the same lock as the closing's own: whatever is
/// written later has a later one, whenever it was asked for.
pub async fn each_act<E: From<DbError> + Send>(
    tx: &mut Tx,
    (canteen, month): (CanteenId, Month),
    begins: Timestamp,
    take: impl FnMut(AuditRow) -> Result<(), E> + Send,
) -> Result<(), E> {
    Sql::new(
        "SELECT a.id, a.at, a.staff_id, a.lane_id, a.action, a.subject, a.detail FROM audit a WHERE a.canteen_id = $1 AND a.at >= $2 \
         AND a.id <= (SELECT c.id FROM audit c WHERE c.canteen_id = $1 AND c.action = 'month_closed' AND c.subject = $3 ORDER BY c.id LIMIT 1) ORDER BY a.id",
    )
    .bind(canteen)
    .bind(begins)
    .bind(format!("month:{month}"))
    .each(tx, take)
    .await
}
