//! What does the demo canteen have before its first meal? Staff of all roles, two lanes, the register and everybody's cards,
//! each made by the code that a real canteen uses.

use chrono::{NaiveDate, TimeDelta};

use super::community::Person;
use super::dice::Dice;
use super::history::{Counter, Diner, HistoryError};
use super::register;
use super::trade::{Habit, at};
use crate::app::App;
use crate::calendar::age_in_full_years;
use crate::cards::issue::{self, IssueError, Issuer, Order, To};
use crate::cards::store::printed_of_batch;
use crate::cards::today::Ages;
use crate::cards::token::CardToken;
use crate::db::DbError;
use crate::deliveries::plans::contacts::ContactError;
use crate::ids::{BatchId, CanteenId, LaneId, StaffId};
use crate::menu::days::set::MenuError;
use crate::menu::dishes::save::DishError;
use crate::residents::apply::{self, ImportError};
use crate::staff::actor::{Actor, LaneDevice, Role};
use crate::staff::audit::By;
use crate::staff::credentials::{CredentialError, Login, Name, Password, Pin};
use crate::staff::enrol::{self, EnrolError};
use crate::staff::people::{self, NewStaff, StaffError};
use crate::staff::setup::{FIRST_CODE, Furnish, SetupError, found_canteen};

/// The canteen's name.
const CANTEEN: &str = "七一社区幸福食堂";
/// The password of everybody in the demo: nobody in it exists, and it listens on this computer only unless told otherwise.
pub const PASSWORD: &str = "xingfu-shitang";
/// The PIN of its cashiers.
pub const PIN: &str = "2468";
/// The demo's staff: login, name, role.
pub const STAFF: [(&str, &str, Role); 8] = [
    ("admin", "陈主任", Role::Admin),
    ("coordinator", "李社工", Role::Coordinator),
    ("cashier1", "王收银", Role::Cashier),
    ("cashier2", "赵收银", Role::Cashier),
    ("volunteer", "孙志愿", Role::Volunteer),
    ("finance", "周会计", Role::Finance),
    ("checker", "吴复核", Role::Checker),
    ("auditor", "郑审计", Role::Auditor),
];
/// The names of its lanes.
const LANES: [&str; 2] = ["一号窗口", "二号窗口"];

