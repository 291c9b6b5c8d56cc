//! May the menu of a day be set to these dishes? Once more for each change; a day that is over stays as it was.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::store::{self, MenuRow};
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, DishId, MenuId};
use crate::menu::dishes;
use crate::residents::facts::Recording;
use crate::subsidy::words::Meal;

/// A menu as somebody wants it.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The day.
    pub service_date: NaiveDate,
    /// The meal.
    pub meal: Meal,
    /// The dishes in their order.
    pub dishes: Vec<DishId>,
    /// The set that they saw; 0 where there was none.
    pub seen: i64,
}

/// Why a menu cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum MenuError {
    /// The day is over.
    #[error("the day is over")]
    Past,
    /// Somebody else set it meanwhile.
    #[error("the menu was set meanwhile")]
    Changed,
    /// A dish is none of the canteen's, or stands twice.
    #[error("a dish is unknown or stands twice")]
    NoSuchDish,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Sets a menu, and tells whether it is another one than before.
pub async fn set(tx: &mut Tx, canteen: CanteenId, wanted: &Wanted, recording: Recording) -> Result<bool, MenuError> {
    if wanted.service_date < recording.day {
        return Err(MenuError::Past);
    }
    let mut known = store::menus(tx, canteen, wanted.service_date, wanted.service_date).await?;
    known.retain(|menu| menu.meal == wanted.meal);
    let dishes: Vec<DishId> = store::dishes_of(tx, &known).await?.iter().map(|line| line.dish.id).collect();
    if dishes == wanted.dishes {
        return Ok(false);
    }
    let set_no = known.first().map_or(0, |menu| menu.set_no);
    if set_no != wanted.seen {
        return Err(MenuError::Changed);
    }
    let canteens: BTreeSet<DishId> = dishes::store::current(tx, canteen).await?.iter().map(|dish| dish.id).collect();
    let mut seen = BTreeSet::new();
    if !wanted.dishes.iter().all(|dish| canteens.contains(dish) && seen.insert(*dish)) {
        return Err(MenuError::NoSuchDish);
    }
    let next = MenuRow {
        id: MenuId::new(),
        service_date: wanted.service_date,
        meal: wanted.meal,
        set_no: set_no + 1,
    };
    store::insert(tx, canteen, &next, &wanted.dishes, recording).await?;
    Ok(true)
}
