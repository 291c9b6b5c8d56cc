//! The SQL of policies. Rows are only ever added.

pub mod change;

use chrono::NaiveDate;

use super::holidays::DayKind;
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, PolicyId, StaffId};

/// Which policy a canteen loaded when, without its text.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PolicyHead {
    /// The policy.
    pub id: PolicyId,
    /// Whose it is.
    pub canteen_id: CanteenId,
    /// Its version.
    pub version: String,
    /// The first day it holds.
    pub valid_from: NaiveDate,
    /// When it was loaded.
    pub loaded_at: Timestamp,
    /// SHA-256 of its text.
    pub sha256: Vec<u8>,
}

/// The policies of some canteens, the one that counts first: the latest `valid_from`, then the last loaded.
pub async fn policies_of(tx: &mut Tx, canteens: &[CanteenId]) -> Result<Vec<PolicyHead>, DbError> {
    Sql::new(
        "SELECT p.id, p.canteen_id, p.version, p.valid_from, p.loaded_at, p.sha256 FROM (VALUES {uuid}) AS v \
         JOIN policy p ON p.canteen_id = v.column1 ORDER BY p.valid_from DESC, p.loaded_at DESC",
    )
    .rows(canteens.iter().map(|id| vec![(*id).into()]).collect())
    .all(tx)
    .await
}

/// A day that is not what its weekday says, as the office recorded it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct HolidayRow {
    /// The day.
    pub day: NaiveDate,
    /// What it is for.
    #[sqlx(try_from = "String")]
    pub kind: DayKind,
    /// The notice that moved it.
    pub notice: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// The days that a canteen's office recorded, the first recorded first.
pub async fn holidays_of(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<HolidayRow>, DbError> {
    Sql::new("SELECT day, kind, notice, recorded_at FROM holiday WHERE canteen_id = $1 ORDER BY recorded_at, id")
        .bind(canteen)
        .all(tx)
        .await
}

/// The text of a policy.
pub async fn policy_text(tx: &mut Tx, id: PolicyId) -> Result<String, DbError> {
    let (text,): (String,) = Sql::new("SELECT text FROM policy WHERE id = $1").bind(id).one(tx).await?;
    Ok(text)
}

/// A new policy row.
#[derive(Debug)]
pub struct NewPolicy<'p> {
    /// The policy.
    pub id: PolicyId,
    /// Whose it is.
    pub canteen: CanteenId,
    /// Its version.
    pub version: &'p str,
    /// The first day it holds.
    pub valid_from: NaiveDate,
    /// The text as written.
    pub text: &'p str,
    /// SHA-256 of the text.
    pub sha256: [u8; 32],
    /// When it is loaded.
    pub at: Timestamp,
    /// By whom; nobody at the first set-up.
    pub by: Option<StaffId>,
}

/// Keeps a policy for ever.
pub async fn insert_policy(tx: &mut Tx, new: &NewPolicy<'_>) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO policy (id, canteen_id, version, valid_from, text, sha256, loaded_at, loaded_by) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.id)
    .bind(new.canteen)
    .bind(new.version)
    .bind(new.valid_from)
    .bind(new.text)
    .bind(new.sha256)
    .bind(new.at)
    .bind(new.by)
    .execute(tx)
    .await?;
    Ok(())
}
