//! Volunteers' hours over HTTP, and the certificates.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::certificate::{self, CertificateError, CertificateText, Issuing};
use super::read::{self, MonthHours};
use crate::app::App;
use crate::calendar::Month;
use crate::db;
use crate::error::Problem;
use crate::ids::{CertificateId, StaffId};
use crate::json::{Json, Path};
use crate::sales::ask::{id_reused, request_hash};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::say;

/// The routes of hours.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(hours))
        .routes(routes!(issue))
        .routes(routes!(again))
}

/// A certificate to issue.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CertificateBody {
    /// Made by the office before it asks; asking again with it changes nothing.
    id: CertificateId,
    /// Like 2026-11.
    month: String,
}

/// A certificate to print.
#[derive(Debug, Serialize, ToSchema)]
struct CertificateView {
    /// The certificate.
    id: CertificateId,
    /// Whether it was issued before: its print says so.
    reprint: bool,
    /// What stands on it.
    #[serde(flatten)]
    text: CertificateText,
}

/// Who walked how long in a month, by what their phones told from the doors.
#[utoipa::path(get, path = "/deliveries/hours/{month}", params(("month" = String, Path, example = "2026-11")), responses((status = 200, body = MonthHours)))]
async fn hours(State(app): State<App>, actor: Actor, Path(month): Path<Month>) -> Result<Json<MonthHours>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let hours = read::read(&mut tx, actor.canteen, month).await?;
    tx.commit().await?;
    Ok(Json(hours))
}

/// Issues a certificate of a volunteer's month. Audited. The same id and body again give the first one with 200, as a reprint.
#[utoipa::path(post, path = "/deliveries/volunteers/{id}/certificates", params(("id" = StaffId, Path)), request_body = CertificateBody,
    responses((status = 201, body = CertificateView), (status = 200, body = CertificateView), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn issue(
    State(app): State<App>,
    actor: Actor,
    Path(volunteer): Path<StaffId>,
    Json(body): Json<CertificateBody>,
) -> Result<(StatusCode, Json<CertificateView>), Problem> {
    let request_hash = request_hash((actor.canteen, volunteer, "certificate"), &body)?;
    let month = body.month.parse::<Month>();
    let month = month.map_err(|_| Problem::field("month", say("月份写成 2026-10 的样子。", "Write a month like 2026-10.")))?;
    db::own_task(async move {
        let order = Issuing {
            id: body.id,
            canteen: actor.canteen,
            volunteer,
            month,
            by: (actor.staff, actor.name.clone()),
            at: app.clock.now(),
            request_hash,
        };
        let mut tx = app.db.begin(actor.canteen).await?;
        let (text, is_new) = certificate::issue(&mut tx, &order).await?;
        if is_new {
            let act = Act::CertificateIssued {
                number: text.certificate_no,
            };
            audit::record(&mut tx, &actor, &act, &format!("staff:{volunteer}"), order.at).await?;
        }
        tx.commit().await?;
        let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
        Ok((
            status,
            Json(CertificateView {
                id: order.id,
                reprint: !is_new,
                text,
            }),
        ))
    })
    .await
}

/// A certificate that was issued before, as it was then.
#[utoipa::path(get, path = "/deliveries/certificates/{id}", params(("id" = CertificateId, Path)),
    responses((status = 200, body = CertificateView), (status = 404, body = Problem)))]
async fn again(State(app): State<App>, actor: Actor, Path(id): Path<CertificateId>) -> Result<Json<CertificateView>, Problem> {
    let text = certificate::again(&mut app.db.read().await?, actor.canteen, id).await?;
    let text = text.ok_or_else(Problem::not_found)?;
    Ok(Json(CertificateView { id, reprint: true, text }))
}

impl From<CertificateError> for Problem {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::IdReused => id_reused(),
            CertificateError::NoHours => Self::conflict(
                "no_hours",
                say("这位志愿者这个月没有送餐记录。", "This volunteer reported nothing in that month."),
            ),
            CertificateError::Text(error) => Self::internal(error),
            CertificateError::Db(error) => error.into(),
        }
    }
}
