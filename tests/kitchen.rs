//! Does the kitchen cook what the list and the rounds say, and does it account for every meal afterwards?

use pos_server::db::Sql;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::Open;
use crate::harness::{Answer, Canteen, on_both};
use crate::rounds::out::{DAY, act, board, draft, out, plan, rounds, volunteer};

mod cold_case;

/// The kitchen's sheet of a day's lunch.
async fn sheet(open: &Open, date: &str) -> Value {
    open.coordinator.get(&format!("/kitchen/days/{date}?meal=lunch")).await.expect(200)
}

/// Writes something on the sheet of a lunch.
async fn write(open: &Open, (date, what): (&str, &str), more: Value) -> Answer {
    let mut body = json!({ "id": Uuid::now_v7(), "meal": "lunch" });
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    open.coordinator.post(&format!("/kitchen/days/{date}/{what}"), body).await
}

/// Writes one of the kitchen's numbers down.
async fn count(open: &Open, date: &str, what: &str, meals: i64) -> Value {
    write(open, (date, "counts"), json!({ "what": what, "meals": meals }))
        .await
        .expect(201)
}

async fn labels(open: &Open) -> Vec<Value> {
    let path = format!("/kitchen/days/{DAY}/labels?meal=lunch");
    open.coordinator.get(&path).await.expect(200)["labels"].as_array().unwrap().clone()
}

/// Holds somebody's meals of the stories' day.
async fn hold(open: &Open, name: &str) {
    let body = json!({
        "id": Uuid::now_v7(), "resident_id": open.residents[name], "true_from": DAY, "true_to": DAY, "reason": "住院",
        "asked_by": "coordinator",
    });
    open.coordinator.post("/deliveries/holds", body).await.expect(201);
}

/// What the list, the rounds, the labels and the kitchen say of the meals for the doors, each counted by the story itself.
async fn counted(open: &Open) -> [usize; 4] {
    let list = open
        .coordinator
        .get(&format!("/deliveries/days/{DAY}?meal=lunch"))
        .await
        .expect(200);
    let board = board(open).await;
    let carried = board["rounds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|round| round["stops"].as_array().unwrap().len());
    let kitchen = sheet(open, DAY).await;
    let by_diet = kitchen["to_cook"]["diets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["meals"].as_u64().unwrap());
    let doors = kitchen["to_cook"]["doors"].as_u64().unwrap();
    assert_eq!(by_diet.sum::<u64>(), doors, "{kitchen}");
    let kitchen = usize::try_from(doors).unwrap();
    [
        list["deliveries"].as_array().unwrap().len(),
        carried.sum(),
        labels(open).await.len(),
        kitchen,
    ]
}

#[test]
fn the_kitchens_count_ties_to_the_rounds() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        for name in ["王秀英", "张德福", "欧阳秀兰", "田桂英"] {
            plan(&open, name, "cash").await;
        }
        let [list, _, _, kitchen] = counted(&open).await;
        assert_eq!((list, kitchen), (4, 4), "before there is a round the list is cooked");
        assert_eq!(sheet(&open, DAY).await["to_cook"]["in_no_round"], 4);
        draft(&open).await;
        assert_eq!(counted(&open).await, [4; 4]);
        // Held before packing: the kitchen and the labels fall with the list; the round drops the stop when it is packed.
        hold(&open, "欧阳秀兰").await;
        assert_eq!(counted(&open).await, [3, 4, 3, 3]);
        let numbers: Vec<Value> = labels(&open).await.iter().map(|label| label["stop_no"].clone()).collect();
        assert_eq!(numbers, [1, 2, 3], "as packing will number them");
        let round = rounds(&open).await.remove(0);
        let (_, id) = volunteer(canteen, &open).await;
        act(&open, &round, "volunteer", json!({ "staff_id": id })).await.expect(204);
        act(&open, &round, "packed", json!({})).await.expect(204);
        assert_eq!(counted(&open).await, [3; 4]);
        let packed = (sheet(&open, DAY).await["to_cook"].clone(), labels(&open).await);
        assert_eq!(
            (&packed.0["packed"], &packed.0["diets"]),
            (&json!(3), &json!([{ "diets": ["soft"], "meals": 3 }]))
        );
        // Packed: who is held now, and who eats otherwise from now on, changes the list and nothing that was cooked.
        hold(&open, "王秀英").await;
        let body = json!({
            "id": Uuid::now_v7(), "resident_id": open.residents["田桂英"], "meal": "lunch", "weekdays": [1], "true_from": DAY,
            "diets": ["halal"], "pays": "cash",
        });
        open.coordinator.post("/deliveries/plans", body).await.expect(201);
        assert_eq!(counted(&open).await, [2, 3, 3, 3]);
        assert_eq!((sheet(&open, DAY).await["to_cook"].clone(), labels(&open).await), packed);
        // Who gets a plan after that is cooked for too, and is in no round yet.
        plan(&open, "李建国", "cash").await;
        let late = sheet(&open, DAY).await["to_cook"].clone();
        assert_eq!(
            (&late["doors"], &late["packed"], &late["in_no_round"]),
            (&json!(4), &json!(3), &json!(1))
        );
    });
}

