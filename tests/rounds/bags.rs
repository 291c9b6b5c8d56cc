//! Does the money that was collected at the doors come back to the fen?

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{board, out};
use crate::harness::{Canteen, on_both};

fn notes(pieces: &[(&str, u32)]) -> Value {
    pieces
        .iter()
        .map(|(value, count)| json!({ "value": value, "count": count }))
        .collect()
}

#[test]
fn a_bag_is_counted_blind_and_closed_with_a_z_report() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        assert_eq!(board(&out.open).await["bags"], json!([]));
        let both = ["王秀英", "欧阳秀兰"].map(|name| out.handed_over(canteen, name));
        out.bring(&both, &[]).await;
        let bags = board(&out.open).await["bags"].clone();
        assert_eq!(bags[0]["volunteer_id"], out.volunteer_id.as_str());
        let path = format!("/deliveries/bags/{}/close", bags[0]["lane_id"].as_str().unwrap());
        // Two lunches are 19.80; one coin of 10 fen is missing, and somebody has to say why.
        let mut bag = json!({ "id": Uuid::now_v7(), "count_id": Uuid::now_v7(), "cash": notes(&[("10.00", 1), ("5.00", 1), ("1.00", 4), ("0.50", 1), ("0.10", 2)]) });
        out.open
            .coordinator
            .post(&path, bag.clone())
            .await
            .expect_problem(422, "field_invalid");
        bag["reason"] = json!("少找了一角");
        let report = out.open.coordinator.post(&path, bag.clone()).await.expect(201);
        assert_eq!(out.open.coordinator.post(&path, bag).await.expect(200), report);
        assert_eq!(board(&out.open).await["bags"], json!([]));
        let counter = format!("/deliveries/bags/{}/close", out.open.lane.id);
        let strange = json!({ "id": Uuid::now_v7(), "count_id": Uuid::now_v7(), "cash": [] });
        out.open.coordinator.post(&counter, strange).await.expect_problem(404, "not_found");
        let reports = out.open.admin.get("/z-reports").await.expect(200);
        assert_eq!(reports["items"].as_array().unwrap().len(), 1, "{reports}");
    });
}

#[test]
fn what_was_collected_is_expected_in_the_bag_whatever_becomes_of_the_meal() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let proved = out.handed_over(canteen, "王秀英");
        let said = out.result(canteen, "欧阳秀兰", "handed_over", json!({ "collected": "9.90" }));
        let unasked = out.result(canteen, "田桂英", "refused", json!({ "collected": "3.00" }));
        let from_the_card = out.result(
            canteen,
            "张德福",
            "handed_over",
            json!({ "token": out.open.token("张德福"), "collected": "9.90" }),
        );
        let became = out.bring(&[proved, said, unasked, from_the_card], &[]).await;
        assert_eq!(
            became,
            ["booked", "recorded", "recorded collected_differs", "recorded collected_differs"]
        );
        let lane = board(&out.open).await["bags"][0]["lane_id"].clone();
        let path = format!("/deliveries/bags/{}/close", lane.as_str().unwrap());
        let cash = notes(&[("10.00", 3), ("1.00", 2), ("0.50", 1), ("0.10", 2)]);
        let bag = json!({ "id": Uuid::now_v7(), "count_id": Uuid::now_v7(), "cash": cash });
        let report = out.open.coordinator.post(&path, bag).await.expect(201);
        assert_eq!(report["tenders"][0]["expected"], "32.70", "{report}");
        // The bag is back before anybody has settled anything: what was given lies on their cards, and pays for what they got.
        for (name, decision) in [("欧阳秀兰", "delivered"), ("张德福", "delivered"), ("田桂英", "not_delivered")] {
            out.settle(&out.open.admin, name, decision).await.expect(204);
        }
        let meals = [
            "张德福 wallet claimable 990",
            "欧阳秀兰 wallet claimable 990",
            "王秀英 cash claimable 990",
        ];
        assert_eq!(out.meals(canteen).await, meals);
        let day = out.open.admin.get("/days/2026-11-23").await.expect(200);
        assert_eq!(day["differences"], json!([]), "{day}");
        let wallet = out
            .open
            .admin
            .get(&format!("/wallets/{}", out.open.residents["田桂英"]))
            .await
            .expect(200);
        assert_eq!(wallet["balance"], "3.00", "{wallet}");
    });
}

#[test]
fn a_sum_that_nobody_carries_is_asked_about_and_not_booked() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let absurd = out.result(canteen, "田桂英", "refused", json!({ "collected": "9999999.00" }));
        assert_eq!(out.bring(&[absurd], &[]).await, ["recorded collected_differs"]);
        assert_eq!(board(&out.open).await["bags"], json!([]));
        let questions = out.open.coordinator.get("/deliveries/questions").await.expect(200);
        assert_eq!(questions["items"][0]["why"], "money", "{questions}");
    });
}
