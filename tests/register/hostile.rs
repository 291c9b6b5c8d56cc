//! What does the worst file do? It ends in a clear error within two seconds, and the server is none the worse.

use std::path::Path;
use std::time::{Duration, Instant};

use pos_server::residents::file_problem::{FileProblem, Kind, Measure};
use pos_server::residents::sheet::{Epoch, Sheet};
use pos_server::residents::sheet_child::{ReadError, read_at_once};

use super::grinding::{WORK, read_by_hand};
use super::workbook::{SHEET, cell, packed, parts, patched, raw, sheet};
use crate::harness::on_both;

/// How long the worst file may take: two seconds of work, see below, and in a debug build beside other tests more on the wall.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });

async fn read(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    let started = Instant::now();
    let read = read_at_once(Path::new(env!("CARGO_BIN_EXE_pos-server")), bytes).await;
    assert!(started.elapsed() < PATIENCE, "took {:?}", started.elapsed());
    let (worked, _, _) = read_by_hand(bytes.to_vec());
    assert!(worked < WORK, "worked {worked:?}");
    match read {
        Ok(sheets) => Ok(sheets),
        Err(ReadError::File(problem)) => Err(problem),
        Err(error) => panic!("{error}"),
    }
}

fn with_sheet(bytes: Vec<u8>) -> Vec<u8> {
    let mut parts = parts("");
    parts.last_mut().unwrap().1 = bytes;
    packed(&parts)
}

fn with_part(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut parts = parts(&sheet(&format!("<row r=\"1\">{}</row>", cell("A1", "姓名"))));
    parts.push((name.to_owned(), bytes.to_vec()));
    packed(&parts)
}

#[tokio::test]
async fn a_good_workbook_is_read_by_the_child() {
    let sheets = read(&raw(&sheet(&format!(
        "<row r=\"1\">{}</row><row r=\"5\">{}</row>",
        cell("A1", "姓名"),
        cell("C5", "张三")
    ))))
    .await
    .unwrap();
    assert_eq!(sheets[0].name.as_deref(), Some("居民"));
    let cells: Vec<(u32, &str)> = sheets[0]
        .rows
        .iter()
        .map(|row| (row.number, row.cells.iter().flatten().next().unwrap().text()))
        .collect();
    assert_eq!(cells, [(1, "姓名"), (5, "张三")]);
}

#[tokio::test]
async fn a_workbook_that_counts_from_1904_says_so() {
    let mut parts = parts(&sheet(&format!("<row r=\"1\">{}</row>", cell("A1", "姓名"))));
    let workbook = parts.iter_mut().find(|(name, _)| name == "xl/workbook.xml").unwrap();
    workbook.1 = String::from_utf8(workbook.1.clone())
        .unwrap()
        .replace("<sheets>", "<workbookPr date1904=\"1\"/><sheets>")
        .into_bytes();
    assert_eq!(read(&packed(&parts)).await.unwrap()[0].epoch, Epoch::From1904);
}

#[tokio::test]
async fn a_bomb_that_says_its_size_is_refused_unopened() {
    let bomb = with_sheet(vec![b' '; 120 * 1024 * 1024]);
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(read(&bomb).await.unwrap_err(), FileProblem::TooLarge(Measure::Unpacked));
}

#[tokio::test]
async fn a_bomb_that_lies_about_its_size_is_found_out() {
    let bomb = with_sheet(vec![b' '; 40 * 1024 * 1024]);
    // The uncompressed size stands at byte 22 of the local and byte 24 of the central header.
    let lying = patched(bomb, SHEET, (22, 24), &1_000_u32.to_le_bytes());
    let problem = read(&lying).await.unwrap_err();
    assert!(
        matches!(problem, FileProblem::TooLarge(Measure::Unpacked) | FileProblem::Damaged),
        "{problem:?}"
    );
}

#[tokio::test]
async fn thousands_of_parts_are_refused() {
    let mut many = parts(&sheet(""));
    many.extend((0..3_000).map(|number| (format!("xl/media/{number}.xml"), b"<a/>".to_vec())));
    assert_eq!(read(&packed(&many)).await.unwrap_err(), FileProblem::TooLarge(Measure::Unpacked));
}

#[tokio::test]
async fn parts_that_share_bytes_are_refused() {
    let archive = with_part("xl/worksheets/sheet2.xml", &vec![b'a'; 5_000]);
    let central = archive.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
    let mut overlapping = archive;
    // The last part's data is said to begin where the first part's does.
    overlapping[central + 42..central + 46].copy_from_slice(&0_u32.to_le_bytes());
    assert!(matches!(
        read(&overlapping).await.unwrap_err(),
        FileProblem::Unsafe | FileProblem::Damaged
    ));
}

