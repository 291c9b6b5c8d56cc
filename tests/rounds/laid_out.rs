//! Is everybody on the list in exactly one round, and does what is packed stay as it was packed?

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{DAY, act, board, draft, out, plan, rounds, volunteer};
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

        // Who gets a plan afterwards is on the board until somebody carries the meal.
        plan(&open, "张德福", "wallet").await;
        assert_eq!(board(&open).await["in_no_round"][0]["name"], "张*福");
        draft(&open).await;
        assert_eq!(carried(&open).await.len(), 2);
        assert_eq!(board(&open).await["in_no_round"], json!([]));

        // Merged: all stops of the second go to the first, and asking again moves nothing twice.
        let ids = rounds(&open).await;
        let stop = board(&open).await["rounds"][1]["stops"][0]["id"].clone();
        let merge = json!({ "id": Uuid::now_v7(), "stops": [stop], "to_round": ids[0] });
        for _ in 0..2 {
            act(&open, &ids[1], "move", merge.clone()).await.expect(204);
        }
        assert_eq!(carried(&open).await, [vec!["王*英", "欧阳*兰", "田*英", "张*福"], vec![]]);

        // Dragged to another order; a list that leaves somebody out is refused.
        let stops = board(&open).await["rounds"][0]["stops"].clone();
        let mut order: Vec<Value> = stops.as_array().unwrap().iter().map(|stop| stop["id"].clone()).collect();
        order.reverse();
        act(&open, &ids[0], "order", json!({ "stops": order })).await.expect(204);
        assert_eq!(carried(&open).await[0], ["张*福", "田*英", "欧阳*兰", "王*英"]);
        let fewer = act(&open, &ids[0], "order", json!({ "stops": order[1..] })).await;
        fewer.expect_problem(409, "other_stops");
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
