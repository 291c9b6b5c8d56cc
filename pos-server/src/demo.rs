//! What does the canteen look like with life in it? A made-up community, and some weeks of its meals and its money.

pub mod dice;
mod names;
mod numbers;
mod places;
mod households;
pub mod community;
pub mod register;
pub mod trade;
pub mod drawer;
mod purses;
mod dishes;
mod menus;
mod office;
pub mod history;
mod doors;
pub mod furnish;
mod welcome;

use std::path::Path;
use std::sync::Arc;

use chrono::{Days, TimeDelta};

use crate::app::App;
use crate::calendar::day_of;
use crate::clock::{Clock, Timestamp};
use crate::db::Db;
use crate::keys::Keys;
use crate::private;
use crate::staff::actor::Role;
use crate::staff::setup::Furnish;

use dice::Dice;
pub use furnish::DemoError;
pub use welcome::welcome;

/// Which community the demo has, and how much of it.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Extent {
    /// Which community: the same number makes the same one.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// How many residents at most; the whole community has more than ten thousand.
    #[arg(long)]
    pub residents: Option<usize>,
    /// How many days of meals there are before today.
    #[arg(long, default_value_t = 21, value_parser = clap::value_parser!(u64).range(..=366))]
    pub days: u64,
}

/// Makes the demo's folder with its database and key file, unless it is there. Meals are told up to `now`, the one under way
/// included. Nothing half made stays: the folder gets its name when all is done. Tells how many meals were served, `None`
/// where the folder was there.
pub async fn prepare(folder: &Path, program: Arc<Path>, with: Furnish, extent: Extent, now: Timestamp) -> Result<Option<usize>, DemoError> {
    if folder.exists() {
        return Ok(None);
    }
    let unfinished = folder.with_extension("unfinished");
    if unfinished.exists() {
        std::fs::remove_dir_all(&unfinished)?;
    }
    private::make_folder(&unfinished)?;
    let app = App {
        db: Db::open(&format!("sqlite:{}", unfinished.join("canteen.sqlite").display())).await?,
        clock: Clock::manual(now),
        keys: Arc::new(Keys::load_or_create(&unfinished.join("canteen.key"))?),
        base_url: "http://127.0.0.1".into(),
        program,
        is_https: false,
    };
    let served = fill(&app, with, extent, now).await?;
    app.db.close().await;
    std::fs::rename(&unfinished, folder)?;
    Ok(Some(served))
}

/// Furnishes a canteen in an empty book and tells its weeks up to `now`.
pub async fn fill(app: &App, with: Furnish, extent: Extent, now: Timestamp) -> Result<usize, DemoError> {
    let mut dice = Dice::from_seed(extent.seed);
    let today = day_of(now);
    let days: Vec<_> = (0..=extent.days)
        .rev()
        .filter_map(|back| today.checked_sub_days(Days::new(back)))
        .collect();
    let opening = days.first().and_then(|first| first.checked_sub_days(Days::new(1))).unwrap_or(today);
    let mut people = community::community(extent.seed, opening);
    people.truncate(extent.residents.unwrap_or(usize::MAX));
    let canteen = furnish::furnish(app, with, &mut dice, &people, opening).await?;
    menus::set_menus(app, furnish::with_role(&canteen.staff, Role::Coordinator)?, today).await?;
    let counters = furnish::open_lanes(app, &canteen.staff).await?;
    // Two minutes ago at the latest, so that whoever starts now comes after them.
    let until = now - TimeDelta::minutes(2);
    let cast = history::Cast {
        counters: &counters,
        diners: &canteen.diners,
        accountant: furnish::with_role(&canteen.staff, Role::Finance)?,
    };
    let served = history::tell(&app.db, cast, &days, until, &mut dice).await?;
    let coordinator = furnish::with_role(&canteen.staff, Role::Coordinator)?;
    doors::plan(app, coordinator, &people, (extent.seed, today), now).await?;
    Ok(served)
}
