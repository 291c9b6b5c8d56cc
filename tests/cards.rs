//! What happens to a card? It is issued once, printed, lost, replaced, closed, and no longer good; the counter knows at once.

use std::process::{Command, Output};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::canteen::Canteen;
use crate::harness::furnish::{Open, PASSWORD, token_of};
use crate::harness::on_both;
use crate::harness::register::small_register;

/// The card of somebody of the small register.
async fn card_of(open: &Open, name: &str) -> Value {
    let path = format!("/cards?resident_id={}&state=active", open.residents[name]);
    open.coordinator.items(&path).await.remove(0)
}

fn path(card: &Value, act: &str) -> String {
    format!("/cards/{}/{act}", card["id"].as_str().unwrap())
}

#[test]
fn an_order_for_cards_is_carried_out_once() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let office = canteen.staff(&admin, "coordinator").await;
        office.import("居民花名册.csv", small_register().as_bytes()).await;
        let order = json!({ "id": Uuid::now_v7(), "all_eligible": true });
        let first = office.post("/cards/issue", order.clone()).await.expect(200);
        // Seven are 60 or over, two 12 or under.
        assert_eq!(
            (&first["issued"], &first["skipped"], &first["batch"]),
            (&json!(9), &json!([]), &order["id"])
        );
        assert_eq!(office.post("/cards/issue", order.clone()).await.expect(200), first);
        let other = json!({ "id": order["id"], "all_eligible": true, "expires_on": "2027-12-31" });
        office.post("/cards/issue", other).await.expect_problem(409, "id_reused");
        let again = json!({ "id": Uuid::now_v7(), "all_eligible": true });
        assert_eq!(office.post("/cards/issue", again).await.expect(200)["issued"], 0);

        let cards = office.items("/cards").await;
        assert_eq!(cards.len(), 9);
        let mut numbers: Vec<&str> = cards.iter().map(|card| card["number"].as_str().unwrap()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 9);
        for card in &cards {
            assert_eq!((&card["state"], &card["batch"]), (&json!("active"), &order["id"]));
            assert!(card["name"].as_str().unwrap().contains('*'), "{card}");
            assert!(
                !card
                    .to_string()
                    .contains(&token_of(&canteen.app.keys, card["id"].as_str().unwrap()))
            );
        }
    });
}

#[test]
fn who_is_named_gets_a_card_and_who_gets_none_is_told_why() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let stranger = Uuid::now_v7().to_string();
        let named = [&open.residents["刘强"], &open.residents["王秀英"], &stranger];
        let order = json!({ "id": Uuid::now_v7(), "resident_ids": named });
        let issued = open.coordinator.post("/cards/issue", order.clone()).await.expect(200);
        assert_eq!(issued["issued"], 1);
        let mut reasons: Vec<(&str, &str)> = issued["skipped"]
            .as_array()
            .unwrap()
            .iter()
            .map(|skipped| (skipped["resident_id"].as_str().unwrap(), skipped["reason"].as_str().unwrap()))
            .collect();
        reasons.sort_unstable_by_key(|(_, reason)| *reason);
        assert_eq!(reasons, [(named[1].as_str(), "has_card"), (named[2].as_str(), "resident_unknown")]);

        // The answer stays the same, whatever happens to the cards since.
        let card = card_of(&open, "王秀英").await;
        let reason = json!({ "reason": "卡坏了" });
        open.coordinator.post(&path(&card, "close"), reason).await.expect(200);
        assert_eq!(open.coordinator.post("/cards/issue", order).await.expect(200), issued);
    });
}

#[test]
fn a_lost_card_is_refused_by_the_very_next_scan() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let token = open.token("王秀英");
        assert_eq!(open.lane.scan(token).await["code"], "eligible");
        let card = card_of(&open, "王秀英").await;
        let blocked = open
            .coordinator
            .post(&path(&card, "block"), json!({ "reason": "丢失" }))
            .await
            .expect(200);
        assert_eq!(blocked["state"], "blocked");

        // The clock has not moved: not one second in which the card still sells.
        assert_eq!(open.lane.scan(token).await["code"], "card_blocked");
        open.lane.sell(token).await.expect_problem(409, "card_blocked");
        let by_number = open.lane.order(json!({ "number": card["number"] })).await;
        by_number.expect_problem(409, "card_blocked");
        let by_name = open
            .lane
            .order(json!({ "resident_id": open.residents["王秀英"] }))
            .await
            .expect(201);
        assert_eq!(
            (&by_name["state"], &by_name["identified_by"]),
            (&json!("claimable"), &json!("name"))
        );

        // A second report changes nothing.
        canteen.wait_seconds(60);
        let again = open
            .coordinator
            .post(&path(&card, "block"), json!({ "reason": "丢失" }))
            .await
            .expect(200);
        assert_eq!(again, blocked);
    });
}

