//! Does a repeated answer about money wait for a commit that writes? Only such a commit waits for a standby: without it the second
//! answer would promise what a failover still loses.

use pos_server::db::Sql;
use pos_server::ids::CanteenId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::canteen::Canteen;
use crate::harness::database::Which;
use crate::harness::{Client, furnish::Open};

/// Every move of a journal's head, kept by the database itself, and only once it is committed.
const KEPT: &str = "CREATE TABLE head_written (entry_no BIGINT)";
const ON_SQLITE: &str = "CREATE TRIGGER keep_head AFTER UPDATE ON ledger_head BEGIN INSERT INTO head_written VALUES (NEW.entry_no); END";
const ON_POSTGRES: &str = "CREATE RULE keep_head AS ON UPDATE TO ledger_head DO ALSO INSERT INTO head_written VALUES (NEW.entry_no)";

#[derive(sqlx::FromRow)]
struct Written {
    times: i64,
}

async fn watch_heads(canteen: &Canteen, which: Which) {
    let rule = match which {
        Which::Sqlite => ON_SQLITE,
        Which::Postgres => ON_POSTGRES,
    };
    let mut tx = canteen.app.db.begin(CanteenId::new()).await.unwrap();
    for statement in [KEPT, rule] {
        Sql::new(statement).execute(&mut tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn written(canteen: &Canteen) -> i64 {
    let mut tx = canteen.app.db.read().await.unwrap();
    let counted: Written = Sql::new("SELECT COUNT(*) AS times FROM head_written").one(&mut tx).await.unwrap();
    counted.times
}

/// Asks twice: the first books, the second gives the same answer and has written too.
async fn twice(canteen: &Canteen, client: &Client, path: &str, body: Value) -> Value {
    let first = client.post(path, body.clone()).await.expect(201);
    let before = written(canteen).await;
    assert_eq!(client.post(path, body).await.expect(200), first);
    assert!(written(canteen).await > before, "{path} answered a repetition without a write");
    first
}

#[test]
fn a_repeated_answer_about_money_waits_for_a_write_like_the_first() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        for which in [Which::Sqlite, Which::Postgres] {
            let canteen = Canteen::start(which).await;
            let open = canteen.open().await;
            open.admin
                .load_policy("# [owing]\n# limit = \"30.00\"", "[owing]\nlimit = \"15.00\"")
                .await;
            watch_heads(&canteen, which).await;
            at_the_counter(&canteen, &open).await;
            in_the_office(&canteen, &open).await;
            canteen.stop().await;
        }
    });
}

async fn at_the_counter(canteen: &Canteen, open: &Open) {
    let (lane, token) = (&open.lane.client, open.token("王秀英"));
    let id = Uuid::now_v7;
    let sale = json!({ "id": id(), "token": token, "tender": "cash", "serve_as": "decided" });
    let sale = twice(canteen, lane, "/sales", sale).await;
    let void = format!("/sales/{}/void", sale["id"].as_str().unwrap());
    twice(canteen, lane, &void, json!({ "id": id() })).await;
    let owed = json!({ "token": token, "tender": "owed", "serve_as": "pending" });
    open.lane.order(owed).await.expect(201);
    let paid = |amount: &str| json!({ "id": id(), "token": token, "amount": amount, "tender": "cash" });
    twice(canteen, lane, "/lane/repayments", paid("5.00")).await;
    twice(canteen, lane, "/lane/top-ups", paid("20.00")).await;
    let cash = json!({ "id": id(), "purpose": "change", "amount": "10.00", "reason": "找零" });
    twice(canteen, lane, "/lane/shift/cash", cash).await;
    let count = json!({ "id": id(), "cash": [] });
    let count = lane.post("/lane/shift/counts", count).await.expect(201);
    let close = json!({ "id": id(), "count_id": count["id"], "reason": "清点" });
    twice(canteen, lane, "/lane/shift/close", close).await;
}

async fn in_the_office(canteen: &Canteen, open: &Open) {
    let finance = canteen.staff(&open.admin, "finance").await;
    let path = |what: &str| format!("/wallets/{}{what}", open.residents["王秀英"]);
    let owed = finance.get(&path("")).await.expect(200)["owed"].clone();
    let repay = json!({ "id": Uuid::now_v7(), "amount": owed, "tender": "cash" });
    twice(canteen, &finance, &path("/repayments"), repay).await;
    let cards = open
        .coordinator
        .items(&format!("/cards?resident_id={}", open.residents["王秀英"]))
        .await;
    let close = format!("/cards/{}/close", cards[0]["id"].as_str().unwrap());
    open.coordinator.post(&close, json!({ "reason": "迁出" })).await.expect(200);
    let refund = json!({ "id": Uuid::now_v7(), "tender": "cash", "reason": "已迁出" });
    twice(canteen, &finance, &path("/refunds"), refund).await;
    let transfer = json!({ "id": Uuid::now_v7(), "from": "safe", "to": "bank", "amount": "1.00", "reason": "存款" });
    twice(canteen, &finance, "/books/transfers", transfer).await;
}
