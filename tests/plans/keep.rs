//! Do holds and the register's facts keep meals back on their days and no others, and is whom to call kept sealed and in order?

use pos_server::db::Sql;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{listed, plan};
use crate::harness::furnish::Open;
use crate::harness::{Answer, on_both};

/// A hold of both meals from 2026-11-24 on, asked for by a relative, but for what `more` says.
fn hold_for(open: &Open, name: &str, more: Value) -> Value {
    let mut body = json!({
        "id": Uuid::now_v7(), "resident_id": open.residents[name], "true_from": "2026-11-24", "reason": "住院",
        "asked_by": "relative", "asker": "女儿",
    });
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

async fn lift(open: &Open, hold: &Value, last_day: &str) -> Answer {
    let path = format!("/deliveries/holds/{}/lift", hold.as_str().unwrap());
    open.coordinator
        .post(&path, json!({ "id": Uuid::now_v7(), "last_day": last_day }))
        .await
}

#[test]
fn a_hold_keeps_meals_back_until_it_is_lifted_and_past_days_keep_it() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        plan(&open, "王秀英", json!({})).await;
        let body = hold_for(&open, "王秀英", json!({}));
        let file = open.coordinator.post("/deliveries/holds", body.clone()).await.expect(201);
        assert_eq!(file["holds"][0]["id"], body["id"]);
        open.coordinator.post("/deliveries/holds", body.clone()).await.expect(200);
        let mut other = body.clone();
        other["reason"] = json!("外出");
        open.coordinator
            .post("/deliveries/holds", other)
            .await
            .expect_problem(409, "id_reused");
        for (date, wanted) in [
            ("2026-11-23", "王*英"),
            ("2026-11-24", "王*英: held"),
            ("2027-11-24", "王*英: held"),
        ] {
            assert_eq!(listed(&open, date).await, [wanted], "{date}");
        }
        for wrong in [
            json!({ "true_from": "2026-11-22" }),
            json!({ "true_to": "2026-11-23" }),
            json!({ "reason": " " }),
            json!({ "asker": null }),
        ] {
            let wrong = hold_for(&open, "王秀英", wrong);
            open.coordinator
                .post("/deliveries/holds", wrong)
                .await
                .expect_problem(422, "field_invalid");
        }

        canteen.at("2026-11-26T02:00:00Z");
        open.sign_in_again().await;
        lift(&open, &body["id"], "2026-11-24").await.expect_problem(422, "field_invalid");
        let file = lift(&open, &body["id"], "2026-11-27").await.expect(201);
        lift(&open, &body["id"], "2026-11-27").await.expect_problem(409, "hold_lifted");
        for (date, wanted) in [
            ("2026-11-24", "王*英: held 2026-11-27"),
            ("2026-11-27", "王*英: held 2026-11-27"),
            ("2026-11-28", "王*英"),
        ] {
            assert_eq!(listed(&open, date).await, [wanted], "{date}");
        }
        // It is lifted again, a day earlier; a hold that has not begun is lifted as if it had never been.
        let shorter = &file["holds"][0]["id"];
        lift(&open, shorter, "2026-11-26").await.expect(201);
        assert_eq!(listed(&open, "2026-11-27").await, ["王*英"]);
        lift(&open, &json!(Uuid::now_v7()), "2026-11-27")
            .await
            .expect_problem(404, "not_found");
        let coming = hold_for(
            &open,
            "王秀英",
            json!({ "true_from": "2026-12-01", "true_to": "2026-12-02", "asked_by": "coordinator" }),
        );
        open.coordinator.post("/deliveries/holds", coming.clone()).await.expect(201);
        lift(&open, &coming["id"], "2026-12-03").await.expect_problem(422, "field_invalid");
        let file = lift(&open, &coming["id"], "2026-11-30").await.expect(201);
        assert_eq!(file["holds"].as_array().unwrap().len(), 1);
        assert_eq!(listed(&open, "2026-12-01").await, ["王*英"]);
    });
}

#[test]
fn a_hold_of_one_meal_leaves_the_other() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        plan(&open, "王秀英", json!({})).await;
        plan(&open, "王秀英", json!({ "meal": "dinner" })).await;
        let dinners = hold_for(&open, "王秀英", json!({ "meal": "dinner" }));
        open.coordinator.post("/deliveries/holds", dinners).await.expect(201);
        assert_eq!(listed(&open, "2026-11-24").await, ["王*英"]);
        let dinner = open.coordinator.get("/deliveries/days/2026-11-24?meal=dinner").await.expect(200);
        assert_eq!(
            (
                &dinner["deliveries"],
                &dinner["kept_back"][0]["why_not"]["reason"],
                &dinner["diets"]
            ),
            (&json!([]), &json!("held"), &json!([]))
        );
    });
}

