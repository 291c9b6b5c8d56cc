//! What belongs to policies over HTTP: where and when one was made public, and the days that the State Council's calendar moves.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;
use crate::asked::{filled_text, id_reused};
use crate::calendar::{Day, day_of};
use crate::clock::Timestamp;
use crate::db;
use crate::error::Problem;
use crate::ids::{PolicyId, PublicationId};
use crate::json::{Json, Path};
use crate::staff::{act::Act, actor::Actor, audit};
use crate::subsidy::book;
use crate::subsidy::holidays::DayKind;
use crate::subsidy::store::change::{self, Publication};
use crate::subsidy::store::{holidays_of, policies_of};
use crate::text::say;

/// The routes of publications and holidays.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(publications, publish))
        .routes(routes!(holidays, move_days))
}

/// Days that one notice may move.
const MOST_DAYS: usize = 100;
/// Characters of a place, a notice or a reason.
pub(super) const MOST_WORDS: usize = 200;

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
    let (id, place) = (body.id, filled_text("place", &body.place, MOST_WORDS)?);
    db::own_task(async move {
        let now = app.clock.now();
        if body.published_on.date() > day_of(now) {
            let sentence = say(
                "还没有到这一天：公示以后再登记。",
                "The day has not come: write it down once it is made public.",
            );
            return Err(Problem::field("published_on", sentence));
        }
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

/// A day to move.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MovedDay {
    day: Day,
    kind: DayKind,
}

/// A day that is not what its weekday says.
#[derive(Debug, Serialize, ToSchema)]
struct HolidayView {
    day: NaiveDate,
    kind: DayKind,
    /// The notice by which the office recorded it; nothing for what is shipped.
    notice: Option<String>,
}

/// The days that are not what their weekday says, shipped and recorded.
#[derive(Debug, Serialize, ToSchema)]
struct HolidayList {
    items: Vec<HolidayView>,
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
    let mut tx = app.db.read().await?;
    let holidays = book::holidays(&mut tx, actor.canteen, None).await?;
    let own = holidays_of(&mut tx, actor.canteen).await?;
    let notice = |day| own.iter().rev().find(|row| row.day == day).map(|row| row.notice.clone());
    let moved = holidays.moved().map(|(day, kind)| HolidayView {
        day,
        kind,
        notice: notice(day),
    });
    Ok(Json(HolidayList {
        items: moved.collect(),
        next_cursor: None,
    }))
}

/// Records days that a notice of the State Council moves; the last record of a day counts. Audited.
#[utoipa::path(post, path = "/holidays", request_body = HolidayBody, responses((status = 204), (status = 422, body = Problem)))]
async fn move_days(State(app): State<App>, actor: Actor, Json(body): Json<HolidayBody>) -> Result<StatusCode, Problem> {
    let notice = filled_text("notice", &body.notice, MOST_WORDS)?;
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
