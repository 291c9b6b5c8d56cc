//! Is a drawer counted blind, closed once, and never touched again?

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, on_both};

fn id() -> Uuid {
    Uuid::now_v7()
}

/// A drawer by its notes and coins.
fn drawer(pieces: &[(&str, u32)]) -> Value {
    pieces
        .iter()
        .map(|(value, count)| json!({ "value": value, "count": count }))
        .collect()
}

#[test]
fn a_shift_is_opened_counted_blind_and_closed_with_its_report() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let lane = &open.lane.client;
        let opening = json!({ "id": id(), "float": "200.00" });
        let shift = lane.post("/lane/shift", opening.clone()).await.expect(201);
        assert_eq!((&shift["shift_no"], &shift["float"]), (&json!(1), &json!("200.00")));
        assert_eq!(lane.post("/lane/shift", opening).await.expect(200), shift);
        lane.post("/lane/shift", json!({ "id": id(), "float": "0.00" }))
            .await
            .expect_problem(409, "shift_open");

        open.lane.sell(open.token("王秀英")).await.expect(201);
        open.lane.order(json!({ "guest": true, "tender": "wechat" })).await.expect(201);
        let mistake = open.lane.sell(open.token("张德福")).await.expect(201);
        open.lane.void(&mistake).await.expect(201);
        let cash = json!({ "id": id(), "purpose": "expense", "amount": "12.50", "reason": "买葱" });
        lane.post("/lane/shift/cash", cash).await.expect(201);

        // 200.00 + 9.90 - 12.50 = 197.40, and 197.30 are found.
        let seen = lane.get("/lane/shift").await.expect(200);
        assert!(!seen.to_string().contains("197.40"), "the count is blind: {seen}");
        let counting = json!({ "id": id(), "cash": drawer(&[("100.00", 1), ("50.00", 1), ("20.00", 2), ("5.00", 1), ("1.00", 2), ("0.10", 3)]),
            "wechat": "15.00", "alipay": null });
        let count = lane.post("/lane/shift/counts", counting.clone()).await.expect(201);
        assert_eq!(
            count["tenders"],
            json!([
                { "tender": "cash", "expected": "197.40", "counted": "197.30", "variance": "-0.10" },
                { "tender": "wechat", "expected": "15.00", "counted": "15.00", "variance": "0.00" },
                { "tender": "alipay", "expected": "0.00", "counted": null, "variance": null },
            ])
        );
        assert_eq!(lane.post("/lane/shift/counts", counting).await.expect(200), count);
        let close = json!({ "id": id(), "count_id": count["id"] });
        lane.post("/lane/shift/close", close).await.expect_problem(422, "field_invalid");

        // A recount is kept beside the first; what is sold after it makes it old.
        let again =
            json!({ "id": id(), "cash": drawer(&[("100.00", 1), ("50.00", 1), ("20.00", 2), ("5.00", 1), ("1.00", 2), ("0.10", 4)]) });
        let recount = lane.post("/lane/shift/counts", again).await.expect(201);
        assert_eq!(
            (&recount["count_no"], &recount["tenders"][0]["variance"]),
            (&json!(2), &json!("0.00"))
        );
        lane.post(
            "/lane/shift/close",
            json!({ "id": id(), "count_id": count["id"], "reason": "少一角" }),
        )
        .await
        .expect_problem(409, "count_is_old");
        let close = json!({ "id": id(), "count_id": recount["id"] });
        let report = lane.post("/lane/shift/close", close.clone()).await.expect(201);
        assert_eq!(lane.post("/lane/shift/close", close).await.expect(200), report);
        assert_eq!(
            (&report["z_no"], &report["counts"], &report["sales"]["meals"]),
            (&json!(1), &json!(2), &json!(3))
        );
        assert_eq!(report["voids"], json!([{ "tender": "cash", "meals": 1, "pays": "9.90" }]));
        assert_eq!(report["movements"][0]["amount"], "-12.50");
        assert_eq!(report["grand_total"]["meals"], 3);

        // The frozen report is the same everywhere and afterwards; the next sale opens the next shift.
        let path = format!("/z-reports/{}", report["id"].as_str().unwrap());
        open.lane.order(json!({ "guest": true })).await.expect(201);
        assert_eq!(open.admin.get(&path).await.expect(200), report);
        assert_eq!(lane.get(&format!("/lane{path}")).await.expect(200), report);
        let shifts = open.admin.get("/shifts").await.expect(200);
        assert_eq!(shifts["items"].as_array().unwrap().len(), 2);
        assert_eq!(
            (&shifts["items"][0]["opened_by_itself"], &shifts["items"][1]["z_report"]["z_no"]),
            (&json!(true), &json!(1))
        );
    });
}

