//! Which sale does a delivered meal become? The same as at the counter, at the volunteer's bag, on the round's day. Its id is the
//! stop's, so that a stop is never sold twice.

use chrono::TimeDelta;

use super::store::ResultRow;
use crate::calendar::end_of;
use crate::clock::Timestamp;
use crate::deliveries::plan::PaysBy;
use crate::deliveries::rounds::store::{RoundRow, StopRow};
use crate::ids::SaleId;
use crate::keys::sha256;
use crate::sales::order::{SaleOrder, ServeAs, Tender, Who};
use crate::staff::actor::LaneDevice;
use crate::subsidy::words::Channel;

/// Does what was collected at the door pay for this very meal, at once? Anything else is put on the elder's card first.
#[must_use]
pub fn is_paid_in_cash(stop: &StopRow, result: &ResultRow) -> bool {
    stop.pays == PaysBy::Cash && result.is_booked() && result.collected_fen == stop.pays_fen
}

/// The order of a meal that was handed over. `bag` is the lane of the volunteer who collected what was to be paid; `who` is the card
/// that was scanned, or the resident.
#[must_use]
pub fn order((round, stop): (&RoundRow, &StopRow), result: &ResultRow, who: Who, bag: LaneDevice, at: Timestamp) -> SaleOrder {
    let (tender, wallet_first) = match stop.pays {
        _ if is_paid_in_cash(stop, result) => (Tender::Cash, false),
        PaysBy::Cash | PaysBy::Owed => (Tender::Owed, !result.collected_fen.is_zero()),
        PaysBy::Wallet => (Tender::Owed, true),
    };
    SaleOrder {
        id: SaleId::from(stop.id.uuid()),
        lane: bag,
        cashier: result.volunteer_id,
        cashier_name: result.volunteer.clone(),
        who,
        meal: Some(round.meal),
        channel: Channel::Delivery,
        tender,
        wallet_first,
        tender_reference: None,
        // The meal is eaten: nothing is refused any more.
        serve_as: ServeAs::Eaten,
        expected_pays: Some(stop.pays_fen),
        sold_at: on_the_day(round, result.at, at),
        at,
        request_hash: sha256(format!("stop:{}", stop.id).as_bytes()),
    }
}

/// The moment of the hand-over as the phone says, as far as it lies on the round's day and not after the upload: a phone's clock may
/// be wrong, the day of the meal is not.
fn on_the_day(round: &RoundRow, said: Timestamp, received: Timestamp) -> Timestamp {
    let day_ends = end_of(round.service_date) - TimeDelta::microseconds(1);
    let day_begins = round.service_date.pred_opt().map_or(round.packed_at.unwrap_or(said), end_of);
    said.min(received).clamp(day_begins, day_ends.max(day_begins))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{CanteenId, RoundId};
    use crate::subsidy::words::Meal;

    #[test]
    fn a_wrong_clock_moves_no_meal_to_another_day() {
        let round = RoundRow {
            id: RoundId::new(),
            canteen_id: CanteenId::new(),
            service_date: "2026-11-23".parse().unwrap(),
            meal: Meal::Lunch,
            round_no: 1,
            grid: String::new(),
            volunteer_id: None,
            volunteer: None,
            link_no: 1,
            link_made_at: None,
            packed_at: None,
            closed_at: None,
        };
        for (said, received, sold) in [
            ("2026-11-23T04:00:00Z", "2026-11-23T04:10:00Z", "2026-11-23T04:00:00Z"),
            ("2026-11-23T05:00:00Z", "2026-11-23T04:10:00Z", "2026-11-23T04:10:00Z"),
            ("1970-01-01T00:00:00Z", "2026-11-23T04:10:00Z", "2026-11-22T16:00:00Z"),
            ("2026-11-24T04:00:00Z", "2026-11-25T04:00:00Z", "2026-11-23T15:59:59.999999Z"),
        ] {
            let [said, received, sold] = [said, received, sold].map(|text| text.parse::<Timestamp>().unwrap());
            assert_eq!(on_the_day(&round, said, received), sold, "{said} {received}");
        }
    }
}
