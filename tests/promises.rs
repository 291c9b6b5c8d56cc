//! Promise P13: is every count counted? No request of the whole interface has a field for a number that somebody types.

use serde_json::{Value, json};

use crate::architecture::sources::{Source, planted, server};

/// Fields of request bodies that take a bare number, by `METHOD path field`.
fn typed_numbers(description: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            numbers_in(description, schema, &format!("{method} {path}"), &mut found, 0);
        }
    }
    found
}

fn numbers_in(description: &Value, schema: &Value, place: &str, found: &mut Vec<String>, depth: usize) {
    assert!(depth < 20, "{place} never ends");
    if let Some(name) = schema["$ref"].as_str().and_then(|link| link.strip_prefix("#/components/schemas/")) {
        return numbers_in(description, &description["components"]["schemas"][name], place, found, depth + 1);
    }
    let kinds = match &schema["type"] {
        Value::Array(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    if kinds.iter().any(|kind| kind == "integer" || kind == "number") {
        found.push(place.to_owned());
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        numbers_in(description, property, &format!("{place} {name}"), found, depth + 1);
    }
    for part in ["oneOf", "anyOf", "allOf"] {
        for option in schema[part].as_array().into_iter().flatten() {
            numbers_in(description, option, place, found, depth + 1);
        }
    }
    if !schema["items"].is_null() {
        numbers_in(description, &schema["items"], place, found, depth + 1);
    }
}

/// The numbers that somebody may type, none of them a count of meals that a claim could read: the size of a page, the notes and coins of
/// a drawer or a bag, the width of a printer's paper, weekdays, where a building stands, the seed of a walk, which version of a dish or a
/// menu was seen; and what the kitchen found in its pots, its cold case and on its thermometer, which nobody but the kitchen reads: see
/// below.
fn is_no_meal(place: &str) -> bool {
    place.ends_with(" limit")
        || [
            "post /api/v1/lane/shift/counts cash count",
            "post /api/v1/lanes/{id}/printer width_mm",
            "post /api/v1/deliveries/bags/{id}/close cash count",
            "post /api/v1/deliveries/plans weekdays",
            "post /api/v1/deliveries/places places x_m",
            "post /api/v1/deliveries/places places y_m",
            "post /api/v1/deliveries/rounds/draft seed",
            "post /api/v1/deliveries/rounds/{id}/walk seed",
            "post /api/v1/menus menus seen",
            "post /api/v1/menus/dishes seen",
            "post /api/v1/kitchen/days/{date}/counts meals",
            "post /api/v1/kitchen/days/{date}/samples grams",
            "post /api/v1/kitchen/days/{date}/temperatures core_tenths",
        ]
        .contains(&place)
}

#[test]
fn p13_no_interface_sets_a_count() {
    let description = serde_json::to_value(pos_server::serve::openapi()).unwrap();
    let found: Vec<String> = typed_numbers(&description).into_iter().filter(|place| !is_no_meal(place)).collect();
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn a_planted_count_is_found() {
    let planted = json!({
        "paths": { "/days": { "post": { "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Day" } } } } } } },
        "components": { "schemas": { "Day": { "properties": { "meals": { "type": ["integer", "null"] }, "note": { "type": "string" } } } } },
    });
    assert_eq!(typed_numbers(&planted), ["post /days meals"]);
}

/// Names each file beside the kitchen's own that names one of its tables.
fn reads_the_kitchen(files: &[Source]) -> Vec<String> {
    let names = files
        .iter()
        .filter(|file| !file.path.contains("/menu/kitchen/") && file.text.contains("kitchen_"));
    let tables = ["kitchen_count", "kitchen_closing", "kitchen_sample", "kitchen_temperature"];
    names
        .filter(|file| {
            tables.iter().any(|table| {
                file.text
                    .split(|c: char| !c.is_alphanumeric() && c != '_')
                    .any(|word| word == *table)
            })
        })
        .map(|file| file.path.clone())
        .collect()
}

#[test]
fn p13_nobody_but_the_kitchen_reads_what_the_kitchen_typed() {
    assert_eq!(reads_the_kitchen(&server()), Vec::<String>::new());
    let claim = planted(
        "pos-server/src/finance/store.rs",
        "SELECT c.meals FROM sale s JOIN kitchen_count c ON c.meal = s.meal",
    );
    assert_eq!(reads_the_kitchen(&[claim]), ["pos-server/src/finance/store.rs"]);
}
