//! What does guessing leave behind in the server's memory?

use super::sign_in;
use crate::harness::Client;
use crate::harness::database::{Fresh, Which};
use crate::harness::process::Server;

/// By how much the server may grow, in MiB: two passwords being hashed (19 each), two PINs (4 each), and sixty connections.
const MOST_MIB: u64 = 50;

/// Hashing knows no database, so one of them is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_wrong_passwords_at_once_leave_no_memory_behind() {
    let fresh = Fresh::new(Which::Sqlite).await;
    let mut server = Server::start(&fresh).await;
    let client = Client::new(&server.base);
    let before = server.memory_mib();
    let logins: Vec<String> = (0..60).map(|n| format!("nobody-{n}")).collect();
    let guesses = logins.iter().map(|login| sign_in(&client, login, "wrong horse"));
    let answers = futures_util::future::join_all(guesses).await;
    // Whoever waits too long for a turn on a slow computer is told that the server is busy.
    let looked_at = answers.iter().filter(|answer| answer.status == 401).count();
    let busy = answers.iter().filter(|answer| answer.status == 503).count();
    assert!(looked_at >= 8 && looked_at + busy == 60, "{looked_at} looked at, {busy} too many");
    let after = server.memory_mib();
    server.kill().await;
    println!("{before} MiB before, {after} MiB after");
    assert!(after < before + MOST_MIB, "{before} MiB before, {after} MiB after");
}
