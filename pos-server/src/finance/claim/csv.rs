//! How is a closed month's 明细 written as CSV? The meals in the order of their receipts, then the corrections; told apart by the first column.

use std::fs::File;

use super::book::Book;
use super::detail::{cells, columns};
use crate::calendar::Month;
use crate::db::Tx;
use crate::finance::export::ExportError;
use crate::finance::export_csv::{begin, finish, write_row};
use crate::ids::CanteenId;
use crate::text::Language;

/// Writes the meals and corrections of a closed month, and rewinds the file. Give it a snapshot.
pub async fn write(tx: &mut Tx, canteen: CanteenId, month: Month, language: Language) -> Result<File, ExportError> {
    let mut book = Book::open(tx, canteen, month).await?;
    let funders = book.cover.funders.clone();
    let mut csv = begin()?;
    csv.write_record(columns(&funders, language))?;
    book.read(tx, |part, meal| write_row(&mut csv, &cells(part, meal, &funders, language)))
        .await?;
    finish(csv)
}
