//! Does an exception stay until a second person says why it stands, and light again when it says something else?

use serde_json::{Value, json};
use uuid::Uuid;

use super::{clean_month, exceptions, sign_in};
use crate::harness::furnish::Open;
use crate::harness::{Answer, Canteen, Client, on_both};

/// A month with one exception, E01, and people to settle it.
async fn second_lunch(canteen: &Canteen) -> (Open, Client, Client) {
    let open = clean_month(canteen).await;
    let finance = canteen.staff(&open.admin, "finance").await;
    let checker = canteen.staff(&open.admin, "checker").await;
    canteen.wait_seconds(1200);
    let again = json!({ "token": open.token("李建国"), "serve_as": "pending" });
    open.lane.order(again).await.expect(201);
    (open, finance, checker)
}

/// The body that settles an exception as it is now.
fn reason(item: &Value) -> Value {
    json!({ "id": Uuid::now_v7(), "facts": item["facts"], "reason": "替住院的老伴带一份，已核实" })
}

async fn settle(who: &Client, item: &Value, body: Value) -> Answer {
    let path = format!("/months/2026-11/exceptions/{}/settle", item["key"].as_str().unwrap());
    who.post(&path, body).await
}

#[test]
fn a_settled_exception_stays_settled_until_its_facts_change() {
    on_both(async |canteen| {
        let (open, finance, checker) = second_lunch(canteen).await;
        let item = exceptions(&finance).await.remove(0);
        let body = reason(&item);
        for _ in 0..2 {
            settle(&finance, &item, body.clone()).await.expect(204);
        }
        settle(&checker, &item, reason(&item)).await.expect_problem(409, "settled_before");
        let month = checker.get("/months/2026-11/exceptions").await.expect(200);
        assert_eq!(
            (&month["blocking"], &month["items"][0]["settled"]["name"]),
            (&json!(0), &json!("finance 同志"))
        );
        assert_eq!(month["items"][0]["key"], item["key"]);
        // A third meal is an exception of its own; the settled one stays so.
        canteen.wait_seconds(1200);
        let third = json!({ "token": open.token("李建国"), "serve_as": "pending" });
        let third = open.lane.order(third).await.expect(201);
        let items = exceptions(&checker).await;
        let settled: Vec<bool> = items.iter().map(|item| !item["settled"].is_null()).collect();
        assert_eq!(settled, [true, false]);
        open.lane.void(&third).await.expect(201);
        let audit = open.admin.items("/audit").await;
        assert_eq!(audit.iter().filter(|act| act["action"] == "exception_settled").count(), 1);
    });
}

#[test]
fn what_grew_since_it_was_settled_lights_again() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        let finance = canteen.staff(&open.admin, "finance").await;
        canteen.wait_seconds(3600);
        for _ in 0..16 {
            open.lane.order(json!({ "guest": true })).await.expect(201);
        }
        let item = exceptions(&finance).await.remove(0);
        assert_eq!(item["check"], "E10");
        settle(&finance, &item, reason(&item)).await.expect(204);
        assert!(!exceptions(&finance).await[0]["settled"].is_null());
        // Who looked before another meal came settles nothing with what they saw.
        open.lane.order(json!({ "guest": true })).await.expect(201);
        let grown = exceptions(&finance).await.remove(0);
        assert_eq!(grown["settled"], Value::Null);
        assert_ne!(grown["facts"], item["facts"]);
        settle(&finance, &grown, reason(&item))
            .await
            .expect_problem(409, "exception_changed");
        settle(&finance, &grown, reason(&grown)).await.expect(204);
    });
}

#[test]
fn who_made_a_row_settles_nothing_and_who_may_not_neither() {
    on_both(async |canteen| {
        let (open, finance, _) = second_lunch(canteen).await;
        let item = exceptions(&finance).await.remove(0);
        settle(&open.coordinator, &item, reason(&item))
            .await
            .expect_problem(403, "not_allowed");
        open.coordinator
            .get("/months/2026-11/exceptions")
            .await
            .expect_problem(403, "not_allowed");
        let auditor = canteen.staff(&open.admin, "auditor").await;
        assert_eq!(exceptions(&auditor).await.len(), 1);
        settle(&auditor, &item, reason(&item)).await.expect_problem(403, "not_allowed");
        let mut wordless = reason(&item);
        wordless["reason"] = json!("  ");
        settle(&finance, &item, wordless).await.expect_problem(422, "field_invalid");
        let unknown = json!({ "key": "E01-00000000000000000000000000000000", "facts": item["facts"] });
        settle(&finance, &unknown, reason(&item)).await.expect_problem(404, "not_found");
        // The one at the counter that day has become the one who checks.
        let seller = pos_server::db::Sql::new("UPDATE staff SET role = 'checker', password_hash = (SELECT f.password_hash FROM staff f WHERE f.login = 'finance') WHERE id = $1").bind(open.lane.cashier);
        let mut tx = canteen.app.db.begin_shared().await.unwrap();
        seller.execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        let login = format!("cashier-{}", &open.lane.id.simple().to_string()[20..]);
        let seller = sign_in(canteen, &login).await;
        settle(&seller, &item, reason(&item))
            .await
            .expect_problem(403, "second_person_needed");
        settle(&finance, &item, reason(&item)).await.expect(204);
    });
}
