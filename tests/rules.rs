//! Do sales follow a policy with classes and limits, and can each meal be explained as it was known then and as it is known now?

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::Open;
use crate::harness::on_both;

const BEIJING: &str = include_str!("../pos-server/policies/beijing-2022-03.toml");
const CLASS: &str = "基本养老服务对象";

/// The rule of five yuan a day for a class of elders, with its examples, from this month on.
fn this_month() -> String {
    BEIJING.replace("2022-03", "2026-11")
}

/// Loads it.
async fn five_a_day(open: &Open) {
    let text = this_month();
    open.admin.adopt(&text).await;
}

/// Records a class; brings back the fact's id.
async fn give_class(open: &Open, name: &str, more: Value) -> Uuid {
    let id = Uuid::now_v7();
    let mut fact = json!({ "id": id, "kind": "class", "value": CLASS, "true_from": "2026-11-01" });
    for (key, value) in more.as_object().unwrap() {
        fact[key] = value.clone();
    }
    let path = format!("/residents/{}/facts", open.residents[name]);
    open.coordinator.post(&path, fact).await.expect(201);
    id
}

fn codes(sale: &Value) -> Vec<&str> {
    let reasons = sale["reasons"].as_array().unwrap().iter();
    reasons.map(|reason| reason["code"].as_str().unwrap()).collect()
}

#[test]
fn a_daily_limit_counts_the_lunch_before_the_dinner() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        five_a_day(&open).await;
        give_class(&open, "王秀英", json!({})).await;
        let token = open.token("王秀英");

        let lunch = open.lane.sell(token).await.expect(201);
        assert_eq!(
            (&lunch["state"], &lunch["standard"], &lunch["pays"]),
            (&json!("claimable"), &json!("9.90"), &json!("4.90"))
        );
        assert_eq!(codes(&lunch), ["age", "granted", "price"]);

        canteen.at("2026-11-23T09:30:00Z");
        let dinner = open.lane.sell(token).await.expect(201);
        assert_eq!(
            (&dinner["state"], &dinner["code"], &dinner["pays"]),
            (&json!("unsubsidised"), &json!("no_subsidy"), &json!("5.90"))
        );
        assert_eq!(codes(&dinner), ["age", "limit_reached", "price"]);

        // Another elder without the class pays the full price, and the next day begins anew.
        let other = open.lane.sell(open.token("田桂英")).await.expect(201);
        assert_eq!(codes(&other), ["age", "other_class", "price"]);
        canteen.at("2026-11-24T03:30:00Z");
        open.sign_in_again().await;
        let next = open.lane.sell(token).await.expect(201);
        assert_eq!(next["pays"], "4.90");
        canteen.assert_sound().await;
    });
}

#[test]
fn a_voided_lunch_leaves_the_day_to_the_dinner() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        five_a_day(&open).await;
        give_class(&open, "王秀英", json!({})).await;
        let token = open.token("王秀英");
        let lunch = open.lane.sell(token).await.expect(201);
        open.lane.void(&lunch).await.expect(201);
        canteen.at("2026-11-23T09:30:00Z");
        assert_eq!(open.lane.sell(token).await.expect(201)["pays"], "0.90");
    });
}

#[test]
fn a_meal_is_explained_as_known_then_and_as_known_now_and_the_difference_is_listed() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        five_a_day(&open).await;
        let fact = give_class(&open, "王秀英", json!({})).await;
        let lunch = open.lane.sell(open.token("王秀英")).await.expect(201);
        let full = open.lane.sell(open.token("田桂英")).await.expect(201);
        assert_eq!((&lunch["pays"], &full["pays"]), (&json!("4.90"), &json!("9.90")));
        assert_eq!(open.admin.get("/months/2026-11/differences").await.expect(200)["items"], json!([]));

        // Next day it is known that one class had ended before, and that the other person had one all along.
        canteen.at("2026-11-24T03:30:00Z");
        open.sign_in_again().await;
        give_class(&open, "王秀英", json!({ "true_to": "2026-11-20", "replaces": fact })).await;
        give_class(&open, "田桂英", json!({})).await;

        let query = format!("/subsidy/why?resident_id={}&date=2026-11-23&meal=lunch", open.residents["王秀英"]);
        let why = open.admin.get(&query).await.expect(200);
        assert_eq!(why["booked"]["sale_id"], lunch["id"]);
        assert_eq!((&why["then"]["code"], &why["then"]["pays"]), (&json!("eligible"), &json!("4.90")));
        assert_eq!((&why["now"]["code"], &why["now"]["pays"]), (&json!("no_subsidy"), &json!("9.90")));
        assert_eq!(codes(&why["then"]), ["age", "granted", "price"]);
        assert_eq!(codes(&why["now"]), ["age", "class_ended", "price"]);

        let list = open.admin.get("/months/2026-11/differences").await.expect(200);
        assert_eq!((&list["claw_back"], &list["pay_after"]), (&json!("5.00"), &json!("5.00")));
        let told: Vec<(&Value, &Value, &Value)> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (&row["receipt_no"], &row["booked"], &row["now"]))
            .collect();
        assert_eq!(
            told,
            [
                (&lunch["receipt_no"], &json!("5.00"), &json!("0.00")),
                (&full["receipt_no"], &json!("0.00"), &json!("5.00"))
            ]
        );
        // A day without a meal is explained too.
        let asked = format!("{query}&channel=delivery").replace("meal=lunch", "meal=dinner");
        let why = open.admin.get(&asked).await.expect(200);
        assert_eq!((&why["booked"], &why["channel"]), (&Value::Null, &json!("delivery")));
        let nobody = format!("/subsidy/why?resident_id={}&date=2026-11-23&meal=lunch", Uuid::now_v7());
        open.admin.get(&nobody).await.expect_problem(404, "not_found");
    });
}