#[tokio::test]
async fn a_lone_cell_in_the_last_corner_is_named() {
    let far = raw(&sheet(&format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        cell("A1", "姓名"),
        cell("XFD1048576", "x")
    )));
    assert_eq!(read(&far).await.unwrap_err(), FileProblem::FarCell("XFD1048576".to_owned()));
    let beyond = raw(&sheet(&format!("<row r=\"9999999999\">{}</row>", cell("ZZZZZ9999999999", "x"))));
    assert!(read(&beyond).await.is_err());
}

#[tokio::test]
async fn absurd_dimensions_cost_nothing() {
    let boasting = sheet(&format!("<row r=\"1\">{}</row>", cell("A1", "姓名")))
        .replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>");
    assert_eq!(read(&raw(&boasting)).await.unwrap()[0].rows.len(), 1);
    let merged = sheet(&format!("<row r=\"1\">{}</row>", cell("A1", "姓名"))).replace(
        "</worksheet>",
        &format!(
            "<mergeCells>{}</mergeCells></worksheet>",
            "<mergeCell ref=\"A1:XFD1048576\"/>".repeat(40_000)
        ),
    );
    assert_eq!(read(&raw(&merged)).await.unwrap()[0].rows.len(), 1);
}

/// Rows with a number in column F, the first with texts in the columns to merge; each of those is merged down to the last.
fn merged_downwards(columns: &str, text: &str, rows: u32) -> Vec<u8> {
    let first: String = columns.chars().map(|column| cell(&format!("{column}1"), text)).collect();
    let rest: String = (2..=rows)
        .map(|row| format!("<row r=\"{row}\"><c r=\"F{row}\"><v>1</v></c></row>"))
        .collect();
    let regions: String = columns
        .chars()
        .map(|column| format!("<mergeCell ref=\"{column}1:{column}{rows}\"/>"))
        .collect();
    let sheet = sheet(&format!("<row r=\"1\">{first}</row>{rest}"));
    raw(&sheet.replace("</worksheet>", &format!("<mergeCells>{regions}</mergeCells></worksheet>")))
}

#[tokio::test]
async fn five_columns_merged_over_a_whole_community_are_read() {
    let sheets = read(&merged_downwards("ABCDE", "七一", 10_001)).await.unwrap();
    let last = sheets[0].rows.last().unwrap();
    assert_eq!((last.number, last.cells.iter().flatten().count()), (10_001, 6));
}

#[tokio::test]
async fn empty_cells_without_end_are_refused() {
    let rows = "<row>".to_owned() + &"<c/>".repeat(2_100_000) + "</row>";
    assert!(matches!(read(&raw(&sheet(&rows))).await.unwrap_err(), FileProblem::TooLarge(_)));
}

#[tokio::test]
async fn entities_are_not_expanded_and_nothing_is_fetched() {
    let laughs = (0..10).fold("<!ENTITY l0 \"ha\">".to_owned(), |all, n| {
        format!("{all}<!ENTITY l{} \"{}\">", n + 1, format!("&l{n};").repeat(10))
    });
    let body = format!("<row r=\"1\">{}</row>", cell("A1", "&l10;"));
    for doctype in [
        format!("<!DOCTYPE x [{laughs}]>"),
        "<!DOCTYPE x [<!ENTITY l10 SYSTEM \"file:///etc/passwd\">]>".to_owned(),
        "<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/x.dtd\">".to_owned(),
    ] {
        let evil = sheet(&body).replace("?>", &format!("?>{doctype}"));
        assert_eq!(read(&raw(&evil)).await.unwrap_err(), FileProblem::Unsafe, "{doctype}");
    }
    // Without a declaration there is nothing to expand: whatever the cell becomes, it is not a file's content.
    if let Ok(sheets) = read(&raw(&sheet(&body))).await {
        assert!(!format!("{sheets:?}").contains("root:"));
    }
}

#[tokio::test]
async fn paths_that_climb_out_are_refused() {
    for name in [
        "../../etc/cron.d/x.xml",
        "/etc/passwd.xml",
        "xl\\..\\..\\x.xml",
        "C:/x.xml",
        "xl/../../x.xml",
    ] {
        assert_eq!(read(&with_part(name, b"<a/>")).await.unwrap_err(), FileProblem::Unsafe, "{name}");
    }
}

