//! When is a month over? When it has ended, nothing of it is open, nothing blocks it, and a second person approves exactly what the first
//! one showed. Then it is kept line by line, and nothing changes it any more: what comes later is a correction in the month of its booking.

pub mod content;
pub mod http;
pub mod known;
pub mod lines;
pub mod meal_line;
pub mod order;
pub mod store;
pub mod tenders;

use self::content::{Content, Rows};
use self::known::Known;
use self::lines::{ClosingLine, Part};
use self::store::{Closing, NewProposal, Open};
use self::tenders::Drawers;
use crate::calendar::{Month, start_of};
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::finance::checks::facts::MonthFacts;
use crate::finance::checks::settle::{judged, unsettled};
use crate::finance::checks::{self, store::settlements};
use crate::finance::months::period;
use crate::finance::store::Period;
use crate::ids::{CanteenId, ClosingId, StaffId};
use crate::ledger::store::{head_of, touch_head};
use crate::staff::store::staff_by_id;
use crate::subsidy::check_rules::Severity;

/// Why a month is not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// It still goes on.
    #[error("the month has not ended")]
    NotEnded,
    /// An earlier month is not closed.
    #[error("{0} has to be closed first")]
    EarlierOpen(Month),
    /// Shifts or rounds of it are still open.
    #[error("{} shifts and {} rounds are open", .0.shifts, .0.rounds)]
    StillOpen(Open),
    /// So many exceptions block it.
    #[error("{0} exceptions block the month")]
    Blocked(usize),
    /// It is closed.
    #[error("the month is closed")]
    Closed,
    /// Nobody proposed that.
    #[error("there is no such proposal")]
    Unknown,
    /// Who proposed it asks.
    #[error("a second person is needed")]
    SamePerson,
    /// The month says something else by now, or the approver saw something else.
    #[error("the month has changed")]
    Changed,
    /// The id names another proposal.
    #[error("the id was used for something else")]
    IdReused,
    /// A line cannot be written down.
    #[error("the month cannot be written down: {0}")]
    Unwritten(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Who asks, when, and by which request.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The proposal.
    pub id: ClosingId,
    /// Whose month.
    pub canteen: CanteenId,
    /// Which month.
    pub month: Month,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

impl Asked {
    fn period(&self) -> Period {
        period(self.canteen, self.month)
    }
}

/// Proposes a month as it is now and tells whether this request did. The same request again changes nothing.
pub async fn propose(tx: &mut Tx, asked: &Asked) -> Result<bool, CloseError> {
    if let Some(before) = store::proposal(tx, asked.id).await? {
        if before.request_hash != asked.request_hash || before.canteen_id != asked.canteen {
            return Err(CloseError::IdReused);
        }
        touch_head(tx, asked.canteen).await?;
        return Ok(false);
    }
    let content = closable(tx, asked).await?;
    let new = NewProposal {
        sha256: content.sha256(),
        sums: serde_json::to_string(&content.sums)?,
    };
    store::insert_proposal(tx, asked, &new).await?;
    Ok(true)
}

/// Approves a proposal by the hash that was shown, and closes the month; tells whether this request did. The same request again changes
/// nothing.
pub async fn approve(tx: &mut Tx, asked: &Asked, seen: [u8; 32]) -> Result<bool, CloseError> {
    if let Some(closing) = store::closing(tx, asked.canteen, asked.month).await? {
        if closing.proposal_id != asked.id || closing.request_hash != asked.request_hash {
            return Err(CloseError::Closed);
        }
        touch_head(tx, asked.canteen).await?;
        return Ok(false);
    }
    let proposal = store::proposal(tx, asked.id).await?;
    let proposal = proposal
        .filter(|proposal| proposal.canteen_id == asked.canteen && proposal.month == asked.month.first())
        .ok_or(CloseError::Unknown)?;
    if proposal.proposed_by == asked.by {
        return Err(CloseError::SamePerson);
    }
    let content = closable(tx, asked).await?;
    if proposal.sha256 != seen || content.sha256() != seen {
        return Err(CloseError::Changed);
    }
    let head = head_of(tx, asked.canteen).await?;
    let closing = Closing {
        proposal_id: asked.id,
        sha256: seen.to_vec(),
        last_entry_no: head.entry_no,
        approver: staff_by_id(tx, asked.by).await?.ok_or(CloseError::Unknown)?.name,
        approved_at: asked.at,
        request_hash: asked.request_hash.to_vec(),
    };
    let mut lines = content.lines;
    let last = ClosingLine {
        proposer: proposal.proposer,
        proposed_at: proposal.proposed_at,
        approver: closing.approver.clone(),
        approved_at: closing.approved_at,
        sha256: hex::encode(seen),
        last_entry_no: head.entry_no,
        head_hash: hex::encode(head.hash),
    };
    lines.push((Part::Closing, serde_json::to_string(&last)?));
    store::insert_lines(tx, asked, lines).await?;
    store::insert_closing(tx, asked, &closing).await?;
    Ok(true)
}

/// What the month says, if it can be closed with that.
async fn closable(tx: &mut Tx, asked: &Asked) -> Result<Content, CloseError> {
    let period = asked.period();
    if store::closing(tx, asked.canteen, asked.month).await?.is_some() {
        return Err(CloseError::Closed);
    }
    let (begins, ends) = (start_of(period.first), start_of(period.end));
    if asked.at < ends {
        return Err(CloseError::NotEnded);
    }
    if let Some(earlier) = order::earlier_open(tx, asked.canteen, asked.month).await?.first() {
        return Err(CloseError::EarlierOpen(*earlier));
    }
    let open = store::open(tx, period, ends).await?;
    if open.shifts + open.rounds > 0 {
        return Err(CloseError::StillOpen(open));
    }
    let facts = MonthFacts::load(tx, period).await?;
    let found = checks::found(&facts)?;
    let settlements = settlements(tx, asked.canteen, asked.month).await?;
    let exceptions = judged(found, &settlements)?;
    let blocking = unsettled(&exceptions, Severity::Block);
    if blocking > 0 {
        return Err(CloseError::Blocked(blocking));
    }
    let booked = (begins, ends);
    let reports = store::reports(tx, period, booked).await?;
    Content::write(&Rows {
        month: asked.month,
        canteen: store::canteen(tx, asked.canteen).await?,
        booked,
        known: Known::of(&facts, period, &store::policy_texts(tx, asked.canteen).await?),
        drawers: Drawers::read(&reports, store::other_sums(tx, period, booked).await?)?,
        exceptions,
        meals: store::meals(tx, period).await?,
        corrections: store::corrections(tx, period, booked).await?,
    })
}
