//! How fast does a closed month leave the house, beside the database's own CSV dump of the same rows in the same run, and in how much
//! memory? On SQLite the dump is the C library on one thread, on PostgreSQL its own COPY.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot go on says so by ending"
)]

mod dump;
#[allow(dead_code, reason = "the ground of the sale path's measurement; nothing is sold on here")]
#[path = "../sale_path/ground.rs"]
mod ground;
mod month;

use std::path::Path;
use std::time::{Duration, Instant};

use clap::Parser;
use pos_server::db::Db;
use pos_server::finance::claim::{csv, xlsx};
use pos_server::ids::CanteenId;
use pos_server::keys::Keys;
use pos_server::text::Language;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// What a step of a measurement comes to.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How many times the dump each file may take, in hundredths.
const TARGETS: [(&str, u128); 2] = [("CSV", 300), ("XLSX", 1200)];
/// How much memory the whole run may take.
const MEMORY_MIB: u64 = 200;

/// Measures the claim's files.
#[derive(Debug, Parser)]
struct Options {
    /// How many meals the closed month has.
    #[arg(long, default_value_t = 1_000_000)]
    meals: u32,
    /// How often everything is written, in turns.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
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
    let mut places = vec![format!("sqlite:{}", home.path().join("claim.sqlite").display())];
    if let Some(postgres) = &options.postgres {
        places.push(fresh(postgres).await?);
    }
    for url in places {
        let db = Db::open(&url).await?;
        let canteen = month::make(&db, &keys, options.meals).await?;
        if url.starts_with("postgres") {
            run(&url, "VACUUM (ANALYZE)".to_owned()).await?;
        }
        measure(&db, &url, (canteen, &options), home.path()).await?;
        db.close().await;
    }
    Ok(())
}

/// Writes dump, CSV and workbook in turns and prints the medians side by side.
async fn measure(db: &Db, url: &str, (canteen, options): (CanteenId, &Options), home: &Path) -> Outcome<()> {
    let mut took: [Vec<Duration>; 3] = Default::default();
    let mut sizes = [0; 3];
    for _ in 0..options.rounds.max(1) {
        let began = Instant::now();
        sizes[0] = dump::write(url, &home.join("dump.csv")).await?;
        took[0].push(began.elapsed());
        let began = Instant::now();
        let mut tx = db.snapshot().await?;
        sizes[1] = csv::write(&mut tx, canteen, month::month()?, Language::Zh).await?.metadata()?.len();
        tx.commit().await?;
        took[1].push(began.elapsed());
        let began = Instant::now();
        let mut tx = db.snapshot().await?;
        sizes[2] = xlsx::write(&mut tx, canteen, month::month()?, Language::Zh)
            .await?
            .metadata()?
            .len();
        tx.commit().await?;
        took[2].push(began.elapsed());
    }
    let [dumped, files @ ..] = took.map(median);
    let name = if db.is_embedded() { "SQLite" } else { "PostgreSQL" };
    println!("{name}, {} meals, median of {}", options.meals, options.rounds);
    println!(
        "  {:<34}{:>10} ms{:>8} MB",
        "the database's own CSV dump",
        dumped.as_millis(),
        sizes[0] / 1_000_000
    );
    for (((name, target), file), size) in TARGETS.iter().zip(files).zip(&sizes[1..]) {
        let ratio = file.as_micros() * 100 / dumped.as_micros().max(1);
        let verdict = if ratio <= *target { "reached" } else { "missed" };
        println!(
            "  {name:<34}{:>10} ms{:>8} MB{:>6}.{:02} times   <= {} {verdict}",
            file.as_millis(),
            size / 1_000_000,
            ratio / 100,
            ratio % 100,
            target / 100
        );
    }
    let memory = peak_memory_kib()? / 1024;
    let verdict = if memory < MEMORY_MIB { "reached" } else { "missed" };
    println!(
        "  {:<34}{memory:>10} MiB   < {MEMORY_MIB} {verdict}",
        "peak memory of the whole run"
    );
    Ok(())
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort_unstable();
    took.get(took.len() / 2).copied().unwrap_or_default()
}

/// The most memory that this process ever held.
fn peak_memory_kib() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// A fresh database on the PostgreSQL.
async fn fresh(postgres: &str) -> Outcome<String> {
    for statement in ["DROP DATABASE IF EXISTS claim", "CREATE DATABASE claim"] {
        run(&format!("{postgres}/postgres"), statement.to_owned()).await?;
    }
    Ok(format!("{postgres}/claim"))
}

async fn run(url: &str, statement: String) -> Outcome<()> {
    let mut connection = PgConnection::connect(url).await?;
    connection.execute(AssertSqlSafe(statement)).await?;
    Ok(connection.close().await?)
}
