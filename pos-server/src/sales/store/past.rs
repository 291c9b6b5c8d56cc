//! The SQL of what was taken before: the subsidised meals of some residents, in all canteens.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::db::{DbError, Tx, read_rows};
use crate::ids::ResidentId;
use crate::subsidy::decide::{Past, Reason};
use crate::subsidy::policy::Share;
use crate::subsidy::words::Meal;

#[derive(sqlx::FromRow)]
struct ClaimedRow {
    resident_id: ResidentId,
    service_date: NaiveDate,
    #[sqlx(try_from = "String")]
    meal: Meal,
    reasons: String,
    shares: String,
}

/// The claimed meals of some residents, each from a day to a day.
pub async fn claimed(tx: &mut Tx, spans: BTreeSet<(ResidentId, NaiveDate, NaiveDate)>) -> Result<Vec<(ResidentId, Past)>, DbError> {
    let rows: Vec<ClaimedRow> = read_rows(
        "SELECT s.resident_id, s.service_date, s.meal, s.reasons, s.shares FROM (VALUES {uuid, date, date}) AS v \
         JOIN sale s ON s.resident_id = v.column1 AND s.service_date >= v.column2 AND s.service_date <= v.column3 \
         JOIN claimed_meal m ON m.sale_id = s.id",
        spans
            .into_iter()
            .map(|(resident, first, last)| vec![resident.into(), first.into(), last.into()])
            .collect(),
        tx,
    )
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.resident_id, past((row.service_date, row.meal), &row.reasons, &row.shares)?)))
        .collect()
}

/// What a meal was given, from the texts that its sale keeps.
pub fn past(when: (NaiveDate, Meal), reasons: &str, shares: &str) -> Result<Past, DbError> {
    let unread = |error: serde_json::Error| DbError::Unsafe(format!("a sale of {} cannot be read by this version: {error}", when.0));
    let reasons: Vec<Reason> = serde_json::from_str(reasons).map_err(unread)?;
    let shares: Vec<Share> = serde_json::from_str(shares).map_err(unread)?;
    Ok(Past::of(when, &reasons, &shares))
}
