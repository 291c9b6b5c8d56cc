//! Does each fraud and each mistake light its own number, and no other? Each is done over the interface as far as the interface lets
//! somebody; what it refuses is written into the database, as somebody with its password could.

use pos_server::db::{Db, Sql};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{clean_month, exceptions, lit, lunch, publish};
use crate::harness::furnish::Open;
use crate::harness::{Canteen, on_both};
use crate::rounds::out::{DAY, Out, out};

const BEIJING: &str = include_str!("../../pos-server/policies/beijing-2022-03.toml");
const CLASS: &str = "基本养老服务对象";

/// Loads the rule of five yuan a day from this month on, made public in time.
pub async fn five_a_day(open: &Open, version: &str, change: impl Fn(String) -> String) {
    let text = change(BEIJING.replace("beijing-2022-03", version).replace("2022-03", "2026-11"));
    let id = open.admin.adopt(&text).await;
    publish(open, Some(id.as_str().unwrap().parse().unwrap())).await;
}

/// Records a fact of somebody, and tells its id.
pub async fn fact(open: &Open, name: &str, more: Value) -> Uuid {
    let id = Uuid::now_v7();
    let mut fact = json!({ "id": id, "kind": "class", "value": CLASS, "true_from": "2026-11-01" });
    for (key, value) in more.as_object().unwrap() {
        fact[key] = value.clone();
    }
    let path = format!("/residents/{}/facts", open.residents[name]);
    open.coordinator.post(&path, fact).await.expect(201);
    id
}

/// Runs one statement behind the server's back.
async fn tamper(db: &Db, statement: Sql) {
    let mut tx = db.begin_shared().await.unwrap();
    assert!(statement.execute(&mut tx).await.unwrap() > 0, "nothing was changed");
    tx.commit().await.unwrap();
}

#[test]
fn a_clean_month_lights_nothing() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        assert_eq!(exceptions(&open.admin).await, Vec::<Value>::new());
        let month = open.admin.get("/months/2026-11/exceptions").await.expect(200);
        assert_eq!(month["blocking"], 0);
    });
}

#[test]
fn e01_a_second_lunch() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        canteen.wait_seconds(1200);
        let again = json!({ "token": open.token("李建国"), "serve_as": "pending" });
        let second = open.lane.order(again).await.expect(201);
        let items = exceptions(&open.admin).await;
        assert_eq!(lit(&open.admin).await, ["E01"]);
        let (item, rows) = (&items[0], items[0]["rows"].as_array().unwrap());
        assert_eq!(
            (rows.len(), &rows[1]["sale_id"], &rows[1]["name"]),
            (2, &second["id"], &json!("李*国"))
        );
        assert_eq!((&item["severity"], &item["settled"]), (&json!("block"), &Value::Null));
        // Undone it is no meal any more.
        open.lane.void(&second).await.expect(201);
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
    });
}

#[test]
fn e02_more_meals_than_the_limit() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        five_a_day(&open, "generous", |text| {
            let (before, examples) = text.split_once("[[example]]").unwrap();
            assert!(examples.contains("limit_reached"));
            before.replace("limits = [{ per = \"day\", times = 1 }]\n", "")
        })
        .await;
        fact(&open, "王秀英", json!({})).await;
        open.lane.sell(open.token("王秀英")).await.expect(201);
        canteen.at("2026-11-23T09:30:00Z");
        assert_eq!(open.lane.sell(open.token("王秀英")).await.expect(201)["pays"], "0.90");
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
        // The rule with its limit arrives: the dinner was one too many.
        five_a_day(&open, "limited", |text| text).await;
        assert_eq!(lit(&open.admin).await, ["E02"]);
        assert_eq!(exceptions(&open.admin).await[0]["rows"][0]["meal"], "dinner");
    });
}

#[test]
fn e03_a_class_that_had_ended() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        five_a_day(&open, "five", |text| text).await;
        let class = fact(&open, "王秀英", json!({})).await;
        open.lane.sell(open.token("王秀英")).await.expect(201);
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
        fact(&open, "王秀英", json!({ "true_to": "2026-11-20", "replaces": class })).await;
        assert_eq!(lit(&open.admin).await, ["E03"]);
    });
}

#[test]
fn e04_a_lunch_on_the_day_before_the_group_begins() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        // 李建国 became 60 on the 23rd, when he ate: under this rule he is 60 from the 24th on.
        open.admin.load_policy("\"birthday\"", "\"day_after\"").await;
        assert_eq!(lit(&open.admin).await, ["E04"]);
        let items = exceptions(&open.admin).await;
        assert_eq!((items.len(), &items[0]["rows"][0]["name"]), (1, &json!("李*国")));
        assert_eq!(items[0]["rows"][0]["service_date"], "2026-11-23");
    });
}

