//! When nobody opens: does it stay on the board, amber and then red, until somebody knows why?

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{Out, act, out};
use crate::harness::{Canteen, on_both};

fn rung(canteen: &Canteen, out: &Out, name: &str, (rung, found): (&str, &str)) -> Value {
    json!({ "id": Uuid::now_v7(), "stop_id": out.stop(name), "rung": rung, "at": canteen.now(), "who": "王大姐", "found": found })
}

/// Everybody but one has a result.
async fn all_but(canteen: &Canteen, out: &Out, name: &str) {
    let others: Vec<Value> = out
        .stops
        .keys()
        .filter(|other| *other != name)
        .map(|other| out.result(canteen, other, "refused", json!({})))
        .collect();
    out.bring(&others, &[]).await;
}

#[test]
fn nobody_closes_a_round_while_somebody_is_being_looked_for() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        all_but(canteen, &out, "王秀英").await;
        let away = out.result(canteen, "王秀英", "not_at_home", json!({}));
        out.bring(&[away], &[]).await;
        for (minutes, alarm) in [(0, "none"), (10, "amber"), (20, "red")] {
            canteen.at("2026-11-23T03:30:00Z");
            canteen.wait_seconds(minutes * 60);
            assert_eq!(out.on_board("王秀英").await["alarm"], alarm, "{minutes}");
        }
        let rang = rung(canteen, &out, "王秀英", ("ring", "not_reached"));
        for _ in 0..2 {
            assert_eq!(out.bring(&[], std::slice::from_ref(&rang)).await, ["recorded"]);
        }
        let on_board = out.on_board("王秀英").await;
        assert_eq!(on_board["ladder"].as_array().unwrap().len(), 1, "{on_board}");
        assert_eq!(on_board["ladder"][0]["staff"], "volunteer 同志", "{on_board}");
        let said = out.phone.post("/round/close", json!({})).await.expect_problem(409, "round_open");
        let stop_no = out.stops["王秀英"]["stop_no"].to_string();
        assert!(said["message"]["zh"].as_str().unwrap().contains(&stop_no), "{said}");
        act(&out.open, &out.round, "close", json!({}))
            .await
            .expect_problem(409, "round_open");
        let by_the_phone = rung(canteen, &out, "王秀英", ("closed", "not_reached"));
        assert_eq!(out.bring(&[], &[by_the_phone]).await, ["refused office_only"]);

        let found = rung(canteen, &out, "王秀英", ("neighbour", "reached"));
        assert_eq!(out.bring(&[], &[found]).await, ["recorded"]);
        assert_eq!(out.on_board("王秀英").await["stop"], json!({ "state": "not_delivered" }));
        out.phone.post("/round/close", json!({})).await.expect(204);
        assert!(out.meals(canteen).await.is_empty());
    });
}

#[test]
fn the_office_ends_a_search_with_words_and_a_phone_out_of_reach_may_speak_later() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        all_but(canteen, &out, "王秀英").await;
        let away = out.result(canteen, "王秀英", "not_at_home", json!({}));
        out.bring(&[away], &[]).await;
        let path = format!("/deliveries/stops/{}/ladder", out.stop("王秀英"));
        let silent = json!({ "id": Uuid::now_v7(), "rung": "closed", "found": "not_reached" });
        out.open.coordinator.post(&path, silent).await.expect_problem(422, "field_invalid");
        let words = json!({ "id": Uuid::now_v7(), "rung": "closed", "found": "not_reached", "note": "女儿接去住了" });
        for seconds in [0, 60] {
            canteen.wait_seconds(seconds);
            out.open.coordinator.post(&path, words.clone()).await.expect(204);
        }
        let on_board = out.on_board("王秀英").await;
        assert_eq!(on_board["ladder"].as_array().unwrap().len(), 1, "{on_board}");
        act(&out.open, &out.round, "close", json!({})).await.expect(204);
        // She came home after all, and the phone finds a signal after the round was closed: the meal is hers.
        let late = out.handed_over(canteen, "王秀英");
        assert_eq!(out.bring(&[late], &[]).await, ["booked"]);
        assert_eq!(out.meals(canteen).await, ["王秀英 cash claimable 990"]);
    });
}

#[test]
fn a_clock_that_runs_fast_quietens_no_alarm() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let mut away = out.result(canteen, "王秀英", "not_at_home", json!({}));
        away["at"] = json!("2026-11-23T09:00:00Z");
        out.bring(&[away], &[]).await;
        canteen.wait_seconds(1_200);
        assert_eq!(out.on_board("王秀英").await["alarm"], "red");
    });
}

#[test]
fn whoever_is_not_at_home_again_is_looked_for_again_and_nothing_ends_a_search_beforehand() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let path = format!("/deliveries/stops/{}/ladder", out.stop("王秀英"));
        let closed = || json!({ "id": Uuid::now_v7(), "rung": "closed", "found": "not_reached", "note": "不用找" });
        out.open.coordinator.post(&path, closed()).await.expect_problem(409, "not_searched");
        let away = out.result(canteen, "王秀英", "not_at_home", json!({}));
        out.bring(&[away], &[]).await;
        let found = closed();
        for _ in 0..2 {
            canteen.wait_seconds(60);
            out.open.coordinator.post(&path, found.clone()).await.expect(204);
        }
        let mut other = found.clone();
        other["note"] = json!("别的话");
        out.open.coordinator.post(&path, other).await.expect_problem(409, "id_reused");
        assert_eq!(out.on_board("王秀英").await["stop"]["state"], "not_delivered");
        let audit = out.open.admin.get("/audit").await.expect(200);
        let climbed = audit["items"].as_array().unwrap().iter();
        assert_eq!(climbed.filter(|act| act["action"] == "ladder_climbed").count(), 1, "{audit}");
        canteen.wait_seconds(60);
        let again = out.result(canteen, "王秀英", "not_at_home", json!({}));
        out.bring(&[again], &[]).await;
        assert_eq!(out.on_board("王秀英").await["stop"]["state"], "searching");
    });
}

#[test]
fn a_phone_that_goes_wrong_buries_no_board_and_what_ends_a_stop_is_still_heard() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let away = || out.result(canteen, "王秀英", "not_at_home", json!({}));
        let rung =
            || json!({ "id": Uuid::now_v7(), "stop_id": out.stop("王秀英"), "rung": "ring", "found": "not_reached", "at": canteen.now() });
        let first = (away(), rung());
        out.bring(std::slice::from_ref(&first.0), std::slice::from_ref(&first.1)).await;
        let results: Vec<Value> = (0..50).map(|_| away()).collect();
        let rungs: Vec<Value> = (0..50).map(|_| rung()).collect();
        let became = out.bring(&results, &rungs).await;
        let refused = became.iter().filter(|became| *became == "refused too_many_results").count();
        assert_eq!((refused, became.len()), (2, 100), "{became:?}");
        // What was kept before is still kept, and nobody else's stop is concerned.
        assert_eq!(out.bring(&[first.0], &[first.1]).await, ["recorded", "recorded"]);
        let other = out.result(canteen, "张德福", "not_at_home", json!({}));
        let help = out.result(canteen, "王秀英", "not_at_home", json!({ "welfare": "help" }));
        let end = out.handed_over(canteen, "王秀英");
        assert_eq!(out.bring(&[other, help, end], &[]).await, ["recorded", "recorded", "booked"]);
    });
}
