//! Does whoever has a plan get a meal at the door, and is the list of any day what plans, holds and the register say of it?

use pos_server::db::Sql;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::Open;
use crate::harness::{Answer, on_both};

mod keep;
mod whom;

/// A plan for daily lunches from the stories' day on, but for what `more` says.
fn plan_for(open: &Open, name: &str, more: Value) -> Value {
    let mut body = json!({
        "id": Uuid::now_v7(), "resident_id": open.residents[name], "meal": "lunch", "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "true_from": "2026-11-23", "diets": [], "pays": "wallet",
    });
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

async fn plan(open: &Open, name: &str, more: Value) -> Value {
    open.coordinator
        .post("/deliveries/plans", plan_for(open, name, more))
        .await
        .expect(201)
}

async fn day(open: &Open, date: &str) -> Value {
    open.coordinator
        .get(&format!("/deliveries/days/{date}?meal=lunch"))
        .await
        .expect(200)
}

/// Who is on the list of a day's lunch: masked names, and with a colon the reasons of those who get nothing.
async fn listed(open: &Open, date: &str) -> Vec<String> {
    let day = day(open, date).await;
    let names = |list: &str| day[list].as_array().unwrap().clone();
    let brought = names("deliveries")
        .into_iter()
        .map(|line| line["name"].as_str().unwrap().to_owned());
    let kept_back = names("kept_back").into_iter().map(|line| {
        let why = &line["why_not"];
        let until = why["until"].as_str().map(|until| format!(" {until}")).unwrap_or_default();
        format!("{}: {}{until}", line["name"].as_str().unwrap(), why["reason"].as_str().unwrap())
    });
    brought.chain(kept_back).collect()
}

async fn end(open: &Open, name: &str, last_day: &str) -> Answer {
    let body = json!({ "id": Uuid::now_v7(), "meal": "lunch", "last_day": last_day, "reason": "好了" });
    let path = format!("/deliveries/plans/{}/end", open.residents[name]);
    open.coordinator.post(&path, body).await
}

#[test]
fn the_list_of_a_day_is_what_the_plans_say_by_door_and_by_diet() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        plan(&open, "田桂英", json!({ "diets": ["soft", "diabetic"], "diet_note": "切碎" })).await;
        plan(&open, "王秀英", json!({ "weekdays": [1, 2, 3, 4, 5] })).await;
        plan(
            &open,
            "张德福",
            json!({ "diets": ["diabetic", "soft", "soft"], "true_to": "2026-11-27" }),
        )
        .await;
        plan(&open, "李建国", json!({ "meal": "dinner" })).await;
        plan(&open, "赵玉兰", json!({ "true_from": "2026-11-25", "pays": "cash" })).await;
        for (date, wanted) in [
            ("2026-11-22", &[][..]),
            ("2026-11-23", &["王*英", "张*福", "田*英"]),
            ("2026-11-25", &["王*英", "张*福", "赵*兰", "田*英"]),
            ("2026-11-28", &["赵*兰", "田*英"]),
        ] {
            assert_eq!(listed(&open, date).await, wanted, "{date}");
        }
        let monday = day(&open, "2026-11-23").await;
        assert_eq!(
            monday["diets"],
            json!([{ "diets": [], "meals": 1 }, { "diets": ["diabetic", "soft"], "meals": 2 }])
        );
        let line = &monday["deliveries"][2];
        let told = ["compound", "building", "room", "diet_note", "pays"].map(|field| line[field].as_str().unwrap());
        assert_eq!(told, ["向阳花园", "3号楼", "302", "切碎", "wallet"]);
        open.coordinator
            .get("/deliveries/days/2026-11-23")
            .await
            .expect_problem(400, "query_invalid");
    });
}

#[test]
fn a_change_counts_from_its_day_on_and_past_days_stay_as_they_were() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let diet_on = async |date: &str| day(&open, date).await["deliveries"][0]["diets"].clone();
        plan(&open, "王秀英", json!({ "diets": ["soft"] })).await;
        canteen.at("2026-11-25T02:00:00Z");
        open.sign_in_again().await;
        plan(&open, "王秀英", json!({ "true_from": "2026-11-27", "diets": ["low_salt"] })).await;
        let file = plan(
            &open,
            "王秀英",
            json!({ "true_from": "2026-11-26", "true_to": "2026-11-30", "diets": ["halal"] }),
        )
        .await;
        for (date, diets) in [
            ("2026-11-23", json!(["soft"])),
            ("2026-11-25", json!(["soft"])),
            ("2026-11-26", json!(["halal"])),
            ("2026-11-30", json!(["halal"])),
            ("2026-12-01", Value::Null),
        ] {
            assert_eq!(diet_on(date).await, diets, "{date}");
        }
        assert_eq!(file["plans"].as_array().unwrap().len(), 2, "today's version and the next one");
        for past in [
            json!({ "true_from": "2026-11-24" }),
            json!({ "true_from": "2026-11-26", "true_to": "2026-11-25" }),
        ] {
            let body = plan_for(&open, "王秀英", past);
            open.coordinator
                .post("/deliveries/plans", body)
                .await
                .expect_problem(422, "field_invalid");
        }

        end(&open, "王秀英", "2026-11-23").await.expect_problem(422, "field_invalid");
        end(&open, "王秀英", "2026-11-24").await.expect(201);
        end(&open, "王秀英", "2026-11-24").await.expect_problem(409, "nothing_planned");
        for (date, wanted) in [("2026-11-24", &["王*英"][..]), ("2026-11-25", &[]), ("2026-11-26", &[])] {
            assert_eq!(listed(&open, date).await, wanted, "{date}");
        }
        let path = format!("/deliveries/plans/{}", open.residents["王秀英"]);
        let file = open.coordinator.get(&path).await.expect(200);
        assert_eq!(
            (&file["plans"], &file["past"][0]["true_to"], &file["past"][0]["reason"]),
            (&json!([]), &json!("2026-11-24"), &json!("好了"))
        );
    });
}

