//! The SQL of the silence alarm.

use chrono::NaiveDate;

use super::{Kept, SilenceRule};
use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx, read_rows};
use crate::ids::{AnswerId, CanteenId, ResidentId, StaffId};

/// A daily eater without a sign for some open days.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct QuietRow {
    /// Who.
    pub resident_id: ResidentId,
    /// The day of the last sign.
    pub last_day: NaiveDate,
}

/// Whoever used to eat daily and gave no sign on the last open days, nor today: no meal at a counter or a door that was not voided, and
/// no scan at her door. One statement for everybody.
pub async fn quiet(
    tx: &mut Tx,
    canteen: CanteenId,
    rule: SilenceRule,
    (since, today): (NaiveDate, NaiveDate),
) -> Result<Vec<QuietRow>, DbError> {
    Sql::new(
        "WITH seen AS (SELECT s.resident_id, s.service_date FROM sale s WHERE s.canteen_id = $1 AND s.service_date BETWEEN $2 AND $3 \
         AND s.resident_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sale_void v WHERE v.sale_id = s.id) \
         UNION SELECT p.resident_id, p.service_date FROM stop p JOIN stop_result r ON r.stop_id = p.id \
         WHERE p.canteen_id = $1 AND p.service_date BETWEEN $2 AND $3 AND r.outcome = 'handed_over' AND r.proof IS NOT NULL), \
         open_day AS (SELECT d.service_date, ROW_NUMBER() OVER (ORDER BY d.service_date DESC) AS back \
         FROM (SELECT DISTINCT service_date FROM seen WHERE service_date < $3) d), \
         sign AS (SELECT n.resident_id, n.service_date, COALESCE(o.back, 0) AS back, \
         MIN(COALESCE(o.back, 0)) OVER (PARTITION BY n.resident_id) AS last_back \
         FROM seen n LEFT JOIN open_day o ON o.service_date = n.service_date) \
         SELECT resident_id, MAX(service_date) AS last_day FROM sign WHERE last_back > $4 AND back < last_back + $5 \
         GROUP BY resident_id HAVING COUNT(*) >= $6 ORDER BY last_day, resident_id",
    )
    .bind(canteen)
    .bind(since)
    .bind(today)
    .bind(rule.silent_days)
    .bind(rule.habit_window)
    .bind(rule.habit_days)
    .all(tx)
    .await
}

/// The days of a time on which the canteen sold meals.
pub async fn open_days(tx: &mut Tx, canteen: CanteenId, since: NaiveDate, today: NaiveDate) -> Result<Vec<NaiveDate>, DbError> {
    let rows: Vec<(NaiveDate,)> =
        Sql::new("SELECT DISTINCT service_date FROM sale WHERE canteen_id = $1 AND service_date >= $2 AND service_date < $3")
            .bind(canteen)
            .bind(since)
            .bind(today)
            .all(tx)
            .await?;
    Ok(rows.into_iter().map(|(day,)| day).collect())
}

/// A meal that somebody got in any canteen.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MealRow {
    /// Who.
    pub resident_id: ResidentId,
    /// On which day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: String,
    /// At the counter or at the door.
    pub channel: String,
    /// When it was sold.
    pub sold_at: Timestamp,
}

/// The meals of some residents from a day of each on, in all canteens.
pub async fn meals_since(tx: &mut Tx, quiet: &[QuietRow]) -> Result<Vec<MealRow>, DbError> {
    read_rows(
        "SELECT s.resident_id, s.service_date, s.meal, s.channel, s.sold_at FROM (VALUES {uuid, date}) AS q \
         JOIN sale s ON s.resident_id = q.column1 AND s.service_date >= q.column2 \
         WHERE NOT EXISTS (SELECT 1 FROM sale_void v WHERE v.sale_id = s.id) ORDER BY s.sold_at",
        quiet.iter().map(|row| vec![row.resident_id.into(), row.last_day.into()]).collect(),
        tx,
    )
    .await
}

