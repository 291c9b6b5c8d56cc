//! Who may undo a sale alone, and who is a second person?

use serde_json::json;
use uuid::Uuid;

use crate::harness::furnish::{PASSWORD, PIN};
use crate::harness::on_both;

#[test]
fn nobody_is_their_own_second_person_however_early() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let chief = json!({ "login": "chief", "password": PASSWORD, "pin": PIN });
        let hired = open.admin.hire("admin", chief).await;
        let at_lane = json!({ "staff_id": hired["id"], "pin": PIN });
        open.lane.client.post("/lane/cashier", at_lane).await.expect(200);
        let sale = open.lane.sell(open.token("王秀英")).await.expect(201);
        let path = format!("/sales/{}/void", sale["id"].as_str().unwrap());
        for seconds in [0, 15 * 60 + 1] {
            canteen.wait_seconds(seconds);
            let alone = json!({
                "id": Uuid::now_v7(), "reason": "刷错卡", "approver": { "login": "chief", "password": PASSWORD },
            });
            let answer = open.lane.client.post(&path, alone).await;
            answer.expect_problem(403, "second_person_needed");
        }
    });
}

#[test]
fn a_meal_whose_debt_is_paid_is_told_so_and_not_voided() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let token = open.token("王秀英");
        open.lane.sell(token).await.expect(201);
        let second = json!({ "token": token, "tender": "owed", "serve_as": "pending" });
        let second = open.lane.order(second).await.expect(201);
        let repay = json!({ "id": Uuid::now_v7(), "token": token, "amount": "0.01", "tender": "cash" });
        open.lane.client.post("/lane/repayments", repay).await.expect(201);
        open.lane.void(&second).await.expect_problem(409, "debt_paid");
        let third = json!({ "token": token, "tender": "owed", "serve_as": "pending" });
        open.lane.order(third).await.expect(201);
        open.lane.void(&second).await.expect(201);
    });
}

#[test]
fn a_sale_from_before_the_clock_was_set_back_is_not_voided_alone() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let sale = open.lane.sell(open.token("王秀英")).await.expect(201);
        canteen.wait_seconds(-121);
        open.lane.void(&sale).await.expect_problem(403, "second_person_needed");
        canteen.wait_seconds(1);
        open.lane.void(&sale).await.expect(201);
    });
}
