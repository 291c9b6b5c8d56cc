//! Is the server alive, and can it book a sale right now?

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use tokio::sync::Mutex;

use crate::app::App;
use crate::db::{DbError, own_task};
use crate::error::Problem;
use crate::sales::queue::SaleQueue;

/// How long an answer serves everybody who asks: a stranger must not be able to keep the one write connection busy.
const FRESH: Duration = Duration::from_secs(1);

/// What the database last said, and when.
#[derive(Debug, Clone, Default)]
pub struct Readiness(Arc<Mutex<Option<Said>>>);

#[derive(Debug, Clone)]
struct Said {
    at: Instant,
    wrote: Result<(), Problem>,
}

/// The process answers.
pub async fn alive() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The last sale was booked and the database takes writes; otherwise 503 with a sentence that says why not, and the cause in
/// the log.
pub async fn ready(
    State(app): State<App>,
    Extension(queue): Extension<SaleQueue>,
    Extension(readiness): Extension<Readiness>,
) -> Result<StatusCode, Problem> {
    if let Some(trouble) = queue.trouble() {
        return Err(Problem::from(&*trouble));
    }
    let mut last = readiness.0.lock().await;
    if let Some(Said { at, wrote }) = &*last
        && at.elapsed() < FRESH
    {
        return wrote.clone().map(|()| StatusCode::NO_CONTENT);
    }
    let wrote = own_task(async move { app.db.is_writable().await })
        .await
        .map_err(|error: DbError| Problem::from(error));
    *last = Some(Said {
        at: Instant::now(),
        wrote: wrote.clone(),
    });
    wrote.map(|()| StatusCode::NO_CONTENT)
}
