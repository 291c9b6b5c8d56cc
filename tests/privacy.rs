//! Promises P10 and P11: does a secret or an ID number stand anywhere it should not? Canaries in every field, then a search
//! through the log at its most talkative, the answers and the database's own file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
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
/// A password that somebody types as a login.
const SLIP: &str = "canary-slip-of-5b21c4";
/// A PIN that nobody has: eight digits, as long as PINs get.
const PIN_OF_NOBODY: &str = "90817263";
/// A wrong PIN that begins like the right one. Six digits stand in the times of every log.
const PIN_AND_MORE: &str = "25809417";
/// Phones and ID numbers in the columns of the register that are for something else: the note, the grid, the compound, the
/// building, the room, the address in one line, the paper behind a fact.
const IN_THE_REGISTER: [&str; 7] = [
    "15499990001",
    "15499990002",
    "15499990003",
    "15499990004",
    "15499990005",
    "15499990006",
    "99900119510101400143",
];
/// A reason's words are kept; a phone in the register is not.
const LOG_MUST_HOLD: &str = "/api/v1/sales";

/// Canaries and the answers in which they were looked for.
struct Trail {
    secrets: Vec<String>,
    /// Secrets that an answer hands to whoever asked: neither the log nor the database has them.
    at_the_door: Vec<String>,
    answers: String,
}

#[test]
fn no_secret_and_no_id_number_stands_in_a_log_an_answer_or_the_database() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        for which in [Which::Sqlite, Which::Postgres] {
            let fresh = Fresh::new(which).await;
            let mut server = Server::start(&fresh).await;
            let mut trail = leave_a_trail(&server, &fresh).await;
            let in_answers = found(&trail.secrets, trail.answers.as_bytes()).join(" ");
            assert_eq!(in_answers, "", "in answers on {which:?}");
            trail.secrets.append(&mut trail.at_the_door);
            let folder = fresh.folder.path();
            let log = std::fs::read_to_string(folder.join(LOG)).unwrap();
            assert!(log.contains(LOG_MUST_HOLD), "the log is not talkative enough to prove anything");
            let database = contents(which, &fresh).await;
            server.kill().await;
            assert_eq!(found(&trail.secrets, log.as_bytes()), Vec::<&str>::new(), "in the log on {which:?}");
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
    answers += &numbers_where_nobody_expects_them(&admin).await;
    answers += &admin.get("/residents?limit=200").await.text();
    answers += &admin.get("/places").await.text();
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
    // Somebody types the password where the login belongs.
    answers += &guess.post("/session", json!({ "login": SLIP, "password": "admin" })).await.text();
    let mut secrets = vec![
        SLIP.to_owned(),
        PASSWORD.to_owned(),
        GUESS.to_owned(),
        server.setup_token.clone(),
        "41102319480312001X".to_owned(),
    ];
    for (one, order) in NEIGHBOURS.iter().zip(1_u32..) {
        secrets.push(id_number(one.birth, one.is_female, order));
        secrets.push(format!("154{order:08}"));
    }
    secrets.extend(tokens.clone());
    secrets.extend(IN_THE_REGISTER.map(str::to_owned));
    // Cookies and lane codes are in answers to whoever they belong to, and nowhere else.
    let mut at_the_door = cookies_of(server).await;
    at_the_door.push(lane_code(&admin).await);
    at_the_door.extend(what_a_round_knows(server, &admin, &tokens[0]).await);
    at_the_door.extend(what_hangs_at_a_door(server, (&admin, &lane), &keys).await);
    at_the_door.extend([PIN_OF_NOBODY, PIN_AND_MORE].map(str::to_owned));
    Trail {
        secrets,
        at_the_door,
        answers,
    }
}

