//! Rounds over HTTP, for the office: laid out, put in order, given to a volunteer with a link, packed, and closed.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::change::{self, RoundError};
use super::lay_out::{self, Drafting};
use super::moves::{self, Moving};
use super::places::{self, Drawn, Place};
use super::store::set_link;
use super::{link, pack};
use crate::app::App;
use crate::calendar::{self, Day};
use crate::db;
use crate::deliveries::door::close;
use crate::error::Problem;
use crate::ids::{RoundId, StaffId, StopId};
use crate::json::{Json, Path};
use crate::qr::{self, Level};
use crate::sales::ask::{id_reused, request_hash};
use crate::staff::act::{Act, RoundChange};
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::subsidy::words::Meal;
use crate::text::say;

/// The routes of rounds.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sketch, draw))
        .routes(routes!(draft))
        .routes(routes!(reorder))
        .routes(routes!(walk))
        .routes(routes!(move_stops))
        .routes(routes!(give))
        .routes(routes!(packed))
        .routes(routes!(make_link))
        .routes(routes!(revoke))
        .routes(routes!(close_round))
}

/// Nothing is asked but the question itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The buildings of the register, with their places on the sketch.
#[derive(Debug, Serialize, ToSchema)]
struct Sketch {
    places: Vec<Place>,
}

/// A sketch to keep: buildings that are left out lose their place.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SketchBody {
    places: Vec<Drawn>,
}

/// Rounds to lay out.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DraftBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: Uuid,
    /// For which day.
    date: Day,
    /// For which meal.
    meal: Meal,
    /// The same seed repeats a walk.
    seed: u64,
}

/// What was laid out.
#[derive(Debug, Serialize, ToSchema)]
struct Draft {
    /// How many rounds are new.
    rounds: usize,
    /// How many stops they have together.
    stops: usize,
}

/// A round's stops in their new order.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OrderBody {
    /// Each stop of the round once.
    stops: Vec<StopId>,
}

/// A walk to compute.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WalkBody {
    /// The same seed repeats a walk.
    seed: u64,
}

/// Stops that somebody else carries.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MoveBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: Uuid,
    /// Stops that have not ended, in the order in which they will stand.
    stops: Vec<StopId>,
    /// The round that takes them; a new one, with this body's id, if it is left out.
    to_round: Option<RoundId>,
    /// The stop of that round in front of which they will stand; at its end if it is left out.
    before: Option<StopId>,
}

/// Who walks a round.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct VolunteerBody {
    /// Somebody of the staff; nobody if it is left out.
    staff_id: Option<StaffId>,
}

/// What the volunteer's phone opens.
#[derive(Debug, Serialize, ToSchema)]
struct RoundLink {
    /// The link. What it knows stands behind the `#`, which browsers send to no server.
    url: String,
    /// The same as a QR code: its path.
    qr_path: String,
    /// How many modules the drawing is wide.
    qr_size: usize,
}

/// Where the buildings stand.
#[utoipa::path(get, path = "/deliveries/places", responses((status = 200, body = Sketch)))]
async fn sketch(State(app): State<App>, actor: Actor) -> Result<Json<Sketch>, Problem> {
    let places = places::read(&mut app.db.read().await?, actor.canteen).await?;
    Ok(Json(Sketch { places }))
}

/// Draws the sketch anew. Audited.
#[utoipa::path(post, path = "/deliveries/places", request_body = SketchBody, responses((status = 204), (status = 422, body = Problem)))]
async fn draw(State(app): State<App>, actor: Actor, Json(body): Json<SketchBody>) -> Result<StatusCode, Problem> {
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        places::draw(&mut tx, actor.canteen, &body.places).await?;
        let act = Act::PlacesDrawn {
            buildings: body.places.len(),
        };
        audit::record(&mut tx, &actor, &act, &format!("canteen:{}", actor.canteen), app.clock.now()).await?;
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Finds a round for whoever is on the day's list and in none yet: late ones fit into rounds that wait to be packed, whose order stays.
/// Audited. The same id and body again change nothing.
#[utoipa::path(post, path = "/deliveries/rounds/draft", request_body = DraftBody,
    responses((status = 200, body = Draft), (status = 409, body = Problem)))]
