//! Does the demo open? Started as a visitor starts it, with a small community: what it prints lets everybody in, and there were
//! meals, drawers that were counted, and money that went its way.

use pos_server::calendar::day_of;
use pos_server::clock::Clock;
use pos_server::demo::furnish::PASSWORD;
use pos_server::demo::{Extent, fill};
use pos_server::serve::SHIPPED_POLICY;
use serde_json::{Value, json};

use crate::harness::database::Which;
use crate::harness::process::Server;
use crate::harness::{Canteen, Client};

/// The logins that the console shows: login, password, role.
fn logins(said: &[String]) -> Vec<(&str, &str, &str)> {
    let words = said.iter().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let logins = words.filter_map(|words| match words.as_slice() {
        [login, password, _, role] if role.bytes().all(|letter| letter.is_ascii_lowercase()) => Some((*login, *password, *role)),
        _ => None,
    });
    logins.collect()
}

#[tokio::test]
async fn the_demo_lets_everybody_in_whom_it_prints_and_has_sold_meals() {
    let folder = tempfile::tempdir().unwrap();
    let (mut server, said) = Server::demo(folder.path()).await;
    let logins = logins(&said);
    assert_eq!(logins.len(), 8, "{said:#?}");
    for (login, password, role) in &logins {
        let client = Client::new(&server.base);
        let session = client
            .post("/session", json!({ "login": login, "password": password }))
            .await
            .expect(200);
        assert_eq!(session["staff"]["role"], *role, "{session}");
        if *role == "finance" {
            let yesterday = day_of(Clock::System.now()).pred_opt().unwrap();
            let sheet = client.get(&format!("/days/{yesterday}")).await.expect(200);
            assert!(sheet["total"]["meals"].as_i64().unwrap() > 10, "{sheet}");
            assert_eq!(sheet["differences"], json!([]));
            assert!(z_reports(&client).await.len() >= 4);
        }
        if *role == "coordinator" {
            let today = day_of(Clock::System.now());
            let list = client.get(&format!("/deliveries/days/{today}?meal=lunch")).await.expect(200);
            assert!(list["deliveries"].as_array().is_some_and(|doors| !doors.is_empty()), "{list}");
            assert!(list["kept_back"].as_array().is_some_and(|held| !held.is_empty()), "{list}");
            let sketch = client.get("/deliveries/places").await.expect(200);
            let places = sketch["places"].as_array().unwrap();
            assert!(!places.is_empty() && places.iter().all(|place| place["x_m"].is_i64()), "{sketch}");
        }
    }
    let last = said.last().unwrap();
    let digits: String = last.chars().filter(char::is_ascii_digit).collect();
    let (code, pin) = digits.split_at(8);
    let device = Client::new(&server.base);
    device.post("/lanes/enrol", json!({ "code": code })).await.expect(200);
    let cashiers = device.get("/lane/cashiers").await.expect(200);
    let first = &cashiers["items"][0]["id"];
    device
        .post("/lane/cashier", json!({ "staff_id": first, "pin": pin }))
        .await
        .expect(200);
    server.kill().await;
}

/// The Z-reports of all lanes, the newest first; nobody sold without a shift.
async fn z_reports(finance: &Client) -> Vec<Value> {
    let shifts = finance.get("/shifts").await.expect(200);
    let mut reports = Vec::new();
    for shift in shifts["items"].as_array().unwrap() {
        assert_eq!(
            (&shift["opened_by_itself"], &shift["float"]),
            (&json!(false), &json!("200.00")),
            "{shift}"
        );
        if let Some(id) = shift["z_report"]["id"].as_str() {
            reports.push(finance.get(&format!("/z-reports/{id}")).await.expect(200));
        }
    }
    reports
}

/// What two weeks of a seed come to, in the words of the office.
async fn two_weeks(seed: u64) -> Value {
    let canteen = Canteen::start(Which::Sqlite).await;
    let extent = Extent {
        seed,
        residents: Some(400),
        days: 13,
    };
    // The last day is under way: its drawers are open. The furnishing moves the clock to the day before the first.
    let now = canteen.now();
    fill(&canteen.app, SHIPPED_POLICY, extent, now).await.unwrap();
    canteen.app.clock.set(now);
    canteen.assert_sound().await;
    let finance = canteen.client();
    finance
        .post("/session", json!({ "login": "finance", "password": PASSWORD }))
        .await
        .expect(200);
    let reports = z_reports(&finance).await;
    assert_eq!(reports.len(), 26);
    let books = finance.get("/books/trial-balance").await.expect(200);
    let advances = finance.get("/books/advances").await.expect(200);
    let said = reports.iter().map(|report| {
        json!([
            report["lane"],
            report["sales"],
            report["by_tender"],
            report["voids"],
            report["tenders"],
            report["reason"]
        ])
    });
    let said = json!({ "reports": said.collect::<Vec<_>>(), "classes": books["classes"], "advances": advances });
    canteen.stop().await;
    said
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demos_weeks_have_counted_drawers_full_purses_and_a_paid_instalment_and_a_seed_tells_them_again() {
    let told = two_weeks(7).await;
    // Money on cards is owed to their holders: a credit; the others are what the canteen has, or spent.
    for (class, is_debit) in [
        ("wallet", false),
        ("bank", true),
        ("safe", true),
        ("expenses", true),
        ("over_short", true),
        ("fees", true),
    ] {
        let lines = told["classes"].as_array().unwrap();
        let line = lines.iter().find(|line| line["class"] == class);
        let side = line.map(|line| line["credit"] == "0.00");
        assert_eq!(side, Some(is_debit), "{class}: {line:?}");
    }
    let advance = &told["advances"]["items"][0];
    assert!(advance["received"] != "0.00" && advance["open"] != "0.00", "{advance}");
    let reports = told["reports"].as_array().unwrap();
    assert!(reports.iter().any(|report| report[5] == "找零差错"), "some drawer does not agree");
    assert!(reports.iter().all(|report| report[1]["meals"] != 0), "each lane sold on each day");
    assert_eq!(two_weeks(7).await, told);
    assert_ne!(two_weeks(8).await, told);
}
