//! What if two canteens serve one resident at the same moment? On the city's database, where each canteen has its own lock: the
//! order of things is fixed here by holding one of the two transactions open.

use pos_server::cards::token::CardToken;
use pos_server::clock::Timestamp;
use pos_server::db::Sql;
use pos_server::ids::{CanteenId, SaleId};
use pos_server::sales::order::{SaleOrder, ServeAs, Tender, Who};
use pos_server::sales::queue::{SellError, sell_batch};
use pos_server::sales::sell::{Refusal, sell};
use pos_server::staff::actor::LaneDevice;
use pos_server::subsidy::decide::Code;
use pos_server::subsidy::words::Channel;
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

use crate::harness::database::Which;
use crate::harness::{Canteen, Lane};

/// An order for a card's holder at a lane.
pub async fn order(canteen: &Canteen, lane: &Lane, token: &str) -> SaleOrder {
    let mut tx = canteen.app.db.read().await.unwrap();
    let (whose,): (CanteenId,) = Sql::new("SELECT canteen_id FROM lane WHERE id = $1")
        .bind(lane.id)
        .one(&mut tx)
        .await
        .unwrap();
    let at: Timestamp = canteen.now();
    SaleOrder {
        id: SaleId::from(Uuid::now_v7()),
        lane: LaneDevice {
            canteen: whose,
            canteen_name: "食堂".to_owned(),
            id: lane.id.into(),
            code: "01".to_owned(),
            name: "窗口".to_owned(),
        },
        cashier: lane.cashier.into(),
        cashier_name: "收银员".to_owned(),
        who: Who::Card(CardToken::parse(token).unwrap().hash()),
        meal: None,
        channel: Channel::Counter,
        tender: Tender::Cash,
        wallet_first: false,
        tender_reference: None,
        serve_as: ServeAs::Decided,
        expected_pays: None,
        sold_at: at,
        at,
        request_hash: [0; 32],
    }
}

/// Does somebody wait for another transaction to end?
async fn somebody_waits(canteen: &Canteen) -> bool {
    let mut tx = canteen.app.db.read().await.unwrap();
    let (waiting,): (i64,) =
        Sql::new("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
            .one(&mut tx)
            .await
            .unwrap();
    waiting > 0
}

/// Promise P4, between two canteens: the later one is told, and its neighbours in the queue are served.
#[test]
fn of_two_canteens_the_later_one_is_told_and_its_batch_is_served() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let canteen = Canteen::start(Which::Postgres).await;
        let open = canteen.open().await;
        let elsewhere = canteen.lane_elsewhere().await;
        let (both, only_here) = (open.token("王秀英"), open.token("张德福"));
        let there = order(&canteen, &elsewhere, both).await;
        let here = [
            order(&canteen, &open.lane, both).await,
            order(&canteen, &open.lane, only_here).await,
        ];

        let mut tx = canteen.app.db.begin(there.lane.canteen).await.unwrap();
        let sold = sell(&mut tx, std::slice::from_ref(&there)).await.unwrap();
        assert!(sold[0].is_ok(), "{sold:?}");
        let db = canteen.app.db.clone();
        let batch = tokio::spawn(async move { sell_batch(&db, &here).await });
        while !somebody_waits(&canteen).await {}
        tx.commit().await.unwrap();

        let answers = batch.await.unwrap();
        assert!(
            matches!(answers[0], Err(SellError::Refused(Refusal::Rule(Code::AlreadyServed)))),
            "{answers:?}"
        );
        assert!(answers[1].is_ok(), "{answers:?}");
        assert_eq!(canteen.books().await.claimed.len(), 2);
        canteen.assert_sound().await;
        canteen.stop().await;
    });
}

/// Whatever refuses an order again and again, it is told to come back, and nobody else waits for it.
#[test]
fn who_loses_every_race_is_told_to_try_again_and_nothing_is_booked() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let canteen = Canteen::start(Which::Postgres).await;
        let open = canteen.open().await;
        let mut operator = PgConnection::connect(canteen.database_url()).await.unwrap();
        let never = format!(
            "ALTER TABLE claimed_meal ADD CONSTRAINT always_taken CHECK (resident_id <> '{}')",
            open.residents["王秀英"]
        );
        operator.execute(AssertSqlSafe(never)).await.unwrap();
        operator.close().await.unwrap();
        let (unlucky, neighbour) = tokio::join!(open.lane.sell(open.token("王秀英")), open.lane.sell(open.token("张德福")));
        let problem = unlucky.expect_problem(503, "try_again");
        assert_eq!(problem["retry_after_seconds"], json!(1));
        neighbour.expect(201);
        assert_eq!(canteen.books().await.sales.len(), 1);
        canteen.assert_sound().await;
        canteen.stop().await;
    });
}