#[test]
fn e05_a_lunch_after_a_death_that_was_known_late() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        let died = json!({ "kind": "died", "value": "", "true_from": "2026-11-24" });
        fact(&open, "欧阳秀兰", died).await;
        let items = exceptions(&open.admin).await;
        assert_eq!(lit(&open.admin).await, ["E05"]);
        // On the day itself she may have eaten.
        assert_eq!((items.len(), &items[0]["rows"][0]["service_date"]), (1, &json!("2026-11-25")));
    });
}

#[test]
fn e05_a_lunch_in_the_canteen_from_a_care_home() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        fact(
            &open,
            "王𠮷祥",
            json!({ "kind": "care_home", "value": "", "true_from": "2026-11-02" }),
        )
        .await;
        assert_eq!(lit(&open.admin).await, ["E05"]);
    });
}

#[test]
fn e06_everybody_came() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        let all = [
            "田桂英",
            "王秀英",
            "张德福",
            "李建国",
            "赵玉兰",
            "欧阳秀兰",
            "王𠮷祥",
            "阿卜杜拉·买合木提",
            "陈小明",
        ];
        canteen.at("2026-11-27T03:30:00Z");
        open.sign_in_again().await;
        for name in all {
            let order = json!({ "resident_id": open.residents[name] });
            let order = if open.tokens.contains_key(name) {
                json!({ "token": open.token(name) })
            } else {
                order
            };
            assert_eq!(open.lane.order(order).await.expect(201)["state"], "claimable", "{name}");
            canteen.wait_seconds(60);
        }
        assert_eq!(lit(&open.admin).await, ["E06"]);
    });
}

#[test]
fn e07_more_lunches_than_were_cooked() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        let cooked = |meals: i64| json!({ "id": Uuid::now_v7(), "meal": "lunch", "what": "prepared", "meals": meals });
        open.coordinator
            .post("/kitchen/days/2026-11-26/counts", cooked(2))
            .await
            .expect(201);
        assert_eq!(lit(&open.admin).await, ["E07"]);
        // The kitchen had counted wrong.
        open.coordinator
            .post("/kitchen/days/2026-11-26/counts", cooked(3))
            .await
            .expect(201);
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
    });
}

#[test]
fn e09_five_days_of_five_lunches() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        publish(&open, None).await;
        let mut names = ["王秀英", "张德福", "李建国", "陈小明", "欧阳秀兰"];
        for day in 23..28 {
            assert_eq!(lit(&open.admin).await, Vec::<String>::new(), "{day}");
            names.rotate_left(1);
            lunch(canteen, &open, day, &names).await;
        }
        assert_eq!(lit(&open.admin).await, ["E09"]);
        assert_eq!(exceptions(&open.admin).await[0]["rows"].as_array().unwrap().len(), 5);
    });
}

#[test]
fn e09_the_same_cards_in_the_same_order() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        publish(&open, None).await;
        for day in 23..26 {
            assert_eq!(lit(&open.admin).await, Vec::<String>::new(), "{day}");
            lunch(canteen, &open, day, &["王秀英", "张德福", "李建国", "陈小明", "欧阳秀兰"]).await;
        }
        assert_eq!(lit(&open.admin).await, ["E09"]);
    });
}

#[test]
fn e10_sixteen_meals_in_a_minute() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        canteen.wait_seconds(3600);
        for meal in 1..=16 {
            assert_eq!(lit(&open.admin).await, Vec::<String>::new(), "{meal}");
            open.lane.order(json!({ "guest": true })).await.expect(201);
        }
        assert_eq!(lit(&open.admin).await, ["E10"]);
    });
}

#[test]
fn e11_one_card_at_two_counters() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        let second = canteen.lane(&open.admin, "二号窗口").await;
        let again = json!({ "token": open.token("王𠮷祥"), "serve_as": "pending" });
        second.order(again).await.expect(201);
        assert_eq!(lit(&open.admin).await, ["E11"]);
    });
}

/// A round at whose first door nothing was scanned.
async fn unproved(canteen: &Canteen) -> Out {
    let out = out(canteen).await;
    publish(&out.open, None).await;
    let said = out.result(canteen, "王秀英", "handed_over", json!({ "collected": "9.90" }));
    let scanned = out.handed_over(canteen, "欧阳秀兰");
    assert_eq!(out.bring(&[said, scanned], &[]).await, ["recorded", "booked"]);
    out
}

#[test]
fn e12_a_door_without_a_scan() {
    on_both(async |canteen: &Canteen| {
        let out = unproved(canteen).await;
        assert_eq!(lit(&out.open.admin).await, ["E12"]);
        assert_eq!(exceptions(&out.open.admin).await[0]["settled"], Value::Null);
        // What the second person said at the time settles it, and stays to be read.
        out.settle(&out.open.admin, "王秀英", "delivered").await.expect(204);
        let items = exceptions(&out.open.admin).await;
        assert_eq!(
            (items.len(), &items[0]["check"], &items[0]["settled"]["reason"]),
            (1, &json!("E12"), &json!("电话问过女儿"))
        );
        let month = out.open.admin.get("/months/2026-11/exceptions").await.expect(200);
        assert_eq!(month["blocking"], 0);
        assert_eq!(items[0]["rows"][0]["service_date"], DAY);
    });
}

