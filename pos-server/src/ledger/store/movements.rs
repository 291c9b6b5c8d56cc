//! The SQL of movements: money that moves without a meal.

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, LaneId, MovementId, ResidentId, ShiftId, StaffId};
use crate::ledger::movement::Kind;
use crate::money::Fen;

/// Money that moved without a meal.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Movement {
    /// Made by whoever asked.
    pub id: MovementId,
    /// Whose books.
    pub canteen_id: CanteenId,
    /// Its entry, which is also the number of its receipt.
    pub entry_no: i64,
    /// What it was.
    #[sqlx(try_from = "String")]
    pub kind: Kind,
    /// The lane that took or gave the money.
    pub lane_id: Option<LaneId>,
    /// The shift whose drawer or tender it went through.
    pub shift_id: Option<ShiftId>,
    /// Whose wallet or debt it concerns.
    pub resident_id: Option<ResidentId>,
    /// The month that a funder paid for, `2026-10`.
    pub month: Option<String>,
    /// What got the debit: where the money went, or whose wallet shrank.
    pub debit_account: String,
    /// What got the credit: where the money came from, or whose wallet grew.
    pub credit_account: String,
    /// How much; above zero.
    pub amount_fen: Fen,
    /// The payment's number at WeChat, Alipay or the bank.
    pub reference: Option<String>,
    /// Why, where a reason is asked for.
    pub reason: String,
    /// By whom.
    pub staff_id: StaffId,
    /// The second person.
    pub approver_id: Option<StaffId>,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// A movement by its id.
pub async fn movement_by_id(tx: &mut Tx, id: MovementId) -> Result<Option<Movement>, DbError> {
    Sql::new(
        "SELECT id, canteen_id, entry_no, kind, lane_id, shift_id, resident_id, month, debit_account, credit_account, amount_fen, reference, \
         reason, staff_id, approver_id, request_hash, at FROM movement WHERE id = $1",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// Writes a movement whose entry is written already.
pub async fn insert_movement(tx: &mut Tx, movement: &Movement) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO movement (id, canteen_id, entry_no, kind, lane_id, shift_id, resident_id, month, debit_account, credit_account, \
         amount_fen, reference, reason, staff_id, approver_id, request_hash, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(movement.id)
    .bind(movement.canteen_id)
    .bind(movement.entry_no)
    .bind(movement.kind.as_str())
    .bind(movement.lane_id)
    .bind(movement.shift_id)
    .bind(movement.resident_id)
    .bind(movement.month.clone())
    .bind(movement.debit_account.clone())
    .bind(movement.credit_account.clone())
    .bind(movement.amount_fen)
    .bind(movement.reference.clone())
    .bind(movement.reason.clone())
    .bind(movement.staff_id)
    .bind(movement.approver_id)
    .bind(movement.request_hash.clone())
    .bind(movement.at)
    .execute(tx)
    .await?;
    Ok(())
}
