//! How does an empty book get its first admin, and nobody else's?

use std::sync::Arc;

use pos_server::app::App;
use pos_server::keys::Keys;
use pos_server::staff::assert_key;
use pos_server::staff::setup::{SetupError, setup_link};
use serde_json::{Value, json};

use crate::harness::on_both;

fn form(link: &str) -> Value {
    json!({
        "token": link.split_once('#').unwrap().1, "canteen_name": "七一社区幸福食堂", "login": "Lina", "name": "李娜",
        "password": "correct horse",
    })
}

#[test]
fn the_link_on_the_console_makes_one_admin_once() {
    on_both(async |canteen| {
        let client = canteen.client();
        let before = client.get("/session").await.expect(200);
        assert_eq!(before["setup_needed"], true);
        assert_eq!((&before["staff"], &before["canteen"]), (&Value::Null, &Value::Null));

        let link = setup_link(&canteen.app).await.unwrap().unwrap();
        assert!(link.starts_with(&format!("{}/setup#", canteen.app.base_url)), "{link}");
        let session = client.post("/setup", form(&link)).await.expect(200);
        assert_eq!(session["setup_needed"], false);
        assert_eq!(
            (&session["staff"]["login"], &session["staff"]["role"]),
            (&json!("lina"), &json!("admin"))
        );
        assert_eq!(
            (&session["canteen"]["code"], &session["canteen"]["name"]),
            (&json!("01"), &json!("七一社区幸福食堂"))
        );
        assert_ne!(session["generation"], "00000000-0000-0000-0000-000000000000");
        client.get("/policy").await.expect(200);

        canteen
            .client()
            .post("/setup", form(&link))
            .await
            .expect_problem(410, "setup_link_expired");
        assert_eq!(setup_link(&canteen.app).await.unwrap(), None);
        assert_eq!(canteen.client().get("/session").await.expect(200)["setup_needed"], false);
    });
}

#[test]
fn a_link_that_is_wrong_old_or_replaced_opens_nothing() {
    on_both(async |canteen| {
        let client = canteen.client();
        let replaced = setup_link(&canteen.app).await.unwrap().unwrap();
        let link = setup_link(&canteen.app).await.unwrap().unwrap();
        for token in [
            format!("/setup#{}", "0".repeat(64)),
            "/setup#x".to_owned(),
            "/setup#".to_owned(),
            replaced,
        ] {
            client.post("/setup", form(&token)).await.expect_problem(410, "setup_link_expired");
        }
        canteen.wait_seconds(24 * 60 * 60);
        client.post("/setup", form(&link)).await.expect_problem(410, "setup_link_expired");
        assert!(canteen.books().await.heads.is_empty());
    });
}

#[test]
fn a_set_up_with_a_wrong_field_leaves_the_link_good() {
    on_both(async |canteen| {
        let client = canteen.client();
        let link = setup_link(&canteen.app).await.unwrap().unwrap();
        for (field, value) in [
            ("password", "short"),
            ("login", "l"),
            ("name", ""),
            ("canteen_name", "七一\u{202e}社区"),
        ] {
            let mut wrong = form(&link);
            wrong[field] = json!(value);
            let problem = client.post("/setup", wrong).await.expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], field);
        }
        let mut same = form(&link);
        same["login"] = json!("correct-horse");
        same["password"] = json!("Correct-Horse");
        client.post("/setup", same).await.expect_problem(422, "field_invalid");
        client.post("/setup", form(&link)).await.expect(200);
    });
}

#[test]
fn of_two_browsers_with_the_link_one_becomes_the_admin() {
    on_both(async |canteen| {
        let link = setup_link(&canteen.app).await.unwrap().unwrap();
        let (one, two) = (canteen.client(), canteen.client());
        let (one, two) = tokio::join!(one.post("/setup", form(&link)), two.post("/setup", form(&link)));
        let mut answers = [one.status, two.status];
        answers.sort_unstable();
        assert!(answers == [200, 409] || answers == [200, 410], "{answers:?}");
        assert_eq!(canteen.books().await.heads.len(), 1);
    });
}

#[test]
fn another_key_file_is_refused() {
    on_both(async |canteen| {
        canteen.admin().await;
        assert!(assert_key(&canteen.app).await.is_ok());
        let other = App {
            keys: Arc::new(Keys::new(&[9; 32])),
            ..canteen.app.clone()
        };
        assert!(matches!(assert_key(&other).await, Err(SetupError::OtherKey(code)) if code == "01"));
    });
}
