//! Cards over HTTP: list, issue, print, block, replace, close.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::ask::{IssueBody, ReasonBody, ReplaceBody, SheetQuery, Wanted, reason};
use super::issue::{self, IssueError, Issued, Issuer, To};
use super::life::{self, CardState, Change, Changed, LifeError};
use super::number::CardNumber;
use super::sheets::{self, SheetCard};
use super::store::{self, Card, Filter};
use super::today::Ages;
use crate::app::App;
use crate::asked::id_reused;
use crate::calendar;
use crate::clock::Timestamp;
use crate::db;
use crate::error::Problem;
use crate::ids::{BatchId, CardId, ResidentId};
use crate::json::{Json, Path, Query};
use crate::residents::mask;
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::say;

/// The routes of cards.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(cards))
        .routes(routes!(issue_cards))
        .routes(routes!(card_sheets))
        .routes(routes!(block))
        .routes(routes!(replace))
        .routes(routes!(close))
}

/// How many cards one page of the list has.
const PAGE: i64 = 200;

/// A card in the list.
#[derive(Debug, Serialize, ToSchema)]
struct CardView {
    id: CardId,
    number: CardNumber,
    resident_id: ResidentId,
    /// Masked.
    name: String,
    state: CardState,
    issued_at: Timestamp,
    state_changed_at: Timestamp,
    expires_on: Option<NaiveDate>,
    batch: BatchId,
    replaced_by: Option<CardId>,
}

/// A page of cards, the newest first.
#[derive(Debug, Serialize, ToSchema)]
struct CardList {
    items: Vec<CardView>,
    next_cursor: Option<String>,
}

/// Which cards to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct CardQuery {
    resident_id: Option<ResidentId>,
    state: Option<CardState>,
    batch: Option<BatchId>,
    cursor: Option<CardId>,
}

/// Cards to print.
#[derive(Debug, Serialize, ToSchema)]
struct Sheets {
    items: Vec<SheetCard>,
    canteen: OnTheCard,
}

/// Whose cards they are.
#[derive(Debug, Serialize, ToSchema)]
struct OnTheCard {
    name: String,
}

/// The canteen's cards, the newest first.
#[utoipa::path(get, path = "/cards", params(CardQuery), responses((status = 200, body = CardList)))]
async fn cards(State(app): State<App>, actor: Actor, Query(query): Query<CardQuery>) -> Result<Json<CardList>, Problem> {
    let filter = Filter {
        resident: query.resident_id,
        state: query.state,
        batch: query.batch,
        before: query.cursor,
    };
    let mut found = store::cards(&mut app.db.read().await?, actor.canteen, filter, PAGE + 1).await?;
    let page = usize::try_from(PAGE).map_err(Problem::internal)?;
    let has_more = found.len() > page;
    found.truncate(page);
    let next_cursor = found.last().filter(|_| has_more).map(|card| card.id.to_string());
    let items = found.into_iter().map(CardView::from).collect();
    Ok(Json(CardList { items, next_cursor }))
}

/// Makes cards. The same id again makes none and answers the same.
#[utoipa::path(post, path = "/cards/issue", request_body = IssueBody,
    responses((status = 200, body = Issued), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn issue_cards(State(app): State<App>, actor: Actor, Json(body): Json<IssueBody>) -> Result<Json<Issued>, Problem> {
    db::own_task(async move {
        let now = app.clock.now();
        let order = body.order(calendar::day_of(now))?;
        let mut tx = app.db.begin(actor.canteen).await?;
        let ages = Ages::read(&mut tx, actor.canteen, calendar::day_of(now)).await?;
        if order.to == To::AllEligible && !ages.is_known() {
            return Err(no_policy());
        }
        let issued = issue::issue(&mut tx, &Issuer::new(&app, &actor, now), &order, |birth| ages.is_eligible(birth)).await?;
        tx.commit().await?;
        Ok(Json(issued))
    })
    .await
}

/// The cards in use of a batch, or some cards, with their codes and full names, in the order of the doors. Audited.
#[utoipa::path(get, path = "/cards/sheets", params(SheetQuery),
    responses((status = 200, body = Sheets), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn card_sheets(State(app): State<App>, actor: Actor, Query(query): Query<SheetQuery>) -> Result<Json<Sheets>, Problem> {
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let wanted = query.wanted()?;
        let printed = match &wanted {
            Wanted::Batch(batch) => store::printed_of_batch(&mut tx, actor.canteen, *batch).await?,
            Wanted::Cards(ids) => store::printed_of_cards(&mut tx, actor.canteen, ids).await?,
        };
        if printed.is_empty() {
            return Err(Problem::not_found());
        }
        let ages = Ages::read(&mut tx, actor.canteen, calendar::day_of(now)).await?;
        let name = store::canteen_name(&mut tx, actor.canteen).await?;
        let act = Act::CardsPrinted { cards: printed.len() };
        audit::record(&mut tx, &actor, &act, &wanted.subject(), now).await?;
        tx.commit().await?;
        let keys = app.keys;
        let drawing = tokio::task::spawn_blocking(move || sheets::draw(&keys, printed, |birth| ages.group_of(birth)));
        let items = drawing.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
        Ok(Json(Sheets {
            items,
            canteen: OnTheCard { name },
        }))
    })
    .await
}