#[test]
fn a_replaced_card_gives_way_to_one_new_card() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let old = card_of(&open, "张德福").await;
        let order = json!({ "id": Uuid::now_v7(), "reason": "卡面磨损" });
        let new = open.coordinator.post(&path(&old, "replace"), order.clone()).await.expect(200);
        assert_eq!(
            (&new["id"], &new["state"], &new["resident_id"]),
            (&order["id"], &json!("active"), &old["resident_id"])
        );
        assert_eq!(open.coordinator.post(&path(&old, "replace"), order.clone()).await.expect(200), new);
        let another = json!({ "id": Uuid::now_v7(), "reason": "卡面磨损" });
        open.coordinator
            .post(&path(&old, "replace"), another.clone())
            .await
            .expect_problem(409, "card_already_replaced");
        open.coordinator
            .post(&path(&old, "block"), json!({ "reason": "丢失" }))
            .await
            .expect_problem(409, "card_closed");

        assert_eq!(open.lane.scan(open.token("张德福")).await["code"], "card_closed");
        let token = token_of(&canteen.app.keys, new["id"].as_str().unwrap());
        open.lane.sell(&token).await.expect(201);

        // The id of a card that exists cannot be taken for another.
        let taken = json!({ "id": card_of(&open, "王秀英").await["id"], "reason": "卡面磨损" });
        open.coordinator
            .post(&path(&new, "replace"), taken)
            .await
            .expect_problem(409, "id_reused");
        let cards = open
            .coordinator
            .items(&format!("/cards?resident_id={}", open.residents["张德福"]))
            .await;
        let seen: Vec<_> = cards.iter().map(|card| (&card["state"], &card["replaced_by"])).collect();
        assert_eq!(seen, [(&json!("active"), &Value::Null), (&json!("closed"), &new["id"])]);
    });
}

#[test]
fn a_lost_card_that_was_replaced_still_says_that_it_was_lost() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let old = card_of(&open, "田桂英").await;
        open.coordinator
            .post(&path(&old, "block"), json!({ "reason": "丢失" }))
            .await
            .expect(200);
        // Issuing to all leaves who lost a card to the replacement.
        let order = json!({ "id": Uuid::now_v7(), "all_eligible": true });
        let issued = open.coordinator.post("/cards/issue", order).await.expect(200);
        assert_eq!(
            (&issued["issued"], &issued["skipped"][0]["reason"]),
            (&json!(0), &json!("card_blocked"))
        );
        let order = json!({ "id": Uuid::now_v7(), "reason": "丢失补卡" });
        let new = open.coordinator.post(&path(&old, "replace"), order).await.expect(200);
        assert_eq!(open.lane.scan(open.token("田桂英")).await["code"], "card_blocked");
        open.lane
            .sell(&token_of(&canteen.app.keys, new["id"].as_str().unwrap()))
            .await
            .expect(201);
    });
}

#[test]
fn a_card_is_good_until_the_end_of_its_last_day() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let order = json!({ "id": Uuid::now_v7(), "resident_ids": [open.residents["赵玉兰"]], "expires_on": "2026-11-24" });
        open.coordinator.post("/cards/issue", order).await.expect(200);
        let token = token_of(&canteen.app.keys, card_of(&open, "赵玉兰").await["id"].as_str().unwrap());
        canteen.at("2026-11-24T03:30:00Z");
        open.sign_in_again().await;
        assert_eq!(open.lane.scan(&token).await["code"], "eligible");
        canteen.at("2026-11-25T03:30:00Z");
        open.sign_in_again().await;
        assert_eq!(open.lane.scan(&token).await["code"], "card_expired");
        let late = json!({ "id": Uuid::now_v7(), "all_eligible": true, "expires_on": "2026-11-24" });
        open.coordinator
            .post("/cards/issue", late)
            .await
            .expect_problem(422, "field_invalid");
    });
}

#[test]
fn an_expired_card_is_replaced_by_one_that_is_good() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let order = json!({ "id": Uuid::now_v7(), "resident_ids": [open.residents["赵玉兰"]], "expires_on": "2026-11-24" });
        open.coordinator.post("/cards/issue", order).await.expect(200);
        let old = card_of(&open, "赵玉兰").await;
        canteen.at("2026-11-25T03:30:00Z");
        open.sign_in_again().await;
        let order = json!({ "id": Uuid::now_v7(), "reason": "过期" });
        let new = open.coordinator.post(&path(&old, "replace"), order).await.expect(200);
        assert_eq!(new["expires_on"], "2026-11-26", "as many days as the old one had");
        let token = token_of(&canteen.app.keys, new["id"].as_str().unwrap());
        assert_eq!(open.lane.scan(&token).await["code"], "eligible");
    });
}