async fn draft(State(app): State<App>, actor: Actor, Json(body): Json<DraftBody>) -> Result<Json<Draft>, Problem> {
    let order = Drafting {
        id: body.id,
        canteen: actor.canteen,
        date: body.date.date(),
        meal: body.meal,
        seed: body.seed,
        by: actor.staff,
        at: app.clock.now(),
        request_hash: request_hash((actor.canteen, "draft"), &body)?,
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let (rounds, stops) = lay_out::draft(&mut tx, &order).await?;
        if stops > 0 {
            let (date, meal) = (order.date, order.meal.as_str().to_owned());
            let act = Act::RoundsDrafted { date, meal, rounds, stops };
            audit::record(&mut tx, &actor, &act, &format!("canteen:{}", actor.canteen), order.at).await?;
        }
        tx.commit().await?;
        Ok(Json(Draft { rounds, stops }))
    })
    .await
}

/// Puts a round's stops in another order, with which the next rounds begin unless this one is packed. Audited.
#[utoipa::path(post, path = "/deliveries/rounds/{id}/order", params(("id" = RoundId, Path)), request_body = OrderBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn reorder(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RoundId>,
    Json(body): Json<OrderBody>,
) -> Result<StatusCode, Problem> {
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let round = change::open_round(&mut tx, actor.canteen, id).await?;
        change::order(&mut tx, &round, &body.stops, app.clock.now()).await?;
        noted(tx, &app, &actor, (id, RoundChange::Ordered)).await
    })
    .await
}

/// Forgets the order that was made by hand for a round, for the next rounds too, and walks it anew. Audited.
#[utoipa::path(post, path = "/deliveries/rounds/{id}/walk", params(("id" = RoundId, Path)), request_body = WalkBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn walk(State(app): State<App>, actor: Actor, Path(id): Path<RoundId>, Json(body): Json<WalkBody>) -> Result<StatusCode, Problem> {
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let round = change::open_round(&mut tx, actor.canteen, id).await?;
        lay_out::walk_anew(&mut tx, &round, body.seed).await?;
        noted(tx, &app, &actor, (id, RoundChange::Walked)).await
    })
    .await
}

/// Moves stops that have not ended to another round of the same meal, or to a new one. Audited. The same id and body again change nothing.
#[utoipa::path(post, path = "/deliveries/rounds/{id}/move", params(("id" = RoundId, Path)), request_body = MoveBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn move_stops(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RoundId>,
    Json(body): Json<MoveBody>,
) -> Result<StatusCode, Problem> {
    let request_hash = request_hash((actor.canteen, id, "move"), &body)?;
    let order = Moving {
        id: body.id,
        canteen: actor.canteen,
        from: id,
        to: body.to_round,
        before: body.before,
        stops: body.stops,
        by: actor.staff,
        at: app.clock.now(),
        request_hash,
    };
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        if moves::move_stops(&mut tx, &order).await? {
            let act = Act::StopsMoved { stops: order.stops.len() };
            audit::record(&mut tx, &actor, &act, &format!("round:{id}"), order.at).await?;
        }
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

/// Gives a round to somebody of the staff; the link of whoever had it before ends. Audited.
#[utoipa::path(post, path = "/deliveries/rounds/{id}/volunteer", params(("id" = RoundId, Path)), request_body = VolunteerBody,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn give(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RoundId>,
    Json(body): Json<VolunteerBody>,
) -> Result<StatusCode, Problem> {
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let round = change::open_round(&mut tx, actor.canteen, id).await?;
        change::give(&mut tx, &round, body.staff_id, calendar::day_of(app.clock.now())).await?;
        noted(tx, &app, &actor, (id, RoundChange::Given)).await
    })
    .await
}

/// Packs a round's meals: from now on plans and prices are those of this moment. Audited. Packing again changes nothing.
#[utoipa::path(post, path = "/deliveries/rounds/{id}/packed", params(("id" = RoundId, Path)), request_body = Nothing,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn packed(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RoundId>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<StatusCode, Problem> {
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let round = change::open_round(&mut tx, actor.canteen, id).await?;
        if !pack::pack(&mut tx, &round, app.clock.now()).await? {
            return Ok(StatusCode::NO_CONTENT);
        }
        noted(tx, &app, &actor, (id, RoundChange::Packed)).await
    })
    .await
}

