//! What of a delivery does the office see only with a reason? A photo from a door, and the number of somebody to call.

use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::door::photos::place;
use super::door::store::photos::sealed_photo;
use super::plans::contacts;
use super::plans::store::contacts::contact;
use crate::app::App;
use crate::db;
use crate::error::Problem;
use crate::ids::{ContactId, PhotoId};
use crate::json::{Json, Path};
use crate::sales::ask::short_text;
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::say;

/// The routes of what is seen with a reason.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(see_photo)).routes(routes!(see_phone))
}

/// Why somebody wants to see it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhySeen {
    /// At most 200 characters; it goes into the audit trail.
    reason: String,
}

/// A photo from a door.
#[derive(Serialize, ToSchema)]
struct Picture {
    /// The JPEG in base64.
    jpeg: String,
}

/// The number of somebody to call.
#[derive(Serialize, ToSchema)]
struct ContactPhone {
    /// The numbers, digits only, joined by 、.
    phone: String,
}

/// Shows a photo from a door. Audited.
#[utoipa::path(post, path = "/deliveries/photos/{id}/reveal", params(("id" = PhotoId, Path)), request_body = WhySeen,
    responses((status = 200, body = Picture), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn see_photo(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<PhotoId>,
    Json(body): Json<WhySeen>,
) -> Result<Json<Picture>, Problem> {
    let reason = reason(body.reason)?;
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let sealed = sealed_photo(&mut tx, actor.canteen, id).await?.ok_or_else(Problem::not_found)?;
        audit::record(&mut tx, &actor, &Act::PhotoSeen { reason }, &format!("photo:{id}"), app.clock.now()).await?;
        let jpeg = app.keys.open_bytes(&place(id), &sealed).map_err(Problem::internal)?;
        tx.commit().await?;
        Ok(Json(Picture {
            jpeg: STANDARD.encode(jpeg),
        }))
    })
    .await
}

/// Shows the number of somebody to call when nobody opens. Audited.
#[utoipa::path(post, path = "/deliveries/contacts/{id}/reveal", params(("id" = ContactId, Path)), request_body = WhySeen,
    responses((status = 200, body = ContactPhone), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn see_phone(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ContactId>,
    Json(body): Json<WhySeen>,
) -> Result<Json<ContactPhone>, Problem> {
    let reason = reason(body.reason)?;
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let row = contact(&mut tx, actor.canteen, id).await?.ok_or_else(Problem::not_found)?;
        let act = Act::ContactRevealed { contact: id, reason };
        audit::record(&mut tx, &actor, &act, &format!("resident:{}", row.resident_id), app.clock.now()).await?;
        let phone = contacts::phone_of(&app.keys, &row).map_err(Problem::internal)?;
        tx.commit().await?;
        Ok(Json(ContactPhone { phone }))
    })
    .await
}

fn reason(text: String) -> Result<String, Problem> {
    let why = || Problem::field("reason", say("请写明查看的原因。", "Say why you have to see it."));
    short_text("reason", Some(text), 200)?.ok_or_else(why)
}
