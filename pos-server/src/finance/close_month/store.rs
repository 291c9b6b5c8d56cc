//! The SQL of closing a month: what it consists of, what is still open, proposals, and the closing with its lines.

use chrono::NaiveDate;

use super::Asked;
use super::lines::{CanteenLine, Part};
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx, write_rows};
use crate::finance::store::Period;
use crate::ids::{CanteenId, ClosingId, StaffId};

mod meals;
mod tenders;
pub use meals::{MealRow, corrections, meals, policy_texts};
pub use tenders::{OtherSum, other_sums, reports};

/// The canteen as it is called now.
pub async fn canteen(tx: &mut Tx, id: CanteenId) -> Result<CanteenLine, DbError> {
    Sql::new("SELECT code, name FROM canteen WHERE id = $1").bind(id).one(tx).await
}

/// What keeps a month open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Open {
    /// Shifts that were opened in it or before and nobody closed.
    pub shifts: i64,
    /// Packed rounds of it that are not back.
    pub rounds: i64,
    /// The day of the oldest of these.
    pub round_on: Option<NaiveDate>,
}

/// What is still open of a month that ends at a moment.
pub async fn open(tx: &mut Tx, period: Period, ends: Timestamp) -> Result<Open, DbError> {
    Sql::new(
        "SELECT (SELECT COUNT(*) FROM open_shift o JOIN shift h ON h.id = o.shift_id WHERE h.canteen_id = $1 AND h.opened_at < $4) AS shifts, \
         COUNT(*) AS rounds, MIN(r.service_date) AS round_on FROM round r \
         WHERE r.canteen_id = $1 AND r.service_date >= $2 AND r.service_date < $3 AND r.packed_at IS NOT NULL AND r.closed_at IS NULL",
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

/// The first day on which the canteen served a meal.
pub async fn first_meal(tx: &mut Tx, canteen: CanteenId) -> Result<Option<NaiveDate>, DbError> {
    let (day,): (Option<NaiveDate>,) = Sql::new("SELECT MIN(service_date) AS first_meal FROM sale WHERE canteen_id = $1")
        .bind(canteen)
        .one(tx)
        .await?;
    Ok(day)
}

/// The first days of the canteen's closed months.
pub async fn closed_months(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<NaiveDate>, DbError> {
    let rows: Vec<(NaiveDate,)> = Sql::new("SELECT c.month FROM month_closing c WHERE c.canteen_id = $1 ORDER BY c.month")
        .bind(canteen)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(month,)| month).collect())
}

/// The lines of one part of a closed month, in their order.
pub async fn lines_of(tx: &mut Tx, canteen: CanteenId, month: Month, part: Part) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> =
        Sql::new("SELECT m.line FROM month_line m WHERE m.canteen_id = $1 AND m.month = $2 AND m.part = $3 ORDER BY m.line_no")
            .bind(canteen)
            .bind(month.first())
            .bind(part.as_str())
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(line,)| line).collect())
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
pub async fn insert_lines(tx: &mut Tx, asked: &Asked, lines: Vec<(Part, String)>) -> Result<(), DbError> {
    let rows = lines.into_iter().zip(1_i64..).map(|((part, line), line_no)| {
        vec![
            asked.canteen.into(),
            asked.month.first().into(),
            line_no.into(),
            part.as_str().into(),
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
