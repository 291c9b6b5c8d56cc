//! How is a closed month's claim written as a workbook? Seven sheets from one walk over its lines; the same lines give the same bytes.

use std::fs::File;

use rust_xlsxwriter::Workbook;

use super::book::{Book, Eaten};
use super::detail::{cells, columns};
use super::tables::Tables;
use super::{front, words};
use crate::calendar::Month;
use crate::db::Tx;
use crate::finance::books::Funder;
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

/// The workbook while the lines are read.
pub struct Paper {
    workbook: Workbook,
    meals: Filling,
    corrections: Vec<Vec<Cell>>,
    funders: Vec<Funder>,
    language: Language,
}

impl Paper {
    /// Begins with empty sheets and the headings of 明细.
    pub fn begin(book: &Book, language: Language) -> Result<Self, ExportError> {
        let funders = book.cover.funders.clone();
        let mut workbook = begin(book.cover.month, &words::SHEETS.map(|name| name.read(language)))?;
        let mut meals = Filling::new(MEALS);
        meals.headings(&mut workbook, &columns(&funders, language))?;
        Ok(Self {
            workbook,
            meals,
            corrections: Vec::new(),
            funders,
            language,
        })
    }

    /// Adds a meal or a correction.
    pub fn row(&mut self, part: Part, meal: &Eaten<'_>) -> Result<(), ExportError> {
        let cells = cells(part, meal, &self.funders, self.language);
        if part == Part::Correction {
            self.corrections.push(cells);
            return Ok(());
        }
        self.meals.row(&mut self.workbook, &cells)
    }

    /// Adds what the book adds up to, once all lines were read.
    pub fn finish(mut self, book: &Book) -> Result<Workbook, ExportError> {
        let mut sheet = Filling::new(CORRECTIONS);
        sheet.headings(&mut self.workbook, &columns(&self.funders, self.language))?;
        for row in &self.corrections {
            sheet.row(&mut self.workbook, row)?;
        }
        let language = self.language;
        let tables = Tables { book, language };
        let others = [
            (0, front::rows(book, language)),
            (1, tables.summary()),
            (2, tables.residents()),
            (4, tables.exceptions()),
            (5, tables.tenders()),
        ];
        for (place, rows) in others {
            let mut sheet = Filling::new(place);
            sheet.widths(&mut self.workbook, rows.iter().map(Vec::len).max().unwrap_or_default())?;
            for row in &rows {
                sheet.row(&mut self.workbook, row)?;
            }
        }
        Ok(self.workbook)
    }
}

/// Writes the claim of a closed month, and rewinds the file. Give it a snapshot.
pub async fn write(tx: &mut Tx, canteen: CanteenId, month: Month, language: Language) -> Result<File, ExportError> {
    let mut book = Book::open(tx, canteen, month).await?;
    let mut paper = Paper::begin(&book, language)?;
    book.read(tx, (canteen, month), |part, meal| paper.row(part, meal)).await?;
    save(paper.finish(&book)?).await
}
