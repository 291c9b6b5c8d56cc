//! What happens when the disk is full? No sale is acknowledged, the server lives and says so, and goes on once there is space.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use pos_server::db::Db;
use rustix::process::{Resource, Rlimit, prlimit};
use serde_json::json;
use uuid::Uuid;

use crate::crash::log::{Log, differences};
use crate::crash::open;
use crate::harness::books::Books;
use crate::harness::database::{Fresh, Which};
use crate::harness::lane::complete;
use crate::harness::process::Server;
use crate::harness::{Client, Lane, sound};

/// Bytes of one page in SQLite's write-ahead log, with its header.
const FRAME: u64 = 4_096 + 24;
/// After so many sales a disk without space must have refused one.
const MOST_SALES: usize = 500;

/// Lets the server's files grow up to so many bytes, or without limit. Beyond, a write fails as on a broken disk.
fn limit_files(server: &Server, bytes: Option<u64>) {
    let limit = Rlimit {
        current: bytes,
        maximum: None,
    };
    prlimit(Some(server.process()), Resource::Fsize, limit).unwrap();
}

/// Sells to a guest. Brings back the order if it was refused because of the disk.
async fn sell(lane: &Lane, log: &Log) -> Option<serde_json::Value> {
    let order = complete(json!({ "guest": true, "serve_as": "pending" }));
    log.asks(&order);
    let answer = lane.order(order.clone()).await;
    if answer.status == 201 {
        log.is_answered(&answer.json());
        return None;
    }
    answer.expect_problem(503, "storage_failed");
    Some(order)
}

async fn booked(fresh: &Fresh) -> Books {
    let db = Db::open(&fresh.url).await.unwrap();
    let books = Books::read(&db).await;
    db.close().await;
    books
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_every_sale_and_the_counter_goes_on_when_there_is_space() {
    let fresh = Fresh::new(Which::Sqlite).await;
    // Without the trap the system would end a program that writes beyond the limit, which no disk does.
    let mut server = Server::start_after(&fresh, "trap '' XFSZ").await;
    let (lane, _) = open(&server, &fresh).await;
    let anybody = Client::new(&server.base);
    let log = Log::default();
    for _ in 0..5 {
        assert_eq!(sell(&lane, &log).await, None);
    }
    // Room for a small write, as on a disk that is all but full. The log, larger by far, cannot be written either.
    let wal = std::fs::metadata(fresh.folder.path().join("canteen.sqlite-wal")).unwrap().len();
    limit_files(&server, Some(wal + 3 * FRAME));
    let mut refused = Vec::new();
    for _ in 0..MOST_SALES {
        refused.extend(sell(&lane, &log).await);
        if !refused.is_empty() {
            break;
        }
    }
    assert_eq!(refused.len(), 1, "the disk was never full");
    anybody.get("//readyz").await.expect_problem(503, "storage_failed");
    anybody.get("//healthz").await.expect(204);
    refused.extend(join_all((0..64).map(|_| sell(&lane, &log))).await.into_iter().flatten());
    assert_eq!(refused.len(), 65, "a sale was acknowledged on a full disk");
    anybody.get("//readyz").await.expect_problem(503, "storage_failed");

    limit_files(&server, None);
    server.is_ready().await;
    let books = booked(&fresh).await;
    let acknowledged = log.entries().into_iter().filter(|entry| entry.receipt.is_some());
    let acknowledged: BTreeSet<Uuid> = acknowledged
        .map(|entry| entry.order["id"].as_str().unwrap().parse().unwrap())
        .collect();
    assert_eq!(books.sales.iter().map(|sale| sale.id).collect::<BTreeSet<_>>(), acknowledged);
    assert_eq!(sound::faults(&books), Vec::<String>::new());

    for order in refused {
        log.is_answered(&lane.order(order).await.expect(201));
    }
    assert_eq!(sell(&lane, &log).await, None);
    assert!(server.stop().await.success());
    let books = booked(&fresh).await;
    assert_eq!(differences(&log.entries(), &books.sales), Vec::<String>::new());
    assert_eq!(sound::faults(&books), Vec::<String>::new());
}
