//! How long do the books take? Trial balance and statements of a year of a busy canteen, and `pos-server check` beside a plain
//! scan that hashes the same rows, on both databases, in one run.

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
mod reading;
mod scan;
mod year;

use clap::Parser;
use pos_server::db::Db;
use pos_server::keys::Keys;

use crate::databases::settle;

/// What a step of a measurement comes to.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Measures the books.
#[derive(Debug, Parser)]
struct Options {
    /// How many entries the year has in which trial balance and statements are read.
    #[arg(long, default_value_t = 200_000)]
    entries: u32,
    /// How many entries the journal has that is checked.
    #[arg(long, default_value_t = 1_000_000)]
    check_entries: u32,
    /// How often everything is read.
    #[arg(long, default_value_t = 5)]
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
    println!("{:<46}{:>12}{:>12}   target", "", "median ms", "worst ms");
    for entries in [options.entries, options.check_entries] {
        for url in databases::empty(home.path(), options.postgres.as_deref(), &format!("books_{entries}")).await? {
            let db = Db::open(&url).await?;
            let year = year::make(&db, &keys, entries).await?;
            settle(&url).await?;
            if entries == options.entries {
                reading::measure(&db, &year, options.rounds).await?;
            }
            if entries == options.check_entries {
                scan::measure(&db, &url, &keys).await?;
            }
            db.close().await;
        }
    }
    Ok(())
}
