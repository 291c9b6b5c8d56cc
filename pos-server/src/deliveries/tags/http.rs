//! Doors' tags over HTTP, for the office: which doors have one, making, printing, replacing and retiring them.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::life::{self, TagError, Warden};
use super::sheets::{self, SheetTag, TagDoor};
use super::store;
use crate::app::App;
use crate::calendar;
use crate::cards::store::canteen_name;
use crate::clock::Timestamp;
use crate::db;
use crate::error::Problem;
use crate::ids::{HouseholdId, TagId};
use crate::json::{Json, Path};
use crate::sales::ask::{id_reused, short_text};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::say;

/// The routes of doors' tags.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tag_doors, issue_tags))
        .routes(routes!(tag_sheets))
        .routes(routes!(replace_tag))
        .routes(routes!(retire_tag))
}

/// The doors where somebody has a plan or a tag hangs.
#[derive(Debug, Serialize, ToSchema)]
struct TagDoors {
    items: Vec<TagDoor>,
}

/// Which doors get a tag.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IssueTagsBody {
    /// These; without it all doors where somebody has a plan. A door that has a tag keeps it.
    households: Option<BTreeSet<HouseholdId>>,
}

/// What was made.
#[derive(Debug, Serialize, ToSchema)]
struct TagsIssued {
    /// How many tags are new.
    issued: usize,
}

/// Which tags are printed.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TagSheetsBody {
    /// These; without it all that are in use.
    ids: Option<BTreeSet<TagId>>,
}

/// Tags to print.
#[derive(Debug, Serialize, ToSchema)]
struct TagSheets {
    /// The canteen's name.
    canteen: String,
    /// The tags in the order in which they are hung up.
    items: Vec<SheetTag>,
}

/// A tag in another one's place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReplaceTagBody {
    /// The new tag's id, made by the office before it asks; asking again with it changes nothing.
    id: TagId,
    /// Why, at most 200 characters.
    reason: String,
}

/// A tag to take down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RetireTagBody {
    /// Why, at most 200 characters.
    reason: String,
}

/// The doors where somebody has a plan or a tag hangs, as one walks past them.
#[utoipa::path(get, path = "/deliveries/tags", responses((status = 200, body = TagDoors)))]
async fn tag_doors(State(app): State<App>, actor: Actor) -> Result<Json<TagDoors>, Problem> {
    let today = calendar::day_of(app.clock.now());
    let mut tx = app.db.snapshot().await?;
    let planned = store::planned_at(&mut tx, actor.canteen, today).await?;
    let tags = store::tags_in_use(&mut tx, actor.canteen).await?;
    let shown: BTreeSet<HouseholdId> = planned
        .iter()
        .map(|one| one.household_id)
        .chain(tags.iter().map(|tag| tag.household_id))
        .collect();
    let doorways = store::doorways(&mut tx, actor.canteen, shown.into_iter()).await?;
    tx.commit().await?;
    Ok(Json(TagDoors {
        items: sheets::doors(doorways, &planned, &tags),
    }))
}

/// Gives tags to doors that have none. Audited when there are new ones; asking again makes none.
#[utoipa::path(post, path = "/deliveries/tags", request_body = IssueTagsBody, responses((status = 200, body = TagsIssued)))]
async fn issue_tags(State(app): State<App>, actor: Actor, Json(body): Json<IssueTagsBody>) -> Result<Json<TagsIssued>, Problem> {
    db::own_task(async move {
        let at = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let issued = life::issue(&mut tx, warden(&app, &actor, at), body.households).await?;
        if issued > 0 {
            let act = Act::DoorTagsIssued { tags: issued };
            audit::record(&mut tx, &actor, &act, &format!("canteen:{}", actor.canteen), at).await?;
        }
        tx.commit().await?;
        Ok(Json(TagsIssued { issued }))
    })
    .await
}

/// The sheets of tags that are in use. Audited: they hold the codes.
#[utoipa::path(post, path = "/deliveries/tags/sheets", request_body = TagSheetsBody,
    responses((status = 200, body = TagSheets), (status = 404, body = Problem)))]
async fn tag_sheets(State(app): State<App>, actor: Actor, Json(body): Json<TagSheetsBody>) -> Result<Json<TagSheets>, Problem> {
    db::own_task(async move {
        let at = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let mut tags = store::tags_in_use(&mut tx, actor.canteen).await?;
        tags.retain(|tag| body.ids.as_ref().is_none_or(|ids| ids.contains(&tag.id)));
        if tags.is_empty() {
            return Err(Problem::not_found());
        }
        let doorways = store::doorways(&mut tx, actor.canteen, tags.iter().map(|tag| tag.household_id)).await?;
        let canteen = canteen_name(&mut tx, actor.canteen).await?;
        let ids: Vec<TagId> = tags.iter().map(|tag| tag.id).collect();
        store::set_printed(&mut tx, &ids, at).await?;
        let act = Act::DoorTagsPrinted { tags: ids.len() };
        audit::record(&mut tx, &actor, &act, &format!("canteen:{}", actor.canteen), at).await?;
        tx.commit().await?;
        let keys = app.keys;
        let drawing = tokio::task::spawn_blocking(move || sheets::draw(&keys, doorways, &tags));
        let items = drawing.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
        Ok(Json(TagSheets { canteen, items }))
    })
    .await
}

/// Gives a door another tag; the one of before is worth nothing from now on. Audited. The same id again changes nothing.
#[utoipa::path(post, path = "/deliveries/tags/{id}/replace", params(("id" = TagId, Path)), request_body = ReplaceTagBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn replace_tag(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<TagId>,
    Json(body): Json<ReplaceTagBody>,
) -> Result<StatusCode, Problem> {
    let reason = reason(body.reason)?;
    db::own_task(async move {
        let at = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        if life::replace(&mut tx, warden(&app, &actor, at), (id, body.id), &reason).await? {
            let act = Act::DoorTagReplaced { by: body.id, reason };
            audit::record(&mut tx, &actor, &act, &format!("door_tag:{id}"), at).await?;
        }
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Takes a door's tag out of use. Audited. Asking again changes nothing.
#[utoipa::path(post, path = "/deliveries/tags/{id}/retire", params(("id" = TagId, Path)), request_body = RetireTagBody,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn retire_tag(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<TagId>,
    Json(body): Json<RetireTagBody>,
) -> Result<StatusCode, Problem> {
    let reason = reason(body.reason)?;
    db::own_task(async move {
        let at = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        if life::retire(&mut tx, warden(&app, &actor, at), id, &reason).await? {
            let act = Act::DoorTagRetired { reason };
            audit::record(&mut tx, &actor, &act, &format!("door_tag:{id}"), at).await?;
        }
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

fn warden<'a>(app: &'a App, actor: &Actor, at: Timestamp) -> Warden<'a> {
    Warden {
        canteen: actor.canteen,
        by: actor.staff,
        keys: &app.keys,
        at,
    }
}

fn reason(text: String) -> Result<String, Problem> {
    short_text("reason", Some(text), 200)?.ok_or_else(|| Problem::field("reason", say("请写明原因。", "Say why.")))
}

impl From<TagError> for Problem {
    fn from(error: TagError) -> Self {
        match error {
            TagError::NotFound => Self::not_found(),
            TagError::IdReused => id_reused(),
            TagError::Ended => Self::conflict(
                "tag_ended",
                say(
                    "这张门牌码已经停用，请刷新后再看。",
                    "This tag is out of use. Refresh and look again.",
                ),
            ),
            TagError::Db(error) => error.into(),
        }
    }
}
