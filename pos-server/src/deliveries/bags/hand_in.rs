//! What comes back in a bag? It is counted before anybody is told what the books expect, and its shift ends with a Z-report like a
//! counter's.

use axum::http::StatusCode;

use super::store;
use crate::app::App;
use crate::db;
use crate::error::Problem;
use crate::ids::{CountId, LaneId, ZReportId};
use crate::sales::shifts::close::{CloseOrder, close};
use crate::sales::shifts::count::{CountOrder, Counted, count};
use crate::staff::actor::Actor;
use crate::text::say;

/// A bag to hand in.
#[derive(Debug)]
pub struct HandIn {
    /// The report's id, made by the office before it asks.
    pub id: ZReportId,
    /// The count's id, made by the office before it asks.
    pub count_id: CountId,
    /// The bag.
    pub lane: LaneId,
    /// What was found in it.
    pub counted: Counted,
    /// Why it differs from the books, if it does.
    pub reason: String,
    /// SHA-256 of the count's request.
    pub count_hash: [u8; 32],
    /// SHA-256 of the whole request.
    pub request_hash: [u8; 32],
}

fn own_bag() -> Problem {
    let message = say(
        "自己的送餐包要由另一个人清点，请找一位同事。",
        "Somebody else counts your own bag: ask a colleague.",
    );
    Problem::new(StatusCode::FORBIDDEN, "second_person_needed", message)
}

/// Counts a bag and closes its shift; who carried it does not count it. Gives the frozen report, and whether it is new. A count is kept even if the bag cannot be closed
/// yet because somebody has to say why it differs.
pub async fn hand_in(app: &App, actor: &Actor, order: HandIn) -> Result<(String, bool), Problem> {
    let mut tx = app.db.begin(actor.canteen).await?;
    let carrier = store::volunteer_of(&mut tx, actor.canteen, order.lane)
        .await?
        .ok_or_else(Problem::not_found)?;
    if carrier == actor.staff {
        return Err(own_bag());
    }
    let counting = CountOrder {
        id: order.count_id,
        canteen: actor.canteen,
        lane: order.lane,
        counted: order.counted,
        by: actor.staff,
        at: app.clock.now(),
        request_hash: order.count_hash,
    };
    count(&mut tx, &counting).await?;
    tx.commit().await?;
    let closing = CloseOrder {
        id: order.id,
        canteen: actor.canteen,
        lane: order.lane,
        count: order.count_id,
        reason: order.reason,
        by: (actor.staff, actor.name.clone()),
        at: app.clock.now(),
        request_hash: order.request_hash,
    };
    let mut tx: db::Tx = app.db.begin(actor.canteen).await?;
    let closed = close(&mut tx, &closing).await?;
    tx.commit().await?;
    Ok(closed)
}
