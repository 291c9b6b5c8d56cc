//! Does the tag at a door prove that somebody stood there, as long as it hangs there, and nothing else?

use pos_server::cards::token::DoorToken;
use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{Out, out};
use crate::harness::{Canteen, on_both};

/// The doors of the office's list.
async fn doors(out: &Out) -> Vec<Value> {
    let answer = out.open.coordinator.get("/deliveries/tags").await.expect(200);
    answer["items"].as_array().unwrap().clone()
}

/// The tag at the door of somebody with this masked name.
async fn tag_of(out: &Out, masked: &str) -> String {
    let doors = doors(out).await;
    let hers = doors.iter().find(|door| door["names"].as_array().unwrap().contains(&json!(masked)));
    hers.unwrap_or_else(|| panic!("{masked} {doors:?}"))["tag"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// What hangs at a door: nobody but the printed sheet knows it.
fn code(canteen: &Canteen, tag: &str) -> String {
    DoorToken::of(&canteen.app.keys, tag.parse().unwrap()).digits().to_owned()
}

async fn issue(out: &Out, body: Value) -> i64 {
    let answer = out.open.coordinator.post("/deliveries/tags", body).await.expect(200);
    answer["issued"].as_i64().unwrap()
}

fn scanned(out: &Out, canteen: &Canteen, name: &str, token: &str) -> Value {
    let mut result = out.handed_over(canteen, name);
    result["token"] = json!(token);
    result
}

#[test]
fn the_tag_of_her_door_is_proof_and_another_doors_is_none() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        // Two of the four live behind one door: it has one tag.
        assert_eq!(issue(&out, json!({})).await, 3);
        let [hers, his] = [tag_of(&out, "王*英").await, tag_of(&out, "张*福").await];
        assert_eq!(hers, his);
        let proved = scanned(&out, canteen, "王秀英", &code(canteen, &hers));
        let strange = scanned(&out, canteen, "田桂英", &code(canteen, &his));
        let full_width: String = code(canteen, &his)
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap())
            .collect();
        let typed = scanned(&out, canteen, "张德福", &format!(" {full_width} "));
        assert_eq!(
            out.bring(&[proved.clone(), strange, typed], &[]).await,
            ["booked", "recorded proof_not_hers", "booked"]
        );
        assert_eq!(out.bring(&[proved], &[]).await, ["booked"]);
        let meals = out.meals(canteen).await;
        assert_eq!(meals, ["张德福 owed pending 990", "王秀英 cash claimable 990"]);
        let on_board = out.on_board("王秀英").await;
        assert_eq!(on_board["results"][0]["proof"], "door_tag");
        assert_eq!(out.on_board("田桂英").await["stop"]["state"], "unproved");
    });
}

#[test]
fn a_tag_that_was_replaced_or_taken_down_is_worth_nothing() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        assert_eq!(issue(&out, json!({})).await, 3);
        let [hers, his] = [tag_of(&out, "王*英").await, tag_of(&out, "田*英").await];
        let new = Uuid::now_v7().to_string();
        let replace = json!({ "id": new, "reason": "雨水淋坏了" });
        let path = format!("/deliveries/tags/{hers}/replace");
        for _ in 0..2 {
            out.open.coordinator.post(&path, replace.clone()).await.expect(204);
        }
        let another = json!({ "id": Uuid::now_v7(), "reason": "又坏了" });
        let again = out.open.coordinator.post(&path, another).await;
        again.expect_problem(409, "tag_ended");
        let reused = json!({ "id": new, "reason": "重复" });
        let reused = out.open.coordinator.post(&format!("/deliveries/tags/{his}/replace"), reused).await;
        reused.expect_problem(409, "id_reused");
        for _ in 0..2 {
            let retire = json!({ "reason": "搬走了" });
            out.open
                .coordinator
                .post(&format!("/deliveries/tags/{his}/retire"), retire)
                .await
                .expect(204);
        }
        let old = scanned(&out, canteen, "王秀英", &code(canteen, &hers));
        let taken_down = scanned(&out, canteen, "田桂英", &code(canteen, &his));
        let became = out.bring(&[old, taken_down], &[]).await;
        assert_eq!(became, ["recorded proof_not_hers", "recorded proof_not_hers"]);
        assert!(out.meals(canteen).await.is_empty());
        // The door that lost its tag gets another, the others keep theirs.
        assert_eq!(issue(&out, json!({})).await, 1);
        assert_eq!(issue(&out, json!({})).await, 0);
        let audit = out.open.admin.get("/audit").await.text();
        for act in ["door_tags_issued", "door_tag_replaced", "door_tag_retired"] {
            assert_eq!(audit.matches(act).count(), if act == "door_tags_issued" { 2 } else { 1 }, "{act}");
        }
    });
}

#[test]
fn a_tag_is_printed_with_its_door_and_without_a_name_and_sells_nothing_at_the_counter() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let doors = doors(&out).await;
        assert!(doors.iter().all(|door| door["tag"].is_null()), "{doors:?}");
        assert_eq!(
            issue(&out, json!({ "households": [doors[1]["household_id"], Uuid::now_v7()] })).await,
            1
        );
        let coordinator = &out.open.coordinator;
        let printed = coordinator.post("/deliveries/tags/sheets", json!({})).await.expect(200);
        let items = printed["items"].as_array().unwrap();
        assert_eq!((items.len(), &items[0]["room"]), (1, &doors[1]["room"]));
        assert!(printed["canteen"].as_str().unwrap().contains("食堂"));
        assert_eq!(items[0]["qr_size"], 33);
        let text = printed.to_string();
        let shown = doors.iter().flat_map(|door| door["names"].as_array().unwrap());
        assert!(shown.into_iter().all(|name| !text.contains(name.as_str().unwrap())));
        assert!(out.stops.keys().all(|name| !text.contains(name)), "{text}");
        let nothing = coordinator.post("/deliveries/tags/sheets", json!({ "ids": [] })).await;
        nothing.expect_problem(404, "not_found");
        out.open.admin.get("/audit").await.text().find("door_tags_printed").unwrap();
        // At the counter it is called by its name, and nothing is sold for it in any way.
        let token = code(canteen, items[0]["id"].as_str().unwrap());
        let verdict = out.open.lane.scan(&token).await.to_string();
        assert!(verdict.contains("门牌码") && verdict.contains("card_malformed"), "{verdict}");
        out.open.lane.sell(&token).await.expect_problem(409, "card_malformed");
        // Nobody is sent away hungry; but whoever shows a tag eats as nobody, at the full price.
        let pending = out
            .open
            .lane
            .order(json!({ "token": token, "serve_as": "pending" }))
            .await
            .expect(201);
        assert_eq!(
            (&pending["diner"]["resident_id"], &pending["pays"]),
            (&Value::Null, &json!("15.00"))
        );
    });
}
