//! On which databases is something measured? An empty SQLite in a folder, and an empty database on the PostgreSQL that `scripts/bench` starts.

use std::path::Path;
use std::time::Duration;

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::Outcome;

/// Their addresses; without a PostgreSQL only SQLite is measured.
pub async fn empty(home: &Path, postgres: Option<&str>, name: &str) -> Outcome<Vec<String>> {
    let mut places = vec![format!("sqlite:{}", home.join(format!("{name}.sqlite")).display())];
    if let Some(postgres) = postgres {
        for statement in [format!("DROP DATABASE IF EXISTS {name}"), format!("CREATE DATABASE {name}")] {
            run(&format!("{postgres}/postgres"), statement).await?;
        }
        places.push(format!("{postgres}/{name}"));
    }
    Ok(places)
}

/// What PostgreSQL's own housekeeping does over night: nobody reads what was written a minute ago.
pub async fn settle(url: &str) -> Outcome<()> {
    if url.starts_with("postgres") {
        run(url, "VACUUM (ANALYZE)".to_owned()).await?;
    }
    Ok(())
}

async fn run(url: &str, statement: String) -> Outcome<()> {
    let mut connection = PgConnection::connect(url).await?;
    connection.execute(AssertSqlSafe(statement)).await?;
    Ok(connection.close().await?)
}

/// The middle one, and the longest.
pub fn median_and_worst(taken: &[Duration]) -> (Duration, Duration) {
    let mut taken = taken.to_vec();
    taken.sort_unstable();
    let middle = taken.get(taken.len() / 2).copied().unwrap_or_default();
    (middle, taken.last().copied().unwrap_or_default())
}