/// Puts money on a card.
async fn top_up(lane: &Lane, token: &str, amount: &str) {
    let body = json!({ "id": Uuid::now_v7(), "token": token, "amount": amount, "tender": "cash" });
    lane.client.post("/lane/top-ups", body).await.expect(201);
}

/// The same order as a pending meal from the wallet, at the full standard.
fn from_the_wallet(order: SaleOrder) -> SaleOrder {
    SaleOrder {
        tender: Tender::Wallet,
        serve_as: ServeAs::Pending,
        ..order
    }
}

/// Promise P5, between two canteens: the later one sees what the first has left, to the fen, and so does the office.
#[test]
fn of_two_canteens_at_one_wallet_the_later_one_takes_what_is_left() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let canteen = Canteen::start(Which::Postgres).await;
        let open = canteen.open().await;
        let elsewhere = canteen.lane_elsewhere().await;
        let token = open.token("王秀英");
        top_up(&open.lane, token, "39.90").await;
        // The first takes the meal that is due, so that all others are pending and cost 15.00.
        open.lane.order(json!({ "token": token, "tender": "wallet" })).await.expect(201);
        let there = from_the_wallet(order(&canteen, &elsewhere, token).await);
        let here = [
            from_the_wallet(order(&canteen, &open.lane, token).await),
            from_the_wallet(order(&canteen, &open.lane, token).await),
        ];
        let mut tx = canteen.app.db.begin(there.lane.canteen).await.unwrap();
        assert!(sell(&mut tx, std::slice::from_ref(&there)).await.unwrap()[0].is_ok());
        let db = canteen.app.db.clone();
        let batch = tokio::spawn(async move { sell_batch(&db, &here).await });
        while !somebody_waits(&canteen).await {}
        tx.commit().await.unwrap();
        let answers = batch.await.unwrap();
        assert!(answers[0].is_ok(), "{answers:?}");
        assert!(
            matches!(&answers[1], Err(error) if error.to_string() == "the wallet has 0.00"),
            "{answers:?}"
        );

        // A refund waits for a meal that the neighbours sell to her husband, and gives back what it left.
        let allowed = json!({ "id": Uuid::now_v7(), "wallet_of": open.residents["王秀英"] });
        let payer = format!("/wallets/{}/payer", open.residents["张德福"]);
        open.coordinator.post(&payer, allowed).await.expect(201);
        top_up(&open.lane, token, "20.00").await;
        let cards = open
            .coordinator
            .items(&format!("/cards?resident_id={}", open.residents["王秀英"]))
            .await;
        let close = format!("/cards/{}/close", cards[0]["id"].as_str().unwrap());
        let there = SaleOrder {
            tender: Tender::Wallet,
            ..order(&canteen, &elsewhere, open.token("张德福")).await
        };
        open.coordinator.post(&close, json!({ "reason": "迁出" })).await.expect(200);
        let mut tx = canteen.app.db.begin(there.lane.canteen).await.unwrap();
        assert!(sell(&mut tx, std::slice::from_ref(&there)).await.unwrap()[0].is_ok());
        let refund = json!({ "id": Uuid::now_v7(), "tender": "cash", "reason": "已迁出" });
        let (office, path) = (open.coordinator.clone(), format!("/wallets/{}/refunds", open.residents["王秀英"]));
        let refund = tokio::spawn(async move { office.post(&path, refund).await });
        while !somebody_waits(&canteen).await {}
        tx.commit().await.unwrap();
        assert_eq!(refund.await.unwrap().expect(201)["amount"], "10.10");
        canteen.assert_sound().await;
        canteen.stop().await;
    });
}

/// The same without anybody holding the doors: a hundred at once, half of them in each canteen.
#[test]
fn p5_a_hundred_debits_in_two_canteens_leave_the_wallet_exact() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let canteen = Canteen::start(Which::Postgres).await;
        let open = canteen.open().await;
        let elsewhere = canteen.lane_elsewhere().await;
        let token = open.token("王秀英");
        top_up(&open.lane, token, "309.90").await;
        open.lane.order(json!({ "token": token, "tender": "wallet" })).await.expect(201);
        let meal = json!({ "token": token, "tender": "wallet", "serve_as": "pending" });
        let asks = (0..50).flat_map(|_| [open.lane.order(meal.clone()), elsewhere.order(meal.clone())]);
        let answers = futures_util::future::join_all(asks).await;
        let sold = answers.iter().filter(|answer| answer.status == 201).count();
        assert_eq!(sold, 20, "{answers:?}");
        assert_eq!(canteen.books().await.wallets[0].balance_fen, 0);
        canteen.assert_sound().await;
        canteen.stop().await;
    });
}
