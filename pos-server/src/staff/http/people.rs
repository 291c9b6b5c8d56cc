//! The staff over HTTP: for admins to change, for auditors to read.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Nothing;
use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Problem;
use crate::ids::StaffId;
use crate::json::{Json, Path};
use crate::staff::actor::{Actor, Role};
use crate::staff::audit::By;
use crate::staff::credentials::{Login, Name, Password, Pin};
use crate::staff::people::{self, NewStaff};
use crate::staff::recent::Recent;
use crate::staff::store::{self, StaffRow};

/// Somebody of the staff.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffMember {
    id: StaffId,
    login: String,
    name: String,
    role: Role,
    disabled_at: Option<Timestamp>,
    has_pin: bool,
}

/// The staff of a canteen.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffList {
    items: Vec<StaffMember>,
    next_cursor: Option<String>,
}

/// Somebody to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StaffBody {
    id: StaffId,
    login: String,
    name: String,
    role: Role,
    password: Option<String>,
    pin: Option<String>,
}

/// A new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PasswordBody {
    password: String,
}

/// A new PIN.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PinBody {
    pin: String,
}

impl From<StaffRow> for StaffMember {
    fn from(row: StaffRow) -> Self {
        Self {
            id: row.id,
            login: row.login,
            name: row.name,
            role: row.role,
            disabled_at: row.disabled_at,
            has_pin: row.pin_hash.is_some(),
        }
    }
}

impl StaffBody {
    fn checked(self) -> Result<NewStaff, Problem> {
        let login = Login::parse(&self.login)?;
        Ok(NewStaff {
            id: self.id,
            name: Name::parse(&self.name)?,
            role: self.role,
            password: self.password.map(|text| Password::parse(&text, &login)).transpose()?,
            pin: self.pin.map(|text| Pin::parse(&text)).transpose()?,
            login,
        })
    }
}

/// The staff.
#[utoipa::path(get, path = "/staff", responses((status = 200, body = StaffList)))]
pub(super) async fn list(State(app): State<App>, actor: Actor) -> Result<Json<StaffList>, Problem> {
    let rows = store::staff_of(&mut app.db.read().await?, actor.canteen).await?;
    Ok(Json(StaffList {
        items: rows.into_iter().map(StaffMember::from).collect(),
        next_cursor: None,
    }))
}

/// Adds somebody.
#[utoipa::path(post, path = "/staff", request_body = StaffBody,
    responses((status = 201, body = StaffMember), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn add(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<StaffBody>,
) -> Result<(StatusCode, Json<StaffMember>), Problem> {
    let row = people::add(&app, &By::Person(actor), body.checked()?).await?;
    Ok((StatusCode::CREATED, Json(row.into())))
}

/// Gives somebody another password; their sessions end.
#[utoipa::path(post, path = "/staff/{id}/password", params(("id" = StaffId, Path)), request_body = PasswordBody,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn set_password(
    State(app): State<App>,
    actor: Actor,
    recent: Recent,
    Path(id): Path<StaffId>,
    Json(body): Json<PasswordBody>,
) -> Result<StatusCode, Problem> {
    people::set_password(&app, &By::Person(actor), id, &body.password).await?;
    recent.forget();
    Ok(StatusCode::NO_CONTENT)
}

/// Gives somebody another PIN; their sessions end.
#[utoipa::path(post, path = "/staff/{id}/pin", params(("id" = StaffId, Path)), request_body = PinBody,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub(super) async fn set_pin(
    State(app): State<App>,
    actor: Actor,
    recent: Recent,
    Path(id): Path<StaffId>,
    Json(body): Json<PinBody>,
) -> Result<StatusCode, Problem> {
    people::set_pin(&app, &By::Person(actor), id, &body.pin).await?;
    recent.forget();
    Ok(StatusCode::NO_CONTENT)
}

/// Shuts somebody out at once.
#[utoipa::path(post, path = "/staff/{id}/disable", params(("id" = StaffId, Path)), request_body = Nothing,
    responses((status = 200, body = StaffMember), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(super) async fn disable(
    State(app): State<App>,
    actor: Actor,
    recent: Recent,
    Path(id): Path<StaffId>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<StaffMember>, Problem> {
    let row = people::disable(&app, &By::Person(actor), id).await?;
    recent.forget();
    Ok(Json(row.into()))
}

/// Lets somebody in again.
#[utoipa::path(post, path = "/staff/{id}/enable", params(("id" = StaffId, Path)), request_body = Nothing,
    responses((status = 200, body = StaffMember), (status = 404, body = Problem)))]
pub(super) async fn enable(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<StaffId>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<StaffMember>, Problem> {
    let row = people::enable(&app, &By::Person(actor), id).await?;
    Ok(Json(row.into()))
}
