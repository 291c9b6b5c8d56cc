//! Is the claim that was handed in what the month's lines come to? Both of its files are made again from the lines alone, by the code that made
//! them first, and compared.

use std::fs::File;
use std::path::Path;
use std::str::from_utf8;

use super::rows::Lines;
use super::workbook;
use super::wrong::Wrong;
use crate::finance::bundle::{CLAIM_CSV, LANGUAGE, file_of};
use crate::finance::claim::book::Book;
use crate::finance::claim::{csv, xlsx};
use crate::finance::close_month::lines::Part;
use crate::finance::export::ExportError;
use crate::finance::filling;
use crate::text::{Sentence, say};

/// The parts that the claim is made of, in the order of the lines.
const PARTS: [Part; 6] = [
    Part::Policy,
    Part::Tender,
    Part::Exception,
    Part::Meal,
    Part::Correction,
    Part::Closing,
];

/// The claim's files, rewound.
#[derive(Debug)]
pub struct Papers {
    /// The meals and corrections.
    pub csv: File,
    /// The workbook.
    pub xlsx: File,
}

/// The claim's files are what the lines of the folder come to.
pub fn same(folder: &Path) -> Result<(), Wrong> {
    let made = make(folder)?;
    same_rows(Lines::open(folder, CLAIM_CSV)?, Lines::of(CLAIM_CSV, made.csv))?;
    workbook::same(folder, made.xlsx)
}

/// Makes the claim's files from the lines of a folder.
pub fn make(folder: &Path) -> Result<Papers, Wrong> {
    let cover = file_of(Part::Cover);
    let mut first = Vec::new();
    Lines::open(folder, &cover)?.next(&mut first)?;
    let mut book = Book::begin(text(&cover, 1, &first)?).map_err(|error| Wrong::row(&cover, 1, unmade(&error)))?;
    let failed = |error: ExportError| Wrong::file(CLAIM_CSV, unmade(&error));
    let mut csv = csv::Paper::begin(&book, LANGUAGE).map_err(failed)?;
    let mut xlsx = xlsx::Paper::begin(&book, LANGUAGE).map_err(failed)?;
    for part in PARTS {
        let (file, mut row) = (file_of(part), Vec::new());
        let mut lines = Lines::open(folder, &file)?;
        while let Some(number) = lines.next(&mut row)? {
            let done = book.line(part, text(&file, number, &row)?, &mut |part, meal| {
                csv.row(part, meal)?;
                xlsx.row(part, meal)
            });
            done.map_err(|error| Wrong::row(&file, number, unmade(&error)))?;
        }
    }
    book.end();
    Ok(Papers {
        csv: csv.finish().map_err(failed)?,
        xlsx: xlsx.finish(&book).and_then(filling::saved).map_err(failed)?,
    })
}

fn text<'r>(file: &str, number: u64, row: &'r [u8]) -> Result<&'r str, Wrong> {
    from_utf8(row).map_err(|error| Wrong::row(file, number, unmade(&error)))
}

/// Row by row, so that the first one that differs has a number.
fn same_rows(mut given: Lines, mut made: Lines) -> Result<(), Wrong> {
    let (mut row, mut again) = (Vec::new(), Vec::new());
    loop {
        let (number, expected) = (given.next(&mut row)?, made.next(&mut again)?);
        if let Some(number) = number.or(expected).filter(|_| number != expected || row != again) {
            return Err(Wrong::row(CLAIM_CSV, number, differs()));
        }
        if number.is_none() {
            return Ok(());
        }
    }
}

fn differs() -> Sentence {
    say(
        "申报表的这一行不是由月结内容得出的：金额或文字被改过，或多一行、少一行。",
        "The row is not what the month's own lines come to: an amount or a word was changed, or a row was put in or taken out.",
    )
}

fn unmade(error: &dyn std::fmt::Display) -> Sentence {
    say(
        format!("无法由月结内容重新生成申报表：{error}"),
        format!("The claim cannot be made again from the month's lines: {error}."),
    )
}
