//! Who changes a policy? One person proposes a text, another approves the very text that they were shown, or rejects it.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::change::{filled, id_reused};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db;
use crate::error::Problem;
use crate::ids::{CanteenId, PolicyId, ProposalId, StaffId};
use crate::json::{Json, Path};
use crate::staff::{act::Act, actor::Actor, audit};
use crate::subsidy::book::{self, Checked, PolicyBook};
use crate::subsidy::changes::changes;
use crate::subsidy::policy::Policy;
use crate::subsidy::price_list::{PriceList, price_list};
use crate::subsidy::store::change::{self, Proposal};
use crate::text::{Sentence, say};

/// The routes of proposals.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(check))
        .routes(routes!(proposals, propose))
        .routes(routes!(approve))
        .routes(routes!(reject))
}

/// A policy's text to look at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PolicyTextBody {
    text: String,
}

/// What a text says.
#[derive(Debug, Serialize, ToSchema)]
struct PolicyDraft {
    version: String,
    name: String,
    valid_from: NaiveDate,
    prices: PriceList,
    /// What changes from the policy that would count on its first day without it.
    changes: Vec<Sentence>,
}

/// A proposal with its text, so that whoever approves it reads what they approve.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalView {
    id: ProposalId,
    version: String,
    valid_from: NaiveDate,
    text: String,
    sha256: String,
    proposed_at: Timestamp,
    /// Who proposed it: somebody else has to approve it.
    proposed_by: StaffId,
    /// Their name.
    proposer: String,
    /// The policy that it became.
    policy_id: Option<PolicyId>,
    approved_at: Option<Timestamp>,
    /// The name of who approved it.
    approver: Option<String>,
    rejected_at: Option<Timestamp>,
    /// The name of who rejected it, or took it back.
    rejecter: Option<String>,
    /// Why.
    rejection: Option<String>,
    /// While it waits: what it would change.
    changes: Vec<Sentence>,
}

/// All proposals, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalList {
    items: Vec<ProposalView>,
    next_cursor: Option<String>,
}

/// A policy to propose.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProposalBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: ProposalId,
    text: String,
}

/// What somebody approves.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApprovalBody {
    /// The id of the policy that it becomes.
    id: PolicyId,
    /// The SHA-256 of the text that they were shown.
    sha256: String,
}

/// Why somebody rejects a proposal.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RejectionBody {
    /// 1 to 200 characters.
    reason: String,
}

/// Checks a text and says what it would change; keeps nothing.
#[utoipa::path(post, path = "/policies/check", request_body = PolicyTextBody, responses((status = 200, body = PolicyDraft), (status = 422, body = Problem)))]
async fn check(State(app): State<App>, actor: Actor, Json(body): Json<PolicyTextBody>) -> Result<Json<PolicyDraft>, Problem> {
    let checked = db::aside(|| Checked::of(body.text)).await?;
    let policy = checked.policy();
    let book = PolicyBook::read(&mut app.db.read().await?, &[actor.canteen]).await?;
    Ok(Json(PolicyDraft {
        version: policy.version.clone(),
        name: policy.name.clone(),
        valid_from: policy.valid_from,
        prices: price_list(policy),
        changes: changes_to(&book, actor.canteen, policy),
    }))
}

/// What a policy changes from the one that would count on its first day without it.
fn changes_to(book: &PolicyBook, canteen: CanteenId, policy: &Policy) -> Vec<Sentence> {
    book.on(canteen, policy.valid_from)
        .map_or_else(nothing_before, |before| changes(&before.policy, policy))
}

/// Where no policy would count, everything is new: no list of changes must not read as none.
fn nothing_before() -> Vec<Sentence> {
    let en = "No policy counts on its first day without it: all its prices are new. Read the price list.";
    vec![say("它的第一天之前没有政策：全部价格都是新的，请看价目。", en)]
}

/// All proposals.
#[utoipa::path(get, path = "/policies/proposals", responses((status = 200, body = ProposalList)))]
async fn proposals(State(app): State<App>, actor: Actor) -> Result<Json<ProposalList>, Problem> {
    let mut tx = app.db.read().await?;
    let rows = change::proposals(&mut tx, actor.canteen, None).await?;
    let book = PolicyBook::read(&mut tx, &[actor.canteen]).await?;
    let told = |row: &Proposal| match Policy::parse(&row.text) {
        Ok(policy) if row.is_open() => changes_to(&book, actor.canteen, &policy),
        _ => Vec::new(),
    };
    Ok(Json(ProposalList {
        items: rows.into_iter().map(|row| ProposalView::of(told(&row), row)).collect(),
        next_cursor: None,
    }))
}

