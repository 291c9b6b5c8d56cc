//! What does the door do with bodies that nobody meant?

use std::time::{Duration, Instant};

use reqwest::Method;

use crate::harness::{Answer, on_both};

#[test]
fn a_body_that_is_no_sign_in_is_refused_quickly_and_by_name() {
    on_both(async |canteen| {
        canteen.admin().await;
        let client = canteen.client();
        let deep = format!(r#"{{"login":{}1{},"password":"x"}}"#, "[".repeat(100_000), "]".repeat(100_000));
        let began = Instant::now();
        for (body, status, code) in [
            ("", 400, "malformed_json"),
            ("{", 400, "malformed_json"),
            (deep.as_str(), 400, "malformed_json"),
            (r#"{"login":"admin","login":"x","password":"x"}"#, 400, "duplicate_key"),
            (r#"{"login":"admin","password":"x","role":"admin"}"#, 422, "unknown_field"),
            (r#"{"login":"admin"}"#, 422, "field_invalid"),
            (r#"{"login":true,"password":"x"}"#, 422, "field_invalid"),
            (r#"["admin","x"]"#, 422, "field_invalid"),
            ("null", 422, "field_invalid"),
        ] {
            client.post_text("/session", body).await.expect_problem(status, code);
        }
        let request = client.request(Method::POST, "/session").header("content-type", "application/json");
        let bytes = b"{\"login\":\"\xff\xfe\",\"password\":\"x\"}".to_vec();
        Answer::of("bad UTF-8".to_owned(), request.body(bytes))
            .await
            .expect_problem(400, "malformed_json");
        let large = format!(r#"{{"login":"admin","password":"{}"}}"#, "x".repeat(300 << 10));
        client.post_text("/session", large).await.expect_problem(413, "body_too_large");
        assert!(began.elapsed() < Duration::from_secs(5));
    });
}

#[test]
fn a_path_or_a_query_that_makes_no_sense_is_refused_by_name() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let path = admin
            .post("/staff/1%20OR%201/disable", serde_json::json!({}))
            .await
            .expect_problem(400, "path_invalid");
        assert_eq!(path["fields"][0]["field"], "id");
        let query = admin.get("/audit?cursor=1%27--").await.expect_problem(400, "query_invalid");
        assert_eq!(query["fields"][0]["field"], "cursor");
        admin.get("/audit?order=id").await.expect_problem(400, "query_invalid");
    });
}
