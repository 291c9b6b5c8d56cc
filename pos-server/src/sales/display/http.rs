//! The diner's display over HTTP: its link at the counter, its cookie, and the moments as server-sent events.

use axum::BoxError;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{AppendHeaders, IntoResponse};
use futures_util::{Stream, stream};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::follow::Follower;
use super::live::{Moment, Watched};
use super::pairing;
use crate::app::App;
use crate::error::Problem;
use crate::json::Json;
use crate::qr::{self, Level};
use crate::staff::actor::AtLane;
use crate::staff::cookies::{Cookie, Token};
use crate::staff::store::lanes;
use crate::text::say;

/// The routes of displays.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(display_link))
        .routes(routes!(clear))
        .routes(routes!(pair))
        .routes(routes!(events))
}

/// Nothing is asked but the question itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// What a second screen opens to follow this counter.
#[derive(Debug, Serialize, ToSchema)]
struct DisplayLink {
    /// The link. What it knows stands behind the `#`, which browsers send to no server.
    url: String,
    /// The same as a QR code: its path.
    qr_path: String,
    /// How many modules the drawing is wide.
    qr_size: usize,
}

/// What a display's link holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PairBody {
    /// The part behind the `#`.
    token: String,
}

impl std::fmt::Debug for PairBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PairBody(***)")
    }
}

/// The link that makes a second screen this lane's display.
#[utoipa::path(post, path = "/lane/display", request_body = Nothing, responses((status = 200, body = DisplayLink)))]
async fn display_link(
    State(app): State<App>,
    AtLane { lane, .. }: AtLane,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<DisplayLink>, Problem> {
    let lane = lanes::enrolled(&mut app.db.read().await?, lane.id).await?.ok_or_else(not_paired)?;
    let url = format!("{}/display#{}", app.base_url, pairing::token_of(&app, &lane).text());
    let drawing = qr::path(&url, Level::M, None).map_err(Problem::internal)?;
    Ok(Json(DisplayLink {
        url,
        qr_path: drawing.path,
        qr_size: drawing.size,
    }))
}

/// The cashier let the diner go: the lane's displays forget the price.
#[utoipa::path(post, path = "/lane/display/clear", request_body = Nothing, responses((status = 204)))]
async fn clear(Extension(watched): Extension<Watched>, AtLane { lane, .. }: AtLane, Json(Nothing {}): Json<Nothing>) -> StatusCode {
    watched.tell(lane.id, || Moment::Cleared);
    StatusCode::NO_CONTENT
}

/// Makes this browser a lane's display.
#[utoipa::path(post, path = "/displays", request_body = PairBody, responses((status = 204), (status = 401, body = Problem)))]
async fn pair(State(app): State<App>, Json(body): Json<PairBody>) -> Result<impl IntoResponse, Problem> {
    let token = Token::parse(&body.token).ok_or_else(not_paired)?;
    pairing::lane_of(&app, &mut app.db.read().await?, &token)
        .await?
        .ok_or_else(not_paired)?;
    let cookie = Cookie::Display.set(&app, &token);
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

/// The moments of the lane that this browser displays, as server-sent events of the name `moment`. The first is a welcome, and
/// so is what comes every few seconds while nothing happens.
#[utoipa::path(get, path = "/display/events", responses((status = 200, body = Moment, content_type = "text/event-stream"), (status = 401, body = Problem)))]
async fn events(
    State(app): State<App>,
    Extension(watched): Extension<Watched>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, BoxError>>>, Problem> {
    let token = Cookie::Display.read(&app, &headers).ok_or_else(not_paired)?;
    let follower = Follower::of(app, &watched, token).await?.ok_or_else(not_paired)?;
    Ok(Sse::new(stream::try_unfold(follower, async |mut follower| {
        let next = follower
            .next()
            .await
            .inspect_err(|error| tracing::error!(%error, "a display's stream ends"))?;
        let Some(moment) = next else {
            return Ok(None);
        };
        Ok(Some((Event::default().event("moment").json_data(moment)?, follower)))
    })))
}

fn not_paired() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "display_not_paired",
        say(
            "这个屏幕还没有与窗口配对，请在收银页按 X（或设置里）打开“顾客屏”，扫码配对。",
            "This screen follows no counter yet. Press X at the counter, or open \"Diner's display\" in its menu, and scan the code.",
        ),
    )
}
