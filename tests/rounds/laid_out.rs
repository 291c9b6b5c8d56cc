//! Is everybody on the list in exactly one round, and does what is packed stay as it was packed?

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{DAY, act, board, draft, out, phone, plan, rounds, volunteer};
use crate::harness::furnish::Open;
use crate::harness::{Canteen, on_both};

/// The masked names on each round, in order.
async fn carried(open: &Open) -> Vec<Vec<String>> {
    let board = board(open).await;
    let names = |round: &Value| {
        let stops = round["stops"].as_array().unwrap().iter();
        stops.map(|stop| stop["name"].as_str().unwrap().to_owned()).collect()
    };
    board["rounds"].as_array().unwrap().iter().map(names).collect()
}

/// The stops of a round on the board, in order.
async fn stops(open: &Open, round: usize) -> Vec<Value> {
    let stops = board(open).await["rounds"][round]["stops"].clone();
    stops.as_array().unwrap().iter().map(|stop| stop["id"].clone()).collect()
}

#[test]
fn everybody_on_the_list_is_in_one_round_by_building_and_floor() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        for name in ["田桂英", "王秀英", "欧阳秀兰"] {
            plan(&open, name, "cash").await;
        }
        let body = json!({ "id": Uuid::now_v7(), "date": DAY, "meal": "lunch", "seed": 7 });
        let made = open.coordinator.post("/deliveries/rounds/draft", body.clone()).await.expect(200);
        assert_eq!(made, json!({ "rounds": 1, "stops": 3 }));
        for again in [&body, &json!({ "id": Uuid::now_v7(), "date": DAY, "meal": "lunch", "seed": 8 })] {
            let made = open.coordinator.post("/deliveries/rounds/draft", again.clone()).await.expect(200);
            assert_eq!(made, json!({ "rounds": 0, "stops": 0 }));
        }
        assert_eq!(carried(&open).await, [["王*英", "欧阳*兰", "田*英"]]);
        let other = json!({ "id": body["id"], "date": DAY, "meal": "lunch", "seed": 9 });
        let reused = open.coordinator.post("/deliveries/rounds/draft", other).await;
        reused.expect_problem(409, "id_reused");

        // Dragged to another order; a list that leaves somebody out is refused.
        let ids = rounds(&open).await;
        let mut order = stops(&open, 0).await;
        order.reverse();
        act(&open, &ids[0], "order", json!({ "stops": order })).await.expect(204);
        assert_eq!(carried(&open).await, [["田*英", "欧阳*兰", "王*英"]]);
        let fewer = act(&open, &ids[0], "order", json!({ "stops": order[1..] })).await;
        fewer.expect_problem(409, "other_stops");

        // Who gets a plan afterwards is on the board until somebody carries the meal; the order that was made by hand stays.
        plan(&open, "张德福", "wallet").await;
        assert_eq!(board(&open).await["in_no_round"][0]["name"], "张*福");
        assert_eq!(draft(&open).await, json!({ "rounds": 0, "stops": 1 }));
        let now = carried(&open).await.remove(0);
        assert_eq!(now.len(), 4);
        let others: Vec<&String> = now.iter().filter(|name| *name != "张*福").collect();
        assert_eq!(others, ["田*英", "欧阳*兰", "王*英"]);
        assert_eq!(board(&open).await["in_no_round"], json!([]));
    });
}

