//! The register over HTTP: people and places, masked; one person's facts; unmasking, which is audited; imports.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::apply::phone_index;
use super::columns::ColumnsProblem;
use super::entry::document_index;
use super::facts::{FactError, NewFact, Recording, facts_of, record};
use super::file_problem::FileProblem;
use super::identity::Document;
use super::phones::Phone;
use super::seal::seal_place;
use super::search::Typed;
use super::sheet::Cell;
use super::store::{self, Search, Wanted};
use super::{ages, template};
use crate::app::App;
use crate::calendar;
use crate::db;
use crate::error::Problem;
use crate::ids::{CanteenId, ResidentId};
use crate::json::{Json, Path, Query};
use crate::keys::Keys;
use crate::staff::{act::Act, actor::Actor, audit};
use crate::subsidy::book::PolicyBook;
use crate::subsidy::words::{DinerGroup, Group};
use crate::text::say;

mod birthdays;
mod colleagues;
mod imports;
mod views;

use views::{Eyes, FactView, PlacesView, ResidentDetail, ResidentList, Revealed};

/// The routes of the register.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(residents))
        .routes(routes!(search_residents))
        .routes(routes!(places))
        .routes(routes!(register_template))
        .routes(routes!(resident))
        .routes(routes!(reveal))
        .routes(routes!(add_fact))
        .merge(birthdays::routes())
        .merge(colleagues::routes())
        .merge(imports::routes())
}

/// Which residents a list shows. What is looked for stands in bodies only: it may be a whole document's number, and addresses
/// are kept by browsers and proxies.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Filter {
    /// Only this grid.
    grid: Option<String>,
    /// Only this compound.
    compound: Option<String>,
    /// Only this group; `guest` for who belongs to neither.
    group: Option<DinerGroup>,
    /// Where the page before ended.
    cursor: Option<ResidentId>,
    /// At most so many, 50 if it is left out, never more than 200.
    limit: Option<i64>,
}

/// The residents that somebody looks for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SearchBody {
    /// A part of the name, its pinyin or initials, of the address, a card's number, or a whole document or phone number.
    q: Option<String>,
    /// Only this grid.
    grid: Option<String>,
    /// Only this compound.
    compound: Option<String>,
    /// Only this group; `guest` for who belongs to neither.
    group: Option<DinerGroup>,
    /// Where the page before ended.
    cursor: Option<ResidentId>,
    /// At most so many, 50 if it is left out, never more than 200.
    limit: Option<i64>,
}

/// Residents in the order of their registration.
#[utoipa::path(get, path = "/residents", params(Filter), responses((status = 200, body = ResidentList), (status = 400, body = Problem)))]
async fn residents(State(app): State<App>, actor: Actor, Query(filter): Query<Filter>) -> Result<Json<ResidentList>, Problem> {
    list(&app, &actor, filter, None).await
}

/// Residents by what the office knows of them, in the order of their registration.
#[utoipa::path(post, path = "/residents/search", request_body = SearchBody, responses((status = 200, body = ResidentList), (status = 422, body = Problem)))]
async fn search_residents(State(app): State<App>, actor: Actor, Json(body): Json<SearchBody>) -> Result<Json<ResidentList>, Problem> {
    let filter = Filter {
        grid: body.grid,
        compound: body.compound,
        group: body.group,
        cursor: body.cursor,
        limit: body.limit,
    };
    list(&app, &actor, filter, body.q).await
}

async fn list(app: &App, actor: &Actor, filter: Filter, looked_for: Option<String>) -> Result<Json<ResidentList>, Problem> {
    let day = calendar::day_of(app.clock.now());
    let limit = filter.limit.unwrap_or(50).clamp(1, 200);
    let mut tx = app.db.read().await?;
    let eyes = eyes(app, &mut tx, actor.canteen, day).await?;
    let wanted = wanted(&filter, looked_for.as_deref(), &eyes, &app.keys);
    if wanted.born.is_empty() {
        return Ok(Json(ResidentList::default()));
    }
    let after = filter.cursor.map(ResidentId::uuid).unwrap_or_default();
    let rows = store::page(&mut tx, actor.canteen, &wanted, after, limit + 1).await?;
    let total = store::count(&mut tx, actor.canteen, &wanted).await?;
    Ok(Json(ResidentList::new(rows, limit, total, &eyes)?))
}

