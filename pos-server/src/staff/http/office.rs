//! The canteen's office over HTTP: the number that a volunteer at a door rings.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::asked::short_text;
use crate::db;
use crate::error::Problem;
use crate::json::Json;
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::staff::store::canteens;
use crate::text::say;

/// How long a number is at most, with blanks and an extension.
const LONGEST: usize = 20;

/// The office's number.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OfficePhone {
    /// Digits, blanks, `+`, `-` and brackets; empty when none is written down.
    phone: String,
}

/// The number of the canteen's office.
#[utoipa::path(get, path = "/office/phone", responses((status = 200, body = OfficePhone)))]
pub(super) async fn show(State(app): State<App>, actor: Actor) -> Result<Json<OfficePhone>, Problem> {
    let phone = canteens::office_phone(&mut app.db.read().await?, actor.canteen).await?;
    Ok(Json(OfficePhone { phone }))
}

/// Writes down the number of the canteen's office; it is on every round's phone and paper from then on. Audited.
#[utoipa::path(post, path = "/office/phone", request_body = OfficePhone, responses((status = 204), (status = 422, body = Problem)))]
pub(super) async fn set(State(app): State<App>, actor: Actor, Json(body): Json<OfficePhone>) -> Result<StatusCode, Problem> {
    let phone = short_text("phone", Some(body.phone), LONGEST)?.unwrap_or_default();
    let is_part = |letter: char| letter.is_ascii_digit() || " +-()".contains(letter);
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    if !phone.is_empty() && (digits < 3 || !phone.chars().all(is_part)) {
        let message = say(
            "请写能打通的号码，例如 0374-1234567。",
            "Write a number that can be rung, for example 0374-1234567.",
        );
        return Err(Problem::field("phone", message));
    }
    db::own_task(async move {
        let (mut tx, at) = (app.db.begin(actor.canteen).await?, app.clock.now());
        if canteens::office_phone(&mut tx, actor.canteen).await? != phone {
            canteens::set_office_phone(&mut tx, actor.canteen, &phone).await?;
            let subject = format!("canteen:{}", actor.canteen);
            audit::record(&mut tx, &actor, &Act::OfficePhoneSet { phone }, &subject, at).await?;
        }
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
