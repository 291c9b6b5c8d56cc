//! Does the canteen keep its books right over days of realistic trade? Real lanes sell over HTTP against a server in this
//! process, on a clock that is moved by hand; what they wrote down themselves is held against the server's day sheets, Z-reports and
//! trial balances.

mod plan;
mod till;
mod receipts;
mod books;
mod world;
mod shifts;
mod drive;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use crate::demo::DemoError;
use crate::demo::dice::Dice;
use crate::serve::ServeError;

/// What is simulated.
#[derive(Debug, Clone, clap::Args)]
pub struct Simulation {
    /// How many days.
    #[arg(long, default_value_t = 3)]
    pub days: u64,
    /// How many lanes sell at once.
    #[arg(long, default_value_t = 2)]
    pub lanes: usize,
    /// How many people have a card and come nearly every day.
    #[arg(long, default_value_t = 300)]
    pub diners: usize,
    /// Which course the days take: the same number takes the same one.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// An empty database to do it in, such as `postgres://user@host/name`; a temporary SQLite file without it.
    #[arg(long)]
    pub database: Option<String>,
}

/// Why a simulation stopped before its end.
#[derive(Debug, thiserror::Error)]
pub enum SimulateError {
    /// The canteen could not be furnished.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The server did not start.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// A request got no answer.
    #[error("a request got no answer: {0}")]
    Http(#[from] reqwest::Error),
    /// The setting up of the simulation was answered otherwise than expected.
    #[error("{0}")]
    Unexpected(String),
}

/// How a simulation went.
#[derive(Debug, Default)]
pub struct Report {
    /// Meals served and not undone.
    pub meals: usize,
    /// Of these, pending ones.
    pub pending: usize,
    /// Meals undone.
    pub voids: usize,
    /// Times that somebody put money on a card.
    pub top_ups: usize,
    /// Shifts counted and closed.
    pub shifts: usize,
    /// Orders that were refused, as they should be.
    pub refusals: usize,
    /// Orders sent twice.
    pub repetitions: usize,
    /// Where an answer, a day sheet, a Z-report or a trial balance is not what the lanes expected.
    pub differences: Vec<String>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("meals served", self.meals),
            ("of these pending", self.pending),
            ("undone", self.voids),
            ("top-ups", self.top_ups),
            ("shifts closed", self.shifts),
            ("refused, rightly", self.refusals),
            ("sent twice", self.repetitions),
            ("differences", self.differences.len()),
        ];
        for (words, number) in rows {
            writeln!(f, "{words:<20}{number:>8}")?;
        }
        self.differences.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// The day on which simulations begin.
fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default()
}

/// Runs a simulation. `program` reads register files in a child process.
pub async fn run(simulation: &Simulation, program: Arc<Path>) -> Result<Report, SimulateError> {
    let mut dice = Dice::from_seed(simulation.seed);
    let mut world = world::World::open(simulation, program, &mut dice, first_day()).await?;
    let mut report = Report::default();
    let mut books = books::Books::default();
    shifts::found(&world, &mut books).await?;
    for back in 0..simulation.days {
        let date = first_day().checked_add_days(Days::new(back)).unwrap_or(first_day());
        world.sign_in(date).await?;
        shifts::open(&world, &mut books).await?;
        let events = plan::events(&mut dice, &world.habits(), date);
        let day = drive::drive(&mut world, events, &mut report).await?;
        world.evening(date);
        shifts::close(&world, &mut dice, &mut books, &day, &mut report).await?;
        books.keep(&day.receipts, &day.moves);
        let mut differences = day.receipts.differences(&world.day_sheet(date).await?);
        differences.extend(books.differences(&world.trial_balance(date).await?, &world.purses));
        report
            .differences
            .extend(differences.into_iter().map(|line| format!("{date}: {line}")));
        report.meals += day.receipts.standing().count();
        report.pending += day.receipts.pending();
        report.voids += day.receipts.voided();
        report.top_ups += day.moves.iter().filter(|one| one.kind == "top_up").count();
    }
    world.close().await?;
    Ok(report)
}
