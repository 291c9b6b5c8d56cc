//! What do the cells of an .xlsx workbook hold?
//!
//! Cells are read as a stream, so that neither a declared dimension nor a lone cell in the last corner costs anything.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::file_problem::{FileProblem, Measure};
use super::sheet::{Cell, Epoch, MAX_CELLS, MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, Row, Sheet};

/// Sheets a workbook may have.
const MAX_SHEETS: usize = 100;
/// Cells that may be visited, the empty ones included: programs that colour whole rows write many.
const MAX_VISITED: usize = 2_000_000;
/// Merged regions of one sheet.
const MAX_MERGED: usize = 50_000;

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads every visible sheet that has cells.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    let mut workbook: Workbook<'_> = Xlsx::new(Cursor::new(bytes))?;
    let epoch = if workbook.has_1904_epoch() {
        Epoch::From1904
    } else {
        Epoch::From1900
    };
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible && sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    if names.len() > MAX_SHEETS {
        return Err(FileProblem::TooLarge(Measure::Cells));
    }
    let mut budget = Budget {
        visited: MAX_VISITED,
        cells: MAX_CELLS,
    };
    let mut sheets = Vec::new();
    for name in names {
        let mut rows = read_rows(&mut workbook, &name, &mut budget)?;
        fill_merged(&mut workbook, &name, &mut rows, &mut budget)?;
        if !rows.is_empty() {
            let rows = rows.into_iter().map(|(index, cells)| Row { number: index + 1, cells }).collect();
            sheets.push(Sheet {
                name: Some(name),
                epoch,
                rows,
            });
        }
    }
    if sheets.is_empty() { Err(FileProblem::NoSheet) } else { Ok(sheets) }
}

struct Budget {
    visited: usize,
    cells: usize,
}

type Rows = BTreeMap<u32, Vec<Option<Cell>>>;

fn read_rows(workbook: &mut Workbook<'_>, name: &str, budget: &mut Budget) -> Result<Rows, FileProblem> {
    let mut reader = workbook.worksheet_cells_reader(name)?;
    let mut rows = Rows::new();
    while let Some(found) = reader.next_cell()? {
        budget.visited = budget.visited.checked_sub(1).ok_or(FileProblem::TooLarge(Measure::Cells))?;
        let (row, column) = found.get_position();
        let Some(cell) = cell_of(found.get_value())? else { continue };
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(FileProblem::FarCell(cell_name(row, column)));
        }
        budget.cells = budget.cells.checked_sub(1).ok_or(FileProblem::TooLarge(Measure::Cells))?;
        put(rows.entry(row).or_default(), column, cell);
    }
    Ok(rows)
}

fn put(cells: &mut Vec<Option<Cell>>, column: u32, cell: Cell) {
    let column = usize::try_from(column).unwrap_or(usize::MAX);
    if cells.len() <= column {
        cells.resize(column + 1, None);
    }
    if let Some(slot) = cells.get_mut(column) {
        *slot = Some(cell);
    }
}

fn cell_of(value: &DataRef<'_>) -> Result<Option<Cell>, FileProblem> {
    let cell = match value {
        DataRef::Empty => return Ok(None),
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => Cell::Number(number.to_string()),
        DataRef::SharedString(text) => text_cell(text)?,
        DataRef::Bool(value) => Cell::Bool(*value),
        DataRef::DateTime(date) if date.is_datetime() => Cell::Date(date.as_f64().to_string()),
        DataRef::DateTime(duration) => Cell::Number(duration.as_f64().to_string()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text_cell(text)?,
        DataRef::Error(error) => Cell::Error(error.to_string()),
    };
    Ok(Some(cell).filter(|cell| !cell.text().trim().is_empty()))
}

fn text_cell(text: &str) -> Result<Cell, FileProblem> {
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        return Err(FileProblem::TooLarge(Measure::Characters));
    }
    Ok(Cell::Text(text.to_owned()))
}

/// Registers like to merge one compound's or household's cells downwards: every row of the region means the value.
fn fill_merged(workbook: &mut Workbook<'_>, name: &str, rows: &mut Rows, budget: &mut Budget) -> Result<(), FileProblem> {
    let regions = workbook.merge_cells_by_sheet_name(name)?;
    if regions.len() > MAX_MERGED {
        return Err(FileProblem::TooLarge(Measure::Cells));
    }
    for region in regions {
        let (top, column) = region.start;
        let index = usize::try_from(column).unwrap_or(usize::MAX);
        let Some(cell) = rows.get(&top).and_then(|cells| cells.get(index)).cloned().flatten() else {
            continue;
        };
        let bottom = region.end.0.min(MAX_ROWS);
        if top >= bottom {
            continue;
        }
        for (_, cells) in rows.range_mut(top + 1..=bottom) {
            budget.cells = budget.cells.checked_sub(1).ok_or(FileProblem::TooLarge(Measure::Cells))?;
            put(cells, column, cell.clone());
        }
    }
    Ok(())
}

/// The name a spreadsheet program gives a cell: `(0, 0)` is `A1`.
fn cell_name(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.iter().rev().collect();
    format!("{letters}{}", row + 1)
}

impl From<XlsxError> for FileProblem {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::Password => Self::Encrypted,
            XlsxError::RowNumberOverflow | XlsxError::ColumnNumberOverflow => Self::TooLarge(Measure::Cells),
            _ => Self::Damaged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cell_name;

    #[test]
    fn cells_are_named_as_excel_names_them() {
        for ((row, column), name) in [
            ((0, 0), "A1"),
            ((9, 25), "Z10"),
            ((0, 26), "AA1"),
            ((1_048_575, 16_383), "XFD1048576"),
        ] {
            assert_eq!(cell_name(row, column), name);
        }
    }
}
