//! Is a sample of each dish kept for two days, and is it seen when one is missing, too cold, or forgotten?

use serde_json::{Value, json};
use uuid::Uuid;

use super::{count, sheet, write};
use crate::harness::furnish::Open;
use crate::harness::{Answer, Canteen, on_both};
use crate::rounds::out::DAY;

async fn keep(open: &Open, dish: &str, grams: i64) -> Answer {
    write(
        open,
        (DAY, "samples"),
        json!({ "dish": dish, "grams": grams, "taken_by": "刘师傅" }),
    )
    .await
}

async fn end(open: &Open, sample: &Value, end: &str, reason: Option<&str>) -> Answer {
    let body = json!({ "id": Uuid::now_v7(), "end": end, "reason": reason, "ended_by": "刘师傅" });
    let path = format!("/kitchen/samples/{}/end", sample["id"].as_str().unwrap());
    open.coordinator.post(&path, body).await
}

#[test]
fn a_sample_is_kept_for_two_days_and_a_forgotten_one_is_seen() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        assert_eq!(sheet(&open, DAY).await["no_sample"], false, "nothing was served yet");
        open.lane.order(json!({ "guest": true, "tender": "wechat" })).await.expect(201);
        assert_eq!(sheet(&open, DAY).await["no_sample"], true);
        for grams in [124, 5_001] {
            let problem = keep(&open, "红烧肉", grams).await.expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], "grams");
        }
        let body = json!({ "id": Uuid::now_v7(), "meal": "lunch", "dish": "红烧肉", "grams": 125, "taken_by": "刘师傅" });
        let path = format!("/kitchen/days/{DAY}/samples");
        let kept = open.coordinator.post(&path, body.clone()).await.expect(201);
        open.coordinator.post(&path, body).await.expect(200);
        assert_eq!(kept["no_sample"], false);
        let sample = &kept["samples"][0];
        assert_eq!(sample["standing"], json!({ "state": "kept", "until": "2026-11-25T03:30:00Z" }));
        end(&open, sample, "thrown_away", None).await.expect_problem(409, "sample_kept");
        end(&open, sample, "mistaken", Some(" ")).await.expect_problem(422, "field_invalid");

        // Two days later it is shown on the sheet of every day until somebody throws it away.
        canteen.at("2026-11-25T03:29:59Z");
        open.sign_in_again().await;
        assert_eq!(sheet(&open, "2026-11-25").await["overdue"], json!([]));
        canteen.at("2026-11-25T03:30:00Z");
        let overdue = sheet(&open, "2026-11-25").await["overdue"].clone();
        assert_eq!(
            (&overdue[0]["dish"], &overdue[0]["standing"]["state"]),
            (&json!("红烧肉"), &json!("overdue"))
        );
        let ended = end(&open, &overdue[0], "thrown_away", None).await.expect(201);
        assert_eq!(ended["samples"][0]["standing"], json!({ "state": "ended", "end": "thrown_away" }));
        end(&open, sample, "handed_over", Some("送检"))
            .await
            .expect_problem(409, "sample_ended");
        assert_eq!(sheet(&open, "2026-11-25").await["overdue"], json!([]));
    });
}

#[test]
fn a_dish_without_a_sample_and_one_that_is_too_cold_are_named() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let measure = async |dish: &str, core_tenths: i64| {
            let body = json!({ "dish": dish, "core_tenths": core_tenths, "measured_by": "刘师傅" });
            write(&open, (DAY, "temperatures"), body).await
        };
        // The menu wants a sample of each of its dishes, once something was cooked.
        let dish = json!({
            "id": Uuid::now_v7(), "seen": 0, "name": "米饭", "kind": "staple", "allergens": [], "ingredients": null, "unfit_for": [],
            "offered": true,
        });
        open.coordinator.post("/menus/dishes", dish.clone()).await.expect(201);
        let menu = json!({ "menus": [{ "service_date": DAY, "meal": "lunch", "dishes": [dish["id"]], "seen": 0 }] });
        open.coordinator.post("/menus", menu).await.expect(200);
        let uncooked = sheet(&open, DAY).await;
        assert_eq!((&uncooked["dishes"], &uncooked["without_sample"]), (&json!(["米饭"]), &json!([])));
        assert_eq!(count(&open, DAY, "prepared", 5).await["without_sample"], json!(["米饭"]));
        keep(&open, "米饭", 125).await.expect(201);
        measure("红烧肉", 699).await.expect(201);
        let warm = measure("冬瓜汤", 700).await.expect(201);
        let colds: Vec<&Value> = warm["temperatures"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["too_cold"])
            .collect();
        assert_eq!(colds, [true, false]);
        assert_eq!(warm["without_sample"], json!(["冬瓜汤", "红烧肉"]));
        measure("红烧肉", 1_501).await.expect_problem(422, "field_invalid");
        let kept = keep(&open, "红烧肉", 130).await.expect(201);
        assert_eq!(kept["without_sample"], json!(["冬瓜汤"]));
        // A sample that was written down by mistake is none.
        let sample = kept["samples"][1].clone();
        let undone = end(&open, &sample, "mistaken", Some("写错了菜")).await.expect(201);
        assert_eq!(undone["without_sample"], json!(["冬瓜汤", "红烧肉"]));
        let nobodys = json!({ "id": Uuid::now_v7() });
        end(&open, &nobodys, "handed_over", Some("送检"))
            .await
            .expect_problem(404, "not_found");
        // A sample is of its day and of the past.
        for taken_at in ["2026-11-22T15:59:59Z", "2026-11-23T03:30:01Z"] {
            let body = json!({ "dish": "米饭", "grams": 125, "taken_by": "刘师傅", "taken_at": taken_at });
            let problem = write(&open, (DAY, "samples"), body).await.expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], "taken_at");
        }
    });
}
