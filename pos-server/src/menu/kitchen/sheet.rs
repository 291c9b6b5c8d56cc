//! From what is the kitchen's sheet of a day and meal made? From the list, the rounds, the sales, and what the kitchen wrote down.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::balance::Balance;
use super::doors::{DoorMeal, door_meals};
use super::forecast::{WEEKS_BACK, forecast};
use super::samples::{self, KEPT};
use super::store::samples::{SampleRow, samples_of, temperatures_of};
use super::store::{self, CountRow, Which};
use super::view::{DietNote, KitchenClosing, KitchenCount, KitchenSheet, SampleView, TemperatureView, ToCook};
use super::words::KitchenNumber;
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::door::close::Doors;
use crate::deliveries::plan::Diets;
use crate::deliveries::plans;
use crate::deliveries::plans::day::by_diet;
use crate::deliveries::rounds::store::{rounds_of, stops_of};
use crate::menu::days;
use crate::residents::mask;

/// The meals for the doors of a day and meal. Give it a snapshot.
pub async fn meals_for_doors(tx: &mut Tx, (canteen, date, meal): Which) -> Result<Vec<DoorMeal>, DbError> {
    let listed = plans::store::day(tx, canteen, date, meal).await?;
    let rounds = rounds_of(tx, canteen, date, meal).await?;
    let stops = stops_of(tx, canteen, date, meal).await?;
    Ok(door_meals(listed, &rounds, &stops))
}

/// The balance of a meal as it stands now. Give it a snapshot or a write transaction.
pub async fn balance(tx: &mut Tx, which: Which) -> Result<Balance, DbError> {
    let meals = meals_for_doors(tx, which).await?;
    let counts = store::counts_of(tx, which).await?;
    let staff = store::staff_meals(tx, which).await?;
    weigh(tx, which, &meals, (&counts, staff.as_ref())).await
}

async fn weigh(
    tx: &mut Tx,
    which: Which,
    meals: &[DoorMeal],
    (counts, staff): (&[CountRow], Option<&CountRow>),
) -> Result<Balance, DbError> {
    let (canteen, date, meal) = which;
    let served = store::served(tx, canteen, meal, &[date]).await?;
    let doors = Doors::of(tx, (canteen, date, meal)).await?;
    let newest = |what: KitchenNumber| counts.iter().find(|row| row.what == what).map(|row| row.meals);
    Ok(Balance::new(
        (
            newest(KitchenNumber::Prepared),
            staff.map_or(0, |row| row.meals),
            newest(KitchenNumber::LeftOver),
        ),
        served.first().map_or(0, |day| day.meals),
        meals.iter().filter_map(DoorMeal::packed).map(|stop| doors.state_of(stop)),
    ))
}

/// The kitchen's sheet at a moment. Give it a snapshot or a write transaction.
pub async fn read(tx: &mut Tx, which: Which, now: Timestamp) -> Result<KitchenSheet, DbError> {
    let (canteen, date, meal) = which;
    let meals = meals_for_doors(tx, which).await?;
    let counts = store::counts_of(tx, which).await?;
    let staff = store::staff_meals(tx, which).await?;
    let balance = weigh(tx, which, &meals, (&counts, staff.as_ref())).await?;
    let past = same_weekdays(date, calendar::day_of(now));
    let forecast = forecast(store::served(tx, canteen, meal, &past).await?);
    let closings = store::closings_of(tx, which).await?;
    let (samples, overdue): (Vec<SampleRow>, Vec<SampleRow>) = samples_of(tx, which, now - KEPT)
        .await?
        .into_iter()
        .partition(|row| (row.service_date, row.meal) == (date, meal));
    let temperatures = temperatures_of(tx, which).await?;
    let taken: Vec<_> = samples.iter().map(|row| (row.dish.as_str(), row.end())).collect();
    let dishes = on_the_menu(tx, which).await?;
    let cooked = dishes
        .iter()
        .filter(|_| balance.has_begun())
        .chain(temperatures.iter().map(|row| &row.dish));
    let shown = |rows: Vec<SampleRow>| rows.into_iter().map(|row| SampleView::new(row, now)).collect();
    Ok(KitchenSheet {
        service_date: date,
        meal,
        at: now,
        to_cook: to_cook(&meals, forecast.meals, staff.as_ref()),
        forecast,
        balance,
        is_closed: closings.first().is_some_and(|closing| Some(closing.figures()) == balance.figures()),
        counts: shown_counts(&counts),
        closings: closings.into_iter().map(KitchenClosing::from).collect(),
        no_sample: balance.has_begun() && taken.is_empty(),
        without_sample: samples::without_a_sample(cooked.map(String::as_str), &taken),
        dishes,
        samples: shown(samples),
        overdue: shown(overdue),
        temperatures: temperatures.into_iter().map(TemperatureView::from).collect(),
    })
}

fn to_cook(meals: &[DoorMeal], counter: Option<i64>, staff: Option<&CountRow>) -> ToCook {
    let many = |is: &dyn Fn(&DoorMeal) -> bool| i64::try_from(meals.iter().filter(|meal| is(meal)).count()).unwrap_or(i64::MAX);
    let (doors, for_staff) = (many(&|_| true), staff.map_or(0, |row| row.meals));
    let mut notes: BTreeMap<(&Diets, String), i64> = BTreeMap::new();
    for meal in meals.iter().filter(|meal| !meal.diet_note.is_empty()) {
        *notes.entry((&meal.diets, mask::digits(&meal.diet_note))).or_default() += 1;
    }
    ToCook {
        meals: doors + counter.unwrap_or(0) + for_staff,
        doors,
        packed: many(&|meal| meal.packed().is_some()),
        in_no_round: many(&|meal| meal.carried.is_none()),
        diets: by_diet(meals.iter().map(|meal| &meal.diets)),
        notes: notes
            .into_iter()
            .map(|((diets, words), meals)| DietNote {
                diets: diets.clone(),
                words,
                meals,
            })
            .collect(),
        counter,
        staff: for_staff,
        staff_since: staff.map(|row| row.service_date),
    }
}

/// The names of the dishes on a meal's menu, in its order.
async fn on_the_menu(tx: &mut Tx, (canteen, date, meal): Which) -> Result<Vec<String>, DbError> {
    let menus = days::view::menus(tx, canteen, date, date).await?;
    let menu = menus.into_iter().find(|menu| menu.meal == meal);
    Ok(menu.map_or_else(Vec::new, |menu| menu.dishes.into_iter().map(|dish| dish.name).collect()))
}

/// The same weekdays before a day that are over: what a day has served so far says nothing about a whole one.
fn same_weekdays(date: NaiveDate, today: NaiveDate) -> Vec<NaiveDate> {
    let before = (1..=WEEKS_BACK).filter_map(|weeks| date.checked_sub_days(Days::new(7 * weeks)));
    before.filter(|day| *day < today).collect()
}

fn shown_counts(newest_first: &[CountRow]) -> Vec<KitchenCount> {
    let is_newest = |place: usize, row: &CountRow| {
        newest_first
            .get(..place)
            .is_some_and(|before| before.iter().all(|other| other.what != row.what))
    };
    let shown = newest_first.iter().enumerate().map(|(place, row)| KitchenCount {
        what: row.what,
        meals: row.meals,
        counts: is_newest(place, row),
        staff: row.staff.clone(),
        at: row.at,
    });
    shown.collect()
}
