//! Does guessing get slow, without locking out those who know?

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;

use pos_server::app::App;
use pos_server::keys::Keys;
use pos_server::staff::attempts::{self, AttemptError, Desk, Subject};
use serde_json::json;
use uuid::Uuid;

use super::sign_in;
use crate::harness::furnish::{PASSWORD, PIN};
use crate::harness::{Answer, Canteen, Client, on_both};

/// The seconds that an answer asks to wait.
fn wait(answer: Answer) -> i64 {
    let header = answer.headers["retry-after"].to_str().unwrap().to_owned();
    let problem = answer.expect_problem(429, "too_many_attempts");
    assert_eq!(problem["retry_after_seconds"].to_string(), header);
    header.parse().unwrap()
}

/// How many answers had which status.
fn counted(answers: &[Answer]) -> BTreeMap<u16, usize> {
    let mut counts = BTreeMap::new();
    for answer in answers {
        *counts.entry(answer.status).or_default() += 1;
    }
    counts
}

/// A browser on the n-th computer of the network.
fn computer(canteen: &Canteen, n: u8) -> Client {
    Client::from_address(&canteen.app.base_url, Ipv4Addr::new(127, 0, 0, n).into())
}

async fn pin(device: &Client, staff: Uuid, pin: &str) -> Answer {
    device.post("/lane/cashier", json!({ "staff_id": staff, "pin": pin })).await
}

#[test]
fn wrong_passwords_wait_longer_and_longer_and_a_right_one_starts_afresh() {
    on_both(async |canteen| {
        canteen.admin().await;
        let client = canteen.client();
        for expected in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            let mut judged = 0;
            let asked = loop {
                let answer = sign_in(&client, "admin", "wrong horse").await;
                if answer.status == 429 {
                    break wait(answer);
                }
                answer.expect_problem(401, "wrong_credentials");
                judged += 1;
            };
            assert_eq!((judged, asked), (if expected == 1 { 3 } else { 1 }, expected));
            // Who waits is not looked at, not even with the right password, and asking does not make the wait longer.
            assert_eq!(wait(sign_in(&client, "admin", PASSWORD).await), expected);
            canteen.wait_seconds(expected);
        }
        sign_in(&client, "admin", PASSWORD).await.expect(200);
        for _ in 0..3 {
            sign_in(&client, "admin", "wrong horse")
                .await
                .expect_problem(401, "wrong_credentials");
        }
        assert_eq!(wait(sign_in(&client, "admin", PASSWORD).await), 1);
    });
}

#[test]
fn at_an_unlocked_desk_the_old_password_is_guessed_no_faster() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let change = |old: &str| {
            let body = json!({ "old_password": old, "new_password": "another horse" });
            let admin = admin.clone();
            async move { admin.post("/session/password", body).await }
        };
        for expected in [1, 2, 4] {
            for _ in 0..(if expected == 1 { 3 } else { 1 }) {
                change("wrong horse").await.expect_problem(422, "wrong_password");
            }
            assert_eq!(wait(change(PASSWORD).await), expected);
            // Whoever guesses at an unlocked desk keeps nobody waiting at the door.
            sign_in(&canteen.client(), "admin", PASSWORD).await.expect(200);
            canteen.wait_seconds(expected);
        }
        change(PASSWORD).await.expect(204);
        sign_in(&canteen.client(), "admin", "another horse").await.expect(200);
    });
}

#[test]
fn an_unknown_login_is_answered_like_a_known_one() {
    on_both(async |canteen| {
        canteen.admin().await;
        for login in ["nobody", "x'; DROP TABLE staff; --", "管理员"] {
            let client = canteen.client();
            for _ in 0..3 {
                sign_in(&client, login, "wrong horse")
                    .await
                    .expect_problem(401, "wrong_credentials");
            }
            assert_eq!(wait(sign_in(&client, login, "wrong horse").await), 1, "{login}");
        }
        sign_in(&canteen.client(), "admin", PASSWORD).await.expect(200);
    });
}

