//! How does a day at the counter go? Prices, second meals, lost cards, pending meals, guests, repetitions, voids.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::PASSWORD;
use crate::harness::lane::complete;
use crate::harness::on_both;

#[test]
fn elders_and_children_pay_the_price_of_their_meal() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        for (name, group, pays) in [
            ("王秀英", "elder", "9.90"),
            ("李建国", "elder", "9.90"),
            ("陈小明", "child", "9.90"),
            ("孙浩宇", "child", "9.90"),
        ] {
            let verdict = open.lane.scan(open.token(name)).await;
            assert_eq!(
                (&verdict["outcome"], &verdict["diner"]["group"], &verdict["pays"]),
                (&json!("sell"), &json!(group), &json!(pays)),
                "{name}"
            );
            let sale = open.lane.sell(open.token(name)).await.expect(201);
            assert_eq!(
                (&sale["standard"], &sale["pays"], &sale["state"]),
                (&json!("15.00"), &json!(pays), &json!("claimable")),
                "{name}"
            );
            assert_eq!(sale["shares"][0]["amount"], "5.10");
        }
        canteen.at("2026-11-23T09:30:00Z");
        let dinner = open.lane.sell(open.token("王秀英")).await.expect(201);
        assert_eq!((&dinner["meal"], &dinner["pays"]), (&json!("dinner"), &json!("5.90")));
        let today = open.lane.today().await;
        assert_eq!(
            (&today["counters"]["served"], &today["counters"]["pays"]),
            (&json!(5), &json!("45.50"))
        );
        assert_eq!(today["last"].as_array().unwrap().len(), 5);
    });
}

#[test]
fn a_second_lunch_is_refused_with_when_and_where_and_can_be_served_as_pending() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let token = open.token("王秀英");
        let first = open.lane.sell(token).await.expect(201);
        canteen.wait_seconds(600);
        let verdict = open.lane.scan(token).await;
        assert_eq!(
            (&verdict["outcome"], &verdict["code"]),
            (&json!("refuse"), &json!("already_served"))
        );
        assert_eq!(
            (&verdict["served"]["receipt_no"], &verdict["served"]["lane"]),
            (&first["receipt_no"], &json!("一号窗口"))
        );
        assert_eq!(verdict["served"]["canteen"], "七一社区幸福食堂");
        open.lane.sell(token).await.expect_problem(409, "already_served");
        let pending = open.lane.order(json!({ "token": token, "serve_as": "pending" })).await.expect(201);
        assert_eq!(
            (&pending["state"], &pending["pays"], &pending["code"]),
            (&json!("pending"), &json!("15.00"), &json!("already_served"))
        );
        let inbox = open.coordinator.get("/inbox").await.expect(200);
        assert_eq!(inbox["items"].as_array().unwrap().len(), 1, "{inbox}");
    });
}

/// Promise P4.
#[test]
fn sixty_four_parallel_sales_of_one_card_are_one_claimable_meal() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let token = open.token("张德福").to_owned();
        let tries = (0..64).map(|_| {
            let (lane, token) = (open.lane.clone(), token.clone());
            tokio::spawn(async move { lane.sell(&token).await })
        });
        let mut statuses = Vec::new();
        for answer in tries.collect::<Vec<_>>() {
            let answer = answer.await.unwrap();
            if answer.status != 201 {
                answer.clone().expect_problem(409, "already_served");
            }
            statuses.push(answer.status);
        }
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1);
    });
}

/// Promise P9.
#[test]
fn a_repeated_order_gets_the_first_answer_and_another_order_under_its_id_is_refused() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let order = complete(json!({ "token": open.token("王秀英") }));
        let first = open.lane.client.post("/sales", order.clone()).await.expect(201);
        canteen.wait_seconds(3_600);
        let size = canteen.books().await.size();
        for _ in 0..3 {
            assert_eq!(open.lane.client.post("/sales", order.clone()).await.expect(200), first);
        }
        let mut other = order.clone();
        other["tender"] = json!("wechat");
        open.lane.client.post("/sales", other).await.expect_problem(409, "id_reused");
        assert_eq!(canteen.books().await.size(), size);
    });
}

