//! What do slow and silent clients cost? Them their connection, everybody else nothing.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::json;

use crate::crash::open;
use crate::harness::database::{Fresh, Which};
use crate::harness::lane::complete;
use crate::harness::process::Server;
use crate::harness::wire::{Wire, allow_many_connections};
use crate::harness::{Client, on_both_with_patience};

/// The server's patience in these stories, in seconds.
const PATIENCE: u64 = 1;
/// How long a sale may take beside a thousand silent clients, in a debug build on a busy machine.
const AT_ONCE: Duration = Duration::from_secs(3);
const SILENT: usize = 1_000;

/// A request up to its body, of which `length` bytes are promised.
fn head(client: &Client, path: &str, kind: &str, length: usize) -> String {
    let cookies = client.cookies();
    format!("POST /api/v1{path} HTTP/1.1\r\nhost: canteen\r\ncookie: {cookies}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n")
}

#[test]
fn a_head_that_does_not_come_ends_the_connection() {
    on_both_with_patience(PATIENCE, async |canteen| {
        let base = &canteen.app.base_url;
        let started = Instant::now();
        let begun = [
            "",
            "G",
            "GET /healthz HTTP/1.1\r\n",
            "GET /healthz HTTP/1.1\r\nhost: canteen\r\nx: ",
        ];
        let silent = join_all(begun.map(async |text| Wire::saying(base, text).await.until_closed().await));
        let second = async {
            Wire::saying(base, "GET /healthz HTTP/1.1\r\nhost: canteen\r\n\r\nGET")
                .await
                .until_closed()
                .await
        };
        let dribbled = async {
            Wire::connect(base)
                .await
                .dribbling_until_closed("GET /healthz HTTP/1.1\r\nx: ")
                .await
        };
        let (silent, second, dribbled) = tokio::join!(silent, second, dribbled);
        assert_eq!(silent, ["", "", "", ""]);
        assert!(second.starts_with("HTTP/1.1 204") && !second[4..].contains("HTTP/1.1"), "{second}");
        assert!(dribbled.is_empty() || dribbled.starts_with("HTTP/1.1 4"), "{dribbled}");
        let took = started.elapsed();
        assert!(took >= Duration::from_secs(PATIENCE), "nobody was waited for: {took:?}");
    });
}

#[test]
fn a_body_that_comes_too_slowly_is_refused_and_nothing_is_booked() {
    on_both_with_patience(PATIENCE, async |canteen| {
        let base = &canteen.app.base_url;
        let open = canteen.open().await;
        let size = canteen.books().await.size();
        let order = complete(json!({ "token": open.token("王秀英") })).to_string();
        let sale = head(&open.lane.client, "/sales", "application/json", order.len());
        let long_sale = head(&open.lane.client, "/sales", "application/json", 10_000);
        let upload = head(&open.coordinator, "/imports/dry-run", "multipart/form-data; boundary=x", 10_000);
        let file = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\n";
        let halves = [
            sale.clone(),
            format!("{sale}{}", &order[..order.len() - 1]),
            upload.clone(),
            format!("{upload}{file}"),
        ];
        let stalled = join_all(halves.iter().map(async |half| Wire::saying(base, half).await.until_closed().await));
        let dribbled = async { Wire::saying(base, &long_sale).await.dribbling_until_closed(" ").await };
        let (mut answers, dribbled) = tokio::join!(stalled, dribbled);
        answers.push(dribbled);
        for answer in answers {
            assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
            for part in ["content-type: application/problem+json", "\"code\":\"body_too_slow\""] {
                assert!(answer.contains(part), "{answer}");
            }
        }
        assert_eq!(canteen.books().await.size(), size);
        open.lane.sell(open.token("王秀英")).await.expect(201);
    });
}

#[test]
fn http_2_is_not_spoken_because_it_would_wait() {
    on_both_with_patience(PATIENCE, async |canteen| {
        let settings = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u{4}\0\0\0\0\0";
        let heard = Wire::saying(&canteen.app.base_url, settings).await.until_closed().await;
        assert!(heard.is_empty() || heard.starts_with("HTTP/1.1 4"), "{heard:?}");
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_silent_clients_keep_nobody_waiting() {
    allow_many_connections();
    let fresh = Fresh::new(Which::Sqlite).await;
    // A system lets a program open 1,024 files unless it asks for more; with half of that it must ask for certain.
    let mut server = Server::start_after(&fresh, "ulimit -S -n 512").await;
    let (lane, _) = open(&server, &fresh).await;
    let mut silent = Vec::new();
    for number in 0..SILENT {
        silent.push(Wire::saying(&server.base, if number % 2 == 0 { "" } else { "POST /api/v1/sales HTTP/1.1\r\n" }).await);
    }
    let order = complete(json!({ "guest": true, "serve_as": "pending" })).to_string();
    let request = head(&lane.client, "/sales", "application/json", order.len()).replace("\r\nhost", "\r\nconnection: close\r\nhost");
    let started = Instant::now();
    let answer = Wire::saying(&server.base, &format!("{request}{order}")).await.until_closed().await;
    let took = started.elapsed();
    let left = silent.iter().filter(|wire| wire.is_silent()).count();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(took < AT_ONCE, "took {took:?}");
    assert_eq!(left, SILENT, "the sale did not meet a thousand silent clients");
    println!(
        "a sale beside {SILENT} silent clients took {took:?}, {} KiB",
        server.peak_memory_kib()
    );
    assert!(server.stop().await.success());
}