#[tokio::test]
async fn cut_off_and_changed_files_are_damaged() {
    let good = raw(&sheet(&format!("<row r=\"1\">{}</row>", cell("A1", "姓名"))));
    for length in [4, 30, good.len() / 2, good.len() - 1] {
        assert_eq!(read(&good[..length]).await.unwrap_err(), FileProblem::Damaged, "{length}");
    }
    let mut changed = good.clone();
    let middle = good.windows(SHEET.len()).position(|window| window == SHEET.as_bytes()).unwrap() + SHEET.len() + 20;
    changed[middle] ^= 0xFF;
    assert!(read(&changed).await.is_err());
    assert_eq!(
        read(&raw("<worksheet><sheetData><row><c r=\"A1\"><v>1</v>")).await.unwrap_err(),
        FileProblem::Damaged
    );
    assert!(read(&raw("no xml at all")).await.is_err());
    let stray = r#"<row r="1"><c r="A1" t="s"><v>4294967295</v></c></row>"#;
    assert_eq!(read(&raw(&sheet(stray))).await.unwrap_err(), FileProblem::Damaged);
}

#[tokio::test]
async fn deep_nesting_is_only_long() {
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert!(read(&raw(&sheet(&deep))).await.is_err());
}

#[tokio::test]
async fn files_of_other_kinds_are_named() {
    let archive = |name: &str| packed(&[(name.to_owned(), b"x".to_vec())]);
    for (bytes, kind) in [
        (archive("word/document.xml"), Kind::OfficeDocument),
        (archive("ppt/presentation.xml"), Kind::OfficeDocument),
        (archive("content.xml"), Kind::OpenDocument),
        (archive("xl/workbook.bin"), Kind::BinaryWorkbook),
        (archive("photos/1.jpg"), Kind::Archive),
        (b"%PDF-1.7".to_vec(), Kind::Pdf),
        (b"\x7FELF\0\0\0".to_vec(), Kind::Other),
    ] {
        assert_eq!(read(&bytes).await.unwrap_err(), FileProblem::NotATable(kind));
    }
}

#[tokio::test]
async fn a_workbook_with_a_password_says_so() {
    let good = raw(&sheet(&format!("<row r=\"1\">{}</row>", cell("A1", "姓名"))));
    // The first bit of the flags, at byte 6 of the local and byte 8 of the central header.
    assert_eq!(read(&patched(good, SHEET, (6, 8), &[1])).await.unwrap_err(), FileProblem::Encrypted);
}

#[tokio::test]
async fn endless_text_is_refused() {
    for (bytes, problem) in [
        (",".repeat(9_000_000), FileProblem::TooLarge(Measure::Columns)),
        (format!("a{}", ",a".repeat(300)), FileProblem::TooLarge(Measure::Columns)),
        ("a,b\n".repeat(2_000_000), FileProblem::TooLarge(Measure::Rows)),
        (format!("\"{}", "a".repeat(9_000_000)), FileProblem::TooLarge(Measure::Characters)),
        ("\n".repeat(9_000_000), FileProblem::Empty),
        ("x".repeat(11 * 1024 * 1024), FileProblem::TooLarge(Measure::Bytes)),
    ] {
        assert_eq!(read(bytes.as_bytes()).await.unwrap_err(), problem);
    }
}

#[test]
fn a_hostile_upload_is_answered_and_changes_nothing() {
    on_both(async |canteen| {
        let admin = canteen.admin().await;
        let before = canteen.books().await.size();
        for (name, bytes, status, code) in [
            ("bomb.xlsx", with_sheet(vec![b' '; 100 * 1024 * 1024]), 413, "file_too_large"),
            ("old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".repeat(100), 422, "file_is_xls"),
            ("cut.xlsx", b"PK\x03\x04".to_vec(), 422, "file_damaged"),
            ("../../etc/passwd", b"%PDF-1.7".to_vec(), 422, "file_not_a_table"),
            ("big.csv", vec![b'a'; 11 * 1024 * 1024], 413, "file_too_large"),
            ("empty.csv", vec![], 422, "file_empty"),
            ("menu.csv", "菜名,价格\n鱼,9.90\n".as_bytes().to_vec(), 422, "headers_not_found"),
            ("half.csv", "姓名,性别\n张三,男\n".as_bytes().to_vec(), 422, "column_missing"),
            (
                "twice.csv",
                "姓名,证件号码,身份证号\n张三,无,无\n".as_bytes().to_vec(),
                422,
                "column_twice",
            ),
        ] {
            admin
                .upload("/imports/dry-run", name, bytes.clone())
                .await
                .expect_problem(status, code);
            admin
                .upload("/imports?difference=00", name, bytes)
                .await
                .expect_problem(status, code);
        }
        admin
            .post("/imports/dry-run", serde_json::json!({}))
            .await
            .expect_problem(415, "wrong_content_type");
        assert_eq!(before, canteen.books().await.size());
        assert_eq!(admin.get("/residents").await.expect(200)["total"], 0);
    });
}
