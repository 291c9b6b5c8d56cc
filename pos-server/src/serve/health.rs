//! Is the server alive, and can it book a sale right now?

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::error::Problem;

/// The process answers.
pub async fn alive() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// The database takes writes; otherwise 503 with the reason in the log.
pub async fn ready(State(app): State<App>) -> Result<StatusCode, Problem> {
    app.db.is_writable().await.map_err(Problem::unavailable)?;
    Ok(StatusCode::NO_CONTENT)
}
