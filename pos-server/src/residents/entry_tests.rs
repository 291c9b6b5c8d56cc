//! Is every cell of a row read, and every wrong one named?

use super::super::columns::find_register;
use super::super::sheet::Epoch;
use super::*;

fn read(headers: &[&str], rows: Vec<Vec<Cell>>) -> (Vec<Entry>, Vec<Wrong>) {
    let rows = read_all(headers, rows);
    (rows.entries, rows.wrong)
}

fn read_all(headers: &[&str], rows: Vec<Vec<Cell>>) -> Rows {
    let header = headers.iter().map(|header| Some(Cell::Text((*header).to_owned()))).collect();
    let mut all = vec![Row { number: 3, cells: header }];
    all.extend(rows.into_iter().zip(4..).map(|(cells, number)| {
        Row {
            number,
            cells: cells
                .into_iter()
                .map(|cell| Some(cell).filter(|cell| !cell.text().is_empty()))
                .collect(),
        }
    }));
    let sheets = [Sheet {
        name: None,
        epoch: Epoch::From1900,
        rows: all,
    }];
    let (sheet, columns) = find_register(&sheets).unwrap();
    read_rows(sheet, &columns, "2026-11-23".parse().unwrap(), &Keys::new(&[7; 32]))
}

fn texts(cells: &[&str]) -> Vec<Cell> {
    cells.iter().map(|text| Cell::Text((*text).to_owned())).collect()
}

const HEADERS: &[&str] = &[
    "序号",
    "姓名",
    "证件类型",
    "身份证号",
    "性别",
    "出生日期",
    "户籍",
    "网格",
    "小区",
    "楼号",
    "单元",
    "房号",
    "电话",
    "人员类别",
    "备注",
];

#[test]
fn a_whole_row_is_read() {
    let (entries, wrong) = read(
        HEADERS,
        vec![texts(&[
            "1",
            "王 芳",
            "",
            "11010519491231002x",
            "女",
            "1949年12月31日",
            "本社区",
            "1",
            "阳光花园",
            "3",
            "2",
            "501",
            "138 1234 5678",
            "低保、独居",
            "听力\n不好",
        ])],
    );
    assert_eq!(wrong, []);
    let entry = &entries[0];
    assert_eq!((entry.row, entry.name.as_str(), entry.sex), (4, "王芳", Sex::Female));
    assert_eq!(entry.document.number(), Some("11010519491231002X"));
    assert_eq!(entry.birth_date, "1949-12-31".parse().unwrap());
    let place = entry.place.as_ref().unwrap();
    assert_eq!(
        (
            place.grid.as_deref(),
            place.compound.as_str(),
            place.building.as_str(),
            place.unit.as_str(),
            place.room.as_str()
        ),
        (Some("第1网格"), "阳光花园", "3号楼", "2单元", "501")
    );
    assert_eq!(entry.phone.as_ref().unwrap().as_str(), "13812345678");
    assert_eq!(entry.residency.as_deref(), Some("local"));
    assert_eq!(
        entry.classes.as_ref().unwrap().iter().map(String::as_str).collect::<Vec<_>>(),
        ["dibao", "独居"]
    );
    assert_eq!(entry.note.as_deref(), Some("听力 不好"));
}

#[test]
fn every_wrong_cell_of_a_row_is_named_and_masked() {
    let (entries, wrong) = read(
        HEADERS,
        vec![texts(&[
            "1",
            "王\u{202e}芳",
            "",
            "110105194912310021",
            "女女",
            "1949-13-31",
            "",
            "",
            "",
            "",
            "",
            "",
            "1381234567",
            "",
            "",
        ])],
    );
    assert_eq!(entries, []);
    let found: Vec<(u32, &str, &str)> = wrong
        .iter()
        .map(|wrong| (wrong.row, wrong.column.as_str(), wrong.value.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (4, "姓名", "王*芳"),
            (4, "身份证号", "1101**********0021"),
            (4, "出生日期", "1949-13-31"),
            (4, "性别", "女女"),
            (4, "电话", "138***4567"),
        ]
    );
}

