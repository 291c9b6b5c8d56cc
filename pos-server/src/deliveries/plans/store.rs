//! The SQL of plans: versions that are only added, and what the list of a day is made from.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::db::{DbError, Sql, Tx, read_rows, write_rows};
use crate::deliveries::list::{Absence, Listed, Reason, delivery_list};
use crate::deliveries::plan::{Hold, Plan};
use crate::ids::{BuildingId, CanteenId, CardId, PlanId, ResidentId};
use crate::residents::search::Typed;
use crate::subsidy::words::Meal;

pub mod contacts;
pub mod holds;

/// The list of a day and meal: whoever has a plan for it, each with the reason if there is no meal.
pub async fn day(tx: &mut Tx, canteen: CanteenId, date: NaiveDate, meal: Meal) -> Result<Vec<Listed>, DbError> {
    let plans = plans_on(tx, canteen, date, meal).await?;
    let holds = holds_on(tx, canteen, date).await?;
    let absences = absences_on(tx, canteen, date).await?;
    Ok(delivery_list(date, meal, plans, &holds, &absences))
}

/// The versions of a canteen's plans for a meal that count on a day.
async fn plans_on(tx: &mut Tx, canteen: CanteenId, date: NaiveDate, meal: Meal) -> Result<Vec<Plan>, DbError> {
    Sql::new(
        "SELECT p.id, p.resident_id, p.meal, p.weekdays, p.true_from, p.true_to, p.diets, p.diet_note, p.door_note, p.pays, p.reason, \
         p.withdrawn, p.known_since, p.recorded_by, p.replaces, p.request_hash FROM delivery_plan p \
         WHERE p.canteen_id = $1 AND p.meal = $2 AND p.true_from <= $3 AND (p.true_to IS NULL OR p.true_to >= $3) AND NOT p.withdrawn \
         AND NOT EXISTS (SELECT 1 FROM delivery_plan n WHERE n.replaces = p.id) ORDER BY p.resident_id",
    )
    .bind(canteen)
    .bind(meal.as_str())
    .bind(date)
    .all(tx)
    .await
}

/// A canteen's holds that count on a day.
pub async fn holds_on(tx: &mut Tx, canteen: CanteenId, date: NaiveDate) -> Result<Vec<Hold>, DbError> {
    Sql::new(
        "SELECT h.id, h.resident_id, h.meal, h.true_from, h.true_to, h.reason, h.asked_by, h.asker, h.withdrawn, h.known_since, \
         h.recorded_by, h.replaces, h.request_hash FROM delivery_hold h \
         WHERE h.canteen_id = $1 AND h.true_from <= $2 AND (h.true_to IS NULL OR h.true_to >= $2) AND NOT h.withdrawn \
         AND NOT EXISTS (SELECT 1 FROM delivery_hold n WHERE n.replaces = h.id)",
    )
    .bind(canteen)
    .bind(date)
    .all(tx)
    .await
}

/// Who of those with a plan died, moved away or lives in a care home on a day, as the register knows it.
pub async fn absences_on(tx: &mut Tx, canteen: CanteenId, date: NaiveDate) -> Result<Vec<Absence>, DbError> {
    let rows: Vec<(ResidentId, String, NaiveDate, Option<NaiveDate>)> = Sql::new(
        "SELECT f.resident_id, f.kind, f.true_from, f.true_to FROM resident_fact f \
         WHERE f.kind IN ('died', 'moved_out', 'care_home') AND f.true_from <= $2 AND (f.true_to IS NULL OR f.true_to >= $2) \
         AND EXISTS (SELECT 1 FROM delivery_plan p WHERE p.resident_id = f.resident_id AND p.canteen_id = $1) \
         AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)",
    )
    .bind(canteen)
    .bind(date)
    .all(tx)
    .await?;
    let absence = |(resident_id, kind, true_from, true_to): (_, String, _, _)| Absence {
        resident_id,
        reason: match kind.as_str() {
            "died" => Reason::Died,
            "moved_out" => Reason::MovedOut,
            _ => Reason::CareHome,
        },
        true_from,
        true_to,
    };
    Ok(rows.into_iter().map(absence).collect())
}

