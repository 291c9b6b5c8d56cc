//! Where is the money that a volunteer collects? In a bag of their own: a lane without a device, whose shift opens by itself with the
//! first meal and is counted and closed when the bag is handed in.

pub mod hand_in;
pub mod http;
pub mod store;

use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::door::store::ResultRow;
use crate::deliveries::rounds::store::{RoundRow, StopRow};
use crate::ids::{LaneId, MovementId, StaffId};
use crate::keys::sha256;
use crate::ledger::movement::{Kind, MoveError};
use crate::money::Fen;
use crate::sales::till::moves::{AtCounter, Brought, Money, take};
use crate::staff::actor::LaneDevice;
use crate::staff::store::lanes;

/// Nobody collects more at one door: whoever reports more is asked, and nothing is booked.
const MOST_AT_ONE_DOOR: Fen = Fen::new(20_000);

/// A volunteer's bag; it is made with the first meal that it carries.
pub async fn lane_of(tx: &mut Tx, round: &RoundRow, (volunteer, name): (StaffId, &str), at: Timestamp) -> Result<LaneDevice, DbError> {
    if store::bag_of(tx, volunteer).await?.is_none() {
        let lane = LaneId::new();
        let code = format!("{:02}", lanes::lanes_of(tx, round.canteen_id).await?.len() + 1);
        lanes::insert_lane(tx, lane, round.canteen_id, &code, &format!("送餐·{name}"), at).await?;
        store::insert_bag(tx, volunteer, lane).await?;
    }
    store::lane(tx, volunteer).await.map(LaneDevice::from)
}

/// Puts what was collected at a door, and pays for no meal yet, on the elder's card: the bag is as full as the volunteer says from the
/// moment of the report, whatever a second person decides about the meal later. The same report again changes nothing.
pub async fn keep_safe(tx: &mut Tx, round: &RoundRow, (stop, result): (&StopRow, &ResultRow), at: Timestamp) -> Result<(), MoveError> {
    if result.collected_fen > MOST_AT_ONE_DOOR {
        return Ok(());
    }
    let bag = lane_of(tx, round, (result.volunteer_id, &result.volunteer), at).await?;
    let counter = AtCounter {
        id: MovementId::from(result.id.uuid()),
        canteen: round.canteen_id,
        lane: bag.id,
        cashier: result.volunteer_id,
        request_hash: sha256(format!("result:{}", result.id).as_bytes()),
        amount: result.collected_fen,
        at,
    };
    let brought = Brought {
        kind: Kind::TopUp,
        resident: stop.resident_id,
        money: Money::Cash,
        reference: None,
    };
    take(tx, &counter, brought).await?;
    Ok(())
}
