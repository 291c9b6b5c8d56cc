//! Is a meal in the books exactly once when it was handed over with proof, and only then, or when a second person says so?

use serde_json::json;
use uuid::Uuid;

use super::out::{act, board, out, phone};
use crate::harness::furnish::PASSWORD;
use crate::harness::{Canteen, on_both};

#[test]
fn a_scanned_card_is_a_meal_in_the_books_whatever_is_sent_how_often() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        out.open
            .lane
            .client
            .post(
                "/lane/top-ups",
                json!({ "id": Uuid::now_v7(), "token": out.open.token("张德福"), "amount": "20.00", "tender": "cash" }),
            )
            .await
            .expect(201);
        let away = out.result(canteen, "王秀英", "not_at_home", json!({}));
        canteen.wait_seconds(300);
        let [hers, his] = ["王秀英", "张德福"].map(|name| out.handed_over(canteen, name));
        let all = [hers.clone(), his.clone(), away.clone()];
        assert_eq!(out.bring(&all, &[]).await, ["booked", "booked", "recorded"]);
        let meals = ["张德福 wallet claimable 990", "王秀英 cash claimable 990"];
        assert_eq!(out.meals(canteen).await, meals);
        for some in [vec![his.clone()], vec![away, hers.clone()], vec![his, hers]] {
            let became = out.bring(&some, &[]).await;
            assert!(
                became.iter().all(|word| ["booked", "recorded"].contains(&word.as_str())),
                "{became:?}"
            );
        }
        assert_eq!(out.meals(canteen).await, meals);
        assert_eq!(out.on_board("王秀英").await["stop"], json!({ "state": "delivered" }));
        // At the counter she has had it.
        assert_eq!(out.open.lane.scan(out.open.token("王秀英")).await["code"], "already_served");
    });
}

#[test]
fn ten_uploads_at_once_are_one_meal() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let body = json!({ "results": [out.handed_over(canteen, "王秀英")] });
        let mut uploads = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let (phone, body) = (out.phone.clone(), body.clone());
            uploads.spawn(async move { phone.post("/round/results", body).await });
        }
        while let Some(answer) = uploads.join_next().await {
            assert_eq!(answer.unwrap().expect(200)["items"][0]["state"], "booked");
        }
        assert_eq!(out.meals(canteen).await, ["王秀英 cash claimable 990"]);
    });
}

#[test]
fn without_proof_nothing_is_in_the_books_until_a_second_person_settles_it() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let said = out.result(canteen, "王秀英", "handed_over", json!({ "collected": "9.90" }));
        let neighbour = out.result(canteen, "张德福", "neighbour", json!({ "person": "王大姐" }));
        let wrong_card = out.result(
            canteen,
            "欧阳秀兰",
            "handed_over",
            json!({ "token": out.open.token("田桂英"), "collected": "9.90" }),
        );
        let short = out.result(canteen, "田桂英", "refused", json!({ "note": "不想吃" }));
        let became = out.bring(&[said, neighbour, wrong_card, short], &[]).await;
        assert_eq!(became, ["recorded", "recorded", "recorded proof_not_hers", "recorded"]);
        assert!(out.meals(canteen).await.is_empty());
        for name in ["王秀英", "张德福", "欧阳秀兰"] {
            assert_eq!(out.on_board(name).await["stop"], json!({ "state": "unproved" }), "{name}");
        }
        out.settle(&out.volunteer, "王秀英", "delivered")
            .await
            .expect_problem(403, "not_allowed");
        // The round may end; what is not proved stays on the board.
        out.phone.post("/round/close", json!({})).await.expect(204);
        canteen.at("2026-11-25T04:00:00Z");
        out.open.sign_in_again().await;
        let path = format!("/deliveries/stops/{}/settle", out.stop("王秀英"));
        let decision = json!({ "id": Uuid::now_v7(), "decision": "delivered", "reason": "女儿说收到了" });
        for _ in 0..2 {
            out.open.coordinator.post(&path, decision.clone()).await.expect(204);
        }
        let another = json!({ "id": Uuid::now_v7(), "decision": "not_delivered", "reason": "没收到" });
        out.open
            .coordinator
            .post(&path, another)
            .await
            .expect_problem(409, "settled_before");
        out.settle(&out.open.admin, "张德福", "delivered").await.expect(204);
        out.settle(&out.open.admin, "欧阳秀兰", "not_delivered").await.expect(204);
        // The policy lets nobody owe: an empty wallet leaves a pending meal with a debt, for the inbox.
        // What she gave at the door lay on her card until then.
        assert_eq!(out.meals(canteen).await, ["张德福 owed pending 990", "王秀英 wallet claimable 990"]);
    });
}