/// The version with an id.
pub async fn plan(tx: &mut Tx, id: PlanId) -> Result<Option<Plan>, DbError> {
    Sql::new(
        "SELECT id, resident_id, meal, weekdays, true_from, true_to, diets, diet_note, door_note, pays, reason, withdrawn, known_since, \
         recorded_by, replaces, request_hash FROM delivery_plan WHERE id = $1",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// The versions of a resident's plan for a meal that count, past ones included, the oldest first.
pub async fn in_force(tx: &mut Tx, canteen: CanteenId, resident: ResidentId, meal: Meal) -> Result<Vec<Plan>, DbError> {
    let mut plans = versions(tx, canteen, vec![resident]).await?;
    plans.retain(|plan| plan.meal == meal);
    Ok(plans)
}

/// The versions of some residents' plans that count, past ones included: by resident, the oldest first.
pub async fn versions(tx: &mut Tx, canteen: CanteenId, residents: Vec<ResidentId>) -> Result<Vec<Plan>, DbError> {
    if residents.is_empty() {
        return Ok(Vec::new());
    }
    Sql::new(
        "SELECT p.id, p.resident_id, p.meal, p.weekdays, p.true_from, p.true_to, p.diets, p.diet_note, p.door_note, p.pays, p.reason, \
         p.withdrawn, p.known_since, p.recorded_by, p.replaces, p.request_hash FROM (VALUES {uuid}) AS v \
         JOIN delivery_plan p ON p.resident_id = v.column1 WHERE p.canteen_id = $1 AND NOT p.withdrawn \
         AND NOT EXISTS (SELECT 1 FROM delivery_plan n WHERE n.replaces = p.id) ORDER BY p.resident_id, p.true_from, p.meal",
    )
    .bind(canteen)
    .rows(residents.into_iter().map(|id| vec![id.into()]).collect())
    .all(tx)
    .await
}

/// Has a resident a card in use?
pub async fn has_card(tx: &mut Tx, resident: ResidentId) -> Result<bool, DbError> {
    let row: Option<(CardId,)> = Sql::new("SELECT id FROM card WHERE resident_id = $1 AND state = 'active' LIMIT 1")
        .bind(resident)
        .optional(tx)
        .await?;
    Ok(row.is_some())
}

/// Adds versions.
pub async fn insert_plans(tx: &mut Tx, canteen: CanteenId, plans: Vec<Plan>) -> Result<(), DbError> {
    let rows = plans.into_iter().map(|plan| {
        vec![
            plan.id.into(),
            canteen.into(),
            plan.resident_id.into(),
            plan.meal.as_str().into(),
            plan.weekdays.bits().into(),
            plan.true_from.into(),
            plan.true_to.into(),
            plan.diets.to_text().into(),
            plan.diet_note.into(),
            plan.door_note.into(),
            plan.pays.as_str().into(),
            plan.reason.into(),
            plan.withdrawn.into(),
            plan.known_since.into(),
            plan.recorded_by.into(),
            plan.replaces.into(),
            plan.request_hash.into(),
        ]
    });
    write_rows(
        "INSERT INTO delivery_plan (id, canteen_id, resident_id, meal, weekdays, true_from, true_to, diets, diet_note, door_note, pays, \
         reason, withdrawn, known_since, recorded_by, replaces, request_hash) \
         VALUES {uuid, uuid, uuid, text, bigint, date, date, text, text, bytea, text, text, boolean, timestamptz, uuid, uuid, bytea}",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// Where somebody lives, for whoever brings a meal.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Door {
    /// The resident.
    pub id: ResidentId,
    /// The full name: the office sees it masked.
    pub name: String,
    /// The building, if the register knows.
    pub building_id: Option<BuildingId>,
    /// 网格
    pub grid: Option<String>,
    /// 小区
    pub compound: Option<String>,
    /// 楼栋
    pub building: Option<String>,
    /// 单元
    pub unit: Option<String>,
    /// 户室
    pub room: Option<String>,
}

/// Where a resident of a canteen lives.
pub async fn door(tx: &mut Tx, canteen: CanteenId, resident: ResidentId) -> Result<Option<Door>, DbError> {
    Sql::new(
        "SELECT r.id, r.name, b.id AS building_id, b.grid, b.compound, b.building, h.unit, h.room FROM resident r \
         LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         WHERE r.canteen_id = $1 AND r.id = $2",
    )
    .bind(canteen)
    .bind(resident)
    .optional(tx)
    .await
}

/// Where some residents live.
pub async fn doors(tx: &mut Tx, residents: impl Iterator<Item = ResidentId>) -> Result<Vec<Door>, DbError> {
    read_rows(
        "SELECT r.id, r.name, b.id AS building_id, b.grid, b.compound, b.building, h.unit, h.room FROM (VALUES {uuid}) AS v \
         JOIN resident r ON r.id = v.column1 LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id",
        residents.map(|id| vec![id.into()]).collect(),
        tx,
    )
    .await
}

/// The residents of a page in the order of their registration, after one of them: who fits what is looked for, or, if nothing is,
/// whoever has a plan on a day or later.
pub async fn page(
    tx: &mut Tx,
    canteen: CanteenId,
    (search, date): (Option<&Typed>, NaiveDate),
    after: Uuid,
    limit: i64,
) -> Result<Vec<Door>, DbError> {
    Sql::new(
        "SELECT r.id, r.name, b.id AS building_id, b.grid, b.compound, b.building, h.unit, h.room \
         FROM resident r LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         WHERE r.canteen_id = $1 AND r.id > $2 AND ((CAST($4 AS BOOLEAN) AND EXISTS (SELECT 1 FROM delivery_plan p \
          WHERE p.resident_id = r.id AND p.canteen_id = $1 AND NOT p.withdrawn AND (p.true_to IS NULL OR p.true_to >= $5) \
          AND NOT EXISTS (SELECT 1 FROM delivery_plan n WHERE n.replaces = p.id))) \
         OR r.name_key LIKE '%' || CAST($6 AS TEXT) || '%' ESCAPE '!' \
         OR LOWER(b.compound || b.building || h.unit || h.room) LIKE '%' || CAST($7 AS TEXT) || '%' ESCAPE '!' \
         OR h.door_key LIKE '%' || CAST($8 AS TEXT) || '%' ESCAPE '!') ORDER BY r.id LIMIT $3",
    )
    .bind(canteen)
    .bind(after)
    .bind(limit)
    .bind(search.is_none())
    .bind(date)
    .bind(search.and_then(|typed| typed.name.clone()))
    .bind(search.and_then(|typed| typed.place.clone()))
    .bind(search.and_then(|typed| typed.door.clone()))
    .all(tx)
    .await
}
