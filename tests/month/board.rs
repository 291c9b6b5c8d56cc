//! Does the month's board say how far the month is, what blocks it and who must act, and do months close in their order?

use serde_json::{Value, json};
use uuid::Uuid;

use super::over::{Over, approve, close_shift, late_lunch, over, propose, undo};
use super::{clean_month, exceptions, sign_in};
use crate::harness::{Client, on_both};
use crate::rounds::out::out;

async fn board(who: &Client, month: &str) -> Value {
    who.get(&format!("/months/{month}/board")).await.expect(200)
}

/// What is to do: of what how many, blocking or not.
fn steps(board: &Value) -> Vec<(&str, i64, &str)> {
    let steps = board["steps"].as_array().unwrap().iter();
    steps
        .map(|step| {
            let (kind, severity) = (step["kind"].as_str().unwrap(), step["severity"].as_str().unwrap());
            (kind, step["count"].as_i64().unwrap(), severity)
        })
        .collect()
}

#[test]
fn the_board_goes_with_the_month_from_its_first_meal_to_its_closing() {
    on_both(async |canteen| {
        let open = clean_month(canteen).await;
        canteen.wait_seconds(1200);
        let again = json!({ "token": open.token("李建国"), "serve_as": "pending" });
        open.lane.order(again).await.expect(201);
        // The shift was opened days ago; the second meal is known at once.
        let running = board(&open.coordinator, "2026-11").await;
        assert_eq!(running["state"], "running");
        assert_eq!(steps(&running), [("shifts", 1, "block"), ("blocking", 1, "block")]);
        assert_eq!(running["steps"][0]["roles"], json!(["admin", "cashier"]));
        close_shift(&open).await;
        canteen.at("2026-12-01T01:00:00Z");
        open.sign_in_again().await;
        let blocked = board(&open.admin, "2026-11").await;
        assert_eq!(
            (&blocked["state"], steps(&blocked)),
            (&json!("blocked"), vec![("blocking", 1, "block")])
        );
        assert_eq!(blocked["steps"][0]["link"], "/office/month/exceptions?month=2026-11");
        let item = exceptions(&open.admin).await.remove(0);
        let path = format!("/months/2026-11/exceptions/{}/settle", item["key"].as_str().unwrap());
        let reason = json!({ "id": Uuid::now_v7(), "facts": item["facts"], "reason": "替老伴带一份" });
        open.admin.post(&path, reason).await.expect(204);
        let ready = board(&open.admin, "2026-11").await;
        assert_eq!((&ready["state"], steps(&ready)), (&json!("ready"), vec![("propose", 1, "warn")]));
        assert_eq!(ready["exceptions"], json!({ "blocking": 0, "warning": 0, "settled": 1 }));
        let checker = canteen.staff(&open.admin, "checker").await;
        let proposal = propose(&open.admin, "2026-11").await.expect(201);
        let proposed = board(&checker, "2026-11").await;
        assert_eq!(
            (&proposed["state"], steps(&proposed)),
            (&json!("proposed"), vec![("approve", 1, "warn")])
        );
        assert_eq!(proposed["steps"][0]["roles"], json!(["admin", "checker"]));
        assert_eq!(proposed["sums"], proposal["sums"]);
        assert_eq!(proposed["funders"].as_object().unwrap().len(), 1);
        approve(&checker, "2026-11", &proposal).await.expect(200);
        let closed = board(&open.coordinator, "2026-11").await;
        assert_eq!((&closed["state"], steps(&closed)), (&json!("closed"), vec![]));
        assert_eq!((&closed["sums"], &closed["exceptions"]), (&proposal["sums"], &ready["exceptions"]));
    });
}

#[test]
fn a_round_that_is_not_back_keeps_the_month_open() {
    on_both(async |canteen| {
        let out = out(canteen).await;
        let today = board(&out.open.admin, "2026-11").await;
        assert!(steps(&today).is_empty(), "{today}");
        canteen.at("2026-11-24T01:00:00Z");
        out.open.sign_in_again().await;
        let later = board(&out.open.admin, "2026-11").await;
        let rounds = &later["steps"][0];
        assert_eq!(
            (&rounds["kind"], &rounds["count"], &rounds["link"]),
            (&json!("rounds"), &json!(1), &json!("/office/deliveries/rounds?day=2026-11-23"))
        );
        assert_eq!(rounds["roles"], json!(["admin", "coordinator"]));
    });
}

#[test]
fn months_close_in_their_order() {
    on_both(async |canteen| {
        let Over { open, .. } = over(canteen).await;
        let token = open.token("王秀英");
        let lunch = json!({ "token": token, "serve_as": "eaten", "pays": "9.90", "sold_at": "2026-12-01T00:30:00Z" });
        open.lane.order(lunch).await.expect(201);
        close_shift(&open).await;
        canteen.at("2027-01-01T01:00:00Z");
        let (finance, checker) = (sign_in(canteen, "finance").await, sign_in(canteen, "checker").await);
        let refused = propose(&finance, "2026-12").await.expect_problem(409, "earlier_month_open");
        assert!(refused["message"]["zh"].as_str().unwrap().starts_with("2026-11 "), "{refused}");
        let december = board(&finance, "2026-12").await;
        assert_eq!(
            (&december["state"], &december["steps"][0]["kind"]),
            (&json!("blocked"), &json!("earlier_months"))
        );
        assert_eq!(december["steps"][0]["link"], "/office/month/board?month=2026-11");
        let november = propose(&finance, "2026-11").await.expect(201);
        // Nobody closes December by a proposal of November, nor before it.
        approve(&checker, "2026-12", &november).await.expect_problem(404, "not_found");
        approve(&checker, "2026-11", &november).await.expect(200);
        propose(&finance, "2026-12").await.expect(201);
    });
}

#[test]
fn corrections_are_shown_with_their_rows_and_stay_as_they_were_approved() {
    on_both(async |canteen| {
        let Over { open, finance, checker } = over(canteen).await;
        let november = propose(&finance, "2026-11").await.expect(201);
        approve(&checker, "2026-11", &november).await.expect(200);
        late_lunch(&open, "王秀英").await;
        let undone = late_lunch(&open, "田桂英").await;
        undo(&open, &undone).await;
        close_shift(&open).await;
        let rows = finance.get("/months/2026-12/corrections").await.expect(200);
        let standard: Vec<&Value> = rows["items"].as_array().unwrap().iter().map(|row| &row["standard"]).collect();
        assert_eq!(standard, [&json!("15.00"), &json!("15.00"), &json!("-15.00")]);
        assert_eq!(
            (&rows["items"][2]["void_reason"], &rows["items"][2]["name"]),
            (&json!("没有来吃"), &json!("田*英"))
        );
        let sums = board(&finance, "2026-12").await["sums"].clone();
        assert_eq!(
            (&sums["corrections"], &sums["corrected_shares"]),
            (&json!(3), &json!({ "example": "5.10" }))
        );
        canteen.at("2027-01-01T01:00:00Z");
        let (finance, checker) = (sign_in(canteen, "finance").await, sign_in(canteen, "checker").await);
        let december = propose(&finance, "2026-12").await.expect(201);
        assert_eq!(december["sums"], sums);
        approve(&checker, "2026-12", &december).await.expect(200);
        assert_eq!(finance.get("/months/2026-12/corrections").await.expect(200), rows);
        assert_eq!(finance.get("/months/2026-11/corrections").await.expect(200)["items"], json!([]));
    });
}
