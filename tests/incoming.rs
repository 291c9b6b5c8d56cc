//! What does every door refuse? What no text may hold, and days that nobody can mean: asked of each field that the interface
//! describes, so that a field which comes later is asked too.

use pos_server::serve;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::canteen::Canteen;
use crate::harness::{Answer, Client, on_both};

/// One field that a request may carry.
#[derive(Debug)]
struct Field {
    method: String,
    path: String,
    /// `path`, `query` or `body`.
    place: String,
    /// Where it stands in the body: `approver.login`.
    name: String,
    is_day: bool,
    /// Does the route take a file, as a form?
    takes_file: bool,
}

/// Every text that the interface takes.
fn fields() -> Vec<Field> {
    let description = serde_json::to_value(serve::openapi()).unwrap();
    let mut found = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let mut add = |place: &str, name: &str, is_day: bool| {
                found.push(Field {
                    method: method.to_uppercase(),
                    path: path.trim_start_matches("/api/v1").to_owned(),
                    place: place.to_owned(),
                    name: name.to_owned(),
                    is_day,
                    takes_file: !operation["requestBody"]["content"]["multipart/form-data"].is_null(),
                });
            };
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let (place, name) = (parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap());
                texts_in(&description, &parameter["schema"], name, &mut |name, is_day| {
                    add(place, name, is_day);
                });
            }
            let body = &operation["requestBody"]["content"]["application/json"]["schema"];
            texts_in(&description, body, "", &mut |name, is_day| {
                add("body", name, is_day);
            });
        }
    }
    found
}

/// Tells the places of all texts in a shape, and whether they are days.
fn texts_in(description: &Value, schema: &Value, name: &str, tell: &mut dyn FnMut(&str, bool)) {
    if let Some(link) = schema["$ref"].as_str().and_then(|link| link.strip_prefix("#/components/schemas/")) {
        return texts_in(description, &description["components"]["schemas"][link], name, tell);
    }
    let kind = &schema["type"];
    if kind == "string" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("string"))) {
        tell(name, schema["format"] == "date");
    }
    for (property, of) in schema["properties"].as_object().into_iter().flatten() {
        let name = if name.is_empty() {
            property.clone()
        } else {
            format!("{name}.{property}")
        };
        texts_in(description, of, &name, tell);
    }
    for option in ["oneOf", "anyOf", "allOf"]
        .iter()
        .flat_map(|part| schema[part].as_array().into_iter().flatten())
    {
        texts_in(description, option, name, tell);
    }
}

/// Sends one text in one field, as the first of these who may.
async fn send(field: &Field, text: &str, clients: &[Client]) -> Answer {
    let escaped: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let mut path = field.path.clone();
    if field.place == "path" {
        path = path.replace(&format!("{{{}}}", field.name), &escaped.replace('+', "%20"));
    }
    path = path
        .replace("{id}", "01932d1e-0000-7000-8000-000000000001")
        .replace("{date}", "2026-11-23")
        .replace("{month}", "2026-11")
        .replace("{key}", "E01-0")
        .replace("{account}", "meals");
    if field.place == "query" {
        path = format!("{path}?{}={escaped}", field.name);
    }
    let body = field.name.rsplit('.').fold(json!(text), |inner, name| json!({ name: inner }));
    let body = if field.place == "body" { body } else { json!({}) };
    for client in clients {
        if field.takes_file {
            return client.upload(&path, "a.csv", "姓名\n").await;
        }
        let request = client.request(Method::from_bytes(field.method.as_bytes()).unwrap(), &path);
        let request = if field.method == "GET" {
            request
        } else {
            request.header("content-type", "application/json").body(body.to_string())
        };
        let answer = Answer::of(format!("{field:?} {text:?}"), request).await;
        if !matches!(answer.status, 401 | 403) {
            return answer;
        }
    }
    panic!("nobody may use {field:?}")
}

async fn everybody(canteen: &Canteen) -> Vec<Client> {
    let open = canteen.open().await;
    let finance = canteen.staff(&open.admin, "finance").await;
    vec![open.admin, open.lane.client, open.coordinator, finance, canteen.client()]
}

#[test]
fn a_text_with_u_0000_is_refused_by_name_at_every_door() {
    on_both(async |canteen| {
        let clients = everybody(canteen).await;
        let fields = fields();
        assert!(fields.len() > 50, "the description names {} texts only", fields.len());
        for field in &fields {
            let answer = send(field, "a\u{0}b", &clients).await;
            if field.place == "path" {
                // No path holds free text: what is no id, no day and no account is refused as such.
                assert!(matches!(answer.status, 400 | 404 | 422), "{answer:?}");
                continue;
            }
            let problem = answer.expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], field.name, "{field:?} {problem}");
            assert!(problem["message"]["zh"].as_str().unwrap().contains("U+0000"), "{problem}");
        }
    });
}

#[test]
fn a_day_that_nobody_can_mean_is_refused_by_name_at_every_door() {
    on_both(async |canteen| {
        let clients = everybody(canteen).await;
        let days: Vec<Field> = fields().into_iter().filter(|field| field.is_day).collect();
        assert!(days.len() >= 5, "{days:?}");
        for field in &days {
            for text in [
                "+12026-01-01",
                "1899-12-31",
                "2201-01-01",
                "9999-12-31",
                "-0001-01-01",
                "2026-02-30",
            ] {
                let problem = send(field, text, &clients).await.expect_problem(422, "field_invalid");
                assert_eq!(problem["fields"][0]["field"], field.name, "{field:?} {problem}");
                assert!(!problem["message"]["zh"].as_str().unwrap().contains("expected"), "{problem}");
            }
        }
    });
}
