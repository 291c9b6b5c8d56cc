//! Do the server's papers say what the client's books say? The server's are fetched first and compared afterwards, so that a
//! planted mistake in the books can be held against the same papers.

use std::collections::BTreeMap;

use serde_json::Value;

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
/// have the same length. An expectation without a field meets an empty object only.
pub fn difference(expected: &Value, found: &Value) -> Option<String> {
    match (expected, found) {
        (Value::Object(fields), Value::Object(_)) if !fields.is_empty() => fields
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
        Paper::Trial(day) => {
            let said = office.get(&format!("/books/trial-balance?date={day}")).await.expect(200);
            sorted(said, [("accounts", "account"), ("classes", "class")])
        }
        Paper::Statement(account, to) => pages(office, &format!("/books/accounts/{account}?to={to}&"), "rows").await,
        Paper::Day(day) => office.get(&format!("/days/{day}")).await.expect(200),
        Paper::Month(first) => office.get(&format!("/months/{}", first.format("%Y-%m"))).await.expect(200),
        Paper::Advances(_) => office.get("/books/advances").await.expect(200),
        Paper::Report(shift) => {
            let id = books.shifts[*shift].closed.as_ref().unwrap().id;
            office.get(&format!("/z-reports/{id}")).await.expect(200)
        }
        Paper::Shifts => shifts(office).await.into(),
        Paper::Inbox => office.items("/inbox").await.into(),
        Paper::Wallets => {
            let mut said = office.get("/wallets").await.expect(200);
            // Who only pays for somebody is listed too, with nothing on the card.
            let lines = said["items"].as_array_mut().unwrap();
            lines.retain(|line| line["balance"] != "0.00" || line["owed"] != "0.00");
            sorted(said, [("items", "resident_id")])
        }
        Paper::Wallet(person) => pages(office, &format!("/wallets/{}?", books.people[*person].id), "lines").await,
        Paper::Purse(..) => panic!("a lane tells what is in a purse: {paper:?}"),
    }
}

/// A paper with some of its lists in the order of a field.
fn sorted<const N: usize>(mut said: Value, lists: [(&str, &str); N]) -> Value {
    for (list, field) in lists {
        let lines = said[list].as_array_mut().unwrap();
        lines.sort_by(|one, other| one[field].as_str().cmp(&other[field].as_str()));
    }
    said
}

/// A paper with all pages of its list.
async fn pages(office: &Client, path: &str, list: &str) -> Value {
    let mut whole = office.get(path.trim_end_matches(['?', '&'])).await.expect(200);
    let mut cursor = whole["next_cursor"].clone();
    while let Some(after) = cursor.as_str() {
        let page = office.get(&format!("{path}cursor={after}")).await.expect(200);
        whole[list].as_array_mut().unwrap().extend(page[list].as_array().unwrap().clone());
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
