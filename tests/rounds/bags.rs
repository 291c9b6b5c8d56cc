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
