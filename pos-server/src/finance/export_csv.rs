//! How are a month's meals and its summary written as CSV? UTF-8 with a byte order mark and CRLF, as Excel opens it without questions (RFC 4180).

use std::fs::File;
use std::io::{BufWriter, Seek, Write};

use csv::{Terminator, Writer, WriterBuilder};

use super::books::Books;
use super::cells::{Cell, columns};
use super::export::{ExportError, each_row};
use super::months;
use super::store;
use super::summary_sheet;
use crate::calendar::Month;
use crate::db::Tx;
use crate::ids::CanteenId;
use crate::text::Language;

/// Makes Excel read the file as UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes the meals of a month, and rewinds the file. Give it a snapshot.
pub async fn meals(tx: &mut Tx, canteen: CanteenId, month: Month, language: Language) -> Result<File, ExportError> {
    let period = months::period(canteen, month);
    let books = Books::read(tx, period).await?;
    let mut csv = begin()?;
    csv.write_record(columns(&books.funders, language))?;
    each_row(tx, period, (&books.funders, language), |cells| write_row(&mut csv, cells)).await?;
    finish(csv)
}

/// Writes the summary of a month, the same rows as in the workbook, each filled up to the width of the widest; rewinds the
/// file. Give it a snapshot.
pub async fn summary(tx: &mut Tx, canteen: CanteenId, month: Month, language: Language) -> Result<File, ExportError> {
    let books = Books::read(tx, months::period(canteen, month)).await?;
    let name = store::canteen_name(tx, canteen).await?;
    let funders = books.funders.clone();
    let mut rows = summary_sheet::rows(&months::view(month, name, books), &funders, language);
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut csv = begin()?;
    for row in &mut rows {
        row.resize(width, Cell::Empty);
        write_row(&mut csv, row)?;
    }
    finish(csv)
}

/// A file that begins as Excel wants it.
pub(super) fn begin() -> Result<Writer<BufWriter<File>>, ExportError> {
    let mut file = BufWriter::new(tempfile::tempfile()?);
    file.write_all(BYTE_ORDER_MARK)?;
    Ok(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file))
}

/// Writes a row.
pub(super) fn write_row(csv: &mut Writer<BufWriter<File>>, cells: &[Cell]) -> Result<(), ExportError> {
    for cell in cells {
        match cell {
            Cell::Text(text) => csv.write_field(text)?,
            Cell::Money(amount) => csv.write_field(amount.to_string())?,
            Cell::Count(count) => csv.write_field(count.to_string())?,
            Cell::Empty => csv.write_field("")?,
        }
    }
    Ok(csv.write_record(None::<&[u8]>)?)
}

/// The finished file, rewound.
pub(super) fn finish(csv: Writer<BufWriter<File>>) -> Result<File, ExportError> {
    let buffered = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
    let mut file = buffered.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}
