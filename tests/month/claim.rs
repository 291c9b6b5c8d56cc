//! Does the claim of a closed month tie to the fen, in all its tables, and stay the same to the byte whatever happens afterwards?

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use pos_server::db::{Db, Sql};
use pos_server::ids::CanteenId;
use serde_json::json;
use uuid::Uuid;

use super::clean_month;
use super::over::{Over, closed, ended, late_lunch, over, undo};
use crate::harness::database::{Fresh, Which};
use crate::harness::process::Server;
use crate::harness::{Canteen, Client, on_both};

/// A closed month with a void, another tender, a top-up, and a settled exception.
async fn closed_month(canteen: &Canteen) -> Over {
    let open = clean_month(canteen).await;
    let top_up = json!({ "id": Uuid::now_v7(), "token": open.token("王秀英"), "amount": "50.00", "tender": "cash" });
    open.lane.client.post("/lane/top-ups", top_up).await.expect(201);
    let mistaken = open.lane.sell(open.token("王秀英")).await.expect(201);
    open.lane.void(&mistaken).await.expect(201);
    let by_wechat = json!({ "token": open.token("欧阳秀兰"), "tender": "wechat" });
    open.lane.order(by_wechat).await.expect(201);
    canteen.wait_seconds(1200);
    let again = json!({ "token": open.token("欧阳秀兰"), "serve_as": "pending" });
    open.lane.order(again).await.expect(201);
    let over = ended(canteen, open).await;
    let item = super::exceptions(&over.finance).await.remove(0);
    let path = format!("/months/2026-11/exceptions/{}/settle", item["key"].as_str().unwrap());
    let reason = json!({ "id": Uuid::now_v7(), "facts": item["facts"], "reason": "=替老伴带一份" });
    over.finance.post(&path, reason).await.expect(204);
    closed(&over).await;
    over
}

async fn file(who: &Client, name: &str) -> Vec<u8> {
    let answer = who.get(&format!("/months/2026-11/{name}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.bytes
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Float(number) => format!("{number:.2}"),
        other => other.to_string(),
    }
}

fn sheet(book: &[u8], name: &str) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(book.to_vec())).unwrap();
    let range = book.worksheet_range(name).unwrap();
    range.rows().map(|row| row.iter().map(text).collect()).collect()
}

/// The rows of a CSV file by their headings.
fn rows(csv: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.strip_prefix(b"\xef\xbb\xbf").unwrap());
    reader.deserialize().map(Result::unwrap).collect()
}

fn fen(yuan: &str) -> i64 {
    crate::harness::sound::fen(yuan)
}

#[test]
fn an_open_month_has_no_claim() {
    on_both(async |canteen| {
        let Over { open, finance, checker } = over(canteen).await;
        for name in ["claim.csv", "claim.xlsx"] {
            let path = format!("/months/2026-11/{name}");
            let told = finance.get(&path).await.expect_problem(409, "month_open");
            assert!(told["message"]["zh"].as_str().unwrap().contains("还没有月结"));
            open.coordinator.get(&path).await.expect_problem(403, "not_allowed");
            checker.get(&path).await.expect_problem(409, "month_open");
        }
        let kept = open.admin.items("/audit").await;
        assert!(!kept.iter().any(|line| line["action"] == "month_exported"));
    });
}

