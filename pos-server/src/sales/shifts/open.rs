//! How does a shift begin? With a float that the cashier counted, or by itself when a lane sells without one.

use super::store::{self, OpenShift, Shift};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, LaneId, ShiftId, StaffId};
use crate::keys::sha256;
use crate::ledger::account::Account;
use crate::ledger::chain::Record;
use crate::ledger::entry::Lines;
use crate::ledger::post::{Posting, follow};
use crate::ledger::store::{Head, NewEntry, append, head_of, move_heads};
use crate::money::Fen;

/// A shift to open.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Made by the lane before it asks.
    pub id: ShiftId,
    /// Whose books.
    pub canteen: CanteenId,
    /// Where.
    pub lane: LaneId,
    /// `cashier`, or `by_itself` when the lane sells without a shift.
    pub how: &'static str,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// What is in the drawer, from the safe.
    pub float: Fen,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

impl Opening {
    /// The shift that a lane opens by itself: nothing is known to be in its drawer.
    #[must_use]
    pub fn by_itself(canteen: CanteenId, lane: LaneId, by: StaffId, at: Timestamp) -> Self {
        let id = ShiftId::new();
        Self {
            id,
            canteen,
            lane,
            how: "by_itself",
            by,
            at,
            float: Fen::ZERO,
            request_hash: sha256(id.to_string().as_bytes()),
        }
    }
}

/// Makes a shift and its entry behind a journal's head. Pure: nothing is written.
pub fn book(opening: &Opening, shift_no: i64, head: &mut Head) -> (Shift, NewEntry) {
    let mut shift = Shift {
        id: opening.id,
        canteen_id: opening.canteen,
        entry_no: 0,
        shift_no,
        lane_id: opening.lane,
        opened_how: opening.how.to_owned(),
        opened_by: opening.by,
        opened_at: opening.at,
        float_fen: opening.float,
        request_hash: opening.request_hash.to_vec(),
    };
    let entry = follow(
        head,
        Posting {
            canteen: shift.canteen_id,
            kind: "shift_opened",
            at: shift.opened_at,
            service_date: calendar::day_of(shift.opened_at),
            lines: Lines::debit([(Account::Cash(shift_no), shift.float_fen)], &Account::Safe),
            record: record_of(&shift),
        },
    );
    shift.entry_no = entry.entry_no;
    (shift, entry)
}

/// Opens a shift. The database refuses a second one at the same lane.
pub async fn open(tx: &mut Tx, opening: &Opening) -> Result<Shift, DbError> {
    let mut head = head_of(tx, opening.canteen).await?;
    let shift_no = store::next_shift_no(tx, opening.canteen).await?;
    let (shift, entry) = book(opening, shift_no, &mut head);
    append(tx, &[entry]).await?;
    store::insert_shifts(tx, std::slice::from_ref(&shift)).await?;
    move_heads(tx, &[head]).await?;
    Ok(shift)
}

/// The open shift of a lane; without one the lane opens it by itself.
pub async fn ensure_open(tx: &mut Tx, canteen: CanteenId, lane: LaneId, by: StaffId, at: Timestamp) -> Result<OpenShift, DbError> {
    if let Some(shift) = store::open_at(tx, &[lane]).await?.pop() {
        return Ok(shift);
    }
    let shift = open(tx, &Opening::by_itself(canteen, lane, by, at)).await?;
    Ok(OpenShift::from(&shift))
}

/// Every column of a shift, in the order that its hash fixes.
#[must_use]
pub fn record_of(shift: &Shift) -> Record {
    Record::default()
        .field("id", shift.id)
        .field("shift_no", shift.shift_no)
        .field("lane_id", shift.lane_id)
        .field("opened_how", &shift.opened_how)
        .field("opened_by", shift.opened_by)
        .time("opened_at", shift.opened_at)
        .field("float_fen", shift.float_fen.get())
        .field("request_hash", hex::encode(&shift.request_hash))
}
