//! A meal was handed over, and the phone went dark before it was asked whether the money was given: is nobody charged before somebody
//! has said so, and nobody twice?

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{Out, act, out, phone};
use crate::harness::{Canteen, on_both};

/// A hand-over with the card scanned, sent before anybody spoke of money.
fn scanned(out: &Out, canteen: &Canteen, name: &str) -> Value {
    out.result(canteen, name, "handed_over", json!({ "token": out.open.token(name) }))
}

/// The later word about the money: without the scan, which was told before.
fn word(out: &Out, canteen: &Canteen, name: &str, collected: &str) -> Value {
    out.result(canteen, name, "handed_over", json!({ "collected": collected, "welfare": "good" }))
}

/// Why the office is asked about somebody's stop.
async fn asked(out: &Out, name: &str) -> Vec<String> {
    let questions = out.open.coordinator.get("/deliveries/questions").await.expect(200);
    let items = questions["items"].as_array().unwrap().iter();
    let hers = items.filter(|item| item["stop_id"] == out.stop(name));
    hers.map(|item| item["why"].as_str().unwrap().to_owned()).collect()
}

async fn on_phone(out: &Out, name: &str) -> Value {
    let sheet = out.phone.get("/round").await.expect(200);
    let stops = sheet["stops"].as_array().unwrap();
    stops.iter().find(|stop| stop["name"] == name).unwrap()["result"].clone()
}

#[test]
fn a_scan_without_a_word_about_the_money_waits_for_it_and_then_is_paid_in_cash() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let scan = scanned(&out, canteen, "王秀英");
        for _ in 0..2 {
            assert_eq!(out.bring(std::slice::from_ref(&scan), &[]).await, ["recorded money_untold"]);
        }
        assert!(out.meals(canteen).await.is_empty());
        assert_eq!(out.on_board("王秀英").await["stop"], json!({ "state": "unproved" }));
        assert_eq!(asked(&out, "王秀英").await, ["untold"]);
        assert_eq!(on_phone(&out, "王秀英").await["money_untold"], true);
        canteen.wait_seconds(600);
        let told = word(&out, canteen, "王秀英", "9.90");
        for _ in 0..2 {
            assert_eq!(out.bring(std::slice::from_ref(&told), &[]).await, ["booked"]);
            assert_eq!(out.bring(std::slice::from_ref(&scan), &[]).await, ["recorded money_untold"]);
        }
        assert_eq!(out.meals(canteen).await, ["王秀英 cash claimable 990"]);
        let stop = out.on_board("王秀英").await;
        assert_eq!(stop["stop"], json!({ "state": "delivered" }));
        // She had it in her hands when the card was scanned, not when the word came.
        let counts = stop["results"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["counts"] == true)
            .unwrap();
        assert_eq!((&counts["at"], &counts["proof"]), (&scan["at"], &json!("card")), "{stop}");
        assert_eq!(on_phone(&out, "王秀英").await["money_untold"], false);
        assert!(asked(&out, "王秀英").await.is_empty());
    });
}

#[test]
fn both_in_one_upload_in_whatever_order_are_one_paid_meal() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        for name in ["王秀英", "欧阳秀兰"] {
            let scan = scanned(&out, canteen, name);
            canteen.wait_seconds(30);
            let told = word(&out, canteen, name, "9.90");
            let became = out.bring(&[told, scan], &[]).await;
            assert_eq!(became, ["booked", "recorded money_untold"], "{name}");
        }
        assert_eq!(
            out.meals(canteen).await,
            ["欧阳秀兰 cash claimable 990", "王秀英 cash claimable 990"]
        );
    });
}

#[test]
fn who_could_not_pay_owes_only_when_it_was_said() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        out.bring(&[scanned(&out, canteen, "王秀英")], &[]).await;
        assert!(out.meals(canteen).await.is_empty());
        canteen.wait_seconds(60);
        assert_eq!(out.bring(&[word(&out, canteen, "王秀英", "0.00")], &[]).await, ["booked"]);
        assert_eq!(out.meals(canteen).await, ["王秀英 owed pending 990"]);
    });
}

#[test]
fn a_word_that_never_comes_is_settled_by_a_second_person_and_one_that_comes_after_that_lies_on_her_card() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let scan = scanned(&out, canteen, "王秀英");
        out.bring(std::slice::from_ref(&scan), &[]).await;
        // A second scan without a word says nothing new, and the stop cannot be handed to anybody.
        assert_eq!(out.bring(&[scanned(&out, canteen, "王秀英")], &[]).await, ["kept result_exists"]);
        let handing = json!({ "id": Uuid::now_v7(), "stops": [out.stop("王秀英")] });
        act(&out.open, &out.round, "move", handing).await.expect_problem(409, "stop_ended");
        out.settle(&out.open.admin, "王秀英", "delivered").await.expect(204);
        assert_eq!(out.meals(canteen).await, ["王秀英 owed pending 990"]);
        canteen.wait_seconds(60);
        assert_eq!(
            out.bring(&[word(&out, canteen, "王秀英", "9.90")], &[]).await,
            ["kept result_exists"]
        );
        let wallet = format!("/wallets/{}", out.open.residents["王秀英"]);
        assert_eq!(out.open.admin.get(&wallet).await.expect(200)["balance"], "9.90");
    });
}

#[test]
fn another_sum_or_another_volunteers_word_makes_no_meal_of_it() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        out.bring(&["王秀英", "欧阳秀兰"].map(|name| scanned(&out, canteen, name)), &[])
            .await;
        canteen.wait_seconds(60);
        assert_eq!(
            out.bring(&[word(&out, canteen, "王秀英", "5.00")], &[]).await,
            ["recorded collected_differs"]
        );
        // Somebody else walks on with what is left, and says what she has not seen.
        let login = json!({ "login": "second", "password": crate::harness::furnish::PASSWORD });
        let somebody = out.open.admin.hire("volunteer", login).await;
        let left: Vec<&str> = ["张德福", "田桂英"].map(|name| out.stop(name)).to_vec();
        let handing = json!({ "id": Uuid::now_v7(), "stops": left });
        act(&out.open, &out.round, "move", handing.clone()).await.expect(204);
        let taken_over = handing["id"].as_str().unwrap();
        act(&out.open, taken_over, "volunteer", json!({ "staff_id": somebody["id"] }))
            .await
            .expect(204);
        let other = phone(canteen, &out.open, taken_over).await;
        let strange = other
            .post("/round/results", json!({ "results": [word(&out, canteen, "欧阳秀兰", "9.90")] }))
            .await
            .expect(200);
        assert_eq!(strange["items"][0]["code"], "not_in_round", "{strange}");
        assert!(out.meals(canteen).await.is_empty());
    });
}