#[test]
fn the_claim_ties_to_the_fen_in_all_its_tables() {
    on_both(async |canteen| {
        let over = closed_month(canteen).await;
        let (csv, book) = (file(&over.finance, "claim.csv").await, file(&over.checker, "claim.xlsx").await);
        let sums = over.finance.get("/months/2026-11/closings").await.expect(200)["proposals"][0]["sums"].clone();
        let rows = rows(&csv);
        let sum = |column: &str| rows.iter().map(|row| fen(&row[column])).sum::<i64>();
        let said = |what: &str| fen(sums[what].as_str().unwrap());
        let share = rows[0].keys().find(|name| name.starts_with("分担：")).unwrap().clone();
        assert!(share.ends_with("（example）"), "{share}");
        let funded = fen(sums["shares"]["example"].as_str().unwrap());
        assert_eq!((sum("餐标"), sum("自付"), sum(&share)), (said("standard"), said("pays"), funded));
        assert_eq!(rows.iter().filter(|row| row["状态"] == "冲红").count(), 1);
        // 明细 says what the CSV says.
        let meals = sheet(&book, "明细");
        assert_eq!((meals.len() - 1, &meals[0][0]), (rows.len(), &"claim_v1".to_owned()));
        for (in_book, in_csv) in meals[1..].iter().zip(&rows) {
            for (heading, cell) in meals[0].iter().zip(in_book) {
                assert_eq!(cell, &in_csv[heading], "{heading}");
            }
        }
        let total = |name: &str| sheet(&book, name).last().unwrap().clone();
        let figures = [format!("{}.00", sums["meals"])]
            .into_iter()
            .chain(["standard", "pays"].map(|what| sums[what].as_str().unwrap().to_owned()));
        let figures: Vec<String> = figures.chain([sums["shares"]["example"].as_str().unwrap().to_owned(); 1]).collect();
        assert_eq!((&total("汇总")[3..7], &total("名册")[2..6]), (&figures[..], &figures[..]));
        // 名册 has a row for everybody who ate, masked, and comes to the same sum.
        let people = sheet(&book, "名册");
        let column: i64 = people[1..people.len() - 1].iter().map(|row| fen(&row[5])).sum();
        assert_eq!((column, people.len()), (funded, 2 + 7));
        assert!(
            people.iter().skip(1).all(|row| row[1].is_empty() || row[1].contains('*')),
            "{people:?}"
        );
        let cover = sheet(&book, "封面");
        let find = |head: &str| cover.iter().find(|row| row[0] == head).unwrap()[1].clone();
        assert_eq!(find("应拨付大写"), "人民币玖拾壹元捌角整");
        assert_eq!(
            (find("提出月结").as_str(), find("批准月结").as_str()),
            ("finance 同志", "checker 同志")
        );
        assert!(cover.iter().any(|row| row[0].starts_with("复核人（签字）")));
        let exceptions = sheet(&book, "异常");
        assert_eq!(
            (&exceptions[1][0], &exceptions[1][7]),
            (&"E01".to_owned(), &"'=替老伴带一份".to_owned())
        );
        let tenders = sheet(&book, "对账");
        let differs = tenders[0].iter().position(|heading| heading == "差异").unwrap();
        assert!(tenders[1..].iter().all(|row| row[differs] == "0.00"), "{tenders:?}");
        assert_eq!(tenders.len(), 3);
        let kept = over.open.admin.items("/audit").await;
        assert_eq!(kept.iter().filter(|line| line["action"] == "month_exported").count(), 2);
    });
}

#[test]
fn the_slips_of_a_closed_month_come_to_its_claim_and_stay_as_they_were() {
    on_both(async |canteen| {
        let over = closed_month(canteen).await;
        let slips = over.finance.get("/months/2026-11/slips").await.expect(200);
        assert_eq!(slips["is_closed"], true);
        let claim = over.open.coordinator.get("/months/2026-11/claim").await.expect(200);
        for what in ["standard", "pays", "subsidy"] {
            let each = slips["items"].as_array().unwrap().iter().map(|slip| &slip["total"]);
            let sum: i64 = each.chain([&slips["nameless"]]).map(|line| fen(line[what].as_str().unwrap())).sum();
            assert_eq!(sum, fen(claim["total"][what].as_str().unwrap()), "{what}");
        }
        // What is booked and renamed later is on nobody's slip.
        late_lunch(&over.open, "王秀英").await;
        let mut tx = canteen.app.db.begin_shared().await.unwrap();
        Sql::new("UPDATE resident SET name = '改名'").execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(over.finance.get("/months/2026-11/slips").await.expect(200)["items"], slips["items"]);
        let path = format!("/months/2026-11/slips?resident_id={}", over.open.residents["王秀英"]);
        let alone = over.finance.get(&path).await.expect(200);
        assert!(slips["items"].as_array().unwrap().contains(&alone["items"][0]));
    });
}

