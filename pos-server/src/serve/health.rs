//! Is the server alive, and can it book a sale right now?

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use tokio::sync::Mutex;

use crate::app::App;
use crate::db::{DbError, own_task};
use crate::error::Problem;

/// How long an answer serves everybody who asks: a stranger must not be able to keep the one write connection busy.
const FRESH: Duration = Duration::from_secs(1);

/// What the database last said, and when.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<Mutex<Option<(Instant, bool)>>>);

/// The process answers.
pub async fn alive() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database takes writes; otherwise 503 with the reason in the log.
pub async fn ready(State(app): State<App>, Extension(readiness): Extension<Readiness>) -> Result<StatusCode, Problem> {
    let mut last = readiness.0.lock().await;
    match *last {
        Some((at, true)) if at.elapsed() < FRESH => return Ok(StatusCode::NO_CONTENT),
        Some((at, false)) if at.elapsed() < FRESH => return Err(Problem::unavailable("the database did not take a write just now")),
        _ => {}
    }
    let wrote = own_task(async move { app.db.is_writable().await }).await;
    *last = Some((Instant::now(), wrote.is_ok()));
    wrote.map_err(|error: DbError| Problem::unavailable(error))?;
    Ok(StatusCode::NO_CONTENT)
}
