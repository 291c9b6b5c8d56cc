//! Does the office see every shift with all that was counted in it, find an old one, and nobody else's?

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Lane, on_both};

/// How many shifts a page has.
const PAGE: usize = 50;

/// Keeps a count of one note, and gives it back.
async fn count(lane: &Lane, value: &str, pieces: u32) -> Value {
    let cash = json!([{ "value": value, "count": pieces }]);
    let body = json!({ "id": Uuid::now_v7(), "cash": cash });
    lane.client.post("/lane/shift/counts", body).await.expect(201)
}

/// Closes with that count, and gives the report back.
async fn close(lane: &Lane, count: &Value, reason: &str) -> Value {
    let body = json!({ "id": Uuid::now_v7(), "count_id": count["id"], "reason": reason });
    lane.client.post("/lane/shift/close", body).await.expect(201)
}

/// One number of each line of a list.
async fn numbers(client: &Client, path: &str, number: fn(&Value) -> &Value) -> Vec<i64> {
    let list = client.get(path).await.expect(200);
    list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| number(line).as_i64().unwrap())
        .collect()
}

fn shift_no(line: &Value) -> &Value {
    &line["shift_no"]
}

fn z_no(line: &Value) -> &Value {
    &line["z_report"]["z_no"]
}

#[test]
fn the_office_reads_what_was_counted_and_moved_in_each_shift() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let lane = &open.lane;
        let opened = json!({ "id": Uuid::now_v7(), "float": "100.00" });
        lane.client.post("/lane/shift", opened).await.expect(201);
        let onions = json!({ "id": Uuid::now_v7(), "purpose": "expense", "amount": "5.00", "reason": "买葱" });
        lane.client.post("/lane/shift/cash", onions).await.expect(201);
        let lines = open.admin.get("/shifts").await.expect(200);
        assert_eq!(
            (&lines["items"][0]["counts"], &lines["items"][0]["tenders"]),
            (&json!(0), &json!([]))
        );

        let first = count(lane, "10.00", 9).await;
        let second = count(lane, "1.00", 94).await;
        let report = close(lane, &second, "少一元").await;
        let lines = open.admin.get("/shifts").await.expect(200);
        let line = &lines["items"][0];
        assert_eq!((&line["counts"], &line["tenders"]), (&json!(2), &second["tenders"]));
        assert_eq!(line["tenders"][0]["variance"], "-1.00");
        assert_eq!(line["z_report"], json!({ "id": report["id"], "z_no": 1 }));
        assert_eq!(line["closed_by"], report["closed_by"]);

        let path = format!("/shifts/{}", line["id"].as_str().unwrap());
        let file = open.admin.get(&path).await.expect(200);
        assert_eq!(&file["shift"], line);
        assert_eq!(file["counts"], json!([first, second]));
        assert_eq!(file["movements"], report["movements"]);
        assert_eq!(file["reason"], "少一元");
        open.admin
            .get(&format!("/shifts/{}", Uuid::now_v7()))
            .await
            .expect_problem(404, "not_found");

        // Another canteen sees none of it.
        canteen.lane_elsewhere().await;
        let neighbour = canteen.client();
        let login = json!({ "login": "elsewhere", "password": crate::harness::furnish::PASSWORD });
        neighbour.post("/session", login).await.expect(200);
        neighbour.get(&path).await.expect_problem(404, "not_found");
        assert_eq!(numbers(&neighbour, "/shifts", shift_no).await, [0_i64; 0]);
        assert_eq!(numbers(&neighbour, "/z-reports", z_no).await, [0_i64; 0]);
    });
}

#[test]
fn a_shift_is_found_by_its_day_its_state_and_the_number_of_its_report() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let other = canteen.lane(&open.admin, "二号窗口").await;
        for lane in [&open.lane, &other] {
            lane.order(json!({ "guest": true, "tender": "wechat" })).await.expect(201);
        }
        let counted = count(&other, "1.00", 0).await;
        close(&other, &counted, "").await;
        assert_eq!(numbers(&open.admin, "/shifts", shift_no).await, [2, 1]);
        assert_eq!(numbers(&open.admin, "/shifts?state=open", shift_no).await, [1]);
        assert_eq!(numbers(&open.admin, "/shifts?state=closed", shift_no).await, [2]);

        // The first shift stays open until just after midnight: both days are its days.
        canteen.at("2026-11-23T16:00:00Z");
        open.sign_in_again().await;
        let counted = count(&open.lane, "1.00", 0).await;
        close(&open.lane, &counted, "").await;
        for (day, found) in [("22", vec![]), ("23", vec![2, 1]), ("24", vec![1]), ("25", vec![])] {
            let path = format!("/shifts?day=2026-11-{day}");
            assert_eq!(numbers(&open.admin, &path, shift_no).await, found, "{day}");
        }
        assert_eq!(numbers(&open.admin, "/z-reports", z_no).await, [2, 1]);
        assert_eq!(numbers(&open.admin, "/z-reports", shift_no).await, [1, 2]);
        for bad in ["/shifts?day=2026-11-31", "/shifts?state=lost", "/z-reports?day=2026-11-23"] {
            let answer = open.admin.get(bad).await;
            assert!([400, 422].contains(&answer.status), "{bad} {}", answer.text());
        }
    });
}

#[test]
fn many_shifts_come_in_pages() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let most = i64::try_from(PAGE).unwrap();
        for _ in 0..=PAGE {
            let opening = json!({ "id": Uuid::now_v7(), "float": "0.00" });
            open.lane.client.post("/lane/shift", opening).await.expect(201);
            let counted = count(&open.lane, "1.00", 0).await;
            close(&open.lane, &counted, "").await;
        }
        for path in ["/shifts", "/z-reports"] {
            let page = open.admin.get(path).await.expect(200);
            assert_eq!((page["items"].as_array().unwrap().len(), &page["next_cursor"]), (PAGE, &json!(2)));
            assert_eq!(page["items"][0]["shift_no"], most + 1);
            let rest = open.admin.get(&format!("{path}?cursor=2")).await.expect(200);
            assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (1, &Value::Null));
        }
    });
}
