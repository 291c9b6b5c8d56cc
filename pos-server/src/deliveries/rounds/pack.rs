//! What exactly is carried away? When a round is packed, plans, diets and prices are taken as they stand; who was held or left since
//! the draft is taken off. Later changes are for later meals.

use std::collections::BTreeMap;

use super::change::RoundError;
use super::store::{self, RoundRow, StopRow};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::deliveries::plans;
use crate::ids::ResidentId;
use crate::sales::quote;

/// Packs a round's meals and tells whether this request did; a packed round stays as it is.
pub async fn pack(tx: &mut Tx, round: &RoundRow, at: Timestamp) -> Result<bool, RoundError> {
    if round.packed_at.is_some() {
        return Ok(false);
    }
    if round.service_date != calendar::day_of(at) {
        return Err(RoundError::NotToday);
    }
    let listed = plans::store::day(tx, round.canteen_id, round.service_date, round.meal).await?;
    let plans: BTreeMap<ResidentId, _> = listed
        .into_iter()
        .filter(|line| line.why_not.is_none())
        .map(|line| (line.plan.resident_id, line.plan))
        .collect();
    let mut stops = Vec::new();
    for stop in store::stops_of_round(tx, round.id).await? {
        match plans.get(&stop.resident_id) {
            Some(plan) => stops.push(StopRow {
                plan_id: plan.id,
                diets: plan.diets.clone(),
                diet_note: plan.diet_note.clone(),
                pays: plan.pays,
                ..stop
            }),
            None => store::delete_stop(tx, stop.id).await?,
        }
    }
    let diners: Vec<ResidentId> = stops.iter().map(|stop| stop.resident_id).collect();
    let prices = quote::at_the_door(tx, round.canteen_id, (round.service_date, round.meal), &diners).await?;
    for ((stop, price), stop_no) in stops.iter_mut().zip(prices).zip(1..) {
        stop.pays_fen = price;
        stop.stop_no = stop_no;
    }
    store::freeze_stops(tx, &stops).await?;
    store::set_packed(tx, round.id, at).await?;
    Ok(true)
}
