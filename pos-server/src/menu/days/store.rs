//! The SQL of day menus: sets that are only added, and their dishes as they are known.

use chrono::NaiveDate;

use crate::calendar::end_of;
use crate::db::{DbError, Sql, Tx, read_rows, write_rows};
use crate::ids::{CanteenId, DishId, MenuId};
use crate::menu::dishes::dish::Dish;
use crate::residents::facts::Recording;
use crate::subsidy::words::Meal;

/// The menu of a day and meal as it was last set.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct MenuRow {
    /// The set.
    pub id: MenuId,
    /// The day.
    pub service_date: NaiveDate,
    /// The meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// How many times it was set.
    pub set_no: i64,
}

/// A dish on a menu.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct OnMenu {
    /// The set that it belongs to.
    pub menu_id: MenuId,
    /// Its place, from 1.
    pub dish_no: i64,
    /// The dish.
    #[sqlx(flatten)]
    pub dish: Dish,
}

/// A canteen's menus from a day to a day, both included, by day and with lunch before dinner.
pub async fn menus(tx: &mut Tx, canteen: CanteenId, from: NaiveDate, to: NaiveDate) -> Result<Vec<MenuRow>, DbError> {
    Sql::new(
        "SELECT m.id, m.service_date, m.meal, m.set_no FROM day_menu m \
         WHERE m.canteen_id = $1 AND m.service_date >= $2 AND m.service_date <= $3 AND NOT EXISTS (SELECT 1 FROM day_menu n \
          WHERE n.canteen_id = m.canteen_id AND n.service_date = m.service_date AND n.meal = m.meal AND n.set_no > m.set_no) \
         ORDER BY m.service_date, m.meal DESC",
    )
    .bind(canteen)
    .bind(from)
    .bind(to)
    .all(tx)
    .await
}

/// The dishes of some menus, menu by menu in their order: as they are known, or, where the day is over, as they were known when it
/// ended.
pub async fn dishes_of(tx: &mut Tx, menus: &[MenuRow]) -> Result<Vec<OnMenu>, DbError> {
    let asked = menus.iter().map(|menu| vec![menu.id.into(), end_of(menu.service_date).into()]);
    let mut found: Vec<OnMenu> = read_rows(
        "SELECT d.menu_id, d.dish_no, v.dish_id AS id, v.version_no, v.name, v.kind, v.allergens, v.ingredients, v.unfit_for, v.offered \
         FROM (VALUES {uuid, timestamptz}) AS m JOIN day_menu_dish d ON d.menu_id = m.column1 \
         JOIN dish_version v ON v.dish_id = d.dish_id AND v.known_since < m.column2 WHERE NOT EXISTS (SELECT 1 FROM dish_version n \
          WHERE n.dish_id = v.dish_id AND n.version_no > v.version_no AND n.known_since < m.column2)",
        asked.collect(),
        tx,
    )
    .await?;
    found.sort_by_key(|line| (line.menu_id, line.dish_no));
    Ok(found)
}

/// Adds a set of a menu with its dishes in their order.
pub async fn insert(tx: &mut Tx, canteen: CanteenId, menu: &MenuRow, dishes: &[DishId], recording: Recording) -> Result<(), DbError> {
    let row = vec![
        menu.id.into(),
        canteen.into(),
        menu.service_date.into(),
        menu.meal.as_str().into(),
        menu.set_no.into(),
        recording.at.into(),
        recording.by.into(),
    ];
    write_rows(
        "INSERT INTO day_menu (id, canteen_id, service_date, meal, set_no, known_since, recorded_by) \
         VALUES {uuid, uuid, date, text, bigint, timestamptz, uuid}",
        vec![row],
        tx,
    )
    .await?;
    let lines = (1_i64..)
        .zip(dishes)
        .map(|(dish_no, dish)| vec![menu.id.into(), dish_no.into(), canteen.into(), (*dish).into()]);
    write_rows(
        "INSERT INTO day_menu_dish (menu_id, dish_no, canteen_id, dish_id) VALUES {uuid, bigint, uuid, uuid}",
        lines.collect(),
        tx,
    )
    .await?;
    Ok(())
}
