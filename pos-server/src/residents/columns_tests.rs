//! Are headers found and understood in the ways communities write them?

use super::super::sheet::{Cell, Epoch, Row};
use super::*;

fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
    let rows = rows
        .iter()
        .zip(1..)
        .map(|(cells, number)| Row {
            number,
            cells: cells
                .iter()
                .map(|text| (!text.is_empty()).then(|| Cell::Text((*text).to_owned())))
                .collect(),
        })
        .collect();
    Sheet {
        name: Some(name.to_owned()),
        epoch: Epoch::From1900,
        rows,
    }
}

#[test]
fn headers_are_known_by_their_usual_words() {
    for (header, meaning) in [
        ("姓名", Meaning::Name),
        ("*姓名(必填)", Meaning::Name),
        ("姓　名", Meaning::Name),
        ("姓\n名", Meaning::Name),
        ("＊姓名（必填）", Meaning::Name),
        ("身份证号", Meaning::Document),
        ("证件号码", Meaning::Document),
        ("身份证号码（18位）", Meaning::Document),
        ("公民身份号码", Meaning::Document),
        ("ＩＤ Number", Meaning::Document),
        ("证件类型", Meaning::DocumentKind),
        ("性 别", Meaning::Sex),
        ("出生年月日", Meaning::BirthDate),
        ("户籍", Meaning::Residency),
        ("所属网格", Meaning::Grid),
        ("小区名称", Meaning::Compound),
        ("楼号", Meaning::Building),
        ("栋", Meaning::Building),
        ("单元", Meaning::Unit),
        ("室", Meaning::Room),
        ("手机", Meaning::Phone),
        ("联系电话:", Meaning::Phone),
        ("人员类别", Meaning::Class),
        ("备注", Meaning::Note),
        ("身份证号/证件号码", Meaning::Document),
        ("楼栋／楼号", Meaning::Building),
        ("联系电话/手机", Meaning::Phone),
        ("手机、微信", Meaning::Phone),
        ("所属小区", Meaning::Compound),
        ("所在楼栋", Meaning::Building),
        ("户口性质", Meaning::Residency),
        ("户口类型", Meaning::Residency),
        ("户籍类别", Meaning::Residency),
        ("人群类型", Meaning::Class),
        ("老年人姓名", Meaning::Name),
        ("常住地址", Meaning::Address),
        ("联系地址", Meaning::Address),
    ] {
        assert_eq!(meaning_of(header), Some(meaning), "{header}");
    }
    for header in [
        "序号",
        "年龄",
        "民族",
        "与户主关系",
        "户主姓名",
        "",
        "张三",
        "楼栋/单元",
        "姓名/电话",
        "是/否",
        "/",
    ] {
        assert_eq!(meaning_of(header), None, "{header}");
    }
}

#[test]
fn no_header_has_two_meanings() {
    let mut words: Vec<&str> = HEADERS.iter().flat_map(|(_, words)| words.split(' ')).collect();
    let all = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), all);
}

#[test]
fn titles_above_the_headers_are_passed_over() {
    let sheets = [
        sheet("说明", &[&["填写说明"], &["姓名必须与身份证一致"]]),
        sheet(
            "居民",
            &[
                &["七一社区居民花名册"],
                &["填表日期：2026-11-01"],
                &[],
                &["序号", "姓名", "身份证号", "楼号"],
                &["1", "张三", "x", "3"],
            ],
        ),
    ];
    let (found, columns) = find_register(&sheets).unwrap();
    assert_eq!(found.name.as_deref(), Some("居民"));
    assert_eq!(columns.header_row, 4);
    assert_eq!(columns.of(Meaning::Building).unwrap().index, 3);
    let unknown: Vec<&str> = columns
        .columns
        .iter()
        .filter(|column| column.meaning.is_none())
        .map(|column| column.header.as_str())
        .collect();
    assert_eq!(unknown, ["序号"]);
}

#[test]
fn of_headers_in_two_rows_the_lower_counts() {
    let sheets = [sheet(
        "居民",
        &[
            &["姓名", "证件号码", "居住地址", "", "", ""],
            &["姓名", "证件号码", "小区", "楼栋", "单元", "房号"],
            &["张三", "x", "阳光花园", "3", "2", "501"],
        ],
    )];
    assert_eq!(find_register(&sheets).unwrap().1.header_row, 2);
}

