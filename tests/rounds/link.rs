//! Does a round's link show one round, on its day, to whoever it was given to, and nothing else?

use serde_json::json;
use uuid::Uuid;

use super::out::{act, draft, out, phone, plan, rounds, token, volunteer};
use crate::harness::{Canteen, on_both};

#[test]
fn a_phone_shows_its_round_and_everything_one_needs_at_the_doors() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let sheet = out.phone.get("/round").await.expect(200);
        assert_eq!(
            (&sheet["volunteer"], &sheet["hot_until"]),
            (&json!("volunteer 同志"), &json!("2026-11-23T05:30:00Z"))
        );
        let hers = &out.stops["王秀英"];
        assert_eq!(
            (&hers["phone"], &hers["door_note"]),
            (&json!("15400000001"), &json!("钥匙在门垫下"))
        );
        assert_eq!((&hers["collect"], &hers["pays"]), (&json!("9.90"), &json!("cash")));
        assert_eq!(hers["place"]["room"], "101");
        assert_eq!(hers["diets"][0]["code"], "soft");
        assert_eq!(out.stops["田桂英"]["collect"], json!(null));
    });
}

#[test]
fn whoever_is_at_a_door_can_ring_the_office() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        assert_eq!(out.phone.get("/round").await.expect(200)["office_phone"], "");
        let write = async |phone: &str| out.open.coordinator.post("/office/phone", json!({ "phone": phone })).await;
        for strange in ["12", "打给小李", "0374-1234567 转 8001 分机 12", "110\n120"] {
            write(strange).await.expect_problem(422, "field_invalid");
        }
        for _ in 0..2 {
            write(" 0374-1234567 ").await.expect(204);
        }
        assert_eq!(out.phone.get("/round").await.expect(200)["office_phone"], "0374-1234567");
        let paper = act(&out.open, &out.round, "paper", json!({})).await.expect(200);
        assert_eq!(paper["office_phone"], "0374-1234567");
        let trail = out.open.admin.get("/audit").await.expect(200);
        let written = trail["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["action"] == "office_phone_set");
        assert_eq!(written.count(), 1, "written twice is one act: {trail}");
        write("").await.expect(204);
        assert_eq!(out.open.coordinator.get("/office/phone").await.expect(200), json!({ "phone": "" }));
    });
}

#[test]
fn nothing_is_on_a_phone_before_it_is_packed_and_nothing_after_the_round() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        plan(&open, "王秀英", "owed").await;
        draft(&open).await;
        let round = rounds(&open).await.remove(0);
        let (_, id) = volunteer(canteen, &open).await;
        act(&open, &round, "volunteer", json!({ "staff_id": id })).await.expect(204);
        let phone = phone(canteen, &open, &round).await;
        let early = phone.get("/round").await.expect(200);
        assert_eq!((&early["stops"], &early["packed_at"]), (&json!([]), &json!(null)));
        let nothing = json!({ "results": [], "ladder": [] });
        phone
            .post("/round/results", nothing.clone())
            .await
            .expect_problem(409, "not_packed");
        act(&open, &round, "packed", json!({})).await.expect(204);
        let stop = phone.get("/round").await.expect(200)["stops"][0]["id"].clone();
        act(&open, &round, "close", json!({})).await.expect_problem(409, "round_open");
        phone.post("/round/close", json!({})).await.expect_problem(409, "round_open");
        let refused = json!({ "id": Uuid::now_v7(), "stop_id": stop, "outcome": "refused", "at": canteen.now() });
        phone.post("/round/results", json!({ "results": [refused] })).await.expect(200);
        phone.post("/round/close", json!({})).await.expect(204);
        phone.get("/round").await.expect_problem(410, "round_over");
        phone.post("/round/close", json!({})).await.expect_problem(410, "round_over");
        act(&open, &round, "link", json!({})).await.expect_problem(409, "round_closed");
    });
}

#[test]
fn a_link_is_good_for_its_day_and_until_somebody_else_walks() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let first = token(&out.open, &out.round).await;
        assert_eq!(token(&out.open, &out.round).await, first);
        act(&out.open, &out.round, "revoke", json!({})).await.expect(204);
        out.phone.get("/round").await.expect_problem(410, "link_revoked");
        let nothing = json!({ "results": [], "ladder": [] });
        out.phone
            .post("/round/results", nothing.clone())
            .await
            .expect_problem(410, "link_revoked");
        let second = token(&out.open, &out.round).await;
        assert_ne!(first, second);
        out.phone.get("/round").await.expect_problem(410, "link_revoked");
        let again = canteen.client();
        again
            .post("/round/session", json!({ "token": first }))
            .await
            .expect_problem(410, "link_revoked");
        again.post("/round/session", json!({ "token": second })).await.expect(204);
        again.get("/round").await.expect(200);

        // On the way a round changes hands by handing its stops over; its own phone goes on, and shows nothing of them.
        let login = json!({ "login": "second", "password": crate::harness::furnish::PASSWORD });
        let somebody = out.open.admin.hire("volunteer", login).await;
        let given = json!({ "staff_id": somebody["id"] });
        for nobody_else in [given.clone(), json!({})] {
            let refused = act(&out.open, &out.round, "volunteer", nobody_else).await;
            refused.expect_problem(409, "on_the_way");
        }
        let done = out.handed_over(canteen, "王秀英");
        let all: Vec<&str> = out.stops.keys().map(|name| out.stop(name)).collect();
        let handing = json!({ "id": Uuid::now_v7(), "stops": all });
        act(&out.open, &out.round, "move", handing.clone()).await.expect(204);
        let taken_over = handing["id"].as_str().unwrap();
        act(&out.open, taken_over, "volunteer", given).await.expect(204);
        again.get("/round").await.expect_problem(410, "round_over");
        let late = again.post("/round/results", json!({ "results": [done] })).await.expect(200);
        assert_eq!(late["items"][0]["state"], "booked", "{late}");
        let third = phone(canteen, &out.open, taken_over).await;
        third.get("/round").await.expect(200);
        // Whoever left the canteen shows nothing any more.
        let leaver = format!("/staff/{}", somebody["id"].as_str().unwrap());
        out.open.admin.post(&format!("{leaver}/disable"), json!({})).await.expect(200);
        third.get("/round").await.expect_problem(410, "round_over");
        canteen.at("2026-11-23T16:00:00Z");
        third.get("/round").await.expect_problem(410, "round_over");
        third.post("/round/results", nothing.clone()).await.expect(200);
        canteen.at("2026-11-27T16:00:00Z");
        third.post("/round/results", nothing).await.expect_problem(410, "round_over");

        let stranger = canteen.client();
        stranger.get("/round").await.expect_problem(401, "round_not_open");
        let forged = with_another_secret(&second);
        for token in [forged, String::new(), "x".to_owned(), "0".repeat(64)] {
            stranger
                .post("/round/session", json!({ "token": token }))
                .await
                .expect_problem(401, "round_not_open");
        }
    });
}

/// The right round with a wrong secret.
fn with_another_secret(token: &str) -> String {
    let last = if token.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &token[..63])
}