#[test]
fn of_sixty_four_guesses_at_once_three_are_looked_at() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let lane = canteen.lane(&admin, "一号窗口").await;
        let client = canteen.client();
        let guesses = (0..64).map(|_| sign_in(&client, "admin", "wrong horse"));
        assert_eq!(
            counted(&futures_util::future::join_all(guesses).await),
            BTreeMap::from([(401, 3), (429, 61)])
        );
        let guesses = (0..64).map(|n| pin(&lane.client, lane.cashier, if n == 63 { PIN } else { "0000" }));
        let counts = counted(&futures_util::future::join_all(guesses).await);
        assert!(counts[&429] >= 60, "{counts:?}");
        let codes = (0..64).map(|n| client.post("/lanes/enrol", json!({ "code": format!("{n:08}") })));
        let codes = futures_util::future::join_all(codes).await;
        assert_eq!(counted(&codes), BTreeMap::from([(404, 3), (429, 61)]));
    });
}

#[test]
fn guessing_at_one_lane_keeps_no_cashier_waiting_at_another() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let (one, two) = (canteen.lane(&admin, "一号窗口").await, canteen.lane(&admin, "二号窗口").await);
        for _ in 0..3 {
            pin(&one.client, two.cashier, "0000").await.expect_problem(401, "wrong_pin");
        }
        wait(pin(&one.client, two.cashier, PIN).await);
        pin(&two.client, two.cashier, PIN).await.expect(200);
        pin(&one.client, one.cashier, PIN).await.expect(200);
    });
}

#[test]
fn who_guesses_at_a_login_keeps_its_owner_waiting_at_no_other_computer() {
    on_both(async |canteen| {
        canteen.admin().await;
        let (stranger, owner) = (computer(canteen, 2), computer(canteen, 3));
        for _ in 0..3 {
            sign_in(&stranger, "admin", "wrong horse")
                .await
                .expect_problem(401, "wrong_credentials");
        }
        assert_eq!(wait(sign_in(&stranger, "admin", PASSWORD).await), 1);
        sign_in(&owner, "admin", PASSWORD).await.expect(200);
        // What the owner knows tells the server nothing about the stranger.
        assert_eq!(wait(sign_in(&stranger, "admin", PASSWORD).await), 1);
    });
}

#[test]
fn guessing_from_many_computers_gets_slow_too_but_keeps_the_owner_waiting_a_minute_at_most() {
    on_both(async |canteen| {
        // A fixed key: two of these computers must not share a place in the table.
        let app = App {
            keys: Arc::new(Keys::new(&[7; 32])),
            ..canteen.app.clone()
        };
        let from = |n: u8| Subject::login(&app.keys, "admin", Desk::Address(Some(Ipv4Addr::new(127, 0, 0, n).into())));
        for guess in 0..30 {
            attempts::count(&app, &from(10 + guess / 3)).await.unwrap();
        }
        for (n, expected) in (50..).zip([1, 2, 4, 8, 16, 32, 60, 60]) {
            let told = attempts::count(&app, &from(n)).await;
            assert!(
                matches!(told, Err(AttemptError::TooMany(wait)) if wait == expected),
                "{expected}: {told:?}"
            );
            canteen.wait_seconds(expected.try_into().unwrap());
            attempts::count(&app, &from(n)).await.unwrap();
        }
    });
}

#[test]
fn a_pin_is_asked_for_again_in_the_same_words_whoever_it_is() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let lane = canteen.lane(&admin, "一号窗口").await;
        let volunteer = admin.hire("volunteer", json!({ "pin": PIN })).await;
        let volunteer = volunteer["id"].as_str().unwrap().parse().unwrap();
        for (staff, guess) in [
            (lane.cashier, "0000"),
            (lane.cashier, "no digits"),
            // May not sell, and is not there at all.
            (volunteer, PIN),
            (Uuid::now_v7(), PIN),
        ] {
            pin(&lane.client, staff, guess).await.expect_problem(401, "wrong_pin");
        }
        pin(&lane.client, lane.cashier, PIN).await.expect(200);
        canteen
            .client()
            .post("/lane/cashier", json!({ "staff_id": lane.cashier, "pin": PIN }))
            .await
            .expect_problem(401, "lane_not_enrolled");
    });
}