#[test]
fn what_is_undone_after_the_close_comes_out_of_the_next_drawer() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let lane = &open.lane.client;
        let sale = open.lane.sell(open.token("王秀英")).await.expect(201);
        let count = json!({ "id": id(), "cash": drawer(&[("5.00", 1), ("1.00", 4), ("0.10", 9)]) });
        let count = lane.post("/lane/shift/counts", count).await.expect(201);
        let close = json!({ "id": id(), "count_id": count["id"] });
        let report = lane.post("/lane/shift/close", close).await.expect(201);
        open.lane.void(&sale).await.expect(201);
        let path = format!("/z-reports/{}", report["id"].as_str().unwrap());
        assert_eq!(open.admin.get(&path).await.expect(200), report);
        let count = lane.post("/lane/shift/counts", json!({ "id": id(), "cash": [] })).await.expect(201);
        assert_eq!(count["tenders"][0]["expected"], "-9.90");
    });
}

/// Counts a lane's drawer and closes its shift, the drawer as found.
async fn close(lane: &Client, pieces: &[(&str, u32)]) -> Value {
    let count = json!({ "id": id(), "cash": drawer(pieces) });
    let count = lane.post("/lane/shift/counts", count).await.expect(201);
    let close = json!({ "id": id(), "count_id": count["id"], "reason": "断网时卖出的还没有上传" });
    lane.post("/lane/shift/close", close).await.expect(201)
}

#[test]
fn a_kept_sale_counts_in_the_drawer_it_was_sold_at_while_that_is_open_and_in_the_next_one_afterwards() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let lane = &open.lane.client;
        let kept =
            |name: &str, sold_at: &str| json!({ "token": open.token(name), "serve_as": "eaten", "pays": "9.90", "sold_at": sold_at });
        lane.post("/lane/shift", json!({ "id": id(), "float": "100.00" })).await.expect(201);
        canteen.at("2026-11-23T04:00:00Z");
        // The first comes while its drawer is open, however late.
        open.lane.order(kept("王秀英", "2026-11-23T03:45:00Z")).await.expect(201);
        // The second lies in the drawer when it is counted, and is brought afterwards.
        let first = close(
            lane,
            &[("100.00", 1), ("10.00", 1), ("5.00", 1), ("1.00", 4), ("0.50", 1), ("0.10", 3)],
        )
        .await;
        assert_eq!((&first["sales"]["meals"], &first["late"]), (&json!(1), &json!([])));
        assert_eq!(first["tenders"][0]["variance"], "9.90");
        canteen.at("2026-11-23T04:20:00Z");
        open.lane.order(kept("张德福", "2026-11-23T03:50:00Z")).await.expect(201);
        // Between the two drawers nobody was in a shift: this one is nobody's but the next one's.
        open.lane.order(kept("田桂英", "2026-11-23T04:10:00Z")).await.expect(201);
        open.lane.order(json!({ "guest": true })).await.expect(201);

        let second = close(lane, &[("10.00", 2), ("1.00", 4), ("0.50", 1), ("0.10", 4)]).await;
        assert_eq!(second["sales"]["meals"], 3);
        assert_eq!(second["late"], json!([{ "tender": "cash", "meals": 1, "pays": "9.90" }]));
        assert_eq!(second["tenders"][0]["variance"], "-9.90");
        let path = format!("/z-reports/{}", first["id"].as_str().unwrap());
        assert_eq!(open.admin.get(&path).await.expect(200), first);

        // What is late for one lane is not late for another.
        let other = canteen.lane(&open.admin, "二号窗口").await;
        other.order(kept("李建国", "2026-11-23T03:55:00Z")).await.expect(201);
        let third = close(&other.client, &[]).await;
        assert_eq!((&third["sales"]["meals"], &third["late"]), (&json!(1), &json!([])));
    });
}

