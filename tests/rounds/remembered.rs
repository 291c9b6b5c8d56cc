//! Do a meal's rounds begin where the last ones ended: with whoever walked a grid, and in the order that somebody made by hand?

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{DAY, act, out, plan, rounds};
use crate::harness::furnish::{Open, PASSWORD};
use crate::harness::{Canteen, on_both};

/// Lays out a day's lunches and brings the board.
async fn laid_out(open: &Open, date: &str) -> Value {
    let body = json!({ "id": Uuid::now_v7(), "date": date, "meal": "lunch", "seed": 7 });
    open.coordinator.post("/deliveries/rounds/draft", body).await.expect(200);
    board(open, date).await
}

async fn board(open: &Open, date: &str) -> Value {
    let path = format!("/deliveries/days/{date}/rounds?meal=lunch");
    open.coordinator.get(&path).await.expect(200)
}

/// Each round's volunteer, and whom it carries in order; a star where an order made by hand is kept.
fn carried(board: &Value) -> Vec<String> {
    let rounds = board["rounds"].as_array().unwrap().iter();
    let told = rounds.map(|round| {
        let stops = round["stops"].as_array().unwrap().iter();
        let names: Vec<&str> = stops.map(|stop| stop["name"].as_str().unwrap()).collect();
        let star = if round["by_hand"] == true { " ☆" } else { "" };
        format!("{}: {}{star}", round["volunteer"].as_str().unwrap_or("nobody"), names.join(" "))
    });
    told.collect()
}

/// The stops of a round on a board.
fn stops(board: &Value, round: usize) -> Vec<Value> {
    let stops = board["rounds"][round]["stops"].as_array().unwrap().iter();
    stops.map(|stop| stop["id"].clone()).collect()
}

async fn hired(open: &Open, name: &str) -> Value {
    let more = json!({ "login": format!("v-{name}"), "name": name, "password": PASSWORD });
    open.admin.hire("volunteer", more).await["id"].clone()
}

#[test]
fn an_order_made_by_hand_is_begun_with_every_day_until_somebody_drops_it() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        for name in ["王秀英", "陈小明", "田桂英"] {
            plan(&open, name, "cash").await;
        }
        let today = laid_out(&open, DAY).await;
        assert_eq!(carried(&today), ["nobody: 王*英 陈*明 田*英"]);
        let [wang, chen, tian] = stops(&today, 0).try_into().unwrap();
        let round = rounds(&open).await.remove(0);
        act(&open, &round, "order", json!({ "stops": [tian, wang, chen] }))
            .await
            .expect(204);
        assert_eq!(carried(&board(&open, DAY).await), ["nobody: 田*英 王*英 陈*明 ☆"]);

        // Tomorrow one is away, and another one is new: she stands beside the neighbour of her house.
        let away = json!({
            "id": Uuid::now_v7(), "resident_id": open.residents["陈小明"], "true_from": "2026-11-24", "true_to": "2026-11-24",
            "reason": "去外婆家", "asked_by": "coordinator",
        });
        open.coordinator.post("/deliveries/holds", away).await.expect(201);
        plan(&open, "欧阳秀兰", "cash").await;
        assert_eq!(carried(&laid_out(&open, "2026-11-24").await), ["nobody: 欧阳*兰 田*英 王*英 ☆"]);
        // Whoever comes back has the old place.
        let third = laid_out(&open, "2026-11-25").await;
        assert_eq!(carried(&third), ["nobody: 欧阳*兰 田*英 王*英 陈*明 ☆"]);

        // Dropped: the walk is computed, now and from now on.
        let round = third["rounds"][0]["id"].as_str().unwrap();
        act(&open, round, "walk", json!({ "seed": 7 })).await.expect(204);
        let computed = ["nobody: 王*英 陈*明 欧阳*兰 田*英"];
        assert_eq!(carried(&board(&open, "2026-11-25").await), computed);
        assert_eq!(carried(&laid_out(&open, "2026-11-26").await), computed);

        // What is changed on the way is for this walk only.
        let round = rounds(&open).await.remove(0);
        act(&open, &round, "packed", json!({})).await.expect(204);
        act(&open, &round, "order", json!({ "stops": [chen, tian, wang] }))
            .await
            .expect(204);
        assert_eq!(carried(&laid_out(&open, "2026-11-27").await), computed);
    });
}

#[test]
fn a_stop_that_is_dragged_into_another_round_keeps_its_place_there() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        for name in ["王秀英", "陈小明", "田桂英"] {
            plan(&open, name, "cash").await;
        }
        let today = laid_out(&open, DAY).await;
        let [wang, chen, tian] = stops(&today, 0).try_into().unwrap();
        let ids = rounds(&open).await;
        let split = json!({ "id": Uuid::now_v7(), "stops": [chen, tian] });
        act(&open, &ids[0], "move", split.clone()).await.expect(204);
        let back = json!({ "id": Uuid::now_v7(), "stops": [tian], "to_round": ids[0], "before": wang });
        act(&open, split["id"].as_str().unwrap(), "move", back).await.expect(204);
        assert_eq!(carried(&board(&open, DAY).await), ["nobody: 田*英 王*英 ☆", "nobody: 陈*明"]);
        // Nobody shared the grid, so it is one round again; whoever was in no order by hand fits in.
        let next = carried(&laid_out(&open, "2026-11-24").await).remove(0);
        let others = next.replace(" 陈*明", "").replace("陈*明 ", "");
        assert_eq!(others, "nobody: 田*英 王*英 ☆", "{next}");
    });
}

#[test]
fn who_shared_a_grid_last_is_proposed_again_and_who_took_over_on_the_way_is_not() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let open = &out.open;
        let (first, second) = (hired(open, "赵").await, hired(open, "钱").await);
        // On the way somebody takes over two doors: tomorrow it is one round, of whoever was to walk it.
        canteen.wait_seconds(600);
        let taken_over = json!({ "id": Uuid::now_v7(), "stops": [out.stop("王秀英"), out.stop("田桂英")] });
        act(open, &out.round, "move", taken_over.clone()).await.expect(204);
        let round = taken_over["id"].as_str().unwrap();
        act(open, round, "volunteer", json!({ "staff_id": second })).await.expect(204);
        let next = laid_out(open, "2026-11-24").await;
        assert_eq!(carried(&next), ["volunteer 同志: 王*英 张*福 欧阳*兰 田*英"]);

        // Shared before it is packed: the day after both are proposed again, and who is new joins the nearest neighbours.
        let all = stops(&next, 0);
        let split = json!({ "id": Uuid::now_v7(), "stops": all[2..] });
        let round = next["rounds"][0]["id"].as_str().unwrap();
        act(open, round, "move", split.clone()).await.expect(204);
        for (round, volunteer) in [(round, &first), (split["id"].as_str().unwrap(), &second)] {
            act(open, round, "volunteer", json!({ "staff_id": volunteer })).await.expect(204);
        }
        plan(open, "阿卜杜拉·买合木提", "cash").await;
        let third = carried(&laid_out(open, "2026-11-25").await);
        assert_eq!((third.len(), &third[0][..]), (2, "赵: 王*英 张*福"), "{third:?}");
        assert!(third[1].starts_with("钱: 欧阳*兰 ") && third[1].contains("田*英"), "{third:?}");
        // Who left the staff is proposed to nobody; their doors stay together.
        let path = format!("/staff/{}/disable", second.as_str().unwrap());
        open.admin.post(&path, json!({})).await.expect(200);
        let without = carried(&laid_out(open, "2026-11-26").await);
        assert_eq!(without[1], third[1].replace('钱', "nobody"));
    });
}
