//! Does the office give back what is on a card, and take what is owed, exactly once and to the fen?

use futures_util::future::join_all;
use pos_server::finance::check::check;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::canteen::Canteen;
use crate::harness::furnish::{Open, PASSWORD};
use crate::harness::register::id_number;
use crate::harness::{Client, on_both};

/// Puts money on somebody's card.
async fn top_up(open: &Open, name: &str, amount: &str) {
    let body = json!({ "id": Uuid::now_v7(), "token": open.token(name), "amount": amount, "tender": "cash" });
    open.lane.client.post("/lane/top-ups", body).await.expect(201);
}

/// Takes somebody's card out of use.
async fn close_card(open: &Open, name: &str) {
    let cards = open
        .coordinator
        .items(&format!("/cards?resident_id={}", open.residents[name]))
        .await;
    let path = format!("/cards/{}/close", cards[0]["id"].as_str().unwrap());
    open.coordinator.post(&path, json!({ "reason": "迁出" })).await.expect(200);
}

fn refund(tender: &str) -> Value {
    json!({ "id": Uuid::now_v7(), "tender": tender, "reason": "已迁出" })
}

fn path(open: &Open, name: &str, what: &str) -> String {
    format!("/wallets/{}{what}", open.residents[name])
}

async fn wallet(client: &Client, open: &Open, name: &str) -> Value {
    client.get(&path(open, name, "")).await.expect(200)
}

/// What stands on one account or on one class of the trial balance, in yuan.
async fn stands(open: &Open, list: &str, key: &str, name: &str) -> String {
    let trial = open.admin.get("/books/trial-balance").await.expect(200);
    let lines = trial[list].as_array().unwrap();
    let found = lines.iter().find(|line| line[key] == name);
    found.map_or_else(|| "0.00".to_owned(), |line| line["balance"].as_str().unwrap().to_owned())
}

/// The program's own check of the live books finds nothing either.
async fn checked(canteen: &Canteen) {
    let mut tx = canteen.app.db.snapshot().await.unwrap();
    check(&mut tx, &canteen.app.keys).await.unwrap();
}

#[test]
fn a_balance_is_given_back_once_the_card_is_closed() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let finance = canteen.staff(&open.admin, "finance").await;
        top_up(&open, "王秀英", "20.00").await;
        open.lane
            .order(json!({ "token": open.token("王秀英"), "tender": "wallet" }))
            .await
            .expect(201);
        let refunds = path(&open, "王秀英", "/refunds");
        let order = refund("cash");
        let problem = finance.post(&refunds, order.clone()).await.expect_problem(409, "card_still_active");
        let card = wallet(&finance, &open, "王秀英").await["card_in_use"].as_str().unwrap().to_owned();
        let said = problem["message"]["zh"].as_str().unwrap().replace(' ', "");
        assert!(said.contains(&card), "{problem}");

        close_card(&open, "王秀英").await;
        let done = finance.post(&refunds, order.clone()).await.expect(201);
        assert_eq!((&done["amount"], &done["kind"]), (&json!("10.10"), &json!("refund")));
        assert_eq!(stands(&open, "accounts", "account", "safe").await, "-10.10");
        let view = wallet(&finance, &open, "王秀英").await;
        assert_eq!((&view["balance"], &view["card_in_use"]), (&json!("0.00"), &Value::Null));
        let told: Vec<_> = view["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (&line["change"], &line["left"]))
            .collect();
        assert_eq!(json!(told), json!([["-10.10", "0.00"], ["-9.90", "10.10"], ["20.00", "20.00"]]));
        assert_eq!(view["lines"][0]["text"]["zh"], "退款：已迁出");

        // A repetition gets the first answer, even when there is a card again; another refund finds nothing.
        open.coordinator.issue_all().await;
        assert_eq!(finance.post(&refunds, order.clone()).await.expect(200), done);
        let mut other = order;
        other["tender"] = json!("bank");
        finance.post(&refunds, other).await.expect_problem(409, "id_reused");
        close_card(&open, "王秀英").await;
        finance.post(&refunds, refund("cash")).await.expect_problem(409, "wallet_empty");
        let kept = open.admin.get("/audit").await.expect(200);
        let kept: Vec<_> = kept["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["action"] == "wallet_refunded")
            .collect();
        assert_eq!(
            (kept.len(), &kept[0]["detail"]),
            (1, &json!({ "amount": "10.10", "reason": "已迁出" }))
        );
        checked(canteen).await;
    });
}

