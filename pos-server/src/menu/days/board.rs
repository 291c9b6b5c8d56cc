//! What does the board in the hall show? Today's meals with their hours and dishes: what hangs on the wall anyway, and nobody's name.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::view;
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;
use crate::menu::dishes::dish::Dish;
use crate::sales::today::Hours;
use crate::staff::store::canteens;
use crate::subsidy::book::PolicyBook;
use crate::subsidy::words::Meal;

/// What everybody who comes in may read.
#[derive(Debug, Serialize, ToSchema)]
pub struct MenuBoard {
    /// The canteen's name.
    pub canteen: String,
    /// The server's time: the screen's own clock may be wrong.
    pub at: Timestamp,
    /// Today.
    pub service_date: NaiveDate,
    /// The meal that is sold now, or else the nearest one.
    pub meal: Option<Hours>,
    /// Today's meals that have a menu, lunch before dinner.
    pub menus: Vec<BoardMenu>,
}

/// A meal on the board.
#[derive(Debug, Serialize, ToSchema)]
pub struct BoardMenu {
    /// Which meal.
    pub meal: Meal,
    /// The dishes in their order.
    pub dishes: Vec<Dish>,
}

/// The board of a canteen at a moment; nothing if there is no such canteen.
pub async fn at(tx: &mut Tx, canteen: CanteenId, now: Timestamp) -> Result<Option<MenuBoard>, DbError> {
    let Some(row) = canteens::canteen(tx, canteen).await? else {
        return Ok(None);
    };
    let (day, time) = (calendar::day_of(now), calendar::time_of(now));
    let policy = PolicyBook::read(tx, &[canteen]).await?.on(canteen, day);
    let policy = policy.filter(|loaded| loaded.policy.holds_on(day));
    let rule = policy.as_ref().and_then(|loaded| loaded.policy.nearest(time));
    let menus = view::menus(tx, canteen, day, day).await?;
    Ok(Some(MenuBoard {
        canteen: row.name,
        at: now,
        service_date: day,
        meal: rule.map(|rule| Hours::of(rule, time)),
        menus: menus
            .into_iter()
            .map(|menu| BoardMenu {
                meal: menu.meal,
                dishes: menu.dishes,
            })
            .collect(),
    }))
}