async fn eyes<'a>(app: &'a App, tx: &mut db::Tx, canteen: CanteenId, day: NaiveDate) -> Result<Eyes<'a>, Problem> {
    let policy = PolicyBook::read(tx, &[canteen]).await?.on(canteen, day).map(|loaded| loaded.policy);
    Ok(Eyes {
        keys: &app.keys,
        policy,
        day,
    })
}

fn wanted(filter: &Filter, looked_for: Option<&str>, eyes: &Eyes<'_>, keys: &Keys) -> Wanted {
    let text: String = looked_for.unwrap_or_default().trim().chars().take(60).collect();
    Wanted {
        grid: filter.grid.clone(),
        compound: filter.compound.clone(),
        search: Some(text).filter(|text| !text.is_empty()).map(|text| search(&text, eyes.day, keys)),
        born: born(filter.group, eyes),
    }
}

/// The birth dates of a group's people.
fn born(group: Option<DinerGroup>, eyes: &Eyes<'_>) -> Vec<(NaiveDate, NaiveDate)> {
    let of = |group| ages::born_for(eyes.policy.as_deref(), group, eyes.day);
    match group {
        None => vec![(NaiveDate::default() - chrono::Days::new(200 * 366), eyes.day)],
        Some(DinerGroup::Elder) => of(Some(Group::Elder)),
        Some(DinerGroup::Child) => of(Some(Group::Child)),
        Some(DinerGroup::Guest) => of(None),
        // Whoever stands in the register is somebody whom the canteen knows.
        Some(DinerGroup::None) => Vec::new(),
    }
}

fn search(text: &str, day: NaiveDate, keys: &Keys) -> Search {
    let cell = Cell::Text(text.to_owned());
    let document = Document::parse(&cell, None, day).or_else(|_| Document::parse(&cell, Some("其他"), day));
    let phone = Phone::parse(&cell).ok().flatten();
    Search {
        typed: Typed::read(text),
        document_index: document.ok().and_then(|document| document_index(keys, &document)),
        phone_index: phone.map(|phone| phone_index(keys, phone.as_str())),
    }
}

/// All grids, compounds and buildings.
#[utoipa::path(get, path = "/places", responses((status = 200, body = PlacesView)))]
async fn places(State(app): State<App>, actor: Actor) -> Result<Json<PlacesView>, Problem> {
    let rows = store::places(&mut app.db.read().await?, actor.canteen).await?;
    Ok(Json(rows.into()))
}

/// An empty register with its headers, examples and what each column takes.
#[utoipa::path(get, path = "/residents/template.xlsx", responses((status = 200, content_type = template::CONTENT_TYPE, body = Vec<u8>)))]
async fn register_template(_actor: Actor) -> Result<impl IntoResponse, Problem> {
    let bytes = tokio::task::spawn_blocking(template::workbook).await.map_err(Problem::internal)?;
    let headers = [
        (header::CONTENT_TYPE, template::CONTENT_TYPE),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"residents-template.xlsx\""),
    ];
    Ok((headers, bytes.map_err(Problem::internal)?))
}

/// One resident, masked, with facts and cards.
#[utoipa::path(get, path = "/residents/{id}", params(("id" = ResidentId, Path)), responses((status = 200, body = ResidentDetail), (status = 404, body = Problem)))]
async fn resident(State(app): State<App>, actor: Actor, Path(id): Path<ResidentId>) -> Result<Json<ResidentDetail>, Problem> {
    let day = calendar::day_of(app.clock.now());
    let mut tx = app.db.read().await?;
    let eyes = eyes(&app, &mut tx, actor.canteen, day).await?;
    let row = store::resident(&mut tx, actor.canteen, id).await?.ok_or_else(Problem::not_found)?;
    let facts = facts_of(&mut tx, id, &app.keys).await?;
    let cards = store::cards(&mut tx, id).await?;
    Ok(Json(ResidentDetail::new(row, facts, cards, &eyes)?))
}