#[test]
fn e13_half_of_the_people_without_a_card() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        lunch(canteen, &open, 27, &["王秀英", "张德福"]).await;
        for name in ["田桂英", "李建国", "欧阳秀兰", "王𠮷祥"] {
            open.lane.order(json!({ "resident_id": open.residents[name] })).await.expect(201);
            canteen.wait_seconds(60);
        }
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
        lunch(canteen, &open, 28, &["张德福"]).await;
        for name in ["田桂英", "李建国", "欧阳秀兰", "王秀英", "陈小明", "王𠮷祥"] {
            open.lane.order(json!({ "resident_id": open.residents[name] })).await.expect(201);
            canteen.wait_seconds(60);
        }
        assert_eq!(lit(&open.admin).await, ["E13"]);
    });
}

#[test]
fn e15_a_lunch_that_arrived_two_days_later() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        canteen.at("2026-11-28T04:00:00Z");
        open.sign_in_again().await;
        for (name, sold_at) in [("张德福", "2026-11-27T04:30:00Z"), ("王秀英", "2026-11-26T04:30:00Z")] {
            let kept = json!({ "token": open.token(name), "serve_as": "eaten", "pays": "9.90", "sold_at": sold_at });
            open.lane.order(kept).await.expect(201);
        }
        let items = exceptions(&open.admin).await;
        assert_eq!(lit(&open.admin).await, ["E15"]);
        assert_eq!((items.len(), &items[0]["rows"][0]["name"]), (1, &json!("王*英")));
    });
}

#[test]
fn e16_a_lane_whose_clock_is_ahead() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        for (name, sold_at) in [("张德福", "2026-11-26T05:00:50Z"), ("王秀英", "2026-11-26T05:01:30Z")] {
            canteen.at("2026-11-26T05:00:00Z");
            let kept = json!({ "token": open.token(name), "serve_as": "eaten", "pays": "9.90", "sold_at": sold_at });
            open.lane.order(kept).await.expect(201);
        }
        assert_eq!(lit(&open.admin).await, ["E16"]);
        assert_eq!(exceptions(&open.admin).await.len(), 1);
    });
}

#[test]
fn e17_a_door_that_one_person_settled_alone() {
    on_both(async |canteen: &Canteen| {
        let out = unproved(canteen).await;
        out.settle(&out.open.admin, "王秀英", "delivered").await.expect(204);
        let alone = Sql::new(
            "UPDATE stop_settled SET approver_id = (SELECT r.volunteer_id FROM stop_result r WHERE r.stop_id = stop_settled.stop_id)",
        );
        tamper(&canteen.app.db, alone).await;
        assert_eq!(lit(&out.open.admin).await, ["E17"]);
    });
}

#[test]
fn e20_a_fen_that_nobody_pays() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        let change = |fen: i64| Sql::new("UPDATE sale SET pays_fen = pays_fen + $1 WHERE entry_no = 2").bind(fen);
        tamper(&canteen.app.db, change(-1)).await;
        assert_eq!(lit(&open.admin).await, ["E20"]);
        tamper(&canteen.app.db, change(1)).await;
    });
}

#[test]
fn e22_an_elder_whose_class_was_recorded_late() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        five_a_day(&open, "five", |text| text).await;
        open.lane.sell(open.token("田桂英")).await.expect(201);
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
        fact(&open, "田桂英", json!({})).await;
        let items = exceptions(&open.admin).await;
        assert_eq!(lit(&open.admin).await, ["E22"]);
        assert!(items[0]["message"]["zh"].as_str().unwrap().contains("应补 5.00 元"), "{items:?}");
        assert_eq!(items[0]["severity"], "warn");
    });
}

#[test]
fn e23_a_card_that_had_been_reported_lost() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        let cards = open.coordinator.items("/cards").await;
        let his = cards
            .iter()
            .find(|card| card["resident_id"] == open.residents["张德福"].as_str())
            .unwrap();
        let block = format!("/cards/{}/block", his["id"].as_str().unwrap());
        open.coordinator.post(&block, json!({ "reason": "丢失" })).await.expect(200);
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
        canteen.wait_seconds(60);
        let found = json!({ "token": open.token("张德福"), "serve_as": "pending" });
        open.lane.order(found).await.expect(201);
        assert_eq!(lit(&open.admin).await, ["E23"]);
    });
}

#[test]
fn e24_a_price_sheet_that_nobody_could_read() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        lunch(canteen, &open, 23, &["王秀英"]).await;
        assert_eq!(lit(&open.admin).await, ["E24"]);
        publish(&open, None).await;
        assert_eq!(lit(&open.admin).await, Vec::<String>::new());
    });
}
