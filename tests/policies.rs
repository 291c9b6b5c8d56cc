//! What does a policy's text change at the counter? Guests who are not served, and a policy that has ended.

use serde_json::{Value, json};

use crate::harness::on_both;

/// A canteen whose policy serves no guests says so at any hour; a resident of neither group is a guest.
#[test]
fn where_no_guests_are_served_they_get_no_meal_at_any_hour() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        open.admin.load_policy("guests = \"full_standard\"", "guests = \"refused\"").await;
        let resident = json!({ "resident_id": open.residents["刘强"] });
        for moment in ["2026-11-23T03:30:00Z", "2026-11-23T06:00:00Z"] {
            canteen.at(moment);
            for who in [json!({ "guest": true }), resident.clone()] {
                let verdict = open.lane.client.post("/scan", who.clone()).await.expect(200);
                assert_eq!(
                    (&verdict["code"], &verdict["pending"], &verdict["diner"]["group"]),
                    (&json!("not_eligible"), &Value::Null, &json!("guest")),
                    "{moment}: {who}"
                );
                for serve_as in ["decided", "pending"] {
                    let mut order = who.clone();
                    order["serve_as"] = json!(serve_as);
                    open.lane.order(order).await.expect_problem(409, "not_eligible");
                }
            }
            // Somebody whom nobody knows may be an elder: they are served and the office looks again.
            let unknown = json!({ "unknown": true, "serve_as": "pending" });
            open.lane.order(unknown).await.expect(201);
        }
    });
}

#[test]
fn after_the_policy_has_ended_everybody_is_served_as_pending_at_its_last_prices() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        open.admin
            .load_policy("age_counts_from", "valid_to = 2026-11-22\nage_counts_from")
            .await;
        for who in [json!({ "token": open.token("王秀英") }), json!({ "guest": true })] {
            open.lane.order(who.clone()).await.expect_problem(409, "no_policy_in_force");
            let mut insist = who;
            insist["serve_as"] = json!("pending");
            let sale = open.lane.order(insist).await.expect(201);
            assert_eq!(
                (&sale["state"], &sale["pays"], &sale["code"]),
                (&json!("pending"), &json!("15.00"), &json!("no_policy_in_force"))
            );
        }
    });
}
