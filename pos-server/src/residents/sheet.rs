//! What does a register file say, cell by cell?
//!
//! Types are kept as the file has them (an ID number stored as a number has lost digits, and only the type tells), but
//! numbers stay text: nothing here calculates with them. Limits are checked before anything is unpacked. The server
//! calls this only in a child process, see `sheet_child.rs`.

use serde::{Deserialize, Serialize};

use super::file_problem::{FileProblem, Kind, Measure};
use super::{sheet_csv, sheet_xlsx, sheet_zip};

/// Bytes a file may have.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Rows a sheet may have: four times the largest community known.
pub const MAX_ROWS: u32 = 50_000;
/// Columns a sheet may have.
pub const MAX_COLUMNS: u32 = 200;
/// Cells with content in all sheets together.
pub const MAX_CELLS: usize = 600_000;
/// Characters in one cell.
pub const MAX_CHARACTERS: usize = 2_000;

/// One cell with content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// Text as typed.
    Text(String),
    /// A number, written without exponent.
    Number(String),
    /// A number shown as a date: days since the sheet's epoch, perhaps with a fraction.
    Date(String),
    /// TRUE or FALSE.
    Bool(bool),
    /// A formula's error, `#N/A`.
    Error(String),
}

/// From which day Excel counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Epoch {
    /// Serial 1 is 1900-01-01, with the non-existent 1900-02-29 as 60.
    From1900,
    /// Serial 0 is 1904-01-01 (old workbooks from a Mac).
    From1904,
}

/// One row; `number` is the one the spreadsheet program shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Counted from 1.
    pub number: u32,
    /// By column, `None` where the cell is empty.
    pub cells: Vec<Option<Cell>>,
}

/// One sheet of a workbook, or the whole of a CSV file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The sheet's name; `None` for CSV.
    pub name: Option<String>,
    /// How its date serials count.
    pub epoch: Epoch,
    /// The rows that have content, in order.
    pub rows: Vec<Row>,
}

impl Row {
    /// The cell in a column, counted from 0.
    #[must_use]
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column).and_then(Option::as_ref)
    }
}

impl Cell {
    /// The cell as a person reads it.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) | Self::Date(text) | Self::Error(text) => text,
            Self::Bool(true) => "TRUE",
            Self::Bool(false) => "FALSE",
        }
    }
}

/// Reads all visible sheets of a file. The name it was sent under does not count, its first bytes do.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    if bytes.is_empty() {
        return Err(FileProblem::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(FileProblem::TooLarge(Measure::Bytes));
    }
    match format_of(bytes)? {
        Format::Workbook => {
            sheet_zip::check(bytes)?;
            sheet_xlsx::read(bytes)
        }
        Format::Text => Ok(vec![sheet_csv::read(bytes)?]),
    }
}

enum Format {
    Workbook,
    Text,
}

const SIGNATURES: &[(&[u8], Kind)] = &[
    (b"%PDF", Kind::Pdf),
    (b"\x89PNG", Kind::Picture),
    (b"\xFF\xD8\xFF", Kind::Picture),
    (b"GIF8", Kind::Picture),
    (b"Rar!", Kind::Archive),
    (b"7z\xBC\xAF", Kind::Archive),
    (b"\x1F\x8B", Kind::Archive),
    (b"{\\rtf", Kind::OfficeDocument),
];

/// The compound file that holds an .xls, and any workbook with a password.
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

fn format_of(bytes: &[u8]) -> Result<Format, FileProblem> {
    if bytes.starts_with(b"PK") {
        return Ok(Format::Workbook);
    }
    if bytes.starts_with(COMPOUND_FILE) {
        let encrypted = contains(bytes, &utf16("EncryptedPackage"));
        return Err(if encrypted { FileProblem::Encrypted } else { FileProblem::OldExcel });
    }
    if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Err(FileProblem::NotATable(*kind));
    }
    let start = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes))
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    if ["<html", "<!doctype", "<?xml", "<table", "<meta", "<div"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        return Err(FileProblem::NotATable(Kind::WebPage));
    }
    Ok(Format::Text)
}

fn utf16(word: &str) -> Vec<u8> {
    word.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_kind_is_named_whatever_its_name() {
        let encrypted: Vec<u8> = [COMPOUND_FILE, &[0; 600], &utf16("EncryptedPackage"), &[0; 40]].concat();
        let table: &[(&[u8], FileProblem)] = &[
            (b"", FileProblem::Empty),
            (b"%PDF-1.7 ...", FileProblem::NotATable(Kind::Pdf)),
            (b"\x89PNG\r\n\x1a\n", FileProblem::NotATable(Kind::Picture)),
            (b"  <html><table><tr><td>", FileProblem::NotATable(Kind::WebPage)),
            (
                b"\xEF\xBB\xBF<?xml version=\"1.0\"?><Workbook>",
                FileProblem::NotATable(Kind::WebPage),
            ),
            (b"Rar!\x1a\x07", FileProblem::NotATable(Kind::Archive)),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and the rest of an xls", FileProblem::OldExcel),
            (&encrypted, FileProblem::Encrypted),
            (b"PK\x03\x04 cut off", FileProblem::Damaged),
            (b"abc\0\0\0def", FileProblem::NotATable(Kind::Other)),
        ];
        for (bytes, problem) in table {
            assert_eq!(read(bytes).unwrap_err(), *problem, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn more_bytes_than_a_register_has_are_refused() {
        assert_eq!(read(&vec![b'a'; MAX_BYTES + 1]).unwrap_err(), FileProblem::TooLarge(Measure::Bytes));
    }
}
