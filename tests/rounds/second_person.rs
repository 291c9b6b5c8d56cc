//! Does whoever has to decide see on the board what was brought from the door: a scan that was not hers, a neighbour, the money?

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{DAY, Out, out};
use crate::harness::furnish::PASSWORD;
use crate::harness::{Canteen, Client, on_both};

/// Somebody of a role at a browser of their own.
async fn hired(canteen: &Canteen, out: &Out, role: &str) -> Client {
    let hired = out.open.admin.hire(role, json!({ "password": PASSWORD })).await;
    let client = canteen.client();
    let body = json!({ "login": hired["login"], "password": PASSWORD });
    client.post("/session", body).await.expect(200);
    client
}

/// Somebody's stop as a person at the office sees it.
async fn seen_by(client: &Client, out: &Out, name: &str) -> Value {
    let board = client.get(&format!("/deliveries/days/{DAY}/rounds?meal=lunch")).await.expect(200);
    let mut stops = board["rounds"][0]["stops"].as_array().unwrap().iter();
    stops.find(|stop| stop["id"] == out.stop(name)).unwrap().clone()
}

#[test]
fn who_settles_reads_who_took_the_meal_and_how_it_was_settled_but_no_note_stands_on_the_board() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let [checker, auditor] = [hired(canteen, &out, "checker").await, hired(canteen, &out, "auditor").await];
        let noted = json!({ "person": "王大姐", "note": "她女儿 13800138000 说可以放邻居家" });
        let neighbour = out.result(canteen, "张德福", "neighbour", noted);
        let wrong = json!({ "token": out.open.token("田桂英"), "collected": "5.00" });
        let wrong = out.result(canteen, "欧阳秀兰", "handed_over", wrong);
        assert_eq!(out.bring(&[neighbour, wrong], &[]).await, ["recorded", "recorded proof_not_hers"]);
        for client in [&out.open.coordinator, &checker] {
            let result = seen_by(client, &out, "张德福").await["results"][0].clone();
            assert_eq!(result["person"], "王大姐");
            assert!(!result.to_string().contains("可以放邻居家"), "{result}");
        }
        let hers = seen_by(&checker, &out, "欧阳秀兰").await;
        let result = &hers["results"][0];
        let told = ["code", "proof", "collected", "counts"].map(|field| result[field].clone());
        assert_eq!(told, [json!("proof_not_hers"), Value::Null, json!("5.00"), json!(true)], "{hers}");
        assert_eq!(
            (&hers["pays"], &hers["price"], &hers["settled"]),
            (&json!("cash"), &json!("9.90"), &Value::Null)
        );

        out.settle(&checker, "张德福", "delivered").await.expect(204);
        let settled = seen_by(&auditor, &out, "张德福").await["settled"].clone();
        assert_eq!(
            (&settled["decision"], &settled["reason"]),
            (&json!("delivered"), &json!("电话问过女儿")),
            "{settled}"
        );
        assert!(settled["approver"].as_str().is_some_and(|name| !name.is_empty()), "{settled}");
    });
}

#[test]
fn why_a_search_ended_stays_on_the_board_and_never_reaches_the_phone() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let away = out.result(canteen, "王秀英", "not_at_home", json!({ "note": "敲了三次" }));
        out.bring(&[away], &[]).await;
        let path = format!("/deliveries/stops/{}/ladder", out.stop("王秀英"));
        let words = json!({ "id": Uuid::now_v7(), "rung": "closed", "found": "reached", "note": "女儿说昨天住院了" });
        out.open.coordinator.post(&path, words).await.expect(204);
        let stop = out.on_board("王秀英").await;
        assert!(!stop["results"].to_string().contains("敲了三次"), "{stop}");
        assert_eq!(stop["ladder"][0]["note"], "女儿说昨天住院了", "{stop}");
        let auditor = hired(canteen, &out, "auditor").await;
        assert_eq!(seen_by(&auditor, &out, "王秀英").await["ladder"][0]["note"], Value::Null);
        let phone = out.phone.get("/round").await.expect(200).to_string();
        assert!(!phone.contains("住院") && phone.contains("closed"), "{phone}");
    });
}
