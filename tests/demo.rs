//! Does the demo open? Started as a visitor starts it, with a small community: what it prints lets everybody in, and there were
//! meals.

use pos_server::calendar::day_of;
use pos_server::clock::Clock;
use serde_json::json;

use crate::harness::Client;
use crate::harness::process::Server;

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
