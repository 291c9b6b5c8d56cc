//! How does a workbook fill? Sheet by sheet from top to bottom, with memory for one row; the same cells give the same bytes.

use std::fs::File;
use std::io::Seek;

use rust_xlsxwriter::{DocProperties, Format, FormatAlign, Workbook};

use super::cells::Cell;
use super::export::ExportError;
use crate::calendar::Month;

/// A workbook of a month with empty sheets.
pub(super) fn begin(month: Month, sheets: &[&str]) -> Result<Workbook, ExportError> {
    let mut workbook = Workbook::new();
    // The default is the present moment, and then no two exports would be the same.
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&month.first()));
    for name in sheets {
        workbook.add_worksheet_with_constant_memory()?.set_name(*name)?;
    }
    Ok(workbook)
}

/// Writes the finished workbook into a file, rewound, while others go on.
pub(super) async fn save(workbook: Workbook) -> Result<File, ExportError> {
    tokio::task::spawn_blocking(move || saved(workbook)).await?
}

/// Writes the finished workbook into a file, rewound.
pub(super) fn saved(mut workbook: Workbook) -> Result<File, ExportError> {
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(&mut file)?;
    file.rewind()?;
    Ok(file)
}

/// A sheet that is written from top to bottom.
pub(super) struct Filling {
    place: usize,
    next: u32,
    bold: Format,
    money: Format,
}

impl Filling {
    /// Begins at the top of the sheet at a place.
    pub(super) fn new(place: usize) -> Self {
        Self {
            place,
            next: 0,
            bold: Format::new().set_bold().set_align(FormatAlign::Center),
            money: Format::new().set_num_format("0.00"),
        }
    }

    /// The first row, which stays in sight.
    pub(super) fn headings(&mut self, workbook: &mut Workbook, columns: &[String]) -> Result<(), ExportError> {
        self.widths(workbook, columns.len())?;
        let sheet = workbook.worksheet_from_index(self.place)?;
        for (column, heading) in (0_u16..).zip(columns) {
            sheet.write_string_with_format(self.next, column, heading, &self.bold)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        self.next += 1;
        Ok(())
    }

    /// Makes the columns wide enough for a date.
    pub(super) fn widths(&mut self, workbook: &mut Workbook, columns: usize) -> Result<(), ExportError> {
        let sheet = workbook.worksheet_from_index(self.place)?;
        for (column, _) in (0_u16..).zip(0..columns) {
            sheet.set_column_width(column, 14)?;
        }
        Ok(())
    }

    /// The next row.
    pub(super) fn row(&mut self, workbook: &mut Workbook, cells: &[Cell]) -> Result<(), ExportError> {
        let sheet = workbook.worksheet_from_index(self.place)?;
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::Text(text) => sheet.write_string(self.next, column, text)?,
                Cell::Money(amount) => {
                    let yuan = number(&amount.to_string())?;
                    sheet.write_number_with_format(self.next, column, yuan, &self.money)?
                }
                Cell::Count(count) => sheet.write_number(self.next, column, number(&count.to_string())?)?,
                Cell::Empty => &mut *sheet,
            };
        }
        self.next += 1;
        Ok(())
    }
}

/// The number that a workbook keeps for a decimal text. Workbooks know floats only: this one is made by reading and never
/// calculated with, so that it prints as the same decimals again.
fn number(decimal: &str) -> Result<f64, ExportError> {
    Ok(decimal.parse()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Fen;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_amount_comes_back_to_the_fen(fen in -1_000_000_000_000_i64..1_000_000_000_000) {
            let amount = Fen::new(fen);
            prop_assert_eq!(format!("{:.2}", number(&amount.to_string()).unwrap()), amount.to_string());
        }
    }
}
