//! Which rows of a register are about nobody? Totals, signatures and notes that stand among or below the people.

use super::clean::{plain, visible};
use super::columns::{Columns, Meaning};
use super::dates::{self, Written};
use super::mask;
use super::sheet::{Cell, Row, Sheet};

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The row, as the spreadsheet program numbers it.
    pub row: u32,
    /// The word by which it was told: 合计, 填表人.
    pub text: String,
}

/// How such rows begin.
const BEGINNINGS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "共计",
    "累计",
    "总人数",
    "填表",
    "填报",
    "制表",
    "审核",
    "审批",
    "说明",
    "备注",
    "注:",
    "注1",
    "注意",
];

/// The row as one to leave out, if its first filled cell, or its name, begins like a total or a signature and neither a document nor a
/// birth date stands in it.
#[must_use]
pub fn skipped(sheet: &Sheet, columns: &Columns, row: &Row) -> Option<Skipped> {
    let of = |meaning: Meaning| columns.of(meaning).and_then(|column| row.cell(column.index));
    let first = row.cells.iter().flatten().find(|cell| !cell.text().trim().is_empty());
    let text = [first, of(Meaning::Name)].into_iter().flatten().find_map(beginning)?;
    let has_document = of(Meaning::Document).is_some_and(is_document);
    // The day of a signature may stand among the birth dates: it is one only beside a name.
    let has_name = of(Meaning::Name).is_some_and(|cell| beginning(cell).is_none());
    let is_born = has_name && of(Meaning::BirthDate).is_some_and(|cell| is_birth_date(cell, sheet));
    (!has_document && !is_born).then_some(Skipped { row: row.number, text })
}

/// The beginning of a cell's text up to its colon, if it is one of those.
fn beginning(cell: &Cell) -> Option<String> {
    let text = plain(cell.text());
    let is_note = text == "注" || BEGINNINGS.iter().any(|known| text.starts_with(known));
    let word: String = text.split(':').next().unwrap_or_default().chars().take(20).collect();
    is_note.then(|| mask::digits(&visible(&word)))
}

/// A sum of people or a signature may stand in the documents' column: a document has six letters and digits or more, or says 无.
fn is_document(cell: &Cell) -> bool {
    let text = plain(cell.text());
    text.starts_with('无') || text.chars().filter(char::is_ascii_alphanumeric).count() >= 6
}

/// A sum may stand in the birth dates' column, too, and would be a day of the year 1900.
fn is_birth_date(cell: &Cell, sheet: &Sheet) -> bool {
    let is_sum = matches!(cell, Cell::Number(_) | Cell::Text(_)) && plain(cell.text()).chars().count() < 5;
    !is_sum && matches!(dates::parse(cell, sheet.epoch), Ok(Written::Day(_) | Written::Month { .. }))
}
