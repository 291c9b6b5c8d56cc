//! Is anything lost when the operator stops the server in the middle of lunch? No, and it does not take long.

use std::sync::Arc;
use std::time::{Duration, Instant};

use pos_server::demo::dice::Dice;

use super::log::{Log, differences};
use super::{ask_again, open, read, sell_at_once};
use crate::harness::database::{Fresh, Which};
use crate::harness::process::Server;
use crate::harness::sound;
use crate::harness::wire::Wire;

/// How many lanes sell at once.
const LANES: usize = 64;
/// After how many receipts the server is told to stop.
const RECEIPTS: usize = 500;
/// How long the server may take to stop: what the product promises.
const LONGEST_FAREWELL: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_told_to_stop_under_load_loses_nothing_on_sqlite() {
    stop_under_load(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_told_to_stop_under_load_loses_nothing_on_postgres() {
    stop_under_load(Which::Postgres).await;
}

async fn stop_under_load(which: Which) {
    let fresh = Fresh::new(which).await;
    let mut server = Server::start(&fresh).await;
    let (lane, tokens) = open(&server, &fresh).await;
    let log = Arc::new(Log::default());
    let mut dice = Dice::from_seed(64);
    let clients = sell_at_once(LANES, RECEIPTS, &lane, &log, &tokens, &mut dice).await;
    // Somebody who says nothing, and somebody in the middle of a request.
    let silent = [
        Wire::saying(&server.base, "").await,
        Wire::saying(&server.base, "POST /api/v1/session HTTP/1.1\r\nhost: canteen\r\n").await,
    ];
    let told = Instant::now();
    let status = server.stop().await;
    let took = told.elapsed();
    for client in clients {
        client.await.unwrap();
    }
    drop(silent);
    assert_eq!(status.code(), Some(0));
    assert!(took < LONGEST_FAREWELL, "took {took:?}");
    let entries = log.entries();
    let receipts = entries.iter().filter(|entry| entry.receipt.is_some()).count();
    println!(
        "{which:?}: stopped in {took:?} with {receipts} receipts given, {} orders unanswered",
        entries.len() - receipts
    );
    let mut server = server.start_again(&fresh).await;
    ask_again(&lane, &log, &mut dice).await;
    server.kill().await;
    let books = read(&fresh).await;
    assert_eq!(differences(&log.entries(), &books.sales), Vec::<String>::new());
    assert_eq!(sound::faults(&books), Vec::<String>::new());
}
