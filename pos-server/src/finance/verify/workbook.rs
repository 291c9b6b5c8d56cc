//! Does the workbook that was handed in say what the month's lines come to? Its parts are compared unpacked: another machine may pack the same
//! sheets into other bytes. Nothing is unpacked further than what it is compared with, so that no file can fill the memory or the disk.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::wrong::Wrong;
use crate::finance::bundle::{CLAIM_XLSX, LANGUAGE};
use crate::finance::claim::words::SHEETS;
use crate::text::{Sentence, say};

/// No piece between two brackets is longer, in bytes: a cell holds 32,767 characters.
const LONGEST_PIECE: u64 = 1024 * 1024;

/// A part of a workbook.
type Part<'w> = ZipFile<'w, BufReader<File>>;

/// The folder's workbook has the parts of the one that was made again, and no others.
pub fn same(folder: &Path, made: File) -> Result<(), Wrong> {
    let given = File::open(folder.join(CLAIM_XLSX)).map_err(|error| Wrong::unread(CLAIM_XLSX, &error))?;
    let unread = |error: ZipError| Wrong::file(CLAIM_XLSX, unreadable(&error));
    let mut given = ZipArchive::new(BufReader::new(given)).map_err(unread)?;
    let mut made = ZipArchive::new(BufReader::new(made)).map_err(unread)?;
    let names = names(&made).map_err(unread)?;
    if names != self::names(&given).map_err(unread)? {
        let what = say("它的组成部分不是申报工作簿的。", "Its parts are not those of the claim's workbook.");
        return Err(Wrong::file(CLAIM_XLSX, what));
    }
    for (place, name) in names.iter().enumerate() {
        let (part, other) = (made.by_index(place).map_err(unread)?, given.by_index(place).map_err(unread)?);
        let differs = first_difference(part, other);
        if let Some(row) = differs.map_err(|error| Wrong::file(CLAIM_XLSX, unreadable(&error)))? {
            return Err(wrong(name, row));
        }
    }
    Ok(())
}

fn names(archive: &ZipArchive<BufReader<File>>) -> Result<Vec<String>, ZipError> {
    archive.file_names().map(|name| name.map(Cow::into_owned)).collect()
}

/// The row of the first part at which the second one differs; 0 before its first row.
fn first_difference(made: Part<'_>, given: Part<'_>) -> std::io::Result<Option<u64>> {
    let (mut made, mut given) = (BufReader::new(made), BufReader::new(given));
    let (mut expected, mut found, mut row) = (Vec::new(), Vec::new(), 0);
    loop {
        next(&mut made, &mut expected)?;
        next(&mut given, &mut found)?;
        row = row_number(&expected).unwrap_or(row);
        if expected != found {
            return Ok(Some(row));
        }
        if expected.is_empty() {
            return Ok(None);
        }
    }
}

/// The number of the row that begins with a piece: empty ones are not written.
fn row_number(piece: &[u8]) -> Option<u64> {
    let rest = piece.strip_prefix(b"<row r=\"")?;
    let digits = rest.split(|byte| *byte == b'"').next()?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Reads up to the next bracket.
fn next(part: &mut impl BufRead, piece: &mut Vec<u8>) -> std::io::Result<()> {
    piece.clear();
    part.by_ref().take(LONGEST_PIECE).read_until(b'>', piece)?;
    Ok(())
}

fn wrong(part: &str, row: u64) -> Wrong {
    let sheet = part
        .strip_prefix("xl/worksheets/sheet")
        .and_then(|rest| rest.strip_suffix(".xml"))
        .and_then(|number| number.parse::<usize>().ok());
    let sheet = sheet.and_then(|number| SHEETS.get(number.checked_sub(1)?));
    let name = sheet.map_or(part, |sheet| sheet.read(LANGUAGE));
    let what = say(
        format!("工作簿的“{name}”不是由月结内容得出的：金额或文字被改过。"),
        format!("Its part {name} is not what the month's own lines come to: an amount or a word was changed."),
    );
    match row {
        0 => Wrong::file(CLAIM_XLSX, what),
        row => Wrong::row(CLAIM_XLSX, row, what),
    }
}

fn unreadable(error: &dyn std::fmt::Display) -> Sentence {
    say(format!("工作簿无法读取：{error}"), format!("The workbook cannot be read: {error}."))
}
