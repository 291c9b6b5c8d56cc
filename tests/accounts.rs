//! Do trial balance, statements and the advance ledger say what the client's own books say, on any day?

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::canteen::Canteen;
use crate::harness::furnish::Open;
use crate::harness::{Client, on_both};

/// Yuan on the wire, in fen.
fn fen(yuan: &Value) -> i64 {
    yuan.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// The accounts of a trial balance with their balances; both sides must be equal, and the classes must add up to the same.
fn balances(trial: &Value) -> BTreeMap<String, i64> {
    assert_eq!(trial["total_debit"], trial["total_credit"], "{trial}");
    let lines = trial["accounts"].as_array().unwrap();
    let sum = |lines: &Value, side: &str| lines.as_array().unwrap().iter().map(|line| fen(&line[side])).sum::<i64>();
    for side in ["debit", "credit", "balance"] {
        assert_eq!(sum(&trial["accounts"], side), sum(&trial["classes"], side), "{trial}");
    }
    assert_eq!(sum(&trial["accounts"], "debit"), fen(&trial["total_debit"]));
    lines
        .iter()
        .map(|line| {
            assert_eq!(fen(&line["debit"]) - fen(&line["credit"]), fen(&line["balance"]));
            (line["account"].as_str().unwrap().to_owned(), fen(&line["balance"]))
        })
        .collect()
}

async fn trial(client: &Client, date: &str) -> Value {
    client.get(&format!("/books/trial-balance?date={date}")).await.expect(200)
}

/// What the journal's rows come to at the end of a day, added up by the judge.
async fn judged(canteen: &Canteen, end: &str) -> BTreeMap<String, i64> {
    let books = canteen.books().await;
    let end = end.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let before = books.entries.iter().filter(|entry| entry.at < end);
    let last = before
        .max_by_key(|entry| (entry.at, entry.entry_no))
        .map_or(0, |entry| entry.entry_no);
    let mut sums = BTreeMap::new();
    for line in books.lines.iter().filter(|line| line.entry_no <= last) {
        *sums.entry(line.account.clone()).or_insert(0) += line.amount_fen;
    }
    sums.retain(|_, sum| *sum != 0);
    sums
}

fn transfer(from: &str, to: &str, amount: &str) -> Value {
    json!({ "id": Uuid::now_v7(), "from": from, "to": to, "amount": amount, "reason": "存行" })
}

/// Three days of trade around midnight in the canteen.
async fn three_days(canteen: &Canteen, open: &Open) {
    let (lane, token) = (&open.lane, |name: &str| open.token(name).to_owned());
    lane.sell(&token("王秀英")).await.expect(201);
    let by_wechat = json!({ "token": token("张德福"), "tender": "wechat", "tender_reference": "4200001234" });
    let undone = lane.order(by_wechat).await.expect(201);
    lane.order(json!({ "unknown": true, "tender": "owed", "serve_as": "pending" }))
        .await
        .expect(201);
    lane.void(&undone).await.expect(201);
    // The last microsecond in the canteen's zone is still the first day; the next is not.
    canteen.at("2026-11-23T15:59:59.999999Z");
    open.sign_in_again().await;
    open.admin
        .post("/books/transfers", transfer("opening", "safe", "100.00"))
        .await
        .expect(201);
    canteen.at("2026-11-23T16:00:00Z");
    open.admin
        .post("/books/transfers", transfer("opening", "bank", "1.00"))
        .await
        .expect(201);
    canteen.at("2026-11-24T03:30:00Z");
    open.sign_in_again().await;
    lane.sell(&token("田桂英")).await.expect(201);
    lane.order(json!({ "guest": true, "tender": "alipay" })).await.expect(201);
}

#[test]
fn the_trial_balance_of_any_day_is_what_the_rows_come_to() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        three_days(canteen, &open).await;
        let finance = canteen.staff(&open.admin, "finance").await;
        finance
            .post("/books/transfers", transfer("opening", "bank", "5000.00"))
            .await
            .expect(201);
        for (date, end) in [
            ("2026-11-22", "2026-11-22T16:00:00Z"),
            ("2026-11-23", "2026-11-23T16:00:00Z"),
            ("2026-11-24", "2026-11-24T16:00:00Z"),
            ("2027-01-31", "2027-01-31T16:00:00Z"),
        ] {
            let trial = trial(&finance, date).await;
            assert_eq!(trial["date"], date);
            assert_eq!(balances(&trial), judged(canteen, end).await, "{date}");
        }
        let first = balances(&trial(&finance, "2026-11-23").await);
        assert_eq!(
            first["meals"], -3_000,
            "an elder's and a stranger's meal, the third was undone: {first:?}"
        );
        assert_eq!((first["cash:1"], first["owed:unknown"]), (990, 1_500));
        assert_eq!(
            (first["safe"], first.get("bank")),
            (10_000, None),
            "midnight belongs to the next day"
        );
        assert!(balances(&trial(&finance, "2026-11-22").await).is_empty());
        let today = finance.get("/books/trial-balance").await.expect(200);
        assert_eq!(balances(&today)["bank"], 500_100);
        finance
            .get("/books/trial-balance?date=9999-01-01")
            .await
            .expect_problem(422, "field_invalid");
    });
}

