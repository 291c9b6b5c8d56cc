//! What does each database need of its own? The city's: connections that stay, and none that comes back busy. The embedded
//! one: a connection that can be used again after SQLite rolled back by itself.

use pos_server::db::{Db, DbError, Sql, own_task};
use pos_server::ids::CanteenId;

use crate::harness::Canteen;
use crate::harness::database::{Fresh, Which};

/// The write pool's connections, by their server processes, over a number of writes.
async fn processes(canteen: &Canteen, writes: usize) -> std::collections::BTreeSet<i64> {
    let mut processes = std::collections::BTreeSet::new();
    for _ in 0..writes {
        let mut tx = canteen.app.db.begin(CanteenId::new()).await.unwrap();
        let (process,): (i64,) = Sql::new("SELECT CAST(pg_backend_pid() AS BIGINT)").one(&mut tx).await.unwrap();
        processes.insert(process);
        tx.commit().await.unwrap();
    }
    processes
}

#[test]
fn postgres_keeps_its_connections_from_write_to_write() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let canteen = Canteen::start(Which::Postgres).await;
        let used = processes(&canteen, 100).await;
        // The pool holds 16 at most; connections that were closed after each write would show up here as 100.
        assert!(used.len() <= 16, "100 writes used {} connections", used.len());
        canteen.stop().await;
    });
}

#[test]
fn a_write_that_is_dropped_half_way_leaves_nothing_and_harms_nobody() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let canteen = Canteen::start(Which::Postgres).await;
        for _ in 0..20 {
            let db = canteen.app.db.clone();
            let half = tokio::spawn(async move {
                let mut tx = db.begin(CanteenId::new()).await.unwrap();
                Sql::new("INSERT INTO attempt (subject, failures, last_at, blocked_until) VALUES ('half', 1, now(), now())")
                    .execute(&mut tx)
                    .await
                    .unwrap();
                std::future::pending::<()>().await;
            });
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            half.abort();
        }
        let db = canteen.app.db.clone();
        let (left,): (i64,) = own_task(async move {
            let mut tx = db.begin(CanteenId::new()).await?;
            Sql::new("SELECT COUNT(*) FROM attempt WHERE subject = 'half'").one(&mut tx).await
        })
        .await
        .unwrap();
        assert_eq!(left, 0);
        canteen.stop().await;
    });
}

/// A future that is dropped after so many polls, as a client that hangs up drops a handler.
struct Dropped<F> {
    future: Option<std::pin::Pin<Box<F>>>,
    polls: usize,
}

impl<F: Future> Future for Dropped<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: std::pin::Pin<&mut Self>, context: &mut std::task::Context<'_>) -> std::task::Poll<Self::Output> {
        if self.polls == 0 {
            self.future = None;
        }
        self.polls = self.polls.saturating_sub(1);
        match &mut self.future {
            Some(future) => future.as_mut().poll(context).map(Some),
            None => std::task::Poll::Ready(None),
        }
    }
}

/// How the next reader of each of the pool's eight connections would see the database.
async fn isolation_of_all_readers(canteen: &Canteen) -> std::collections::BTreeSet<String> {
    let mut readers = Vec::new();
    for _ in 0..8 {
        readers.push(canteen.app.db.read().await.unwrap());
    }
    let mut seen = std::collections::BTreeSet::new();
    for reader in &mut readers {
        let (isolation,): (String,) = Sql::new("SELECT current_setting('transaction_isolation')")
            .one(reader)
            .await
            .unwrap();
        seen.insert(isolation);
    }
    seen
}

#[test]
fn a_report_that_is_dropped_at_any_moment_leaves_no_reader_in_the_past() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let canteen = Canteen::start(Which::Postgres).await;
        isolation_of_all_readers(&canteen).await;
        // How often a beginning transaction has to be asked depends on who is quicker, this program or the database: of many
        // beginnings some are dropped in each of their moments.
        let mut most = 0;
        for polls in (0..6).cycle().take(240) {
            let report = Dropped {
                future: Some(Box::pin(canteen.app.db.snapshot())),
                polls,
            };
            most = most.max(if report.await.is_none() { polls } else { 0 });
            let seen: Vec<String> = isolation_of_all_readers(&canteen).await.into_iter().collect();
            assert_eq!(seen, ["read committed"], "dropped after {polls} polls");
        }
        assert!(
            most > 2,
            "after {most} polls every transaction had begun: none was dropped half-way"
        );
        canteen.stop().await;
    });
}

#[tokio::test]
async fn sqlite_writes_again_after_it_was_full() {
    let fresh = Fresh::new(Which::Sqlite).await;
    let db = Db::open(&fresh.url).await.unwrap();
    let fill = |subject: String| {
        Sql::new("INSERT INTO attempt (subject, failures, last_at, blocked_until) VALUES ($1, 1, '2026-11-23', '2026-11-23')").bind(subject)
    };
    let mut tx = db.begin_shared().await.unwrap();
    Sql::new("PRAGMA max_page_count = 1").execute(&mut tx).await.unwrap();
    let full = fill("x".repeat(1_000_000)).execute(&mut tx).await;
    assert!(matches!(full, Err(DbError::Unwritable(_))), "{full:?}");
    drop(tx);
    for subject in ["once", "twice"] {
        let mut tx = db.begin_shared().await.unwrap();
        fill(subject.to_owned()).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = db.read().await.unwrap();
    let (rows,): (i64,) = Sql::new("SELECT COUNT(*) FROM attempt").one(&mut tx).await.unwrap();
    assert_eq!(rows, 2);
    drop(tx);
    db.close().await;
}