#[test]
fn headers_in_two_rows_are_joined_whatever_the_upper_one_repeats() {
    let told = |rows: &[&[&str]]| {
        let sheets = [sheet("居民", rows)];
        let (_, columns) = find_register(&sheets).unwrap();
        let headers: Vec<String> = columns.columns.iter().map(|column| column.header.clone()).collect();
        let read = columns.columns.iter().filter_map(|column| column.meaning.map(Meaning::as_str));
        (columns.header_row, headers.join(" "), read.collect::<Vec<_>>().join(" "))
    };
    let person: &[&str] = &["1", "张三", "无", "阳光花园", "3", "2"];
    for (rows, row, headers, read) in [
        // As a CSV file has them: the lower row says only what the upper one leaves open.
        (
            &[
                &["某社区花名册"][..],
                &["序号", "姓名", "证件号码", "居住地址", "", ""],
                &["", "", "", "小区", "楼栋", "单元"],
                person,
            ][..],
            3,
            "序号 姓名 证件号码 小区 楼栋 单元",
            "name document compound building unit",
        ),
        // Merged downwards, all but the last column.
        (
            &[
                &["序号", "姓名", "证件号码", "居住地址", "", "", "备注"],
                &["序号", "姓名", "证件号码", "小区", "楼栋", "单元"],
                person,
            ],
            2,
            "序号 姓名 证件号码 小区 楼栋 单元 备注",
            "name document compound building unit note",
        ),
        // Somebody else's name and number below another heading.
        (
            &[
                &["姓名", "证件号码", "联系方式", "紧急联系人", ""],
                &["", "", "手机", "姓名", "关系"],
                person,
            ],
            2,
            "姓名 证件号码 手机 紧急联系人（姓名） 关系",
            "name document phone",
        ),
        // A person below a single row of headers.
        (
            &[&["姓名", "证件号码", "户籍", "备注"], &["张三", "无", "户籍", "备注"]],
            1,
            "姓名 证件号码 户籍 备注",
            "name document residency note",
        ),
    ] {
        assert_eq!(told(rows), (row, headers.to_owned(), read.to_owned()));
    }
}

#[test]
fn of_columns_that_mean_the_same_some_are_read_together() {
    let sheets = [sheet(
        "居民",
        &[&[
            "姓名",
            "证件号码",
            "联系电话",
            "手机",
            "户籍性质",
            "户籍所在地",
            "备注",
            "说明",
            "人员类别",
            "特殊人群",
        ]],
    )];
    let (_, columns) = find_register(&sheets).unwrap();
    let count = |meaning| columns.all(meaning).count();
    assert_eq!(
        [Meaning::Phone, Meaning::Residency, Meaning::Note, Meaning::Class].map(count),
        [2, 1, 2, 2]
    );
    assert_eq!(columns.of(Meaning::Residency).unwrap().header, "户籍性质");
}

#[test]
fn an_address_is_read_only_without_columns_for_its_parts() {
    let both = [sheet("居民", &[&["姓名", "证件号码", "地址", "小区", "楼栋"]])];
    assert_eq!(find_register(&both).unwrap().1.of(Meaning::Address), None);
    let alone = [sheet("居民", &[&["姓名", "证件号码", "家庭住址"]])];
    assert!(find_register(&alone).unwrap().1.of(Meaning::Address).is_some());
}

#[test]
fn what_is_no_register_is_explained() {
    let problem = |rows: &[&[&str]]| find_register(&[sheet("居民", rows)]).unwrap_err();
    assert_eq!(problem(&[&["菜名", "价格"]]), ColumnsProblem::NoHeaders);
    assert_eq!(problem(&[&["姓名", "性别"]]), ColumnsProblem::Missing(Meaning::Document));
    let twice = problem(&[&["姓名", "身份证号", "证件号码"]]);
    assert_eq!(
        twice,
        ColumnsProblem::Twice {
            first: "身份证号".to_owned(),
            second: "证件号码".to_owned()
        }
    );
    assert!(twice.sentence().zh.contains("身份证号") && twice.sentence().en.contains("证件号码"));
    let late: Vec<&[&str]> = std::iter::repeat_n(&["标题"][..], 10).chain([&["姓名", "证件号码"][..]]).collect();
    assert_eq!(problem(&late), ColumnsProblem::NoHeaders);
    let table: &[&[&str]] = &[&["姓名", "证件号码"]];
    let many = find_register(&[sheet("一栋", table), sheet("二栋", table)]).unwrap_err();
    assert_eq!(many, ColumnsProblem::ManySheets(vec!["一栋".to_owned(), "二栋".to_owned()]));
}