#[test]
fn a_batch_that_holds_one_order_twice_sells_it_once() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let order = complete(json!({ "token": open.token("王秀英") }));
        let tries: Vec<_> = (0..16)
            .map(|_| {
                let (client, order) = (open.lane.client.clone(), order.clone());
                tokio::spawn(async move { client.post("/sales", order).await })
            })
            .collect();
        let mut answers: BTreeSet<String> = BTreeSet::new();
        for answer in tries {
            let answer = answer.await.unwrap();
            assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
            answers.insert(answer.json().to_string());
        }
        assert_eq!(answers.len(), 1);
    });
}

/// Promise P4, between two canteens.
#[test]
fn two_canteens_that_serve_one_resident_at_one_moment_sell_one_subsidised_meal() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let other = canteen.lane_elsewhere().await;
        for name in ["王秀英", "张德福", "李建国", "陈小明", "欧阳秀兰", "田桂英"] {
            let token = open.token(name);
            let (here, there) = tokio::join!(open.lane.sell(token), other.sell(token));
            let mut statuses = [here.status, there.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [201, 409], "{name}: {} {}", here.text(), there.text());
        }
    });
}

#[test]
fn a_card_reported_lost_is_refused_at_once_and_the_new_card_keeps_the_history() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let token = open.token("王秀英");
        open.lane.sell(token).await.expect(201);
        canteen.at("2026-11-24T03:30:00Z");
        open.lane.sign_in().await;
        let coordinator = canteen.client();
        coordinator
            .post("/session", json!({ "login": "coordinator", "password": PASSWORD }))
            .await
            .expect(200);
        let card = open.lane.scan(token).await["card"]["id"].as_str().unwrap().to_owned();
        let new = Uuid::now_v7();
        coordinator
            .post(&format!("/cards/{card}/replace"), json!({ "id": new, "reason": "丢失" }))
            .await
            .expect(200);
        let verdict = open.lane.scan(token).await;
        assert!(
            matches!(verdict["code"].as_str(), Some("card_blocked" | "card_closed")),
            "{verdict}"
        );
        let refused = open.lane.sell(token).await;
        assert_eq!(refused.status, 409, "{}", refused.text());
        let token = crate::harness::furnish::token_of(&canteen.app.keys, &new.to_string());
        open.lane.sell(&token).await.expect(201);
        canteen.at("2026-11-23T03:40:00Z");
        assert_eq!(open.lane.scan(&token).await["code"], "already_served");
        canteen.at("2026-11-24T03:40:00Z");
    });
}

#[test]
fn at_a_wrong_hour_the_cashier_may_serve_as_pending() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        for (moment, meal, standard) in [
            ("2026-11-23T01:00:00Z", "lunch", "15.00"),
            ("2026-11-23T11:00:00Z", "dinner", "10.00"),
        ] {
            canteen.at(moment);
            let verdict = open.lane.scan(open.token("王秀英")).await;
            assert_eq!(
                (&verdict["code"], &verdict["meal"], &verdict["pending"]["pays"]),
                (&json!("outside_meal_hours"), &json!(meal), &json!(standard))
            );
            open.lane.sell(open.token("王秀英")).await.expect_problem(409, "outside_meal_hours");
            let sale = open
                .lane
                .order(json!({ "token": open.token("王秀英"), "serve_as": "pending", "tender": "owed" }))
                .await
                .expect(201);
            assert_eq!((&sale["state"], &sale["tender"]), (&json!("pending"), &json!("owed")));
        }
    });
}