#[test]
fn a_number_that_disagrees_with_its_columns_is_a_row_error() {
    let row = |sex: &str, birth: &str| texts(&["", "王芳", "", "11010519491231002X", sex, birth]);
    let (entries, wrong) = read(HEADERS, vec![row("男", ""), row("", "1949-12-30"), row("", "")]);
    assert_eq!(entries.len(), 1);
    let found: Vec<(u32, &str)> = wrong.iter().map(|wrong| (wrong.row, wrong.column.as_str())).collect();
    assert_eq!(found, [(4, "性别"), (5, "出生日期")]);
    assert!(wrong[0].zh.contains("不一致"));
}

#[test]
fn without_a_citizens_number_the_birth_date_is_needed() {
    let row = |number: &str, kind: &str, birth: &str| texts(&["", "李雷", kind, number, "男", birth]);
    let (entries, wrong) = read(
        HEADERS,
        vec![
            row("E12345678", "护照", "2020-02-02"),
            row("E12345678", "护照", ""),
            row("", "", "2020-02-02"),
            row("", "无", "2020-02-02"),
        ],
    );
    assert_eq!(entries.iter().map(|entry| entry.row).collect::<Vec<_>>(), [4, 7]);
    let found: Vec<(u32, &str)> = wrong.iter().map(|wrong| (wrong.row, wrong.column.as_str())).collect();
    assert_eq!(found, [(5, "出生日期"), (6, "身份证号")]);
}

#[test]
fn cells_keep_their_types() {
    let mut row = texts(&["1", "王芳", "", "", "", "", "", "", "阳光花园", "", "", "", "", ""]);
    row[3] = Cell::Number("110105194912310000".to_owned());
    row[5] = Cell::Date("18263".to_owned());
    row[9] = Cell::Number("3".to_owned());
    row[11] = Cell::Date("45000".to_owned());
    row[12] = Cell::Number("13812345678".to_owned());
    let (_, wrong) = read(HEADERS, vec![row]);
    let found: Vec<&str> = wrong.iter().map(|wrong| wrong.column.as_str()).collect();
    assert_eq!(found, ["身份证号", "房号"]);
}

#[test]
fn rows_with_a_serial_number_only_are_no_rows() {
    let (entries, wrong) = read(HEADERS, vec![texts(&["1", "", ""]), texts(&["2"]), vec![]]);
    assert_eq!((entries, wrong), (vec![], vec![]));
}

#[test]
fn totals_signatures_and_notes_are_nobody() {
    let person = texts(&["1", "王芳", "", "11010519491231002X"]);
    let mut sum = texts(&["", "合 计", "", "132"]);
    sum[3] = Cell::Number("132".to_owned());
    let read = read_all(
        HEADERS,
        vec![
            person,
            sum,
            texts(&["填表人：李四", "", "", "审核人：赵六", "", "2026年11月"]),
            texts(&["注：以上为全部人员 13812345678"]),
            texts(&["总计", "131人"]),
            texts(&["2", "合计", "", "11010519491231002X"]),
        ],
    );
    assert_eq!(read.wrong.iter().map(|wrong| wrong.row).collect::<Vec<_>>(), Vec::<u32>::new());
    assert_eq!(read.entries.iter().map(|entry| entry.row).collect::<Vec<_>>(), [4, 9]);
    let skipped: Vec<(u32, &str)> = read.skipped.iter().map(|row| (row.row, row.text.as_str())).collect();
    assert_eq!(skipped, [(5, "合计"), (6, "填表人"), (7, "注"), (8, "总计")]);
}