#[test]
fn a_label_says_what_the_box_needs_and_no_more() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let labels = labels(&out.open).await;
        let stops = board(&out.open).await["rounds"][0]["stops"].as_array().unwrap().clone();
        let told = |row: &Value| {
            [
                row["name"].clone(),
                row["building"].clone(),
                row["diets"].clone(),
                row["stop_no"].clone(),
            ]
        };
        let [of_labels, of_stops] = [&labels, &stops].map(|rows| rows.iter().map(told).collect::<Vec<_>>());
        assert_eq!(of_labels, of_stops);
        assert_eq!((&labels[0]["name"], &labels[0]["diets"]), (&json!("王*英"), &json!(["soft"])));
        assert_eq!(labels[0]["packed_at"], json!(canteen.now()));
        let all = json!(labels).to_string();
        for private in ["王秀英", "room", "钥匙", "phone"] {
            assert!(!all.contains(private), "{private}: {all}");
        }
    });
}

#[test]
fn where_every_meal_went_balances_or_is_explained() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let open = &out.open;
        let guest = async || open.lane.order(json!({ "guest": true, "tender": "wechat" })).await.expect(201);
        let (_, mistaken) = (guest().await, guest().await);
        guest().await;
        open.lane.void(&mistaken).await.expect(201);
        write(open, (DAY, "close"), json!({})).await.expect_problem(409, "not_counted");
        count(open, DAY, "staff", 2).await;
        count(open, DAY, "prepared", 10).await;
        let sheet_now = count(open, DAY, "left_over", 1).await;
        // 10 = 2 at the counter + 4 out to the doors + 2 staff + 1 left over + 1 that somebody has to explain.
        let figures = |sheet: &Value| {
            ["served", "on_the_way", "delivered", "unproved", "wasted", "difference"].map(|name| sheet["balance"][name].clone())
        };
        assert_eq!(figures(&sheet_now), [2, 4, 0, 0, 0, 1].map(|number| json!(number)));
        write(open, (DAY, "close"), json!({ "reason": "x" }))
            .await
            .expect_problem(409, "on_the_way");

        let away = out.result(canteen, "张德福", "not_at_home", json!({}));
        let refused = out.result(canteen, "欧阳秀兰", "refused", json!({ "note": "不想吃" }));
        let said = out.result(canteen, "田桂英", "handed_over", json!({}));
        let found = json!({ "id": Uuid::now_v7(), "stop_id": out.stop("张德福"), "rung": "phone", "at": canteen.now(), "who": "女儿", "found": "reached" });
        out.bring(&[out.handed_over(canteen, "王秀英"), away, refused, said], &[]).await;
        assert_eq!(figures(&sheet(open, DAY).await), [2, 1, 1, 1, 1, 1].map(|number| json!(number)));
        out.bring(&[], &[found]).await;
        // Not at home and refused are waste.
        assert_eq!(figures(&sheet(open, DAY).await), [2, 0, 1, 1, 2, 1].map(|number| json!(number)));

        let problem = write(open, (DAY, "close"), json!({ "reason": "  " }))
            .await
            .expect_problem(422, "field_invalid");
        assert_eq!(problem["fields"][0]["field"], "reason");
        let books = format!("{:?}", canteen.books().await);
        let closing = json!({ "id": Uuid::now_v7(), "meal": "lunch", "reason": "打翻一份" });
        let path = format!("/kitchen/days/{DAY}/close");
        let closed = open.coordinator.post(&path, closing.clone()).await.expect(201);
        assert_eq!(
            (&closed["is_closed"], &closed["closings"][0]["reason"]),
            (&json!(true), &json!("打翻一份"))
        );
        open.coordinator.post(&path, closing.clone()).await.expect(200);
        let mut other = closing;
        other["reason"] = json!("别的");
        open.coordinator.post(&path, other).await.expect_problem(409, "id_reused");

        // A second person says that the meal without proof was not delivered: it is waste now, and the closed figures still hold.
        out.settle(&open.admin, "田桂英", "not_delivered").await.expect(204);
        let settled = sheet(open, DAY).await;
        assert_eq!(
            (figures(&settled), &settled["is_closed"]),
            ([2, 0, 1, 0, 3, 1].map(|number| json!(number)), &json!(true))
        );

        // A correction is a new row, and the sheet wants to be closed again.
        let corrected = count(open, DAY, "left_over", 2).await;
        assert_eq!(
            (&corrected["balance"]["difference"], &corrected["is_closed"]),
            (&json!(0), &json!(false))
        );
        let left: Vec<_> = corrected["counts"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["what"] == "left_over")
            .collect();
        assert_eq!(
            json!([left[0]["meals"], left[0]["counts"], left[1]["meals"], left[1]["counts"]]),
            json!([2, true, 1, false])
        );
        let again = write(open, (DAY, "close"), json!({})).await.expect(201);
        assert_eq!(
            (&again["is_closed"], again["closings"].as_array().unwrap().len()),
            (&json!(true), 2)
        );
        assert_eq!(format!("{:?}", canteen.books().await), books, "no money moved");
        // A late void at the counter opens the question again.
        let late = guest().await;
        assert_eq!(sheet(open, DAY).await["is_closed"], false);
        open.lane.void(&late).await.expect(201);
        assert_eq!(sheet(open, DAY).await["is_closed"], true);
        let acts = open.admin.get("/audit").await.expect(200)["items"].as_array().unwrap().clone();
        let many = |action: &str| acts.iter().filter(|line| line["action"] == action).count();
        assert_eq!((many("kitchen_counted"), many("kitchen_closed")), (4, 2));
    });
}