#[test]
fn strangers_are_never_sent_away_hungry() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let unknown = crate::harness::furnish::token_of(&canteen.app.keys, &Uuid::now_v7().to_string());
        for (order, code) in [
            (json!({ "token": unknown }), "card_unknown"),
            (json!({ "token": "https://example.org/pay?x=1" }), "card_malformed"),
            (json!({ "token": "x".repeat(10_000) }), "card_malformed"),
            (json!({ "token": "javascript:alert(1)\u{7}" }), "card_malformed"),
            (json!({ "number": "0000 0000" }), "card_unknown"),
            (json!({ "unknown": true }), "resident_unknown"),
            (json!({ "resident_id": Uuid::now_v7() }), "resident_unknown"),
        ] {
            open.lane.order(order.clone()).await.expect_problem(409, code);
            let mut insist = order;
            insist["serve_as"] = json!("pending");
            let sale = open.lane.order(insist).await.expect(201);
            assert_eq!(
                (&sale["state"], &sale["pays"], &sale["diner"]["name"]),
                (&json!("pending"), &json!("15.00"), &Value::Null)
            );
        }
    });
}

#[test]
fn a_guest_pays_the_full_standard_and_claims_nothing() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let guest = open
            .lane
            .order(json!({ "guest": true, "tender": "wechat", "tender_reference": "4200001" }))
            .await
            .expect(201);
        assert_eq!(
            (&guest["state"], &guest["pays"], &guest["identified_by"]),
            (&json!("unsubsidised"), &json!("15.00"), &json!("none"))
        );
        let by_name = open.lane.order(json!({ "resident_id": open.residents["刘强"] })).await.expect(201);
        assert_eq!(
            (&by_name["state"], &by_name["diner"]["group"], &by_name["identified_by"]),
            (&json!("unsubsidised"), &json!("guest"), &json!("name"))
        );
        let again = open.lane.order(json!({ "resident_id": open.residents["刘强"] })).await.expect(201);
        assert_eq!(again["state"], "unsubsidised");
    });
}

#[test]
fn without_a_card_the_cashier_finds_people_by_name_pinyin_building_and_card_number() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let number = open.coordinator.items("/cards").await[0]["number"].as_str().unwrap().to_owned();
        for (q, least) in [
            ("王秀", 1),
            ("wxy", 1),
            ("欧阳", 1),
            ("王𠮷", 1),
            ("3号楼", 4),
            (number.get(..5).unwrap(), 1),
            ("%", 0),
            ("_", 0),
            ("' OR 1=1 --", 0),
        ] {
            let found = open.lane.search(q).await;
            let items = found["items"].as_array().unwrap();
            assert!(items.len() >= least && (least > 0 || items.is_empty()), "{q}: {found}");
            assert!(items.iter().all(|item| item["name"].as_str().unwrap().contains('*')), "{found}");
        }
        let found = open.lane.search("wxy").await;
        let sale = open
            .lane
            .order(json!({ "resident_id": found["items"][0]["resident_id"] }))
            .await
            .expect(201);
        assert_eq!((&sale["state"], &sale["identified_by"]), (&json!("claimable"), &json!("name")));
        let found = open.lane.search("wxy").await;
        assert_eq!(found["items"][0]["served"], true);
    });
}

#[test]
fn what_the_day_brought_in_is_this_lanes_money_without_debts_and_undone_meals() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let second = canteen.lane(&open.admin, "二号窗口").await;
        open.lane.sell(open.token("王秀英")).await.expect(201);
        for tender in ["cash", "wechat", "alipay"] {
            open.lane.order(json!({ "guest": true, "tender": tender })).await.expect(201);
        }
        let owed = json!({ "unknown": true, "serve_as": "pending", "tender": "owed" });
        open.lane.order(owed).await.expect(201);
        let undone = open.lane.order(json!({ "guest": true, "tender": "wechat" })).await.expect(201);
        open.lane.void(&undone).await.expect(201);
        second.sell(open.token("张德福")).await.expect(201);
        let today = open.lane.today().await;
        let by = |tender: &str, amount: &str| json!({ "tender": tender, "amount": amount });
        assert_eq!(
            (&today["received"], &today["owed"], &today["counters"]["served"]),
            (
                &json!([by("cash", "24.90"), by("wechat", "15.00"), by("alipay", "15.00")]),
                &json!("15.00"),
                &json!(6)
            )
        );
        let there = second.today().await;
        assert_eq!((&there["received"][0], &there["owed"]), (&by("cash", "9.90"), &json!("0.00")));
    });
}

