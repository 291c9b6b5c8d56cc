//! Where does a simulation happen? In a canteen of its own: an empty database, the real server, and enrolled lanes.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};
use uuid::Uuid;

use super::till::Till;
use super::{SimulateError, Simulation};
use crate::app::App;
use crate::clock::Clock;
use crate::config::{Listen, PATIENCE_SECONDS};
use crate::db::Db;
use crate::demo::DemoError;
use crate::demo::community::{Person, community};
use crate::demo::dice::Dice;
use crate::demo::furnish::{PASSWORD, PIN, furnish};
use crate::demo::history::Diner;
use crate::demo::trade::{Habit, at};
use crate::keys::Keys;
use crate::money::Fen;
use crate::serve::{self, Running, SHIPPED_POLICY};

/// A lane of the simulation.
#[derive(Debug)]
pub struct Lane {
    /// Its device.
    pub till: Till,
    /// Its code, as the day sheet names it.
    pub code: String,
    cashier: Uuid,
}

/// A canteen of the simulation.
#[derive(Debug)]
pub struct World {
    /// The server's state: its clock is moved from here.
    pub app: App,
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// The card holders.
    pub diners: Vec<Diner>,
    /// What each of them has on the card, as they remember it.
    pub purses: Vec<Fen>,
    /// The office.
    pub office: Till,
    running: Running,
    /// Its files go when the world does.
    folder: tempfile::TempDir,
}

impl World {
    /// Furnishes a canteen and opens its lanes, on the day before `first`.
    pub async fn open(simulation: &Simulation, program: Arc<Path>, dice: &mut Dice, first: NaiveDate) -> Result<Self, SimulateError> {
        let folder = tempfile::tempdir().map_err(DemoError::from)?;
        let listener = TcpListener::bind("127.0.0.1:0").map_err(DemoError::from)?;
        let listen = Listen {
            listen: listener.local_addr().map_err(DemoError::from)?,
            public_url: None,
            tls_cert: None,
            tls_key: None,
            patience_seconds: PATIENCE_SECONDS,
        };
        let file = || format!("sqlite:{}", folder.path().join("canteen.sqlite").display());
        let app = App {
            db: Db::open(&simulation.database.clone().unwrap_or_else(file))
                .await
                .map_err(DemoError::from)?,
            clock: Clock::manual(at(first)),
            keys: Arc::new(Keys::load_or_create(&folder.path().join("canteen.key")).map_err(DemoError::from)?),
            base_url: listen.base_url(listen.listen).into(),
            program,
            is_https: false,
        };
        let opening = first.pred_opt().unwrap_or(first);
        let people = enough_people(simulation, opening)?;
        let mut diners = furnish(&app, SHIPPED_POLICY, dice, &people, opening).await?.diners;
        diners.retain(|diner| is_eligible_for_years(diner.birth, opening));
        diners.truncate(simulation.diners);
        let running = serve::start(app.clone(), listener, &listen).await?;
        let mut world = Self {
            office: Till::new(&app.base_url)?,
            app,
            lanes: Vec::new(),
            purses: vec![Fen::ZERO; diners.len()],
            diners,
            running,
            folder,
        };
        world.sign_in(opening).await?;
        for _ in 0..simulation.lanes.max(1) {
            world.add_lane().await?;
        }
        Ok(world)
    }

    /// Enrols a device as a lane and hires a cashier for it.
    async fn add_lane(&mut self) -> Result<(), SimulateError> {
        let code = format!("{:02}", self.lanes.len() + 1);
        let (id, cashier) = (Uuid::now_v7(), Uuid::now_v7());
        let made = self
            .office
            .must("/lanes/codes", &json!({ "id": id, "name": format!("{code} 号窗口") }))
            .await?;
        let person =
            json!({ "id": cashier, "login": format!("lane{code}"), "name": format!("收银 {code}"), "role": "cashier", "pin": PIN });
        self.office.must("/staff", &person).await?;
        let till = Till::new(&self.app.base_url)?;
        till.must("/lanes/enrol", &json!({ "code": made["code"] })).await?;
        self.lanes.push(Lane { till, code, cashier });
        Ok(())
    }

    /// Begins a day: everybody signs in at ten o'clock.
    pub async fn sign_in(&mut self, day: NaiveDate) -> Result<(), SimulateError> {
        self.app.clock.set(at(day) + TimeDelta::hours(10));
        self.office
            .must("/session", &json!({ "login": "admin", "password": PASSWORD }))
            .await?;
        for lane in &self.lanes {
            let who = json!({ "staff_id": lane.cashier, "pin": PIN });
            lane.till.must("/lane/cashier", &who).await?;
        }
        Ok(())
    }

    /// Everybody's habit: they come nearly every day.
    pub fn habits(&self) -> Vec<Habit> {
        vec![Habit::regular(); self.diners.len()]
    }

    /// Moves the clock to the evening of a day, when the drawers are counted.
    pub fn evening(&self, day: NaiveDate) {
        self.app.clock.set(at(day) + TimeDelta::hours(19) + TimeDelta::minutes(30));
    }

    /// What the server says stands on the accounts at the end of a day.
    pub async fn trial_balance(&self, day: NaiveDate) -> Result<Value, SimulateError> {
        let reply = self.office.get(&format!("/books/trial-balance?date={day}")).await?;
        Ok(reply.body)
    }

    /// What the server says of a day.
    pub async fn day_sheet(&self, day: NaiveDate) -> Result<Value, SimulateError> {
        let reply = self.office.get(&format!("/days/{day}")).await?;
        Ok(reply.body)
    }

    /// Stops the server and removes the files.
    pub async fn close(self) -> Result<(), SimulateError> {
        self.running.stop().await?;
        self.app.db.close().await;
        self.folder.close().map_err(DemoError::from)?;
        Ok(())
    }
}

/// The first people of a community among whom there are enough diners.
fn enough_people(simulation: &Simulation, on: NaiveDate) -> Result<Vec<Person>, SimulateError> {
    let mut diners = 0;
    let mut people = community(simulation.seed, on);
    let enough = people.iter().position(|person| {
        diners += usize::from(is_eligible_for_years(person.birth, on));
        diners >= simulation.diners
    });
    let Some(last) = enough else {
        return Err(SimulateError::Unexpected(format!("the community has only {diners} diners")));
    };
    people.truncate(last + 1);
    Ok(people)
}

/// Old enough, or young enough not to grow out of it while the simulation lasts.
fn is_eligible_for_years(birth: NaiveDate, on: NaiveDate) -> bool {
    on.years_since(birth).is_some_and(|age| !(11..60).contains(&age))
}
