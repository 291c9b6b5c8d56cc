//! What does a second canteen in the same database see of the first one's people? Nothing, and it cannot register them again.

use serde_json::json;
use uuid::Uuid;

use crate::harness::furnish::PASSWORD;
use crate::harness::on_both;
use crate::harness::register::small_register;

#[test]
fn a_second_canteen_neither_sees_nor_takes_the_first_ones_people() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("a.csv", small_register().as_bytes()).await;
        let id = admin.get("/residents").await.expect(200)["items"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        canteen.lane_elsewhere().await;
        let neighbour = canteen.client();
        neighbour
            .post("/session", json!({ "login": "elsewhere", "password": PASSWORD }))
            .await
            .expect(200);

        assert_eq!(neighbour.get("/residents").await.expect(200)["total"], 0);
        assert_eq!(neighbour.get("/places").await.expect(200)["compounds"], json!([]));
        neighbour.get(&format!("/residents/{id}")).await.expect_problem(404, "not_found");
        neighbour
            .post(&format!("/residents/{id}/reveal"), json!({ "reason": "好奇一下" }))
            .await
            .expect_problem(404, "not_found");
        let fact = json!({ "id": Uuid::now_v7(), "kind": "died", "true_from": "2026-11-01" });
        neighbour
            .post(&format!("/residents/{id}/facts"), fact)
            .await
            .expect_problem(404, "not_found");

        let seen = neighbour.upload("/imports/dry-run", "a.csv", small_register()).await.expect(200);
        assert_eq!(
            seen["counts"],
            json!({ "rows": 12, "new": 0, "changed": 0, "unchanged": 0, "wrong": 12, "doubtful": 0, "skipped": 0 })
        );
        assert!(seen["wrong"][0]["reason"]["zh"].as_str().unwrap().contains("另一个食堂"));
        let path = format!("/imports?difference={}", seen["difference"].as_str().unwrap());
        neighbour
            .upload(&path, "a.csv", small_register())
            .await
            .expect_problem(422, "import_has_errors");
        assert_eq!(admin.get("/residents").await.expect(200)["total"], 12);
    });
}