/// Imports people whose numbers stand in every column, and records a fact with one on its paper.
async fn numbers_where_nobody_expects_them(admin: &Client) -> String {
    let [note, grid, compound, building, room, line, paper] = IN_THE_REGISTER;
    let own = (id_number("1951-01-01", true, 400), id_number("1951-01-02", true, 401));
    let parts = format!(
        "姓名,身份证号,网格,小区,楼栋,单元,户室,备注\n郑金凤,{},第一网格{grid},向阳花园{compound},9号楼{building},1单元,101 {room},女儿{note}\n",
        own.0
    );
    let whole = format!("姓名,身份证号,住址\n冯银凤,{},七一路112号{line}\n", own.1);
    let mut answers = String::new();
    for text in [parts, whole] {
        answers += &admin.upload("/imports/dry-run", "号码.csv", text.clone()).await.text();
        answers += &admin.import("号码.csv", text.as_bytes()).await.to_string();
    }
    for person in admin.items("/residents?limit=200").await {
        let path = format!("/residents/{}", person["id"].as_str().unwrap());
        let fact = json!({ "id": Uuid::now_v7(), "kind": "class", "value": "disabled", "true_from": "2026-01-01", "document": format!("残疾证{paper}") });
        answers += &admin.post(&format!("{path}/facts"), fact).await.text();
        answers += &admin.get(&path).await.text();
    }
    answers
}

/// The values of the cookies that an office browser and a lane get.
async fn cookies_of(server: &Server) -> Vec<String> {
    let admin = Client::new(&server.base);
    let signed_in = admin.post("/session", json!({ "login": "admin", "password": PASSWORD })).await;
    let code = lane_code(&admin).await;
    let device = Client::new(&server.base);
    let enrolled = device.post("/lanes/enrol", json!({ "code": code })).await;
    let cookies = [signed_in, enrolled].map(|answer| {
        let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
        cookie.split_once('=').unwrap().1.split(';').next().unwrap().to_owned()
    });
    assert!(cookies.iter().all(|cookie| cookie.len() > 20), "{cookies:?}");
    let mut secrets = cookies.to_vec();
    secrets.push(code);
    secrets
}

/// A new code for a new lane, as its digits.
async fn lane_code(admin: &Client) -> String {
    let code = admin
        .post("/lanes/codes", json!({ "id": Uuid::now_v7(), "name": "三号窗口" }))
        .await
        .expect(200);
    code["code"].as_str().unwrap().replace(' ', "")
}

/// Makes the tags of the doors, prints one, shows it at the counter and to doors that take none.
async fn what_hangs_at_a_door(server: &Server, (admin, lane): (&Client, &Lane), keys: &pos_server::keys::Keys) -> Vec<String> {
    admin.post("/deliveries/tags", json!({})).await.expect(200);
    let printed = admin.post("/deliveries/tags/sheets", json!({})).await.expect(200);
    let id = printed["items"][0]["id"].as_str().unwrap().parse().unwrap();
    let tag = pos_server::cards::token::DoorToken::of(keys, id).digits().to_owned();
    assert!(!printed.to_string().contains(&tag));
    lane.client.post("/scan", json!({ "token": tag })).await.expect(200);
    lane.sell(&tag).await.expect_problem(409, "card_malformed");
    lane.client.post("/lane/search", json!({ "q": tag })).await;
    let nonsense = Client::new(&server.base).post("/round/session", json!({ "token": tag })).await;
    nonsense.expect_problem(401, "round_not_open");
    let reveal = admin.post("/deliveries/tags/sheets", json!({ "ids": [tag] })).await;
    assert_eq!(reveal.status, 422, "{}", reveal.text());
    vec![tag]
}

