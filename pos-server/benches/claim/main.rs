//! How fast does a closed month leave the house, beside the database's own CSV dump of the same rows in the same run, and in how much
//! memory? On SQLite the dump is the C library on one thread, on PostgreSQL its own COPY.
//!
//! The figures fail the run only with `--strict`. A file that leaves a meal out always does.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot go on says so by ending"
)]

#[path = "../shared/databases.rs"]
mod databases;
mod dump;
#[allow(dead_code, reason = "the ground of the sale path's measurement; nothing is sold on here")]
#[path = "../sale_path/ground.rs"]
mod ground;
mod month;

use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::Parser;
use pos_server::db::Db;
use pos_server::finance::claim::{csv, xlsx};
use pos_server::ids::CanteenId;
use pos_server::keys::Keys;
use pos_server::text::Language;

use crate::databases::{median_and_worst, settle};

/// What a step of a measurement comes to.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How many times the dump each file may take, in hundredths.
const TARGETS: [(&str, u128); 2] = [("CSV", 300), ("XLSX", 1200)];
/// How many kB (1,000 bytes) of memory the writing of a file may take.
const MEMORY_KB: u64 = 200_000;

/// Measures the claim's files.
#[derive(Debug, Parser)]
struct Options {
    /// How many meals the closed month has.
    #[arg(long, default_value_t = 1_000_000)]
    meals: u32,
    /// How often everything is written, in turns.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Fail when a target is missed.
    #[arg(long)]
    strict: bool,
    /// Count a meal that was never written down: the run must fail.
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
    let mut missed = 0;
    for url in databases::empty(home.path(), options.postgres.as_deref(), "claim").await? {
        let db = Db::open(&url).await?;
        let canteen = month::make(&db, &keys, options.meals).await?;
        settle(&url).await?;
        missed += measure(&db, &url, (canteen, &options), home.path()).await?;
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

/// Writes dump, CSV and workbook in turns, and prints the medians and the ratios within each turn; how many targets were missed.
async fn measure(db: &Db, url: &str, (canteen, options): (CanteenId, &Options), home: &Path) -> Outcome<usize> {
    let mut took: [Vec<Duration>; 3] = Default::default();
    let (mut sizes, mut memory) = ([0; 3], [0; 2]);
    for _ in 0..options.rounds.max(1) {
        let begun = Instant::now();
        sizes[0] = dump::write(url, &home.join("dump.csv")).await?;
        took[0].push(begun.elapsed());
        for kind in [0, 1] {
            forget_peak()?;
            let begun = Instant::now();
            let mut tx = db.snapshot().await?;
            let file = if kind == 0 {
                csv::write(&mut tx, canteen, month::month()?, Language::Zh).await?
            } else {
                xlsx::write(&mut tx, canteen, month::month()?, Language::Zh).await?
            };
            tx.commit().await?;
            took[kind + 1].push(begun.elapsed());
            memory[kind] = memory[kind].max(peak_memory_kb()?);
            sizes[kind + 1] = file.metadata()?.len();
            if kind == 0 {
                every_meal_is_in(file, options.meals + u32::from(options.plant))?;
            }
        }
    }
    let name = if db.is_embedded() { "SQLite" } else { "PostgreSQL" };
    println!("{name}, {} meals, median of {} rounds", options.meals, options.rounds.max(1));
    println!(
        "  {:<34}{:>10} ms{:>8} MB",
        "the database's own CSV dump",
        median_and_worst(&took[0]).0.as_millis(),
        sizes[0] / 1_000_000
    );
    let mut missed = 0;
    for (kind, (name, target)) in TARGETS.iter().enumerate() {
        let mut ratios: Vec<u128> = took[kind + 1]
            .iter()
            .zip(&took[0])
            .map(|(file, dump)| file.as_micros() * 100 / dump.as_micros().max(1))
            .collect();
        ratios.sort_unstable();
        let ratio = ratios[ratios.len() / 2];
        let all: Vec<String> = ratios.iter().map(|ratio| hundredths(*ratio)).collect();
        println!(
            "  {name:<34}{:>10} ms{:>8} MB{:>8} times   <= {}: {} ({})",
            median_and_worst(&took[kind + 1]).0.as_millis(),
            sizes[kind + 1] / 1_000_000,
            hundredths(ratio),
            target / 100,
            verdict(ratio <= *target),
            all.join(" "),
        );
        let peak = memory[kind];
        println!(
            "  {:<34}{:>10} MB{:>26}< {}: {}",
            "  peak memory",
            peak / 1_000,
            "",
            MEMORY_KB / 1_000,
            verdict(peak < MEMORY_KB)
        );
        missed += usize::from(ratio > *target) + usize::from(peak >= MEMORY_KB);
    }
    Ok(missed)
}

fn hundredths(ratio: u128) -> String {
    format!("{}.{:02}", ratio / 100, ratio % 100)
}

const fn verdict(is_reached: bool) -> &'static str {
    if is_reached { "reached" } else { "MISSED" }
}

/// The CSV has a row for each meal.
fn every_meal_is_in(file: File, meals: u32) -> Outcome<()> {
    let mut rows = ::csv::ReaderBuilder::new()
        .flexible(false)
        .from_reader(std::io::BufReader::new(file));
    let (mut row, mut read) = (::csv::ByteRecord::new(), 0_u32);
    while rows.read_byte_record(&mut row)? {
        read += 1;
    }
    if read == meals {
        Ok(())
    } else {
        Err(format!("{meals} meals were closed, the CSV has {read}").into())
    }
}

/// From here on the peak counts again (Linux, proc(5), `clear_refs`).
fn forget_peak() -> Outcome<()> {
    Ok(std::fs::write("/proc/self/clear_refs", "5")?)
}

/// The most memory that this process held since the peak was forgotten, in kB of 1,000 bytes.
fn peak_memory_kb() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kib * 1_024 / 1_000)
}