/// All rows of a statement, page by page: its first page, and the rows of all.
async fn statement(client: &Client, path: &str) -> (Value, Vec<Value>) {
    let first = client.get(path).await.expect(200);
    let (mut rows, mut page) = (Vec::new(), first.clone());
    loop {
        assert_eq!((&page["opening"], &page["closing"]), (&first["opening"], &first["closing"]));
        rows.extend(page["rows"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        page = client.get(&format!("{path}&cursor={cursor}")).await.expect(200);
    }
    let mut balance = fen(&first["opening"]);
    for row in &rows {
        balance += fen(&row["debit"]) - fen(&row["credit"]);
        assert_eq!(fen(&row["balance"]), balance, "{row}");
    }
    assert_eq!(fen(&first["closing"]), balance);
    (first, rows)
}

#[test]
fn a_statement_leads_from_its_opening_to_its_closing_over_all_pages() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        three_days(canteen, &open).await;
        for _ in 0..105 {
            open.lane.order(json!({ "guest": true, "tender": "alipay" })).await.expect(201);
        }
        let finance = canteen.staff(&open.admin, "finance").await;
        let day = "from=2026-11-24&to=2026-11-24";
        let (first, rows) = statement(&finance, &format!("/books/accounts/tender:alipay?{day}")).await;
        assert_eq!((fen(&first["opening"]), fen(&first["closing"]), rows.len()), (0, 106 * 1_500, 106));
        assert_eq!((&first["name"]["zh"], &first["class"]), (&json!("支付宝"), &json!("tender")));

        let whole = "from=2026-11-01&to=2026-11-30";
        let (_, rows) = statement(&finance, &format!("/books/accounts/tender:wechat?{whole}")).await;
        let told: Vec<(&str, &str, &str)> = rows
            .iter()
            .map(|row| {
                let text = |name: &str| row[name].as_str().unwrap();
                (text("kind"), text("debit"), text("reference"))
            })
            .collect();
        assert_eq!(told, [("sale", "9.90", "4200001234"), ("void", "0.00", "4200001234")]);
        assert_eq!(rows[1]["text"]["zh"], "冲红 2026-11-23 午餐（收据 3）");

        let (first, rows) = statement(&finance, &format!("/books/accounts/meals?{day}")).await;
        assert_eq!((fen(&first["opening"]), rows.len()), (-3_000, 107));
        let (funder, _) = statement(&finance, &format!("/books/accounts/receivable:example?{whole}")).await;
        assert_eq!(fen(&funder["closing"]), 1_020);
        let today = finance.get("/books/accounts/owed:unknown").await.expect(200);
        assert_eq!((&today["from"], &today["to"]), (&json!("2026-11-01"), &json!("2026-11-24")));
        finance.get("/books/accounts/purse:1").await.expect_problem(404, "not_found");
        let backwards = "/books/accounts/bank?from=2026-11-24&to=2026-11-23";
        finance.get(backwards).await.expect_problem(422, "field_invalid");
    });
}

