//! Changing policies over HTTP: one person proposes, another approves the very text that they were shown; where and when it was
//! made public; and the days that the State Council's calendar moves.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;
use crate::calendar::Day;
use crate::clock::Timestamp;
use crate::db;
use crate::error::Problem;
use crate::ids::{PolicyId, ProposalId, PublicationId};
use crate::json::{Json, Path};
use crate::staff::{act::Act, actor::Actor, audit};
use crate::subsidy::book::{self, Checked};
use crate::subsidy::holidays::DayKind;
use crate::subsidy::store::change::{self, Proposal, Publication};
use crate::subsidy::store::policies_of;
use crate::text::say;

/// The routes of changing policies.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(proposals, propose))
        .routes(routes!(approve))
        .routes(routes!(publications, publish))
        .routes(routes!(holidays, move_days))
}

/// Days that one notice may move.
const MOST_DAYS: usize = 100;

/// A proposal with its text, so that whoever approves it reads what they approve.
#[derive(Debug, Serialize, ToSchema)]
struct ProposalView {
    id: ProposalId,
    version: String,
    valid_from: NaiveDate,
    text: String,
    sha256: String,
    proposed_at: Timestamp,
    /// The name of who proposed it.
    proposer: String,
    /// The policy that it became.
    policy_id: Option<PolicyId>,
    approved_at: Option<Timestamp>,
    /// The name of who approved it.
    approver: Option<String>,
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

/// All proposals.
#[utoipa::path(get, path = "/policies/proposals", responses((status = 200, body = ProposalList)))]
async fn proposals(State(app): State<App>, actor: Actor) -> Result<Json<ProposalList>, Problem> {
    let rows = change::proposals(&mut app.db.read().await?, actor.canteen, None).await?;
    Ok(Json(ProposalList {
        items: rows.into_iter().map(ProposalView::from).collect(),
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

/// Another person, and the very text that was shown.
fn may_approve(proposal: &Proposal, actor: &Actor, sha256: &str) -> Result<(), Problem> {
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

/// Where and when a policy was made public.
#[derive(Debug, Serialize, ToSchema)]
struct PublicationView {
    id: PublicationId,
    published_on: NaiveDate,
    place: String,
    recorded_at: Timestamp,
}

/// All publications of a policy, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct PublicationList {
    items: Vec<PublicationView>,
    next_cursor: Option<String>,
}

/// A publication to record.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PublicationBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: PublicationId,
    published_on: Day,
    /// The notice board, the web page: 1 to 200 characters.
    place: String,
}

/// Where and when a policy's prices were made public.
#[utoipa::path(get, path = "/policies/{id}/publications", params(("id" = PolicyId, Path)), responses((status = 200, body = PublicationList)))]
async fn publications(State(app): State<App>, actor: Actor, Path(id): Path<PolicyId>) -> Result<Json<PublicationList>, Problem> {
    let rows = change::publications(&mut app.db.read().await?, actor.canteen, id).await?;
    Ok(Json(PublicationList {
        items: rows.into_iter().map(PublicationView::from).collect(),
        next_cursor: None,
    }))
}

/// Records that a policy's prices were made public. Audited.
#[utoipa::path(post, path = "/policies/{id}/publications", params(("id" = PolicyId, Path)), request_body = PublicationBody,
    responses((status = 201, body = PublicationId), (status = 200, body = PublicationId), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn publish(
    State(app): State<App>,
    actor: Actor,
    Path(policy): Path<PolicyId>,
    Json(body): Json<PublicationBody>,
) -> Result<(StatusCode, Json<PublicationId>), Problem> {
    let (id, place) = (body.id, filled("place", &body.place)?);
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let heads = policies_of(&mut tx, &[actor.canteen]).await?;
        heads.iter().find(|head| head.id == policy).ok_or_else(Problem::not_found)?;
        let new = Publication {
            id,
            policy_id: policy,
            published_on: body.published_on.date(),
            place,
            recorded_at: now,
            recorded_by: actor.staff,
        };
        let known = change::publications(&mut tx, actor.canteen, policy).await?;
        if let Some(before) = known.iter().find(|known| known.id == id) {
            let is_same = (before.published_on, &before.place) == (new.published_on, &new.place);
            return if is_same {
                Ok((StatusCode::OK, Json(id)))
            } else {
                Err(id_reused())
            };
        }
        change::insert_publication(&mut tx, actor.canteen, &new).await?;
        let act = Act::PolicyPublished {
            place: new.place,
            on: new.published_on,
        };
        audit::record(&mut tx, &actor, &act, &format!("policy:{policy}"), now).await?;
        tx.commit().await?;
        Ok((StatusCode::CREATED, Json(id)))
    })
    .await
}

/// A day that is not what its weekday says.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MovedDay {
    day: Day,
    kind: DayKind,
}

/// The days that are not what their weekday says, shipped and recorded.
#[derive(Debug, Serialize, ToSchema)]
struct HolidayList {
    items: Vec<MovedDay>,
    next_cursor: Option<String>,
}

/// Days that a notice moves.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HolidayBody {
    /// The notice: 1 to 200 characters.
    notice: String,
    days: Vec<MovedDay>,
}

/// The days that are not what their weekday says.
#[utoipa::path(get, path = "/holidays", responses((status = 200, body = HolidayList)))]
async fn holidays(State(app): State<App>, actor: Actor) -> Result<Json<HolidayList>, Problem> {
    let holidays = book::holidays(&mut app.db.read().await?, actor.canteen, None).await?;
    let moved = holidays.moved().filter_map(|(day, kind)| {
        let day = Day::try_from(day).ok()?;
        Some(MovedDay { day, kind })
    });
    Ok(Json(HolidayList {
        items: moved.collect(),
        next_cursor: None,
    }))
}

/// Records days that a notice of the State Council moves; the last record of a day counts. Audited.
#[utoipa::path(post, path = "/holidays", request_body = HolidayBody, responses((status = 204), (status = 422, body = Problem)))]
async fn move_days(State(app): State<App>, actor: Actor, Json(body): Json<HolidayBody>) -> Result<StatusCode, Problem> {
    let notice = filled("notice", &body.notice)?;
    if body.days.is_empty() || body.days.len() > MOST_DAYS {
        let sentence = say(format!("请写 1 到 {MOST_DAYS} 天。"), format!("Write 1 to {MOST_DAYS} days."));
        return Err(Problem::field("days", sentence));
    }
    let days: Vec<(NaiveDate, DayKind)> = body.days.into_iter().map(|moved| (moved.day.date(), moved.kind)).collect();
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        change::insert_holidays(&mut tx, actor.canteen, (&days, &notice), (actor.staff, now)).await?;
        let act = Act::HolidaysRecorded { days: days.len(), notice };
        audit::record(&mut tx, &actor, &act, &format!("canteen:{}", actor.canteen), now).await?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// A text of 1 to 200 characters.
fn filled(field: &'static str, text: &str) -> Result<String, Problem> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= 200 && !text.chars().any(char::is_control);
    let sentence = say("这里要写 1 到 200 个字。", "Write 1 to 200 characters here.");
    if fits {
        Ok(text.to_owned())
    } else {
        Err(Problem::field(field, sentence))
    }
}

fn id_reused() -> Problem {
    Problem::conflict(
        "id_reused",
        say("这个编号已经用过，请刷新后再试。", "This id was used before. Reload and try again."),
    )
}

impl From<Proposal> for ProposalView {
    fn from(row: Proposal) -> Self {
        Self {
            id: row.id,
            version: row.version,
            valid_from: row.valid_from,
            text: row.text,
            sha256: hex::encode(row.sha256),
            proposed_at: row.proposed_at,
            proposer: row.proposer,
            policy_id: row.policy_id,
            approved_at: row.approved_at,
            approver: row.approver,
        }
    }
}

impl From<Publication> for PublicationView {
    fn from(row: Publication) -> Self {
        Self {
            id: row.id,
            published_on: row.published_on,
            place: row.place,
            recorded_at: row.recorded_at,
        }
    }
}
