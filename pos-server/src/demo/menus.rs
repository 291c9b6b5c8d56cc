//! What stands on the demo's menus? All its dishes, and what is cooked of them last week and this week; next week is left to be set.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::dishes::DISHES;
use super::furnish::DemoError;
use crate::app::App;
use crate::calendar::day_of;
use crate::deliveries::plan::Diets;
use crate::ids::DishId;
use crate::menu::days::set::{Wanted, set};
use crate::menu::dishes::dish::{Allergens, Dish, DishKind};
use crate::menu::dishes::save::save;
use crate::residents::facts::Recording;
use crate::staff::actor::Actor;
use crate::subsidy::words::Meal;

/// How many dishes of each kind a meal has.
const LUNCH: [(DishKind, usize); 6] = [
    (DishKind::Staple, 4),
    (DishKind::Meat, 3),
    (DishKind::Vegetable, 4),
    (DishKind::Cold, 2),
    (DishKind::Soup, 2),
    (DishKind::Extra, 1),
];
const DINNER: [(DishKind, usize); 5] = [
    (DishKind::Staple, 4),
    (DishKind::Meat, 3),
    (DishKind::Vegetable, 3),
    (DishKind::Cold, 1),
    (DishKind::Soup, 2),
];

/// How many dishes of each kind were cooked before.
type Turned = BTreeMap<DishKind, usize>;

/// Writes down the dishes, and the menus from the Monday before `today`'s week to its Sunday, as far as the canteen is open then.
pub async fn set_menus(app: &App, cook: &Actor, today: NaiveDate) -> Result<(), DemoError> {
    let now = app.clock.now();
    let recording = Recording {
        at: now,
        day: day_of(now),
        by: Some(cook.staff),
    };
    let mut tx = app.db.begin(cook.canteen).await?;
    let mut dishes = Vec::new();
    for dish in kept_dishes() {
        dishes.push(save(&mut tx, cook.canteen, dish, recording).await?.0);
    }
    let mut turned = Turned::new();
    for day in two_weeks(today) {
        for (meal, parts) in [(Meal::Lunch, &LUNCH[..]), (Meal::Dinner, &DINNER)] {
            let wanted = Wanted {
                service_date: day,
                meal,
                dishes: cooked(&dishes, parts, &mut turned),
                seen: 0,
            };
            if day >= recording.day {
                set(&mut tx, cook.canteen, &wanted, recording).await?;
            }
        }
    }
    Ok(tx.commit().await?)
}

fn kept_dishes() -> impl Iterator<Item = Dish> {
    DISHES.iter().map(|(name, kind, ingredients, allergens, unfit_for)| Dish {
        id: DishId::new(),
        version_no: 0,
        name: (*name).to_owned(),
        kind: *kind,
        allergens: Allergens::from(allergens.to_vec()),
        ingredients: (*ingredients).to_owned(),
        unfit_for: Diets::from(unfit_for.to_vec()),
        offered: true,
    })
}

/// The days of the week before a day's week and of that week.
fn two_weeks(today: NaiveDate) -> Vec<NaiveDate> {
    let back = u64::from(today.weekday().num_days_from_monday()) + 7;
    let first = today.checked_sub_days(Days::new(back)).unwrap_or(today);
    first.iter_days().take(14).collect()
}

/// So many dishes of each kind; each meal goes on where the one before ended.
fn cooked(dishes: &[Dish], parts: &[(DishKind, usize)], turned: &mut Turned) -> Vec<DishId> {
    let mut chosen = Vec::new();
    for (kind, many) in parts {
        let of_kind: Vec<DishId> = dishes.iter().filter(|dish| dish.kind == *kind).map(|dish| dish.id).collect();
        // Rice is cooked every day.
        let (always, turning) = of_kind.split_at(usize::from(*kind == DishKind::Staple).min(of_kind.len()));
        let next = turned.entry(*kind).or_default();
        let turn = turning.iter().cycle().skip(*next % turning.len().max(1)).take(many - always.len());
        chosen.extend(always.iter().chain(turn));
        *next += many - always.len();
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn meals_have_as_many_dishes_as_is_usual_and_no_meat_or_vegetable_of_the_meal_before() {
        let dishes: Vec<Dish> = kept_dishes().collect();
        let kind_of = |id: &DishId| dishes.iter().find(|dish| dish.id == *id).unwrap().kind;
        let (mut turned, mut before) = (Turned::new(), Vec::new());
        for (parts, many) in [(&LUNCH[..], 16), (&DINNER, 13)].repeat(14) {
            let menu = cooked(&dishes, parts, &mut turned);
            assert_eq!((menu.len(), menu.iter().collect::<BTreeSet<_>>().len()), (many, many));
            let again = menu
                .iter()
                .filter(|id| before.contains(*id) && [DishKind::Meat, DishKind::Vegetable].contains(&kind_of(id)));
            assert_eq!(again.count(), 0);
            before = menu;
        }
    }

    #[test]
    fn the_two_weeks_are_whole() {
        let wednesday: NaiveDate = "2026-11-25".parse().unwrap();
        let days = two_weeks(wednesday);
        assert_eq!(
            (days[0].to_string(), days[13].to_string()),
            ("2026-11-16".to_owned(), "2026-11-29".to_owned())
        );
    }
}
