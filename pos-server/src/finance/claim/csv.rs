//! How is a closed month's 明细 written as CSV? The meals in the order of their receipts, then the corrections; told apart by the first column.

use std::fs::File;
use std::io::BufWriter;

use csv::Writer;

use super::book::{Book, Eaten};
use super::detail::{cells, columns};
use crate::calendar::Month;
use crate::db::Tx;
use crate::finance::books::Funder;
use crate::finance::close_month::lines::Part;
use crate::finance::export::ExportError;
use crate::finance::export_csv::{begin, finish, write_row};
use crate::ids::CanteenId;
use crate::text::Language;

/// The file while the lines are read.
pub struct Paper {
    csv: Writer<BufWriter<File>>,
    funders: Vec<Funder>,
    language: Language,
}

impl Paper {
    /// Begins with the headings.
    pub fn begin(book: &Book, language: Language) -> Result<Self, ExportError> {
        let funders = book.cover.funders.clone();
        let mut csv = begin()?;
        csv.write_record(columns(&funders, language))?;
        Ok(Self { csv, funders, language })
    }

    /// Adds a meal or a correction.
    pub fn row(&mut self, part: Part, meal: &Eaten<'_>) -> Result<(), ExportError> {
        write_row(&mut self.csv, &cells(part, meal, &self.funders, self.language))
    }

    /// The finished file, rewound.
    pub fn finish(self) -> Result<File, ExportError> {
        finish(self.csv)
    }
}

/// Writes the meals and corrections of a closed month, and rewinds the file. Give it a snapshot.
pub async fn write(tx: &mut Tx, canteen: CanteenId, month: Month, language: Language) -> Result<File, ExportError> {
    let mut book = Book::open(tx, canteen, month).await?;
    let mut paper = Paper::begin(&book, language)?;
    book.read(tx, (canteen, month), |part, meal| paper.row(part, meal)).await?;
    paper.finish()
}
