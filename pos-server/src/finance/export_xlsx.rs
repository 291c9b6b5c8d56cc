//! How is a month written as a workbook? A summary sheet and a sheet with one row per meal; the same books give the same
//! bytes.

use std::fs::File;

use super::books::Books;
use super::cells::columns;
use super::export::{ExportError, each_row};
use super::filling::{Filling, begin, save};
use super::months::{self, MonthView};
use super::store;
use super::summary_sheet;
use super::words;
use crate::calendar::Month;
use crate::db::Tx;
use crate::ids::CanteenId;
use crate::text::Language;

/// The summary, which people open first.
const SUMMARY: usize = 0;
/// The meals.
const MEALS: usize = 1;

/// Writes a month of a canteen, and rewinds the file. Give it a snapshot.
pub async fn write(tx: &mut Tx, canteen: CanteenId, month: Month, language: Language) -> Result<File, ExportError> {
    let period = months::period(canteen, month);
    let books = Books::read(tx, period).await?;
    let name = store::canteen_name(tx, canteen).await?;
    let funders = books.funders.clone();

    let sheets = [words::SUMMARY_SHEET, words::MEALS_SHEET].map(|name| name.read(language));
    let mut workbook = begin(month, &sheets)?;
    let mut sheet = Filling::new(MEALS);
    sheet.headings(&mut workbook, &columns(&funders, language))?;
    each_row(tx, period, (&funders, language), |cells| sheet.row(&mut workbook, cells)).await?;

    let view: MonthView = months::view(month, name, books);
    let mut sheet = Filling::new(SUMMARY);
    sheet.widths(&mut workbook, funders.len() + 6)?;
    for row in summary_sheet::rows(&view, &funders, language) {
        sheet.row(&mut workbook, &row)?;
    }
    save(workbook).await
}
