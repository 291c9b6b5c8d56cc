//! Are dishes and menus kept as the office writes them, and does a past day stay as it was?

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::furnish::Open;
use crate::harness::{Answer, on_both};

/// A staple that suits everybody, but for what `more` says.
fn dish(name: &str, more: Value) -> Value {
    let mut body = json!({
        "id": Uuid::now_v7(), "seen": 0, "name": name, "kind": "staple", "allergens": [], "ingredients": null, "unfit_for": [],
        "offered": true,
    });
    for (field, value) in more.as_object().unwrap() {
        body[field] = value.clone();
    }
    body
}

async fn save(open: &Open, body: &Value) -> Answer {
    open.coordinator.post("/menus/dishes", body.clone()).await
}

#[test]
fn a_dish_is_kept_with_what_is_in_it_and_changed_by_whoever_saw_it_last() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let pork = dish(
            "红烧肉",
            json!({ "kind": "meat", "allergens": ["soy", "gluten", "soy"], "ingredients": " 五花肉、酱油 ", "unfit_for": ["halal", "diabetic"] }),
        );
        let kept = save(&open, &pork).await.expect(201);
        assert_eq!(
            kept,
            json!({
                "id": pork["id"], "version_no": 1, "name": "红烧肉", "kind": "meat", "allergens": ["gluten", "soy"],
                "ingredients": "五花肉、酱油", "unfit_for": ["diabetic", "halal"], "offered": true,
            })
        );
        assert_eq!(save(&open, &pork).await.expect(200), kept, "sent again it is the same dish");

        let change = |seen: i64, more: Value| {
            let mut body = pork.clone();
            body["seen"] = json!(seen);
            for (field, value) in more.as_object().unwrap() {
                body[field] = value.clone();
            }
            body
        };
        let softer = change(1, json!({ "ingredients": "五花肉" }));
        assert_eq!(save(&open, &softer).await.expect(201)["version_no"], 2);
        assert_eq!(save(&open, &softer).await.expect(200)["version_no"], 2);
        save(&open, &change(1, json!({ "offered": false })))
            .await
            .expect_problem(409, "dish_changed");
        save(&open, &dish("红烧肉", json!({}))).await.expect_problem(409, "dish_exists");
        save(&open, &change(2, json!({ "offered": false }))).await.expect(201);
        save(&open, &dish("红烧肉", json!({}))).await.expect(201);
        for (wrong, field) in [
            (json!({ "name": " " }), "name"),
            (json!({ "name": "菜".repeat(31) }), "name"),
            (json!({ "unfit_for": ["avoid"] }), "unfit_for"),
            (json!({ "ingredients": "盐".repeat(201) }), "ingredients"),
        ] {
            let problem = save(&open, &dish("米饭", wrong)).await.expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], field);
        }
        let list = open.coordinator.get("/menus/dishes").await.expect(200);
        let told = |dish: &Value| (dish["version_no"].as_i64().unwrap(), dish["offered"].as_bool().unwrap());
        let told: Vec<_> = list["dishes"].as_array().unwrap().iter().map(told).collect();
        assert_eq!(told, [(3, false), (1, true)]);
    });
}

/// Keeps a dish and tells its id.
async fn cook(open: &Open, name: &str, more: Value) -> String {
    let kept = save(open, &dish(name, more)).await.expect(201);
    kept["id"].as_str().unwrap().to_owned()
}

fn menu(date: &str, meal: &str, dishes: &[&String], seen: i64) -> Value {
    json!({ "service_date": date, "meal": meal, "dishes": dishes, "seen": seen })
}

async fn set(open: &Open, menus: &[Value]) -> Answer {
    open.coordinator.post("/menus", json!({ "menus": menus })).await
}

