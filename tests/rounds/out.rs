//! How does a story send somebody out? Four elders with plans, a volunteer, a packed round, and a phone that opened its link.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::{Open, PASSWORD};
use crate::harness::{Answer, Canteen, Client};

/// The day of the stories.
pub const DAY: &str = "2026-11-23";

/// A volunteer on the way.
pub struct Out {
    pub open: Open,
    /// The volunteer's own browser, if they sit in the office.
    pub volunteer: Client,
    pub volunteer_id: String,
    pub phone: Client,
    pub round: String,
    /// The stops by the full names of those who wait.
    pub stops: BTreeMap<String, Value>,
}

/// A plan for somebody's lunches from the stories' day on.
pub async fn plan(open: &Open, name: &str, pays: &str) {
    let body = json!({
        "id": Uuid::now_v7(), "resident_id": open.residents[name], "meal": "lunch", "weekdays": [1, 2, 3, 4, 5, 6, 7],
        "true_from": DAY, "diets": ["soft"], "door_note": "钥匙在门垫下", "pays": pays,
    });
    open.coordinator.post("/deliveries/plans", body).await.expect(201);
}

/// Lays out rounds for whoever is in none.
pub async fn draft(open: &Open) -> Value {
    let body = json!({ "id": Uuid::now_v7(), "date": DAY, "meal": "lunch", "seed": 7 });
    open.coordinator.post("/deliveries/rounds/draft", body).await.expect(200)
}

/// The board of the day.
pub async fn board(open: &Open) -> Value {
    open.coordinator
        .get(&format!("/deliveries/days/{DAY}/rounds?meal=lunch"))
        .await
        .expect(200)
}

/// The ids of the rounds on the board.
pub async fn rounds(open: &Open) -> Vec<String> {
    let board = board(open).await;
    let rounds = board["rounds"].as_array().unwrap().iter();
    rounds.map(|round| round["id"].as_str().unwrap().to_owned()).collect()
}

/// A request about a round.
pub async fn act(open: &Open, round: &str, what: &str, body: Value) -> Answer {
    open.coordinator.post(&format!("/deliveries/rounds/{round}/{what}"), body).await
}

/// A volunteer, signed in at the office, with their id.
pub async fn volunteer(canteen: &Canteen, open: &Open) -> (Client, String) {
    let hired = open.admin.hire("volunteer", json!({ "password": PASSWORD })).await;
    let client = canteen.client();
    let body = json!({ "login": "volunteer", "password": PASSWORD });
    client.post("/session", body).await.expect(200);
    (client, hired["id"].as_str().unwrap().to_owned())
}

/// What stands behind the `#` of a round's link.
pub async fn token(open: &Open, round: &str) -> String {
    let link = act(open, round, "link", json!({})).await.expect(200);
    link["url"].as_str().unwrap().split_once('#').unwrap().1.to_owned()
}

/// A phone that opened a round's link.
pub async fn phone(canteen: &Canteen, open: &Open, round: &str) -> Client {
    let phone = canteen.client();
    let body = json!({ "token": token(open, round).await });
    phone.post("/round/session", body).await.expect(204);
    phone
}

/// Sends a volunteer out with four lunches: two for cash, one from the wallet, one that is owed.
pub async fn out(canteen: &Canteen) -> Out {
    let open = canteen.open().await;
    for (name, pays) in [("王秀英", "cash"), ("张德福", "wallet"), ("欧阳秀兰", "cash"), ("田桂英", "owed")] {
        plan(&open, name, pays).await;
    }
    draft(&open).await;
    let round = rounds(&open).await.remove(0);
    let (volunteer, volunteer_id) = volunteer(canteen, &open).await;
    act(&open, &round, "volunteer", json!({ "staff_id": volunteer_id }))
        .await
        .expect(204);
    act(&open, &round, "packed", json!({})).await.expect(204);
    let phone = phone(canteen, &open, &round).await;
    let sheet = phone.get("/round").await.expect(200);
    let stops = sheet["stops"].as_array().unwrap().iter();
    Out {
        stops: stops
            .map(|stop| (stop["name"].as_str().unwrap().to_owned(), stop.clone()))
            .collect(),
        open,
        volunteer,
        volunteer_id,
        phone,
        round,
    }
}

impl Out {
    /// The id of somebody's stop.
    pub fn stop(&self, name: &str) -> &str {
        self.stops[name]["id"].as_str().unwrap()
    }

    /// A result as the phone keeps it, at the canteen's present moment.
    pub fn result(&self, canteen: &Canteen, name: &str, outcome: &str, more: Value) -> Value {
        let mut result = json!({ "id": Uuid::now_v7(), "stop_id": self.stop(name), "outcome": outcome, "at": canteen.now() });
        for (field, value) in more.as_object().unwrap() {
            result[field] = value.clone();
        }
        result
    }

    /// A hand-over with the card scanned and the price collected, if it is one for cash.
    pub fn handed_over(&self, canteen: &Canteen, name: &str) -> Value {
        let collected = self.stops[name]["collect"].clone();
        let more = json!({ "token": self.open.token(name), "collected": collected, "welfare": "good" });
        self.result(canteen, name, "handed_over", more)
    }

    /// Brings results and rungs; what became of each, as `state` or `state code`.
    pub async fn bring(&self, results: &[Value], ladder: &[Value]) -> Vec<String> {
        let body = json!({ "results": results, "ladder": ladder });
        let answer = self.phone.post("/round/results", body).await.expect(200);
        let mut became: BTreeMap<String, String> = BTreeMap::new();
        for item in answer["items"].as_array().unwrap() {
            let code = item["code"].as_str().map(|code| format!(" {code}")).unwrap_or_default();
            assert_eq!(item["message"].is_null(), code.is_empty(), "{item}");
            became.insert(
                item["id"].as_str().unwrap().to_owned(),
                format!("{}{code}", item["state"].as_str().unwrap()),
            );
        }
        let asked = results.iter().chain(ladder);
        asked.map(|item| became[item["id"].as_str().unwrap()].clone()).collect()
    }

    /// Where somebody's stop stands on the board.
    pub async fn on_board(&self, name: &str) -> Value {
        let board = board(&self.open).await;
        let stops = board["rounds"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|round| round["stops"].as_array().unwrap());
        let found = stops.into_iter().find(|stop| stop["id"] == self.stop(name));
        found.unwrap_or_else(|| panic!("{name} is not on the board: {board}")).clone()
    }

    /// Settles a stop.
    pub async fn settle(&self, who: &Client, name: &str, decision: &str) -> Answer {
        let body = json!({ "id": Uuid::now_v7(), "decision": decision, "reason": "电话问过女儿" });
        who.post(&format!("/deliveries/stops/{}/settle", self.stop(name)), body).await
    }

    /// The meals in the books, as `name tender state pays`.
    pub async fn meals(&self, canteen: &Canteen) -> Vec<String> {
        let books = canteen.books().await;
        let names: BTreeMap<&String, &String> = self.open.residents.iter().map(|(name, id)| (id, name)).collect();
        let mut meals: Vec<String> = books
            .sales
            .iter()
            .map(|sale| {
                assert_eq!(sale.channel, "delivery");
                assert_eq!(sale.service_date.to_string(), DAY);
                let name = names[&sale.resident_id.unwrap().to_string()];
                format!("{name} {} {} {}", sale.tender, sale.state, sale.pays_fen)
            })
            .collect();
        meals.sort();
        meals
    }
}
