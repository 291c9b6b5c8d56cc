//! How is a month written as CSV? UTF-8 with a byte order mark and CRLF, as Excel opens it without questions (RFC 4180).

use std::fs::File;
use std::io::{BufWriter, Seek, Write};

use csv::{Terminator, Writer, WriterBuilder};

use super::books::Books;
use super::cells::{Cell, columns};
use super::export::{ExportError, each_row};
use super::store::Period;
use crate::db::Tx;

/// Makes Excel read the file as UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Writes the meals of a period, and rewinds the file. Give it a snapshot.
pub async fn write(tx: &mut Tx, period: Period) -> Result<File, ExportError> {
    let books = Books::read(tx, period).await?;
    let mut file = BufWriter::new(tempfile::tempfile()?);
    file.write_all(BYTE_ORDER_MARK)?;
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(file);
    csv.write_record(columns(&books.funders))?;
    each_row(tx, period, &books.funders, |cells| write_row(&mut csv, cells)).await?;
    finish(csv)
}

fn write_row(csv: &mut Writer<BufWriter<File>>, cells: &[Cell]) -> Result<(), ExportError> {
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

fn finish(csv: Writer<BufWriter<File>>) -> Result<File, ExportError> {
    let buffered = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
    let mut file = buffered.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}
