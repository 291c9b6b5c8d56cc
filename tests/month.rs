//! Does the month say what an auditor would ask, and nothing else?

mod board;
mod claim;
mod closing;
pub mod frauds;
mod lines;
pub mod over;
mod people;
mod settling;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::{Open, PASSWORD};
use crate::harness::{Canteen, Client};

/// The exceptions of the stories' month, as somebody sees them.
pub async fn exceptions(who: &Client) -> Vec<Value> {
    let month = who.get("/months/2026-11/exceptions").await.expect(200);
    month["items"].as_array().unwrap().clone()
}

/// The numbers of the checks that are lit, each once.
pub async fn lit(who: &Client) -> Vec<String> {
    let items = exceptions(who).await;
    let mut checks: Vec<String> = items.iter().map(|item| item["check"].as_str().unwrap().to_owned()).collect();
    checks.dedup();
    checks
}

/// Makes a policy public, or the one in force on the day of the stories.
pub async fn publish(open: &Open, policy: Option<Uuid>) {
    let in_force = open.admin.get("/policies").await.expect(200);
    let newest = in_force["items"][0]["id"].as_str().map(ToOwned::to_owned);
    let policy = policy.map(|id| id.to_string()).or(newest).unwrap();
    let body = json!({ "id": Uuid::now_v7(), "published_on": "2026-10-30", "place": "社区公告栏" });
    open.admin.post(&format!("/policies/{policy}/publications"), body).await.expect(201);
}

/// A day at the counter: at noon, one card a minute in the order of the names.
pub async fn lunch(canteen: &Canteen, open: &Open, day: u32, names: &[&str]) {
    canteen.at(&format!("2026-11-{day}T03:30:00Z"));
    open.sign_in_again().await;
    for name in names {
        open.lane.sell(open.token(name)).await.expect(201);
        canteen.wait_seconds(60);
    }
}

/// A canteen with a made-public policy and four days of trade in which nothing is wrong.
pub async fn clean_month(canteen: &Canteen) -> Open {
    let open = canteen.open().await;
    publish(&open, None).await;
    lunch(canteen, &open, 23, &["王秀英", "张德福", "李建国", "陈小明", "欧阳秀兰"]).await;
    lunch(canteen, &open, 24, &["张德福", "王秀英", "欧阳秀兰", "田桂英"]).await;
    lunch(canteen, &open, 25, &["王秀英", "张德福", "李建国", "陈小明", "欧阳秀兰"]).await;
    lunch(canteen, &open, 26, &["田桂英", "李建国", "王𠮷祥"]).await;
    open
}

/// Signs somebody of the office in once more, on another day.
pub async fn sign_in(canteen: &Canteen, login: &str) -> Client {
    let client = canteen.client();
    client
        .post("/session", json!({ "login": login, "password": PASSWORD }))
        .await
        .expect(200);
    client
}
