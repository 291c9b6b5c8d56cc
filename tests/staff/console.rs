//! Does `pos-server user` do at the console what the office does on its page?

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::json;

use super::sign_in;
use crate::harness::furnish::PASSWORD;
use crate::harness::{Canteen, Client, on_both};

/// What the program said, and whether it was content.
#[derive(Debug)]
struct Said {
    is_well: bool,
    out: String,
    err: String,
}

/// Runs `pos-server user` beside the server, with an input.
fn user(canteen: &Canteen, arguments: &[&str], input: &str) -> Said {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pos-server"))
        .arg("user")
        .args(arguments)
        .arg("--database")
        .arg(canteen.database_url())
        .arg("--data")
        .arg(canteen.key_path().parent().unwrap())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Said {
        is_well: output.status.success(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Creates a second canteen beside the first; its admin, signed in.
pub async fn second_canteen(canteen: &Canteen) -> Client {
    let arguments = [
        "add",
        "--login",
        "chief",
        "--name",
        "东苑主任",
        "--role",
        "admin",
        "--canteen",
        "02",
        "--canteen-name",
        "东苑食堂",
    ];
    let said = user(canteen, &arguments, &format!("{PASSWORD}\n"));
    assert!(said.is_well, "{said:?}");
    let chief = canteen.client();
    sign_in(&chief, "chief", PASSWORD).await.expect(200);
    chief
}

#[test]
fn the_first_person_of_the_console_creates_the_canteen() {
    on_both(async |canteen| {
        let said = user(
            canteen,
            &["add", "--login", "lina", "--name", "李娜", "--role", "admin"],
            "correct horse\n",
        );
        assert!(said.is_well, "{said:?}");
        let client = canteen.client();
        let session = sign_in(&client, "lina", "correct horse").await.expect(200);
        assert_eq!(session["canteen"]["name"], "社区幸福食堂");
        client.get("/policy").await.expect(200);

        let arguments = [
            "add",
            "--login",
            "fang",
            "--name",
            "王芳",
            "--role",
            "cashier",
            "--no-password",
            "--pin",
        ];
        assert!(user(canteen, &arguments, "4711\n").is_well);
        let listed = user(canteen, &["list"], "").out;
        assert_eq!(listed, "01 社区幸福食堂\n  fang  cashier  王芳  PIN\n  lina  admin  李娜\n");
        let audit = client.items("/audit").await;
        assert_eq!(audit[0]["staff"], serde_json::Value::Null);
    });
}

#[test]
fn the_console_gives_another_password_and_shuts_out() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        admin.hire("finance", json!({ "password": PASSWORD })).await;
        assert!(user(canteen, &["password", "--login", "finance"], "another horse\n").is_well);
        let finance = canteen.client();
        sign_in(&finance, "finance", PASSWORD)
            .await
            .expect_problem(401, "wrong_credentials");
        sign_in(&finance, "finance", "another horse").await.expect(200);
        assert!(user(canteen, &["disable", "--login", "finance"], "").is_well);
        sign_in(&finance, "finance", "another horse")
            .await
            .expect_problem(401, "wrong_credentials");
        assert!(user(canteen, &["enable", "--login", "finance"], "").is_well);
        sign_in(&finance, "finance", "another horse").await.expect(200);
    });
}

#[test]
fn what_the_console_cannot_do_it_says() {
    on_both(async |canteen| {
        canteen.admin().await;
        for (arguments, input, why) in [
            (["disable", "--login", "admin"].as_slice(), "", "last admin"),
            (&["disable", "--login", "nobody"], "", "nobody has the login"),
            (&["password", "--login", "admin"], "short\n", "at least 8"),
            (&["pin", "--login", "admin"], "12\n", "4 to 8 digits"),
            (
                &["add", "--login", "admin", "--name", "x", "--role", "admin"],
                "correct horse\n",
                "taken",
            ),
            (
                &["add", "--login", "new", "--name", "x", "--role", "admin", "--canteen", "09"],
                "correct horse\n",
                "which canteen",
            ),
            (&["add", "--login", "new", "--name", "x", "--role", "owner"], "", "invalid value"),
        ] {
            let said = user(canteen, arguments, input);
            assert!(!said.is_well && said.err.contains(why), "{arguments:?} {said:?}");
        }
    });
}

#[test]
fn each_command_teaches_by_example() {
    for command in ["add", "list", "password", "pin", "disable", "enable"] {
        let output = Command::new(env!("CARGO_BIN_EXE_pos-server"))
            .args(["user", command, "--help"])
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains(&format!("pos-server user {command}")), "{text}");
    }
}
