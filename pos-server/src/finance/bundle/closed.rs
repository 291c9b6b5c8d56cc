//! What is known of a month's closing? By ids, as it was kept; names stand in the month's own lines.

use serde::{Deserialize, Serialize};

use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::finance::bundle::store::{AuditRow, ClosedRow};
use crate::ids::{AuditId, ClosingId, LaneId, StaffId};
use crate::keys::sha256;
use crate::text::hexadecimal;

/// One closed month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedMonth {
    /// The month.
    pub month: Month,
    /// SHA-256 of what it says, as it was approved.
    #[serde(with = "hexadecimal")]
    pub sha256: Vec<u8>,
    /// The last entry of the journal that was closed with it; 0 before the first.
    pub last_entry_no: i64,
    /// That entry's hash; empty before the first.
    #[serde(with = "hexadecimal")]
    pub head: Vec<u8>,
    /// The proposal that was approved.
    pub proposal_id: ClosingId,
    /// Who proposed it.
    pub proposed_by: StaffId,
    /// When.
    pub proposed_at: Timestamp,
    /// Who approved it.
    pub approved_by: StaffId,
    /// When.
    pub approved_at: Timestamp,
}

impl From<ClosedRow> for ClosedMonth {
    fn from(row: ClosedRow) -> Self {
        Self {
            month: Month::of(row.month),
            sha256: row.sha256,
            last_entry_no: row.last_entry_no,
            head: row.head.unwrap_or_default(),
            proposal_id: row.proposal_id,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            approved_by: row.approved_by,
            approved_at: row.approved_at,
        }
    }
}

/// One act. What somebody wrote about it in their own words may name people: it stands here by its SHA-256, and the office shows the words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditedAct {
    /// The row.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// Who; nobody where the console did it.
    pub staff_id: Option<StaffId>,
    /// At which lane.
    pub lane_id: Option<LaneId>,
    /// What.
    pub action: String,
    /// To what, by its id.
    pub subject: String,
    /// SHA-256 of the particulars.
    pub detail_sha256: String,
}

impl From<AuditRow> for AuditedAct {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            staff_id: row.staff_id,
            lane_id: row.lane_id,
            action: row.action,
            subject: row.subject,
            detail_sha256: hex::encode(sha256(row.detail.as_bytes())),
        }
    }
}
