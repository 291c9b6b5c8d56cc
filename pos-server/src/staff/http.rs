//! Sessions, set-up, staff, lanes and the audit trail over HTTP.

use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;
use crate::clock::Timestamp;
use crate::error::Problem;
use crate::ids::AuditId;
use crate::json::{Json, Query};

use super::act::Act;
use super::actor::Actor;
use super::recent::Recent;
use super::store;

mod lanes;
mod office;
mod people;
mod problems;
mod session;

/// How many lines of the audit trail one answer holds.
const PAGE: usize = 100;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(session::show, session::sign_in, session::sign_out))
        .routes(routes!(session::change_password))
        .routes(routes!(session::set_up))
        .routes(routes!(people::list, people::add))
        .routes(routes!(people::set_password))
        .routes(routes!(people::set_pin))
        .routes(routes!(people::disable))
        .routes(routes!(people::enable))
        .routes(routes!(lanes::list))
        .routes(routes!(lanes::make_code))
        .routes(routes!(lanes::enrol))
        .routes(routes!(lanes::revoke))
        .routes(routes!(lanes::cashiers))
        .routes(routes!(lanes::sign_in, lanes::sign_out))
        .routes(routes!(office::show, office::set))
        .routes(routes!(audit_trail))
}

/// An empty body, `{}`: the request changes something but says nothing more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// One line of the audit trail.
#[derive(Serialize, ToSchema)]
struct AuditLine {
    id: AuditId,
    at: Timestamp,
    /// The person's name; null for an act at the server's console.
    staff: Option<String>,
    subject: String,
    #[serde(flatten)]
    act: Act,
}

/// A page of the audit trail, newest first.
#[derive(Serialize, ToSchema)]
struct AuditList {
    items: Vec<AuditLine>,
    next_cursor: Option<AuditId>,
}

/// Where a page begins.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AuditPage {
    /// What the page before gave as `next_cursor`.
    cursor: Option<AuditId>,
}

/// Who did what.
#[utoipa::path(get, path = "/audit", params(AuditPage), responses((status = 200, body = AuditList)))]
async fn audit_trail(State(app): State<App>, actor: Actor, Query(page): Query<AuditPage>) -> Result<Json<AuditList>, Problem> {
    let rows = store::audit_before(&mut app.db.read().await?, actor.canteen, page.cursor).await?;
    let next_cursor = rows.get(PAGE).and_then(|_| rows.get(PAGE - 1)).map(|row| row.id);
    let items = rows.into_iter().take(PAGE).map(|row| AuditLine {
        id: row.id,
        at: row.at,
        staff: row.staff,
        subject: row.subject,
        act: Act::read(row.action, row.detail),
    });
    Ok(Json(AuditList {
        items: items.collect(),
        next_cursor,
    }))
}

impl<S: Send + Sync> FromRequestParts<S> for Recent {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let recent = parts.extensions.get::<Self>().cloned();
        recent.ok_or_else(|| Problem::internal("the route stands outside authorize::guard"))
    }
}