#[test]
fn two_lanes_have_two_drawers_and_nobody_closes_another_ones() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let other = canteen.lane(&open.admin, "二号窗口").await;
        open.lane.order(json!({ "guest": true })).await.expect(201);
        let count = json!({ "id": id(), "cash": drawer(&[("10.00", 1), ("5.00", 1)]) });
        let count = open.lane.client.post("/lane/shift/counts", count).await.expect(201);
        let close = json!({ "id": id(), "count_id": count["id"] });
        other
            .client
            .post("/lane/shift/close", close.clone())
            .await
            .expect_problem(409, "no_open_shift");
        other.order(json!({ "guest": true })).await.expect(201);
        other
            .client
            .post("/lane/shift/close", close.clone())
            .await
            .expect_problem(404, "not_found");
        let report = open.lane.client.post("/lane/shift/close", close).await.expect(201);
        let path = format!("/lane/z-reports/{}", report["id"].as_str().unwrap());
        other.client.get(&path).await.expect_problem(404, "not_found");
    });
}

#[test]
fn counts_that_no_drawer_can_hold_are_refused() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let lane = &open.lane.client;
        let none = lane.post("/lane/shift/counts", json!({ "id": id(), "cash": [] })).await;
        none.expect_problem(409, "no_open_shift");
        open.lane.order(json!({ "guest": true })).await.expect(201);
        for cash in [
            drawer(&[("3.00", 1)]),
            drawer(&[("5.00", 1), ("5.00", 1)]),
            drawer(&[("5.00", 100_001)]),
            json!([{ "value": "5.00", "count": -1 }]),
        ] {
            lane.post("/lane/shift/counts", json!({ "id": id(), "cash": cash }))
                .await
                .expect_problem(422, "field_invalid");
        }
        for (amount, reason) in [("0.00", "零钱"), ("1.00", " ")] {
            let cash = json!({ "id": id(), "purpose": "change", "amount": amount, "reason": reason });
            lane.post("/lane/shift/cash", cash).await.expect_problem(422, "field_invalid");
        }
    });
}

#[test]
fn a_top_up_that_is_asked_for_again_after_the_close_opens_no_shift() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let lane = &open.lane.client;
        let top_up = json!({ "id": id(), "token": open.token("王秀英"), "amount": "5.00", "tender": "wechat" });
        lane.post("/lane/top-ups", top_up.clone()).await.expect(201);
        let handed_over = json!({ "id": id(), "purpose": "change", "amount": "10.00", "reason": "零钱" });
        lane.post("/lane/shift/cash", handed_over.clone()).await.expect(201);
        let count = json!({ "id": id(), "cash": drawer(&[("10.00", 1)]) });
        let count = lane.post("/lane/shift/counts", count).await.expect(201);
        let close = json!({ "id": id(), "count_id": count["id"] });
        lane.post("/lane/shift/close", close).await.expect(201);
        let size = canteen.books().await.size();
        lane.post("/lane/top-ups", top_up).await.expect(200);
        lane.post("/lane/shift/cash", handed_over).await.expect(200);
        assert_eq!(canteen.books().await.size(), size);
        assert_eq!(lane.get("/lane/shift").await.expect(200)["shift"], Value::Null);
    });
}
