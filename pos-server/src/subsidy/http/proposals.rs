//! Who changes a policy? One person proposes a text, another approves the very text that they were shown, or rejects it.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::change::MOST_WORDS;
use crate::app::App;
use crate::asked::{filled_text, id_reused};
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
use crate::subsidy::warnings::warnings;
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
    /// What is allowed but hardly meant.
    warnings: Vec<Sentence>,
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
    let mut tx = app.db.read().await?;
    let book = PolicyBook::read(&mut tx, &[actor.canteen]).await?;
    let holidays = book::holidays(&mut tx, actor.canteen, None).await?;
    Ok(Json(PolicyDraft {
        version: policy.version.clone(),
        name: policy.name.clone(),
        valid_from: policy.valid_from,
        prices: price_list(policy),
        changes: changes_to(&book, actor.canteen, policy),
        warnings: warnings(policy, &holidays),
    }))
}

/// What a policy changes from the one that would count on its first day without it.
fn changes_to(book: &PolicyBook, canteen: CanteenId, policy: &Policy) -> Vec<Sentence> {
    let next = book.next_after(canteen, policy.valid_from).map(followed);
    let before = book.on(canteen, policy.valid_from);
    let told = before.map_or_else(nothing_before, |before| changes(&before.policy, policy));
    next.into_iter().chain(told).collect()
}

/// A policy that begins later counts from its first day on, whoever wrote what afterwards.
fn followed((version, from): (&str, NaiveDate)) -> Sentence {
    say(
        format!("只到 {from} 的前一天：从 {from} 起按另一份政策 {version}。要一直有效，请把 valid_from 写晚一些。"),
        format!("It counts up to the day before {from} only, when {version} begins. Write a later valid_from if it is to go on."),
    )
}

/// Where no policy would count, everything is new: no list of changes must not read as none.
fn nothing_before() -> Vec<Sentence> {
    let en = "No policy counts on its first day without it: all its prices are new. Read the price list.";
    vec![say("它的第一天之前没有政策：全部价格都是新的，请看价目。", en)]
}

/// What a proposal that waits would change.
fn changes_of(row: &Proposal, book: &PolicyBook) -> Vec<Sentence> {
    if !row.is_open() {
        return Vec::new();
    }
    Policy::parse(&row.text).map_or_else(|_| vec![unreadable()], |policy| changes_to(book, row.canteen_id, &policy))
}

/// What an older version of the program took, and this one refuses: no list of changes must not read as none here either.
fn unreadable() -> Sentence {
    say(
        "这个版本的程序读不了这份文本，不能批准：请退回，检查后重新提出。",
        "This version of the program cannot read the text, so it cannot be approved: reject it, check it and propose it again.",
    )
}

/// All proposals.
#[utoipa::path(get, path = "/policies/proposals", responses((status = 200, body = ProposalList)))]
async fn proposals(State(app): State<App>, actor: Actor) -> Result<Json<ProposalList>, Problem> {
    let mut tx = app.db.read().await?;
    let rows = change::proposals(&mut tx, actor.canteen).await?;
    let book = PolicyBook::read(&mut tx, &[actor.canteen]).await?;
    Ok(Json(ProposalList {
        items: rows.into_iter().map(|row| ProposalView::of(changes_of(&row, &book), row)).collect(),
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
        if let Some(before) = change::proposal(&mut tx, actor.canteen, id).await? {
            return if before.text == checked.text() {
                Ok((StatusCode::OK, Json(id)))
            } else {
                Err(id_reused())
            };
        }
        let all = change::proposals(&mut tx, actor.canteen).await?;
        if let Some(other) = all
            .iter()
            .find(|other| other.is_open() && other.version == checked.policy().version)
        {
            return Err(already_proposed(other));
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
        // The text is read and its examples eaten before the lock is taken: nobody who sells waits for it.
        let shown = change::proposal(&mut app.db.read().await?, actor.canteen, id).await?;
        let text = shown.ok_or_else(Problem::not_found)?.text;
        let checked = db::aside(|| Checked::of(text)).await;
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let found = change::proposal(&mut tx, actor.canteen, id).await?;
        let proposal = found.ok_or_else(Problem::not_found)?;
        may_approve(&proposal, &actor, &body.sha256)?;
        if let Some(policy) = proposal.policy_id {
            return Ok((StatusCode::OK, Json(policy)));
        }
        let (policy, _) = book::load(&mut tx, actor.canteen, body.id, &checked?, now, Some(actor.staff)).await?;
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
    let reason = filled_text("reason", &body.reason, MOST_WORDS)?;
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let found = change::proposal(&mut tx, actor.canteen, id).await?;
        let proposal = found.ok_or_else(Problem::not_found)?;
        let is_others = proposal.rejected_by.is_some_and(|by| by != actor.staff);
        if proposal.policy_id.is_some() || is_others {
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

/// Two open ones of a version: once one is approved, the other could never be.
fn already_proposed(other: &Proposal) -> Problem {
    let Proposal { version, proposer, .. } = other;
    Problem::conflict(
        "already_proposed",
        say(
            format!("{proposer}提出的 {version} 还在等批准：先收回或退回那一份，或者换一个新的 version。"),
            format!(
                "{version}, proposed by {proposer}, still waits for approval: take it back or reject it first, or write a new version."
            ),
        ),
    )
}

/// Still open or approved by the same person before, not one's own, and the very text that was shown.
fn may_approve(proposal: &Proposal, actor: &Actor, sha256: &str) -> Result<(), Problem> {
    let is_others = proposal.approved_by.is_some_and(|by| by != actor.staff);
    if proposal.rejected_at.is_some() || is_others {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subsidy::policy::QIYI;

    #[test]
    fn no_list_of_changes_reads_as_none_where_the_text_cannot_be_compared() {
        let checked = Checked::of(QIYI.to_owned()).unwrap();
        let by = (StaffId::new(), Timestamp::UNIX_EPOCH);
        let mut row = checked.proposal(ProposalId::new(), CanteenId::new(), by);
        let told = |row: &Proposal| changes_of(row, &PolicyBook::default());
        assert!(told(&row)[0].zh.contains("全部价格都是新的"));
        row.text = "version = 1".to_owned();
        assert!(told(&row)[0].zh.contains("读不了这份文本"));
        row.rejected_at = Some(Timestamp::UNIX_EPOCH);
        assert_eq!(told(&row), Vec::new());
    }
}
