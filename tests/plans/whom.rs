//! For whom may meals be planned, and is it said when nobody pays a share of them?

use serde_json::{Value, json};
use uuid::Uuid;

use super::{plan, plan_for};
use crate::harness::furnish::Open;
use crate::harness::on_both;

async fn fact(open: &Open, name: &str, kind: &str, more: Value) {
    let mut body = json!({ "id": Uuid::now_v7(), "kind": kind, "true_from": "2026-11-20" });
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    let path = format!("/residents/{}/facts", open.residents[name]);
    open.coordinator.post(&path, body).await.expect(201);
}

#[test]
fn nobody_plans_for_who_died_or_moved_away_and_what_was_planned_before_is_answered_as_it_was() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let before = plan_for(&open, "张德福", json!({}));
        open.coordinator.post("/deliveries/plans", before.clone()).await.expect(201);
        fact(&open, "张德福", "died", json!({})).await;
        fact(&open, "王秀英", "moved_out", json!({})).await;
        fact(&open, "欧阳秀兰", "moved_out", json!({ "true_to": "2026-11-25" })).await;
        for name in ["张德福", "王秀英", "欧阳秀兰"] {
            let body = plan_for(&open, name, json!({ "meal": "dinner" }));
            let refused = open.coordinator.post("/deliveries/plans", body).await;
            assert!(refused.text().contains("2026-11-20"), "{}", refused.text());
            refused.expect_problem(409, "resident_gone");
        }
        open.coordinator.post("/deliveries/plans", before).await.expect(200);
        plan(&open, "欧阳秀兰", json!({ "true_from": "2026-11-26" })).await;
    });
}

#[test]
fn a_meal_that_no_policy_supports_and_a_wallet_without_a_card_are_planned_and_said() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        for (name, pays, said) in [
            ("王秀英", "wallet", &[][..]),
            ("刘强", "cash", &["全价"][..]),
            ("刘强", "wallet", &["全价", "没有在用的餐卡"]),
            // Sixty tomorrow, and no card yet.
            ("赵玉兰", "wallet", &["全价", "没有在用的餐卡"]),
        ] {
            let file = plan(&open, name, json!({ "pays": pays })).await;
            let warning = file["plans"][0]["warning"]["zh"].as_str().unwrap_or_default();
            let told: Vec<&str> = ["全价", "没有在用的餐卡"]
                .into_iter()
                .filter(|word| warning.contains(word))
                .collect();
            assert_eq!(told, said, "{name} {pays}: {warning}");
            assert_eq!(file["plans"][0]["warning"].is_null(), said.is_empty(), "{warning}");
        }
        let path = format!("/deliveries/plans/{}", open.residents["赵玉兰"]);
        let file = open.coordinator.get(&path).await.expect(200);
        assert!(
            file["plans"][0]["warning"]["en"].as_str().unwrap().contains("top up by name"),
            "{file}"
        );
        plan(&open, "赵玉兰", json!({ "true_from": "2026-11-24", "pays": "cash" })).await;
        let file = open.coordinator.get(&path).await.expect(200);
        assert_eq!(file["plans"][1]["warning"], Value::Null, "{file}");
    });
}