#[test]
fn an_expired_card_counts_as_none() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let office = canteen.staff(&admin, "coordinator").await;
        office.import("居民花名册.csv", small_register().as_bytes()).await;
        let order = json!({ "id": Uuid::now_v7(), "all_eligible": true, "expires_on": "2026-11-24" });
        assert_eq!(office.post("/cards/issue", order).await.expect(200)["issued"], 9);
        canteen.at("2026-11-24T03:30:00Z");
        let sign_in = json!({ "login": "coordinator", "password": PASSWORD });
        office.post("/session", sign_in.clone()).await.expect(200);
        let still_good = json!({ "id": Uuid::now_v7(), "all_eligible": true });
        // Only 赵玉兰, who is 60 since today.
        assert_eq!(office.post("/cards/issue", still_good).await.expect(200)["issued"], 1);
        canteen.at("2026-11-25T03:30:00Z");
        office.post("/session", sign_in).await.expect(200);
        let again = json!({ "id": Uuid::now_v7(), "all_eligible": true });
        let issued = office.post("/cards/issue", again).await.expect(200);
        // 孙浩宇 is 13 by now.
        assert_eq!((&issued["issued"], &issued["skipped"]), (&json!(8), &json!([])));
        assert_eq!(office.items("/cards?state=active").await.len(), 10);
        assert_eq!(office.items("/cards?state=closed").await.len(), 8);
    });
}

#[test]
fn who_asks_twice_for_the_same_change_is_kept_in_one_line() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (lost, worn) = (card_of(&open, "王秀英").await, card_of(&open, "张德福").await);
        let replace = json!({ "id": Uuid::now_v7(), "reason": "丢失补卡" });
        for _ in 0..2 {
            for (card, act, body) in [
                (&lost, "block", json!({ "reason": "丢失" })),
                (&lost, "replace", replace.clone()),
                (&worn, "close", json!({ "reason": "卡坏了" })),
            ] {
                open.coordinator.post(&path(card, act), body).await.expect(200);
            }
        }
        let audit = open.admin.items("/audit").await;
        for action in ["card_blocked", "card_replaced", "card_closed"] {
            assert_eq!(audit.iter().filter(|line| line["action"] == action).count(), 1, "{action}");
        }
    });
}

#[test]
fn sheets_lie_in_the_order_of_the_doors_and_their_printing_is_kept() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let lost = card_of(&open, "欧阳秀兰").await;
        let batch = lost["batch"].as_str().unwrap();
        open.coordinator
            .post(&path(&lost, "block"), json!({ "reason": "丢失" }))
            .await
            .expect(200);
        let sheets = open.coordinator.get(&format!("/cards/sheets?batch={batch}")).await.expect(200);
        assert_eq!(sheets["canteen"]["name"], "七一社区幸福食堂");
        let cards = sheets["items"].as_array().unwrap();
        let doors: Vec<String> = cards
            .iter()
            .map(|card| format!("{}{}", card["building"].as_str().unwrap(), card["room"].as_str().unwrap()))
            .collect();
        let mut sorted = doors.clone();
        sorted.sort();
        assert_eq!((doors.len(), &doors), (8, &sorted));
        assert!(!sheets.to_string().contains("欧阳秀兰"), "a lost card is not printed again");

        let one = cards.iter().find(|card| card["name"] == "王秀英").unwrap();
        let drawn = pos_server::qr::path(open.token("王秀英"), pos_server::qr::Level::Q, Some(2)).unwrap();
        assert_eq!((&one["qr_path"], &one["qr_size"]), (&json!(drawn.path), &json!(33)));
        assert!(!sheets.to_string().contains(open.token("王秀英")));

        let audit = open.admin.items("/audit").await;
        let printed = audit.iter().find(|line| line["action"] == "cards_printed").unwrap();
        assert_eq!(
            (&printed["subject"], &printed["detail"]),
            (&json!(format!("batch:{batch}")), &json!({ "cards": 8 }))
        );
    });
}

/// Runs the program at the console, beside the running server.
fn console(canteen: &Canteen, arguments: &[&str]) -> Output {
    let key_file = canteen.key_path();
    let place = ["--database", canteen.database_url(), "--key-file", key_file.to_str().unwrap()];
    let mut program = Command::new(env!("CARGO_BIN_EXE_pos-server"));
    program.args(["cards"]).args(place).args(arguments).output().unwrap()
}

