//! Promises P11 and P14: what reaches the counter of a diner? A masked name, a group, a price; nothing by which 低保 could be told
//! from others, because nobody tells it.

use serde_json::{Value, json};

use crate::harness::canteen::Canteen;
use crate::harness::furnish::Open;
use crate::harness::on_both;
use crate::harness::register::{NEIGHBOURS, id_number};

/// Who gets 低保 in this story; the neighbour of the same age group does not.
pub const POOR: &str = "王秀英";
pub const OTHER: &str = "张德福";

/// Imports a register that says who gets 低保 and has a disability.
pub async fn classify(open: &Open) {
    let (one, order) = NEIGHBOURS.iter().zip(1..).find(|(one, _)| one.name == POOR).unwrap();
    let number = id_number(one.birth, one.is_female, order);
    let text = format!("姓名,身份证号,身份类别\n{POOR},{number},低保、残疾\n");
    open.coordinator.import("身份类别.csv", text.as_bytes()).await;
    let file = open
        .coordinator
        .get(&format!("/residents/{}", open.residents[POOR]))
        .await
        .expect(200);
    assert_eq!(file["facts"].as_array().unwrap().len(), 2, "{file}");
}

/// Everything that a lane is told about a diner, in the order in which it asks.
async fn told(canteen: &Canteen, open: &Open, name: &str) -> Vec<Value> {
    let (lane, token, resident) = (&open.lane, open.token(name), &open.residents[name]);
    let mut told = vec![
        lane.scan(token).await,
        lane.client.post("/scan", json!({ "resident_id": resident })).await.expect(200),
        lane.search("1号楼").await,
    ];
    let sale = lane.sell(token).await.expect(201);
    told.push(lane.scan(token).await);
    told.push(lane.order(json!({ "token": token })).await.json());
    told.push(lane.void(&sale).await.expect(201));
    told.push(lane.order(json!({ "resident_id": resident })).await.expect(201));
    told.push(sale);
    told.push(lane.today().await);
    told.push(lane.client.get("/session").await.expect(200));
    canteen.wait_seconds(1);
    told
}

/// The names of all fields of an answer, wherever they stand.
fn shape(value: &Value, place: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                shape(value, &format!("{place}.{name}"), found);
            }
        }
        Value::Array(items) => {
            if let Some(first) = items.first() {
                shape(first, &format!("{place}[]"), found);
            }
        }
        _ => found.push(place.to_owned()),
    }
}

#[test]
fn nothing_that_the_counter_is_told_tells_dibao_from_others() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        classify(&open).await;
        let (poor, other) = (told(canteen, &open, POOR).await, told(canteen, &open, OTHER).await);
        for (one, two) in poor.iter().zip(&other) {
            let text = one.to_string().to_lowercase();
            for word in ["dibao", "低保", "tekun", "特困", "disabled", "残疾", "class"] {
                assert!(!text.contains(word), "{word} in {text}");
            }
            let (mut fields, mut fields_of_other) = (Vec::new(), Vec::new());
            shape(one, "", &mut fields);
            shape(two, "", &mut fields_of_other);
            assert_eq!(fields, fields_of_other);
        }
    });
}

#[test]
fn a_name_is_masked_and_nothing_else_of_a_person_reaches_the_counter() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let told = told(canteen, &open, POOR).await;
        assert_eq!(
            (&told[0]["diner"]["name"], &told[0]["diner"]["initial"]),
            (&json!("王*英"), &json!("王"))
        );
        for answer in told {
            let text = answer.to_string();
            assert!(!text.contains("秀") && !text.contains("1948") && !text.contains("999001"), "{text}");
        }
    });
}
