//! Silences over HTTP: who is silent, and what somebody found out.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::read::{self, Silences};
use super::store::{self, NewAnswer};
use crate::app::App;
use crate::db;
use crate::deliveries::plans::store::door;
use crate::error::Problem;
use crate::ids::{AnswerId, ResidentId};
use crate::json::{Json, Path};
use crate::sales::ask::{id_reused, request_hash, short_text};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::staff::roles::{Action, may};
use crate::text::say;

/// The routes of silences.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(silences)).routes(routes!(answer))
}

/// What somebody found out.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SilenceWords {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: AnswerId,
    /// What was found out, at most 200 characters.
    words: String,
}

/// Daily eaters of whom nothing was seen for days, and whom to call.
#[utoipa::path(get, path = "/deliveries/silences", responses((status = 200, body = Silences)))]
async fn silences(State(app): State<App>, actor: Actor) -> Result<Json<Silences>, Problem> {
    let keys = may(actor.role, Action::PlanDeliveries).then_some(&*app.keys);
    let mut tx = app.db.snapshot().await?;
    let silences = read::read(&mut tx, actor.canteen, app.clock.now(), keys).await?;
    tx.commit().await?;
    Ok(Json(silences))
}

/// Writes what somebody found out about a silence; it comes back if it goes on. Audited. The same id and body again change nothing.
#[utoipa::path(post, path = "/deliveries/silences/{id}/answer", params(("id" = ResidentId, Path)), request_body = SilenceWords,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn answer(
    State(app): State<App>,
    actor: Actor,
    Path(resident): Path<ResidentId>,
    Json(body): Json<SilenceWords>,
) -> Result<StatusCode, Problem> {
    let request_hash = request_hash((actor.canteen, resident, "silence"), &body)?;
    let words = short_text("words", Some(body.words), 200)?;
    let words = words.ok_or_else(|| Problem::field("words", say("请写明结果。", "Say what was found out.")))?;
    db::own_task(async move {
        let (mut tx, at) = (app.db.begin(actor.canteen).await?, app.clock.now());
        door(&mut tx, actor.canteen, resident).await?.ok_or_else(Problem::not_found)?;
        if let Some(done) = store::answered(&mut tx, body.id).await? {
            return if done == request_hash {
                Ok(StatusCode::NO_CONTENT)
            } else {
                Err(id_reused())
            };
        }
        let new = NewAnswer {
            id: body.id,
            resident,
            by: actor.staff,
            at,
            words: words.clone(),
            request_hash,
        };
        store::insert_answer(&mut tx, actor.canteen, new).await?;
        audit::record(
            &mut tx,
            &actor,
            &Act::SilenceAnswered { words },
            &format!("resident:{resident}"),
            at,
        )
        .await?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
