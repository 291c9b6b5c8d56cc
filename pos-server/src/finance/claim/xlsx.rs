//! How is a closed month's claim written as a workbook? Seven sheets from one walk over its lines; the same lines give the same bytes.

use std::fs::File;

use super::book::Book;
use super::detail::{cells, columns};
use super::tables::Tables;
use super::{front, words};
use crate::calendar::Month;
use crate::db::Tx;
use crate::finance::cells::Cell;
use crate::finance::close_month::lines::Part;
use crate::finance::export::ExportError;
use crate::finance::filling::{Filling, begin, save};
use crate::ids::CanteenId;
use crate::text::Language;

/// The place of 明细 among the sheets.
const MEALS: usize = 3;
/// The place of 更正.
const CORRECTIONS: usize = 6;

/// Writes the claim of a closed month, and rewinds the file. Give it a snapshot.
pub async fn write(tx: &mut Tx, canteen: CanteenId, month: Month, language: Language) -> Result<File, ExportError> {
    let mut book = Book::open(tx, canteen, month).await?;
    let funders = book.cover.funders.clone();
    let columns = columns(&funders, language);
    let mut workbook = begin(month, &words::SHEETS.map(|name| name.read(language)))?;

    let mut sheet = Filling::new(workbook.worksheet_from_index(MEALS)?);
    sheet.headings(&columns)?;
    let mut corrections: Vec<Vec<Cell>> = Vec::new();
    book.read(tx, |part, meal| {
        let cells = cells(part, meal, &funders, language);
        if part == Part::Correction {
            corrections.push(cells);
            return Ok(());
        }
        sheet.row(&cells)
    })
    .await?;

    let mut sheet = Filling::new(workbook.worksheet_from_index(CORRECTIONS)?);
    sheet.headings(&columns)?;
    for row in &corrections {
        sheet.row(row)?;
    }
    let tables = Tables { book: &book, language };
    let others = [
        (0, front::rows(&book, language)),
        (1, tables.summary()),
        (2, tables.residents()),
        (4, tables.exceptions()),
        (5, tables.tenders()),
    ];
    for (place, rows) in others {
        let mut sheet = Filling::new(workbook.worksheet_from_index(place)?);
        sheet.widths(rows.iter().map(Vec::len).max().unwrap_or_default())?;
        for row in &rows {
            sheet.row(row)?;
        }
    }
    save(workbook).await
}
