//! Where is the money that a volunteer collects? In a bag of their own: a lane without a device, whose shift opens by itself with the
//! first meal and is counted and closed when the bag is handed in.

pub mod hand_in;
pub mod http;
pub mod store;

use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::rounds::store::RoundRow;
use crate::ids::{LaneId, StaffId};
use crate::staff::actor::LaneDevice;
use crate::staff::store::lanes;

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
