//! Closing a month over HTTP: one person proposes, another approves the hash that was shown.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::content::ClosingSums;
use super::store::{self, Closing, Proposal};
use super::{Asked, CloseError};
use crate::app::App;
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::db;
use crate::error::Problem;
use crate::ids::{ClosingId, StaffId};
use crate::json::{Json, Path};
use crate::sales::ask::{id_reused, request_hash};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::say;

/// The routes of closing a month.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(month_closings))
        .routes(routes!(propose_closing))
        .routes(routes!(approve_closing))
}

/// How far a month is on its way to be closed.
#[derive(Debug, Serialize, ToSchema)]
struct MonthClosings {
    /// The month.
    #[schema(value_type = String, example = "2026-11")]
    month: Month,
    /// The closing; nothing while the month is open.
    closing: Option<MonthClosed>,
    /// What was proposed, the newest first.
    proposals: Vec<ProposedClosing>,
}

/// A closed month.
#[derive(Debug, Serialize, ToSchema)]
struct MonthClosed {
    /// The proposal that was approved.
    proposal_id: ClosingId,
    /// SHA-256 of everything that the month says.
    sha256: String,
    /// The last entry of the journal that is closed with it.
    last_entry_no: i64,
    /// Who approved it.
    approver: String,
    /// When.
    approved_at: Timestamp,
}

/// A month as somebody proposed to close it.
#[derive(Debug, Serialize, ToSchema)]
struct ProposedClosing {
    /// The proposal.
    id: ClosingId,
    /// SHA-256 of everything that the month said then: who approves sends it back.
    sha256: String,
    /// The sums.
    sums: ClosingSums,
    /// Who proposed it: somebody else approves it.
    proposer_id: StaffId,
    /// That one's name.
    proposer: String,
    /// When.
    proposed_at: Timestamp,
}

/// A month to propose.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewClosing {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: ClosingId,
}

/// What was seen and is approved.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClosingApproval {
    /// The `sha256` of the proposal as it was shown.
    sha256: String,
}

impl From<Closing> for MonthClosed {
    fn from(row: Closing) -> Self {
        Self {
            proposal_id: row.proposal_id,
            sha256: hex::encode(row.sha256),
            last_entry_no: row.last_entry_no,
            approver: row.approver,
            approved_at: row.approved_at,
        }
    }
}

impl ProposedClosing {
    fn of(row: Proposal) -> Result<Self, serde_json::Error> {
        Ok(Self {
            id: row.id,
            sha256: hex::encode(row.sha256),
            sums: serde_json::from_str(&row.sums)?,
            proposer_id: row.proposed_by,
            proposer: row.proposer,
            proposed_at: row.proposed_at,
        })
    }
}

/// What was proposed of a month, and its closing.
#[utoipa::path(get, path = "/months/{month}/closings", params(("month" = String, Path, example = "2026-11")),
    responses((status = 200, body = MonthClosings), (status = 422, body = Problem)))]
async fn month_closings(State(app): State<App>, actor: Actor, Path(month): Path<Month>) -> Result<Json<MonthClosings>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let closing = store::closing(&mut tx, actor.canteen, month).await?;
    let proposals = store::proposals(&mut tx, actor.canteen, month).await?;
    tx.commit().await?;
    let proposals = proposals.into_iter().map(ProposedClosing::of).collect::<Result<_, _>>();
    Ok(Json(MonthClosings {
        month,
        closing: closing.map(MonthClosed::from),
        proposals: proposals.map_err(Problem::internal)?,
    }))
}

/// Proposes to close a month as it is now. Audited. The same id again changes nothing.
#[utoipa::path(post, path = "/months/{month}/closings", params(("month" = String, Path, example = "2026-11")), request_body = NewClosing,
    responses((status = 201, body = ProposedClosing), (status = 200, body = ProposedClosing), (status = 409, body = Problem)))]
