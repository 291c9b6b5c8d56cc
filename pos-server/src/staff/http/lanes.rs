//! Counter devices over HTTP: enrolling and revoking them, and who sells at one.

use std::net::SocketAddr;

use axum::Extension;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Nothing;
use super::session::{self, Session};
use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Problem;
use crate::ids::{LaneId, StaffId};
use crate::json::{Json, Path};
use crate::staff::actor::{Actor, LaneDevice};
use crate::staff::cookies::Cookie;
use crate::staff::credentials::Name;
use crate::staff::recent::Recent;
use crate::staff::roles::{Action, may};
use crate::staff::store::{self, lanes};
use crate::staff::{enrol as enrolment, login, sessions};

/// One lane.
#[derive(Serialize, ToSchema)]
pub(super) struct Lane {
    id: LaneId,
    code: String,
    name: String,
    enrolled_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
    last_seen_at: Option<Timestamp>,
}

/// The lanes of a canteen.
#[derive(Serialize, ToSchema)]
pub(super) struct LaneList {
    items: Vec<Lane>,
    next_cursor: Option<String>,
}

/// The lane that a code is for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeBody {
    /// A new id for a new lane, or a known lane's for another device.
    id: LaneId,
    name: String,
}

/// A one-time code, as text and to draw.
#[derive(Serialize, ToSchema)]
pub(super) struct LaneCode {
    /// Eight digits, `1234 5678`.
    code: String,
    expires_at: Timestamp,
    url: String,
    qr_path: String,
    qr_size: usize,
}

/// What the device was shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EnrolBody {
    code: String,
}

/// Somebody who can take over a counter.
#[derive(Serialize, ToSchema)]
pub(super) struct Cashier {
    id: StaffId,
    name: String,
    initial: String,
}

/// Everybody who can.
#[derive(Serialize, ToSchema)]
pub(super) struct CashierList {
    items: Vec<Cashier>,
}

/// A cashier and their PIN.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PinSignIn {
    staff_id: StaffId,
    pin: String,
}

/// The lanes.
#[utoipa::path(get, path = "/lanes", responses((status = 200, body = LaneList)))]
pub(super) async fn list(State(app): State<App>, actor: Actor, recent: Recent) -> Result<Json<LaneList>, Problem> {
    let rows = lanes::lanes_of(&mut app.db.read().await?, actor.canteen).await?;
    let items = rows.into_iter().map(|row| Lane {
        last_seen_at: recent.last_seen(row.id).max(row.last_session_at),
        id: row.id,
        code: row.code,
        name: row.name,
        enrolled_at: row.enrolled_at,
        revoked_at: row.revoked_at,
    });
    Ok(Json(LaneList {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// Makes a one-time code that turns a device into a lane.
#[utoipa::path(post, path = "/lanes/codes", request_body = CodeBody,
    responses((status = 200, body = LaneCode), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn make_code(State(app): State<App>, actor: Actor, Json(body): Json<CodeBody>) -> Result<Json<LaneCode>, Problem> {
    let made = enrolment::new_code(&app, &actor, body.id, Name::parse(&body.name)?).await?;
    let (left, right) = made.digits.split_at_checked(4).unwrap_or((&made.digits, ""));
    Ok(Json(LaneCode {
        code: format!("{left} {right}"),
        expires_at: made.expires_at,
        url: made.url,
        qr_path: made.drawing.path,
        qr_size: made.drawing.size,
    }))
}

/// Turns this device into the lane of a code.
#[utoipa::path(post, path = "/lanes/enrol", request_body = EnrolBody,
    responses((status = 200, body = Session), (status = 404, body = Problem), (status = 410, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn enrol(
    State(app): State<App>,
    recent: Recent,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Json(body): Json<EnrolBody>,
) -> Result<impl IntoResponse, Problem> {
    let from = peer.map(|Extension(ConnectInfo(peer))| peer.ip());
    let token = enrolment::enrol(&app, &body.code, from).await?;
    recent.forget();
    let visitor = sessions::visitor_with(&app, &recent, Cookie::Session.read(&app, &headers), Some(token)).await?;
    let cookie = Cookie::Lane.set(&app, &token);
    Ok((
        AppendHeaders([(header::SET_COOKIE, cookie)]),
        Json(session::view(&app, visitor).await?),
    ))
}

/// Refuses a lane's device from now on.
#[utoipa::path(post, path = "/lanes/{id}/revoke", params(("id" = LaneId, Path)), request_body = Nothing,
    responses((status = 204), (status = 404, body = Problem)))]
pub(super) async fn revoke(
    State(app): State<App>,
    actor: Actor,
    recent: Recent,
    Path(id): Path<LaneId>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<StatusCode, Problem> {
    enrolment::revoke(&app, &actor, id).await?;
    recent.forget();
    Ok(StatusCode::NO_CONTENT)
}

/// Who can take over this counter.
#[utoipa::path(get, path = "/lane/cashiers", responses((status = 200, body = CashierList)))]
pub(super) async fn cashiers(State(app): State<App>, lane: LaneDevice) -> Result<Json<CashierList>, Problem> {
    let rows = store::staff_of(&mut app.db.read().await?, lane.canteen).await?;
    let items = rows
        .into_iter()
        .filter(|row| row.pin_hash.is_some() && row.disabled_at.is_none() && may(row.role, Action::Sell))
        .map(|row| Cashier {
            id: row.id,
            initial: row.name.chars().take(1).collect(),
            name: row.name,
        });
    Ok(Json(CashierList { items: items.collect() }))
}

/// A cashier takes over this counter.
#[utoipa::path(post, path = "/lane/cashier", request_body = PinSignIn,
    responses((status = 200, body = Session), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn sign_in(
    State(app): State<App>,
    lane: LaneDevice,
    recent: Recent,
    headers: HeaderMap,
    Json(body): Json<PinSignIn>,
) -> Result<impl IntoResponse, Problem> {
    let old = Cookie::Session.read(&app, &headers);
    let token = login::sign_in_by_pin(&app, &lane, body.staff_id, &body.pin, old).await?;
    recent.forget();
    let device = Cookie::Lane.read(&app, &headers);
    let visitor = sessions::visitor_with(&app, &recent, Some(token), device).await?;
    // The device's cookie is given again, so that a lane in daily use never loses it.
    let again = device.map(|device| (header::SET_COOKIE, Cookie::Lane.set(&app, &device)));
    let cookies = again.into_iter().chain([(header::SET_COOKIE, Cookie::Session.set(&app, &token))]);
    Ok((AppendHeaders(cookies), Json(session::view(&app, visitor).await?)))
}

/// The cashier leaves; the device stays a lane.
#[utoipa::path(delete, path = "/lane/cashier", responses((status = 204)))]
pub(super) async fn sign_out(
    State(app): State<App>,
    _lane: LaneDevice,
    recent: Recent,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    if let Some(token) = Cookie::Session.read(&app, &headers) {
        session::end(&app, &recent, token).await?;
    }
    let cookie = Cookie::Session.clear(&app);
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}
