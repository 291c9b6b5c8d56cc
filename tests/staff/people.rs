//! Is the staff kept in order, each canteen's apart, and every change on the record?

use serde_json::{Value, json};
use uuid::Uuid;

use pos_server::staff::approver;
use pos_server::staff::login::SignInError;

use super::console::second_canteen;
use super::sign_in;
use crate::harness::furnish::{PASSWORD, PIN};
use crate::harness::on_both;

#[test]
fn asking_twice_adds_one_and_a_login_is_given_once() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let body = json!({ "id": Uuid::now_v7(), "login": "Wang.Fang", "name": "王芳", "role": "cashier", "pin": PIN });
        let row = admin.post("/staff", body.clone()).await.expect(201);
        assert_eq!(
            (&row["login"], &row["has_pin"], &row["disabled_at"]),
            (&json!("wang.fang"), &json!(true), &Value::Null)
        );
        assert_eq!(admin.post("/staff", body.clone()).await.expect(201), row);
        let mut other = body.clone();
        other["role"] = json!("admin");
        admin.post("/staff", other).await.expect_problem(409, "id_reused");
        for (field, value) in [("pin", json!("9999")), ("pin", Value::Null), ("password", json!(PASSWORD))] {
            let mut other = body.clone();
            other[field] = value;
            admin.post("/staff", other).await.expect_problem(409, "id_reused");
        }
        let office = json!({ "id": Uuid::now_v7(), "login": "office", "name": "李娜", "role": "coordinator", "password": PASSWORD });
        let row_of_office = admin.post("/staff", office.clone()).await.expect(201);
        assert_eq!(admin.post("/staff", office.clone()).await.expect(201), row_of_office);
        let mut other = office;
        other["password"] = json!("another horse battery");
        admin.post("/staff", other).await.expect_problem(409, "id_reused");
        let mut taken = body;
        taken["id"] = json!(Uuid::now_v7());
        admin.post("/staff", taken).await.expect_problem(409, "login_taken");
        assert_eq!(admin.items("/staff").await.len(), 3);
    });
}

#[test]
fn a_wrong_field_is_named() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        for (field, value) in [
            ("login", json!("王 芳")),
            ("name", json!("a\nb")),
            ("password", json!("1234567")),
            ("password", json!("wangfang-1")),
            ("pin", json!("12a4")),
            ("role", json!("owner")),
            ("id", json!("1")),
        ] {
            let mut body = json!({ "id": Uuid::now_v7(), "login": "wangfang-1", "name": "王芳", "role": "cashier" });
            body[field] = value;
            let problem = admin.post("/staff", body).await.expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], field);
        }
        assert_eq!(admin.items("/staff").await.len(), 1);
    });
}

#[test]
fn names_with_markup_rare_characters_and_sql_are_stored_as_they_are() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        for (n, name) in ["<script>alert(1)</script>", "𠮷田·买买提", "'; DROP TABLE staff; --", "🍚 王"]
            .iter()
            .enumerate()
        {
            let row = admin.hire("cashier", json!({ "login": format!("c{n}x"), "name": name })).await;
            assert_eq!(row["name"], *name);
        }
        assert_eq!(admin.items("/staff").await.len(), 5);
    });
}

#[test]
fn the_last_admin_stays() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let own = admin.items("/staff").await[0]["id"].as_str().unwrap().to_owned();
        admin
            .post(&format!("/staff/{own}/disable"), json!({}))
            .await
            .expect_problem(409, "last_admin");
        let second = admin.hire("admin", json!({ "login": "second", "password": PASSWORD })).await;
        let second = second["id"].as_str().unwrap().to_owned();
        let other = canteen.client();
        sign_in(&other, "second", PASSWORD).await.expect(200);
        let (one, two) = (format!("/staff/{own}/disable"), format!("/staff/{second}/disable"));
        let (one, two) = tokio::join!(other.post(&one, json!({})), admin.post(&two, json!({})));
        let refused = [&one, &two].iter().filter(|answer| answer.status != 200).count();
        assert_eq!(refused, 1, "{one:?} {two:?}");
    });
}

