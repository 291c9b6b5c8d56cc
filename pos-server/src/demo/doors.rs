//! Who gets meals at the door in the demo? The oldest of each grid, with diets, whom to call and some holds; and a first sketch of where the
//! buildings stand.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::community::Person;
use super::dice::Dice;
use super::furnish::DemoError;
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::deliveries::plan::{Diet, Diets, Hold, PaysBy, Plan, Weekdays};
use crate::deliveries::plans::contacts::{self, Wanted};
use crate::deliveries::plans::store::{Door, holds, insert_plans, page};
use crate::deliveries::plans::view::door_note_place;
use crate::deliveries::rounds::layout::first_layout;
use crate::deliveries::rounds::places::names_of;
use crate::deliveries::rounds::store::{places_of, put_places};
use crate::ids::{CanteenId, ContactId, HoldId, PlanId};
use crate::keys::sha256;
use crate::residents::search::Typed;
use crate::staff::actor::Actor;
use crate::subsidy::words::Meal;

/// How many of each grid get their meals at the door.
const OF_A_GRID: usize = 5;
/// The compounds whose houses have lifts.
const WITH_LIFTS: [&str; 2] = ["阳光新城", "锦绣花园"];
/// What there is to know at some doors.
const NOTES: [&str; 4] = [
    "敲门重一点，听力不好",
    "走得慢，请多等一会儿",
    "门铃坏了，请敲门",
    "放门口的凳子上，看着她端进去",
];
/// Why some deliveries are held: the reason, who asked, and for how many days.
const HOLDS: [(&str, &str, u64); 5] = [
    ("住院检查", "女儿", 6),
    ("去儿子家住几天", "儿子", 3),
    ("女儿来照顾", "女儿", 9),
    ("走亲戚", "老伴", 2),
    ("住院", "儿子", 13),
];

/// Plans deliveries from a day on, and draws the buildings.
pub async fn plan(
    app: &App,
    coordinator: &Actor,
    people: &[Person],
    (seed, from): (u64, NaiveDate),
    now: Timestamp,
) -> Result<(), DemoError> {
    let mut dice = Dice::from_seed(seed);
    let canteen = coordinator.canteen;
    let mut tx = app.db.begin(canteen).await?;
    draw(&mut tx, canteen).await?;
    let everybody = Typed {
        name: Some(String::new()),
        place: None,
        door: None,
    };
    let doors = page(&mut tx, canteen, (Some(&everybody), from), Uuid::nil(), i64::MAX).await?;
    let frail = oldest(people, &doors);
    let mut plans = Vec::new();
    for (place, (person, door)) in frail.iter().enumerate() {
        let weekdays = if place % 4 == 3 { Weekdays::WORKDAYS } else { Weekdays::DAILY };
        plans.extend(plans_of(app, &mut dice, (person, door, weekdays), (coordinator, from), now)?);
        let called: Vec<Wanted> = relatives(&mut dice, people, person);
        contacts::set(&mut tx, canteen, door.id, called, &app.keys).await?;
    }
    insert_plans(&mut tx, canteen, plans).await?;
    for ((reason, asker, days), (_, door)) in HOLDS.into_iter().zip(frail.iter().step_by(7)) {
        let id = HoldId::new();
        let hold = Hold {
            id,
            resident_id: door.id,
            meal: None,
            true_from: from,
            true_to: from.checked_add_days(Days::new(days)),
            reason: reason.to_owned(),
            asked_by: "relative".to_owned(),
            asker: asker.to_owned(),
            withdrawn: false,
            known_since: now,
            recorded_by: Some(coordinator.staff),
            replaces: None,
            request_hash: sha256(id.to_string().as_bytes()).to_vec(),
        };
        holds::insert(&mut tx, canteen, hold).await?;
    }
    Ok(tx.commit().await?)
}

/// Draws every building where the first layout puts it.
async fn draw(tx: &mut Tx, canteen: CanteenId) -> Result<(), DemoError> {
    let buildings = places_of(tx, canteen).await?;
    let names: Vec<[&str; 3]> = buildings.iter().map(names_of).collect();
    let drawn = buildings.iter().zip(first_layout(&names));
    let places = drawn.map(|(row, at)| (row.building_id, at.x, at.y, WITH_LIFTS.contains(&row.compound.as_str())));
    let places: Vec<_> = places.collect();
    Ok(put_places(tx, canteen, places.into_iter()).await?)
}