#[test]
fn rounds_are_split_and_merged_and_stops_stand_where_they_were_put() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        for name in ["田桂英", "王秀英", "欧阳秀兰", "张德福"] {
            plan(&open, name, "cash").await;
        }
        draft(&open).await;
        let ids = rounds(&open).await;
        let before = carried(&open).await.remove(0);
        let all = stops(&open, 0).await;
        // Split: the last two make a round of their own, in the order in which they were told. Asking again splits nothing twice.
        let split = json!({ "id": Uuid::now_v7(), "stops": [all[3], all[2]] });
        for _ in 0..2 {
            act(&open, &ids[0], "move", split.clone()).await.expect(204);
        }
        let other = rounds(&open).await.remove(1);
        assert_eq!(Value::from(other.as_str()), split["id"]);
        let now = carried(&open).await;
        assert_eq!(now, [before[..2].to_vec(), vec![before[3].clone(), before[2].clone()]]);
        // One goes to a place in the other round, which is not its own.
        let to_a_place = json!({ "id": Uuid::now_v7(), "stops": [all[0]], "to_round": other, "before": all[2] });
        act(&open, &ids[0], "move", to_a_place).await.expect(204);
        assert_eq!(stops(&open, 1).await, [all[3].clone(), all[0].clone(), all[2].clone()]);
        let nowhere = json!({ "id": Uuid::now_v7(), "stops": [all[1]], "to_round": other, "before": all[1] });
        act(&open, &ids[0], "move", nowhere).await.expect_problem(409, "other_stops");
        // Merged: all stops of one go to the other, which closes the one that is left with none.
        let merge = json!({ "id": Uuid::now_v7(), "stops": [all[1]], "to_round": other });
        for _ in 0..2 {
            act(&open, &ids[0], "move", merge.clone()).await.expect(204);
        }
        assert_eq!(rounds(&open).await, std::slice::from_ref(&other));
        assert_eq!(stops(&open, 0).await.len(), 4);
        let back = json!({ "id": Uuid::now_v7(), "stops": [all[1]], "to_round": ids[0] });
        act(&open, &other, "move", back).await.expect_problem(409, "round_closed");
    });
}

#[test]
fn on_the_way_what_is_left_is_handed_over_and_what_was_done_stays_with_whoever_did_it() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let done = out.handed_over(canteen, "王秀英");
        out.bring(&[done], &[]).await;
        let left = ["张德福", "欧阳秀兰", "田桂英"].map(|name| out.stop(name));
        let handing = json!({ "id": Uuid::now_v7(), "stops": left });
        act(&out.open, &out.round, "move", handing.clone()).await.expect(204);
        let taken_over = handing["id"].as_str().unwrap();
        let board = board(&out.open).await;
        assert_eq!(board["rounds"][1]["packed_at"], board["rounds"][0]["packed_at"]);
        let helper = out.open.admin.get("/staff").await.expect(200)["items"][0]["id"].clone();
        act(&out.open, taken_over, "volunteer", json!({ "staff_id": helper }))
            .await
            .expect(204);
        let second = phone(canteen, &out.open, taken_over).await;
        assert_eq!(second.get("/round").await.expect(200)["stops"].as_array().unwrap().len(), 3);
        let first = out.phone.get("/round").await.expect(200);
        assert_eq!(first["stops"].as_array().unwrap().len(), 1, "{first}");
        out.phone.post("/round/close", json!({})).await.expect(204);
    });
}

#[test]
fn packing_takes_the_plans_as_they_stand_and_later_changes_are_for_later_meals() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        for name in ["王秀英", "欧阳秀兰"] {
            plan(&open, name, "cash").await;
        }
        draft(&open).await;
        let round = rounds(&open).await.remove(0);
        act(&open, &round, "link", json!({})).await.expect_problem(409, "no_volunteer");
        let (_, id) = volunteer(canteen, &open).await;
        act(&open, &round, "volunteer", json!({ "staff_id": id })).await.expect(204);
        // Before it is packed, who is called off is taken off, and what is changed is changed.
        let end = json!({ "id": Uuid::now_v7(), "meal": "lunch", "last_day": "2026-11-22", "reason": "女儿来了" });
        let path = format!("/deliveries/plans/{}/end", open.residents["欧阳秀兰"]);
        open.coordinator.post(&path, end).await.expect(201);
        plan(&open, "王秀英", "wallet").await;
        act(&open, &round, "packed", json!({})).await.expect(204);
        let packed = board(&open).await["rounds"][0].clone();
        assert_eq!(packed["stops"].as_array().unwrap().len(), 1);
        assert_eq!(
            (&packed["stops"][0]["pays"], &packed["stops"][0]["price"]),
            (&json!("wallet"), &json!("9.90"))
        );
        // Afterwards it stays.
        plan(&open, "王秀英", "owed").await;
        act(&open, &round, "packed", json!({})).await.expect(204);
        assert_eq!(board(&open).await["rounds"][0]["stops"], packed["stops"]);
    });
}

