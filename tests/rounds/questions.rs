//! Does every report that asks for a person reach the coordinator, whatever day it is of, and stay until somebody answers in words?

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{Out, board, out};
use crate::harness::furnish::PASSWORD;
use crate::harness::{Canteen, on_both};

/// What waits for the coordinator, as `why outcome name`.
async fn waiting(out: &Out) -> Vec<String> {
    let questions = out.open.coordinator.get("/deliveries/questions").await.expect(200);
    let said = |item: &Value| {
        ["why", "outcome", "name"]
            .map(|field| item[field].as_str().unwrap().to_owned())
            .join(" ")
    };
    questions["items"].as_array().unwrap().iter().map(said).collect()
}

async fn first(out: &Out) -> Value {
    out.open.coordinator.get("/deliveries/questions").await.expect(200)["items"][0].clone()
}

#[test]
fn a_second_report_and_a_call_for_help_wait_until_they_are_answered_in_words() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        assert_eq!(waiting(&out).await, Vec::<String>::new());
        let done = out.handed_over(canteen, "王秀英");
        out.bring(&[done], &[]).await;
        canteen.wait_seconds(60);
        let second = out.result(canteen, "王秀英", "refused", json!({ "note": "她说不要了" }));
        let help = out.result(canteen, "田桂英", "handed_over", json!({ "welfare": "help", "note": "站不起来" }));
        out.bring(&[second, help], &[]).await;
        assert_eq!(waiting(&out).await, ["help handed_over 田*英", "second_report refused 王*英"]);
        let asked = first(&out).await;
        assert_eq!((&asked["note"], &asked["counts"]), (&json!("站不起来"), &Value::Null));
        assert_eq!(out.on_board("田桂英").await["needs_help"], true);

        // Two days later it still waits, and nobody but who plans may answer.
        canteen.wait_seconds(2 * 86_400);
        out.open.sign_in_again().await;
        let path = format!("/deliveries/questions/{}/answer", asked["result_id"].as_str().unwrap());
        let silent = json!({ "id": Uuid::now_v7(), "words": " " });
        out.open.coordinator.post(&path, silent).await.expect_problem(422, "field_invalid");
        let words = json!({ "id": Uuid::now_v7(), "words": "女儿带她看了医生" });
        for _ in 0..2 {
            out.open.coordinator.post(&path, words.clone()).await.expect(204);
        }
        let other = json!({ "id": Uuid::now_v7(), "words": "又一次" });
        out.open.admin.post(&path, other).await.expect_problem(409, "answered_before");
        // Answered is not settled: her meal has no proof yet.
        assert_eq!(waiting(&out).await, ["second_report refused 王*英", "unproved handed_over 田*英"]);
        assert_eq!(out.on_board("田桂英").await["needs_help"], false);
        let asked = first(&out).await;
        assert_eq!((&asked["note"], &asked["counts"]), (&json!("她说不要了"), &json!("handed_over")));
        out.settle(&out.open.admin, "田桂英", "delivered").await.expect(204);
        assert_eq!(waiting(&out).await, ["second_report refused 王*英"]);
        let strange = format!("/deliveries/questions/{}/answer", Uuid::now_v7());
        let words = json!({ "id": Uuid::now_v7(), "words": "没有" });
        out.open.coordinator.post(&strange, words).await.expect_problem(404, "not_found");
    });
}

#[test]
fn two_hours_after_packing_whoever_still_waits_is_late() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let done = out.handed_over(canteen, "王秀英");
        out.bring(&[done], &[]).await;
        for (seconds, is_late) in [(7_199, false), (1, true)] {
            canteen.wait_seconds(seconds);
            let stops = board(&out.open).await["rounds"][0]["stops"].clone();
            let late = stops.as_array().unwrap().iter().filter(|stop| stop["late"] == true).count();
            assert_eq!(late, if is_late { 3 } else { 0 }, "{seconds} {stops}");
        }
    });
}

#[test]
fn a_search_and_a_wrong_address_wait_for_a_person_of_whatever_day() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let away = out.result(canteen, "王秀英", "not_at_home", json!({}));
        let wrong = out.result(canteen, "田桂英", "wrong_address", json!({ "note": "这里没有这个人" }));
        out.bring(&[away, wrong], &[]).await;
        canteen.wait_seconds(2 * 86_400);
        out.open.sign_in_again().await;
        let both = ["searching not_at_home 王*英", "wrong_address wrong_address 田*英"];
        assert_eq!(waiting(&out).await, both);
        // The second person who settles may see what there is to settle.
        let checker = out.open.admin.hire("checker", json!({ "password": PASSWORD })).await;
        let client = canteen.client();
        let body = json!({ "login": checker["login"], "password": PASSWORD });
        client.post("/session", body).await.expect(200);
        assert_eq!(
            client.get("/deliveries/questions").await.expect(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            2
        );
        let words = json!({ "id": Uuid::now_v7(), "rung": "closed", "found": "not_reached", "note": "在女儿家" });
        let path = format!("/deliveries/stops/{}/ladder", out.stop("王秀英"));
        client.post(&path, words.clone()).await.expect_problem(403, "not_allowed");
        out.open.coordinator.post(&path, words).await.expect(204);
        assert_eq!(waiting(&out).await, both[1..]);
    });
}
