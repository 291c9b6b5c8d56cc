//! Do all papers of the canteen say the same, to the fen? The judge adds up the receipts himself.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use pos_server::db::Sql;
use serde_json::{Value, json};

use crate::harness::canteen::Canteen;
use crate::harness::furnish::{Open, PASSWORD};
use crate::harness::on_both;

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

/// The rows of the month's CSV export, each by its columns' names.
async fn csv_rows(open: &Open) -> Vec<BTreeMap<String, String>> {
    let answer = open.admin.get("/months/2026-11/meals.csv").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"meals-2026-11.csv\"");
    let bytes = answer.bytes.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    assert!(String::from_utf8_lossy(bytes).lines().count() > 1 && bytes.ends_with(b"\r\n"));
    let mut reader = csv::Reader::from_reader(bytes);
    reader.deserialize().map(|row| row.unwrap()).collect()
}

#[test]
fn the_csv_export_has_one_row_per_meal_and_ties_to_the_fen() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let receipts = a_day(canteen, &open).await;
        let rows = csv_rows(&open).await;
        assert_eq!(rows.len(), receipts.kept.len() + receipts.undone.len());
        let column = |name: &str| rows.iter().map(|row| fen(&json!(row[name]))).sum::<i64>();
        let [_, standard, pays, subsidy] = receipts.sum(|_| true);
        let summed = ["餐标", "自付", "分担：示例出资方（请替换）（example）"].map(column);
        assert_eq!(summed, [fen(&standard), fen(&pays), fen(&subsidy)]);
        for receipt in &receipts.kept {
            let number = receipt["receipt_no"].to_string();
            let row = rows.iter().find(|row| row["小票号"] == number).unwrap();
            assert_eq!(
                (&json!(row["自付"]), &json!(row["窗口"])),
                (&receipt["pays"], &receipt["lane"]["name"]),
                "{row:?}"
            );
            assert_eq!(row["冲红时间"], "");
        }
        for receipt in &receipts.undone {
            let number = receipt["receipt_no"].to_string();
            let row = rows.iter().find(|row| row["小票号"] == number).unwrap();
            let shown = ["状态", "餐标", "自付", "冲红时间", "冲红前餐标", "冲红前自付"].map(|name| row[name].as_str());
            assert_eq!(shown, ["冲红", "0.00", "0.00", "2026-11-23 11:30", "15.00", "9.90"]);
        }
    });
}

#[test]
fn an_export_holds_no_formula_and_no_full_name() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let lane = canteen.lane(&open.admin, "＝1+1号窗口").await;
        for (name, reference) in [
            ("王秀英", "=cmd|' /C calc'!A0"),
            ("张德福", "+86"),
            ("田桂英", "-1"),
            ("李建国", "@SUM(A1)"),
        ] {
            let order = json!({ "token": open.token(name), "tender": "wechat", "tender_reference": reference });
            lane.order(order).await.expect(201);
        }
        for row in csv_rows(&open).await {
            for cell in row.values() {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']),
                    "{row:?}"
                );
                assert!(
                    ["秀英", "德福", "桂英", "建国"].iter().all(|given| !cell.contains(given)),
                    "{row:?}"
                );
            }
            assert_eq!((row["窗口"].as_str(), &row["支付流水号"][..1]), ("'＝1+1号窗口", "'"));
        }
    });
}

/// A sheet of the month's workbook.
fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn the_workbook_says_what_the_csv_says_with_real_numbers_and_is_the_same_twice() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        let receipts = a_day(canteen, &open).await;
        let rows = csv_rows(&open).await;
        let first = open.admin.get("/months/2026-11/meals.xlsx").await;
        assert_eq!(first.status, 200, "{}", first.text());
        let meals = sheet(&first.bytes, "明细");
        let heading: Vec<String> = meals[0].iter().map(ToString::to_string).collect();
        assert_eq!(meals.len() - 1, rows.len());
        for (in_book, in_csv) in meals[1..].iter().zip(&rows) {
            for (name, cell) in heading.iter().zip(in_book) {
                let text = match cell {
                    Data::Float(yuan) => format!("{yuan:.2}"),
                    Data::String(text) => text.clone(),
                    Data::Empty => String::new(),
                    other => panic!("{name}: {other:?}"),
                };
                assert_eq!(text, in_csv[name], "{name}");
            }
            let kind = |name: &str| &in_book[heading.iter().position(|heading| heading == name).unwrap()];
            assert!(matches!((kind("餐标"), kind("小票号")), (Data::Float(_), Data::String(_))));
        }
        let summary = sheet(&first.bytes, "汇总");
        let total = summary.iter().find(|row| row[0] == Data::String("合计".to_owned())).unwrap();
        let said: Vec<String> = total[2..6].iter().map(ToString::to_string).collect();
        let [count, standard, pays, subsidy] = receipts.sum(|_| true);
        let expected = [standard, pays, subsidy].map(|yuan| yuan.as_str().unwrap().trim_end_matches('0').trim_end_matches('.').to_owned());
        assert_eq!((&said[0], &said[1..]), (&count.to_string(), &expected[..]));
        assert!(summary.iter().any(|row| row[0] == "与分录核对" && row[1] == "一致"));

        canteen.wait_seconds(86_400);
        open.sign_in_again().await;
        let second = open.admin.get("/months/2026-11/meals.xlsx").await;
        assert!(first.bytes == second.bytes, "the same books gave other bytes");
        let kept = open.admin.items("/audit").await;
        assert_eq!(kept.iter().filter(|line| line["action"] == "month_exported").count(), 3);
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
