//! Who of the staff is who in the register, over HTTP: so that a meal sold within a cashier's own household is seen.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;
use crate::db;
use crate::error::Problem;
use crate::ids::{ResidentId, StaffId};
use crate::json::{Json, Path};
use crate::residents::mask;
use crate::residents::store::{self, colleagues};
use crate::staff::{act::Act, actor::Actor, audit};

/// The routes of the staff's own rows of the register.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(staff_residents))
        .routes(routes!(set_staff_resident))
}

/// Who of the staff is in the register.
#[derive(Debug, Serialize, ToSchema)]
struct StaffResidents {
    items: Vec<StaffResident>,
    /// Nothing: the list comes whole.
    next_cursor: Option<String>,
}

/// Somebody of the staff who is in the register.
#[derive(Debug, Serialize, ToSchema)]
struct StaffResident {
    staff_id: StaffId,
    resident_id: ResidentId,
    /// The masked name.
    name: String,
}

/// Who somebody of the staff is in the register.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StaffResidentBody {
    /// Nothing: they are not in it.
    resident_id: Option<ResidentId>,
}

/// Who of the staff is who in the register.
#[utoipa::path(get, path = "/staff/residents", responses((status = 200, body = StaffResidents)))]
async fn staff_residents(State(app): State<App>, actor: Actor) -> Result<Json<StaffResidents>, Problem> {
    let rows = colleagues::colleagues(&mut app.db.read().await?, actor.canteen).await?;
    let items = rows.into_iter().map(|row| StaffResident {
        staff_id: row.staff_id,
        resident_id: row.resident_id,
        name: mask::name(&row.name),
    });
    Ok(Json(StaffResidents {
        items: items.collect(),
        next_cursor: None,
    }))
}

/// Says who somebody of the staff is in the register. Audited. The same again changes nothing.
#[utoipa::path(post, path = "/staff/{id}/resident", params(("id" = StaffId, Path)), request_body = StaffResidentBody,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn set_staff_resident(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<StaffId>,
    Json(body): Json<StaffResidentBody>,
) -> Result<StatusCode, Problem> {
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let login = colleagues::login(&mut tx, actor.canteen, id)
            .await?
            .ok_or_else(Problem::not_found)?;
        let before = colleagues::colleagues(&mut tx, actor.canteen).await?;
        let before = before.iter().find(|row| row.staff_id == id).map(|row| row.resident_id);
        if before != body.resident_id {
            colleagues::forget(&mut tx, id).await?;
            if let Some(resident) = body.resident_id {
                store::resident(&mut tx, actor.canteen, resident)
                    .await?
                    .ok_or_else(Problem::not_found)?;
                colleagues::keep(&mut tx, actor.canteen, id, resident).await?;
            }
            let act = Act::StaffResidentSet {
                login,
                resident: body.resident_id,
            };
            audit::record(&mut tx, &actor, &act, &format!("staff:{id}"), app.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
