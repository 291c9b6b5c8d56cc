//! Is what was known when still there after it changed?

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::PASSWORD;
use crate::harness::register::id_number;
use crate::harness::{Client, on_both};

async fn one_resident(admin: &Client, residency: &str, class: &str) -> String {
    let number = id_number("1950-01-05", true, 1);
    let text = format!("姓名,身份证号,户籍,身份类别\n王芳,{number},{residency},{class}\n");
    admin.import("a.csv", text.as_bytes()).await;
    admin.get("/residents").await.expect(200)["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

async fn facts(admin: &Client, id: &str) -> Vec<Value> {
    admin.get(&format!("/residents/{id}")).await.expect(200)["facts"]
        .as_array()
        .unwrap()
        .clone()
}

fn told(facts: &[Value]) -> Vec<(String, String, String, Option<String>, bool)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let mut told: Vec<_> = facts
        .iter()
        .map(|fact| {
            let to = fact["true_to"].as_str().map(str::to_owned);
            (
                text(&fact["kind"]),
                text(&fact["value"]),
                text(&fact["true_from"]),
                to,
                fact["replaced_by"].is_null(),
            )
        })
        .collect();
    told.sort();
    told
}

fn row(kind: &str, value: &str, from: &str, to: Option<&str>, is_current: bool) -> (String, String, String, Option<String>, bool) {
    (
        kind.to_owned(),
        value.to_owned(),
        from.to_owned(),
        to.map(str::to_owned),
        is_current,
    )
}

#[test]
fn a_class_that_ends_leaves_its_first_row_and_says_until_when() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let id = one_resident(&admin, "本社区", "低保、残疾").await;
        let start = [
            row("class", "dibao", "2026-11-23", None, true),
            row("class", "disabled", "2026-11-23", None, true),
            row("residency", "local", "2026-11-23", None, true),
        ];
        assert_eq!(told(&facts(&admin, &id).await), start);
        canteen.at("2026-12-01T03:30:00Z");
        // Sessions do not last that long.
        let admin = canteen.client();
        admin
            .post("/session", json!({ "login": "admin", "password": PASSWORD }))
            .await
            .expect(200);
        one_resident(&admin, "", "残疾、特困").await;
        assert_eq!(
            told(&facts(&admin, &id).await),
            [
                row("class", "dibao", "2026-11-23", None, false),
                row("class", "dibao", "2026-11-23", Some("2026-11-30"), true),
                row("class", "disabled", "2026-11-23", None, true),
                row("class", "tekun", "2026-12-01", None, true),
                row("residency", "local", "2026-11-23", None, true),
            ]
        );
        one_resident(&admin, "", "无").await;
        let now = told(&facts(&admin, &id).await);
        assert!(now.contains(&row("withdrawn", "tekun", "2026-12-01", None, true)), "{now:?}");
        assert!(
            now.contains(&row("class", "disabled", "2026-11-23", Some("2026-11-30"), true)),
            "{now:?}"
        );
    });
}

#[test]
fn a_fact_is_recorded_once_and_corrected_by_another() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let id = one_resident(&admin, "本社区", "").await;
        let path = format!("/residents/{id}/facts");
        let moved = json!({ "id": Uuid::now_v7(), "kind": "moved_out", "true_from": "2026-11-20", "document": "许户字 1 号" });
        let first = admin.post(&path, moved.clone()).await.expect(201);
        assert_eq!(admin.post(&path, moved.clone()).await.expect(200), first);
        let mut other = moved.clone();
        other["true_from"] = json!("2026-11-21");
        admin.post(&path, other).await.expect_problem(409, "id_reused");
        let other_kind = json!({ "id": Uuid::now_v7(), "kind": "died", "true_from": "2026-11-20", "replaces": moved["id"] });
        admin.post(&path, other_kind).await.expect_problem(422, "field_invalid");
        let withdrawn = json!({ "id": Uuid::now_v7(), "kind": "withdrawn", "true_from": "2026-11-20", "replaces": moved["id"] });
        admin.post(&path, withdrawn).await.expect(201);
        let late = json!({ "id": Uuid::now_v7(), "kind": "moved_out", "true_from": "2026-11-22", "replaces": moved["id"] });
        admin.post(&path, late).await.expect_problem(409, "fact_replaced");
        let elsewhere = json!({ "id": Uuid::now_v7(), "kind": "residency", "value": "nonlocal", "true_from": "2026-12-24" });
        admin.post(&path, elsewhere).await.expect(201);
        assert_eq!(
            told(&facts(&admin, &id).await),
            [
                row("moved_out", "", "2026-11-20", None, false),
                row("residency", "local", "2026-11-23", None, false),
                row("residency", "local", "2026-11-23", Some("2026-12-23"), true),
                row("residency", "nonlocal", "2026-12-24", None, true),
                row("withdrawn", "", "2026-11-20", None, true),
            ]
        );
    });
}

