//! Does somebody ask after a daily eater of whom nothing was seen for three open days, at the counter as at the door?

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::Open;
use crate::harness::{Canteen, on_both};

/// Who is silent, as `name missed`.
async fn silent(open: &Open) -> Vec<String> {
    let silences = open.coordinator.get("/deliveries/silences").await.expect(200);
    let said = |item: &Value| format!("{} {}", item["name"].as_str().unwrap(), item["missed"]);
    silences["items"].as_array().unwrap().iter().map(said).collect()
}

/// Noon of a day of November, with everybody signed in.
async fn noon(canteen: &Canteen, open: &Open, day: u32) {
    canteen.at(&format!("2026-11-{day:02}T04:00:00Z"));
    open.sign_in_again().await;
}

async fn eat(open: &Open, names: &[&str]) {
    for name in names {
        open.lane.sell(open.token(name)).await.expect(201);
    }
}

#[test]
fn a_daily_eater_who_stays_away_is_listed_until_somebody_asked_and_again_if_it_goes_on() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let hold = |name: &str| {
            let id = Uuid::now_v7();
            json!({ "id": id, "resident_id": open.residents[name], "true_from": "2026-12-06", "reason": "住院", "asked_by": "relative", "asker": "女儿" })
        };
        // Ten lunches of three elders; one more came on five of these days only. 张德福 comes every day.
        for day in 23..=30 {
            noon(canteen, &open, day).await;
            eat(&open, &["王秀英", "张德福", "欧阳秀兰"]).await;
            if day < 28 {
                eat(&open, &["田桂英"]).await;
            }
        }
        for day in 1..=4 {
            canteen.at(&format!("2026-12-{day:02}T04:00:00Z"));
            open.sign_in_again().await;
            eat(&open, &["张德福"]).await;
            if day <= 2 {
                eat(&open, &["王秀英", "欧阳秀兰"]).await;
            }
        }
        let contacts = json!({ "contacts": [{ "id": Uuid::now_v7(), "name": "王丽", "relation": "女儿", "phone": "15400000001" }] });
        let path = format!("/deliveries/plans/{}/contacts", open.residents["王秀英"]);
        open.coordinator.post(&path, contacts).await.expect(201);
        let go_on = async |day: u32| {
            canteen.at(&format!("2026-12-{day:02}T04:00:00Z"));
            open.sign_in_again().await;
            eat(&open, &["张德福"]).await;
            silent(&open).await
        };
        // Missed on the 3rd and 4th, and today counts for nobody before it is over.
        assert_eq!(go_on(5).await, Vec::<String>::new());
        assert_eq!(go_on(6).await, ["王*英 3", "欧阳*兰 3"]);
        // One is in hospital: who held her meals knows where she is.
        open.coordinator.post("/deliveries/holds", hold("欧阳秀兰")).await.expect(201);
        let listed = open.coordinator.get("/deliveries/silences").await.expect(200)["items"].clone();
        assert_eq!(listed.as_array().unwrap().len(), 1, "{listed}");
        assert_eq!(
            (&listed[0]["last_day"], &listed[0]["last_channel"]),
            (&json!("2026-12-02"), &json!("counter"))
        );
        assert_eq!(listed[0]["contacts"][0]["name"], "王丽");
        assert!(!listed.to_string().contains("15400000001"));

        let path = format!("/deliveries/silences/{}/answer", open.residents["王秀英"]);
        let wordless = json!({ "id": Uuid::now_v7(), "words": "" });
        open.coordinator.post(&path, wordless).await.expect_problem(422, "field_invalid");
        let words = json!({ "id": Uuid::now_v7(), "words": "电话问过女儿，感冒在家" });
        for _ in 0..2 {
            open.coordinator.post(&path, words.clone()).await.expect(204);
        }
        for day in 6..=9 {
            assert_eq!(go_on_or_look(canteen, &open, day).await, Vec::<String>::new(), "{day}");
        }
        assert_eq!(go_on(10).await, ["王*英 7"]);
        let again = open.coordinator.get("/deliveries/silences").await.expect(200);
        assert_eq!(again["items"][0]["answer"]["words"], "电话问过女儿，感冒在家");
        // She is back.
        eat(&open, &["王秀英"]).await;
        assert_eq!(silent(&open).await, Vec::<String>::new());
    });
}

/// The next day with somebody at the counter, unless that day is told already.
async fn go_on_or_look(canteen: &Canteen, open: &Open, day: u32) -> Vec<String> {
    if day > 6 {
        canteen.at(&format!("2026-12-{day:02}T04:00:00Z"));
        open.sign_in_again().await;
        eat(open, &["张德福"]).await;
    }
    silent(open).await
}

#[test]
fn a_dinner_that_is_held_hides_nobody_who_stays_away_from_lunch() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let day = async |date: String, names: &[&str]| {
            canteen.at(&format!("{date}T04:00:00Z"));
            open.sign_in_again().await;
            eat(&open, names).await;
        };
        for november in 23..=30 {
            day(format!("2026-11-{november}"), &["王秀英", "欧阳秀兰", "张德福"]).await;
        }
        for december in 1..=2 {
            day(format!("2026-12-{december:02}"), &["王秀英", "欧阳秀兰", "张德福"]).await;
        }
        let hold = |name: &str, meal: &str| {
            let id = Uuid::now_v7();
            json!({ "id": id, "resident_id": open.residents[name], "meal": meal, "true_from": "2026-12-03", "reason": "去女儿家", "asked_by": "relative", "asker": "女儿" })
        };
        for (name, meal) in [("王秀英", "dinner"), ("欧阳秀兰", "lunch")] {
            open.coordinator.post("/deliveries/holds", hold(name, meal)).await.expect(201);
        }
        for december in 3..=6 {
            day(format!("2026-12-{december:02}"), &["张德福"]).await;
        }
        assert_eq!(silent(&open).await, ["王*英 3"]);
    });
}

#[test]
fn after_how_many_days_somebody_asks_is_said_by_the_policy() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let line = "[[group]]\nid = \"elder\"";
        open.admin
            .load_policy(line, &format!("[deliveries]\nsilent_after_days = 1\n\n{line}"))
            .await;
        // Ten days of two elders; then one stays away.
        for day in 10..=20 {
            canteen.at(&format!("2026-12-{day}T04:00:00Z"));
            open.sign_in_again().await;
            eat(&open, if day < 20 { &["王秀英", "张德福"] } else { &["张德福"] }).await;
        }
        assert_eq!(silent(&open).await, Vec::<String>::new());
        canteen.at("2026-12-21T04:00:00Z");
        open.sign_in_again().await;
        assert_eq!(silent(&open).await, ["王*英 1"]);
        let silences = open.coordinator.get("/deliveries/silences").await.expect(200);
        assert_eq!(silences["rule"]["silent_days"], 1);
    });
}