#[test]
fn the_shortest_walk_goes_by_the_sketch() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let sketch = open.coordinator.get("/deliveries/places").await.expect(200);
        // Building 2 stands on the way between 1 and 3 by name, but far behind them on the ground.
        let metres = |building: &str| match building {
            "1号楼" => (100, 10),
            "2号楼" => (200, 0),
            _ => (100, -10),
        };
        let places: Vec<Value> = sketch["places"]
            .as_array()
            .unwrap()
            .iter()
            .map(|place| {
                let (x, y) = metres(place["building"].as_str().unwrap());
                json!({ "building_id": place["building_id"], "x_m": x, "y_m": y, "lift": false })
            })
            .collect();
        open.coordinator
            .post("/deliveries/places", json!({ "places": places }))
            .await
            .expect(204);
        let strange = json!({ "places": [{ "building_id": Uuid::now_v7(), "x_m": 0, "y_m": 0, "lift": false }] });
        open.coordinator
            .post("/deliveries/places", strange)
            .await
            .expect_problem(422, "field_invalid");
        for name in ["王秀英", "陈小明", "田桂英"] {
            plan(&open, name, "cash").await;
        }
        draft(&open).await;
        let walk = carried(&open).await.remove(0);
        assert_eq!(walk[1], "陈*明", "{walk:?}");
    });
}

#[test]
fn where_there_is_a_lift_one_rides_to_the_top_and_walks_down() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        for name in ["欧阳秀兰", "田桂英"] {
            plan(&open, name, "cash").await;
        }
        let sketch = open.coordinator.get("/deliveries/places").await.expect(200);
        let third = sketch["places"]
            .as_array()
            .unwrap()
            .iter()
            .find(|place| place["building"] == "3号楼");
        let with_lift = json!({ "building_id": third.unwrap()["building_id"], "x_m": 100, "y_m": 0, "lift": true });
        open.coordinator
            .post("/deliveries/places", json!({ "places": [with_lift] }))
            .await
            .expect(204);
        draft(&open).await;
        assert_eq!(carried(&open).await, [["田*英", "欧阳*兰"]]);
    });
}

#[test]
fn stops_change_hands_on_the_way_and_the_phone_that_had_them_may_still_speak() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        plan(&out.open, "阿卜杜拉·买合木提", "cash").await;
        draft(&out.open).await;
        let other = rounds(&out.open).await.remove(1);
        let going = json!({ "id": Uuid::now_v7(), "stops": [out.stop("田桂英")], "to_round": other });
        act(&out.open, &out.round, "move", going.clone())
            .await
            .expect_problem(409, "packed_apart");
        act(&out.open, &other, "packed", json!({})).await.expect(204);
        let done = out.handed_over(canteen, "王秀英");
        out.bring(&[done], &[]).await;
        let ended = json!({ "id": Uuid::now_v7(), "stops": [out.stop("王秀英")], "to_round": other });
        act(&out.open, &out.round, "move", ended).await.expect_problem(409, "stop_ended");
        act(&out.open, &out.round, "move", going).await.expect(204);
        let left = out.phone.get("/round").await.expect(200);
        assert!(!left.to_string().contains("田桂英"), "{left}");
        let late = out.handed_over(canteen, "田桂英");
        assert_eq!(out.bring(&[late], &[]).await, ["booked"]);
        // A stop that was never on this round is none of its business.
        let theirs = board(&out.open).await["rounds"][1]["stops"][0]["id"].clone();
        let mut stranger = out.handed_over(canteen, "王秀英");
        stranger["stop_id"] = theirs;
        stranger["id"] = json!(Uuid::now_v7());
        assert_eq!(out.bring(&[stranger], &[]).await, ["refused not_in_round"]);
    });
}
