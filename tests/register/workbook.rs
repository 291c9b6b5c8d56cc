//! How do the stories write workbooks? Good ones by a library, bad ones part by part.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Format, Workbook};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

const CONTENT_TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="居民" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const WORKBOOK_RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// Where the one sheet of a hand-made workbook stands.
pub const SHEET: &str = "xl/worksheets/sheet1.xml";

/// The parts of a workbook around its one sheet.
pub fn parts(sheet: &str) -> Vec<(String, Vec<u8>)> {
    [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS),
        (SHEET, sheet),
    ]
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .to_vec()
}

/// A sheet's XML around its rows.
pub fn sheet(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

/// An inline text cell.
pub fn cell(place: &str, text: &str) -> String {
    format!(r#"<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// Packs parts into an archive.
pub fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A hand-made workbook with one sheet.
pub fn raw(sheet: &str) -> Vec<u8> {
    packed(&parts(sheet))
}

/// Overwrites a field in the archive's headers of one part: `local` and `central` are its places in the two kinds of header.
pub fn patched(mut archive: Vec<u8>, name: &str, (local, central): (usize, usize), value: &[u8]) -> Vec<u8> {
    let places = |signature: &[u8; 4], name_at: usize| -> Vec<usize> {
        (0..archive.len() - name_at)
            .filter(|at| archive[*at..].starts_with(signature) && archive[at + name_at..].starts_with(name.as_bytes()))
            .collect()
    };
    let (locals, centrals) = (places(b"PK\x03\x04", 30), places(b"PK\x01\x02", 46));
    assert_eq!((locals.len(), centrals.len()), (1, 1));
    for at in [locals[0] + local, centrals[0] + central] {
        archive[at..at + value.len()].copy_from_slice(value);
    }
    archive
}

/// What a community really sends: a title, a note, headers in two rows with asterisks and blanks, merged cells, dates as serials
/// and as text, phones as numbers, a trailing sheet with notes.
pub fn odd_register(people: &[[&str; 4]]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
    let plain = Format::new();
    let sheet = workbook.add_worksheet().set_name("花名册").unwrap();
    sheet.merge_range(0, 0, 0, 9, "魏都区七一社区居民花名册", &plain).unwrap();
    sheet.write(1, 0, "填表单位：七一社区　　2026年11月").unwrap();
    for (header, column) in ["序号", "联系\n电话", "*姓　名（必填）", "性别", "公民身份号码", "出生年月日"]
        .into_iter()
        .zip(0_u16..)
    {
        sheet.merge_range(2, column, 3, column, header, &plain).unwrap();
    }
    sheet.merge_range(2, 6, 2, 9, "居住地址", &plain).unwrap();
    for (header, column) in ["小区名称", "楼号", "单元", "房号"].into_iter().zip(6_u16..) {
        sheet.write(3, column, header).unwrap();
    }
    let last = 3 + u32::try_from(people.len()).unwrap();
    if people.len() > 1 {
        sheet.merge_range(4, 6, last, 6, "阳光花园", &plain).unwrap();
    } else {
        sheet.write(4, 6, "阳光花园").unwrap();
    }
    for (row, [name, number, sex, room]) in (4_u32..).zip(people) {
        sheet.write(row, 0, row - 3).unwrap();
        sheet.write(row, 1, 13_800_000_000_u64 + u64::from(row)).unwrap();
        sheet.write(row, 2, *name).unwrap();
        sheet.write(row, 3, *sex).unwrap();
        sheet.write(row, 4, *number).unwrap();
        if number.len() == 18 {
            let birth: chrono::NaiveDate = format!("{}-{}-{}", &number[6..10], &number[10..12], &number[12..14])
                .parse()
                .unwrap();
            sheet.write_with_format(row, 5, &birth, &date).unwrap();
        }
        sheet.write(row, 7, 3).unwrap();
        sheet.write(row, 8, "二单元").unwrap();
        sheet.write(row, 9, *room).unwrap();
    }
    workbook
        .add_worksheet()
        .set_name("说明")
        .unwrap()
        .write(0, 0, "姓名与身份证一致")
        .unwrap();
    workbook.save_to_buffer().unwrap()
}
