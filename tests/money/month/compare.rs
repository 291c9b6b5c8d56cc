//! Do the server's papers say what the client's books say? The server's are fetched first and compared afterwards, so that a
//! planted mistake in the books can be held against the same papers.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::books::Books;
use super::papers::Paper;
use crate::harness::Client;

/// Papers as the server printed them.
pub type Printed = BTreeMap<Paper, Value>;

/// The first line in which the server's papers differ from what the books say.
pub fn first_difference(books: &Books, printed: &Printed) -> Option<String> {
    let named = |(paper, said): (&Paper, &Value)| Some(format!("{paper:?}{}", difference(&books.says(paper), said)?));
    printed.iter().find_map(named)
}

/// Where two values differ first: the path, what is expected, what was found. Fields that are not expected are not looked at; lists
/// have the same length.
pub fn difference(expected: &Value, found: &Value) -> Option<String> {
    match (expected, found) {
        (Value::Object(fields), Value::Object(_)) => fields
            .iter()
            .find_map(|(name, value)| Some(format!(".{name}{}", difference(value, &found[name])?))),
        (Value::Array(list), Value::Array(other)) => {
            let all = (0..list.len().max(other.len())).map(|place| (place, list.get(place), other.get(place)));
            all.into_iter().find_map(|(place, one, other)| {
                let rest = match (one, other) {
                    (Some(one), Some(other)) => difference(one, other)?,
                    _ => format!(": the books say {one:?}, the server says {other:?}"),
                };
                Some(format!("[{place}]{rest}"))
            })
        }
        _ if expected == found => None,
        _ => Some(format!(": the books say {expected}, the server says {found}")),
    }
}

/// Asks the office for a paper, all pages of it.
pub async fn fetch(office: &Client, books: &Books, paper: &Paper) -> Value {
    match paper {
        Paper::Trial(day) => trial(office.get(&format!("/books/trial-balance?date={day}")).await.expect(200)),
        Paper::Statement(account, to) => statement(office, account, &format!("to={to}")).await,
        Paper::Day(day) => office.get(&format!("/days/{day}")).await.expect(200),
        Paper::Month(first) => office.get(&format!("/months/{}", first.format("%Y-%m"))).await.expect(200),
        Paper::Advances(_) => office.get("/books/advances").await.expect(200),
        Paper::Report(shift) => {
            let id = books.shifts[*shift].closed.as_ref().unwrap().id;
            office.get(&format!("/z-reports/{id}")).await.expect(200)
        }
        Paper::Shifts => shifts(office).await.into(),
        Paper::Inbox => office.items("/inbox").await.into(),
        Paper::Purse(..) => panic!("a lane tells what is in a purse: {paper:?}"),
    }
}

/// A trial balance with its lines by their names, whatever their order.
fn trial(mut said: Value) -> Value {
    for (list, name) in [("accounts", "account"), ("classes", "class")] {
        let lines = said[list].as_array().unwrap();
        let by_name = lines.iter().map(|line| (line[name].as_str().unwrap().to_owned(), line.clone()));
        let by_name: Map<String, Value> = by_name.collect();
        said[list] = json!(by_name);
    }
    said
}

async fn statement(office: &Client, account: &str, query: &str) -> Value {
    let path = format!("/books/accounts/{account}?{query}");
    let mut whole = office.get(&path).await.expect(200);
    let mut cursor = whole["next_cursor"].clone();
    while let Some(after) = cursor.as_str() {
        let page = office.get(&format!("{path}&cursor={after}")).await.expect(200);
        whole["rows"]
            .as_array_mut()
            .unwrap()
            .extend(page["rows"].as_array().unwrap().clone());
        cursor = page["next_cursor"].clone();
    }
    whole
}

/// The list of shifts; its cursor is a number.
async fn shifts(office: &Client) -> Vec<Value> {
    let (mut items, mut query) = (Vec::new(), String::new());
    loop {
        let page = office.get(&format!("/shifts{query}")).await.expect(200);
        items.extend(page["items"].as_array().unwrap().clone());
        let Some(after) = page["next_cursor"].as_i64() else { return items };
        query = format!("?cursor={after}");
    }
}
