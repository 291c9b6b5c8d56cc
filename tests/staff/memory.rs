//! What does guessing leave behind in the server's memory?

use super::sign_in;
use crate::harness::Client;
use crate::harness::database::{Fresh, Which};
use crate::harness::process::Server;

/// What the server may take up, in MiB: itself, two passwords being hashed and two PINs.
const MOST_MIB: u64 = 100;

/// Hashing knows no database, so one of them is enough.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_wrong_passwords_at_once_leave_no_memory_behind() {
    let fresh = Fresh::new(Which::Sqlite).await;
    let mut server = Server::start(&fresh).await;
    let client = Client::new(&server.base);
    for round in 0..6 {
        let logins: Vec<String> = (0..10).map(|n| format!("nobody-{round}-{n}")).collect();
        let guesses = logins.iter().map(|login| sign_in(&client, login, "wrong horse"));
        for answer in futures_util::future::join_all(guesses).await {
            answer.expect_problem(401, "wrong_credentials");
        }
    }
    let taken = server.memory_mib();
    server.kill().await;
    assert!(taken < MOST_MIB, "{taken} MiB");
}
