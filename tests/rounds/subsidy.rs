//! A subsidy for bringing meals: is it a share of its own, from the door to the books and the month?

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::out::{act, board, draft, out, plan, rounds};
use crate::harness::{Canteen, on_both};
use pos_server::subsidy::policy::QIYI;

/// Two yuan for each meal that is brought to somebody who is supported, paid by the street.
const BROUGHT: &str = r#"

[[funder]]
id = "street"
name = "街道（送餐）"

[[fee]]
name = "送餐补贴"
when = { channels = ["delivery"] }
amount = "2.00"
only_with_subsidy = true
funder = "street"

[[example]]
name = "送到门口"
born = 1948-03-12
date = 2026-11-23
meal = "lunch"
channel = "delivery"
pays = "9.90"
subsidy = "7.10"
shares = [{ funder = "example", amount = "5.10" }, { funder = "street", amount = "2.00" }]
"#;

/// The shares of a meal, as `funder amount`.
fn shares(meal: &Value) -> Vec<String> {
    let shares = meal["shares"].as_array().unwrap().iter();
    shares
        .map(|share| format!("{} {}", share["funder"].as_str().unwrap(), share["amount"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_delivery_subsidy_is_a_share_of_its_own_on_the_meal_in_the_books_and_in_the_month() {
    on_both(async |canteen: &Canteen| {
        let out = out(canteen).await;
        let text = QIYI
            .replace("version = \"qiyi-2023-10-23\"", "version = \"brought\"")
            .replace("valid_from = 2023-10-23", "valid_from = 2026-11-01");
        out.open.admin.adopt(&format!("{text}{BROUGHT}")).await;
        // Two are brought, one of them a guest at full price; one eats at the counter.
        plan(&out.open, "刘强", "cash").await;
        draft(&out.open).await;
        let other = rounds(&out.open).await.remove(1);
        act(&out.open, &other, "packed", json!({})).await.expect(204);
        let price = board(&out.open).await["rounds"][1]["stops"][0]["price"].clone();
        assert_eq!(price, "15.00");
        let hers = out.handed_over(canteen, "王秀英");
        assert_eq!(out.bring(&[hers], &[]).await, ["booked"]);
        let at_the_counter = out.open.lane.sell(out.open.token("张德福")).await.expect(201);
        assert_eq!(
            (shares(&at_the_counter), &at_the_counter["pays"]),
            (vec!["example 5.10".to_owned()], &json!("9.90"))
        );

        let id: Uuid = out.stop("王秀英").parse().unwrap();
        let books = canteen.books().await;
        let sale = books.sales.iter().find(|sale| sale.id == id).unwrap();
        assert_eq!((sale.standard_fen, sale.pays_fen), (1_700, 990));
        let lines = |entry: i64| -> BTreeMap<String, i64> {
            let of_entry = books.lines.iter().filter(|line| line.entry_no == entry);
            of_entry.map(|line| (line.account.clone(), line.amount_fen)).collect()
        };
        let booked = lines(sale.entry_no);
        assert_eq!(
            (booked["receivable:example"], booked["receivable:street"], booked["meals"]),
            (510, 200, -1_700)
        );

        let month = out.open.coordinator.get("/months/2026-11").await.expect(200);
        let summary = month["summary"].as_array().unwrap().iter();
        let mut claimed: Vec<String> = summary
            .map(|part| {
                format!(
                    "{} {} {}",
                    part["funder"].as_str().unwrap(),
                    part["meals"],
                    part["amount"].as_str().unwrap()
                )
            })
            .collect();
        claimed.sort();
        assert_eq!(claimed, ["example 2 10.20", "street 1 2.00"]);
        assert_eq!(month["differences"], json!([]));
    });
}