#[test]
fn care_home_moving_away_and_death_stop_deliveries_by_themselves() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        plan(&open, "王秀英", json!({})).await;
        let path = format!("/residents/{}/facts", open.residents["王秀英"]);
        let record = async |more: Value| {
            let mut fact = json!({ "id": Uuid::now_v7(), "true_from": "2026-11-23" });
            for (field, value) in more.as_object().unwrap() {
                fact[field] = value.clone();
            }
            open.coordinator.post(&path, fact).await.expect(201)
        };
        for (kind, more) in [
            ("care_home", json!({ "true_to": "2026-11-25" })),
            ("moved_out", json!({})),
            ("died", json!({})),
        ] {
            let mut fact = more;
            fact["kind"] = json!(kind);
            let fact = record(fact).await;
            let told = listed(&open, "2026-11-25").await;
            assert!(told[0].starts_with(&format!("王*英: {kind}")), "{told:?}");
            let after = listed(&open, "2026-11-26").await;
            assert_eq!(after[0] == "王*英", kind == "care_home", "{after:?}");
            assert_eq!(listed(&open, "2026-11-22").await, Vec::<String>::new());
            record(json!({ "kind": "withdrawn", "replaces": fact["id"] })).await;
            assert_eq!(listed(&open, "2026-11-25").await, ["王*英"], "{kind} was a mistake");
        }
    });
}

#[test]
fn whom_to_call_is_a_list_in_order_with_sealed_phones() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let path = format!("/deliveries/plans/{}/contacts", open.residents["王秀英"]);
        let (daughter, neighbour) = (Uuid::now_v7(), Uuid::now_v7());
        let list = json!({ "contacts": [
            { "id": daughter, "name": "张丽", "relation": "女儿", "phone": "154 0000 0099" },
            { "id": neighbour, "name": "李大姐", "phone": "0374-1234567" },
        ] });
        let file = open.coordinator.post(&path, list.clone()).await.expect(201);
        let told = |file: &Value| -> Vec<String> {
            let contacts = file["contacts"].as_array().unwrap().iter();
            contacts
                .map(|one| format!("{} {}", one["name"].as_str().unwrap(), one["phone"].as_str().unwrap()))
                .collect()
        };
        assert_eq!(told(&file), ["张丽 154****0099", "李大姐 0374****567"]);
        open.coordinator.post(&path, list).await.expect(200);
        // A page knows phones masked only: what it leaves out stays as it was.
        let turned =
            json!({ "contacts": [{ "id": neighbour, "name": "李大姐" }, { "id": daughter, "name": "张丽丽", "relation": "女儿" }] });
        let file = open.coordinator.post(&path, turned).await.expect(201);
        assert_eq!(told(&file), ["李大姐 0374****567", "张丽丽 154****0099"]);
        let post = async |path: &str, contact: Value| open.coordinator.post(path, json!({ "contacts": [contact] })).await;
        let elsewhere = format!("/deliveries/plans/{}/contacts", open.residents["张德福"]);
        post(&path, json!({ "id": Uuid::now_v7(), "name": "谁" }))
            .await
            .expect_problem(422, "field_invalid");
        post(&path, json!({ "id": daughter, "name": "张丽", "phone": "12" }))
            .await
            .expect_problem(422, "field_invalid");
        post(&elsewhere, json!({ "id": daughter, "name": "张丽", "phone": "15400000099" }))
            .await
            .expect_problem(409, "id_reused");
        let auditor = canteen.staff(&open.admin, "auditor").await;
        let file = format!("/deliveries/plans/{}", open.residents["王秀英"]);
        assert_eq!(auditor.get(&file).await.expect(200)["contacts"], json!([]));
        let mut tx = canteen.app.db.read().await.unwrap();
        let stored: Vec<(Vec<u8>,)> = Sql::new("SELECT phone FROM delivery_contact").all(&mut tx).await.unwrap();
        assert!(stored.len() == 2 && stored.iter().all(|(sealed,)| !sealed.windows(4).any(|part| part == b"0099")));
    });
}
