//! Which dishes of a menu do not suit somebody on that day's delivery list, and whom?

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::clash::{Clash, clashes};
use super::view;
use crate::cards::natural::way_to;
use crate::db::{DbError, Tx};
use crate::deliveries::list::Listed;
use crate::deliveries::plans::store::{self as plans, Door};
use crate::deliveries::plans::view::AtDoor;
use crate::ids::{CanteenId, DishId, ResidentId};
use crate::menu::dishes::dish::Dish;
use crate::subsidy::words::Meal;
use crate::text::Sentence;

/// A dish that does not suit somebody who gets this meal at the door.
#[derive(Debug, Serialize, ToSchema)]
pub struct DishClash {
    /// The day.
    pub service_date: NaiveDate,
    /// The meal.
    pub meal: Meal,
    /// The dish.
    pub dish_id: DishId,
    /// What it is called.
    pub dish: String,
    /// Why it does not suit them.
    pub why: Sentence,
    /// Whom, with masked names.
    pub concerned: Vec<AtDoor>,
}

/// The clashes of a canteen's menus from a day to a day, by day, meal and place on the menu. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, from: NaiveDate, to: NaiveDate) -> Result<Vec<DishClash>, DbError> {
    let mut found = Vec::new();
    for menu in view::menus(tx, canteen, from, to).await? {
        let listed = plans::day(tx, canteen, menu.service_date, menu.meal).await?;
        let clashing = clashing(&menu.dishes, listed.iter().filter(|line| line.why_not.is_none()));
        let residents: BTreeSet<ResidentId> = clashing.values().flatten().copied().collect();
        let doors = plans::doors(tx, residents.into_iter()).await?;
        found.extend(clashing.into_iter().map(|((place, clash), residents)| DishClash {
            service_date: menu.service_date,
            meal: menu.meal,
            dish_id: menu.dishes[place].id,
            dish: menu.dishes[place].name.clone(),
            why: clash.sentence(),
            concerned: in_order(doors.iter().filter(|door| residents.contains(&door.id))),
        }));
    }
    Ok(found)
}

/// Who clashes with which dish, by its place on the menu and by what speaks against it.
fn clashing<'l>(menu: &[Dish], listed: impl Iterator<Item = &'l Listed>) -> BTreeMap<(usize, Clash), Vec<ResidentId>> {
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for Listed { plan, .. } in listed {
        for (place, dish) in menu.iter().enumerate() {
            for clash in clashes(dish, &plan.diets, &plan.diet_note) {
                found.entry((place, clash)).or_default().push(plan.resident_id);
            }
        }
    }
    found
}

/// Residents in the order of their doors.
fn in_order<'d>(doors: impl Iterator<Item = &'d Door>) -> Vec<AtDoor> {
    let mut doors: Vec<&Door> = doors.collect();
    doors.sort_by_key(|door| {
        let parts = [&door.grid, &door.compound, &door.building, &door.unit, &door.room];
        (way_to(parts.map(Option::as_deref)), door.id)
    });
    doors.into_iter().cloned().map(AtDoor::from).collect()
}
