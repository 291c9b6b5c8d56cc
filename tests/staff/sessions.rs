//! Is a session good for as long as it should be, and for nobody else?

use pos_server::app::App;
use pos_server::staff::actor::Role;
use pos_server::staff::cookies::{Cookie, Token};
use reqwest::Method;
use serde_json::{Value, json};

use super::{cookie, sign_in, words};
use crate::harness::furnish::{PASSWORD, PIN};
use crate::harness::{Answer, Canteen, on_both};

/// Asks for the staff with a session token of one's own making.
async fn staff_with(canteen: &Canteen, token: &str) -> Answer {
    let request = canteen.client().request(Method::GET, "/staff");
    Answer::of(
        "GET /staff".to_owned(),
        request.header("cookie", format!("canteen_session={token}")),
    )
    .await
}

#[test]
fn a_session_begins_with_the_password_and_ends_with_the_logout() {
    on_both(async |canteen| {
        canteen.admin().await;
        let client = canteen.client();
        client.get("/staff").await.expect_problem(401, "not_signed_in");
        let answer = sign_in(&client, "ADMIN", PASSWORD).await;
        let token = cookie(&answer, "canteen_session").unwrap();
        assert_eq!(token.len(), 64);
        let session = answer.expect(200);
        assert_eq!(session["staff"]["login"], "admin");
        assert_eq!(session["lane"], Value::Null);
        assert!(words(&session["actions"]).contains(&"manage_staff"));
        assert_eq!(session["server_time"], "2026-11-23T03:30:00Z");
        client.get("/staff").await.expect(200);

        client.delete("/session").await.expect(204);
        client.get("/staff").await.expect_problem(401, "not_signed_in");
        staff_with(canteen, &token).await.expect_problem(401, "not_signed_in");
        client.delete("/session").await.expect(204);
    });
}

#[test]
fn who_signs_out_without_a_session_waits_for_nobody_and_writes_nothing() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let writing = canteen.app.db.begin_shared().await.unwrap();
        for token in ["f".repeat(64), "0".repeat(64)] {
            let request = canteen.client().request(Method::DELETE, "/session");
            let request = request.header("cookie", format!("canteen_session={token}"));
            // Whoever waits for the one who writes waits for ever.
            Answer::of("DELETE /session".to_owned(), request).await.expect(204);
        }
        drop(writing);
        admin.get("/staff").await.expect(200);
    });
}

#[test]
fn the_cookie_is_kept_from_scripts_other_sites_and_plain_http() {
    on_both(async |canteen| {
        canteen.admin().await;
        let answer = sign_in(&canteen.client(), "admin", PASSWORD).await;
        let line = answer.headers["set-cookie"].to_str().unwrap();
        let (_, flags) = line.split_once("; ").unwrap();
        assert_eq!(flags, "Path=/; HttpOnly; SameSite=Strict; Max-Age=43200");
        let https = App {
            is_https: true,
            ..canteen.app.clone()
        };
        let line = Cookie::Session.set(&https, &Token::new().unwrap());
        let line = line.to_str().unwrap();
        assert!(line.starts_with("__Host-canteen_session="), "{line}");
        assert!(
            line.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure"),
            "{line}"
        );
    });
}

#[test]
fn garbage_for_a_cookie_is_nobody() {
    on_both(async |canteen| {
        canteen.admin().await;
        let token = cookie(&sign_in(&canteen.client(), "admin", PASSWORD).await, "canteen_session").unwrap();
        staff_with(canteen, &token).await.expect(200);
        for garbage in [
            "",
            "x",
            "%00",
            &"0".repeat(64),
            &"f".repeat(10_000),
            &format!("{token}0"),
            &token[..62],
            // Twice: whose is it?
            &format!("{token}; canteen_session={token}"),
        ] {
            staff_with(canteen, garbage).await.expect_problem(401, "not_signed_in");
        }
    });
}

#[test]
fn a_token_fixed_before_the_sign_in_is_worth_nothing_after_it() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.hire("auditor", json!({ "password": PASSWORD })).await;
        // The attacker signs in with an account of their own and plants that cookie in the admin's browser.
        let planted = cookie(&sign_in(&canteen.client(), "auditor", PASSWORD).await, "canteen_session").unwrap();
        let request = canteen.client().request(Method::POST, "/session");
        let request = request
            .header("cookie", format!("canteen_session={planted}"))
            .json(&json!({ "login": "admin", "password": PASSWORD }));
        let answer = Answer::of("POST /session".to_owned(), request).await;
        let fresh = cookie(&answer, "canteen_session").unwrap();
        assert_ne!(fresh, planted);
        assert_eq!(answer.expect(200)["staff"]["login"], "admin");
        staff_with(canteen, &fresh).await.expect(200);
        staff_with(canteen, &planted).await.expect_problem(401, "not_signed_in");
    });
}

#[test]
fn a_session_ends_after_twelve_hours() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        canteen.wait_seconds(12 * 60 * 60 - 1);
        admin.get("/staff").await.expect(200);
        canteen.wait_seconds(1);
        admin.get("/staff").await.expect_problem(401, "not_signed_in");
    });
}

