//! Is a delivered meal a sale like any other, but for the hour and the word `delivery` in the books?

use chrono::TimeDelta;
use pos_server::sales::order::SaleOrder;
use pos_server::sales::queue::sell_batch;
use pos_server::sales::view::Sale;
use pos_server::subsidy::words::{Channel, Meal};

use crate::harness::{Canteen, on_both};
use crate::race::order;

/// Somebody's lunch, handed over at 14:00: the counter closed half an hour ago.
async fn delivered(canteen: &Canteen, open: &crate::harness::furnish::Open, name: &str) -> SaleOrder {
    canteen.at("2026-11-23T06:00:00Z");
    SaleOrder {
        meal: Some(Meal::Lunch),
        channel: Channel::Delivery,
        ..order(canteen, &open.lane, open.token(name)).await
    }
}

#[test]
fn a_lunch_at_the_door_is_claimable_after_the_counter_closed() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let order = delivered(canteen, &open, "王秀英").await;
        let at_the_counter = SaleOrder {
            channel: Channel::Counter,
            ..order.clone()
        };
        let answers = sell_batch(&canteen.app.db, &[at_the_counter]).await;
        assert_eq!(answers[0].as_ref().unwrap_err().to_string(), "refused: outside_meal_hours");
        let sold = sell_batch(&canteen.app.db, std::slice::from_ref(&order))
            .await
            .pop()
            .unwrap()
            .unwrap();
        let again = sell_batch(&canteen.app.db, &[order]).await.pop().unwrap().unwrap();
        assert!(sold.is_new && !again.is_new);
        for answer in [sold, again] {
            let sale = serde_json::to_value(Sale::from(answer.sale)).unwrap();
            assert_eq!(
                (&sale["channel"], &sale["state"]),
                (&"delivery".into(), &"claimable".into()),
                "{sale}"
            );
        }
        // The counter knows that she had it.
        canteen.at("2026-11-23T03:45:00Z");
        assert_eq!(open.lane.scan(open.token("王秀英")).await["code"], "already_served");
        let report = open.admin.get("/days/2026-11-23").await.expect(200);
        assert!(report.to_string().contains("9.90"), "{report}");
    });
}

#[test]
fn a_delivered_meal_may_wait_for_its_second_person_longer_than_a_lane_keeps_a_sale() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let order = delivered(canteen, &open, "张德福").await;
        for (days, channel, is_taken) in [
            (4, Channel::Counter, false),
            (71, Channel::Delivery, false),
            (69, Channel::Delivery, true),
        ] {
            let late = SaleOrder {
                channel,
                at: order.sold_at + TimeDelta::days(days),
                ..order.clone()
            };
            let answer = sell_batch(&canteen.app.db, &[late]).await.pop().unwrap();
            assert_eq!(answer.is_ok(), is_taken, "{days} {channel:?}: {answer:?}");
        }
    });
}
