//! Does a register come in as communities really send it, with everything odd about it at once?

use encoding_rs::GB18030;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use serde_json::{Value, json};

use crate::harness::on_both;
use crate::harness::register::id_number;

/// What stands in a cell of the workbook; a CSV file has its text.
enum Odd {
    Text(String),
    Number(f64, &'static str),
    Day(&'static str),
}

fn text(text: &str) -> Odd {
    Odd::Text(text.to_owned())
}

/// Titles, two rows of headers, four people, a subtotal among them, a total and the signatures below.
fn ugly() -> Vec<Vec<Odd>> {
    let (wang, li) = (id_number("1950-01-05", true, 1), id_number("1966-11-23", false, 2));
    let texts = |cells: &[&str]| cells.iter().map(|cell| text(cell)).collect::<Vec<_>>();
    vec![
        texts(&["魏都区七一社区老年人花名册"]),
        texts(&["填报单位：七一社区", "", "", "", "2026年11月"]),
        texts(&[
            "序号",
            "*老年人姓名",
            "身份证号/证件号码",
            "性别",
            "出生年月",
            "户口性质",
            "户籍所在地",
            "常住地址",
            "联系方式",
            "",
            "人员情况",
        ]),
        texts(&[
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "联系电话",
            "手机（本人）",
            "人员类别",
            "特殊人群",
            "备注",
            "说明",
        ]),
        vec![
            Odd::Number(1.0, "1"),
            text("王 芳"),
            text(&wang),
            text("女"),
            Odd::Number(1950.01, "1950.01"),
            text("本社区"),
            text("许昌市魏都区"),
            text("阳光花园3号楼2单元501室"),
            text("0374-2345678"),
            Odd::Number(13_800_000_001.0, "13800000001"),
            text("低保"),
            text("残疾"),
            text("听力不好"),
            text("独居"),
        ],
        vec![
            Odd::Number(2.0, "2"),
            text("李建国"),
            text(&li),
            text("男"),
            Odd::Day("1966-11-23"),
            text(""),
            text(""),
            text("七一路112号"),
            text(""),
            Odd::Number(13_800_000_002.0, "13800000002"),
        ],
        texts(&["小计", "", "2", "", "2"]),
        vec![
            Odd::Number(3.0, "3"),
            text("John Smith"),
            text("E12345678"),
            text("男"),
            Odd::Day("1960-02-03"),
            text("外地"),
            text(""),
            text("南关大街15号平房"),
        ],
        vec![
            Odd::Number(4.0, "4"),
            text("陈小明"),
            text("P410123456"),
            text("女"),
            Odd::Day("2020-06-01"),
            text("本社区"),
            text(""),
            text("阳光花园3号楼"),
        ],
        texts(&["", "合  计", "4人"]),
        texts(&["填表人：李四", "", "", "审核人：赵六", "", "电话：13800000009"]),
    ]
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Odd, day: &Format) {
    match cell {
        Odd::Text(text) if text.is_empty() => {}
        Odd::Text(text) => {
            sheet.write(row, column, text).unwrap();
        }
        Odd::Number(number, _) => {
            sheet.write(row, column, *number).unwrap();
        }
        Odd::Day(text) => {
            let date: chrono::NaiveDate = text.parse().unwrap();
            sheet.write_with_format(row, column, &date, day).unwrap();
        }
    }
}

fn workbook() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let day = Format::new().set_num_format("yyyy/m/d");
    let sheet = workbook.add_worksheet();
    for (row, cells) in (0_u32..).zip(ugly()) {
        for (column, cell) in (0_u16..).zip(&cells) {
            put(sheet, row, column, cell, &day);
        }
    }
    workbook.save_to_buffer().unwrap()
}

fn csv() -> Vec<u8> {
    let field = |cell: &Odd| match cell {
        Odd::Text(text) => text.clone(),
        Odd::Number(_, text) => (*text).to_owned(),
        Odd::Day(text) => text.replace('-', "/"),
    };
    let line = |cells: &Vec<Odd>| cells.iter().map(field).collect::<Vec<_>>().join(",");
    let text = ugly().iter().map(line).collect::<Vec<_>>().join("\r\n");
    let (bytes, _, lossy) = GB18030.encode(&text);
    assert!(!lossy);
    bytes.into_owned()
}

fn column(list: &Value, key: &str) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|row| row[key].clone()).collect()
}

#[test]
fn a_register_that_nobody_here_made_comes_in_as_a_workbook_and_as_gb18030() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let seen = admin.upload("/imports/dry-run", "花名册.xlsx", workbook()).await.expect(200);
        assert_eq!(
            seen["counts"],
            json!({ "rows": 4, "new": 4, "changed": 0, "unchanged": 0, "wrong": 0, "doubtful": 3, "skipped": 3 }),
            "{seen}"
        );
        assert_eq!(
            column(&seen["columns"], "meaning"),
            [
                json!(null),
                json!("name"),
                json!("document"),
                json!("sex"),
                json!("birth_date"),
                json!("residency"),
                json!(null),
                json!("address"),
                json!("phone"),
                json!("phone"),
                json!("class"),
                json!("class"),
                json!("note"),
                json!("note"),
            ]
        );
        assert_eq!(
            seen["skipped"],
            json!([{ "row": 7, "text": "小计" }, { "row": 10, "text": "合计" }, { "row": 11, "text": "填表人" }])
        );
        assert_eq!(
            column(&seen["doubtful"], "value"),
            ["七一路112号", "南关大街15号平房", "阳光花园3号楼"]
        );
        assert_eq!(
            column(&seen["new"], "summary"),
            [
                "1950-01-05 阳光花园 3号楼 2单元 501",
                "1966-11-23 七一路112号",
                "1960-02-03 南关大街15号平房",
                "2020-06-01 阳光花园 3号楼",
            ]
        );
        let import = async |name: &str, bytes: &[u8]| admin.import(name, bytes).await["applied"].clone();
        assert_eq!(
            import("花名册.xlsx", &workbook()).await,
            json!({ "new": 4, "changed": 0, "unchanged": 0 })
        );
        assert_eq!(
            import("花名册.csv", &csv()).await,
            json!({ "new": 0, "changed": 0, "unchanged": 4 })
        );
        let list = admin.get("/residents").await.expect(200);
        assert_eq!(
            column(&list["items"], "phone")[..2],
            [json!("0374****678、138****0001"), json!("138****0002")]
        );
        let id = list["items"][0]["id"].as_str().unwrap();
        let one = admin.get(&format!("/residents/{id}")).await.expect(200);
        assert_eq!(one["note"], "听力不好；独居");
        let mut facts = column(&one["facts"], "value");
        facts.sort_by_key(Value::to_string);
        assert_eq!(facts, ["dibao", "disabled", "local"]);
    });
}
