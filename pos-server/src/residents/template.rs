//! What does an empty register look like? A workbook with the headers, text cells where digits must survive, and examples
//! on a second sheet, where no import takes them for people.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use super::columns::Meaning;

/// The media type of the workbook.
pub const CONTENT_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Each column: its meaning, whether it must be filled, its width, an example, and what it takes.
const COLUMNS: &[(Meaning, bool, u16, &str, &str)] = &[
    (Meaning::Name, true, 14, "张三", "与证件一致；少数民族姓名中的“·”照写。"),
    (
        Meaning::DocumentKind,
        false,
        14,
        "居民身份证",
        "不填按居民身份证处理；也可填护照、港澳居民来往内地通行证、出生医学证明等；没有证件填“无”。",
    ),
    (
        Meaning::Document,
        true,
        24,
        "11010519491231002X",
        "本列已设为文本。没有证件的填“无”。",
    ),
    (Meaning::Sex, false, 8, "女", "男或女；有身份证号码的可以不填。"),
    (Meaning::BirthDate, false, 14, "1949-12-31", "有身份证号码的可以不填；其他人必填。"),
    (Meaning::Residency, false, 12, "本社区", "本社区、外地，或户籍所在地。"),
    (Meaning::Grid, false, 12, "第1网格", ""),
    (Meaning::Compound, false, 18, "阳光花园", ""),
    (Meaning::Building, false, 10, "3号楼", "写 3、3栋、3号楼都可以。"),
    (Meaning::Unit, false, 10, "2单元", ""),
    (Meaning::Room, false, 10, "501", ""),
    (Meaning::Phone, false, 18, "13800001234", "手机或带区号的座机；多个号码用顿号分开。"),
    (
        Meaning::Class,
        false,
        16,
        "低保、残疾",
        "低保、特困、残疾等，多个用顿号分开；没有填“无”。",
    ),
    (Meaning::Note, false, 24, "听力不好", ""),
];

/// The template as the bytes of an .xlsx file; the same bytes every time.
pub fn workbook() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let bold = Format::new()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_background_color(Color::RGB(0x00E2_EFDA));
    let text = Format::new().set_num_format("@");
    let sheet = workbook.add_worksheet().set_name("居民")?;
    for ((meaning, is_required, width, ..), column) in COLUMNS.iter().zip(0_u16..) {
        let header = if *is_required {
            format!("*{}", meaning.header())
        } else {
            meaning.header().to_owned()
        };
        sheet.set_column_width(column, *width)?;
        sheet.set_column_format(column, &text)?;
        sheet.write_with_format(0, column, header, &bold)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let help = workbook.add_worksheet().set_name("填写说明")?;
    for (title, column) in ["列", "是否必填", "示例", "说明"].into_iter().zip(0_u16..) {
        help.write_with_format(0, column, title, &bold)?;
    }
    for ((meaning, is_required, _, example, advice), row) in COLUMNS.iter().zip(1_u32..) {
        help.write(row, 0, meaning.header())?;
        help.write(row, 1, if *is_required { "必填" } else { "" })?;
        help.write_with_format(row, 2, *example, &text)?;
        help.write(row, 3, *advice)?;
    }
    help.set_column_width(2, 24)?.set_column_width(3, 80)?;
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::super::columns::find_register;
    use super::super::sheet::read;
    use super::*;

    #[test]
    fn the_template_is_read_as_an_empty_register() {
        let bytes = workbook().unwrap();
        assert_eq!(bytes, workbook().unwrap());
        let sheets = read(&bytes).unwrap();
        let (sheet, columns) = find_register(&sheets).unwrap();
        assert_eq!((sheet.name.as_deref(), sheet.rows.len()), (Some("居民"), 1));
        assert_eq!(
            columns.columns.iter().map(|column| column.meaning).collect::<Vec<_>>(),
            COLUMNS.iter().map(|column| Some(column.0)).collect::<Vec<_>>()
        );
    }
}
