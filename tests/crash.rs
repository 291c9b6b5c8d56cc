//! Promise P1: is an acknowledged sale there exactly once, whenever the server dies? The real program is killed with SIGKILL
//! under load, again and again; what its clients wrote down is the judge.

mod hasty;
pub mod log;
mod stop;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use pos_server::db::Db;
use pos_server::demo::dice::Dice;
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::harness::books::Books;
use crate::harness::database::{Fresh, Which};
use crate::harness::furnish::token_of;
use crate::harness::lane::complete;
use crate::harness::process::Server;
use crate::harness::register::small_register;
use crate::harness::{Client, Lane, sound};
use log::{Log, differences};

/// How many clients sell at once.
const CLIENTS: usize = 16;

/// A policy under which it is always lunch, because this server's clock is the machine's.
const ALWAYS_LUNCH: &str = r#"
version = "always-lunch"
name = "全天午餐"
valid_from = 2020-01-01
age_counts_from = "birthday"
guests = "full_standard"

[[group]]
id = "elder"
age = { from = 60 }

[[funder]]
id = "town"
name = "镇财政"

[[meal]]
id = "lunch"
opens = "00:00"
closes = "23:59"
standard = "15.00"

[[meal.price]]
groups = ["elder"]
pays = "9.90"
shares = [{ funder = "town", amount = "5.10" }]
"#;

/// How often the server is killed on each database: `CRASH_ROUNDS`, or 12.
fn rounds() -> usize {
    #[expect(clippy::disallowed_methods, reason = "a longer run is asked for in the environment")]
    std::env::var("CRASH_ROUNDS").map_or(12, |rounds| rounds.parse().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_has_lost_nothing_and_doubled_nothing_on_sqlite() {
    kill_again_and_again(Which::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_server_has_lost_nothing_and_doubled_nothing_on_postgres() {
    kill_again_and_again(Which::Postgres).await;
}

async fn kill_again_and_again(which: Which) {
    let fresh = Fresh::new(which).await;
    let mut server = Server::start(&fresh).await;
    let (lane, tokens) = open(&server, &fresh).await;
    let log = Arc::new(Log::default());
    // The moments differ from run to run; the seed is shown so that a failing one can be looked at again.
    let (_, seed) = Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext)).as_u64_pair();
    println!("seed {seed}");
    let mut dice = Dice::from_seed(seed);
    for _ in 0..rounds() {
        sell_until_killed(&mut server, &lane, &log, &tokens, &mut dice).await;
        server = server.start_again(&fresh).await;
        ask_again(&lane, &log, &mut dice).await;
    }
    server.kill().await;
    let books = read(&fresh).await;
    println!("{which:?}: {} rounds, {} sales acknowledged", rounds(), log.entries().len());
    assert!(books.sales.len() > rounds(), "{} sales are no load", books.sales.len());
    assert_eq!(differences(&log.entries(), &books.sales), Vec::<String>::new());
    assert_eq!(sound::faults(&books), Vec::<String>::new());
}

/// What stands in the books of a server that is gone.
async fn read(fresh: &Fresh) -> Books {
    let db = Db::open(&fresh.url).await.unwrap();
    let books = Books::read(&db).await;
    db.close().await;
    books
}

/// Sets the canteen up over HTTP, as an operator would: set-up link, policy, lane, register, cards.
pub async fn open(server: &Server, fresh: &Fresh) -> (Lane, Vec<String>) {
    let admin = Client::new(&server.base);
    admin.set_up(&server.setup_token).await;
    admin.adopt(ALWAYS_LUNCH).await;
    let lane = admin.lane(Client::new(&server.base), "一号窗口").await;
    admin
        .hire("coordinator", json!({ "password": crate::harness::furnish::PASSWORD }))
        .await;
    let coordinator = Client::new(&server.base);
    let login = json!({ "login": "coordinator", "password": crate::harness::furnish::PASSWORD });
    coordinator.post("/session", login).await.expect(200);
    coordinator.import("居民花名册.csv", small_register().as_bytes()).await;
    let keys = pos_server::keys::Keys::load_or_create(&fresh.folder.path().join("canteen.key")).unwrap();
    let cards = coordinator.issue_all().await;
    let tokens = cards.iter().map(|card| token_of(&keys, card["id"].as_str().unwrap())).collect();
    (lane, tokens)
}

/// Many clients sell at once; after a number of answers that chance names, the server is killed in the middle of the others.
async fn sell_until_killed(server: &mut Server, lane: &Lane, log: &Arc<Log>, tokens: &[String], dice: &mut Dice) {
    let answers = usize::try_from(dice.between(1, 250)).unwrap();
    let clients = sell_at_once(CLIENTS, answers, lane, log, tokens, dice).await;
    server.kill().await;
    for client in clients {
        client.await.unwrap();
    }
}

/// Lets many clients sell at once until the server answers no more; comes back as soon as they have a number of answers.
async fn sell_at_once(
    clients: usize,
    answers: usize,
    lane: &Lane,
    log: &Arc<Log>,
    tokens: &[String],
    dice: &mut Dice,
) -> Vec<JoinHandle<()>> {
    let answers_left = Arc::new(AtomicUsize::new(answers));
    let enough = Arc::new(Notify::new());
    let clients = (0..clients)
        .map(|_| {
            let (lane, log, tokens, mut dice) = (lane.clone(), Arc::clone(log), tokens.to_vec(), dice.split());
            let (answers_left, enough) = (Arc::clone(&answers_left), Arc::clone(&enough));
            tokio::spawn(async move {
                while ask(&lane, &log, some_order(&mut dice, &tokens)).await {
                    if answers_left.fetch_sub(1, Ordering::SeqCst) == 1 {
                        enough.notify_one();
                    }
                }
            })
        })
        .collect();
    enough.notified().await;
    clients
}

/// An order of one of the usual kinds. Each is served whatever the rule says, so that there is always something to book.
fn some_order(dice: &mut Dice, tokens: &[String]) -> Value {
    let tender = dice.pick(&["cash", "wechat", "alipay"]).unwrap();
    let mut order = complete(json!({ "meal": "lunch", "serve_as": "pending", "tender": tender }));
    if dice.happens(500) {
        order["token"] = dice.pick(tokens).unwrap().as_str().into();
    } else {
        order["guest"] = true.into();
    }
    order
}

/// Asks for one sale and writes down what is asked before, and what is answered after. Says whether the server still answers.
async fn ask(lane: &Lane, log: &Log, order: Value) -> bool {
    log.asks(&order);
    let request = lane.client.request(reqwest::Method::POST, "/sales").json(&order);
    let Ok(response) = request.send().await else { return false };
    let status = response.status().as_u16();
    let Ok(text) = response.text().await else { return false };
    assert!([200, 201].contains(&status), "{order} -> {status} {text}");
    log.is_answered(&serde_json::from_str(&text).unwrap());
    true
}

/// What a lane does after a crash: asks again for everything that got no answer. And for some that did: the answer must be
/// the same.
async fn ask_again(lane: &Lane, log: &Log, dice: &mut Dice) {
    for entry in log.entries() {
        if entry.receipt.is_none() || dice.happens(30) {
            assert!(
                ask(lane, log, entry.order.clone()).await,
                "the server does not answer after its restart"
            );
        }
    }
}