#[test]
fn whoever_owes_pays_that_before_a_balance_is_given_back() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        open.admin
            .load_policy("# [owing]\n# limit = \"30.00\"", "[owing]\nlimit = \"15.00\"")
            .await;
        top_up(&open, "王秀英", "20.00").await;
        let owed = json!({ "token": open.token("王秀英"), "tender": "owed" });
        open.lane.order(owed).await.expect(201);
        close_card(&open, "王秀英").await;
        let (refunds, repayments) = (path(&open, "王秀英", "/refunds"), path(&open, "王秀英", "/repayments"));
        let order = refund("cash");
        let problem = open
            .coordinator
            .post(&refunds, order.clone())
            .await
            .expect_problem(409, "owes_first");
        assert_eq!(
            problem["message"],
            json!({ "zh": "还欠 9.90 元。请先收欠费，再退余额。", "en": "9.90 yuan are still owed. Take that first, then refund." })
        );
        let repay = json!({ "id": Uuid::now_v7(), "amount": "9.90", "tender": "cash" });
        open.coordinator.post(&repayments, repay).await.expect(201);
        let done = open.coordinator.post(&refunds, order).await.expect(201);
        assert_eq!(done["amount"], "20.00");
        checked(canteen).await;
    });
}

#[test]
fn many_refunds_at_once_pay_once() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        for (name, is_same) in [("王秀英", false), ("张德福", true)] {
            top_up(&open, name, "20.00").await;
            close_card(&open, name).await;
            let (refunds, first) = (path(&open, name, "/refunds"), refund("wechat"));
            let asks = (0..8).map(|_| {
                let order = if is_same { first.clone() } else { refund("wechat") };
                open.coordinator.post(&refunds, order)
            });
            let answers = join_all(asks).await;
            let with = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
            let others = if is_same { with(200) } else { with(409) };
            assert_eq!((with(201), others), (1, 7), "{answers:?}");
        }
        assert_eq!(stands(&open, "accounts", "account", "tender:wechat").await, "-40.00");
        checked(canteen).await;
    });
}

#[test]
fn a_refund_while_meals_take_from_the_wallet_ends_exact() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        top_up(&open, "王秀英", "310.00").await;
        close_card(&open, "王秀英").await;
        // The first takes the meal that is due, so that all others are pending and cost 15.00.
        let by_name = json!({ "resident_id": open.residents["王秀英"], "tender": "wallet", "serve_as": "pending" });
        open.lane.order(by_name.clone()).await.expect(201);
        let meals = join_all((0..20).map(|_| open.lane.order(by_name.clone())));
        let refunds = path(&open, "王秀英", "/refunds");
        let (meals, refund) = tokio::join!(meals, open.coordinator.post(&refunds, refund("cash")));
        let refund = refund.expect(201);
        let sold = meals.iter().filter(|meal| meal.status == 201).count();
        assert_eq!(sold + meals.iter().filter(|meal| meal.status == 409).count(), 20);
        let given_back = refund["amount"].as_str().unwrap().replace('.', "").parse::<usize>().unwrap();
        assert_eq!(31_000 - 990 - 1_500 * sold, given_back);
        assert_eq!(wallet(&open.admin, &open, "王秀英").await["balance"], "0.00");
        checked(canteen).await;
    });
}

#[test]
fn what_is_owed_is_listed_paid_at_the_office_and_ties_to_the_journal() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        open.admin
            .load_policy("# [owing]\n# limit = \"30.00\"", "[owing]\nlimit = \"15.00\"")
            .await;
        top_up(&open, "张德福", "50.00").await;
        let owing = json!({ "token": open.token("王秀英"), "tender": "owed" });
        open.lane.order(owing).await.expect(201);
        let stranger = json!({ "unknown": true, "tender": "owed", "serve_as": "pending" });
        open.lane.order(stranger).await.expect(201);

        let owing = open.coordinator.get("/wallets?state=owing").await.expect(200);
        let positive = open.coordinator.get("/wallets?state=positive").await.expect(200);
        for (list, whose) in [(&owing, "王秀英"), (&positive, "张德福")] {
            assert_eq!(list["items"].as_array().unwrap().len(), 1, "{list}");
            assert_eq!(list["items"][0]["resident_id"], open.residents[whose].as_str());
        }
        let totals = json!({ "balance": "50.00", "owed": "9.90", "owed_unknown": "15.00", "positive": 1, "owing": 1 });
        assert_eq!(owing["totals"], totals);
        assert_eq!(stands(&open, "classes", "class", "wallet").await, "-50.00");
        assert_eq!(stands(&open, "classes", "class", "owed").await, "24.90");

        let repayments = path(&open, "王秀英", "/repayments");
        let repay = |amount: &str, tender: &str| json!({ "id": Uuid::now_v7(), "amount": amount, "tender": tender });
        open.coordinator
            .post(&repayments, repay("9.91", "cash"))
            .await
            .expect_problem(409, "owes_less");
        open.coordinator
            .post(&repayments, repay("0.00", "cash"))
            .await
            .expect_problem(422, "field_invalid");
        let first = repay("5.00", "cash");
        let done = open.coordinator.post(&repayments, first.clone()).await.expect(201);
        open.coordinator.post(&repayments, repay("4.90", "bank")).await.expect(201);
        assert_eq!(open.coordinator.post(&repayments, first).await.expect(200), done);
        assert_eq!(stands(&open, "accounts", "account", "safe").await, "5.00");
        assert_eq!(stands(&open, "accounts", "account", "bank").await, "4.90");
        let view = wallet(&open.admin, &open, "王秀英").await;
        let told: Vec<_> = view["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| (&line["change"], &line["left"]))
            .collect();
        assert_eq!(json!(told), json!([["-4.90", "0.00"], ["-5.00", "4.90"], ["9.90", "9.90"]]));
        checked(canteen).await;
    });
}

