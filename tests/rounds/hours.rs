//! Are a volunteer's hours those that the phone told from the doors, and does a certificate stay as it was issued?

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{out, phone};
use crate::harness::{Canteen, on_both};

#[test]
fn hours_come_from_the_doors_and_a_certificate_is_numbered_and_frozen() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let month = async || out.open.coordinator.get("/deliveries/hours/2026-11").await.expect(200)["items"].clone();
        assert_eq!(month().await, json!([]));
        let path = format!("/deliveries/volunteers/{}/certificates", out.volunteer_id);
        let body = |id: Uuid| json!({ "id": id, "month": "2026-11" });
        out.open
            .coordinator
            .post(&path, body(Uuid::now_v7()))
            .await
            .expect_problem(409, "no_hours");

        canteen.wait_seconds(600);
        let first = out.handed_over(canteen, "王秀英");
        out.bring(&[first], &[]).await;
        canteen.wait_seconds(1_500);
        let second = out.handed_over(canteen, "张德福");
        out.bring(&[second], &[]).await;
        let hours = month().await[0].clone();
        let told = ["volunteer_id", "days", "rounds", "doors", "minutes"].map(|field| hours[field].clone());
        assert_eq!(
            told.to_vec(),
            vec![json!(out.volunteer_id), json!(1), json!(1), json!(2), json!(35)]
        );

        let id = Uuid::now_v7();
        let issued = out.open.coordinator.post(&path, body(id)).await.expect(201);
        assert_eq!(
            (&issued["certificate_no"], &issued["reprint"], &issued["minutes"]),
            (&json!(1), &json!(false), &json!(35))
        );
        // Words alone are no hours, whatever clock they bring.
        let mut typed = out.result(canteen, "田桂英", "handed_over", json!({}));
        typed["at"] = json!("2026-11-23T12:00:00Z");
        out.bring(&[typed], &[]).await;
        assert_eq!(month().await[0]["minutes"], 35);

        // What is left is handed over: who takes it walks from then on, and nobody's hours change hands.
        canteen.wait_seconds(300);
        let left = ["欧阳秀兰"].map(|name| out.stop(name));
        let taken = Uuid::now_v7();
        let handing = json!({ "id": taken, "stops": left });
        super::out::act(&out.open, &out.round, "move", handing).await.expect(204);
        let helper = out
            .open
            .admin
            .hire("checker", json!({ "password": crate::harness::furnish::PASSWORD }))
            .await;
        let round = taken.to_string();
        super::out::act(&out.open, &round, "volunteer", json!({ "staff_id": helper["id"] }))
            .await
            .expect(204);
        let other = phone(canteen, &out.open, &round).await;
        canteen.wait_seconds(1_200);
        let done = out.handed_over(canteen, "欧阳秀兰");
        other.post("/round/results", json!({ "results": [done] })).await.expect(200);
        let all = month().await;
        let minutes: Vec<&Value> = all.as_array().unwrap().iter().map(|one| &one["minutes"]).collect();
        assert!(minutes.contains(&&json!(35)) && minutes.contains(&&json!(20)), "{all}");

        // The first certificate says what it said; the next one has the next number.
        let again = out.open.coordinator.post(&path, body(id)).await.expect(200);
        assert_eq!(
            (&again["reprint"], &again["minutes"], &again["issued_at"]),
            (&json!(true), &json!(35), &issued["issued_at"])
        );
        let copy = out
            .open
            .coordinator
            .get(&format!("/deliveries/certificates/{id}"))
            .await
            .expect(200);
        assert_eq!(copy, again);
        let next = out.open.coordinator.post(&path, body(Uuid::now_v7())).await.expect(201);
        assert_eq!(next["certificate_no"], 2);
        let other_month = json!({ "id": id, "month": "2026-10" });
        out.open.coordinator.post(&path, other_month).await.expect_problem(409, "id_reused");
        let nonsense = json!({ "id": Uuid::now_v7(), "month": "2026-13" });
        out.open
            .coordinator
            .post(&path, nonsense)
            .await
            .expect_problem(422, "field_invalid");
    });
}
