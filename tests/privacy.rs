//! Promises P10 and P11: does a secret or an ID number stand anywhere it should not? Canaries in every field, then a search
//! through the log at its most talkative, the answers and the database's own file.

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use crate::harness::database::{Fresh, Which};
use crate::harness::furnish::{PASSWORD, PIN, token_of};
use crate::harness::process::{LOG, Server};
use crate::harness::register::{NEIGHBOURS, id_number, small_register};
use crate::harness::{Client, Lane};

/// A wrong password that must not be repeated anywhere.
const GUESS: &str = "canary-guess-7f3a91";
/// A reason's words are kept; a phone in the register is not.
const LOG_MUST_HOLD: &str = "/api/v1/sales";

/// Canaries and the answers in which they were looked for.
struct Trail {
    secrets: Vec<String>,
    answers: String,
}

#[test]
fn no_secret_and_no_id_number_stands_in_a_log_an_answer_or_the_database() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        for which in [Which::Sqlite, Which::Postgres] {
            let fresh = Fresh::new(which).await;
            let mut server = Server::start(&fresh).await;
            let trail = leave_a_trail(&server, &fresh).await;
            let folder = fresh.folder.path();
            let log = std::fs::read_to_string(folder.join(LOG)).unwrap();
            assert!(log.contains(LOG_MUST_HOLD), "the log is not talkative enough to prove anything");
            let database = contents(which, &fresh).await;
            server.kill().await;
            assert_eq!(found(&trail.secrets, log.as_bytes()), Vec::<&str>::new(), "in the log on {which:?}");
            assert_eq!(
                found(&trail.secrets, trail.answers.as_bytes()),
                Vec::<&str>::new(),
                "in answers on {which:?}"
            );
            assert_eq!(found(&trail.secrets, &database), Vec::<&str>::new(), "in the database on {which:?}");
            // The same search finds what is planted.
            let planted = format!("{log} {}", trail.secrets[0]);
            assert_eq!(found(&trail.secrets, planted.as_bytes()), [trail.secrets[0].as_str()]);
        }
    });
}

/// Uses every door that takes a secret, rightly and wrongly.
async fn leave_a_trail(server: &Server, fresh: &Fresh) -> Trail {
    let mut answers = String::new();
    let admin = Client::new(&server.base);
    admin.set_up(&server.setup_token).await;
    admin.import("名册.csv", small_register().as_bytes()).await;
    answers += &admin.get("/residents?limit=200").await.text();
    let cards = admin.issue_all().await;
    let lane = admin.lane(Client::new(&server.base), "一号窗口").await;
    let keys = pos_server::keys::Keys::load_or_create(&fresh.folder.path().join("canteen.key")).unwrap();
    let tokens: Vec<String> = cards.iter().map(|card| token_of(&keys, card["id"].as_str().unwrap())).collect();
    answers += &sell_and_fail(&lane, &tokens).await;
    answers += &admin.get("/audit").await.text();
    answers += &admin.get("/inbox").await.text();
    let guess = Client::new(&server.base);
    answers += &guess.post("/session", json!({ "login": "admin", "password": GUESS })).await.text();
    answers += &guess.post("/setup", json!({ "token": GUESS })).await.text();
    let wrong = admin
        .upload("/imports/dry-run", "坏.csv", "姓名,身份证号\n王五,41102319480312001X\n")
        .await;
    answers += &wrong.text();
    let mut secrets = vec![
        PASSWORD.to_owned(),
        GUESS.to_owned(),
        server.setup_token.clone(),
        "41102319480312001X".to_owned(),
    ];
    for (one, order) in NEIGHBOURS.iter().zip(1_u32..) {
        secrets.push(id_number(one.birth, one.is_female, order));
        secrets.push(format!("154{order:08}"));
    }
    secrets.extend(tokens);
    Trail { secrets, answers }
}

async fn sell_and_fail(lane: &Lane, tokens: &[String]) -> String {
    let mut answers = String::new();
    for token in tokens {
        answers += &lane.client.post("/scan", json!({ "token": token })).await.text();
        for serve_as in ["decided", "pending"] {
            let order = json!({ "id": Uuid::now_v7(), "token": token, "tender": "cash", "serve_as": serve_as });
            answers += &lane.client.post("/sales", order).await.text();
        }
        let nonsense = json!({ "id": Uuid::now_v7(), "token": token, "tender": token, "serve_as": token });
        answers += &lane.client.post("/sales", nonsense).await.text();
    }
    for token in tokens {
        answers += &lane.client.post("/lane/search", json!({ "q": token })).await.text();
    }
    answers += &lane
        .client
        .post("/lane/cashier", json!({ "staff_id": lane.cashier, "pin": format!("{PIN}99") }))
        .await
        .text();
    answers
}

/// Which of some secrets stand in some bytes.
fn found<'s>(secrets: &'s [String], bytes: &[u8]) -> Vec<&'s str> {
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    // PostgreSQL shows bytes as hexadecimal digits.
    secrets
        .iter()
        .filter(|secret| holds(secret) || holds(&hex::encode(secret.as_str())))
        .map(String::as_str)
        .collect()
}

/// The bytes of an embedded database and its WAL, or every row of a PostgreSQL as text.
async fn contents(which: Which, fresh: &Fresh) -> Vec<u8> {
    if which == Which::Postgres {
        return rows_of_all_tables(&fresh.url).await.into_bytes();
    }
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(fresh.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains("sqlite") {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    bytes
}

async fn rows_of_all_tables(url: &str) -> String {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
    let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&mut connection).await.unwrap();
    let mut text = String::new();
    for (table,) in tables {
        let rows = AssertSqlSafe(format!("SELECT row_to_json(t)::text FROM {table} t"));
        let rows: Vec<(String,)> = sqlx::query_as(rows).fetch_all(&mut connection).await.unwrap();
        text.extend(rows.into_iter().map(|(row,)| row + "\n"));
    }
    assert!(text.contains("向阳花园"), "the tables hold nothing to search");
    text
}