#[test]
fn whoever_is_disabled_is_out_at_once() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let coordinator = canteen.staff(&admin, "coordinator").await;
        coordinator.get("/policies").await.expect(200);
        let id = coordinator.get("/session").await.expect(200)["staff"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let row = admin.post(&format!("/staff/{id}/disable"), json!({})).await.expect(200);
        assert_ne!(row["disabled_at"], Value::Null);
        coordinator.get("/policies").await.expect_problem(401, "not_signed_in");
        sign_in(&coordinator, "coordinator", PASSWORD)
            .await
            .expect_problem(401, "wrong_credentials");
        admin.post(&format!("/staff/{id}/enable"), json!({})).await.expect(200);
        coordinator.get("/policies").await.expect_problem(401, "not_signed_in");
        sign_in(&coordinator, "coordinator", PASSWORD).await.expect(200);
    });
}

#[test]
fn another_password_ends_the_sessions_of_the_old_one() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let finance = canteen.staff(&admin, "finance").await;
        let id = finance.get("/session").await.expect(200)["staff"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        admin
            .post(&format!("/staff/{id}/password"), json!({ "password": "another horse" }))
            .await
            .expect(204);
        finance.get("/policies").await.expect_problem(401, "not_signed_in");
        sign_in(&finance, "finance", PASSWORD)
            .await
            .expect_problem(401, "wrong_credentials");
        sign_in(&finance, "finance", "another horse").await.expect(200);
    });
}

#[test]
fn whoever_knows_the_old_password_chooses_another() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        for role in Role::ALL.into_iter().skip(1) {
            let here = canteen.staff(&admin, role.as_str()).await;
            let elsewhere = canteen.client();
            sign_in(&elsewhere, role.as_str(), PASSWORD).await.expect(200);
            let change = json!({ "old_password": PASSWORD, "new_password": "another horse" });
            here.post("/session/password", change).await.expect(204);
            here.get("/policies").await.expect(200);
            elsewhere.get("/policies").await.expect_problem(401, "not_signed_in");
            sign_in(&elsewhere, role.as_str(), PASSWORD)
                .await
                .expect_problem(401, "wrong_credentials");
            sign_in(&elsewhere, role.as_str(), "another horse").await.expect(200);
        }
        admin.get("/staff").await.expect(200);
        let audit = admin.items("/audit").await;
        let kept: Vec<_> = audit.iter().filter(|line| line["action"] == "own_password_changed").collect();
        assert_eq!(kept.len(), Role::ALL.len() - 1);
        assert_eq!((&kept[0]["staff"], kept[0].get("detail")), (&json!("auditor 同志"), None));
    });
}

#[test]
fn a_password_of_ones_own_keeps_the_rules_of_all_passwords() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin
            .hire("finance", json!({ "login": "finance-office", "password": PASSWORD }))
            .await;
        let finance = canteen.client();
        sign_in(&finance, "finance-office", PASSWORD).await.expect(200);
        for new in ["short", "finance-office", &"x".repeat(201)] {
            let change = json!({ "old_password": PASSWORD, "new_password": new });
            let problem = finance.post("/session/password", change).await.expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], "new_password");
        }
        let device = canteen.lane(&admin, "一号窗口").await.client;
        let change = json!({ "old_password": PIN, "new_password": "another horse" });
        device
            .post("/session/password", change)
            .await
            .expect_problem(403, "password_needed");
        sign_in(&finance, "finance-office", PASSWORD).await.expect(200);
    });
}

#[test]
fn a_pin_opens_the_counter_and_not_the_office() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let device = canteen.lane(&admin, "一号窗口").await.client;
        let id = admin.get("/session").await.expect(200)["staff"]["id"].as_str().unwrap().to_owned();
        admin.post(&format!("/staff/{id}/pin"), json!({ "pin": PIN })).await.expect(204);
        let session = device
            .post("/lane/cashier", json!({ "staff_id": id, "pin": PIN }))
            .await
            .expect(200);
        assert_eq!(session["staff"]["role"], "admin");
        assert_eq!(words(&session["actions"]), ["sell"]);
        device.get("/staff").await.expect_problem(403, "password_needed");

        device.delete("/lane/cashier").await.expect(204);
        let after = device.get("/session").await.expect(200);
        assert_eq!((&after["staff"], &after["lane"]["name"]), (&Value::Null, &json!("一号窗口")));
    });
}

#[test]
fn a_cashiers_session_is_worth_nothing_away_from_its_lane() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let lane = canteen.lane(&admin, "一号窗口").await;
        let answer = lane
            .client
            .post("/lane/cashier", json!({ "staff_id": lane.cashier, "pin": PIN }))
            .await;
        let token = cookie(&answer, "canteen_session").unwrap();
        answer.expect(200);
        let elsewhere = canteen
            .client()
            .request(Method::GET, "/session")
            .header("cookie", format!("canteen_session={token}"));
        assert_eq!(
            Answer::of("GET /session".to_owned(), elsewhere).await.expect(200)["staff"],
            Value::Null
        );
        staff_with(canteen, &token).await.expect_problem(401, "not_signed_in");
    });
}
