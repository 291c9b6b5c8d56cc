//! Is the check as fast as reading? Beside it, in the same run: a plain scan of the same rows in the order of the journal, each
//! row's bytes under one SHA-256. On SQLite that is the C library on one thread, on PostgreSQL the driver's raw rows.

use std::time::{Duration, Instant};

use futures_util::TryStreamExt;
use pos_server::db::Db;
use pos_server::finance::check::check;
use pos_server::keys::Keys;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};
use sqlx::{Connection, Executor, PgConnection, Row};

use crate::Outcome;

/// The tables that the check reads, each in the order of the journal.
const TABLES: [&str; 8] = [
    "SELECT * FROM journal_entry ORDER BY canteen_id, entry_no",
    "SELECT * FROM journal_line ORDER BY canteen_id, entry_no, line_no",
    "SELECT * FROM sale ORDER BY canteen_id, entry_no",
    "SELECT * FROM sale_void ORDER BY canteen_id, entry_no",
    "SELECT * FROM movement ORDER BY canteen_id, entry_no",
    "SELECT * FROM shift ORDER BY canteen_id, entry_no",
    "SELECT * FROM claimed_meal ORDER BY service_date, meal, resident_id",
    "SELECT * FROM wallet ORDER BY resident_id",
];

/// How many times the plain scan the check may take, in hundredths.
const TARGET: u128 = 300;

/// Measures both, twice in turns so that both find the same warm caches, and prints the second round.
pub async fn measure(db: &Db, url: &str, keys: &Keys) -> Outcome<()> {
    let (mut plain, mut checked, mut rows) = (Duration::ZERO, Duration::ZERO, 0);
    let (mut entries, mut grown) = (0, 0);
    for _ in 0..2 {
        let began = Instant::now();
        rows = match url.strip_prefix("sqlite:") {
            Some(path) => bare(path)?,
            None => raw(url).await?,
        };
        plain = began.elapsed();
        let before = peak_memory_kb()?;
        let began = Instant::now();
        let mut tx = db.snapshot().await?;
        entries = check(&mut tx, keys).await?.entries;
        tx.commit().await?;
        checked = began.elapsed();
        grown = peak_memory_kb()?.saturating_sub(before);
    }
    let name = if db.is_embedded() { "SQLite" } else { "PostgreSQL" };
    let ratio = checked.as_micros() * 100 / plain.as_micros().max(1);
    let verdict = if ratio <= TARGET { "reached" } else { "missed" };
    println!("{name}, {entries} entries, {rows} rows");
    println!("  {:<44}{:>12}", "plain scan and SHA-256, ms", plain.as_millis());
    println!("  {:<44}{:>12}", "check, ms", checked.as_millis());
    println!(
        "  {:<44}{:>9}.{:02}   <= 3.00 {verdict}",
        "check, times the plain scan",
        ratio / 100,
        ratio % 100
    );
    println!("  {:<44}{:>12}", "check, growth of peak memory in a second run, KiB", grown);
    println!("  {:<44}{:>12}", "peak memory of the whole run, MiB", peak_memory_kb()? / 1024);
    Ok(())
}

/// The C library on one thread.
fn bare(path: &str) -> Outcome<u64> {
    let connection = rusqlite::Connection::open(path)?;
    let (mut hash, mut count) = (Sha256::new(), 0);
    for text in TABLES {
        let mut statement = connection.prepare(text)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                match row.get_ref(column)? {
                    ValueRef::Null => hash.update([0]),
                    ValueRef::Integer(value) => hash.update(value.to_be_bytes()),
                    ValueRef::Real(value) => hash.update(value.to_be_bytes()),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => hash.update(bytes),
                }
            }
            count += 1;
        }
    }
    eprintln!("plain scan: {count} rows, {}", hex::encode(hash.finalize()));
    Ok(count)
}

/// The driver's rows as they come over the wire.
async fn raw(url: &str) -> Outcome<u64> {
    let mut connection = PgConnection::connect(url).await?;
    let (mut hash, mut count) = (Sha256::new(), 0);
    for text in TABLES {
        let mut rows = connection.fetch(text);
        while let Some(row) = rows.try_next().await? {
            for column in 0..row.len() {
                match row.try_get_raw(column)?.as_bytes() {
                    Ok(bytes) => hash.update(bytes),
                    Err(_) => hash.update([0]),
                }
            }
            count += 1;
        }
    }
    connection.close().await?;
    eprintln!("plain scan: {count} rows, {}", hex::encode(hash.finalize()));
    Ok(count)
}

/// The most memory that this process has had so far.
fn peak_memory_kb() -> Outcome<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}
