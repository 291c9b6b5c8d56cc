//! Does the month see what one person alone could do: sell to their own household, type meals in afterwards, write a publication down
//! afterwards, sell around the full minute? And does a policy move what lights?

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use super::{clean_month, exceptions, lit, lunch, publish};
use crate::harness::on_both;

#[test]
fn e10_sixteen_meals_around_the_full_minute() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        canteen.at("2026-11-26T04:30:50Z");
        for meal in 1..=16 {
            assert_eq!(lit(&open.admin).await, Vec::<String>::new(), "{meal}");
            canteen.at(if meal <= 8 {
                "2026-11-26T04:30:50Z"
            } else {
                "2026-11-26T04:31:10Z"
            });
            open.lane.order(json!({ "guest": true })).await.expect(201);
        }
        assert_eq!(lit(&open.admin).await, ["E10"]);
        assert_eq!(exceptions(&open.admin).await[0]["rows"].as_array().unwrap().len(), 16);
        // A minute later it is calm again: the exception does not grow.
        canteen.at("2026-11-26T04:32:10Z");
        open.lane.order(json!({ "guest": true })).await.expect(201);
        assert_eq!(exceptions(&open.admin).await[0]["rows"].as_array().unwrap().len(), 16);
    });
}

#[test]
fn e17_a_lunch_typed_in_on_the_next_morning() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        canteen.at("2026-11-27T02:00:00Z");
        open.sign_in_again().await;
        let typed = |who: Value| {
            let mut order = json!({ "serve_as": "eaten", "pays": "9.90", "sold_at": "2026-11-26T04:30:00Z" });
            order.as_object_mut().unwrap().extend(who.as_object().unwrap().clone());
            order
        };
        open.lane.order(typed(json!({ "token": open.token("张德福") }))).await.expect(201);
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
        open.lane
            .order(typed(json!({ "resident_id": open.residents["王秀英"] })))
            .await
            .expect(201);
        assert_eq!(lit(&open.admin).await, ["E17"]);
        assert_eq!(exceptions(&open.admin).await[0]["rows"][0]["name"], "王*英");
    });
}

#[test]
fn e24_a_publication_that_was_written_down_afterwards() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        lunch(canteen, &open, 23, &["王秀英"]).await;
        lunch(canteen, &open, 24, &["王秀英"]).await;
        // Nobody makes a sheet public tomorrow; and what one person types today about October is for a second one to believe.
        let policies = open.admin.get("/policies").await.expect(200);
        let path = format!("/policies/{}/publications", policies["items"][0]["id"].as_str().unwrap());
        let tomorrow = json!({ "id": Uuid::now_v7(), "published_on": "2026-11-25", "place": "社区公告栏" });
        open.admin.post(&path, tomorrow).await.expect_problem(422, "field_invalid");
        publish(&open, None).await;
        let item = exceptions(&open.admin).await.remove(0);
        assert_eq!(lit(&open.admin).await, ["E24"]);
        assert!(item["message"]["zh"].as_str().unwrap().contains("补记"), "{item}");
        let settle = format!("/months/2026-11/exceptions/{}/settle", item["key"].as_str().unwrap());
        let reason = || json!({ "id": Uuid::now_v7(), "facts": item["facts"], "reason": "公告栏照片已看" });
        open.admin.post(&settle, reason()).await.expect_problem(403, "second_person_needed");
        let finance = canteen.staff(&open.admin, "finance").await;
        finance.post(&settle, reason()).await.expect(204);
    });
}

#[test]
fn e14_a_cashier_who_served_her_own_household() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        let staff = open.admin.items("/staff").await;
        let cashier = staff.iter().find(|one| one["role"] == "cashier").unwrap();
        let path = format!("/staff/{}/resident", cashier["id"].as_str().unwrap());
        let is = async |name: &str| {
            let body = json!({ "resident_id": open.residents[name] });
            open.admin.post(&path, body).await.expect(204);
        };
        // She and 张德福, who live behind one door, each ate three times at her own counter.
        is("王秀英").await;
        let items = exceptions(&open.admin).await;
        let names: BTreeSet<&str> = items.iter().map(|item| item["rows"][0]["name"].as_str().unwrap()).collect();
        assert_eq!(
            (lit(&open.admin).await, names),
            (vec!["E14".to_owned()], BTreeSet::from(["张*福", "王*英"]))
        );
        assert_eq!((items.len(), &items[0]["severity"]), (6, &json!("warn")));
        // Somebody of whose household nobody came lights nothing.
        is("刘强").await;
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
        let known = open.admin.items("/staff/residents").await;
        assert_eq!(
            (known.len(), &known[0]["staff_id"], &known[0]["name"]),
            (1, &cashier["id"], &json!("刘*"))
        );
        // The same again is no second act; nobody unknown is taken.
        is("刘强").await;
        open.admin.post(&path, json!({ "resident_id": Uuid::now_v7() })).await.expect(404);
        let audit = open.admin.items("/audit").await;
        assert_eq!(audit.iter().filter(|act| act["action"] == "staff_resident_set").count(), 2);
    });
}

#[test]
fn a_policy_moves_the_limits_and_says_what_blocks() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        canteen.wait_seconds(3600);
        for _ in 0..4 {
            open.lane.order(json!({ "guest": true })).await.expect(201);
        }
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
        let strict = "[checks]\nmeals_a_minute = 3\nblock = [\"E10\"]\n\n[[group]]\nid = \"elder\"";
        open.admin.load_policy("[[group]]\nid = \"elder\"", strict).await;
        let month = open.admin.get("/months/2026-11/exceptions").await.expect(200);
        let items = month["items"].as_array().unwrap();
        assert_eq!(
            (items.len(), &items[0]["check"], &items[0]["severity"]),
            (1, &json!("E10"), &json!("block"))
        );
        assert_eq!(month["blocking"], 1);
    });
}