/// Sends a volunteer out: the round's link, what to know at the door, whom to call, and what was noted and seen there. They are for one
/// phone only.
async fn what_a_round_knows(server: &Server, admin: &Client, card: &str) -> Vec<String> {
    let [door_note, noted, place] = [
        "canary-key-under-the-mat-3c8e",
        "canary-she-fell-a91f4",
        "canary-gps-34.0267-113.826",
    ];
    let called = "13912340077";
    let today = pos_server::calendar::day_of(pos_server::clock::Clock::System.now());
    let resident = admin.items("/residents?limit=200").await[0]["id"].clone();
    let plan = json!({
        "id": Uuid::now_v7(), "resident_id": resident, "meal": "lunch", "weekdays": [1, 2, 3, 4, 5, 6, 7], "true_from": today,
        "diets": [], "door_note": door_note, "pays": "owed",
    });
    admin.post("/deliveries/plans", plan).await.expect(201);
    let contact = Uuid::now_v7();
    let contacts = json!({ "contacts": [{ "id": contact, "name": "王丽", "relation": "女儿", "phone": called }] });
    let file = format!("/deliveries/plans/{}", resident.as_str().unwrap());
    admin.post(&format!("{file}/contacts"), contacts).await.expect(201);
    let draft = json!({ "id": Uuid::now_v7(), "date": today, "meal": "lunch", "seed": 1 });
    admin.post("/deliveries/rounds/draft", draft).await.expect(200);
    let board = admin.get(&format!("/deliveries/days/{today}/rounds?meal=lunch")).await.expect(200);
    let round = format!("/deliveries/rounds/{}", board["rounds"][0]["id"].as_str().unwrap());
    let volunteer = admin.hire("volunteer", json!({ "password": PASSWORD })).await;
    let given = json!({ "staff_id": volunteer["id"] });
    admin.post(&format!("{round}/volunteer"), given).await.expect(204);
    admin.post(&format!("{round}/packed"), json!({})).await.expect(204);
    let link = admin.post(&format!("{round}/link"), json!({})).await.expect(200);
    let token = link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned();
    let phone = Client::new(&server.base);
    phone
        .post("/round/session", json!({ "token": GUESS }))
        .await
        .expect_problem(401, "round_not_open");
    phone.post("/round/session", json!({ "token": token })).await.expect(204);
    let sheet = phone.get("/round").await.expect(200);
    assert_eq!(sheet["stops"][0]["door_note"], door_note);
    assert_eq!(sheet["stops"][0]["contacts"][0]["phone"], called);
    let result = json!({
        "id": Uuid::now_v7(), "stop_id": sheet["stops"][0]["id"], "outcome": "handed_over", "token": card, "at": sheet["at"],
        "welfare": "help", "note": noted,
    });
    let photo = crate::rounds::photos::photo(place.as_bytes());
    let seen = json!({ "id": Uuid::now_v7(), "stop_id": sheet["stops"][0]["id"], "at": sheet["at"], "jpeg": STANDARD.encode(photo) });
    let both = json!({ "results": [result], "photos": [seen] });
    phone.post("/round/results", both).await.expect(200);
    let why = json!({ "reason": "看看老人" });
    let shown = admin
        .post(&format!("/deliveries/contacts/{contact}/reveal"), why.clone())
        .await
        .expect(200);
    assert_eq!(shown["phone"], called);
    admin
        .post(&format!("/deliveries/photos/{}/reveal", seen["id"].as_str().unwrap()), why)
        .await
        .expect(200);
    let paper = admin.post(&format!("{round}/paper"), json!({})).await.expect(200).to_string();
    for answer in [
        admin.get(&file).await,
        admin.get("/audit").await,
        admin.get(&format!("/deliveries/days/{today}/rounds?meal=lunch")).await,
    ] {
        let text = answer.text();
        assert_eq!(
            found(&[called, noted, place, token.as_str()].map(str::to_owned), text.as_bytes()),
            Vec::<&str>::new()
        );
    }
    assert_eq!(
        found(&[called, noted, door_note, token.as_str()].map(str::to_owned), paper.as_bytes()),
        Vec::<&str>::new()
    );
    let nonsense = phone
        .post("/round/results", json!({ "results": [{ "token": card, "note": noted }] }))
        .await;
    assert_eq!(nonsense.status, 422, "{}", nonsense.text());
    vec![token, door_note.to_owned(), noted.to_owned(), place.to_owned(), called.to_owned()]
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
    assert!(PIN_AND_MORE.starts_with(PIN));
    answers += &lane
        .client
        .post("/lane/cashier", json!({ "staff_id": lane.cashier, "pin": PIN_AND_MORE }))
        .await
        .text();
    answers += &lane
        .client
        .post("/lane/cashier", json!({ "staff_id": lane.cashier, "pin": PIN_OF_NOBODY }))
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