#[test]
fn another_canteens_people_and_lanes_are_not_there() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let lane = canteen.lane(&admin, "一号窗口").await;
        let other = second_canteen(canteen).await;
        assert_eq!(other.items("/staff").await.len(), 1);
        assert_eq!(other.items("/lanes").await.len(), 0);
        for path in [
            format!("/staff/{}/disable", lane.cashier),
            format!("/staff/{}/enable", lane.cashier),
            format!("/lanes/{}/revoke", lane.id),
            format!("/staff/{}/disable", Uuid::now_v7()),
        ] {
            other.post(&path, json!({})).await.expect_problem(404, "not_found");
        }
        let of = |what: &str| format!("/staff/{}/{what}", lane.cashier);
        other
            .post(&of("password"), json!({ "password": "another horse" }))
            .await
            .expect_problem(404, "not_found");
        other
            .post(&of("pin"), json!({ "pin": "1111" }))
            .await
            .expect_problem(404, "not_found");
        other
            .post("/lanes/codes", json!({ "id": lane.id, "name": "x" }))
            .await
            .expect_problem(404, "not_found");
        let body = json!({ "id": lane.cashier, "login": "mine", "name": "x", "role": "cashier" });
        other.post("/staff", body).await.expect_problem(404, "not_found");
        lane.client
            .post("/lane/cashier", json!({ "staff_id": lane.cashier, "pin": PIN }))
            .await
            .expect(200);
        // Nor does their admin's password approve anything here, or their PIN open a counter here.
        let mine = other.get("/session").await.expect(200);
        let theirs = admin.get("/session").await.expect(200);
        assert_ne!(mine["canteen"]["id"], theirs["canteen"]["id"]);
        let here = theirs["canteen"]["id"].as_str().unwrap().parse().unwrap();
        assert!(matches!(
            approver(&canteen.app, "chief", PASSWORD, here).await,
            Err(SignInError::WrongCredentials)
        ));
    });
}

#[test]
fn a_second_person_needs_the_right_password_and_the_right_role() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        for role in ["coordinator", "auditor"] {
            admin.hire(role, json!({ "password": PASSWORD })).await;
        }
        let here = admin.get("/session").await.expect(200)["canteen"]["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let approved = approver(&canteen.app, "coordinator", PASSWORD, here).await.unwrap();
        assert_eq!(approved.name, "coordinator 同志");
        assert!(matches!(
            approver(&canteen.app, "auditor", PASSWORD, here).await,
            Err(SignInError::NotAllowed)
        ));
        for _ in 0..3 {
            let wrong = approver(&canteen.app, "coordinator", "wrong horse", here).await;
            assert!(matches!(wrong, Err(SignInError::WrongCredentials)));
        }
        assert!(matches!(
            approver(&canteen.app, "coordinator", PASSWORD, here).await,
            Err(SignInError::TooMany(1))
        ));
    });
}

#[test]
fn the_audit_trail_tells_who_did_what_and_no_secret() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let lane = canteen.lane(&admin, "一号窗口").await;
        for n in 0..60 {
            let row = admin.hire("volunteer", json!({ "login": format!("v{n:02}") })).await;
            admin
                .post(&format!("/staff/{}/disable", row["id"].as_str().unwrap()), json!({}))
                .await
                .expect(200);
        }
        let lines = admin.items("/audit").await;
        let done: Vec<_> = lines.iter().rev().take(8).map(|line| line["action"].as_str().unwrap()).collect();
        assert_eq!(
            done,
            [
                "canteen_created",
                "staff_added",
                "policy_loaded",
                "lane_code_made",
                "lane_enrolled",
                "staff_added",
                "sign_in",
                "staff_added"
            ]
        );
        assert_eq!(lines.len(), 7 + 120);
        assert_eq!(lines[0]["staff"], "管理员");
        assert_eq!(lines[126]["staff"], Value::Null);
        let enrolled = lane.client.get("/session").await.expect(200);
        assert_eq!(lines[120]["staff"], enrolled["staff"]["name"]);
        // A row's id may well hold the four digits of a PIN.
        let words = lines
            .iter()
            .flat_map(|line| ["staff", "action", "detail"].map(|field| line[field].to_string()));
        let text: String = words.collect();
        for secret in [PASSWORD, PIN, "$argon2"] {
            assert!(!text.contains(secret));
        }
    });
}