/// The link that opens this round on its day, without a password. Audited when it is new.
#[utoipa::path(post, path = "/deliveries/rounds/{id}/link", params(("id" = RoundId, Path)), request_body = Nothing,
    responses((status = 200, body = RoundLink), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn make_link(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RoundId>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<RoundLink>, Problem> {
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let round = change::open_round(&mut tx, actor.canteen, id).await?;
        let link_no = change::link(&mut tx, &round, app.clock.now()).await?;
        if link_no != round.link_no {
            noted(tx, &app, &actor, (id, RoundChange::LinkMade)).await?;
        }
        let url = link::url_of(&app, id, link_no);
        let drawing = qr::path(&url, Level::M, None).map_err(Problem::internal)?;
        Ok(Json(RoundLink {
            url,
            qr_path: drawing.path,
            qr_size: drawing.size,
        }))
    })
    .await
}

/// Ends a round's link: a phone that has it sees nothing any more. Audited.
#[utoipa::path(post, path = "/deliveries/rounds/{id}/revoke", params(("id" = RoundId, Path)), request_body = Nothing,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn revoke(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RoundId>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<StatusCode, Problem> {
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let round = change::open_round(&mut tx, actor.canteen, id).await?;
        set_link(&mut tx, id, round.link_no, None).await?;
        noted(tx, &app, &actor, (id, RoundChange::LinkRevoked)).await
    })
    .await
}

/// Closes a round; refused while somebody may still be waiting behind a door. Audited.
#[utoipa::path(post, path = "/deliveries/rounds/{id}/close", params(("id" = RoundId, Path)), request_body = Nothing,
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn close_round(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RoundId>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<StatusCode, Problem> {
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let round = change::open_round(&mut tx, actor.canteen, id).await?;
        close::close(&mut tx, &round, app.clock.now()).await?;
        noted(tx, &app, &actor, (id, RoundChange::Closed)).await
    })
    .await
}

/// Writes down what was done with a round, and commits it.
async fn noted(mut tx: db::Tx, app: &App, actor: &Actor, (round, change): (RoundId, RoundChange)) -> Result<StatusCode, Problem> {
    let act = Act::RoundChanged { change };
    audit::record(&mut tx, actor, &act, &format!("round:{round}"), app.clock.now()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<RoundError> for Problem {
    fn from(error: RoundError) -> Self {
        let (code, message) = match error {
            RoundError::NotFound => return Self::not_found(),
            RoundError::IdReused => return id_reused(),
            RoundError::Db(error) => return error.into(),
            RoundError::Closed => ("round_closed", say("这条路线已经结束。", "The round is closed.")),
            RoundError::Past => ("day_over", say("这一天已经过去。", "That day is over.")),
            RoundError::NotToday => ("not_today", say("只能在送餐当天打包。", "Meals are packed on their day.")),
            RoundError::OtherStops => (
                "other_stops",
                say("站点有变化，请刷新后再试。", "The stops have changed. Refresh and try again."),
            ),
            RoundError::StopEnded => ("stop_ended", say("其中有站点已经送完。", "One of the stops has ended already.")),
            RoundError::PackedApart => (
                "packed_apart",
                say("两条路线要么都已打包，要么都没有打包。", "Both rounds are packed, or none is."),
            ),
            RoundError::OnTheWay => (
                "on_the_way",
                say(
                    "餐已打包，志愿者可能已经出发。请把剩下的站点“转交”给别人，原来的手机才不会丢记录。",
                    "The meals are packed and somebody may be on the way. Hand the stops that are left over to somebody else, so that no phone loses what it holds.",
                ),
            ),
            RoundError::NoVolunteer => ("no_volunteer", say("请先安排志愿者。", "Choose a volunteer first.")),
            RoundError::Open(stops) => {
                let list: Vec<String> = stops.iter().map(i64::to_string).collect();
                (
                    "round_open",
                    say(
                        format!("第 {} 站还没有结果，或没有找到人。", list.join("、")),
                        format!("Of stop {} nobody knows yet.", list.join(", ")),
                    ),
                )
            }
        };
        Self::conflict(code, message)
    }
}