/// What stands on the menus from a day to a day: `2026-11-23 lunch 1: 米饭 红烧肉`.
async fn told(open: &Open, from: &str, to: &str) -> Vec<String> {
    let list = open.coordinator.get(&format!("/menus?from={from}&to={to}")).await.expect(200);
    let line = |menu: &Value| {
        let names: Vec<&str> = menu["dishes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|dish| dish["name"].as_str().unwrap())
            .collect();
        let word = |field: &str| menu[field].as_str().unwrap();
        format!("{} {} {}: {}", word("service_date"), word("meal"), menu["set_no"], names.join(" "))
    };
    list["menus"].as_array().unwrap().iter().map(line).collect()
}

#[test]
fn a_menu_keeps_the_order_of_its_dishes_and_is_set_by_whoever_saw_it_last() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let (rice, pork, soup) = (
            cook(&open, "米饭", json!({})).await,
            cook(&open, "红烧肉", json!({ "kind": "meat" })).await,
            cook(&open, "紫菜蛋花汤", json!({ "kind": "soup" })).await,
        );
        let lunch = menu("2026-11-23", "lunch", &[&pork, &rice], 0);
        let dinner = menu("2026-11-23", "dinner", &[&soup, &rice], 0);
        let tomorrow = menu("2026-11-24", "lunch", &[&soup], 0);
        let changed = set(&open, &[tomorrow, dinner.clone(), lunch.clone()]).await.expect(200);
        assert_eq!(changed["menus"].as_array().unwrap().len(), 3);
        let as_set = [
            "2026-11-23 lunch 1: 红烧肉 米饭",
            "2026-11-23 dinner 1: 紫菜蛋花汤 米饭",
            "2026-11-24 lunch 1: 紫菜蛋花汤",
        ];
        assert_eq!(told(&open, "2026-11-23", "2026-11-29").await, as_set);
        let again = set(&open, &[lunch, dinner]).await.expect(200);
        assert_eq!(again["menus"], json!([]), "the same menus again change nothing");

        let other = menu("2026-11-23", "lunch", &[&rice, &pork], 1);
        set(&open, &[other]).await.expect(200);
        let stale = [menu("2026-11-24", "lunch", &[&rice], 1), menu("2026-11-23", "lunch", &[&soup], 1)];
        set(&open, &stale).await.expect_problem(409, "menu_changed");
        let strange = Uuid::now_v7().to_string();
        for dishes in [&[&rice, &rice][..], &[&strange]] {
            let problem = set(&open, &[menu("2026-11-25", "lunch", dishes, 0)]).await;
            let problem = problem.expect_problem(422, "field_invalid");
            assert_eq!(problem["fields"][0]["field"], "menus[0].dishes");
        }
        assert_eq!(
            told(&open, "2026-11-23", "2026-12-23").await,
            ["2026-11-23 lunch 2: 米饭 红烧肉", as_set[1], as_set[2]],
            "all are set or none"
        );
        for to in ["2026-11-22", "2026-12-24"] {
            let path = format!("/menus?from=2026-11-23&to={to}");
            open.coordinator.get(&path).await.expect_problem(422, "field_invalid");
        }
        set(&open, &[menu("2026-11-24", "lunch", &[], 1)]).await.expect(200);
        assert_eq!(told(&open, "2026-11-24", "2026-11-24").await, ["2026-11-24 lunch 2: "]);
    });
}

#[test]
fn a_day_that_is_over_keeps_its_menu_and_its_dishes_as_they_were() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let mut fish = dish("鱼丸", json!({ "kind": "meat" }));
        let id = save(&open, &fish).await.expect(201)["id"].as_str().unwrap().to_owned();
        let on = |date: &str| menu(date, "lunch", &[&id], 0);
        set(&open, &[on("2026-11-23"), on("2026-11-25")]).await.expect(200);
        canteen.at("2026-11-24T02:00:00Z");
        open.sign_in_again().await;
        fish["seen"] = json!(1);
        fish["name"] = json!("鱼丸（去刺）");
        save(&open, &fish).await.expect(201);
        assert_eq!(
            told(&open, "2026-11-23", "2026-11-25").await,
            ["2026-11-23 lunch 1: 鱼丸", "2026-11-25 lunch 1: 鱼丸（去刺）"]
        );
        let problem = set(&open, &[on("2026-11-24"), menu("2026-11-23", "lunch", &[], 1)]).await;
        let problem = problem.expect_problem(422, "field_invalid");
        assert_eq!(problem["fields"][0]["field"], "menus[1].service_date");
        assert_eq!(
            told(&open, "2026-11-24", "2026-11-24").await,
            Vec::<String>::new(),
            "all are set or none"
        );
    });
}