/// When some residents are not missed, from a day of each on: by the register, or because somebody asked for it. Whoever holds one meal is
/// still missed at the other one, if that was eaten on the last day.
pub async fn kept(tx: &mut Tx, quiet: &[QuietRow]) -> Result<Vec<(ResidentId, Kept)>, DbError> {
    let asked = || quiet.iter().map(|row| vec![row.resident_id.into(), row.last_day.into()]).collect();
    let mut rows: Vec<(ResidentId, NaiveDate, Option<NaiveDate>)> = read_rows(
        "SELECT f.resident_id, f.true_from, f.true_to FROM (VALUES {uuid, date}) AS q JOIN resident_fact f ON f.resident_id = q.column1 \
         WHERE f.kind IN ('died', 'moved_out', 'care_home') AND (f.true_to IS NULL OR f.true_to >= q.column2) \
         AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)",
        asked(),
        tx,
    )
    .await?;
    let held: Vec<(ResidentId, NaiveDate, Option<NaiveDate>)> = read_rows(
        "SELECT h.resident_id, h.true_from, h.true_to FROM (VALUES {uuid, date}) AS q JOIN delivery_hold h ON h.resident_id = q.column1 \
         WHERE NOT h.withdrawn AND (h.true_to IS NULL OR h.true_to >= q.column2) \
         AND (h.meal IS NULL OR NOT EXISTS (SELECT 1 FROM sale s WHERE s.resident_id = h.resident_id AND s.service_date = q.column2 \
         AND s.meal <> h.meal AND NOT EXISTS (SELECT 1 FROM sale_void v WHERE v.sale_id = s.id))) \
         AND NOT EXISTS (SELECT 1 FROM delivery_hold n WHERE n.replaces = h.id)",
        asked(),
        tx,
    )
    .await?;
    rows.extend(held);
    Ok(rows.into_iter().map(|(resident, from, to)| (resident, Kept { from, to })).collect())
}

/// What somebody found out about a silence.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct AnswerRow {
    /// Whose silence.
    pub resident_id: ResidentId,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub staff: String,
    /// What.
    pub words: String,
}

/// What was found out about some residents from a day of each on, in the order of the finding.
pub async fn answers(tx: &mut Tx, canteen: CanteenId, residents: impl Iterator<Item = ResidentId>) -> Result<Vec<AnswerRow>, DbError> {
    let residents: Vec<_> = residents.map(|resident| vec![resident.into()]).collect();
    if residents.is_empty() {
        return Ok(Vec::new());
    }
    Sql::new(
        "SELECT a.resident_id, a.at, p.name AS staff, a.words FROM (VALUES {uuid}) AS q \
         JOIN silence_answer a ON a.resident_id = q.column1 JOIN staff p ON p.id = a.staff_id WHERE a.canteen_id = $1 ORDER BY a.at, a.id",
    )
    .bind(canteen)
    .rows(residents)
    .all(tx)
    .await
}

/// The hash of the request that answered under an id, if one did.
pub async fn answered(tx: &mut Tx, id: AnswerId) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> = Sql::new("SELECT request_hash FROM silence_answer WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await?;
    Ok(row.map(|(hash,)| hash))
}

/// What is written of a silence.
#[derive(Debug)]
pub struct NewAnswer {
    /// Made by the office before it asked.
    pub id: AnswerId,
    /// Whose silence.
    pub resident: ResidentId,
    /// Who asked.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// What they found out.
    pub words: String,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Writes what somebody found out.
pub async fn insert_answer(tx: &mut Tx, canteen: CanteenId, new: NewAnswer) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO silence_answer (id, canteen_id, resident_id, staff_id, at, words, request_hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(new.id)
    .bind(canteen)
    .bind(new.resident)
    .bind(new.by)
    .bind(new.at)
    .bind(new.words)
    .bind(new.request_hash)
    .execute(tx)
    .await?;
    Ok(())
}
