//! How does money move without a meal? One debit, one credit, the row that says why, and wallets that follow.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::account::Account;
use super::chain::Record;
use super::entry::Lines;
use super::post::{Posting, post};
use super::store::{self, Movement};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, LaneId, MovementId, ResidentId, ShiftId, StaffId};
use crate::money::Fen;

/// What a movement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = MovementKind)]
pub enum Kind {
    /// 充值: into a wallet.
    TopUp,
    /// 退款: what is left on a wallet, back to its owner.
    Refund,
    /// 还欠: somebody pays what they owed.
    Repayment,
    /// Into a drawer, with a reason.
    CashIn,
    /// Out of a drawer, with a reason.
    CashOut,
    /// Between the canteen's own places: safe, bank, payment services.
    Transfer,
    /// A funder pays for a month.
    FunderPayment,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::TopUp,
        Self::Refund,
        Self::Repayment,
        Self::CashIn,
        Self::CashOut,
        Self::Transfer,
        Self::FunderPayment,
    ];

    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TopUp => "top_up",
            Self::Refund => "refund",
            Self::Repayment => "repayment",
            Self::CashIn => "cash_in",
            Self::CashOut => "cash_out",
            Self::Transfer => "transfer",
            Self::FunderPayment => "funder_payment",
        }
    }
}

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| format!("unknown movement {text}"))
    }
}

/// A movement to book.
#[derive(Debug, Clone)]
pub struct MoveOrder {
    /// Made by whoever asks, before they ask.
    pub id: MovementId,
    /// Whose books.
    pub canteen: CanteenId,
    /// What it is.
    pub kind: Kind,
    /// The lane and its open shift, if it happens at a counter.
    pub at_lane: Option<(LaneId, ShiftId)>,
    /// Whose wallet or debt it concerns.
    pub resident: Option<ResidentId>,
    /// The month that a funder pays for.
    pub month: Option<String>,
    /// What gets the debit: where the money goes, or whose wallet shrinks.
    pub debit: Account,
    /// What gets the credit: where the money comes from, or whose wallet grows.
    pub credit: Account,
    /// How much; above zero.
    pub amount: Fen,
    /// The payment's number at WeChat, Alipay or the bank.
    pub reference: Option<String>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub staff: StaffId,
    /// The second person.
    pub approver: Option<StaffId>,
    /// SHA-256 of the request: tells a repetition from another order under the same id.
    pub request_hash: [u8; 32],
    /// When.
    pub at: Timestamp,
}

/// A movement, new or as it was booked before.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The row.
    pub movement: Movement,
    /// Whether this request booked it; otherwise it was a repetition.
    pub is_new: bool,
}

/// Why money was not moved. Nothing was booked.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// The id names another movement.
    #[error("the id was used for another movement")]
    IdReused,
    /// Nothing to move.
    #[error("the amount is zero")]
    Nothing,
    /// The wallet has less.
    #[error("the wallet has {0}")]
    WalletTooLow(Fen),
    /// More than is owed.
    #[error("only {0} is owed")]
    OwesLess(Fen),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Books a movement. Asking again with the same id and request gives the first answer.
pub async fn move_money(tx: &mut Tx, order: &MoveOrder) -> Result<Moved, MoveError> {
    if let Some(done) = repeated(tx, order.id, order.canteen, &order.request_hash).await? {
        return Ok(done);
    }
    if order.amount.is_zero() {
        return Err(MoveError::Nothing);
    }
    enough(tx, order).await?;
    let mut movement = Movement {
        id: order.id,
        canteen_id: order.canteen,
        entry_no: 0,
        kind: order.kind,
        lane_id: order.at_lane.map(|(lane, _)| lane),
        shift_id: order.at_lane.map(|(_, shift)| shift),
        resident_id: order.resident,
        month: order.month.clone(),
        debit_account: order.debit.to_string(),
        credit_account: order.credit.to_string(),
        amount_fen: order.amount,
        reference: order.reference.clone(),
        reason: order.reason.clone(),
        staff_id: order.staff,
        approver_id: order.approver,
        request_hash: order.request_hash.to_vec(),
        at: order.at,
    };
    let posting = Posting {
        canteen: order.canteen,
        kind: "movement",
        at: order.at,
        service_date: calendar::day_of(order.at),
        lines: Lines::debit([(order.debit.clone(), order.amount)], &order.credit),
        record: record_of(&movement),
    };
    movement.entry_no = post(tx, posting).await?;
    store::insert_movement(tx, &movement).await?;
    Ok(Moved { movement, is_new: true })
}

/// What the same request booked before. Ask this first of all: a repetition gets its first answer, whatever has changed since,
/// once the caller's commit has written.
pub async fn repeated(tx: &mut Tx, id: MovementId, canteen: CanteenId, request_hash: &[u8; 32]) -> Result<Option<Moved>, MoveError> {
    let Some(movement) = store::movement_by_id(tx, id).await? else {
        return Ok(None);
    };
    if movement.canteen_id != canteen || movement.request_hash != request_hash {
        return Err(MoveError::IdReused);
    }
    store::touch_head(tx, canteen).await?;
    Ok(Some(Moved { movement, is_new: false }))
}

/// Is there enough on the wallet, or enough debt, to take it from? The database proves it again.
async fn enough(tx: &mut Tx, order: &MoveOrder) -> Result<(), MoveError> {
    if let Account::Wallet(resident) = order.debit {
        let balance = store::hold_wallet(tx, resident).await?.balance_fen;
        if order.amount > balance {
            return Err(MoveError::WalletTooLow(balance));
        }
    }
    if let Account::Owed(Some(resident)) = order.credit {
        let owed = store::hold_wallet(tx, resident).await?.owed_fen;
        if order.amount > owed {
            return Err(MoveError::OwesLess(owed));
        }
    }
    Ok(())
}

/// Every column of a movement, in the order that its hash fixes.
#[must_use]
pub fn record_of(movement: &Movement) -> Record {
    Record::default()
        .field("id", movement.id)
        .field("kind", movement.kind.as_str())
        .optional("lane_id", movement.lane_id)
        .optional("shift_id", movement.shift_id)
        .optional("resident_id", movement.resident_id)
        .optional("month", movement.month.as_ref())
        .field("debit_account", &movement.debit_account)
        .field("credit_account", &movement.credit_account)
        .field("amount_fen", movement.amount_fen.get())
        .optional("reference", movement.reference.as_ref())
        .field("reason", &movement.reason)
        .field("staff_id", movement.staff_id)
        .optional("approver_id", movement.approver_id)
        .field("request_hash", hex::encode(&movement.request_hash))
        .time("at", movement.at)
}