#[test]
fn a_policy_is_proposed_by_one_approved_by_another_and_made_public() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let checker = canteen.staff(&open.admin, "checker").await;
        let text = this_month();
        let proposal = Uuid::now_v7();
        let body = json!({ "id": proposal, "text": text });
        open.admin.post("/policies/proposals", body.clone()).await.expect(201);
        open.admin.post("/policies/proposals", body).await.expect(200);
        // An example that does not come out is told with its line.
        let wrong = json!({ "id": Uuid::now_v7(), "text": text.replace("pays = \"0.01\"", "pays = \"0.02\"") });
        let told = open
            .admin
            .post("/policies/proposals", wrong)
            .await
            .expect_problem(422, "policy_invalid");
        assert!(told["fields"][0]["message"]["zh"].as_str().unwrap().contains("自付 0.01"), "{told}");

        let shown = &checker.get("/policies/proposals").await.expect(200)["items"][0];
        assert_eq!((&shown["text"], &shown["policy_id"]), (&json!(text), &Value::Null));
        let approval = format!("/policies/proposals/{proposal}/approval");
        let yes = json!({ "id": Uuid::now_v7(), "sha256": shown["sha256"] });
        assert!(
            shown["changes"]
                .as_array()
                .unwrap()
                .iter()
                .any(|said| said["zh"] == "补贴“养老助餐补贴”是新增的"),
            "{shown}"
        );
        open.admin.post(&approval, yes.clone()).await.expect_problem(409, "own_proposal");
        let other = json!({ "id": Uuid::now_v7(), "sha256": "00" });
        checker.post(&approval, other).await.expect_problem(409, "another_text");
        assert_ne!(open.admin.get("/policy").await.expect(200)["version"], "beijing-2026-11");
        let policy = checker.post(&approval, yes.clone()).await.expect(201);
        assert_eq!(checker.post(&approval, yes.clone()).await.expect(200), policy);
        let third = canteen.staff(&open.admin, "finance").await;
        third.post(&approval, yes).await.expect_problem(409, "already_decided");
        assert_eq!(open.admin.get("/policy").await.expect(200)["version"], "beijing-2026-11");

        let public = format!("/policies/{}/publications", policy.as_str().unwrap());
        let body = json!({ "id": Uuid::now_v7(), "published_on": "2026-11-23", "place": "社区公告栏" });
        open.admin.post(&public, body.clone()).await.expect(201);
        open.admin.post(&public, body).await.expect(200);
        assert_eq!(checker.get(&public).await.expect(200)["items"][0]["place"], "社区公告栏");
        let empty = json!({ "id": Uuid::now_v7(), "published_on": "2026-11-23", "place": " " });
        open.admin.post(&public, empty).await.expect(422);
    });
}