/// Why the demo could not be made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A folder or a file.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The key file.
    #[error(transparent)]
    Key(#[from] crate::keys::KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A login, a name, a password or a PIN of the demo is not taken.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The canteen.
    #[error(transparent)]
    Setup(#[from] SetupError),
    /// The staff.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// The lanes.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// The register's file.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// The register.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The cards.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The dishes.
    #[error(transparent)]
    Dish(#[from] DishError),
    /// The menus.
    #[error(transparent)]
    Menu(#[from] MenuError),
    /// Whom to call.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// The meals.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The demo's table of staff lacks a role.
    #[error("the demo's staff lacks a role")]
    NoSuchRole,
}

/// A furnished canteen: who works there, and who eats there.
#[derive(Debug)]
pub struct Furnished {
    /// The staff of [`STAFF`].
    pub staff: Vec<Actor>,
    /// The card holders.
    pub diners: Vec<Diner>,
}

/// Furnishes an empty book for a community, as of a day. Moves the app's clock to that day.
pub async fn furnish(app: &App, with: Furnish, dice: &mut Dice, people: &[Person], on: NaiveDate) -> Result<Furnished, DemoError> {
    app.clock.set(at(on) + TimeDelta::hours(9));
    let staff = hire(app, with).await?;
    let coordinator = with_role(&staff, Role::Coordinator)?;
    import(app, coordinator, people, on).await?;
    let diners = issue_cards(app, coordinator, dice, on).await?;
    Ok(Furnished { staff, diners })
}

/// The first of the staff with a role.
pub fn with_role(staff: &[Actor], role: Role) -> Result<&Actor, DemoError> {
    staff.iter().find(|actor| actor.role == role).ok_or(DemoError::NoSuchRole)
}

/// Founds the canteen with its first person, and hires the others.
async fn hire(app: &App, with: Furnish) -> Result<Vec<Actor>, DemoError> {
    let mut staff: Vec<Actor> = Vec::new();
    for (login, name, role) in STAFF {
        let login = Login::parse(login)?;
        let new = NewStaff {
            id: StaffId::new(),
            name: Name::parse(name)?,
            role,
            password: Some(Password::parse(PASSWORD, &login)?),
            pin: (role == Role::Cashier).then(|| Pin::parse(PIN)).transpose()?,
            login,
        };
        let row = if let Some(first) = staff.first() {
            people::add(app, &By::Console(first.canteen), new).await?
        } else {
            let mut row = people::hashed(app, CanteenId::new(), new).await?;
            let mut tx = app.db.begin_shared().await?;
            row.canteen_id = found_canteen(
                &mut tx,
                &app.keys,
                with,
                FIRST_CODE,
                &Name::parse(CANTEEN)?,
                row.clone(),
                app.clock.now(),
            )
            .await?;
            tx.commit().await?;
            row
        };
        staff.push(row.into_actor());
    }
    Ok(staff)
}

async fn import(app: &App, coordinator: &Actor, people: &[Person], on: NaiveDate) -> Result<(), DemoError> {
    let csv = register::csv(people)?;
    let file = apply::read(&app.program, &csv, on, &app.keys).await?;
    let mut tx = app.db.begin(coordinator.canteen).await?;
    let difference = apply::difference(&mut tx, coordinator.canteen, &file, on, &app.keys).await?;
    let by = (app.clock.now(), Some(coordinator.staff));
    let ready = apply::prepare(&mut tx, coordinator.canteen, file, difference.hash(), &app.keys, by).await?;
    apply::apply(&mut tx, coordinator.canteen, ready).await?;
    tx.commit().await?;
    Ok(())
}

/// Gives everybody who is eligible a card, and a habit that fits their age.
async fn issue_cards(app: &App, coordinator: &Actor, dice: &mut Dice, on: NaiveDate) -> Result<Vec<Diner>, DemoError> {
    let order = Order {
        batch: BatchId::new(),
        to: To::AllEligible,
        expires_on: None,
    };
    let mut tx = app.db.begin(coordinator.canteen).await?;
    let ages = Ages::read(&mut tx, coordinator.canteen, on).await?;
    let issuer = Issuer::new(app, coordinator, app.clock.now());
    issue::issue(&mut tx, &issuer, &order, |birth| ages.is_eligible(birth)).await?;
    let cards = printed_of_batch(&mut tx, coordinator.canteen, order.batch).await?;
    tx.commit().await?;
    let diners = cards.into_iter().map(|card| Diner {
        card: card.id,
        token: CardToken::of(&app.keys, card.id),
        birth: card.birth_date,
        habit: Habit::draw(dice, age_in_full_years(card.birth_date, on).is_some_and(|age| age < 18)),
        keeps_money: dice.happens(300),
    });
    Ok(diners.collect())
}

/// Enrols the lanes, each with a cashier.
pub async fn open_lanes(app: &App, staff: &[Actor]) -> Result<Vec<Counter>, DemoError> {
    let admin = with_role(staff, Role::Admin)?;
    let cashiers = staff.iter().filter(|actor| actor.role == Role::Cashier);
    let mut counters = Vec::new();
    for ((name, cashier), no) in LANES.into_iter().zip(cashiers).zip(1..) {
        let id = LaneId::new();
        let code = enrol::new_code(app, admin, id, Name::parse(name)?).await?;
        enrol::enrol(app, &code.digits, None).await?;
        counters.push(Counter {
            lane: LaneDevice {
                canteen: admin.canteen,
                canteen_name: CANTEEN.to_owned(),
                id,
                code: format!("{no:02}"),
                name: name.to_owned(),
            },
            cashier: cashier.staff,
            cashier_name: cashier.name.clone(),
        });
    }
    Ok(counters)
}
