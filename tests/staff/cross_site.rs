//! Can another site's page act in the name of somebody who is signed in?

use reqwest::Method;
use serde_json::json;
use uuid::Uuid;

use super::sign_in;
use crate::harness::furnish::PASSWORD;
use crate::harness::{Answer, Client, on_both};

async fn add_staff(client: &Client, kind: &str, headers: &[(&str, &str)]) -> Answer {
    let body = json!({ "id": Uuid::now_v7(), "login": "evil", "name": "x", "role": "admin", "password": PASSWORD });
    let mut request = client
        .request(Method::POST, "/staff")
        .header("content-type", kind)
        .body(body.to_string());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Answer::of(format!("POST /staff {kind} {headers:?}"), request).await
}

#[test]
fn what_another_site_sends_is_refused() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        for headers in [
            [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")].as_slice(),
            &[("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("sec-fetch-site", "same-site")],
            &[("origin", "http://127.0.0.1:1")],
        ] {
            add_staff(&admin, "application/json", headers)
                .await
                .expect_problem(403, "cross_site");
        }
        for kind in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/jsonp",
        ] {
            add_staff(&admin, kind, &[]).await.expect_problem(415, "wrong_content_type");
        }
        assert_eq!(admin.items("/staff").await.len(), 1);
        let own = canteen.app.base_url.to_string();
        add_staff(
            &admin,
            "application/json; charset=utf-8",
            &[("origin", own.as_str()), ("sec-fetch-site", "same-origin")],
        )
        .await
        .expect(201);
    });
}

#[test]
fn nobody_is_signed_in_or_out_from_another_site() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        for method in [Method::POST, Method::DELETE] {
            let request = admin.request(method, "/session").header("origin", "https://evil.example");
            let request = request.json(&json!({ "login": "admin", "password": PASSWORD }));
            Answer::of("/session".to_owned(), request).await.expect_problem(403, "cross_site");
        }
        admin.get("/staff").await.expect(200);
    });
}

#[test]
fn no_other_site_may_read_or_frame_an_answer() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let asked = admin.request(Method::OPTIONS, "/staff").header("origin", "https://evil.example");
        let preflight = Answer::of("OPTIONS /staff".to_owned(), asked.header("access-control-request-method", "POST")).await;
        let read = Answer::of(
            "GET /staff".to_owned(),
            admin.request(Method::GET, "/staff").header("origin", "https://evil.example"),
        )
        .await;
        preflight.clone().expect_problem(405, "method_not_allowed");
        for answer in [preflight, read, sign_in(&admin, "admin", PASSWORD).await] {
            assert!(
                !answer.headers.keys().any(|name| name.as_str().starts_with("access-control-")),
                "{answer:?}"
            );
            assert_eq!(answer.headers["x-frame-options"], "DENY");
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
    });
}