#[test]
fn money_moves_between_the_canteens_own_places_once_and_a_fee_stays_on_the_way() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let finance = canteen.staff(&open.admin, "finance").await;
        let mut order = transfer("tender:wechat", "bank", "1000.00");
        order["fee"] = json!("6.00");
        order["reference"] = json!("20261123结算");
        let done = finance.post("/books/transfers", order.clone()).await.expect(201);
        assert_eq!((&done["amount"], &done["arrived"]), (&json!("1000.00"), &json!("994.00")));
        assert_eq!(finance.post("/books/transfers", order.clone()).await.expect(200), done);
        order["amount"] = json!("999.00");
        finance.post("/books/transfers", order).await.expect_problem(409, "id_reused");
        let today = balances(&finance.get("/books/trial-balance").await.expect(200));
        let wanted = [("bank", 99_400), ("fees", 600), ("tender:wechat", -100_000)];
        assert_eq!(today, wanted.map(|(account, fen)| (account.to_owned(), fen)).into());

        for (field, body) in [
            ("from", transfer("meals", "bank", "1.00")),
            ("to", transfer("bank", "cash:1", "1.00")),
            ("to", transfer("bank", "wallet:01932d1e-0000-7000-8000-000000000001", "1.00")),
            ("to", transfer("bank", "bank", "1.00")),
            ("amount", transfer("bank", "safe", "0.00")),
            (
                "reason",
                json!({ "id": Uuid::now_v7(), "from": "bank", "to": "safe", "amount": "1.00", "reason": "x\ny" }),
            ),
            (
                "reason",
                json!({ "id": Uuid::now_v7(), "from": "bank", "to": "safe", "amount": "1.00", "reason": " " }),
            ),
            (
                "fee",
                json!({ "id": Uuid::now_v7(), "from": "bank", "to": "safe", "amount": "1.00", "fee": "1.00", "reason": "取款" }),
            ),
        ] {
            let problem = finance.post("/books/transfers", body).await.expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], field);
        }
        assert_eq!(balances(&finance.get("/books/trial-balance").await.expect(200)), today);
        let checker = canteen.staff(&open.admin, "checker").await;
        checker
            .post("/books/transfers", transfer("bank", "safe", "1.00"))
            .await
            .expect_problem(403, "not_allowed");
        let trail = open.admin.items("/audit").await;
        let written = trail.iter().filter(|line| line["action"] == "money_transferred").count();
        assert_eq!(written, 1, "a repetition is no second act");
    });
}

#[test]
fn what_funders_owe_waits_until_it_is_paid_and_nobody_pays_twice() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        three_days(canteen, &open).await;
        canteen.at("2026-12-02T03:30:00Z");
        open.sign_in_again().await;
        open.lane.sell(open.token("王秀英")).await.expect(201);
        let finance = canteen.staff(&open.admin, "finance").await;
        let lines = async || {
            let ledger = finance.get("/books/advances").await.expect(200);
            let items = ledger["items"].as_array().unwrap().clone();
            let sum: i64 = items.iter().map(|line| fen(&line["open"])).sum();
            assert_eq!(fen(&ledger["open"]), sum);
            let line = |line: &Value| {
                let text = |name: &str| line[name].as_str().unwrap().to_owned();
                (text("funder"), text("month"), text("open"), line["days_waiting"].as_i64().unwrap())
            };
            items.iter().map(line).collect::<Vec<_>>()
        };
        let line = |month: &str, open: &str, days| ("example".to_owned(), month.to_owned(), open.to_owned(), days);
        assert_eq!(lines().await, [line("2026-11", "10.20", 2), line("2026-12", "5.10", 0)]);

        let payment = |amount: &str| json!({ "id": Uuid::now_v7(), "funder": "example", "month": "2026-11", "amount": amount });
        finance
            .post("/books/funder-payments", payment("10.21"))
            .await
            .expect_problem(409, "overpaid");
        let part = payment("4.20");
        let done = finance.post("/books/funder-payments", part.clone()).await.expect(201);
        assert_eq!(
            (&done["account"], &done["month"]),
            (&json!("receivable:example"), &json!("2026-11"))
        );
        assert_eq!(finance.post("/books/funder-payments", part).await.expect(200), done);
        assert_eq!(lines().await[0], line("2026-11", "6.00", 2));
        finance
            .post("/books/funder-payments", payment("6.01"))
            .await
            .expect_problem(409, "overpaid");
        finance.post("/books/funder-payments", payment("6.00")).await.expect(201);
        assert_eq!(lines().await[0], line("2026-11", "0.00", 0));
        let unknown = json!({ "id": Uuid::now_v7(), "funder": "nobody", "month": "2026-11", "amount": "0.01" });
        finance
            .post("/books/funder-payments", unknown)
            .await
            .expect_problem(409, "overpaid");
        let today = balances(&finance.get("/books/trial-balance").await.expect(200));
        assert_eq!((today["bank"], today["receivable:example"]), (1_120, 510));
    });
}