#[test]
fn a_void_within_fifteen_minutes_gives_the_meal_back() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let token = open.token("王秀英");
        let sale = open.lane.sell(token).await.expect(201);
        canteen.wait_seconds(15 * 60);
        let void = open.lane.void(&sale).await.expect(201);
        assert_eq!(void["sale_id"], sale["id"]);
        open.lane.void(&sale).await.expect_problem(409, "already_void");
        assert_eq!(open.lane.today().await["counters"]["voided"], 1);
        open.lane.sell(token).await.expect(201);
    });
}

#[test]
fn a_late_void_needs_a_second_person_and_a_reason() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let sale = open.lane.sell(open.token("王秀英")).await.expect(201);
        canteen.wait_seconds(15 * 60 + 1);
        open.lane.void(&sale).await.expect_problem(403, "second_person_needed");
        let path = format!("/sales/{}/void", sale["id"].as_str().unwrap());
        let second = json!({ "login": "coordinator", "password": PASSWORD });
        open.lane
            .client
            .post(&path, json!({ "id": Uuid::now_v7(), "approver": second }))
            .await
            .expect_problem(422, "field_invalid");
        let wrong = json!({ "id": Uuid::now_v7(), "reason": "重复", "approver": { "login": "coordinator", "password": "not it, surely" } });
        assert_eq!(open.lane.client.post(&path, wrong).await.status, 401);
        let body = json!({ "id": Uuid::now_v7(), "reason": "刷错卡", "approver": second });
        let void = open.lane.client.post(&path, body.clone()).await.expect(201);
        assert_eq!(open.lane.client.post(&path, body.clone()).await.expect(200), void);
        let mut other = body.clone();
        other["reason"] = json!("另一个原因");
        open.lane.client.post(&path, other).await.expect_problem(409, "id_reused");
        let mut other = body;
        other["approver"] = json!({ "login": "admin", "password": PASSWORD });
        open.lane.client.post(&path, other).await.expect_problem(409, "id_reused");
    });
}

#[test]
fn another_lane_cannot_void_alone_and_another_canteen_does_not_see_the_sale() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let sale = open.lane.sell(open.token("王秀英")).await.expect(201);
        let second = canteen.lane(&open.admin, "二号窗口").await;
        second.void(&sale).await.expect_problem(403, "second_person_needed");
        let elsewhere = canteen.lane_elsewhere().await;
        elsewhere.void(&sale).await.expect_problem(404, "not_found");
        elsewhere
            .order(json!({ "resident_id": open.residents["张德福"] }))
            .await
            .expect_problem(409, "resident_unknown");
    });
}

#[test]
fn the_price_on_the_page_binds() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let token = open.token("王秀英");
        let size = canteen.books().await.size();
        open.lane
            .order(json!({ "token": token, "pays": "5.90" }))
            .await
            .expect_problem(409, "price_changed");
        assert_eq!(canteen.books().await.size(), size);
        open.lane.order(json!({ "token": token, "pays": "9.90" })).await.expect(201);
    });
}

#[test]
fn who_died_is_refused_from_that_day_on() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let fact = json!({ "id": Uuid::now_v7(), "kind": "died", "true_from": "2026-11-23" });
        open.coordinator
            .post(&format!("/residents/{}/facts", open.residents["田桂英"]), fact)
            .await
            .expect(201);
        assert_eq!(open.lane.scan(open.token("田桂英")).await["code"], "resident_died");
        open.lane.sell(open.token("田桂英")).await.expect_problem(409, "resident_died");
    });
}

#[test]
fn a_card_in_full_width_digits_is_the_same_card() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let wide: String = open
            .token("王秀英")
            .chars()
            .map(|c| char::from_u32(u32::from(c) - 0x30 + 0xff10).unwrap())
            .collect();
        assert_eq!(open.lane.scan(&wide).await["outcome"], "sell");
    });
}