#[test]
fn the_public_notice_says_the_sums_and_nobodys_name() {
    on_both(async |canteen| {
        let over = closed_month(canteen).await;
        over.finance.get("/months/2026-12/claim").await.expect_problem(409, "month_open");
        let claim = over.open.coordinator.get("/months/2026-11/claim").await.expect(200);
        let told = claim.to_string();
        let sums = over.finance.get("/months/2026-11/closings").await.expect(200)["proposals"][0]["sums"].clone();
        assert_eq!(
            (&claim["total"]["meals"], &claim["to_pay"]),
            (&sums["meals"], &sums["shares"]["example"])
        );
        assert_eq!((&claim["people"], &claim["capitals"]), (&json!(7), &json!("人民币玖拾壹元捌角整")));
        assert_eq!(claim["policies"], json!(["qiyi-2023-10-23"]));
        assert_eq!(claim["exceptions"], json!([{ "check": "E01", "found": 1, "settled": 1 }]));
        for (name, id) in &over.open.residents {
            let masked = pos_server::residents::mask::name(name);
            assert!(!told.contains(name) && !told.contains(&masked) && !told.contains(id), "{name}");
        }
    });
}

#[test]
fn the_claim_stays_the_same_to_the_byte_whatever_is_renamed_and_booked_later() {
    on_both(async |canteen| {
        let over = closed_month(canteen).await;
        let names = ["claim.csv", "claim.xlsx", "claim.csv?lang=en", "claim.xlsx?lang=en"];
        let mut before = Vec::new();
        for name in names {
            before.push(file(&over.finance, name).await);
        }
        let late = late_lunch(&over.open, "王秀英").await;
        undo(&over.open, &late).await;
        for table in ["canteen", "staff", "lane", "resident"] {
            let mut tx = canteen.app.db.begin_shared().await.unwrap();
            let rename = match table {
                "canteen" => Sql::new("UPDATE canteen SET name = '改名', code = '99'"),
                "staff" => Sql::new("UPDATE staff SET name = '改名'"),
                "lane" => Sql::new("UPDATE lane SET name = '改名'"),
                _ => Sql::new("UPDATE resident SET name = '改名'"),
            };
            assert!(rename.execute(&mut tx).await.unwrap() > 0);
            tx.commit().await.unwrap();
        }
        canteen.wait_seconds(3600);
        for (name, before) in names.iter().zip(before) {
            assert!(file(&over.finance, name).await == before, "{name} has changed");
        }
    });
}

/// Another server in another time zone and locale, with the lines of a closed month in its database.
async fn elsewhere(fresh: &Fresh, lines: &[(i64, String, String)]) -> (Server, Client) {
    let server = Server::start_after(fresh, "export TZ=Pacific/Honolulu LC_ALL=tr_TR.UTF-8").await;
    let admin = Client::new(&server.base);
    admin.set_up(&server.setup_token).await;
    let db = Db::open(&fresh.url).await.unwrap();
    let mut tx = db.begin_shared().await.unwrap();
    let (canteen,): (CanteenId,) = Sql::new("SELECT id FROM canteen").one(&mut tx).await.unwrap();
    for (line_no, part, line) in lines {
        let copy = Sql::new("INSERT INTO month_line (canteen_id, month, line_no, part, line) VALUES ($1, '2026-11-01', $2, $3, $4)");
        let copy = copy.bind(canteen).bind(*line_no).bind(part.as_str()).bind(line.as_str());
        copy.execute(&mut tx).await.unwrap();
    }
    tx.commit().await.unwrap();
    db.close().await;
    (server, admin)
}

#[test]
fn the_same_lines_give_the_same_bytes_on_both_databases_in_any_time_zone_and_locale() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let canteen = Canteen::start(Which::Sqlite).await;
        let over = closed_month(&canteen).await;
        let mut tx = canteen.app.db.read().await.unwrap();
        let lines = Sql::new("SELECT line_no, part, line FROM month_line ORDER BY line_no");
        let lines: Vec<(i64, String, String)> = lines.all(&mut tx).await.unwrap();
        drop(tx);
        for which in [Which::Sqlite, Which::Postgres] {
            let fresh = Fresh::new(which).await;
            let (mut server, admin) = elsewhere(&fresh, &lines).await;
            for name in ["claim.csv", "claim.xlsx"] {
                assert!(file(&admin, name).await == file(&over.finance, name).await, "{which:?} {name}");
            }
            server.stop().await;
        }
        canteen.stop().await;
    });
}
