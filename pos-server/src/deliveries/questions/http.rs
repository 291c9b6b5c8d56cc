//! Reports that ask for a person, over HTTP.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Questions;
use super::store::{self, NewAnswer};
use crate::app::App;
use crate::db;
use crate::error::Problem;
use crate::ids::{AnswerId, ResultId};
use crate::json::{Json, Path};
use crate::sales::ask::{request_hash, short_text};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::staff::roles::{Action, may};
use crate::text::say;

/// The routes of reports that ask for a person.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(questions)).routes(routes!(answer))
}

/// What somebody found out and did.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QuestionWords {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: AnswerId,
    /// What was found out, at most 200 characters.
    words: String,
}

/// The reports that ask for a person, of all days that can still be settled.
#[utoipa::path(get, path = "/deliveries/questions", responses((status = 200, body = Questions)))]
async fn questions(State(app): State<App>, actor: Actor) -> Result<Json<Questions>, Problem> {
    let keys = may(actor.role, Action::PlanDeliveries).then_some(&*app.keys);
    let mut tx = app.db.snapshot().await?;
    let questions = super::read(&mut tx, actor.canteen, app.clock.now(), keys).await?;
    tx.commit().await?;
    Ok(Json(questions))
}

/// Answers a report in words. Audited. The same id and body again change nothing.
#[utoipa::path(post, path = "/deliveries/questions/{id}/answer", params(("id" = ResultId, Path)), request_body = QuestionWords,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn answer(
    State(app): State<App>,
    actor: Actor,
    Path(result): Path<ResultId>,
    Json(body): Json<QuestionWords>,
) -> Result<StatusCode, Problem> {
    let request_hash = request_hash((actor.canteen, result, "question"), &body)?;
    let words = short_text("words", Some(body.words), 200)?;
    let words = words.ok_or_else(|| Problem::field("words", say("请写明结果。", "Say what was found out.")))?;
    db::own_task(async move {
        let (mut tx, at) = (app.db.begin(actor.canteen).await?, app.clock.now());
        let known = store::answered(&mut tx, result)
            .await?
            .filter(|(canteen, _)| *canteen == actor.canteen);
        let (_, done) = known.ok_or_else(Problem::not_found)?;
        match done {
            Some(done) if done == request_hash => return Ok(StatusCode::NO_CONTENT),
            Some(_) => {
                let message = say("这一条已经由别人处理。", "Somebody answered this report before.");
                return Err(Problem::conflict("answered_before", message));
            }
            None => {}
        }
        let new = NewAnswer {
            id: body.id,
            result,
            by: actor.staff,
            at,
            words: words.clone(),
            request_hash,
        };
        store::insert_answer(&mut tx, new).await?;
        audit::record(&mut tx, &actor, &Act::ReportAnswered { words }, &format!("result:{result}"), at).await?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
