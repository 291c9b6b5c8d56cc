//! How is a sale undone? By an entry that reverses it; the sale's own rows stay as they are, and the meal is given back.

use chrono::TimeDelta;

use super::order::Tender;
use super::shifts::open::ensure_open;
use super::store::{self, SaleRow, VoidRow};
use super::view::VOID_ALONE;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{LaneId, SaleId, StaffId, VoidId};
use crate::ledger::account::Account;
use crate::ledger::chain::Record;
use crate::ledger::entry::Lines;
use crate::ledger::post::{Posting, post};
use crate::ledger::store::{hold_wallet, lines_of, touch_head};
use crate::staff::actor::{Actor, LaneDevice};

/// So much may a clock be corrected, or the clocks of two servers differ, between a sale and its void.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::minutes(2);

/// Why a sale was not undone.
#[derive(Debug, thiserror::Error)]
pub enum VoidError {
    /// No such sale in this canteen.
    #[error("no such sale")]
    NotFound,
    /// It was undone before, by another request.
    #[error("the sale is void already")]
    AlreadyVoid,
    /// The id was used for this sale's void, but with another reason or another second person.
    #[error("the id belongs to another void")]
    IdReused,
    /// Another lane, or later than fifteen minutes: a second person has to agree.
    #[error("a second person has to agree")]
    SecondPersonNeeded,
    /// The second person is the first.
    #[error("the second person must be another person")]
    SamePerson,
    /// The meal was owed, and what was owed is paid by now: nothing is left to take back.
    #[error("the debt was paid")]
    DebtPaid,
    /// A late void says why.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A request to undo a sale.
#[derive(Debug)]
pub struct VoidOrder {
    /// Made by whoever asks.
    pub id: VoidId,
    /// The sale.
    pub sale: SaleId,
    /// Why.
    pub reason: String,
    /// The lane that asks.
    pub lane: LaneDevice,
    /// The cashier.
    pub cashier: StaffId,
    /// The second person, already proved by password.
    pub approver: Option<Actor>,
    /// When.
    pub at: Timestamp,
}

/// A void, new or as it was booked before.
#[derive(Debug)]
pub struct Voided {
    /// The void.
    pub row: VoidRow,
    /// Whether this request booked it; otherwise it was a repetition.
    pub is_new: bool,
}

/// Undoes a sale. Asking again with the same id gives the first answer.
pub async fn void(tx: &mut Tx, order: &VoidOrder) -> Result<Voided, VoidError> {
    let canteen = order.lane.canteen;
    let sale = store::sales_by_id(tx, &[order.sale])
        .await?
        .pop()
        .filter(|sale| sale.canteen_id == canteen)
        .ok_or(VoidError::NotFound)?;
    if let Some(done) = store::void_of(tx, sale.id).await? {
        return if done.id != order.id {
            Err(VoidError::AlreadyVoid)
        } else if (done.reason.as_str(), done.approver_id) == (order.reason.trim(), order.approver.as_ref().map(|approver| approver.staff))
        {
            touch_head(tx, canteen).await?;
            Ok(Voided { row: done, is_new: false })
        } else {
            Err(VoidError::IdReused)
        };
    }
    let approver = needs(&sale, order)?;
    if is_paid_back(tx, &sale).await? {
        return Err(VoidError::DebtPaid);
    }
    let shift = ensure_open(tx, canteen, order.lane.id, order.cashier, order.at).await?;
    let mut row = VoidRow {
        sale_id: sale.id,
        id: order.id,
        canteen_id: canteen,
        entry_no: 0,
        lane_id: Some(order.lane.id),
        shift_id: Some(shift.id),
        staff_id: order.cashier,
        approver_id: approver,
        reason: order.reason.trim().to_owned(),
        at: order.at,
    };
    let lines = lines_of(tx, canteen, sale.entry_no).await?;
    let posting = Posting {
        canteen,
        kind: "void",
        at: row.at,
        service_date: sale.service_date,
        lines: Lines::reversal(&lines, &Account::Cash(shift.shift_no)),
        record: record_of(&row),
    };
    row.entry_no = post(tx, posting).await?;
    store::insert_void(tx, &row).await?;
    store::give_meal_back(tx, sale.id).await?;
    Ok(Voided { row, is_new: true })
}

/// Does its diner owe less by now than this meal let them owe? The database would refuse a debt below zero.
async fn is_paid_back(tx: &mut Tx, sale: &SaleRow) -> Result<bool, DbError> {
    match sale.wallet_id.filter(|_| sale.tender == Tender::Owed) {
        Some(debtor) => Ok(hold_wallet(tx, debtor).await?.owed_fen < sale.pays_fen),
        None => Ok(false),
    }
}

/// Does the rule ask for a second person, and is there one? The lane that sold may undo alone within fifteen minutes. A sale
/// from the future was sold before the clock was set back, and nobody knows how long ago.
fn needs(sale: &SaleRow, order: &VoidOrder) -> Result<Option<StaffId>, VoidError> {
    if order.approver.as_ref().is_some_and(|approver| approver.staff == order.cashier) {
        return Err(VoidError::SamePerson);
    }
    let own_lane: LaneId = sale.lane_id;
    if own_lane == order.lane.id && (-CLOCKS_DIFFER..=VOID_ALONE).contains(&(order.at - sale.sold_at)) {
        return Ok(order.approver.as_ref().map(|approver| approver.staff));
    }
    let approver = order.approver.as_ref().ok_or(VoidError::SecondPersonNeeded)?;
    if order.reason.trim().is_empty() {
        return Err(VoidError::ReasonNeeded);
    }
    Ok(Some(approver.staff))
}

/// Every column of a void, in the order that its hash fixes.
#[must_use]
pub fn record_of(void: &VoidRow) -> Record {
    Record::default()
        .field("sale_id", void.sale_id)
        .field("id", void.id)
        .optional("lane_id", void.lane_id)
        .present("shift_id", void.shift_id)
        .field("staff_id", void.staff_id)
        .optional("approver_id", void.approver_id)
        .field("reason", &void.reason)
        .time("at", void.at)
}
