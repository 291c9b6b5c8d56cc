//! Do all papers of the canteen say the same, to the fen? The judge adds up the receipts himself.

use std::collections::BTreeMap;

use pos_server::db::Sql;
use serde_json::{Value, json};

use exports::sheet;

use crate::harness::canteen::Canteen;
use crate::harness::furnish::{Open, PASSWORD};
use crate::harness::on_both;

mod exports;
mod slips;

/// Yuan on the wire, in fen.
fn fen(yuan: &Value) -> i64 {
    yuan.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// The sums of a report's line, as JSON.
fn line(meals: i64, standard: i64, pays: i64) -> [Value; 4] {
    let yuan = |fen: i64| json!(format!("{}.{:02}", fen / 100, fen % 100));
    [json!(meals), yuan(standard), yuan(pays), yuan(standard - pays)]
}

fn said(line: &Value) -> [Value; 4] {
    ["meals", "standard", "pays", "subsidy"].map(|name| line[name].clone())
}

/// The receipts that diners took home, and which of them were undone.
#[derive(Debug, Default)]
struct Receipts {
    kept: Vec<Value>,
    undone: Vec<Value>,
}

impl Receipts {
    fn sum(&self, fits: impl Fn(&Value) -> bool) -> [Value; 4] {
        let chosen: Vec<&Value> = self.kept.iter().filter(|receipt| fits(receipt)).collect();
        let total = |name: &str| chosen.iter().map(|receipt| fen(&receipt[name])).sum();
        line(i64::try_from(chosen.len()).unwrap(), total("standard"), total("pays"))
    }

    /// Sums by the word under `name`, the sum's key as the report calls it.
    fn by(&self, name: &str) -> BTreeMap<String, [Value; 4]> {
        let word = |receipt: &Value| match name {
            "group" => receipt["diner"]["group"].clone(),
            "lane" => receipt["lane"]["name"].clone(),
            "cashier" => receipt["cashier"]["id"].clone(),
            name => receipt[name].clone(),
        };
        let words: Vec<Value> = self.kept.iter().map(word).collect();
        let key = |value: &Value| value.as_str().unwrap().to_owned();
        words
            .iter()
            .map(|value| (key(value), self.sum(|receipt| word(receipt) == *value)))
            .collect()
    }
}

fn by_key(lines: &Value, key: &str) -> BTreeMap<String, [Value; 4]> {
    let lines = lines.as_array().unwrap();
    lines
        .iter()
        .map(|line| (line[key].as_str().unwrap().to_owned(), said(line)))
        .collect()
}

/// A lunch and a dinner with everything that happens: cards, numbers, names, guests, strangers, all tenders, two lanes, voids.
async fn a_day(canteen: &Canteen, open: &Open) -> Receipts {
    let second = canteen.lane(&open.admin, "二号窗口").await;
    let mut receipts = Receipts::default();
    let cards = open.coordinator.items("/cards").await;
    let number_of = |name: &str| {
        let card = cards.iter().find(|card| card["resident_id"] == open.residents[name].as_str());
        card.unwrap()["number"].clone()
    };
    for (lane, order) in [
        (&open.lane, json!({ "token": open.token("王秀英") })),
        (
            &open.lane,
            json!({ "number": number_of("张德福"), "tender": "wechat", "tender_reference": "4200001234202611230000000001" }),
        ),
        (
            &second,
            json!({ "resident_id": open.residents["李建国"], "tender": "alipay", "tender_reference": "=HYPERLINK(1)" }),
        ),
        (&second, json!({ "token": open.token("陈小明") })),
        (&second, json!({ "guest": true })),
        (&open.lane, json!({ "unknown": true, "tender": "owed", "serve_as": "pending" })),
    ] {
        receipts.kept.push(lane.order(order).await.expect(201));
    }
    for name in ["田桂英", "王𠮷祥"] {
        let sale = open.lane.sell(open.token(name)).await.expect(201);
        open.lane.void(&sale).await.expect(201);
        receipts.undone.push(sale);
    }
    receipts.kept.push(open.lane.sell(open.token("田桂英")).await.expect(201));
    canteen.at("2026-11-23T09:30:00Z");
    receipts.kept.push(second.sell(open.token("王秀英")).await.expect(201));
    receipts
}

#[test]
fn the_day_sheet_says_what_the_receipts_say() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let receipts = a_day(canteen, &open).await;
        let sheet = open.coordinator.get("/days/2026-11-23").await.expect(200);
        assert_eq!(said(&sheet["total"]), receipts.sum(|_| true));
        assert_eq!(by_key(&sheet["by_meal"], "key"), receipts.by("meal"));
        assert_eq!(by_key(&sheet["by_lane"], "name"), receipts.by("lane"));
        assert_eq!(by_key(&sheet["by_cashier"], "key"), receipts.by("cashier"));
        assert_eq!(by_key(&sheet["by_group"], "key"), receipts.by("group"));
        assert_eq!(by_key(&sheet["by_tender"], "key"), receipts.by("tender"));
        let funded = receipts.sum(|receipt| receipt["shares"] != json!([]));
        assert_eq!(by_key(&sheet["by_funder"], "key"), BTreeMap::from([("example".to_owned(), funded)]));
        assert_eq!(sheet["differences"], json!([]));

        let undone: Vec<&Value> = receipts.undone.iter().map(|receipt| &receipt["receipt_no"]).collect();
        let voids: Vec<&Value> = sheet["voids"].as_array().unwrap().iter().map(|void| &void["receipt_no"]).collect();
        assert_eq!(voids, undone);
        let pending = sheet["pending"].as_array().unwrap();
        assert_eq!(
            (pending.len(), &pending[0]["pays"], &pending[0]["name"]),
            (1, &json!("15.00"), &Value::Null)
        );
        let empty = open.coordinator.get("/days/2026-11-22").await.expect(200);
        assert_eq!((said(&empty["total"]), &empty["by_meal"]), (line(0, 0, 0), &json!([])));
    });
}