#[test]
fn nobody_loads_a_policy_alone_and_a_rejected_one_stays_rejected() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let checker = canteen.staff(&open.admin, "checker").await;
        let alone = json!({ "id": Uuid::now_v7(), "text": this_month() });
        open.admin.post("/policies", alone).await.expect_problem(405, "method_not_allowed");
        let trail = open.admin.items("/audit").await;
        let loaded = trail.iter().find(|line| line["action"] == "policy_loaded").unwrap();
        assert_eq!(loaded["staff"], Value::Null, "{loaded}");

        let proposal = Uuid::now_v7();
        let body = json!({ "id": proposal, "text": this_month() });
        open.admin.post("/policies/proposals", body).await.expect(201);
        let path = format!("/policies/proposals/{proposal}");
        let no = json!({ "reason": "餐标没有写对" });
        open.coordinator
            .post(&format!("{path}/rejection"), no.clone())
            .await
            .expect_problem(403, "not_allowed");
        checker
            .post(&format!("{path}/rejection"), json!({ "reason": " " }))
            .await
            .expect(422);
        checker.post(&format!("{path}/rejection"), no.clone()).await.expect(204);
        checker.post(&format!("{path}/rejection"), no.clone()).await.expect(204);
        open.admin
            .post(&format!("{path}/rejection"), no.clone())
            .await
            .expect_problem(409, "already_decided");
        let shown = &open.admin.get("/policies/proposals").await.expect(200)["items"][0];
        assert_eq!(
            (&shown["rejection"], &shown["rejecter"]),
            (&json!("餐标没有写对"), &json!("checker 同志"))
        );
        let yes = json!({ "id": Uuid::now_v7(), "sha256": shown["sha256"] });
        checker
            .post(&format!("{path}/approval"), yes)
            .await
            .expect_problem(409, "already_decided");
        assert_eq!(open.admin.items("/policies").await.len(), 1);

        // Whoever proposed one may take it back, and what was approved can be rejected no more.
        let again = Uuid::now_v7();
        let body = json!({ "id": again, "text": this_month() });
        open.admin.post("/policies/proposals", body).await.expect(201);
        let back = format!("/policies/proposals/{again}/rejection");
        open.admin.post(&back, json!({ "reason": "再改改" })).await.expect(204);
        open.admin.adopt(&this_month()).await;
        let listed = open.admin.items("/policies/proposals").await;
        let done = listed.iter().find(|row| row["policy_id"] != Value::Null).unwrap();
        let late = format!("/policies/proposals/{}/rejection", done["id"].as_str().unwrap());
        checker.post(&late, no).await.expect_problem(409, "already_decided");
    });
}

#[test]
fn of_two_open_proposals_of_one_version_the_second_is_refused() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let proposal = Uuid::now_v7();
        let body = |id: Uuid, text: String| json!({ "id": id, "text": text });
        open.admin
            .post("/policies/proposals", body(proposal, this_month()))
            .await
            .expect(201);
        for text in [this_month(), format!("{}\n# 改了一个字\n", this_month())] {
            let second = body(Uuid::now_v7(), text);
            let told = open
                .admin
                .post("/policies/proposals", second)
                .await
                .expect_problem(409, "already_proposed");
            assert!(told["message"]["zh"].as_str().unwrap().contains("beijing-2026-11"), "{told}");
        }
        let back = format!("/policies/proposals/{proposal}/rejection");
        open.admin.post(&back, json!({ "reason": "换一份" })).await.expect(204);
        open.admin
            .post("/policies/proposals", body(Uuid::now_v7(), this_month()))
            .await
            .expect(201);
    });
}

#[test]
fn a_text_is_checked_without_being_kept_and_tells_what_it_changes() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let cheaper = pos_server::subsidy::policy::QIYI
            .replace("qiyi-2023-10-23", "qiyi-next")
            .replace("\"9.90\"", "\"8.80\"")
            .replace("\"5.10\"", "\"6.20\"");
        let seen = open.admin.post("/policies/check", json!({ "text": cheaper })).await.expect(200);
        let told: Vec<&str> = seen["changes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|said| said["zh"].as_str().unwrap())
            .collect();
        let lunch = "午餐自付 9.90 元，示例出资方（请替换） 5.10 → 自付 8.80 元，示例出资方（请替换） 6.20";
        assert_eq!(told, [format!("0至12周岁：{lunch}"), format!("60周岁及以上：{lunch}")]);
        assert_eq!(seen["warnings"], json!([]));
        let bare = this_month().split("[[example]]").next().unwrap().to_owned();
        let reminded = open.admin.post("/policies/check", json!({ "text": bare })).await.expect(200);
        let told = reminded["warnings"][0]["zh"].as_str().unwrap();
        assert!(told.starts_with("还没有例子"), "{reminded}");
        let early = cheaper.replace("valid_from = 2023-10-23", "valid_from = 2023-10-01");
        let early = open.admin.post("/policies/check", json!({ "text": early })).await.expect(200);
        let told = early["changes"][0]["zh"].as_str().unwrap();
        assert!(told.starts_with("只到 2023-10-23 的前一天"), "{early}");
        let lunch = &seen["prices"]["rows"][0]["pays"][0];
        assert_eq!((&lunch["pays"], &lunch["shares"][0]["amount"]), (&json!("8.80"), &json!("6.20")));
        assert_eq!(open.admin.get("/policies/proposals").await.expect(200)["items"], json!([]));
        let listed = open.admin.items("/policies").await;
        assert_eq!(listed.len(), 1);
        let one = format!("/policies/{}", listed[0]["id"].as_str().unwrap());
        assert_eq!(open.coordinator.get(&one).await.expect(200)["version"], "qiyi-2023-10-23");
        open.admin
            .get(&format!("/policies/{}", Uuid::now_v7()))
            .await
            .expect_problem(404, "not_found");
    });
}

