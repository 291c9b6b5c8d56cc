//! What happens when the input is bad? A clear problem, quickly, and unchanged books.

use serde_json::json;
use uuid::Uuid;

use crate::harness::lane::complete;
use crate::harness::on_both;

#[test]
fn money_that_is_no_money_is_refused_and_nothing_is_booked() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let size = canteen.books().await.size();
        for pays in [
            json!("1e3"),
            json!("NaN"),
            json!("１２"),
            json!("12.345"),
            json!("-9.90"),
            json!("9007199254740993"),
            json!(true),
            json!(9.9),
            json!({}),
            json!(""),
        ] {
            open.lane
                .order(json!({ "token": open.token("王秀英"), "pays": pays }))
                .await
                .expect_problem(422, "field_invalid");
        }
        assert_eq!(canteen.books().await.size(), size);
    });
}

#[test]
fn orders_that_say_too_much_too_little_or_nonsense_are_refused_and_nothing_is_booked() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let size = canteen.books().await.size();
        let token = open.token("王秀英");
        for (order, code) in [
            (json!({}), "field_invalid"),
            (json!({ "token": token, "guest": true }), "field_invalid"),
            (json!({ "token": token, "tender": "gold" }), "field_invalid"),
            (json!({ "token": token, "meal": "breakfast" }), "field_invalid"),
            (json!({ "token": token, "id": "not-a-uuid" }), "field_invalid"),
            (json!({ "token": token, "tender_reference": "x".repeat(65) }), "field_invalid"),
            (json!({ "token": token, "tender_reference": "a\nb" }), "field_invalid"),
            (json!({ "token": token, "count": 20 }), "unknown_field"),
            (json!({ "token": token, "standard": "1.00" }), "unknown_field"),
            (json!({ "token": token, "sold_at": "2020-01-01T00:00:00Z" }), "field_invalid"),
            (json!({ "token": token, "canteen_id": Uuid::now_v7() }), "unknown_field"),
        ] {
            open.lane.order(order).await.expect_problem(422, code);
        }
        for (tender, code) in [("owed", "owing_not_allowed"), ("wallet", "wallet_too_low")] {
            let order = json!({ "token": token, "tender": tender });
            open.lane.order(order).await.expect_problem(409, code);
        }
        assert_eq!(canteen.books().await.size(), size);
    });
}

#[test]
fn bodies_that_are_no_json_are_refused_quickly() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let size = canteen.books().await.size();
        let order = complete(json!({ "token": open.token("王秀英") })).to_string();
        let twice = format!("{},\"tender\":\"wechat\"}}", order.trim_end_matches('}'));
        let client = &open.lane.client;
        for body in [
            String::new(),
            "{".to_owned(),
            "[]".to_owned(),
            "null".to_owned(),
            twice,
            "[".repeat(100_000),
            format!("{{\"id\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000)),
        ] {
            let answer = client.post_text("/sales", body).await;
            assert!(matches!(answer.status, 400 | 422), "{}", answer.text());
            let code = answer.json()["code"].as_str().unwrap().to_owned();
            answer.clone().expect_problem(answer.status, &code);
        }
        let bytes = client
            .request(reqwest::Method::POST, "/sales")
            .header("content-type", "application/json")
            .body(vec![b'{', 0xff, 0xfe, b'}']);
        let answer = crate::harness::Answer::of("bad UTF-8".to_owned(), bytes).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        client
            .post_text("/sales", format!("{{\"token\":\"{}\"}}", "1".repeat(10 * 1024 * 1024)))
            .await
            .expect_problem(413, "body_too_large");
        let form = client
            .request(reqwest::Method::POST, "/sales")
            .header("content-type", "text/plain")
            .body(order);
        crate::harness::Answer::of("text/plain".to_owned(), form)
            .await
            .expect_problem(415, "wrong_content_type");
        assert_eq!(canteen.books().await.size(), size);
    });
}

#[test]
fn dates_out_of_range_and_wrong_parameters_are_refused() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        for path in [
            "/days/2026-02-30",
            "/days/tomorrow",
            "/months/2026-13",
            "/months/2026-1",
            "/policy?date=0000-00-00",
            "/policy?nonsense=1",
        ] {
            let answer = open.admin.get(path).await;
            assert!(
                matches!(answer.status, 400 | 404 | 422),
                "{path}: {} {}",
                answer.status,
                answer.text()
            );
            let code = answer.json()["code"].as_str().unwrap().to_owned();
            answer.clone().expect_problem(answer.status, &code);
        }
        open.lane.client.delete("/sales").await.expect_problem(405, "method_not_allowed");
    });
}

#[test]
fn a_policy_with_mistakes_is_not_proposed_and_each_mistake_has_its_line() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let text = pos_server::subsidy::policy::QIYI
            .replace("pays = \"9.90\"", "pays = \"9.91\"")
            .replace("version = \"qiyi-2023-10-23\"", "version = \"qiyi-next\"");
        let problem = open
            .admin
            .post("/policies/proposals", json!({ "id": Uuid::now_v7(), "text": text }))
            .await
            .expect_problem(422, "policy_invalid");
        assert_eq!(problem["fields"].as_array().unwrap().len(), 1, "{problem}");
        let right = text
            .replace("9.91", "8.80")
            .replace("5.10", "6.20")
            .replace("valid_from = 2023-10-23", "valid_from = 2026-11-23");
        open.admin.adopt(&right).await;
        assert_eq!(open.lane.sell(open.token("王秀英")).await.expect(201)["pays"], "8.80");
        let same_version = right.replace("8.80", "8.70").replace("6.20", "6.30");
        open.admin
            .post("/policies/proposals", json!({ "id": Uuid::now_v7(), "text": same_version }))
            .await
            .expect_problem(409, "policy_version_taken");
    });
}

#[test]
fn a_long_policy_full_of_mistakes_is_refused_while_somebody_sells() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let group = "[[group]]\nid = \"elder\"\nage = { from = 60, over = 60 }\n";
        let text = format!("{}\n{}", pos_server::subsidy::policy::QIYI, group.repeat(3_500));
        assert!(text.len() > 180_000 && text.len() < 250_000, "{}", text.len());
        let session = open.admin.get("/session").await.expect(200);
        let canteen_id = session["canteen"]["id"].as_str().unwrap().parse().unwrap();
        // Whoever sells has the canteen to themselves for as long; whoever waits for them waits for ever.
        let selling = canteen.app.db.begin(canteen_id).await.unwrap();
        let body = json!({ "id": Uuid::now_v7(), "text": text });
        let problem = open
            .admin
            .post("/policies/proposals", body)
            .await
            .expect_problem(422, "policy_invalid");
        assert_eq!(problem["fields"].as_array().unwrap().len(), 50);
        drop(selling);
    });
}
