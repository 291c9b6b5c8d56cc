//! Who am I? The session over HTTP, and the set-up that opens the first one.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Extension, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::problems;
use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{self, DbError};
use crate::error::Problem;
use crate::ids::{CanteenId, LaneId, StaffId};
use crate::json::Json;
use crate::staff::actor::{Actor, Role, sign_in_first};
use crate::staff::cookies::{Cookie, Token};
use crate::staff::credentials::{Login, Name, Password};
use crate::staff::login;
use crate::staff::recent::Recent;
use crate::staff::roles::{self, Action};
use crate::staff::sessions::{self, Visitor};
use crate::staff::setup::{self, First, Furnish};
use crate::staff::store::{self, canteens};

/// What the server knows of a browser.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    /// Does the book still wait for its first admin?
    setup_needed: bool,
    canteen: Option<CanteenOfSession>,
    staff: Option<StaffOfSession>,
    lane: Option<LaneOfSession>,
    /// What this session may do.
    actions: Vec<Action>,
    server_time: Timestamp,
    /// The identity of this copy of the books; all zero before the set-up.
    generation: Uuid,
}

/// The canteen that greets.
#[derive(Serialize, ToSchema)]
struct CanteenOfSession {
    id: CanteenId,
    code: String,
    name: String,
}

/// The signed-in person.
#[derive(Serialize, ToSchema)]
struct StaffOfSession {
    id: StaffId,
    name: String,
    login: String,
    role: Role,
}

/// The counter device.
#[derive(Serialize, ToSchema)]
struct LaneOfSession {
    id: LaneId,
    code: String,
    name: String,
}

/// A login and its password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    login: String,
    password: String,
}

/// A new password for whoever is signed in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordChange {
    old_password: String,
    new_password: String,
}

/// The first admin, by the link that the console printed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SetUp {
    /// What stands behind the `#` of the link.
    token: String,
    canteen_name: String,
    login: String,
    name: String,
    password: String,
}

/// Who this browser is.
#[utoipa::path(get, path = "/session", responses((status = 200, body = Session)))]
pub(super) async fn show(State(app): State<App>, recent: Recent, headers: HeaderMap) -> Result<Json<Session>, Problem> {
    let visitor = sessions::visitor(&app, &recent, &headers).await?;
    Ok(Json(view(&app, visitor).await?))
}

/// Signs in by password.
#[utoipa::path(post, path = "/session", request_body = SignIn,
    responses((status = 200, body = Session), (status = 401, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn sign_in(
    State(app): State<App>,
    recent: Recent,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Json(body): Json<SignIn>,
) -> Result<impl IntoResponse, Problem> {
    let old = Cookie::Session.read(&app, &headers);
    let from = peer.map(|Extension(ConnectInfo(peer))| peer.ip());
    let token = login::sign_in(&app, &body.login, &body.password, from, old).await?;
    recent.forget();
    let visitor = sessions::visitor_with(&app, &recent, Some(token), Cookie::Lane.read(&app, &headers)).await?;
    let cookie = Cookie::Session.set(&app, &token);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(view(&app, visitor).await?)))
}

/// Signs out.
#[utoipa::path(delete, path = "/session", responses((status = 204)))]
pub(super) async fn sign_out(State(app): State<App>, recent: Recent, headers: HeaderMap) -> Result<impl IntoResponse, Problem> {
    if let Some(token) = Cookie::Session.read(&app, &headers) {
        end(&app, &recent, token).await?;
    }
    let cookie = Cookie::Session.clear(&app);
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

/// Gives whoever is signed in another password; their sessions in other browsers end.
#[utoipa::path(post, path = "/session/password", request_body = PasswordChange,
    responses((status = 204), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn change_password(
    State(app): State<App>,
    actor: Actor,
    recent: Recent,
    headers: HeaderMap,
    Json(body): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let session = Cookie::Session.read(&app, &headers).ok_or_else(sign_in_first)?;
    login::change_password(&app, &actor, &body.old_password, &body.new_password, session).await?;
    recent.forget();
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a session, at once for this server. Where there is none, nothing is written.
pub(super) async fn end(app: &App, recent: &Recent, token: Token) -> Result<(), DbError> {
    if !sessions::is_open(&mut app.db.read().await?, &token).await? {
        return Ok(());
    }
    let app = app.clone();
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        sessions::end(&mut tx, &token, app.clock.now()).await?;
        tx.commit().await
    })
    .await?;
    recent.forget();
    Ok(())
}

/// Creates the first canteen and its first admin, who is signed in.
#[utoipa::path(post, path = "/setup", request_body = SetUp,
    responses((status = 200, body = Session), (status = 409, body = Problem), (status = 410, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn set_up(
    State(app): State<App>,
    recent: Recent,
    Extension(furnish): Extension<Furnish>,
    Json(body): Json<SetUp>,
) -> Result<impl IntoResponse, Problem> {
    let login = Login::parse(&body.login)?;
    let first = First {
        canteen: Name::parse(&body.canteen_name).map_err(|error| problems::in_field("canteen_name", error))?,
        password: Password::parse(&body.password, &login)?,
        name: Name::parse(&body.name)?,
        login,
    };
    let token = setup::begin(&app, furnish, &body.token, first).await?;
    let visitor = sessions::visitor_with(&app, &recent, Some(token), None).await?;
    let cookie = Cookie::Session.set(&app, &token);
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Json(view(&app, visitor).await?)))
}

/// What the server tells a browser about itself.
pub(super) async fn view(app: &App, visitor: Visitor) -> Result<Session, DbError> {
    let mut tx = app.db.read().await?;
    let Visitor { signed_in, lane } = visitor;
    let own = signed_in
        .as_ref()
        .map(|person| person.actor.canteen)
        .or(lane.as_ref().map(|lane| lane.canteen));
    let canteen = match own {
        Some(id) => canteens::canteen(&mut tx, id).await?,
        None => canteens::only_canteen(&mut tx).await?,
    };
    let actions = signed_in.iter().flat_map(|person| {
        let by_pin = person.by_pin;
        roles::actions_of(person.actor.role).filter(move |action| !by_pin || action.is_at_lane())
    });
    Ok(Session {
        setup_needed: own.is_none() && !store::is_set_up(&mut tx).await?,
        actions: actions.collect(),
        canteen: canteen.map(|row| CanteenOfSession {
            id: row.id,
            code: row.code,
            name: row.name,
        }),
        staff: signed_in.map(|person| StaffOfSession {
            id: person.actor.staff,
            name: person.actor.name,
            login: person.login,
            role: person.actor.role,
        }),
        lane: lane.map(|lane| LaneOfSession {
            id: lane.id,
            code: lane.code,
            name: lane.name,
        }),
        server_time: app.clock.now(),
        generation: canteens::generation(&mut tx).await?.unwrap_or_default(),
    })
}
