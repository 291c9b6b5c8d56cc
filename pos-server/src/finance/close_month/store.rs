//! The SQL of closing a month: what it consists of, what is still open, proposals, and the closing with its lines.

use chrono::NaiveDate;

use super::Asked;
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx, write_rows};
use crate::finance::store::Period;
use crate::ids::{CanteenId, ClosingId, ResidentId, SaleId, StaffId};
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
    /// Where.
    pub lane_name: String,
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
         l.name AS lane_name, p.name AS cashier_name, y.version AS policy_version, e.hash, x.entry_no AS void_no, x.at AS voided_at, \
         x.reason AS void_reason, CAST(0 AS BIGINT) AS closed_entry_no FROM sale s \
         JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no JOIN lane l ON l.id = s.lane_id \
         JOIN staff p ON p.id = s.cashier_id LEFT JOIN resident r ON r.id = s.resident_id LEFT JOIN policy y ON y.id = s.policy_id \
         LEFT JOIN sale_void x ON x.sale_id = s.id \
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
         l.name AS lane_name, p.name AS cashier_name, y.version AS policy_version, e.hash, x.entry_no AS void_no, x.at AS voided_at, \
         x.reason AS void_reason, c.last_entry_no AS closed_entry_no FROM month_closing c \
         JOIN sale s ON s.canteen_id = c.canteen_id AND s.service_date >= c.month AND s.service_date < c.month_end \
         JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no JOIN lane l ON l.id = s.lane_id \
         JOIN staff p ON p.id = s.cashier_id LEFT JOIN resident r ON r.id = s.resident_id LEFT JOIN policy y ON y.id = s.policy_id \
         LEFT JOIN sale_void x ON x.sale_id = s.id WHERE c.canteen_id = $1 AND c.month < $2 \
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

/// A policy's version and the hash of its text.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PolicyRow {
    /// The version.
    pub version: String,
    /// SHA-256 of the text.
    pub sha256: Vec<u8>,
}

/// The policies by which a month's meals were sold, by version.
pub async fn policies(tx: &mut Tx, period: Period) -> Result<Vec<PolicyRow>, DbError> {
    let mut rows: Vec<PolicyRow> = Sql::new(
        "SELECT y.version, y.sha256 FROM policy y WHERE y.canteen_id = $1 AND y.id IN \
         (SELECT s.policy_id FROM sale s WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3)",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await?;
    // The databases sort texts by different rules.
    rows.sort_by(|one, other| one.version.cmp(&other.version));
    Ok(rows)
}

/// What keeps a month open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Open {
    /// Shifts that were opened in it or before and nobody closed.
    pub shifts: i64,
    /// Packed rounds of it that are not back.
    pub rounds: i64,
}

/// What is still open of a month that ends at a moment.
pub async fn open(tx: &mut Tx, period: Period, ends: Timestamp) -> Result<Open, DbError> {
    Sql::new(
        "SELECT (SELECT COUNT(*) FROM open_shift o JOIN shift h ON h.id = o.shift_id WHERE h.canteen_id = $1 AND h.opened_at < $4) AS shifts, \
         (SELECT COUNT(*) FROM round r WHERE r.canteen_id = $1 AND r.service_date >= $2 AND r.service_date < $3 \
         AND r.packed_at IS NOT NULL AND r.closed_at IS NULL) AS rounds",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .bind(ends)
    .one(tx)
    .await
}

/// What finance showed.
#[derive(Debug)]
pub struct NewProposal {
    /// SHA-256 of the month's lines.
    pub sha256: [u8; 32],
    /// The sums, JSON.
    pub sums: String,
}

/// Keeps a proposal.
pub async fn insert_proposal(tx: &mut Tx, asked: &Asked, new: &NewProposal) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO month_proposal (id, canteen_id, month, sha256, sums, proposed_by, proposed_at, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(asked.id)
    .bind(asked.canteen)
    .bind(asked.month.first())
    .bind(new.sha256)
    .bind(new.sums.as_str())
    .bind(asked.by)
    .bind(asked.at)
    .bind(asked.request_hash)
    .execute(tx)
    .await?;
    Ok(())
}

/// A proposal as it was kept.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Proposal {
    /// The proposal.
    pub id: ClosingId,
    /// Whose month.
    pub canteen_id: CanteenId,
    /// The month's first day.
    pub month: NaiveDate,
    /// SHA-256 of what was shown.
    pub sha256: Vec<u8>,
    /// The sums, JSON.
    pub sums: String,
    /// By whom.
    pub proposed_by: StaffId,
    /// That one's name.
    pub proposer: String,
    /// When.
    pub proposed_at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// One proposal.
pub async fn proposal(tx: &mut Tx, id: ClosingId) -> Result<Option<Proposal>, DbError> {
    Sql::new(
        "SELECT m.id, m.canteen_id, m.month, m.sha256, m.sums, m.proposed_by, p.name AS proposer, m.proposed_at, m.request_hash \
         FROM month_proposal m JOIN staff p ON p.id = m.proposed_by WHERE m.id = $1",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// The proposals of a month, the newest first.
pub async fn proposals(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<Vec<Proposal>, DbError> {
    Sql::new(
        "SELECT m.id, m.canteen_id, m.month, m.sha256, m.sums, m.proposed_by, p.name AS proposer, m.proposed_at, m.request_hash \
         FROM month_proposal m JOIN staff p ON p.id = m.proposed_by WHERE m.canteen_id = $1 AND m.month = $2 \
         ORDER BY m.proposed_at DESC, m.id DESC",
    )
    .bind(canteen)
    .bind(month.first())
    .all(tx)
    .await
}

/// A month's closing.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Closing {
    /// What was approved.
    pub proposal_id: ClosingId,
    /// SHA-256 of the month's lines.
    pub sha256: Vec<u8>,
    /// The last entry of the journal that is closed with it.
    pub last_entry_no: i64,
    /// Who approved it.
    pub approver: String,
    /// When.
    pub approved_at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
}

/// The closing of a month, if it is closed.
pub async fn closing(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<Option<Closing>, DbError> {
    Sql::new(
        "SELECT c.proposal_id, c.sha256, c.last_entry_no, p.name AS approver, c.approved_at, c.request_hash FROM month_closing c \
         JOIN staff p ON p.id = c.approved_by WHERE c.canteen_id = $1 AND c.month = $2",
    )
    .bind(canteen)
    .bind(month.first())
    .optional(tx)
    .await
}

/// Closes a month; its lines are written before, because none is written into a closed month.
pub async fn insert_closing(tx: &mut Tx, asked: &Asked, closing: &Closing) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO month_closing (canteen_id, month, month_end, proposal_id, sha256, last_entry_no, approved_by, approved_at, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(asked.canteen)
    .bind(asked.month.first())
    .bind(asked.month.end())
    .bind(closing.proposal_id)
    .bind(closing.sha256.clone())
    .bind(closing.last_entry_no)
    .bind(asked.by)
    .bind(closing.approved_at)
    .bind(closing.request_hash.clone())
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps what a month says.
pub async fn insert_lines(tx: &mut Tx, asked: &Asked, lines: Vec<(&'static str, String)>) -> Result<(), DbError> {
    let rows = lines.into_iter().zip(1_i64..).map(|((part, line), line_no)| {
        vec![
            asked.canteen.into(),
            asked.month.first().into(),
            line_no.into(),
            part.into(),
            line.into(),
        ]
    });
    write_rows(
        "INSERT INTO month_line (canteen_id, month, line_no, part, line) VALUES {uuid, date, bigint, text, text}",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}
