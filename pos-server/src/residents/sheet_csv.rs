//! What do the cells of a CSV file hold?
//!
//! The encoding is found by its mark or by what decodes: UTF-8, UTF-16 with a mark, else GB18030 (what Excel and WPS
//! in China write). A UTF-8 file with a few damaged letters stays UTF-8: the rows with those letters are named. The separator is the one that divides the first lines best.

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};

use super::file_problem::{FileProblem, Kind, Measure};
use super::sheet::{Cell, Epoch, MAX_CELLS, MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, Row, Sheet};

/// Lines, and bytes, looked at to find the separator.
const SAMPLE_LINES: usize = 20;
const SAMPLE_BYTES: usize = 16 * 1024;
/// Fields of one line, the empty ones included: what a spreadsheet program can have.
const MOST_FIELDS: usize = 16_384;

/// Reads the file as one sheet of text cells.
pub fn read(bytes: &[u8]) -> Result<Sheet, FileProblem> {
    // Old programs end lines with a lone CR: rows are counted by LF alone.
    let text = decode(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator_of(&text);
    // Before any of it is kept: a line of nothing but separators would become millions of fields.
    if text
        .as_bytes()
        .split(|byte| *byte == b'\n')
        .any(|line| line.split(|byte| *byte == separator).nth(MOST_FIELDS).is_some())
    {
        return Err(FileProblem::TooLarge(Measure::Columns));
    }
    let rows = rows_of(&text, separator)?;
    if rows.is_empty() {
        return Err(FileProblem::Empty);
    }
    Ok(Sheet {
        name: None,
        epoch: Epoch::From1900,
        rows,
    })
}

fn decode(bytes: &[u8]) -> Result<String, FileProblem> {
    let marked = [(&b"\xFF\xFE"[..], UTF_16LE), (&b"\xFE\xFF"[..], UTF_16BE)];
    if let Some((mark, encoding)) = marked.into_iter().find(|(mark, _)| bytes.starts_with(mark)) {
        let rest = bytes.strip_prefix(mark).unwrap_or(bytes);
        return decode_as(encoding, rest);
    }
    if bytes.contains(&0) {
        return Err(FileProblem::NotATable(Kind::Other));
    }
    let marked = bytes.strip_prefix(b"\xEF\xBB\xBF");
    let rest = marked.unwrap_or(bytes);
    match std::str::from_utf8(rest) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) if marked.is_some() || is_damaged_utf8(rest) => Ok(String::from_utf8_lossy(rest).into_owned()),
        Err(_) => decode_as(GB18030, rest),
    }
}

/// Chinese in GB18030 is hardly ever UTF-8 by chance: fifty good letters for each bad place are a UTF-8 file.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good >= bad.saturating_mul(50)
}

fn decode_as(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Result<String, FileProblem> {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .map(std::borrow::Cow::into_owned)
        .ok_or(FileProblem::Encoding)
}

fn separator_of(text: &str) -> u8 {
    let text = text.get(..text.floor_char_boundary(SAMPLE_BYTES)).unwrap_or(text);
    let count = |separator: char| -> usize { text.lines().take(SAMPLE_LINES).map(|line| outside_quotes(line, separator)).sum() };
    let best = [(',', b','), ('\t', b'\t'), (';', b';')];
    best.into_iter()
        .rev()
        .max_by_key(|(separator, _)| count(*separator))
        .map_or(b',', |(_, byte)| byte)
}

fn outside_quotes(line: &str, separator: char) -> usize {
    let mut quoted = false;
    line.chars()
        .filter(|character| {
            quoted ^= *character == '"';
            !quoted && *character == separator
        })
        .count()
}

fn rows_of(text: &str, separator: u8) -> Result<Vec<Row>, FileProblem> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut budget = MAX_CELLS;
    let mut lines = Lines { text, seen: 0, number: 1 };
    for record in reader.records() {
        let record = record.map_err(|_| FileProblem::Damaged)?;
        let start = record.position().map_or(0, csv::Position::byte);
        let number = lines.number_at(usize::try_from(start).unwrap_or(usize::MAX));
        let inner: usize = record.iter().map(|field| field.matches('\n').count()).sum();
        lines.number = lines.number.saturating_sub(u32::try_from(inner).unwrap_or(u32::MAX));
        if number > MAX_ROWS {
            return Err(FileProblem::TooLarge(Measure::Rows));
        }
        let mut cells = Vec::new();
        for field in &record {
            let cell = cell_of(field)?;
            budget = budget
                .checked_sub(usize::from(cell.is_some()))
                .ok_or(FileProblem::TooLarge(Measure::Cells))?;
            cells.push(cell);
        }
        while cells.last().is_some_and(Option::is_none) {
            cells.pop();
        }
        if cells.len() > usize::try_from(MAX_COLUMNS).unwrap_or(usize::MAX) {
            return Err(FileProblem::TooLarge(Measure::Columns));
        }
        if !cells.is_empty() {
            rows.push(Row { number, cells });
        }
    }
    Ok(rows)
}