/// The oldest of each grid, each with the door.
fn oldest<'a>(people: &'a [Person], doors: &'a [Door]) -> Vec<(&'a Person, &'a Door)> {
    let by_home: BTreeMap<[&str; 5], &Door> = doors.iter().map(|door| (door_key(door), door)).collect();
    let mut grids: BTreeMap<&str, Vec<&Person>> = BTreeMap::new();
    for person in people {
        grids.entry(person.home.grid).or_default().push(person);
    }
    let of_grid = |mut grid: Vec<&'a Person>| {
        grid.sort_by_key(|person| person.birth);
        grid.into_iter().take(OF_A_GRID).collect::<Vec<_>>()
    };
    let frail = grids.into_values().flat_map(of_grid);
    frail
        .filter_map(|person| Some((person, *by_home.get(&person_key(person))?)))
        .collect()
}

fn door_key(door: &Door) -> [&str; 5] {
    let [compound, building, unit, room] =
        [&door.compound, &door.building, &door.unit, &door.room].map(|part| part.as_deref().unwrap_or_default());
    [&door.name, compound, building, unit, room]
}

fn person_key(person: &Person) -> [&str; 5] {
    let home = &person.home;
    [&person.name, home.compound, &home.building, &home.unit, &home.room]
}

/// Lunch for everybody, dinner for one in four.
fn plans_of(
    app: &App,
    dice: &mut Dice,
    (person, door, weekdays): (&Person, &Door, Weekdays),
    (coordinator, from): (&Actor, NaiveDate),
    now: Timestamp,
) -> Result<Vec<Plan>, DemoError> {
    let diets = match dice.between(1, 10) {
        1..=2 => vec![Diet::Diabetic],
        3..=4 => vec![Diet::LowSalt],
        5 => vec![Diet::Soft],
        6 => vec![Diet::LowSalt, Diet::Soft],
        _ => Vec::new(),
    };
    let pays = dice.weighted(&[(PaysBy::Owed, 4), (PaysBy::Cash, 3), (PaysBy::Wallet, 3)]).copied();
    let note = if person.note.is_empty() {
        dice.pick(&NOTES).copied().filter(|_| dice.happens(500))
    } else {
        Some(person.note)
    };
    let sealed = note.map(|note| app.keys.seal(&door_note_place(door.id), note)).transpose()?;
    let meals: &[Meal] = if dice.happens(250) {
        &[Meal::Lunch, Meal::Dinner]
    } else {
        &[Meal::Lunch]
    };
    let plan = |meal: &Meal| Plan {
        id: PlanId::new(),
        resident_id: door.id,
        meal: *meal,
        weekdays,
        true_from: from,
        true_to: None,
        diets: Diets::from(diets.clone()),
        diet_note: String::new(),
        door_note: sealed.clone(),
        pays: pays.unwrap_or(PaysBy::Owed),
        reason: String::new(),
        withdrawn: false,
        known_since: now,
        recorded_by: Some(coordinator.staff),
        replaces: None,
        request_hash: None,
    };
    Ok(meals.iter().map(plan).collect())
}

/// Whom to call: grown-ups with a phone at home, else a neighbour of the same landing.
fn relatives(dice: &mut Dice, people: &[Person], of: &Person) -> Vec<Wanted> {
    let others = people.iter().filter(|person| *person != of && person.phone.is_some());
    let (home, house): (Vec<&Person>, Vec<&Person>) = others
        .filter(|person| person.home.compound == of.home.compound && person.home.building == of.home.building)
        .partition(|person| person.home == of.home);
    let near = home.into_iter().take(2).map(|person| (person, "家人"));
    let neighbour = dice.pick(&house).copied().map(|person| (person, "邻居"));
    let called = near.chain(neighbour).map(|(person, relation)| Wanted {
        id: ContactId::new(),
        name: person.name.clone(),
        relation: relation.to_owned(),
        phone: person.phone.clone(),
    });
    called.collect()
}
