//! Does a wallet hold what was put on it, to the fen, whoever takes from it at the same moment?

use futures_util::future::join_all;
use pos_server::db::{DbError, Sql};
use pos_server::ids::CanteenId;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::{Open, token_of};
use crate::harness::on_both;

fn top_up(token: &str, amount: &str) -> Value {
    json!({ "id": Uuid::now_v7(), "token": token, "amount": amount, "tender": "cash" })
}

/// The path of somebody's only card.
async fn card_of(open: &Open, name: &str) -> String {
    let cards = open
        .coordinator
        .items(&format!("/cards?resident_id={}", open.residents[name]))
        .await;
    format!("/cards/{}", cards[0]["id"].as_str().unwrap())
}

#[test]
fn a_wallet_pays_first_where_it_covers_the_meal() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (lane, token) = (&open.lane, open.token("王秀英"));
        let order = top_up(token, "15.00");
        let receipt = lane.client.post("/lane/top-ups", order.clone()).await.expect(201);
        assert_eq!((&receipt["balance"], &receipt["kind"]), (&json!("15.00"), &json!("top_up")));
        let again = lane.client.post("/lane/top-ups", order.clone()).await.expect(200);
        assert_eq!((&again["receipt_no"], &again["balance"]), (&receipt["receipt_no"], &json!("15.00")));
        let mut other = order;
        other["amount"] = json!("16.00");
        lane.client.post("/lane/top-ups", other).await.expect_problem(409, "id_reused");

        let verdict = lane.scan(token).await;
        assert_eq!(
            verdict["wallet"],
            json!({ "balance": "15.00", "owed": "0.00", "covers": true, "payer": null, "left": "5.10", "may_owe": false })
        );
        let sale = lane.order(json!({ "token": token, "wallet_first": true })).await.expect(201);
        assert_eq!((&sale["tender"], &sale["pays"]), (&json!("wallet"), &json!("9.90")));
        lane.void(&sale).await.expect(201);
        lane.order(json!({ "token": token, "tender": "wallet" })).await.expect(201);
        // At dinner 5.10 are left and 5.90 are due.
        canteen.at("2026-11-23T09:30:00Z");
        assert_eq!(lane.scan(token).await["wallet"]["covers"], false);
        lane.order(json!({ "token": token, "tender": "wallet" }))
            .await
            .expect_problem(409, "wallet_too_low");
        let dinner = lane.order(json!({ "token": token, "wallet_first": true })).await.expect(201);
        assert_eq!(dinner["tender"], "cash");

        let history = lane.client.post("/lane/history", json!({ "token": token })).await.expect(200);
        assert_eq!(
            (&history["balance"], history["meals"].as_array().unwrap().len()),
            (&json!("5.10"), 3)
        );
        assert_eq!(history["movements"][0]["amount"], "15.00");
    });
}

#[test]
fn top_ups_that_make_no_sense_are_refused() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let token = open.token("王秀英");
        for amount in ["0.99", "2000.01"] {
            open.lane
                .client
                .post("/lane/top-ups", top_up(token, amount))
                .await
                .expect_problem(422, "field_invalid");
        }
        let stranger = top_up("1000000000000000000000000000000000000000", "20.00");
        open.lane
            .client
            .post("/lane/top-ups", stranger)
            .await
            .expect_problem(409, "card_malformed");
        let repay = json!({ "id": Uuid::now_v7(), "token": token, "amount": "5.00", "tender": "cash" });
        open.lane
            .client
            .post("/lane/repayments", repay)
            .await
            .expect_problem(409, "owes_less");
    });
}

#[test]
fn a_top_up_that_is_sent_again_gets_its_first_answer_whatever_became_of_the_card() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (lane, token) = (&open.lane.client, open.token("王秀英"));
        let order = top_up(token, "20.00");
        let first = lane.post("/lane/top-ups", order.clone()).await.expect(201);
        let card = card_of(&open, "王秀英").await;
        for end in ["block", "close"] {
            open.coordinator
                .post(&format!("{card}/{end}"), json!({ "reason": "丢了" }))
                .await
                .expect(200);
            assert_eq!(lane.post("/lane/top-ups", order.clone()).await.expect(200), first);
        }
        lane.post("/lane/top-ups", top_up(token, "20.00"))
            .await
            .expect_problem(409, "card_closed");
        let mut other = order;
        other["amount"] = json!("30.00");
        lane.post("/lane/top-ups", other).await.expect_problem(409, "id_reused");
    });
}

