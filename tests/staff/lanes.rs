//! Does a device become a lane by one code only, and stop being one when it is told to?

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::PIN;
use crate::harness::{Client, on_both};

async fn code(admin: &Client, id: Uuid, name: &str) -> Value {
    admin.post("/lanes/codes", json!({ "id": id, "name": name })).await.expect(200)
}

#[test]
fn a_code_is_shown_as_text_and_as_a_qr_and_stands_in_no_logged_url() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let made = code(&admin, Uuid::now_v7(), "一号窗口").await;
        let digits = made["code"].as_str().unwrap().replace(' ', "");
        assert_eq!(digits.len(), 8);
        assert_eq!(made["url"], format!("{}/#code={digits}", canteen.app.base_url));
        assert_eq!(made["expires_at"], "2026-11-23T03:40:00Z");
        assert!(made["qr_path"].as_str().unwrap().starts_with("M4 4h7"), "{made}");
        assert!(made["qr_size"].as_u64().unwrap() >= 29);

        let device = canteen.client();
        let session = device.post("/lanes/enrol", json!({ "code": made["code"] })).await.expect(200);
        assert_eq!(
            (&session["lane"]["code"], &session["lane"]["name"]),
            (&json!("01"), &json!("一号窗口"))
        );
        assert_eq!((&session["staff"], &session["actions"]), (&Value::Null, &json!([])));
        canteen
            .client()
            .post("/lanes/enrol", json!({ "code": digits }))
            .await
            .expect_problem(410, "lane_code_expired");
    });
}

#[test]
fn of_two_devices_with_one_code_one_wins() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let made = code(&admin, Uuid::now_v7(), "一号窗口").await;
        let (one, two) = (canteen.client(), canteen.client());
        let body = json!({ "code": made["code"] });
        let (first, second) = tokio::join!(one.post("/lanes/enrol", body.clone()), two.post("/lanes/enrol", body));
        let mut answers = [first.status, second.status];
        answers.sort_unstable();
        assert_eq!(answers, [200, 410]);
    });
}

#[test]
fn each_device_that_becomes_the_lane_is_kept_with_who_let_it_in() {
    on_both(async |canteen| {
        let (admin, id) = (canteen.admin().await, Uuid::now_v7());
        for _ in 0..2 {
            let made = code(&admin, id, "一号窗口").await;
            let device = canteen.client();
            device.post("/lanes/enrol", json!({ "code": made["code"] })).await.expect(200);
        }
        let trail = admin.items("/audit").await;
        let kept: Vec<&str> = trail.iter().rev().map(|line| line["action"].as_str().unwrap()).collect();
        assert_eq!(
            kept,
            [
                "canteen_created",
                "staff_added",
                "policy_loaded",
                "lane_code_made",
                "lane_enrolled",
                "lane_code_made",
                "lane_device_ended",
                "lane_enrolled"
            ]
        );
        for line in &trail[..4] {
            assert_eq!((&line["staff"], &line["subject"]), (&json!("管理员"), &json!(format!("lane:{id}"))));
        }
    });
}

#[test]
fn a_code_ends_after_ten_minutes_and_when_another_is_made() {
    on_both(async |canteen| {
        let (admin, device, id) = (canteen.admin().await, canteen.client(), Uuid::now_v7());
        let earlier = code(&admin, id, "一号窗口").await;
        let later = code(&admin, id, "一号窗口").await;
        device
            .post("/lanes/enrol", json!({ "code": earlier["code"] }))
            .await
            .expect_problem(404, "lane_code_unknown");
        canteen.wait_seconds(600);
        device
            .post("/lanes/enrol", json!({ "code": later["code"] }))
            .await
            .expect_problem(410, "lane_code_expired");
        for text in ["", "1234", "x", "99999999999999999999"] {
            canteen.wait_seconds(600);
            device
                .post("/lanes/enrol", json!({ "code": text }))
                .await
                .expect_problem(404, "lane_code_unknown");
        }
        assert_eq!(admin.items("/lanes").await.len(), 1);
    });
}

#[test]
fn a_revoked_lane_is_out_at_once_with_its_cashier() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let lane = canteen.lane(&admin, "一号窗口").await;
        lane.client.get("/lane/cashiers").await.expect(200);
        let pending = code(&admin, lane.id, "一号窗口").await;
        admin.post(&format!("/lanes/{}/revoke", lane.id), json!({})).await.expect(204);
        lane.client.get("/lane/cashiers").await.expect_problem(401, "lane_not_enrolled");
        let session = lane.client.get("/session").await.expect(200);
        assert_eq!((&session["lane"], &session["staff"]), (&Value::Null, &Value::Null));
        lane.client
            .post("/lanes/enrol", json!({ "code": pending["code"] }))
            .await
            .expect_problem(404, "lane_code_unknown");
        assert_ne!(admin.items("/lanes").await[0]["revoked_at"], Value::Null);

        // A new device takes the lane over; the lost one stays out.
        let device = canteen.client();
        let fresh = code(&admin, lane.id, "一号窗口（新平板）").await;
        let session = device.post("/lanes/enrol", json!({ "code": fresh["code"] })).await.expect(200);
        assert_eq!(
            (&session["lane"]["code"], &session["lane"]["name"]),
            (&json!("01"), &json!("一号窗口（新平板）"))
        );
        lane.client.get("/lane/cashiers").await.expect_problem(401, "lane_not_enrolled");
        device
            .post("/lane/cashier", json!({ "staff_id": lane.cashier, "pin": PIN }))
            .await
            .expect(200);
        let row = &admin.items("/lanes").await[0];
        assert_eq!(
            (&row["revoked_at"], &row["last_seen_at"]),
            (&Value::Null, &json!("2026-11-23T03:30:00Z"))
        );
    });
}

#[test]
fn only_those_who_may_sell_and_have_a_pin_stand_at_the_counter() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let lane = canteen.lane(&admin, "一号窗口").await;
        admin
            .hire("cashier", json!({ "login": "wangfang", "name": "王芳", "pin": PIN }))
            .await;
        admin.hire("cashier", json!({ "login": "no-pin", "name": "赵六" })).await;
        admin.hire("volunteer", json!({ "name": "孙七", "pin": PIN })).await;
        let gone = admin.hire("cashier", json!({ "login": "gone", "name": "周八", "pin": PIN })).await;
        admin
            .post(&format!("/staff/{}/disable", gone["id"].as_str().unwrap()), json!({}))
            .await
            .expect(200);
        let list = lane.client.get("/lane/cashiers").await.expect(200);
        let names: Vec<_> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (&row["name"], &row["initial"]))
            .collect();
        assert_eq!(names, [(&json!("cashier 同志"), &json!("c")), (&json!("王芳"), &json!("王"))]);
    });
}
