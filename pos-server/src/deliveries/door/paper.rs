//! What does a volunteer carry who has no phone? The round on paper (路线单), with the code that opens it on one.
//!
//! Paper is lost and left lying: it names who is asked for, the door, the diet and the money, as the work needs. A phone number and what to
//! know at the door, which may say where the key is, are not on it; it only says that the office has something to tell.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::results::TakeError;
use super::sheet::{self, DietWords, Doorway, SheetStop};
use crate::app::App;
use crate::clock::Timestamp;
use crate::db;
use crate::deliveries::rounds::{change, link};
use crate::error::Problem;
use crate::ids::RoundId;
use crate::json::{Json, Path};
use crate::money::Fen;
use crate::qr::{self, Level};
use crate::staff::act::{Act, RoundChange};
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::subsidy::words::Meal;

/// The route of the round's paper.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(print_round))
}

/// Nothing is asked but the question itself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// A round on paper.
#[derive(Debug, Serialize, ToSchema)]
struct PaperRound {
    /// Whose meals they are.
    canteen: String,
    /// The day.
    service_date: NaiveDate,
    /// The meal.
    meal: Meal,
    /// The round's number.
    round_no: i64,
    /// The grid that it was laid out for.
    grid: String,
    /// Who walks it.
    volunteer: String,
    /// The office's number; empty when none is written down.
    office_phone: String,
    /// When the meals were packed.
    packed_at: Option<Timestamp>,
    /// Until when they are hot.
    hot_until: Option<Timestamp>,
    /// The round's link as a QR code: its path.
    qr_path: String,
    /// How many modules the drawing is wide.
    qr_size: usize,
    /// The stops in their order.
    stops: Vec<PaperStop>,
}

/// A stop on paper.
#[derive(Debug, Serialize, ToSchema)]
struct PaperStop {
    /// Its place on the round.
    stop_no: i64,
    /// The full name: the volunteer asks for her.
    name: String,
    /// Where she lives.
    place: Doorway,
    /// Whether there is a lift.
    lift: Option<bool>,
    /// What the kitchen minded.
    diets: Vec<DietWords>,
    /// The same in words.
    diet_note: String,
    /// Whether the office has something to tell about this door.
    has_door_note: bool,
    /// What to collect in cash, if anything.
    collect: Option<Fen>,
}

impl From<SheetStop> for PaperStop {
    fn from(stop: SheetStop) -> Self {
        Self {
            stop_no: stop.stop_no,
            name: stop.name,
            place: stop.place,
            lift: stop.lift,
            diets: stop.diets,
            diet_note: stop.diet_note,
            has_door_note: !stop.door_note.is_empty(),
            collect: stop.collect,
        }
    }
}

/// A packed round for the printer, with full names and its link. Audited.
#[utoipa::path(post, path = "/deliveries/rounds/{id}/paper", params(("id" = RoundId, Path)), request_body = Nothing,
    responses((status = 200, body = PaperRound), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn print_round(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RoundId>,
    Json(Nothing {}): Json<Nothing>,
) -> Result<Json<PaperRound>, Problem> {
    db::own_task(async move {
        let (mut tx, at) = (app.db.begin(actor.canteen).await?, app.clock.now());
        let round = change::open_round(&mut tx, actor.canteen, id).await?;
        if round.packed_at.is_none() {
            return Err(TakeError::NotPacked.into());
        }
        let link_no = change::link(&mut tx, &round, at).await?;
        let sheet = sheet::read(&app, &mut tx, &round, at).await?;
        let act = Act::RoundChanged {
            change: RoundChange::Printed,
        };
        audit::record(&mut tx, &actor, &act, &format!("round:{id}"), at).await?;
        tx.commit().await?;
        let drawing = qr::path(&link::url_of(&app, id, link_no), Level::M, None).map_err(Problem::internal)?;
        Ok(Json(PaperRound {
            canteen: sheet.canteen,
            service_date: sheet.service_date,
            meal: sheet.meal,
            round_no: sheet.round_no,
            grid: round.grid,
            volunteer: sheet.volunteer,
            office_phone: sheet.office_phone,
            packed_at: sheet.packed_at,
            hot_until: sheet.hot_until,
            qr_path: drawing.path,
            qr_size: drawing.size,
            stops: sheet.stops.into_iter().map(PaperStop::from).collect(),
        }))
    })
    .await
}
