//! Do the files that leave the house say what the receipts say, in both languages, and without formulas?

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use pos_server::db::Sql;
use serde_json::{Value, json};

use super::{a_day, fen, said};
use crate::harness::furnish::Open;
use crate::harness::on_both;

/// A CSV file of November 2026, without its byte order mark.
async fn csv_file(open: &Open, name: &str, language: &str) -> Vec<u8> {
    let answer = open.admin.get(&format!("/months/2026-11/{name}.csv{language}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
    let disposition = format!("attachment; filename=\"{name}-2026-11.csv\"");
    assert_eq!(answer.headers["content-disposition"], disposition);
    let bytes = answer.bytes.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    assert!(String::from_utf8_lossy(bytes).lines().count() > 1 && bytes.ends_with(b"\r\n"));
    bytes.to_vec()
}

/// The rows of the month's CSV export, each by its columns' names.
async fn csv_rows(open: &Open) -> Vec<BTreeMap<String, String>> {
    let bytes = csv_file(open, "meals", "").await;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

/// The rows of the month's summary as CSV; all are of one width (RFC 4180).
async fn summary_rows(open: &Open, language: &str) -> Vec<Vec<String>> {
    let bytes = csv_file(open, "summary", language).await;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
    reader
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect()
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
        let mut tx = canteen.app.db.begin_shared().await.unwrap();
        let rename = Sql::new("UPDATE canteen SET name = '=cmd|x'").execute(&mut tx).await;
        assert_eq!(rename.unwrap(), 1);
        tx.commit().await.unwrap();
        assert_eq!(summary_rows(&open, "").await[0][0], "'=cmd|x");
    });
}

/// A sheet of the month's workbook.
pub(super) fn sheet(bytes: &[u8], name: &str) -> Vec<Vec<Data>> {
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

/// The cells of a row as the CSV files write them: money with two decimals, numbers of meals as they are.
fn written(row: &[Data], counts: &[usize]) -> Vec<String> {
    let cell = |(at, cell): (usize, &Data)| match cell {
        Data::Float(number) if counts.contains(&at) => number.to_string(),
        Data::Float(yuan) => format!("{yuan:.2}"),
        other => other.to_string(),
    };
    row.iter().enumerate().map(cell).collect()
}

#[test]
fn the_summary_says_the_same_as_csv_as_workbook_and_on_the_page() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        a_day(canteen, &open).await;
        let month = open.coordinator.get("/months/2026-11").await.expect(200);
        let rows = summary_rows(&open, "").await;
        let workbook = open.admin.get("/months/2026-11/meals.xlsx").await;
        let in_book = sheet(&workbook.bytes, "汇总");
        assert_eq!(in_book.len(), rows.len());
        let mut counts: &[usize] = &[];
        for (in_book, in_csv) in in_book.iter().zip(&rows) {
            counts = match in_csv[0].as_str() {
                "人群" | "出资方" => &[2],
                "就餐日期" | "支付方式" => &[1],
                _ => counts,
            };
            assert_eq!(&written(in_book, counts), in_csv);
        }

        // One row per group and meal with a column per funder, each figure the page's own.
        let top = rows.iter().position(|row| row[0] == "人群").unwrap();
        assert_eq!(rows[top][6], "分担：示例出资方（请替换）（example）");
        let groups = month["groups"].as_array().unwrap();
        assert!(groups.len() > 2);
        let words = BTreeMap::from([
            ("elder", "老人"),
            ("child", "儿童"),
            ("guest", "访客"),
            ("none", "未识别"),
            ("lunch", "午餐"),
            ("dinner", "晚餐"),
        ]);
        for (group, row) in groups.iter().zip(&rows[top + 1..]) {
            let owed = month["summary"]
                .as_array()
                .unwrap()
                .iter()
                .find(|line| (&line["group"], &line["meal"]) == (&group["group"], &group["meal"]));
            let owed = owed.map_or(json!("0.00"), |line| line["amount"].clone());
            let mut expected = ["group", "meal"]
                .map(|name| words[group[name].as_str().unwrap()].to_owned())
                .to_vec();
            expected.extend(said(group).iter().chain([&owed]).map(|value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            }));
            assert_eq!(row, &expected);
        }
        assert_eq!(rows[top + 1 + groups.len()][0], "合计");
        let kept = open.admin.items("/audit").await;
        let files = kept.iter().filter(|line| line["action"] == "month_exported");
        let files: Vec<&Value> = files.map(|line| &line["detail"]["file"]).collect();
        assert_eq!(files, ["meals.xlsx", "summary.csv"]);
    });
}

#[test]
fn exports_are_read_in_english_too_with_the_same_figures_in_the_same_places() {
    on_both(async |canteen| {
        let open = canteen.open().await;
        a_day(canteen, &open).await;
        for name in ["meals", "summary"] {
            let [plain, zh, en] = [
                csv_file(&open, name, "").await,
                csv_file(&open, name, "?lang=zh").await,
                csv_file(&open, name, "?lang=en").await,
            ];
            assert_eq!(plain, zh);
            let figures = |bytes: &[u8]| {
                let is_figure = |cell: &&str| !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || ".:- ".contains(c));
                let text = String::from_utf8(bytes.to_vec()).unwrap();
                let cells = text.lines().map(|line| {
                    let cells = line.split(',').enumerate().filter(|(_, cell)| is_figure(cell));
                    cells.map(|(at, cell)| (at, cell.to_owned())).collect::<Vec<_>>()
                });
                cells.collect::<Vec<_>>()
            };
            assert_eq!(figures(&zh), figures(&en));
            let words = ["餐", "自付", "老人", "现金", "合计", "一致", "刷卡", "冲红"];
            let english = String::from_utf8(en).unwrap().replace("七一社区幸福食堂", "");
            for word in words {
                assert!(!english.contains(word), "{name}: {word}");
            }
        }
        let summary = summary_rows(&open, "?lang=en").await;
        assert_eq!(summary[0][1..3], ["Month report", "2026-11"]);
        let workbook = open.admin.get("/months/2026-11/meals.xlsx?lang=en").await;
        let written: Vec<String> = sheet(&workbook.bytes, "Meals")[0].iter().map(ToString::to_string).collect();
        assert_eq!(
            (written[0].as_str(), written[11].as_str()),
            ("Service date", "Share: 示例出资方（请替换） (example)")
        );
        assert_eq!(sheet(&workbook.bytes, "Summary").len(), summary.len());
        for query in ["?lang=fr", "?lang=", "?language=en"] {
            let answer = open.admin.get(&format!("/months/2026-11/summary.csv{query}")).await;
            answer.expect_problem(400, "query_invalid");
        }
    });
}