/// Reports a card lost: from now on nobody is served by it.
#[utoipa::path(post, path = "/cards/{id}/block", request_body = ReasonBody, params(("id" = CardId, Path)),
    responses((status = 200, body = CardView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn block(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CardId>,
    Json(body): Json<ReasonBody>,
) -> Result<Json<CardView>, Problem> {
    change(app, actor, id, Change::Block, body).await
}

/// Takes a card out of use for good.
#[utoipa::path(post, path = "/cards/{id}/close", request_body = ReasonBody, params(("id" = CardId, Path)),
    responses((status = 200, body = CardView), (status = 404, body = Problem)))]
async fn close(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CardId>,
    Json(body): Json<ReasonBody>,
) -> Result<Json<CardView>, Problem> {
    change(app, actor, id, Change::Close, body).await
}

/// Gives the resident a new card for an old one, which is out of use at the same moment. The same id again answers the same.
#[utoipa::path(post, path = "/cards/{id}/replace", request_body = ReplaceBody, params(("id" = CardId, Path)),
    responses((status = 200, body = CardView), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn replace(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CardId>,
    Json(body): Json<ReplaceBody>,
) -> Result<Json<CardView>, Problem> {
    let reason = reason(&body.reason)?;
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let Changed { card, is_new } = life::replace(&mut tx, &Issuer::new(&app, &actor, now), id, body.id, &reason).await?;
        if is_new {
            let act = Act::CardReplaced { by: card.id, reason };
            audit::record(&mut tx, &actor, &act, &format!("card:{id}"), now).await?;
        }
        tx.commit().await?;
        Ok(Json(card.into()))
    })
    .await
}

async fn change(app: App, actor: Actor, id: CardId, change: Change, body: ReasonBody) -> Result<Json<CardView>, Problem> {
    let reason = reason(&body.reason)?;
    db::own_task(async move {
        let now = app.clock.now();
        let mut tx = app.db.begin(actor.canteen).await?;
        let Changed { card, is_new } = life::change(&mut tx, &Issuer::new(&app, &actor, now), id, change, &reason).await?;
        if is_new {
            let act = if change == Change::Block {
                Act::CardBlocked { reason }
            } else {
                Act::CardClosed { reason }
            };
            audit::record(&mut tx, &actor, &act, &format!("card:{id}"), now).await?;
        }
        tx.commit().await?;
        Ok(Json(card.into()))
    })
    .await
}

impl From<Card> for CardView {
    fn from(card: Card) -> Self {
        Self {
            id: card.id,
            number: card.number,
            resident_id: card.resident_id,
            name: mask::name(&card.name),
            state: card.state,
            issued_at: card.issued_at,
            state_changed_at: card.state_changed_at,
            expires_on: card.expires_on,
            batch: card.batch_id,
            replaced_by: card.replaced_by,
        }
    }
}

fn no_policy() -> Problem {
    Problem::conflict(
        "no_policy_in_force",
        say(
            "今天没有生效的就餐政策，不知道谁符合条件。请先载入政策，或逐人发卡。",
            "No policy is in force today, so nobody is known to be eligible. Load a policy first, or name the residents.",
        ),
    )
}

impl From<IssueError> for Problem {
    fn from(error: IssueError) -> Self {
        match error {
            IssueError::IdReused => id_reused(),
            IssueError::Db(error) => error.into(),
            IssueError::NumbersUsedUp | IssueError::Unreadable(_) | IssueError::Keys(_) => Self::internal(error),
        }
    }
}

impl From<LifeError> for Problem {
    fn from(error: LifeError) -> Self {
        match error {
            LifeError::CardUnknown => Self::not_found(),
            LifeError::CardClosed => Self::conflict(
                "card_closed",
                say(
                    "这张卡已停用，不能再挂失或补换。请给居民发一张新卡。",
                    "This card is closed and cannot be blocked or replaced. Issue the resident a new one.",
                ),
            ),
            LifeError::AlreadyReplaced => Self::conflict(
                "card_already_replaced",
                say(
                    "这张卡已经补换过，请看居民名下的新卡。",
                    "This card was replaced before; see the resident's new card.",
                ),
            ),
            LifeError::IdReused => id_reused(),
            LifeError::Issue(error) => error.into(),
            LifeError::Db(error) => error.into(),
        }
    }
}