#[test]
fn what_balances_is_kept_so_by_the_database_too() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        count(&open, DAY, "prepared", 3).await;
        count(&open, DAY, "left_over", 3).await;
        write(&open, (DAY, "close"), json!({})).await.expect(201);
        for wrong in [
            "UPDATE kitchen_closing SET left_over = left_over + 1",
            "UPDATE kitchen_closing SET prepared = prepared + 1, difference = difference + 1",
        ] {
            let mut tx = canteen.app.db.begin_shared().await.unwrap();
            assert!(Sql::new(wrong).execute(&mut tx).await.is_err(), "{wrong}");
        }
    });
}

#[test]
fn the_counter_is_expected_to_be_as_on_the_last_same_weekdays() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        let first = sheet(&open, DAY).await;
        assert_eq!(
            (&first["forecast"]["meals"], &first["to_cook"]["counter"]),
            (&Value::Null, &Value::Null)
        );
        // Mondays with 3, 5, 0 (a holiday), 4 and 2 diners.
        for (day, diners) in [("2026-11-23", 3), ("2026-11-30", 5), ("2026-12-14", 4), ("2026-12-21", 2)] {
            canteen.at(&format!("{day}T03:30:00Z"));
            open.sign_in_again().await;
            for _ in 0..diners {
                open.lane.order(json!({ "guest": true, "tender": "wechat" })).await.expect(201);
            }
            if day == "2026-12-14" {
                // A meal that was undone and one of another weekday count for nothing.
                let undone = open.lane.order(json!({ "guest": true, "tender": "wechat" })).await.expect(201);
                open.lane.void(&undone).await.expect(201);
                canteen.at("2026-12-15T03:30:00Z");
                open.sign_in_again().await;
                open.lane.order(json!({ "guest": true, "tender": "wechat" })).await.expect(201);
            }
        }
        // On the fourth Monday itself: (4 + 5 + 3) / 3 = 4. What it served so far is no part of any forecast.
        for day in ["2026-12-21", "2026-12-28"] {
            let now = sheet(&open, day).await;
            assert_eq!(
                (&now["forecast"]["meals"], &now["forecast"]["usually_off"]),
                (&json!(4), &Value::Null),
                "{day}"
            );
        }
        canteen.at("2026-12-22T03:30:00Z");
        open.sign_in_again().await;
        // (2 + 4 + 5 + 3) / 4 = 3.5 -> 4; the fourth Monday was forecast as 4 and had 2.
        let next = sheet(&open, "2026-12-28").await;
        assert_eq!(
            next["forecast"],
            json!({ "meals": 4, "usually_off": 2, "tried": 1, "days": [
                { "service_date": "2026-12-21", "meals": 2 }, { "service_date": "2026-12-14", "meals": 4 },
                { "service_date": "2026-11-30", "meals": 5 }, { "service_date": "2026-11-23", "meals": 3 },
            ] })
        );
        assert_eq!((&next["to_cook"]["counter"], &next["to_cook"]["meals"]), (&json!(4), &json!(4)));
    });
}

#[test]
fn the_staffs_meals_are_remembered_until_another_number_is_written() {
    on_both(async |canteen: &Canteen| {
        let open = canteen.open().await;
        count(&open, DAY, "staff", 6).await;
        let staff = async |date: &str| {
            let cook = sheet(&open, date).await["to_cook"].clone();
            json!([cook["staff"], cook["staff_since"]])
        };
        assert_eq!(staff("2026-11-22").await, json!([0, null]));
        assert_eq!(staff("2026-11-30").await, json!([6, DAY]));
        count(&open, "2026-11-25", "staff", 4).await;
        assert_eq!(staff("2026-11-24").await, json!([6, DAY]));
        assert_eq!(staff("2026-11-30").await, json!([4, "2026-11-25"]));
        let ahead = json!({ "what": "prepared", "meals": 5 });
        write(&open, ("2026-11-24", "counts"), ahead).await.expect_problem(409, "day_ahead");
        for meals in [-1, 10_000] {
            let problem = write(&open, (DAY, "counts"), json!({ "what": "staff", "meals": meals }))
                .await
                .expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], "meals");
        }
    });
}