#[test]
fn a_fact_that_cannot_be_true_is_refused() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let id = one_resident(&admin, "", "").await;
        let path = format!("/residents/{id}/facts");
        for (body, code) in [
            (json!({ "kind": "died", "true_from": "2026-11-24" }), "field_invalid"),
            (json!({ "kind": "died", "true_from": "1949-12-31" }), "field_invalid"),
            (json!({ "kind": "class", "true_from": "2026-11-01" }), "field_invalid"),
            (
                json!({ "kind": "died", "value": "dibao", "true_from": "2026-11-01" }),
                "field_invalid",
            ),
            (
                json!({ "kind": "class", "value": "dibao", "true_from": "2026-11-02", "true_to": "2026-11-01" }),
                "field_invalid",
            ),
            (
                json!({ "kind": "class", "value": "低\u{200b}保", "true_from": "2026-11-02" }),
                "field_invalid",
            ),
            (json!({ "kind": "withdrawn", "true_from": "2026-11-02" }), "field_invalid"),
            (
                json!({ "kind": "class", "value": "dibao", "true_from": "2026-13-02" }),
                "field_invalid",
            ),
            (json!({ "kind": "married", "true_from": "2026-11-02" }), "field_invalid"),
            (
                json!({ "kind": "died", "true_from": "2026-11-02", "known_since": "2020-01-01" }),
                "unknown_field",
            ),
        ] {
            let mut whole = body;
            whole["id"] = json!(Uuid::now_v7());
            admin.post(&path, whole).await.expect_problem(422, code);
        }
        assert_eq!(facts(&admin, &id).await, Vec::<Value>::new());
    });
}

#[test]
fn who_is_away_on_the_day_gets_neither_meal_nor_card() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let away = async |name: &str, from: &str, to: Option<&str>| {
            let path = format!("/residents/{}/facts", open.residents[name]);
            let fact = json!({ "id": Uuid::now_v7(), "kind": "moved_out", "true_from": from, "true_to": to });
            open.coordinator.post(&path, fact).await.expect(201);
        };
        away("王秀英", "2026-11-01", Some("2026-11-22")).await;
        away("张德福", "2026-11-01", Some("2026-11-30")).await;
        away("李建国", "2026-12-01", None).await;
        away("欧阳秀兰", "2026-11-23", None).await;
        away("田桂英", "2026-11-01", None).await;
        away("田桂英", "2027-01-01", None).await;
        for (name, code) in [
            ("王秀英", "eligible"),
            ("张德福", "resident_moved_out"),
            ("李建国", "eligible"),
            ("欧阳秀兰", "resident_moved_out"),
            ("田桂英", "resident_moved_out"),
        ] {
            assert_eq!(open.lane.scan(open.token(name)).await["code"], code, "{name}");
        }
        away("赵玉兰", "2026-11-01", Some("2026-11-22")).await;
        away("刘强", "2026-11-01", Some("2026-11-23")).await;
        let (back, gone) = (&open.residents["赵玉兰"], &open.residents["刘强"]);
        let order = json!({ "id": Uuid::now_v7(), "resident_ids": [back, gone] });
        let issued = open.coordinator.post("/cards/issue", order).await.expect(200);
        assert_eq!(issued["issued"], 1);
        assert_eq!(issued["skipped"], json!([{ "resident_id": gone, "reason": "resident_moved_out" }]));
    });
}
