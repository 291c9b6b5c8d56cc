//! Is every cell of a row read, and every wrong one named?

use super::super::columns::find_register;
use super::super::sheet::Epoch;
use super::*;

fn read(headers: &[&str], rows: Vec<Vec<Cell>>) -> (Vec<Entry>, Vec<Wrong>) {
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