#[test]
fn a_lost_card_pays_nothing_from_its_owners_wallet() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (lane, token) = (&open.lane, open.token("王秀英"));
        lane.client.post("/lane/top-ups", top_up(token, "50.00")).await.expect(201);
        let block = card_of(&open, "王秀英").await + "/block";
        open.coordinator.post(&block, json!({ "reason": "丢了" })).await.expect(200);
        assert_eq!(lane.scan(token).await["wallet"]["covers"], false);
        let order = json!({ "token": token, "tender": "wallet", "serve_as": "pending" });
        lane.order(order).await.expect_problem(409, "card_pays_nothing");
        let order = json!({ "token": token, "wallet_first": true, "serve_as": "pending" });
        assert_eq!(lane.order(order).await.expect(201)["tender"], "cash");
        // The owner, found by name, pays from it all the same.
        let by_name = json!({ "resident_id": open.residents["王秀英"], "tender": "wallet" });
        lane.order(by_name).await.expect(201);
    });
}

/// The wallet is the resident's, the card only a medium.
#[test]
fn the_balance_goes_to_the_new_card_by_itself() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (lane, lost) = (&open.lane, open.token("王秀英"));
        lane.client.post("/lane/top-ups", top_up(lost, "20.00")).await.expect(201);
        let order = json!({ "id": Uuid::now_v7(), "reason": "丢失补卡" });
        let replace = card_of(&open, "王秀英").await + "/replace";
        let card = open.coordinator.post(&replace, order).await.expect(200);
        let new = token_of(&canteen.app.keys, card["id"].as_str().unwrap());
        let lunch = lane.order(json!({ "token": new, "wallet_first": true })).await.expect(201);
        assert_eq!(lunch["tender"], "wallet");
        // The lost one takes nothing any more, not even with the cashier's will.
        lane.order(json!({ "token": lost, "tender": "wallet", "serve_as": "pending" }))
            .await
            .expect_problem(409, "card_pays_nothing");
        let history = lane.client.post("/lane/history", json!({ "token": new })).await.expect(200);
        assert_eq!(history["balance"], "10.10");
    });
}

/// P5: whatever a program may write, the database refuses a wallet below zero.
#[test]
fn p5_the_database_itself_refuses_a_wallet_below_zero() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let order = top_up(open.token("王秀英"), "20.00");
        open.lane.client.post("/lane/top-ups", order).await.expect(201);
        for (change, is_refused) in [
            ("UPDATE wallet SET balance_fen = balance_fen - 2000", false),
            ("UPDATE wallet SET balance_fen = balance_fen - 2001", true),
            ("UPDATE wallet SET owed_fen = -1", true),
        ] {
            let mut tx = canteen.app.db.begin(CanteenId::new()).await.unwrap();
            let changed = Sql::new(change).execute(&mut tx).await;
            assert_eq!(matches!(changed, Err(DbError::Conflict(_))), is_refused, "{change}: {changed:?}");
        }
    });
}

/// P5: no wallet is ever below zero, under 100 parallel debits.
#[test]
fn p5_a_hundred_debits_at_once_leave_the_wallet_exact() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let token = open.token("王秀英");
        open.lane.client.post("/lane/top-ups", top_up(token, "300.00")).await.expect(201);
        // Pending meals at the full standard of 15.00: a hundred ask, twenty are paid for.
        open.lane.sell(token).await.expect(201);
        let asks = (0..100).map(|_| {
            open.lane
                .order(json!({ "token": token, "tender": "wallet", "serve_as": "pending" }))
        });
        let answers = join_all(asks).await;
        let sold = answers.iter().filter(|answer| answer.status == 201).count();
        let refused = answers.iter().filter(|answer| answer.status == 409).count();
        assert_eq!((sold, refused), (20, 80));
        let history = open.lane.client.post("/lane/history", json!({ "token": token })).await.expect(200);
        assert_eq!(history["balance"], "0.00");
    });
}

#[test]
fn an_elder_may_owe_up_to_the_policys_limit_and_pays_it_back() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (lane, token) = (&open.lane, open.token("王秀英"));
        let text = pos_server::subsidy::policy::QIYI
            .replace("qiyi-2023-10-23", "qiyi-owing")
            .replace("# [owing]\n# limit = \"30.00\"", "[owing]\nlimit = \"15.00\"");
        canteen.wait_seconds(1);
        open.admin.adopt(&text).await;
        let owed = json!({ "token": token, "tender": "owed" });
        assert_eq!(lane.scan(token).await["wallet"]["may_owe"], true);
        lane.order(owed.clone()).await.expect(201);
        assert_eq!(lane.scan(token).await["wallet"]["owed"], "9.90");
        canteen.at("2026-11-23T09:30:00Z");
        assert_eq!(lane.scan(token).await["wallet"]["may_owe"], false);
        lane.order(owed).await.expect_problem(409, "owes_too_much");
        let repay = json!({ "id": Uuid::now_v7(), "token": token, "amount": "9.90", "tender": "alipay" });
        let receipt = lane.client.post("/lane/repayments", repay).await.expect(201);
        assert_eq!((&receipt["owed"], &receipt["kind"]), (&json!("0.00"), &json!("repayment")));
    });
}
