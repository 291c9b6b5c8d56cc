//! How does a shift end? With its last count: the drawer goes to the safe, the difference to over and short, and the Z-report
//! is frozen under the hash of its entry. What comes later belongs to the next shift.

use super::count::{BadCount, Counted};
use super::store::{self, NewZReport};
use super::z_report::{ChainHead, Parts, report};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, CountId, LaneId, StaffId, ZReportId};
use crate::ledger::account::Account;
use crate::ledger::chain::Record;
use crate::ledger::entry::Lines;
use crate::ledger::post::{Posting, post};
use crate::ledger::store::{head_of, touch_head};
use crate::money::Fen;
use crate::sales::order::Tender;

/// A shift to close.
#[derive(Debug)]
pub struct CloseOrder {
    /// The report's id, made by the lane before it asks.
    pub id: ZReportId,
    /// Whose books.
    pub canteen: CanteenId,
    /// Where.
    pub lane: LaneId,
    /// The count that counts: the shift's last one.
    pub count: CountId,
    /// Why the drawer differs, if it does.
    pub reason: String,
    /// By whom.
    pub by: (StaffId, String),
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Why a shift was not closed.
#[derive(Debug, thiserror::Error)]
pub enum CloseError {
    /// The lane is in no shift.
    #[error("no shift is open")]
    NoShift,
    /// The id names another report.
    #[error("the id was used for another report")]
    IdReused,
    /// The count is none of this shift's.
    #[error("no such count")]
    NoSuchCount,
    /// Something was booked, or counted, after the count.
    #[error("the count is old")]
    CountIsOld,
    /// The drawer differs from the books and nobody said why.
    #[error("the drawer differs by {0}")]
    ReasonNeeded(Fen),
    /// A count that was kept makes no sense.
    #[error(transparent)]
    Bad(#[from] BadCount),
    /// A stored list cannot be read, or one of the program's own cannot be written.
    #[error("{0}")]
    Text(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Closes the lane's shift, and gives the frozen report (JSON) and whether it is new. Asking again with the same id and request
/// gives the first answer.
pub async fn close(tx: &mut Tx, order: &CloseOrder) -> Result<(String, bool), CloseError> {
    if let Some(done) = store::z_report_by_id(tx, order.id).await? {
        let same = done.canteen_id == order.canteen && done.request_hash == order.request_hash;
        if !same {
            return Err(CloseError::IdReused);
        }
        touch_head(tx, order.canteen).await?;
        return Ok((done.report, false));
    }
    let open = store::open_at(tx, &[order.lane]).await?.pop().ok_or(CloseError::NoShift)?;
    let count = store::count_by_id(tx, order.count)
        .await?
        .filter(|count| count.shift_id == open.id)
        .ok_or(CloseError::NoSuchCount)?;
    let (expected, last_entry_no) = super::count::expected(tx, order.canteen, open.id, open.shift_no).await?;
    let counts = store::counts_of(tx, open.id).await?;
    if last_entry_no != count.last_entry_no || counts.last().is_some_and(|last| last.id != count.id) {
        return Err(CloseError::CountIsOld);
    }
    let counted: Counted = serde_json::from_str(&count.counted)?;
    let tenders = counted.against(&expected)?;
    let in_books = expected.get(Tender::Cash.as_str()).copied().unwrap_or_default();
    let missing = in_books.minus(count.cash_fen);
    if !missing.is_zero() && order.reason.is_empty() {
        return Err(CloseError::ReasonNeeded(missing.negated()));
    }
    let head = head_of(tx, order.canteen).await?;
    let parts = Parts {
        number: (order.id, store::next_z_no(tx, order.canteen).await?),
        shift: store::shift_view(tx, open.id).await?,
        closed: (order.by.1.clone(), order.at),
        sales: store::sales_of_shift(tx, open.id).await?,
        late: store::late_sales_of_shift(tx, open.id, order.lane).await?,
        voids: store::voids_of_shift(tx, open.id).await?,
        movements: store::movements_of_shift(tx, open.id).await?,
        counted,
        tenders,
        counts: i64::try_from(counts.len()).unwrap_or(i64::MAX),
        reason: order.reason.clone(),
        chain: ChainHead {
            entry_no: head.entry_no,
            hash: hex::encode(&head.hash),
        },
        grand_total: store::grand_total(tx, order.canteen).await?,
    };
    let report = report(parts);
    let new = NewZReport {
        id: order.id,
        shift: open.id,
        canteen: order.canteen,
        entry_no: 0,
        z_no: report.z_no,
        count: count.id,
        by: order.by.0,
        at: order.at,
        report: serde_json::to_string(&report)?,
        request_hash: order.request_hash.to_vec(),
    };
    let posting = Posting {
        canteen: order.canteen,
        kind: "shift_closed",
        at: order.at,
        service_date: calendar::day_of(order.at),
        lines: Lines::debit(
            [(Account::Safe, count.cash_fen), (Account::OverShort, missing)],
            &Account::Cash(open.shift_no),
        ),
        record: record_of(&new),
    };
    let entry_no = post(tx, posting).await?;
    let row = NewZReport { entry_no, ..new };
    store::insert_z_report(tx, &row).await?;
    store::end_shift(tx, order.lane, open.id).await?;
    Ok((row.report, true))
}

/// Every column of a Z-report, in the order that its hash fixes.
#[must_use]
pub fn record_of(row: &NewZReport) -> Record {
    Record::default()
        .field("shift_id", row.shift)
        .field("id", row.id)
        .field("z_no", row.z_no)
        .field("count_id", row.count)
        .field("closed_by", row.by)
        .time("closed_at", row.at)
        .field("report", &row.report)
        .field("request_hash", hex::encode(&row.request_hash))
}
