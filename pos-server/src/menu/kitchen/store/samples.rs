//! The SQL of what the kitchen keeps and measures: samples, what became of them, and core temperatures.

use chrono::NaiveDate;

use super::{Asked, Which};
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, SampleId};
use crate::menu::kitchen::words::SampleEnd;
use crate::subsidy::words::Meal;

/// A sample, with what became of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SampleRow {
    /// The sample.
    pub id: SampleId,
    /// Of which day.
    pub service_date: NaiveDate,
    /// Of which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// Of which dish.
    pub dish: String,
    /// How much.
    pub grams: i64,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Who took it.
    pub taken_by: String,
    /// What became of it, as stored.
    pub what: Option<String>,
    /// Why, if there is a reason.
    pub reason: Option<String>,
    /// Who did that.
    pub ended_by: Option<String>,
    /// When.
    pub ended_at: Option<Timestamp>,
}

impl SampleRow {
    /// What became of it, if anything did.
    #[must_use]
    pub fn end(&self) -> Option<SampleEnd> {
        self.what.clone().and_then(|what| SampleEnd::try_from(what).ok())
    }
}

/// The samples of a meal in the order in which they were taken, and those of other meals that somebody should have thrown away: kept
/// since `overdue` or longer.
pub async fn samples_of(tx: &mut Tx, (canteen, date, meal): Which, overdue: Timestamp) -> Result<Vec<SampleRow>, DbError> {
    Sql::new(
        "SELECT s.id, s.service_date, s.meal, s.dish, s.grams, s.taken_at, s.taken_by, e.what, e.reason, e.ended_by, e.at AS ended_at \
         FROM kitchen_sample s LEFT JOIN kitchen_sample_end e ON e.sample_id = s.id WHERE s.canteen_id = $1 \
         AND ((s.service_date = $2 AND s.meal = $3) OR (e.sample_id IS NULL AND s.taken_at <= $4)) ORDER BY s.taken_at, s.id",
    )
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .bind(overdue)
    .all(tx)
    .await
}

/// One sample.
pub async fn sample(tx: &mut Tx, canteen: CanteenId, id: SampleId) -> Result<Option<SampleRow>, DbError> {
    Sql::new(
        "SELECT s.id, s.service_date, s.meal, s.dish, s.grams, s.taken_at, s.taken_by, e.what, e.reason, e.ended_by, e.at AS ended_at \
         FROM kitchen_sample s LEFT JOIN kitchen_sample_end e ON e.sample_id = s.id WHERE s.canteen_id = $1 AND s.id = $2",
    )
    .bind(canteen)
    .bind(id)
    .optional(tx)
    .await
}

/// A portion of a dish that was put into the cold case.
#[derive(Debug, Clone)]
pub struct NewSample {
    /// Of which dish.
    pub dish: String,
    /// How much.
    pub grams: i64,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Who took it.
    pub taken_by: String,
}

/// Writes a sample.
pub async fn insert_sample(tx: &mut Tx, (canteen, date, meal): Which, new: &NewSample, asked: &Asked) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO kitchen_sample (id, canteen_id, service_date, meal, dish, grams, taken_at, taken_by, recorded_by, at, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(asked.id)
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .bind(new.dish.as_str())
    .bind(new.grams)
    .bind(new.taken_at)
    .bind(new.taken_by.as_str())
    .bind(asked.by)
    .bind(asked.at)
    .bind(asked.request_hash)
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes what became of a sample.
pub async fn insert_sample_end(
    tx: &mut Tx,
    (canteen, sample): (CanteenId, SampleId),
    (end, reason, ended_by): (SampleEnd, &str, &str),
    asked: &Asked,
) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO kitchen_sample_end (sample_id, id, canteen_id, what, reason, ended_by, recorded_by, at, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(sample)
    .bind(asked.id)
    .bind(canteen)
    .bind(end.as_str())
    .bind(reason)
    .bind(ended_by)
    .bind(asked.by)
    .bind(asked.at)
    .bind(asked.request_hash)
    .execute(tx)
    .await?;
    Ok(())
}

/// How hot a dish was in its middle.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct TemperatureRow {
    /// Which dish.
    pub dish: String,
    /// In tenths of a degree Celsius.
    pub core_tenths: i64,
    /// Who measured it.
    pub measured_by: String,
    /// When it was written down.
    pub at: Timestamp,
}

/// The temperatures of a meal in the order in which they were measured.
pub async fn temperatures_of(tx: &mut Tx, (canteen, date, meal): Which) -> Result<Vec<TemperatureRow>, DbError> {
    Sql::new(
        "SELECT dish, core_tenths, measured_by, at FROM kitchen_temperature WHERE canteen_id = $1 AND service_date = $2 AND meal = $3 \
         ORDER BY at, id",
    )
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .all(tx)
    .await
}

/// Writes a temperature.
pub async fn insert_temperature(
    tx: &mut Tx,
    (canteen, date, meal): Which,
    (dish, core_tenths, measured_by): (&str, i64, &str),
    asked: &Asked,
) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO kitchen_temperature (id, canteen_id, service_date, meal, dish, core_tenths, measured_by, recorded_by, at, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(asked.id)
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .bind(dish)
    .bind(core_tenths)
    .bind(measured_by)
    .bind(asked.by)
    .bind(asked.at)
    .bind(asked.request_hash)
    .execute(tx)
    .await?;
    Ok(())
}
