//! What stands on the menus of some days?

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::store;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;
use crate::menu::dishes::dish::Dish;
use crate::subsidy::words::Meal;

/// The menu of a day and meal.
#[derive(Debug, Serialize, ToSchema)]
pub struct DayMenu {
    /// The day.
    pub service_date: NaiveDate,
    /// The meal.
    pub meal: Meal,
    /// How many times it was set.
    pub set_no: i64,
    /// The dishes in their order: as they are known, or, where the day is over, as they were known when it ended.
    pub dishes: Vec<Dish>,
}

/// A canteen's menus from a day to a day, both included, by day and with lunch before dinner; days without are left out.
pub async fn menus(tx: &mut Tx, canteen: CanteenId, from: NaiveDate, to: NaiveDate) -> Result<Vec<DayMenu>, DbError> {
    let rows = store::menus(tx, canteen, from, to).await?;
    let lines = store::dishes_of(tx, &rows).await?;
    let menu = |row: store::MenuRow| DayMenu {
        service_date: row.service_date,
        meal: row.meal,
        set_no: row.set_no,
        dishes: lines
            .iter()
            .filter(|line| line.menu_id == row.id)
            .map(|line| line.dish.clone())
            .collect(),
    };
    Ok(rows.into_iter().map(menu).collect())
}
