//! The SQL of the kitchen's sheet: rows that are only added, and how many meals the counter served.

use chrono::NaiveDate;
use uuid::Uuid;

use super::balance::Figures;
use super::forecast::CounterDay;
use super::words::KitchenNumber;
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, StaffId};
use crate::subsidy::words::Meal;

pub mod samples;

/// Which meal of which canteen.
pub type Which = (CanteenId, NaiveDate, Meal);

/// Who asks for a row, when, and by which request.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Made by the office before it asks.
    pub id: Uuid,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// The hash of the request of this id, if one wrote a row of the kitchen.
pub async fn request(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> = Sql::new(
        "SELECT request_hash FROM kitchen_count WHERE id = $1 UNION ALL SELECT request_hash FROM kitchen_closing WHERE id = $1 \
         UNION ALL SELECT request_hash FROM kitchen_sample WHERE id = $1 \
         UNION ALL SELECT request_hash FROM kitchen_sample_end WHERE id = $1 \
         UNION ALL SELECT request_hash FROM kitchen_temperature WHERE id = $1",
    )
    .bind(id)
    .optional(tx)
    .await?;
    Ok(row.map(|(hash,)| hash))
}

/// How many meals the counter served on some days: those that were undone and those for doors are not among them. A day without a
/// meal has no row.
pub async fn served(tx: &mut Tx, canteen: CanteenId, meal: Meal, days: &[NaiveDate]) -> Result<Vec<CounterDay>, DbError> {
    if days.is_empty() {
        return Ok(Vec::new());
    }
    Sql::new(
        "SELECT s.service_date, COUNT(*) AS meals FROM (VALUES {date}) AS v \
         JOIN sale s ON s.canteen_id = $1 AND s.service_date = v.column1 AND s.meal = $2 LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.channel = 'counter' AND x.sale_id IS NULL GROUP BY s.service_date",
    )
    .bind(canteen)
    .bind(meal.as_str())
    .rows(days.iter().map(|day| vec![(*day).into()]).collect())
    .all(tx)
    .await
}

/// A number that the kitchen wrote down.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct CountRow {
    /// Of which day.
    pub service_date: NaiveDate,
    /// Which number.
    #[sqlx(try_from = "String")]
    pub what: KitchenNumber,
    /// Its place among the numbers of its kind.
    pub count_no: i64,
    /// How many meals.
    pub meals: i64,
    /// Who wrote it down.
    pub staff: String,
    /// When.
    pub at: Timestamp,
}

/// How many meals the kitchen says that it prepared for a meal.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Prepared {
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// How many meals.
    pub meals: i64,
}

/// What was prepared from a day on until before another, as it was written down last.
pub async fn prepared(tx: &mut Tx, canteen: CanteenId, (first, end): (NaiveDate, NaiveDate)) -> Result<Vec<Prepared>, DbError> {
    Sql::new(
        "SELECT c.service_date, c.meal, c.meals FROM kitchen_count c \
         WHERE c.canteen_id = $1 AND c.what = 'prepared' AND c.service_date >= $2 AND c.service_date < $3 AND NOT EXISTS \
         (SELECT 1 FROM kitchen_count o WHERE o.canteen_id = c.canteen_id AND o.meal = c.meal AND o.what = c.what \
         AND o.service_date = c.service_date AND o.count_no > c.count_no)",
    )
    .bind(canteen)
    .bind(first)
    .bind(end)
    .all(tx)
    .await
}

/// The numbers of a meal, the newest of each kind first.
pub async fn counts_of(tx: &mut Tx, (canteen, date, meal): Which) -> Result<Vec<CountRow>, DbError> {
    Sql::new(
        "SELECT c.service_date, c.what, c.count_no, c.meals, p.name AS staff, c.at FROM kitchen_count c JOIN staff p ON p.id = c.counted_by \
         WHERE c.canteen_id = $1 AND c.meal = $2 AND c.service_date = $3 ORDER BY c.what, c.count_no DESC",
    )
    .bind(canteen)
    .bind(meal.as_str())
    .bind(date)
    .all(tx)
    .await
}