#[test]
fn a_dish_that_does_not_suit_somebody_on_the_delivery_list_is_named_with_why_and_whom() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        for (name, diets, note) in [
            ("王秀英", json!(["diabetic"]), ""),
            ("张德福", json!(["avoid", "diabetic"]), "花生、鱼"),
            ("田桂英", json!([]), "花生过敏"),
            ("赵玉兰", json!(["soft"]), ""),
        ] {
            let plan = json!({
                "id": Uuid::now_v7(), "resident_id": open.residents[name], "meal": "lunch", "weekdays": [1, 3], "true_from": "2026-11-23",
                "diets": diets, "diet_note": note, "pays": "wallet",
            });
            open.coordinator.post("/deliveries/plans", plan).await.expect(201);
        }
        let hold = json!({
            "id": Uuid::now_v7(), "resident_id": open.residents["王秀英"], "true_from": "2026-11-25", "reason": "探亲", "asked_by": "coordinator",
        });
        open.coordinator.post("/deliveries/holds", hold).await.expect(201);
        let chicken = cook(&open, "宫保鸡丁", json!({ "kind": "meat", "ingredients": "鸡肉、花生米" })).await;
        let porridge = cook(&open, "甜粥", json!({ "kind": "soup", "unfit_for": ["diabetic"] })).await;
        let rice = cook(&open, "米饭", json!({})).await;
        let on = |date: &str, meal: &str| menu(date, meal, &[&rice, &chicken, &porridge], 0);
        set(
            &open,
            &[on("2026-11-23", "lunch"), on("2026-11-23", "dinner"), on("2026-11-25", "lunch")],
        )
        .await
        .expect(200);

        let clashes = open
            .coordinator
            .get("/menus/clashes?from=2026-11-23&to=2026-11-29")
            .await
            .expect(200);
        let line = |clash: &Value| {
            let concerned = clash["concerned"].as_array().unwrap();
            let names: Vec<&str> = concerned.iter().map(|one| one["name"].as_str().unwrap()).collect();
            let word = |field: &str| clash[field].as_str().unwrap().to_owned();
            let (date, dish, why) = (word("service_date"), word("dish"), clash["why"]["zh"].as_str().unwrap());
            format!("{date} {dish} {why} {}", names.join(" "))
        };
        let lines: Vec<String> = clashes["clashes"].as_array().unwrap().iter().map(line).collect();
        assert_eq!(
            lines,
            [
                "2026-11-23 宫保鸡丁 忌口“花生”：配料有“花生” 张*福 田*英",
                "2026-11-23 甜粥 不适合糖尿病餐 王*英 张*福",
                "2026-11-25 宫保鸡丁 忌口“花生”：配料有“花生” 张*福 田*英",
                "2026-11-25 甜粥 不适合糖尿病餐 张*福",
            ]
        );
        let told = &clashes["clashes"][0]["concerned"][1];
        assert_eq!((&told["compound"], &told["building"]), (&json!("向阳花园"), &json!("3号楼")));
    });
}

#[test]
fn the_board_in_the_hall_shows_anybody_todays_menus_and_nobodys_name() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let rice = cook(&open, "米饭", json!({})).await;
        let noodles = cook(&open, "烩面", json!({ "allergens": ["gluten"] })).await;
        let dinner = menu("2026-11-23", "dinner", &[&noodles], 0);
        let tomorrow = menu("2026-11-24", "lunch", &[&rice], 0);
        set(&open, &[menu("2026-11-23", "lunch", &[&rice, &noodles], 0), dinner, tomorrow])
            .await
            .expect(200);
        let session = open.coordinator.get("/session").await.expect(200);
        let id = session["canteen"]["id"].as_str().unwrap().to_owned();
        let anybody = canteen.client();
        let board = anybody.get(&format!("/menus/board/{id}")).await.expect(200);
        assert_eq!(
            (&board["canteen"], &board["service_date"], &board["meal"]["meal"]),
            (&json!("七一社区幸福食堂"), &json!("2026-11-23"), &json!("lunch"))
        );
        let menus = board["menus"].as_array().unwrap();
        let meals: Vec<(&Value, usize)> = menus
            .iter()
            .map(|menu| (&menu["meal"], menu["dishes"].as_array().unwrap().len()))
            .collect();
        assert_eq!(meals, [(&json!("lunch"), 2), (&json!("dinner"), 1)]);
        assert_eq!(menus[0]["dishes"][1]["allergens"], json!(["gluten"]));
        let nobody = Uuid::now_v7();
        anybody
            .get(&format!("/menus/board/{nobody}"))
            .await
            .expect_problem(404, "not_found");
    });
}