#[test]
fn the_month_and_the_journal_say_what_the_receipts_say() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let mut receipts = a_day(canteen, &open).await;
        canteen.at("2026-11-24T03:30:00Z");
        open.sign_in_again().await;
        receipts.kept.push(open.lane.sell(open.token("王秀英")).await.expect(201));
        let month = open.coordinator.get("/months/2026-11").await.expect(200);
        assert_eq!(said(&month["total"]), receipts.sum(|_| true));
        let days = by_key(&month["days"], "date");
        assert_eq!(days, receipts.by("service_date"));
        assert_eq!(month["differences"], json!([]));
        for part in month["summary"].as_array().unwrap() {
            let sum = receipts.sum(|receipt| {
                (&receipt["diner"]["group"], &receipt["meal"]) == (&part["group"], &part["meal"]) && receipt["shares"] != json!([])
            });
            assert_eq!([&part["meals"], &part["amount"]], [&sum[0], &sum[3]], "{part}");
        }

        let mut journal = BTreeMap::<String, i64>::new();
        for line in canteen.books().await.lines {
            // A drawer per shift and a debt per person are one tender each on a report.
            let account = match line.account.split_once(':') {
                Some(("cash", _)) => "tender:cash".to_owned(),
                Some(("owed", _)) => "tender:owed".to_owned(),
                _ => line.account,
            };
            *journal.entry(account).or_default() += line.amount_fen;
        }
        journal.retain(|_, amount| *amount != 0);
        let [_, standard, _, subsidy] = said(&month["total"]);
        assert_eq!(journal["meals"], -fen(&standard));
        assert_eq!(journal["receivable:example"], fen(&subsidy));
        for (tender, sum) in receipts.by("tender") {
            assert_eq!(journal[&format!("tender:{tender}")], fen(&sum[2]), "{tender}");
        }
        assert_eq!(journal.len(), 6);
        let none = open.coordinator.get("/months/2026-10").await.expect(200);
        assert_eq!((said(&none["total"]), &none["summary"]), (line(0, 0, 0), &json!([])));
    });
}