async fn propose_closing(
    State(app): State<App>,
    actor: Actor,
    Path(month): Path<Month>,
    Json(body): Json<NewClosing>,
) -> Result<(StatusCode, Json<ProposedClosing>), Problem> {
    let asked = asked(&app, &actor, (month, body.id), &body)?;
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let is_new = super::propose(&mut tx, &asked).await?;
        if is_new {
            audit::record(&mut tx, &actor, &Act::MonthProposed, &format!("month:{month}"), asked.at).await?;
        }
        let row = store::proposal(&mut tx, asked.id).await?.ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
        Ok((status, Json(ProposedClosing::of(row).map_err(Problem::internal)?)))
    })
    .await
}

/// Approves a proposal by its hash, and closes the month for ever. Audited. The same request by the same person changes nothing.
#[utoipa::path(post, path = "/months/{month}/closings/{id}/approval",
    params(("month" = String, Path, example = "2026-11"), ("id" = ClosingId, Path)), request_body = ClosingApproval,
    responses((status = 200, body = MonthClosed), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn approve_closing(
    State(app): State<App>,
    actor: Actor,
    Path((month, id)): Path<(Month, ClosingId)>,
    Json(body): Json<ClosingApproval>,
) -> Result<Json<MonthClosed>, Problem> {
    let asked = asked(&app, &actor, (month, id), &body)?;
    let mut seen = [0; 32];
    hex::decode_to_slice(&body.sha256, &mut seen).map_err(|_| CloseError::Changed)?;
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        if super::approve(&mut tx, &asked, seen).await? {
            let act = Act::MonthClosed { sha256: body.sha256 };
            audit::record(&mut tx, &actor, &act, &format!("month:{month}"), asked.at).await?;
        }
        let closing = store::closing(&mut tx, actor.canteen, month)
            .await?
            .ok_or_else(Problem::not_found)?;
        tx.commit().await?;
        Ok(Json(closing.into()))
    })
    .await
}

fn asked(app: &App, actor: &Actor, (month, id): (Month, ClosingId), body: &impl Serialize) -> Result<Asked, Problem> {
    Ok(Asked {
        id,
        canteen: actor.canteen,
        month,
        by: actor.staff,
        at: app.clock.now(),
        request_hash: request_hash((actor.canteen, actor.staff, month, id), body)?,
    })
}

impl From<CloseError> for Problem {
    fn from(error: CloseError) -> Self {
        let (code, message) = match error {
            CloseError::NotEnded => (
                "month_not_over",
                say(
                    "这个月还没有结束，不能月结。",
                    "The month has not ended. It closes when it is over.",
                ),
            ),
            CloseError::EarlierOpen(month) => (
                "earlier_month_open",
                say(
                    format!("{month} 还没有月结。月份要按顺序月结，请先把它结掉。"),
                    format!("{month} is not closed. Months are closed in their order: close that one first."),
                ),
            ),
            CloseError::StillOpen(open) => (
                "month_still_open",
                say(
                    format!(
                        "还有 {} 个班次没有交班、{} 条送餐路线没有结束，先把它们结束。",
                        open.shifts, open.rounds
                    ),
                    format!(
                        "{} shifts and {} rounds of it are still open. Close them first.",
                        open.shifts, open.rounds
                    ),
                ),
            ),
            CloseError::Blocked(count) => (
                "exceptions_block",
                say(
                    format!("还有 {count} 条异常没有处理，先更正或由第二个人说明原因。"),
                    format!("{count} exceptions block the month. Mend them, or let a second person settle them."),
                ),
            ),
            CloseError::Closed => (
                "month_closed",
                say(
                    "这个月已经月结，不能再改；之后的更正记入当前月份。",
                    "The month is closed for ever. What comes later is a correction in the present month.",
                ),
            ),
            CloseError::SamePerson => (
                "own_proposal",
                say(
                    "自己提出的月结要由另一个人批准。",
                    "Somebody else has to approve a month that you proposed.",
                ),
            ),
            CloseError::Changed => (
                "month_changed",
                say(
                    "这个月的内容和提出时看到的不一样了，请重新提出月结。",
                    "The month says something else than what was shown. Propose it again.",
                ),
            ),
            CloseError::Unknown => return Self::not_found(),
            CloseError::IdReused => return id_reused(),
            CloseError::Unwritten(error) => return Self::internal(error),
            CloseError::Db(error) => return error.into(),
        };
        Self::conflict(code, message)
    }
}
