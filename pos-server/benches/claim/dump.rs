//! How quickly does the database itself write the same rows as CSV?

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use futures_util::TryStreamExt;
use sqlx::{Connection, PgConnection};

use crate::Outcome;

/// The rows that the claim is made from.
const ROWS: &str = "SELECT line_no, part, line FROM month_line ORDER BY canteen_id, month, line_no";

/// Writes the dump; how many bytes it has.
pub async fn write(url: &str, file: &Path) -> Outcome<u64> {
    match url.strip_prefix("sqlite:") {
        Some(path) => bare(path, file)?,
        None => copied(url, file).await?,
    }
    Ok(file.metadata()?.len())
}

/// The C library on one thread.
fn bare(path: &str, file: &Path) -> Outcome<()> {
    let connection = rusqlite::Connection::open(path)?;
    let mut statement = connection.prepare(ROWS)?;
    let mut rows = statement.query([])?;
    let mut csv = csv::Writer::from_writer(BufWriter::new(File::create(file)?));
    while let Some(row) = rows.next()? {
        csv.write_field(row.get::<_, i64>(0)?.to_string())?;
        csv.write_field(row.get_ref(1)?.as_bytes()?)?;
        csv.write_field(row.get_ref(2)?.as_bytes()?)?;
        csv.write_record(None::<&[u8]>)?;
    }
    Ok(csv.flush()?)
}

/// PostgreSQL's own words for it.
async fn copied(url: &str, file: &Path) -> Outcome<()> {
    let mut connection = PgConnection::connect(url).await?;
    let mut file = BufWriter::new(File::create(file)?);
    let mut copy = connection.copy_out_raw(&format!("COPY ({ROWS}) TO STDOUT (FORMAT csv)")).await?;
    while let Some(bytes) = copy.try_next().await? {
        file.write_all(&bytes)?;
    }
    drop(copy);
    file.flush()?;
    Ok(connection.close().await?)
}