#[test]
fn the_inbox_shows_each_waiting_meal_until_it_is_undone() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        open.lane.sell(open.token("王秀英")).await.expect(201);
        let again = json!({ "token": open.token("王秀英"), "serve_as": "pending", "tender": "owed" });
        let waiting = open.lane.order(again).await.expect(201);
        let inbox = open.coordinator.get("/inbox").await.expect(200);
        let item = &inbox["items"][0];
        assert_eq!(
            (&item["sale_id"], &item["code"], &item["name"]),
            (&waiting["id"], &json!("already_served"), &json!("王*英"))
        );
        assert_eq!(
            (&item["pays"], &item["tender"], &inbox["next_cursor"]),
            (&json!("15.00"), &json!("owed"), &Value::Null)
        );
        open.lane.void(&waiting).await.expect(201);
        assert_eq!(open.coordinator.get("/inbox").await.expect(200)["items"], json!([]));

        for _ in 0..101 {
            let stranger = json!({ "unknown": true, "serve_as": "pending" });
            open.lane.order(stranger).await.expect(201);
        }
        let page = open.coordinator.get("/inbox").await.expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), 100);
        let all = open.coordinator.items("/inbox").await;
        let numbers: Vec<i64> = all.iter().map(|item| item["receipt_no"].as_i64().unwrap()).collect();
        assert_eq!(numbers.len(), 101);
        assert!(numbers.is_sorted_by(|a, b| a > b), "{numbers:?}");
    });
}

/// Adds a fen to the first cash line of the journal, as somebody with the database's password could.
async fn tamper(canteen: &Canteen, fen: i64) {
    let mut tx = canteen.app.db.begin_shared().await.unwrap();
    Sql::new("UPDATE journal_line SET amount_fen = amount_fen + $1 WHERE entry_no = 2 AND account = 'cash:1'")
        .bind(fen)
        .execute(&mut tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[test]
fn a_fen_that_somebody_changed_in_the_journal_shows_on_every_paper() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        open.lane.sell(open.token("王秀英")).await.expect(201);
        tamper(canteen, 1).await;
        let differences = json!([{ "account": "tender:cash", "meals": "9.90", "journal": "9.91" }]);
        for path in ["/days/2026-11-23", "/months/2026-11"] {
            assert_eq!(open.coordinator.get(path).await.expect(200)["differences"], differences, "{path}");
        }
        let book = open.admin.get("/months/2026-11/meals.xlsx").await;
        let check = sheet(&book.bytes, "汇总").into_iter().find(|row| row[0] == "与分录核对").unwrap();
        assert!(check[1].to_string().starts_with("不一致"), "{check:?}");
        tamper(canteen, -1).await;
    });
}

#[test]
fn another_canteens_papers_show_nothing_of_ours() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        a_day(canteen, &open).await;
        canteen.lane_elsewhere().await;
        let neighbour = canteen.client();
        neighbour
            .post("/session", json!({ "login": "elsewhere", "password": PASSWORD }))
            .await
            .expect(200);
        for path in ["/days/2026-11-23", "/months/2026-11"] {
            assert_eq!(said(&neighbour.get(path).await.expect(200)["total"]), line(0, 0, 0), "{path}");
        }
        let slips = neighbour.get("/months/2026-11/slips").await.expect(200);
        assert_eq!((&slips["items"], said(&slips["nameless"])), (&json!([]), line(0, 0, 0)));
        assert_eq!(neighbour.items("/inbox").await, Vec::<Value>::new());
        assert_eq!(neighbour.get("/months/2026-11/meals.csv").await.text().lines().count(), 1);
    });
}

#[test]
fn a_day_or_month_that_is_none_is_refused() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        for path in [
            "/days/2026-02-30",
            "/days/today",
            "/days/+262000-01-01",
            "/months/2026-13",
            "/months/2026-1",
            "/months/2026-11-01",
        ] {
            let answer = admin.get(path).await;
            assert!([400, 422].contains(&answer.status), "{path} {} {}", answer.status, answer.text());
        }
        for path in [
            "/months/2026-13/meals.csv",
            "/months/x/meals.xlsx",
            "/inbox?cursor=x",
            "/inbox?page=2",
        ] {
            let answer = admin.get(path).await;
            assert_eq!(answer.status, 400, "{path} {}", answer.text());
        }
    });
}
