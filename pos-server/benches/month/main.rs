//! How long does a busy month keep its readers waiting? The month's board, and the same month decided again under a policy whose limits look
//! back over the whole month; on both databases, in one run.
//!
//! The figures fail the run only with `--strict`. A board or a rehearsal that leaves a meal out always does.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot go on says so by ending"
)]

#[path = "../shared/databases.rs"]
mod databases;
#[allow(dead_code, reason = "the ground of the sale path's measurement; not all of it is sold on here")]
#[path = "../sale_path/ground.rs"]
mod ground;

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use clap::Parser;
use pos_server::calendar::{Month, start_of};
use pos_server::db::Db;
use pos_server::finance::month_board;
use pos_server::finance::replay::rehearse::rehearse;
use pos_server::ids::CanteenId;
use pos_server::keys::Keys;
use pos_server::sales::sell;
use pos_server::subsidy::book::Checked;

use crate::databases::{median_and_worst, settle};
use crate::ground::{Ground, first_day};

/// What a step of a measurement comes to.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Everybody eats on each day of January.
const DAYS: u32 = 31;
/// Sales in one transaction.
const BATCH: usize = 500;
/// One after the other at the counter.
const BETWEEN_DINERS: TimeDelta = TimeDelta::seconds(10);
/// How long the board may take.
const BOARD: Duration = Duration::from_millis(300);
/// How long the rehearsal may take.
const REHEARSAL: Duration = Duration::from_secs(5);
/// Limits per day and per month, best of four subsidies, fees, three funders.
const OTHER_POLICY: &str = include_str!("../../policies/one-a-day.toml");

/// Measures the readers of a month.
#[derive(Debug, Parser)]
struct Options {
    /// How many meals the month has, at least.
    #[arg(long, default_value_t = 30_000)]
    meals: u32,
    /// How often each is read.
    #[arg(long, default_value_t = 7)]
    rounds: usize,
    /// Fail when a target is missed.
    #[arg(long)]
    strict: bool,
    /// Forget to sell the last meal: the run must fail.
    #[arg(long)]
    plant: bool,
    /// The PostgreSQL that `scripts/bench` starts, without a database; without it only SQLite is measured.
    #[arg(long, env = "CANTEEN_BENCH_POSTGRES", hide = true)]
    postgres: Option<String>,
    /// The program pgbench, which this measurement does not use.
    #[arg(long, env = "CANTEEN_BENCH_PGBENCH", hide = true)]
    pgbench: Option<std::path::PathBuf>,
    /// Cargo says this to every benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() -> Outcome<()> {
    let options = Options::parse();
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
    let keys = Keys::load_or_create(&home.path().join("canteen.key"))?;
    println!("{:<46}{:>12}{:>12}   target", "", "median ms", "worst ms");
    let mut missed = 0;
    for url in databases::empty(home.path(), options.postgres.as_deref(), "month").await? {
        let db = Db::open(&url).await?;
        let canteen = sell_a_month(&db, &keys, &options).await?;
        settle(&url).await?;
        missed += measure(&db, canteen, &options).await?;
        db.close().await;
    }
    match missed {
        0 => Ok(()),
        missed if options.strict => Err(format!("{missed} targets were missed").into()),
        missed => {
            println!("{missed} targets were missed");
            Ok(())
        }
    }
}

/// How many people eat.
const fn diners(options: &Options) -> u32 {
    options.meals.div_ceil(DAYS)
}

/// Sells a month through the code that sells; whose it is.
async fn sell_a_month(db: &Db, keys: &Keys, options: &Options) -> Outcome<CanteenId> {
    let ground = Ground::prepare(db, keys, diners(options)).await?;
    let canteen = ground.lane.canteen;
    let meals = usize::try_from(diners(options) * DAYS)? - usize::from(options.plant);
    for first in (0..meals).step_by(BATCH) {
        let mut orders = Vec::with_capacity(BATCH);
        for n in first..(first + BATCH).min(meals) {
            let mut order = ground.order(n)?;
            order.at += BETWEEN_DINERS * i32::try_from(n % ground.diners.len())?;
            order.sold_at = order.at;
            orders.push(order);
        }
        let mut tx = db.begin(canteen).await?;
        for answer in sell::sell(&mut tx, &orders).await? {
            answer.map_err(|refusal| format!("a sale was refused: {refusal:?}"))?;
        }
        tx.commit().await?;
    }
    Ok(canteen)
}

/// Reads board and rehearsal in turns; how many targets were missed.
async fn measure(db: &Db, canteen: CanteenId, options: &Options) -> Outcome<usize> {
    let month = Month::of(first_day()?);
    let (now, sold) = (start_of(month.end()), u64::from(diners(options) * DAYS));
    let checked = Checked::of(OTHER_POLICY.to_owned())?;
    let mut taken: [Vec<Duration>; 2] = Default::default();
    let [boards, rehearsals] = &mut taken;
    for _ in 0..options.rounds.max(1) {
        let begun = Instant::now();
        let mut tx = db.snapshot().await?;
        let board = month_board::read(&mut tx, canteen, month, now).await?;
        tx.commit().await?;
        serde_json::to_vec(&board)?;
        boards.push(begun.elapsed());
        let begun = Instant::now();
        let mut tx = db.snapshot().await?;
        let rehearsal = rehearse(&mut tx, canteen, month, checked.policy()).await?;
        tx.commit().await?;
        rehearsals.push(begun.elapsed());
        if u64::try_from(board.sums.meals)? != sold || rehearsal.total.booked.subsidised != sold {
            return Err(format!(
                "{sold} meals were sold, the board has {}, the rehearsal {}",
                board.sums.meals, rehearsal.total.booked.subsidised
            )
            .into());
        }
        if rehearsal.total.again == rehearsal.total.booked {
            return Err("the other policy changed nothing".into());
        }
    }
    let name = if db.is_embedded() { "SQLite" } else { "PostgreSQL" };
    let mut missed = 0;
    for (what, longest, taken) in [("board", BOARD, &taken[0]), ("rehearsal", REHEARSAL, &taken[1])] {
        let (median, worst) = median_and_worst(taken);
        let verdict = if worst <= longest { "reached" } else { "MISSED" };
        missed += usize::from(worst > longest);
        println!(
            "{:<46}{:>12}{:>12}   {} ms: {verdict}",
            format!("{name}, {sold} meals, {what}"),
            median.as_millis(),
            worst.as_millis(),
            longest.as_millis()
        );
    }
    Ok(missed)
}
