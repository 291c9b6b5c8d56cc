//! What the office does about a stop, over HTTP: it climbs the ladder too, and settles what nobody proved.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::close::Doors;
use super::ladder::StopState;
use super::results::{Climbed, Rested, climb};
use super::settle::{self, SettleError, Settling};
use super::words::{Decision, Found, Rung};
use crate::app::App;
use crate::db::{self, Tx};
use crate::deliveries::rounds::store::{self, RoundRow, StopRow};
use crate::error::Problem;
use crate::ids::{CanteenId, SettlementId, StepId, StopId};
use crate::json::{Json, Path};
use crate::sales::ask::{id_reused, request_hash, short_text};
use crate::sales::queue::SellError;
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::say;

/// What the office does about stops.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(step)).routes(routes!(settle_stop))
}

/// A rung that the office climbed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StepBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: StepId,
    /// Which rung; `closed` ends the search with words.
    rung: Rung,
    /// Who was asked.
    who: Option<String>,
    /// Was somebody found?
    found: Found,
    /// What else there is to say; needed to end the search.
    note: Option<String>,
}

/// What a second person says of a meal without proof.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettleBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: SettlementId,
    /// Was it handed over?
    decision: Decision,
    /// Why one knows, at most 200 characters.
    reason: String,
}

/// Climbs a rung of a stop's ladder. Audited. The same id and body again change nothing.
#[utoipa::path(post, path = "/deliveries/stops/{id}/ladder", params(("id" = StopId, Path)), request_body = StepBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn step(State(app): State<App>, actor: Actor, Path(id): Path<StopId>, Json(body): Json<StepBody>) -> Result<StatusCode, Problem> {
    let note = short_text("note", body.note, 200)?.unwrap_or_default();
    if body.rung == Rung::Closed && note.is_empty() {
        return Err(Problem::field("note", say("请写明结果。", "Say what was found out.")));
    }
    let who = short_text("who", body.who, 40)?.unwrap_or_default();
    db::own_task(async move {
        let (mut tx, at) = (app.db.begin(actor.canteen).await?, app.clock.now());
        let (round, _) = stop_of(&mut tx, actor.canteen, id).await?;
        let stands = Doors::of(&mut tx, (round.canteen_id, round.service_date, round.meal))
            .await?
            .state_of(id);
        let climbed = Climbed {
            id: body.id,
            stop_id: id,
            rung: body.rung,
            at: None,
            who,
            found: body.found,
            note,
        };
        match climb(&mut tx, &app.keys, climbed, (at, actor.staff)).await? {
            Rested::Repeated => return Ok(StatusCode::NO_CONTENT),
            Rested::Beside => return Err(id_reused()),
            Rested::New if !matches!(stands, StopState::Searching { .. }) => return Err(not_searched()),
            Rested::New => {}
        }
        let (rung, found) = (body.rung.as_str().to_owned(), body.found.as_str().to_owned());
        audit::record(&mut tx, &actor, &Act::LadderClimbed { rung, found }, &format!("stop:{id}"), at).await?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Settles a stop without proof, by somebody else than who carried it. Audited. The same id and body again change nothing.
#[utoipa::path(post, path = "/deliveries/stops/{id}/settle", params(("id" = StopId, Path)), request_body = SettleBody,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn settle_stop(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<StopId>,
    Json(body): Json<SettleBody>,
) -> Result<StatusCode, Problem> {
    let request_hash = request_hash((actor.canteen, id, "settle"), &body)?;
    let reason = short_text("reason", Some(body.reason), 200)?.ok_or_else(|| Problem::field("reason", say("请写明原因。", "Say why.")))?;
    db::own_task(async move {
        let order = Settling {
            id: body.id,
            by: actor.staff,
            decision: body.decision,
            reason,
            at: app.clock.now(),
            request_hash,
        };
        let mut tx = app.db.begin(actor.canteen).await?;
        let (round, stop) = stop_of(&mut tx, actor.canteen, id).await?;
        if settle::settle(&mut tx, (&round, &stop), &order).await? {
            let (decision, reason) = (order.decision.as_str().to_owned(), order.reason);
            audit::record(
                &mut tx,
                &actor,
                &Act::StopSettled { decision, reason },
                &format!("stop:{id}"),
                order.at,
            )
            .await?;
        }
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

fn not_searched() -> Problem {
    let message = say("这一站没有人在找，不用记寻找经过。", "Nobody is being looked for at this stop.");
    Problem::conflict("not_searched", message)
}

async fn stop_of(tx: &mut Tx, canteen: CanteenId, id: StopId) -> Result<(RoundRow, StopRow), Problem> {
    let stop = store::stop(tx, id).await?.ok_or_else(Problem::not_found)?;
    let round = store::round(tx, stop.round_id).await?.filter(|round| round.canteen_id == canteen);
    Ok((round.ok_or_else(Problem::not_found)?, stop))
}

impl From<SettleError> for Problem {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Settled => Self::conflict(
                "settled_before",
                say("这一站已经由别人确认。", "Somebody settled this stop before."),
            ),
            SettleError::NothingToSettle => Self::conflict(
                "nothing_to_settle",
                say("这一站没有要确认的。", "There is nothing to settle at this stop."),
            ),
            SettleError::SamePerson => Self::new(
                StatusCode::FORBIDDEN,
                "second_person_needed",
                say(
                    "送餐人不能自己确认，请由第二个人确认。",
                    "Who carried the meal cannot settle it. Ask a second person.",
                ),
            ),
            SettleError::Sale(refusal) => SellError::from(refusal).into(),
            SettleError::Db(error) => error.into(),
        }
    }
}
