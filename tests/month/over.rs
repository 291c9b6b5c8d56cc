//! How does a story end and close its month?

use serde_json::{Value, json};
use uuid::Uuid;

use super::{clean_month, sign_in};
use crate::harness::furnish::{Open, PASSWORD};
use crate::harness::{Answer, Canteen, Client};

/// A month that is over, its shift closed, with somebody of finance and a checker.
pub struct Over {
    pub open: Open,
    pub finance: Client,
    pub checker: Client,
}

/// Ends the lane's shift; the drawer never has what the books expect.
pub async fn close_shift(open: &Open) {
    let count = json!({ "id": Uuid::now_v7(), "cash": [{ "value": "0.10", "count": 1 }] });
    let count = open.lane.client.post("/lane/shift/counts", count).await.expect(201);
    let close = json!({ "id": Uuid::now_v7(), "count_id": count["id"], "reason": "已核对" });
    open.lane.client.post("/lane/shift/close", close).await.expect(201);
}

/// A month of clean trade that is over.
pub async fn over(canteen: &Canteen) -> Over {
    ended(canteen, clean_month(canteen).await).await
}

/// The first of December, whatever was traded in November.
pub async fn ended(canteen: &Canteen, open: Open) -> Over {
    for role in ["finance", "checker"] {
        open.admin.hire(role, json!({ "password": PASSWORD })).await;
    }
    close_shift(&open).await;
    canteen.at("2026-12-01T01:00:00Z");
    open.sign_in_again().await;
    Over {
        finance: sign_in(canteen, "finance").await,
        checker: sign_in(canteen, "checker").await,
        open,
    }
}

/// Proposes a month.
pub async fn propose(who: &Client, month: &str) -> Answer {
    who.post(&format!("/months/{month}/closings"), json!({ "id": Uuid::now_v7() }))
        .await
}

/// Approves a proposal as it was shown.
pub async fn approve(who: &Client, month: &str, proposal: &Value) -> Answer {
    let path = format!("/months/{month}/closings/{}/approval", proposal["id"].as_str().unwrap());
    who.post(&path, json!({ "sha256": proposal["sha256"] })).await
}

/// Undoes a sale of another day, with a second person.
pub async fn undo(open: &Open, sale: &Value) {
    let path = format!("/sales/{}/void", sale["id"].as_str().unwrap());
    let approver = json!({ "login": "coordinator", "password": PASSWORD });
    let body = json!({ "id": Uuid::now_v7(), "reason": "没有来吃", "approver": approver });
    open.lane.client.post(&path, body).await.expect(201);
}

/// A lunch of the last day of November that its lane brings later.
pub async fn late_lunch(open: &Open, name: &str) -> Value {
    let kept = json!({ "token": open.token(name), "serve_as": "eaten", "pays": "9.90", "sold_at": "2026-11-30T04:00:00Z" });
    open.lane.order(kept).await.expect(201)
}

/// Closes November by its two people.
pub async fn closed(over: &Over) -> Value {
    let proposal = propose(&over.finance, "2026-11").await.expect(201);
    approve(&over.checker, "2026-11", &proposal).await.expect(200)
}

/// Closes a month by its two people, at a moment.
pub async fn close_at(canteen: &Canteen, at: &str, month: &str) {
    canteen.at(at);
    let (finance, checker) = (sign_in(canteen, "finance").await, sign_in(canteen, "checker").await);
    let proposal = propose(&finance, month).await.expect(201);
    approve(&checker, month, &proposal).await.expect(200);
}