/// The number of staff meals that was written down last for a day or one before it.
pub async fn staff_meals(tx: &mut Tx, (canteen, date, meal): Which) -> Result<Option<CountRow>, DbError> {
    Sql::new(
        "SELECT c.service_date, c.what, c.count_no, c.meals, p.name AS staff, c.at FROM kitchen_count c JOIN staff p ON p.id = c.counted_by \
         WHERE c.canteen_id = $1 AND c.meal = $2 AND c.what = 'staff' AND c.service_date <= $3 \
         ORDER BY c.service_date DESC, c.count_no DESC LIMIT 1",
    )
    .bind(canteen)
    .bind(meal.as_str())
    .bind(date)
    .optional(tx)
    .await
}

/// Writes a number down after those before it.
pub async fn insert_count(
    tx: &mut Tx,
    (canteen, date, meal): Which,
    (what, meals): (KitchenNumber, i64),
    asked: &Asked,
) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO kitchen_count (id, canteen_id, service_date, meal, what, count_no, meals, counted_by, at, request_hash) \
         SELECT $1, $2, $3, $4, $5, COUNT(*) + 1, $6, $7, $8, $9 FROM kitchen_count \
         WHERE canteen_id = $2 AND service_date = $3 AND meal = $4 AND what = $5",
    )
    .bind(asked.id)
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .bind(what.as_str())
    .bind(meals)
    .bind(asked.by)
    .bind(asked.at)
    .bind(asked.request_hash)
    .execute(tx)
    .await?;
    Ok(())
}

/// A sheet as it was closed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ClosingRow {
    /// Its number among the closings of the meal.
    pub closing_no: i64,
    /// What was prepared.
    pub prepared: i64,
    /// What the counter served.
    pub served: i64,
    /// What was packed for the doors.
    pub doors: i64,
    /// What the staff ate.
    pub staff: i64,
    /// What was left over.
    pub left_over: i64,
    /// Prepared less everything else.
    pub difference: i64,
    /// Why there is a difference.
    pub reason: String,
    /// Who closed it.
    pub closed_by: String,
    /// When.
    pub at: Timestamp,
}

impl ClosingRow {
    /// The figures that were closed.
    #[must_use]
    pub const fn figures(&self) -> Figures {
        Figures {
            prepared: self.prepared,
            served: self.served,
            doors: self.doors,
            staff: self.staff,
            left_over: self.left_over,
            difference: self.difference,
        }
    }
}

/// The closings of a meal, the newest first.
pub async fn closings_of(tx: &mut Tx, (canteen, date, meal): Which) -> Result<Vec<ClosingRow>, DbError> {
    Sql::new(
        "SELECT c.closing_no, c.prepared, c.served, c.doors, c.staff, c.left_over, c.difference, c.reason, p.name AS closed_by, c.at \
         FROM kitchen_closing c JOIN staff p ON p.id = c.closed_by \
         WHERE c.canteen_id = $1 AND c.meal = $2 AND c.service_date = $3 ORDER BY c.closing_no DESC",
    )
    .bind(canteen)
    .bind(meal.as_str())
    .bind(date)
    .all(tx)
    .await
}

/// Closes a sheet with these figures.
pub async fn insert_closing(
    tx: &mut Tx,
    (canteen, date, meal): Which,
    (figures, reason): (&Figures, &str),
    asked: &Asked,
) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO kitchen_closing (id, canteen_id, service_date, meal, closing_no, prepared, served, doors, staff, left_over, \
         difference, reason, closed_by, at, request_hash) SELECT $1, $2, $3, $4, COUNT(*) + 1, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14 \
         FROM kitchen_closing WHERE canteen_id = $2 AND service_date = $3 AND meal = $4",
    )
    .bind(asked.id)
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .bind(figures.prepared)
    .bind(figures.served)
    .bind(figures.doors)
    .bind(figures.staff)
    .bind(figures.left_over)
    .bind(figures.difference)
    .bind(reason)
    .bind(asked.by)
    .bind(asked.at)
    .bind(asked.request_hash)
    .execute(tx)
    .await?;
    Ok(())
}