/// Proposes a policy; every mistake comes back with its line. Audited.
#[utoipa::path(post, path = "/policies/proposals", request_body = ProposalBody,
    responses((status = 201, body = ProposalId), (status = 200, body = ProposalId), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn propose(State(app): State<App>, actor: Actor, Json(body): Json<ProposalBody>) -> Result<(StatusCode, Json<ProposalId>), Problem> {
    let checked = db::aside(|| Checked::of(body.text)).await?;
    let id = body.id;
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        if let Some(before) = change::proposals(&mut tx, actor.canteen, Some(id)).await?.first() {
            return if before.text == checked.text() {
                Ok((StatusCode::OK, Json(id)))
            } else {
                Err(id_reused())
            };
        }
        book::is_version_free(&mut tx, actor.canteen, &checked).await?;
        change::insert_proposal(&mut tx, &checked.proposal(id, actor.canteen, (actor.staff, now))).await?;
        audit::record(&mut tx, &actor, &Act::PolicyProposed, &format!("policy_proposal:{id}"), now).await?;
        tx.commit().await?;
        Ok((StatusCode::CREATED, Json(id)))
    })
    .await
}

/// Approves somebody else's proposal and loads it. Audited.
#[utoipa::path(post, path = "/policies/proposals/{id}/approval", params(("id" = ProposalId, Path)), request_body = ApprovalBody,
    responses((status = 201, body = PolicyId), (status = 200, body = PolicyId), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn approve(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ProposalId>,
    Json(body): Json<ApprovalBody>,
) -> Result<(StatusCode, Json<PolicyId>), Problem> {
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let found = change::proposals(&mut tx, actor.canteen, Some(id)).await?;
        let proposal = found.into_iter().next().ok_or_else(Problem::not_found)?;
        if let Some(policy) = proposal.policy_id {
            return Ok((StatusCode::OK, Json(policy)));
        }
        may_approve(&proposal, &actor, &body.sha256)?;
        let checked = Checked::of(proposal.text.clone())?;
        let (policy, _) = book::load(&mut tx, actor.canteen, body.id, &checked, now, Some(actor.staff)).await?;
        change::insert_approval(&mut tx, &proposal, policy, actor.staff, now).await?;
        audit::record(&mut tx, &actor, &Act::PolicyApproved, &format!("policy:{policy}"), now).await?;
        tx.commit().await?;
        Ok((StatusCode::CREATED, Json(policy)))
    })
    .await
}

/// Rejects somebody else's proposal, or takes one's own back. Audited.
#[utoipa::path(post, path = "/policies/proposals/{id}/rejection", params(("id" = ProposalId, Path)), request_body = RejectionBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn reject(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ProposalId>,
    Json(body): Json<RejectionBody>,
) -> Result<StatusCode, Problem> {
    let reason = filled("reason", &body.reason)?;
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let found = change::proposals(&mut tx, actor.canteen, Some(id)).await?;
        let proposal = found.into_iter().next().ok_or_else(Problem::not_found)?;
        if proposal.policy_id.is_some() {
            return Err(decided());
        }
        if proposal.rejected_at.is_none() {
            change::insert_rejection(&mut tx, &proposal, &reason, (actor.staff, now)).await?;
            let act = Act::PolicyRejected { reason };
            audit::record(&mut tx, &actor, &act, &format!("policy_proposal:{id}"), now).await?;
            tx.commit().await?;
        }
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

fn decided() -> Problem {
    Problem::conflict(
        "already_decided",
        say(
            "这份政策已经有人处理过了，请刷新。",
            "Somebody has decided this proposal already. Reload.",
        ),
    )
}

/// Still open, another person, and the very text that was shown.
fn may_approve(proposal: &Proposal, actor: &Actor, sha256: &str) -> Result<(), Problem> {
    if proposal.rejected_at.is_some() {
        return Err(decided());
    }
    if proposal.proposed_by == actor.staff {
        return Err(Problem::conflict(
            "own_proposal",
            say(
                "自己提出的政策要由另一个人批准。",
                "Somebody else has to approve a policy that you proposed.",
            ),
        ));
    }
    if hex::encode(&proposal.sha256) != sha256 {
        return Err(Problem::conflict(
            "another_text",
            say(
                "批准的不是现在这份文本，请重新打开再看一遍。",
                "This is not the text that you were shown. Open it again.",
            ),
        ));
    }
    Ok(())
}

impl ProposalView {
    fn of(changes: Vec<Sentence>, row: Proposal) -> Self {
        Self {
            id: row.id,
            version: row.version,
            valid_from: row.valid_from,
            text: row.text,
            sha256: hex::encode(row.sha256),
            proposed_at: row.proposed_at,
            proposed_by: row.proposed_by,
            proposer: row.proposer,
            policy_id: row.policy_id,
            approved_at: row.approved_at,
            approver: row.approver,
            rejected_at: row.rejected_at,
            rejecter: row.rejecter,
            rejection: row.rejection,
            changes,
        }
    }
}