#[test]
fn columns_of_one_meaning_are_read_together() {
    let headers = [
        "姓名",
        "身份证号",
        "联系电话",
        "手机",
        "人员类别",
        "特殊人群",
        "备注",
        "说明",
        "户籍性质",
        "户籍所在地",
    ];
    let row = |cells: &[&str]| texts(&[&["王芳", "11010519491231002X"], cells].concat());
    let (entries, wrong) = read(
        &headers,
        vec![
            row(&[
                "0374-2345678",
                "13812345678",
                "低保",
                "残疾",
                "听力不好",
                "独居",
                "本社区",
                "许昌市",
            ]),
            row(&["", "13812345678", "", "无", "", "", "", "许昌市"]),
            row(&["13812345678", "同上", "低保", "", "", "", "", ""]),
        ],
    );
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.phone.as_ref().map(Phone::as_str),
                entry
                    .classes
                    .clone()
                    .map(|classes| classes.into_iter().collect::<Vec<_>>().join("+")),
                entry.note.as_deref(),
                entry.residency.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                Some("03742345678、13812345678"),
                Some("dibao+disabled".to_owned()),
                Some("听力不好；独居"),
                Some("local")
            ),
            (Some("13812345678"), Some(String::new()), None, None),
        ]
    );
    let wrong: Vec<(u32, &str)> = wrong.iter().map(|wrong| (wrong.row, wrong.column.as_str())).collect();
    assert_eq!(wrong, [(6, "手机")]);
}

#[test]
fn a_month_of_birth_needs_a_citizens_number() {
    let row = |number: &str, birth: &str| {
        let mut cells = texts(&["", "王芳", "", number, "女", birth]);
        if birth.contains('.') {
            cells[5] = Cell::Number(birth.to_owned());
        }
        cells
    };
    let (entries, wrong) = read(
        HEADERS,
        vec![
            row("11010519491231002X", "1949.12"),
            row("11010519491231002X", "1949年12月"),
            row("11010519491231002X", "1949.11"),
            row("E12345678", "1949.12"),
        ],
    );
    assert_eq!(entries.iter().map(|entry| entry.row).collect::<Vec<_>>(), [4, 5]);
    assert_eq!(entries[0].birth_date, "1949-12-31".parse().unwrap());
    let told: Vec<(u32, bool)> = wrong.iter().map(|wrong| (wrong.row, wrong.zh.contains("缺少日"))).collect();
    assert_eq!(told, [(6, false), (7, true)]);
}

#[test]
fn an_address_of_another_form_is_kept_with_a_remark() {
    let read = read_all(
        &["姓名", "身份证号", "住址"],
        vec![
            texts(&["王芳", "11010519491231002X", "七一路112号 13812345678"]),
            texts(&["王芳", "11010519491231002X", "阳光花园3号楼2单元501"]),
            texts(&["王芳", "11010519491231002X", "不详"]),
        ],
    );
    assert_eq!(read.wrong, []);
    let compounds: Vec<Option<&str>> = read
        .entries
        .iter()
        .map(|entry| entry.place.as_ref().map(|place| place.compound.as_str()))
        .collect();
    assert_eq!(compounds, [Some("七一路112号"), Some("阳光花园"), None]);
    let told: Vec<(u32, &str, &str)> = read
        .doubtful
        .iter()
        .map(|doubt| (doubt.row, doubt.column.as_str(), doubt.value.as_str()))
        .collect();
    // Once for the phone in it, once for what it does not say.
    assert_eq!(told, [(4, "住址", "七一路112号 138****5678"); 2]);
    assert_eq!(read.entries[0].note.as_deref(), Some("13812345678"));
}

#[test]
fn shifted_columns_show_no_number() {
    let (_, wrong) = read(
        HEADERS,
        vec![texts(&[
            "1",
            "110105194912310021",
            "",
            "女",
            "110105194912310021",
            "110105194912310021",
            "",
            "",
            "",
            "",
            "",
            "",
            "王芳110105194912310021",
        ])],
    );
    assert!(wrong.len() >= 4, "{wrong:?}");
    assert!(!format!("{wrong:?}").contains("19491231"), "{wrong:?}");
}
