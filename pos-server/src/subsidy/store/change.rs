//! The SQL of changing policies: proposals, approvals, publications, and days that the calendar moves. Rows are only ever added.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx, write_rows};
use crate::ids::{CanteenId, HolidayId, PolicyId, ProposalId, PublicationId, StaffId};
use crate::subsidy::holidays::DayKind;

/// A policy that somebody proposed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Proposal {
    /// The proposal.
    pub id: ProposalId,
    /// Whose policy it would be.
    pub canteen_id: CanteenId,
    /// Its version.
    pub version: String,
    /// The first day it would hold.
    pub valid_from: NaiveDate,
    /// The text as written.
    pub text: String,
    /// SHA-256 of the text.
    pub sha256: Vec<u8>,
    /// When.
    pub proposed_at: Timestamp,
    /// By whom.
    pub proposed_by: StaffId,
    /// The name of that person.
    pub proposer: String,
    /// The policy that it became.
    pub policy_id: Option<PolicyId>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// By whom.
    pub approved_by: Option<StaffId>,
    /// The name of who approved it.
    pub approver: Option<String>,
    /// When it was rejected.
    pub rejected_at: Option<Timestamp>,
    /// By whom.
    pub rejected_by: Option<StaffId>,
    /// The name of who rejected it.
    pub rejecter: Option<String>,
    /// Why.
    pub rejection: Option<String>,
}

impl Proposal {
    /// Does it still wait for somebody to decide it?
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.policy_id.is_none() && self.rejected_at.is_none()
    }
}

/// The proposals of a canteen, the newest first.
pub async fn proposals(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Proposal>, DbError> {
    rows(tx, canteen, None).await
}

/// One proposal of a canteen.
pub async fn proposal(tx: &mut Tx, canteen: CanteenId, id: ProposalId) -> Result<Option<Proposal>, DbError> {
    Ok(rows(tx, canteen, Some(id)).await?.into_iter().next())
}

async fn rows(tx: &mut Tx, canteen: CanteenId, only: Option<ProposalId>) -> Result<Vec<Proposal>, DbError> {
    Sql::new(
        "SELECT p.id, p.canteen_id, p.version, p.valid_from, p.text, p.sha256, p.proposed_at, p.proposed_by, s.name AS proposer, \
         a.policy_id, a.approved_at, a.approved_by, t.name AS approver, r.rejected_at, r.rejected_by, u.name AS rejecter, \
         r.reason AS rejection FROM policy_proposal p JOIN staff s ON s.id = p.proposed_by \
         LEFT JOIN policy_approval a ON a.proposal_id = p.id LEFT JOIN staff t ON t.id = a.approved_by \
         LEFT JOIN policy_rejection r ON r.proposal_id = p.id LEFT JOIN staff u ON u.id = r.rejected_by \
         WHERE p.canteen_id = $1 AND (CAST($2 AS UUID) IS NULL OR p.id = $2) ORDER BY p.proposed_at DESC, p.id DESC LIMIT 200",
    )
    .bind(canteen)
    .bind(only)
    .all(tx)
    .await
}

/// Keeps a proposal.
pub async fn insert_proposal(tx: &mut Tx, new: &Proposal) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO policy_proposal (id, canteen_id, version, valid_from, text, sha256, proposed_at, proposed_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.id)
    .bind(new.canteen_id)
    .bind(new.version.as_str())
    .bind(new.valid_from)
    .bind(new.text.as_str())
    .bind(new.sha256.clone())
    .bind(new.proposed_at)
    .bind(new.proposed_by)
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps the approval of a proposal.
pub async fn insert_approval(tx: &mut Tx, proposal: &Proposal, policy: PolicyId, by: StaffId, at: Timestamp) -> Result<(), DbError> {
    Sql::new("INSERT INTO policy_approval (proposal_id, canteen_id, policy_id, approved_at, approved_by) VALUES ($1, $2, $3, $4, $5)")
        .bind(proposal.id)
        .bind(proposal.canteen_id)
        .bind(policy)
        .bind(at)
        .bind(by)
        .execute(tx)
        .await?;
    Ok(())
}

/// Keeps the rejection of a proposal.
pub async fn insert_rejection(tx: &mut Tx, proposal: &Proposal, reason: &str, (by, at): (StaffId, Timestamp)) -> Result<(), DbError> {
    Sql::new("INSERT INTO policy_rejection (proposal_id, canteen_id, reason, rejected_at, rejected_by) VALUES ($1, $2, $3, $4, $5)")
        .bind(proposal.id)
        .bind(proposal.canteen_id)
        .bind(reason)
        .bind(at)
        .bind(by)
        .execute(tx)
        .await?;
    Ok(())
}

/// Where and when a policy's prices were made public.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Publication {
    /// The record.
    pub id: PublicationId,
    /// The policy.
    pub policy_id: PolicyId,
    /// The day.
    pub published_on: NaiveDate,
    /// The place: a notice board, a web page.
    pub place: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// By whom.
    pub recorded_by: StaffId,
}

/// The publications of a canteen's policies, the newest first.
pub async fn publications(tx: &mut Tx, canteen: CanteenId, policy: PolicyId) -> Result<Vec<Publication>, DbError> {
    Sql::new(
        "SELECT id, policy_id, published_on, place, recorded_at, recorded_by FROM policy_publication \
         WHERE policy_id = $2 AND canteen_id = $1 ORDER BY published_on DESC, id DESC LIMIT 200",
    )
    .bind(canteen)
    .bind(policy)
    .all(tx)
    .await
}

/// Keeps a publication.
pub async fn insert_publication(tx: &mut Tx, canteen: CanteenId, new: &Publication) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO policy_publication (id, canteen_id, policy_id, published_on, place, recorded_at, recorded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.id)
    .bind(canteen)
    .bind(new.policy_id)
    .bind(new.published_on)
    .bind(new.place.as_str())
    .bind(new.recorded_at)
    .bind(new.recorded_by)
    .execute(tx)
    .await?;
    Ok(())
}

/// Adds days that the calendar moves, all by one notice.
pub async fn insert_holidays(
    tx: &mut Tx,
    canteen: CanteenId,
    (days, notice): (&[(NaiveDate, DayKind)], &str),
    (by, at): (StaffId, Timestamp),
) -> Result<(), DbError> {
    let rows = days.iter().map(|(day, kind)| {
        vec![
            HolidayId::new().into(),
            canteen.into(),
            (*day).into(),
            kind.as_str().into(),
            notice.to_owned().into(),
            at.into(),
            by.into(),
        ]
    });
    write_rows(
        "INSERT INTO holiday (id, canteen_id, day, kind, notice, recorded_at, recorded_by) \
         VALUES {uuid, uuid, date, text, text, timestamptz, uuid}",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}
