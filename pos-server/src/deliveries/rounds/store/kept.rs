//! The SQL of what is remembered of a meal's rounds: who walked them last, and the order that somebody made by hand.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{self, DbError, Sql, Tx};
use crate::ids::{CanteenId, ResidentId, RoundId, StaffId};
use crate::subsidy::words::Meal;

/// Who was carried when a grid was walked last.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct WalkedRow {
    /// The round's grid.
    pub grid: String,
    /// Who walked the round, if they are on the staff still.
    pub volunteer_id: Option<StaffId>,
    /// Who was carried.
    pub resident_id: ResidentId,
}

/// Who was carried on the last day before a date, not before `since`, on which somebody walked each grid: by round and stop. Rounds that
/// somebody took over on the way are left out: that day's need is no custom.
pub async fn walked_last(
    tx: &mut Tx,
    (canteen, meal): (CanteenId, Meal),
    (since, date): (NaiveDate, NaiveDate),
) -> Result<Vec<WalkedRow>, DbError> {
    Sql::new(
        "SELECT r.grid, v.id AS volunteer_id, s.resident_id FROM round r JOIN stop s ON s.round_id = r.id \
         LEFT JOIN staff v ON v.id = r.volunteer_id AND v.disabled_at IS NULL \
         WHERE r.canteen_id = $1 AND r.meal = $2 AND r.service_date >= $3 AND r.service_date < $4 AND r.volunteer_id IS NOT NULL \
         AND (r.packed_at IS NULL OR r.packed_at >= r.drafted_at) AND NOT EXISTS (SELECT 1 FROM round n \
         WHERE n.canteen_id = $1 AND n.meal = $2 AND n.service_date > r.service_date AND n.service_date < $4 AND n.grid = r.grid \
         AND n.volunteer_id IS NOT NULL) ORDER BY r.round_no, s.stop_no",
    )
    .bind(canteen)
    .bind(meal.as_str())
    .bind(since)
    .bind(date)
    .all(tx)
    .await
}

/// Somebody's place in an order that was made by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptPlace {
    /// Who is carried.
    pub resident_id: ResidentId,
    /// Which order: the round for which it was made.
    pub round_id: RoundId,
}

/// The places in the orders that were made by hand for a meal: the newest order first, each from its first stop on.
pub async fn kept_places(tx: &mut Tx, canteen: CanteenId, meal: Meal) -> Result<Vec<KeptPlace>, DbError> {
    Sql::new("SELECT resident_id, round_id FROM kept_place WHERE canteen_id = $1 AND meal = $2 ORDER BY kept_at DESC, round_id, place")
        .bind(canteen)
        .bind(meal.as_str())
        .all(tx)
        .await
}

/// Keeps the order of a round for the next ones; whoever had a place in an older order has it no more.
pub async fn keep_order(tx: &mut Tx, round: RoundId, at: Timestamp) -> Result<(), DbError> {
    let stops: Vec<(CanteenId, String, ResidentId, i64)> =
        Sql::new("SELECT canteen_id, meal, resident_id, stop_no FROM stop WHERE round_id = $1")
            .bind(round)
            .all(tx)
            .await?;
    let rows = stops
        .into_iter()
        .map(|(canteen, meal, resident, place)| vec![canteen.into(), meal.into(), resident.into(), round.into(), place.into(), at.into()]);
    db::write_rows(
        "INSERT INTO kept_place (canteen_id, meal, resident_id, round_id, place, kept_at) \
         VALUES {uuid, text, uuid, uuid, bigint, timestamptz} ON CONFLICT (canteen_id, meal, resident_id) \
         DO UPDATE SET round_id = excluded.round_id, place = excluded.place, kept_at = excluded.kept_at",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// Forgets the places that the residents of a round have in orders made by hand.
pub async fn drop_order(tx: &mut Tx, round: RoundId) -> Result<(), DbError> {
    Sql::new(
        "DELETE FROM kept_place WHERE EXISTS (SELECT 1 FROM stop s WHERE s.round_id = $1 AND s.canteen_id = kept_place.canteen_id \
         AND s.meal = kept_place.meal AND s.resident_id = kept_place.resident_id)",
    )
    .bind(round)
    .execute(tx)
    .await?;
    Ok(())
}
