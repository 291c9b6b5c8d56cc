//! The month's exceptions over HTTP: all of them with their rows, and the settling of one.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::exception::{ExceptionRow, Found, SettledBy};
use super::settle::{self, SettleError};
use super::store::{self, NewSettlement, Settlement};
use crate::app::App;
use crate::calendar::Month;
use crate::db;
use crate::error::Problem;
use crate::finance::close_month::CloseError;
use crate::finance::months::period;
use crate::ids::SettlementId;
use crate::json::{Json, Path};
use crate::sales::ask::{id_reused, request_hash, short_text};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::subsidy::check_rules::{Check, Severity};
use crate::text::{Sentence, say};

/// The routes of the month's exceptions.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(month_exceptions))
        .routes(routes!(settle_exception))
}

/// What the checks find in a month.
#[derive(Debug, Serialize, ToSchema)]
struct MonthExceptions {
    /// The month.
    #[schema(value_type = String, example = "2026-11")]
    month: Month,
    /// How many block the month and are not settled.
    blocking: usize,
    /// The exceptions, by check and receipt.
    items: Vec<MonthException>,
    /// Nothing: the list comes whole.
    next_cursor: Option<String>,
}

/// One exception.
#[derive(Debug, Serialize, ToSchema)]
struct MonthException {
    /// Stays the same as long as the exception is about the same.
    key: String,
    /// SHA-256 of everything that it says: a settlement holds for exactly that.
    facts: String,
    /// Which check.
    check: Check,
    /// Whether it keeps the month open.
    severity: Severity,
    /// What the check is about.
    title: Sentence,
    /// What is wrong.
    message: Sentence,
    /// The rows behind it.
    rows: Vec<ExceptionRow>,
    /// The page on which it is mended.
    link: String,
    /// Who settled it, if anybody did.
    settled: Option<SettledBy>,
}

impl MonthException {
    fn of(found: Found, settlements: &[Settlement]) -> Result<Self, serde_json::Error> {
        Ok(Self {
            key: found.key(),
            facts: hex::encode(found.facts()?),
            check: found.check,
            severity: found.severity,
            title: found.check.title(),
            settled: settle::settled(&found, settlements)?,
            message: found.message,
            rows: found.rows,
            link: found.link.to_owned(),
        })
    }

    fn blocks(&self) -> bool {
        self.severity == Severity::Block && self.settled.is_none()
    }
}

/// Why an exception stands.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ExceptionReason {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: SettlementId,
    /// The `facts` of the exception as they were seen.
    facts: String,
    /// Why, at most 200 characters.
    reason: String,
}

/// What the checks find in a month, as its rows are now.
#[utoipa::path(get, path = "/months/{month}/exceptions", params(("month" = String, Path, example = "2026-11")),
    responses((status = 200, body = MonthExceptions), (status = 422, body = Problem)))]
async fn month_exceptions(State(app): State<App>, actor: Actor, Path(month): Path<Month>) -> Result<Json<MonthExceptions>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let found = super::find(&mut tx, period(actor.canteen, month)).await?;
    let settlements = store::settlements(&mut tx, actor.canteen, month).await?;
    tx.commit().await?;
    let items = found.into_iter().map(|found| MonthException::of(found, &settlements));
    let items: Vec<MonthException> = items.collect::<Result<_, _>>().map_err(Problem::internal)?;
    Ok(Json(MonthExceptions {
        month,
        blocking: items.iter().filter(|item| item.blocks()).count(),
        items,
        next_cursor: None,
    }))
}

/// Says that an exception stands, and why: by somebody who made none of its rows. Audited. The same id and body again change nothing.
#[utoipa::path(post, path = "/months/{month}/exceptions/{key}/settle",
    params(("month" = String, Path, example = "2026-11"), ("key" = String, Path)), request_body = ExceptionReason,
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
async fn settle_exception(
    State(app): State<App>,
    actor: Actor,
    Path((month, key)): Path<(Month, String)>,
    Json(body): Json<ExceptionReason>,
) -> Result<StatusCode, Problem> {
    let request_hash = request_hash((actor.canteen, actor.staff, month, &key), &body)?;
    let mut facts = [0; 32];
    hex::decode_to_slice(&body.facts, &mut facts).map_err(|_| SettleError::Changed)?;
    let reason = short_text("reason", Some(body.reason), 200)?;
    let reason = reason.ok_or_else(|| Problem::field("reason", say("请写明原因。", "Give a reason.")))?;
    let new = NewSettlement {
        id: body.id,
        canteen: actor.canteen,
        month,
        key,
        facts,
        reason,
        by: actor.staff,
        at: app.clock.now(),
        request_hash,
    };
    let mut tx = app.db.snapshot().await?;
    let before = store::settlements(&mut tx, actor.canteen, month).await?;
    if !settle::is_repeat(&before, &new)? {
        settle::allow(&super::find(&mut tx, period(actor.canteen, month)).await?, &new)?;
    }
    tx.commit().await?;
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        if settle::settle(&mut tx, &new).await? {
            let check = new.key.split('-').next().unwrap_or_default().to_owned();
            let act = Act::ExceptionSettled {
                check,
                reason: new.reason.clone(),
            };
            audit::record(&mut tx, &actor, &act, &format!("month:{month}:{}", new.key), new.at).await?;
        }
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

impl From<SettleError> for Problem {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Unknown => Self::not_found(),
            SettleError::Changed => Self::conflict(
                "exception_changed",
                say(
                    "这条异常的内容已经变化，请重新查看后再处理。",
                    "The exception says something else by now. Look at it again.",
                ),
            ),
            SettleError::SamePerson => Self::new(
                StatusCode::FORBIDDEN,
                "second_person_needed",
                say(
                    "经办人不能自己处理，请由第二个人处理。",
                    "Who made a row of it cannot settle it. Ask a second person.",
                ),
            ),
            SettleError::Settled => Self::conflict("settled_before", say("这条异常已经处理。", "The exception was settled before.")),
            SettleError::IdReused => id_reused(),
            SettleError::MonthClosed => CloseError::Closed.into(),
            SettleError::Unwritten(error) => Self::internal(error),
            SettleError::Db(error) => error.into(),
        }
    }
}