#[test]
fn who_carried_a_meal_cannot_settle_it() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        // The coordinator walks a round herself.
        let coordinator = out.open.admin.get("/staff").await.expect(200);
        let staff = coordinator["items"].as_array().unwrap().iter();
        let id = staff.filter(|one| one["role"] == "coordinator").map(|one| one["id"].clone()).next();
        let all: Vec<&str> = out.stops.keys().map(|name| out.stop(name)).collect();
        let handing = json!({ "id": Uuid::now_v7(), "stops": all });
        super::out::act(&out.open, &out.round, "move", handing.clone()).await.expect(204);
        let taken_over = handing["id"].as_str().unwrap();
        super::out::act(&out.open, taken_over, "volunteer", json!({ "staff_id": id }))
            .await
            .expect(204);
        let phone = super::out::phone(canteen, &out.open, taken_over).await;
        let said = out.result(canteen, "王秀英", "handed_over", json!({}));
        phone.post("/round/results", json!({ "results": [said] })).await.expect(200);
        let own = out.settle(&out.open.coordinator, "王秀英", "delivered").await;
        own.expect_problem(403, "second_person_needed");
        out.settle(&out.open.admin, "张德福", "delivered")
            .await
            .expect_problem(409, "nothing_to_settle");
        out.settle(&out.open.admin, "王秀英", "delivered").await.expect(204);
        // Nor do they count what they bring back.
        let bag = super::out::board(&out.open).await["bags"][0]["lane_id"].clone();
        let path = format!("/deliveries/bags/{}/close", bag.as_str().unwrap());
        let empty = json!({ "id": Uuid::now_v7(), "count_id": Uuid::now_v7(), "cash": [] });
        let own = out.open.coordinator.post(&path, empty.clone()).await;
        own.expect_problem(403, "second_person_needed");
        out.open.admin.post(&path, empty).await.expect(201);
    });
}

#[test]
fn the_first_result_counts_and_the_others_are_kept_for_the_coordinator() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let first = out.handed_over(canteen, "王秀英");
        let second = out.result(canteen, "王秀英", "refused", json!({ "welfare": "help" }));
        assert_eq!(out.bring(std::slice::from_ref(&first), &[]).await, ["booked"]);
        for _ in 0..2 {
            assert_eq!(out.bring(std::slice::from_ref(&second), &[]).await, ["kept result_exists"]);
        }
        // An id that was used twice loses nothing either.
        let mut reused = second.clone();
        reused["note"] = json!("她摔倒了");
        for _ in 0..2 {
            assert_eq!(out.bring(std::slice::from_ref(&reused), &[]).await, ["kept id_reused"]);
        }
        let on_board = out.on_board("王秀英").await;
        assert_eq!(on_board["results"].as_array().unwrap().len(), 3, "{on_board}");
        assert_eq!(on_board["needs_help"], true);
        assert_eq!(out.meals(canteen).await, ["王秀英 cash claimable 990"]);
    });
}

#[test]
fn money_that_differs_from_the_price_waits_for_a_second_person() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let mut half = out.handed_over(canteen, "王秀英");
        half["collected"] = json!("5.00");
        assert_eq!(out.bring(&[half], &[]).await, ["recorded collected_differs"]);
        assert!(out.meals(canteen).await.is_empty());
        assert_eq!(out.on_board("王秀英").await["stop"]["state"], "unproved");
        let stops = board(&out.open).await["rounds"][0]["stops"].clone();
        assert_eq!(stops.as_array().unwrap().len(), 4);
    });
}

#[test]
fn an_id_of_another_day_blocks_nothing_that_travels_with_it() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let first = out.result(canteen, "王秀英", "refused", json!({}));
        out.bring(std::slice::from_ref(&first), &[]).await;
        canteen.at("2026-11-24T03:30:00Z");
        out.open.sign_in_again().await;
        let body = json!({ "id": Uuid::now_v7(), "date": "2026-11-24", "meal": "lunch", "seed": 7 });
        out.open.coordinator.post("/deliveries/rounds/draft", body).await.expect(200);
        let path = "/deliveries/days/2026-11-24/rounds?meal=lunch";
        let round = out.open.coordinator.get(path).await.expect(200)["rounds"][0]["id"].clone();
        let round = round.as_str().unwrap();
        act(&out.open, round, "volunteer", json!({ "staff_id": out.volunteer_id }))
            .await
            .expect(204);
        act(&out.open, round, "packed", json!({})).await.expect(204);
        let phone = phone(canteen, &out.open, round).await;
        let sheet = phone.get("/round").await.expect(200);
        let stop = |name: &str| {
            let mut stops = sheet["stops"].as_array().unwrap().iter();
            stops.find(|stop| stop["name"] == name).unwrap()["id"].clone()
        };
        let mut reused = out.result(canteen, "王秀英", "refused", json!({ "stop_id": stop("王秀英") }));
        reused["id"] = first["id"].clone();
        let mut good = out.handed_over(canteen, "欧阳秀兰");
        good["stop_id"] = stop("欧阳秀兰");
        let both = json!({ "results": [reused, good] });
        let taken = phone.post("/round/results", both).await.expect(200);
        let mut states: Vec<&str> = taken["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["state"].as_str().unwrap())
            .collect();
        states.sort_unstable();
        assert_eq!(states, ["booked", "kept"], "{taken}");
    });
}

#[test]
fn a_delivered_meal_that_is_voided_is_not_delivered_any_more() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let done = out.handed_over(canteen, "王秀英");
        out.bring(&[done], &[]).await;
        assert_eq!(out.on_board("王秀英").await["stop"]["state"], "delivered");
        let path = format!("/sales/{}/void", out.stop("王秀英"));
        let approver = json!({ "login": "admin", "password": PASSWORD });
        let undoing = json!({ "id": Uuid::now_v7(), "reason": "送错了人", "approver": approver });
        out.open.lane.client.post(&path, undoing).await.expect(201);
        assert_eq!(out.on_board("王秀英").await["stop"]["state"], "not_delivered");
        out.settle(&out.open.admin, "王秀英", "delivered")
            .await
            .expect_problem(409, "nothing_to_settle");
    });
}
