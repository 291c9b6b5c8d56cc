//! Do all monthly slips together say what the month says, and is each one what its owner's receipts add up to?

use std::collections::BTreeMap;
use std::fmt::Write;

use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Receipts, a_day, fen, line, said};
use crate::harness::canteen::Canteen;
use crate::harness::furnish::Open;
use crate::harness::on_both;
use crate::harness::register::id_number;

/// More people than a page has.
const MANY: u32 = 203;

/// A day with everything, and besides: a meal from a wallet, one that waits for the office, one that is owed.
async fn a_month(canteen: &Canteen, open: &Open) -> Receipts {
    let mut receipts = a_day(canteen, open).await;
    let top_up = json!({ "id": Uuid::now_v7(), "token": open.token("欧阳秀兰"), "amount": "20.00", "tender": "cash" });
    open.lane.client.post("/lane/top-ups", top_up).await.expect(201);
    for order in [
        json!({ "token": open.token("欧阳秀兰"), "tender": "wallet" }),
        json!({ "token": open.token("王秀英"), "serve_as": "pending", "tender": "owed" }),
    ] {
        receipts.kept.push(open.lane.order(order).await.expect(201));
    }
    canteen.at("2026-11-24T03:30:00Z");
    open.sign_in_again().await;
    for name in ["王秀英", "张德福"] {
        receipts.kept.push(open.lane.sell(open.token(name)).await.expect(201));
    }
    receipts
}

/// Adds the amounts up, by key.
fn sums(parts: impl Iterator<Item = (String, i64)>) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for (key, amount) in parts {
        *sums.entry(key).or_default() += amount;
    }
    sums
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().unwrap().iter()
}

/// What each funder pays for each kind of meal, by all slips.
fn shared(slips: &[Value]) -> BTreeMap<String, i64> {
    let meals = slips.iter().flat_map(|slip| items(&slip["by_meal"]));
    sums(
        meals.flat_map(|meal| items(&meal["shares"]).map(|share| (format!("{} {}", meal["meal"], share["funder"]), fen(&share["amount"])))),
    )
}

/// How much came by each tender.
fn tendered(slip: &Value) -> BTreeMap<String, i64> {
    let lines = items(&slip["by_meal"]).flat_map(|meal| items(&meal["by_tender"]));
    sums(lines.map(|line| (line["key"].to_string(), fen(&line["pays"]))))
}

#[test]
fn all_slips_together_come_to_the_month() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let receipts = a_month(canteen, &open).await;
        let slips = open.coordinator.items("/months/2026-11/slips").await;
        let page = open.coordinator.get("/months/2026-11/slips").await.expect(200);
        let month = open.coordinator.get("/months/2026-11").await.expect(200);

        let all = || slips.iter().map(|slip| &slip["total"]).chain([&page["nameless"]]);
        let total = |name: &str| all().map(|line| fen(&line[name])).sum::<i64>();
        let meals = all().map(|line| line["meals"].as_i64().unwrap()).sum();
        assert_eq!(line(meals, total("standard"), total("pays")), said(&month["total"]));
        assert_eq!(total("subsidy"), fen(&month["total"]["subsidy"]));
        let owed = items(&month["summary"]).map(|row| (format!("{} {}", row["meal"], row["funder"]), fen(&row["amount"])));
        assert_eq!(shared(&slips), sums(owed));

        for slip in &slips {
            let own = |receipt: &Value| receipt["diner"]["resident_id"] == slip["resident_id"];
            assert_eq!(said(&slip["total"]), receipts.sum(own), "{slip}");
            assert_eq!(
                said(&slip["pending"]),
                receipts.sum(|receipt| own(receipt) && receipt["state"] == "pending")
            );
            for part in items(&slip["by_meal"]) {
                assert_eq!(said(part), receipts.sum(|receipt| own(receipt) && receipt["meal"] == part["meal"]));
            }
            let kept = receipts.kept.iter().filter(|receipt| own(receipt));
            assert_eq!(
                tendered(slip),
                sums(kept.map(|receipt| (receipt["tender"].to_string(), fen(&receipt["pays"]))))
            );
        }
        assert_eq!(
            said(&page["nameless"]),
            receipts.sum(|receipt| receipt["diner"]["resident_id"].is_null())
        );
        let next = open.coordinator.get("/months/2026-12/slips").await.expect(200);
        assert_eq!((&next["items"], said(&next["nameless"])), (&json!([]), line(0, 0, 0)));
    });
}

#[test]
fn a_slip_names_its_owner_masked_and_what_is_on_the_card() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        a_month(canteen, &open).await;
        let path = |name: &str| format!("/months/2026-11/slips?resident_id={}", open.residents[name]);
        let of = async |name: &str| open.coordinator.items(&path(name)).await;
        let [slip] = of("欧阳秀兰").await.try_into().unwrap();
        assert_eq!(
            ["name", "grid", "compound", "building", "unit", "room", "balance", "owed"]
                .map(|field| slip[field].as_str().unwrap().to_owned()),
            ["欧阳*兰", "第一网格", "向阳花园", "3号楼", "1单元", "301", "14.10", "0.00"]
        );
        let [owing] = of("王秀英").await.try_into().unwrap();
        let waiting = &owing["pending"];
        assert_eq!((&owing["owed"], &waiting["meals"]), (&waiting["pays"], &json!(1)));
        // Whose only meal was voided gets no slip; nobody gets one who did not come.
        for name in ["王𠮷祥", "孙浩宇"] {
            assert_eq!(of(name).await, Vec::<Value>::new(), "{name}");
        }
    });
}

#[test]
fn slips_lie_in_the_order_of_the_doors_page_after_page() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let mut text = "姓名,身份证号,网格,小区,楼栋,单元,户室\n".to_owned();
        for number in (1..=MANY).rev() {
            let document = id_number("1950-01-01", true, 100 + number);
            writeln!(text, "邻居,{document},第二网格,百户小区,{number}号楼,1单元,101").unwrap();
        }
        open.coordinator.import("百户小区.csv", text.as_bytes()).await;
        let people = open.coordinator.items("/residents?limit=200").await;
        let neighbours = people.iter().filter(|person| person["compound"] == "百户小区");
        let meals = join_all(neighbours.map(|person| open.lane.order(json!({ "resident_id": person["id"] })))).await;
        assert_eq!(meals.len(), usize::try_from(MANY).unwrap());
        for meal in meals {
            meal.expect(201);
        }
        open.lane.sell(open.token("田桂英")).await.expect(201);

        let first = open.coordinator.get("/months/2026-11/slips").await.expect(200);
        assert_eq!((items(&first["items"]).count(), first["next_cursor"].is_string()), (200, true));
        let slips = open.coordinator.items("/months/2026-11/slips").await;
        let buildings: Vec<&str> = slips.iter().map(|slip| slip["building"].as_str().unwrap()).collect();
        let numbers = (1..=MANY).map(|number| format!("{number}号楼"));
        assert_eq!(buildings, ["3号楼".to_owned()].into_iter().chain(numbers).collect::<Vec<_>>());
        let stranger = format!("/months/2026-11/slips?cursor={}", Uuid::now_v7());
        open.coordinator.get(&stranger).await.expect_problem(404, "not_found");
    });
}
