//! What if a server answered before it had booked? A door before the real one does so and dies with it: the planted bug that the
//! judge of the crashes must find.

use std::collections::VecDeque;

use axum::extract::{Json, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::log::{Log, differences};
use super::{ask, open, read};
use crate::harness::database::{Fresh, Which};
use crate::harness::lane::complete;
use crate::harness::process::Server;
use crate::harness::{Client, Lane, sound};

/// How many orders the door keeps to itself.
const KEPT: usize = 8;
/// How many meals are sold through it.
const MEALS: i64 = 50;
/// What a guest pays under the policy of these stories.
const STANDARD: &str = "15.00";

/// Answers a guest's order with the receipt that it is going to get, if all goes well.
async fn answer(State(orders): State<mpsc::Sender<(Value, i64)>>, Json(order): Json<Value>) -> (StatusCode, Json<Value>) {
    let receipt_no = order["tender_reference"].as_str().unwrap().parse().unwrap();
    let receipt = json!({ "id": order["id"], "receipt_no": receipt_no, "pays": STANDARD });
    orders.send((order, receipt_no)).await.unwrap();
    (StatusCode::CREATED, Json(receipt))
}

/// Passes on what was answered, always a few orders late.
async fn book_later(mut orders: mpsc::Receiver<(Value, i64)>, lane: Lane) {
    let mut kept = VecDeque::new();
    while let Some(order) = orders.recv().await {
        kept.push_back(order);
        if kept.len() > KEPT {
            let (order, receipt_no) = kept.pop_front().unwrap();
            assert_eq!(lane.order(order).await.expect(201)["receipt_no"], receipt_no);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_judge_sees_every_sale_that_was_answered_before_it_was_booked() {
    let fresh = Fresh::new(Which::Sqlite).await;
    let mut server = Server::start(&fresh).await;
    let (lane, _) = open(&server, &fresh).await;
    let (sender, orders) = mpsc::channel(1);
    let door = axum::Router::new()
        .route("/api/v1/sales", axum::routing::post(answer))
        .with_state(sender);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::new(&format!("http://{}", listener.local_addr().unwrap()));
    let before_the_door = Lane { client, ..lane.clone() };
    let door = tokio::spawn(axum::serve(listener, door).into_future());

    let log = Log::default();
    let guest = complete(json!({ "guest": true, "meal": "lunch", "serve_as": "pending" }));
    assert!(ask(&lane, &log, guest).await);
    let before = log.entries()[0].receipt.as_ref().unwrap().receipt_no;
    let booking = tokio::spawn(book_later(orders, lane));
    for number in before + 1..=before + MEALS {
        let order = json!({ "guest": true, "meal": "lunch", "serve_as": "pending", "tender_reference": number.to_string() });
        assert!(ask(&before_the_door, &log, complete(order)).await);
    }
    // The door dies with the server: it hears nothing more, passes on what it is at, and forgets the rest.
    door.abort();
    drop(before_the_door);
    booking.await.unwrap();
    server.kill().await;

    let books = read(&fresh).await;
    let last = before + MEALS;
    let lost: Vec<String> = (last - 7..=last).map(|number| format!("receipt {number} is lost")).collect();
    assert_eq!(differences(&log.entries(), &books.sales), lost);
    assert_eq!(lost.len(), KEPT);
    // By themselves the books are sound: only the receipts in people's hands tell.
    assert_eq!(sound::faults(&books), Vec::<String>::new());
}