/// Counts rows as a spreadsheet program does: empty lines count, line breaks inside a field do not.
struct Lines<'a> {
    text: &'a str,
    seen: usize,
    number: u32,
}

impl Lines<'_> {
    /// The row of the record that starts at a byte, or after the line ends there.
    fn number_at(&mut self, start: usize) -> u32 {
        let bytes = self.text.as_bytes();
        let blank = bytes
            .get(start..)
            .map_or(0, |rest| rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count());
        let passed = bytes.get(self.seen..start + blank).unwrap_or_default();
        let breaks = passed.split(|byte| *byte == b'\n').count() - 1;
        self.seen = start + blank;
        self.number = self.number.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.number
    }
}

/// A field; `="0123"` is how people keep Excel from eating digits, and means the text inside.
fn cell_of(field: &str) -> Result<Option<Cell>, FileProblem> {
    let forced = field.trim().strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let text = forced.unwrap_or(field);
    if text.trim().is_empty() {
        return Ok(None);
    }
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        return Err(FileProblem::TooLarge(Measure::Characters));
    }
    Ok(Some(Cell::Text(text.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let sheet = read(bytes).unwrap();
        sheet
            .rows
            .iter()
            .map(|row| {
                (
                    row.number,
                    row.cells
                        .iter()
                        .map(|cell| cell.as_ref().map_or(String::new(), |cell| cell.text().to_owned()))
                        .collect(),
                )
            })
            .collect()
    }

    #[test]
    fn every_usual_encoding_gives_the_same_cells() {
        let text = "姓名,身份证号\r\n𠮷野·阿依,41102319490101123X\r\n";
        let (gb18030, _, lossy) = GB18030.encode(text);
        assert!(!lossy);
        let little: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        let big: Vec<u8> = std::iter::once(0xFEFF)
            .chain(text.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        let marked = format!("\u{feff}{text}");
        let wanted = texts(text.as_bytes());
        assert_eq!(wanted[1], (2, vec!["𠮷野·阿依".to_owned(), "41102319490101123X".to_owned()]));
        for bytes in [marked.as_bytes(), &gb18030, &little, &big] {
            assert_eq!(texts(bytes), wanted);
        }
    }

    #[test]
    fn the_separator_is_found() {
        for text in [
            "标题\n姓名,性别,备注\n张三,男,甲;乙",
            "姓名;性别;备注\n张三;男;\"甲,乙,丙,丁,戊\"",
            "姓名\t性别\t备注\n张三\t男\t甲,乙",
        ] {
            let rows = texts(text.as_bytes());
            assert_eq!(rows.last().unwrap().1.len(), 3, "{text}");
        }
    }

    #[test]
    fn rows_are_numbered_as_excel_numbers_them() {
        let rows = texts("姓名,备注\n\n张三,\"一\n二\"\n,\n李四,\n".as_bytes());
        let numbers: Vec<u32> = rows.iter().map(|(number, _)| *number).collect();
        assert_eq!(numbers, [1, 3, 5]);
    }

    #[test]
    fn digits_kept_by_a_formula_are_the_text_inside() {
        assert_eq!(
            texts("姓名,证件\n张三,=\"411023194901011234\"\n".as_bytes())[1].1[1],
            "411023194901011234"
        );
    }

    #[test]
    fn lone_carriage_returns_end_rows_too() {
        assert_eq!(
            texts("姓名,备注\r\r张三,\"一\r二\"\r李四,\r".as_bytes()),
            [
                (1, vec!["姓名".to_owned(), "备注".to_owned()]),
                (3, vec!["张三".to_owned(), "一\n二".to_owned()]),
                (4, vec!["李四".to_owned()]),
            ]
        );
    }

    #[test]
    fn one_bad_byte_does_not_make_a_utf8_file_another() {
        let mut bytes = format!("姓名,备注\n{}张三,好\n", "李四,很好很好\n".repeat(30)).into_bytes();
        let place = bytes.len() - 4;
        bytes[place] = 0xFF;
        let rows = texts(&bytes);
        assert_eq!(rows[1].1[0], "李四");
        assert!(rows.last().unwrap().1[1].contains('\u{fffd}'));
        let marked = [&b"\xEF\xBB\xBF"[..], "姓名\n张".as_bytes(), b"\xFF\n"].concat();
        assert_eq!(texts(&marked)[1].1[0], "张\u{fffd}");
    }

    #[test]
    fn bytes_in_no_encoding_are_refused() {
        assert_eq!(read(b"\xE5\xA7\xFF\xFF,\xFF\n").unwrap_err(), FileProblem::Encoding);
    }

    #[test]
    fn too_many_rows_columns_or_characters_are_refused() {
        let rows = "a,b\n".repeat(50_001);
        assert_eq!(read(rows.as_bytes()).unwrap_err(), FileProblem::TooLarge(Measure::Rows));
        let columns = format!("{}b", "a,".repeat(200));
        assert_eq!(read(columns.as_bytes()).unwrap_err(), FileProblem::TooLarge(Measure::Columns));
        assert_eq!(
            read("字".repeat(2_001).as_bytes()).unwrap_err(),
            FileProblem::TooLarge(Measure::Characters)
        );
    }
}