#[test]
fn a_month_is_rehearsed_over_http_and_nothing_is_changed() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        open.lane.sell(open.token("王秀英")).await.expect(201);
        let cheaper = pos_server::subsidy::policy::QIYI
            .replace("\"9.90\"", "\"8.80\"")
            .replace("\"5.10\"", "\"6.20\"");
        let told = open
            .admin
            .post("/months/2026-11/rehearsal", json!({ "text": cheaper }))
            .await
            .expect(200);
        assert_eq!(
            (
                &told["total"]["booked"]["subsidy"],
                &told["total"]["again"]["subsidy"],
                &told["total"]["difference"]
            ),
            (&json!("5.10"), &json!("6.20"), &json!("1.10"))
        );
        assert_eq!(told["groups"][0]["group"], "elder");
        assert_eq!(told["funders"][0]["again"], "6.20");
        assert_eq!(told["residents"], 1);
        let row = &told["changed"][0];
        assert_eq!(
            (
                &row["resident_id"],
                &row["booked"]["pays"],
                &row["again"]["pays"],
                &row["difference"]
            ),
            (&json!(open.residents["王秀英"]), &json!("9.90"), &json!("8.80"), &json!("1.10"))
        );
        assert!(!told.to_string().contains("王秀英"), "{told}");
        let same = json!({ "text": pos_server::subsidy::policy::QIYI });
        let told = open.admin.post("/months/2026-11/rehearsal", same).await.expect(200);
        assert_eq!((&told["residents"], &told["changed"]), (&json!(0), &json!([])));
        let wrong = json!({ "text": "version = 1" });
        open.admin
            .post("/months/2026-11/rehearsal", wrong)
            .await
            .expect_problem(422, "policy_invalid");
    });
}

#[test]
fn the_office_extends_the_calendar_and_sales_follow_it() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let text = this_month().replace("spend = { more_than", "when = { days = \"workdays\" }\nspend = { more_than");
        open.admin.adopt(&text).await;
        give_class(&open, "王秀英", json!({})).await;
        assert_eq!(open.lane.scan(open.token("王秀英")).await["pays"], "4.90");
        let moved = json!({ "notice": "区里通知", "days": [{ "day": "2026-11-23", "kind": "rest_day" }] });
        open.admin.post("/holidays", moved).await.expect(204);
        let listed = open.admin.get("/holidays").await.expect(200);
        assert!(
            listed["items"]
                .as_array()
                .unwrap()
                .contains(&json!({ "day": "2026-11-23", "kind": "rest_day", "notice": "区里通知" }))
        );
        let sale = open.lane.sell(open.token("王秀英")).await.expect(201);
        assert_eq!((&sale["pays"], codes(&sale)), (&json!("9.90"), vec!["age", "other_day", "price"]));
        for bad in [json!({ "notice": "", "days": [] }), json!({ "notice": "区里通知", "days": [] })] {
            open.admin.post("/holidays", bad).await.expect(422);
        }
    });
}

#[test]
fn the_birthday_board_names_who_enters_or_leaves_a_group() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let board = open.admin.get("/birthdays").await.expect(200);
        let rows = board["items"].as_array().unwrap().iter();
        let mut told: Vec<Value> = rows
            .map(|row| json!([row["date"], row["age"], row["leaves"], row["enters"]]))
            .collect();
        told.sort_by_key(|row| row[1].as_u64());
        assert_eq!(
            told,
            [json!(["2026-11-24", 13, "child", null]), json!(["2026-11-24", 60, null, "elder"])]
        );
        assert_eq!(open.admin.get("/birthdays?days=0").await.expect(200)["items"], json!([]));
    });
}