/// Why somebody wants to see a person's numbers.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RevealBody {
    /// The reason, 2 to 200 characters; it goes into the audit trail.
    reason: String,
}

/// Shows one resident's name, birth date, document, phone and note; an audited act.
#[utoipa::path(post, path = "/residents/{id}/reveal", params(("id" = ResidentId, Path)), request_body = RevealBody, responses((status = 200, body = Revealed), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn reveal(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ResidentId>,
    Json(body): Json<RevealBody>,
) -> Result<Json<Revealed>, Problem> {
    let reason = body.reason.trim().to_owned();
    if !(2..=200).contains(&reason.chars().count()) || super::clean::check_visible(&reason).is_err() {
        return Err(Problem::field(
            "reason",
            say("请写明查看的原因（2 至 200 字）。", "Say why, in 2 to 200 characters."),
        ));
    }
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let row = store::resident(&mut tx, actor.canteen, id).await?.ok_or_else(Problem::not_found)?;
        let act = Act::ResidentRevealed { reason };
        audit::record(&mut tx, &actor, &act, &format!("resident:{id}"), app.clock.now()).await?;
        let open = |column: &str, sealed: Option<Vec<u8>>| sealed.map(|sealed| app.keys.open(&seal_place(id, column), &sealed)).transpose();
        let document = open("document", row.document).map_err(Problem::internal)?;
        let phone = open("phone", row.phone).map_err(Problem::internal)?;
        let note = open("note", row.note).map_err(Problem::internal)?.unwrap_or_default();
        tx.commit().await?;
        Ok(Json(Revealed {
            name: row.name,
            birth_date: row.birth_date,
            document,
            phone,
            note,
        }))
    })
    .await
}

/// Records a dated fact. The same id and body again give the first answer with 200.
#[utoipa::path(post, path = "/residents/{id}/facts", params(("id" = ResidentId, Path)), request_body = NewFact, responses((status = 201, body = FactView), (status = 200, body = FactView), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn add_fact(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ResidentId>,
    Json(body): Json<NewFact>,
) -> Result<(StatusCode, Json<FactView>), Problem> {
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let row = store::resident(&mut tx, actor.canteen, id).await?.ok_or_else(Problem::not_found)?;
        let recording = Recording {
            at: now,
            day: calendar::day_of(now),
            by: Some(actor.staff),
        };
        let (is_new, fact) = record(&mut tx, &row, &body, &app.keys, recording).await?;
        if is_new {
            let kind = fact.kind.clone();
            audit::record(&mut tx, &actor, &Act::FactRecorded { kind }, &format!("resident:{id}"), now).await?;
        }
        tx.commit().await?;
        Ok((
            if is_new { StatusCode::CREATED } else { StatusCode::OK },
            Json(FactView::new(fact, None)),
        ))
    })
    .await
}

impl From<FileProblem> for Problem {
    fn from(problem: FileProblem) -> Self {
        let status = match problem {
            FileProblem::TooLarge(_) | FileProblem::FarCell(_) | FileProblem::Overwhelmed => StatusCode::PAYLOAD_TOO_LARGE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, problem.code(), problem.sentence())
    }
}

impl From<ColumnsProblem> for Problem {
    fn from(problem: ColumnsProblem) -> Self {
        Self::unprocessable(problem.code(), problem.sentence())
    }
}

impl From<FactError> for Problem {
    fn from(error: FactError) -> Self {
        match error {
            FactError::Wrong { field, message } => Self::field(field, message),
            FactError::IdReused => Self::conflict(
                "id_reused",
                say("这个编号已经用于另一条记录。", "This id was used for another record."),
            ),
            FactError::AlreadyReplaced => Self::conflict(
                "fact_replaced",
                say(
                    "要更正的记录已被更正过，请刷新后再试。",
                    "The fact was corrected already; refresh and try again.",
                ),
            ),
            FactError::Key(error) => Self::internal(error),
            FactError::Db(error) => error.into(),
        }
    }
}