#[test]
fn wallets_are_found_and_read_page_by_page() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let rows = (0..120).map(|at| {
            let number = id_number("1950-01-01", true, 100 + at);
            format!("邻居{at},{number},第一网格,百户小区,1号楼,1单元,{at}\n")
        });
        let header = "姓名,身份证号,网格,小区,楼栋,单元,户室\n".to_owned();
        let text = std::iter::once(header).chain(rows).collect::<String>();
        open.coordinator.import("百户小区.csv", text.as_bytes()).await;
        let nobody = open.coordinator.get("/wallets").await.expect(200);
        assert_eq!((&nobody["items"], &nobody["next_cursor"]), (&json!([]), &Value::Null));
        let first = open
            .coordinator
            .post("/wallets/search", json!({ "q": "百户小区" }))
            .await
            .expect(200);
        let more = json!({ "q": "百户小区", "cursor": first["next_cursor"] });
        let rest = open.coordinator.post("/wallets/search", more).await.expect(200);
        let many = |page: &Value| page["items"].as_array().unwrap().len();
        assert_eq!((many(&first), many(&rest), &rest["next_cursor"]), (100, 20, &Value::Null));
        for (q, found) in [("wxy", 1), ("王秀英", 1), ("3-302", 2), ("没有这个人", 0)] {
            let page = open.coordinator.post("/wallets/search", json!({ "q": q })).await.expect(200);
            assert_eq!(many(&page), found, "{q}: {page}");
        }

        for _ in 0..103 {
            top_up(&open, "王秀英", "1.00").await;
        }
        let first = wallet(&open.admin, &open, "王秀英").await;
        let next = path(&open, "王秀英", &format!("?cursor={}", first["next_cursor"].as_str().unwrap()));
        let rest = open.admin.get(&next).await.expect(200);
        let lines = [&first, &rest].map(|page| page["lines"].as_array().unwrap().clone()).concat();
        let left: Vec<_> = lines.iter().map(|line| line["left"].as_str().unwrap().to_owned()).collect();
        let wanted: Vec<_> = (1..=103).rev().map(|yuan| format!("{yuan}.00")).collect();
        assert_eq!((left, &rest["next_cursor"]), (wanted, &Value::Null));
    });
}

#[test]
fn another_canteens_office_sees_and_moves_nothing() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        top_up(&open, "王秀英", "20.00").await;
        let elsewhere = canteen.lane_elsewhere().await;
        // The wallet is the resident's own: it pays in the neighbours' canteen too, and the statement says where.
        elsewhere
            .order(json!({ "token": open.token("王秀英"), "tender": "wallet" }))
            .await
            .expect(201);
        let stranger = canteen.client();
        let body = json!({ "login": "elsewhere", "password": PASSWORD });
        stranger.post("/session", body).await.expect(200);
        let list = stranger.get("/wallets").await.expect(200);
        assert_eq!((&list["items"], &list["totals"]["balance"]), (&json!([]), &json!("0.00")));
        stranger.get(&path(&open, "王秀英", "")).await.expect_problem(404, "not_found");
        let repay = json!({ "id": Uuid::now_v7(), "amount": "1.00", "tender": "cash" });
        let allow = json!({ "id": Uuid::now_v7(), "wallet_of": open.residents["张德福"] });
        for (what, body) in [("/refunds", refund("cash")), ("/repayments", repay), ("/payer", allow)] {
            let path = path(&open, "王秀英", what);
            stranger.post(&path, body).await.expect_problem(404, "not_found");
        }
        stranger
            .delete(&path(&open, "王秀英", "/payer"))
            .await
            .expect_problem(404, "not_found");
        let view = wallet(&open.admin, &open, "王秀英").await;
        assert_eq!(
            (&view["balance"], &view["lines"][0]["canteen"]),
            (&json!("10.10"), &json!("八一社区幸福食堂"))
        );
        checked(canteen).await;
    });
}
