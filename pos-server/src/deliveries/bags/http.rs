//! Bags over HTTP: the office counts what a volunteer brings back.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::hand_in::{HandIn, hand_in};
use crate::app::App;
use crate::db;
use crate::error::Problem;
use crate::ids::{CountId, LaneId, ZReportId};
use crate::json::{Json, Path};
use crate::sales::ask::{request_hash, short_text};
use crate::sales::shifts::Frozen;
use crate::sales::shifts::count::{Counted, Pieces};
use crate::sales::shifts::z_report::ZReport;
use crate::staff::actor::Actor;

/// The routes of bags.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(close_bag))
}

/// A bag that is handed in: its money, counted.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BagBody {
    /// The report's id, made by the office before it asks; asking again with it changes nothing.
    id: ZReportId,
    /// The count's id, made by the office before it asks.
    count_id: CountId,
    /// What was found in the bag.
    cash: Vec<Pieces>,
    /// Why it differs from the books; needed when it does.
    reason: Option<String>,
}

/// Counts a volunteer's bag and closes its shift with a Z-report. The same ids and body again give the first answer with 200.
#[utoipa::path(post, path = "/deliveries/bags/{id}/close", params(("id" = LaneId, Path)), request_body = BagBody,
    responses((status = 201, body = ZReport), (status = 200, body = ZReport), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn close_bag(
    State(app): State<App>,
    actor: Actor,
    Path(lane): Path<LaneId>,
    Json(body): Json<BagBody>,
) -> Result<(StatusCode, Frozen), Problem> {
    let order = HandIn {
        id: body.id,
        count_id: body.count_id,
        lane,
        count_hash: request_hash((lane, "bag"), &(body.count_id, &body.cash))?,
        request_hash: request_hash((lane, "bag"), &body)?,
        reason: short_text("reason", body.reason, 200)?.unwrap_or_default(),
        counted: Counted {
            cash: body.cash,
            wechat: None,
            alipay: None,
        },
    };
    db::own_task(async move {
        let (report, is_new) = hand_in(&app, &actor, order).await?;
        Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Frozen(report)))
    })
    .await
}