#[test]
fn cards_are_made_and_written_at_the_console() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.import("居民花名册.csv", small_register().as_bytes()).await;
        let made = console(canteen, &["issue", "--expires-on", "2199-12-31"]);
        let said = String::from_utf8(made.stdout).unwrap();
        assert!(made.status.success() && said.contains("issued: "), "{said}");
        let cards = admin.items("/cards").await;
        assert!(said.contains(&format!("issued: {} ", cards.len())), "{said}");

        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("cards.html");
        let sheet = [
            "sheet",
            "--batch",
            cards[0]["batch"].as_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
        ];
        let written = console(canteen, &sheet);
        assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
        let page = std::fs::read_to_string(&out).unwrap();
        for card in &cards {
            let token = token_of(&canteen.app.keys, card["id"].as_str().unwrap());
            let drawn = pos_server::qr::path(&token, pos_server::qr::Level::Q, Some(2)).unwrap();
            assert!(page.contains(&drawn.path) && !page.contains(&token));
        }
        assert!(!console(canteen, &sheet).status.success(), "a file is never overwritten");
        assert!(!console(canteen, &["issue", "--canteen", "99"]).status.success());
        let audit = admin.items("/audit").await;
        let kept: Vec<&Value> = audit.iter().map(|line| &line["action"]).collect();
        assert!(
            kept.contains(&&json!("cards_issued")) && kept.contains(&&json!("cards_printed")),
            "{kept:?}"
        );
    });
}

#[test]
fn cards_of_another_canteen_do_not_exist() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        canteen.lane_elsewhere().await;
        let neighbour = canteen.client();
        neighbour
            .post("/session", json!({ "login": "elsewhere", "password": PASSWORD }))
            .await
            .expect(200);
        let card = card_of(&open, "王秀英").await;
        let reason = json!({ "reason": "丢失" });
        neighbour
            .post(&path(&card, "block"), reason.clone())
            .await
            .expect_problem(404, "not_found");
        neighbour.post(&path(&card, "close"), reason).await.expect_problem(404, "not_found");
        let replace = json!({ "id": Uuid::now_v7(), "reason": "丢失" });
        neighbour
            .post(&path(&card, "replace"), replace)
            .await
            .expect_problem(404, "not_found");
        let sheets = format!("/cards/sheets?ids={}", card["id"].as_str().unwrap());
        neighbour.get(&sheets).await.expect_problem(404, "not_found");
        let sheets = format!("/cards/sheets?batch={}", card["batch"].as_str().unwrap());
        neighbour.get(&sheets).await.expect_problem(404, "not_found");
        assert_eq!(neighbour.items("/cards").await, Vec::<Value>::new());
        let order = json!({ "id": Uuid::now_v7(), "resident_ids": [open.residents["刘强"]] });
        let issued = neighbour.post("/cards/issue", order).await.expect(200);
        assert_eq!(
            (&issued["issued"], &issued["skipped"][0]["reason"]),
            (&json!(0), &json!("resident_unknown"))
        );
        let stolen = json!({ "id": card["batch"], "all_eligible": true });
        neighbour.post("/cards/issue", stolen).await.expect_problem(409, "id_reused");
    });
}

#[test]
fn a_senseless_request_for_cards_changes_nothing() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let card = card_of(&open, "王秀英").await;
        let id = Uuid::now_v7();
        for body in [
            json!({ "id": id }),
            json!({ "id": id, "all_eligible": false }),
            json!({ "id": id, "resident_ids": [] }),
            json!({ "id": id, "all_eligible": true, "resident_ids": [open.residents["刘强"]] }),
            json!({ "id": id, "all_eligible": "yes" }),
            json!({ "id": "1", "all_eligible": true }),
        ] {
            open.coordinator
                .post("/cards/issue", body)
                .await
                .expect_problem(422, "field_invalid");
        }
        let more = json!({ "id": id, "all_eligible": true, "state": "active" });
        open.coordinator
            .post("/cards/issue", more)
            .await
            .expect_problem(422, "unknown_field");
        for reason in ["", "  ", "a\nb", "\u{0}", &"字".repeat(201)] {
            let answer = open.coordinator.post(&path(&card, "block"), json!({ "reason": reason })).await;
            answer.expect_problem(422, "field_invalid");
        }
        for query in ["batch=1", "ids=", "ids=%27%20OR%201=1--", ""] {
            let answer = open.coordinator.get(&format!("/cards/sheets?{query}")).await;
            assert!([400, 422].contains(&answer.status), "{query} {}", answer.text());
        }
        open.coordinator.get("/cards?state=gone").await.expect_problem(400, "query_invalid");
        assert_eq!(card_of(&open, "王秀英").await, card);
        assert_eq!(open.coordinator.items("/cards").await.len(), 9);
    });
}
