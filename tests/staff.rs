//! Who is let in, to what, and who is not?

mod bodies;
mod console;
mod cross_site;
mod guessing;
mod lanes;
mod memory;
mod people;
mod roles;
mod sessions;
mod setup;

use serde_json::{Value, json};

use crate::harness::{Answer, Client};

/// Signs in by password.
async fn sign_in(client: &Client, login: &str, password: &str) -> Answer {
    client.post("/session", json!({ "login": login, "password": password })).await
}

/// The token in the cookie that an answer sets.
fn cookie(answer: &Answer, name: &str) -> Option<String> {
    let lines = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
    let value = lines.into_iter().find_map(|line| line.strip_prefix(&format!("{name}=")))?;
    Some(value.split(';').next().unwrap().to_owned())
}

/// The words of a JSON list.
fn words(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}