#[test]
fn a_plan_that_is_sent_again_is_planned_once() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let body = plan_for(&open, "王秀英", json!({ "door_note": "钥匙在邻居家" }));
        let file = open.coordinator.post("/deliveries/plans", body.clone()).await.expect(201);
        assert_eq!(open.coordinator.post("/deliveries/plans", body.clone()).await.expect(200), file);
        let mut other = body.clone();
        other["door_note"] = json!("钥匙在门垫下");
        open.coordinator
            .post("/deliveries/plans", other)
            .await
            .expect_problem(409, "id_reused");
        // After another change the first one, sent again, still changes nothing.
        plan(&open, "王秀英", json!({ "diets": ["soft"] })).await;
        open.coordinator.post("/deliveries/plans", body).await.expect(200);
        assert_eq!(day(&open, "2026-11-23").await["deliveries"][0]["diets"], json!(["soft"]));

        let path = format!("/deliveries/plans/{}/end", open.residents["王秀英"]);
        let ending = json!({ "id": Uuid::now_v7(), "meal": "lunch", "last_day": "2026-11-24", "reason": "好了" });
        open.coordinator.post(&path, ending.clone()).await.expect(201);
        open.coordinator.post(&path, ending.clone()).await.expect(200);
        let mut other = ending;
        other["last_day"] = json!("2026-11-25");
        open.coordinator.post(&path, other).await.expect_problem(409, "id_reused");
        let acts = open.admin.get("/audit").await.expect(200);
        let acts = acts["items"].as_array().unwrap();
        let count = |action: &str| acts.iter().filter(|line| line["action"] == action).count();
        assert_eq!((count("delivery_planned"), count("delivery_ended")), (2, 1), "{acts:?}");
    });
}

#[test]
fn where_the_key_is_is_told_to_those_who_plan_only_and_kept_sealed() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let note = "钥匙在邻居家";
        let avoid = plan_for(&open, "王秀英", json!({ "diets": ["avoid"] }));
        open.coordinator
            .post("/deliveries/plans", avoid)
            .await
            .expect_problem(422, "field_invalid");
        plan(&open, "王秀英", json!({ "door_note": note })).await;
        // The next version carries a note of its own; the one that ended keeps the old one.
        plan(&open, "王秀英", json!({ "door_note": "敲三下", "true_from": "2026-11-24" })).await;
        let path = format!("/deliveries/plans/{}", open.residents["王秀英"]);
        let notes = |file: &Value| [0, 1].map(|place: usize| file["plans"][place]["door_note"].clone());
        let file = open.coordinator.get(&path).await.expect(200);
        assert_eq!(notes(&file), [json!(note), json!("敲三下")]);
        let auditor = canteen.staff(&open.admin, "auditor").await;
        assert_eq!(notes(&auditor.get(&path).await.expect(200)), [Value::Null, Value::Null]);
        let list = open.coordinator.post("/deliveries/plans/search", json!({})).await.expect(200);
        assert!(!list.to_string().contains(note) && list["items"][0]["name"] == "王*英");
        let mut tx = canteen.app.db.read().await.unwrap();
        let stored: Vec<(Vec<u8>,)> = Sql::new("SELECT door_note FROM delivery_plan").all(&mut tx).await.unwrap();
        assert_eq!(stored.len(), 3);
        assert!(
            stored
                .iter()
                .all(|(sealed,)| !sealed.windows(6).any(|part| part == "钥匙".as_bytes()))
        );
    });
}

#[test]
fn plans_are_found_by_name_and_by_door() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        plan(&open, "王秀英", json!({})).await;
        plan(&open, "田桂英", json!({ "true_from": "2026-11-30" })).await;
        let found = async |body: Value| -> Vec<String> {
            let list = open.coordinator.post("/deliveries/plans/search", body).await.expect(200);
            let names = list["items"].as_array().unwrap().iter();
            names.map(|line| line["name"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(found(json!({})).await, ["王*英", "田*英"]);
        assert_eq!(found(json!({ "q": "wxy" })).await, ["王*英"]);
        assert_eq!(found(json!({ "q": "3号楼302" })).await.len(), 2, "also who has no plan yet");
        end(&open, "王秀英", "2026-11-22").await.expect(201);
        assert_eq!(found(json!({})).await, ["田*英"]);
        let nobody = plan_for(&open, "王秀英", json!({ "resident_id": Uuid::now_v7() }));
        open.coordinator
            .post("/deliveries/plans", nobody)
            .await
            .expect_problem(404, "not_found");
    });
}
