//! Is this archive a workbook that may be unpacked?
//!
//! The central directory is checked first (names, overlaps, declared sizes), then the parts that will be read are
//! unpacked once into nothing, so that a directory that lies about sizes is found out before a parser sees a byte.

use std::io::{Cursor, Read};

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::file_problem::{FileProblem, Kind, Measure};

/// Parts an archive may have. A workbook has a dozen, one with photos a few hundred.
const MAX_PARTS: usize = 2_000;
/// Bytes all parts together may unpack to.
const MAX_UNPACKED: u64 = 96 * 1024 * 1024;
/// Above this size a part may not be packed better than [`MAX_RATIO`].
const RATIO_COUNTS_FROM: u64 = 4 * 1024 * 1024;
/// Sheets pack 10 to 60 times; a bomb packs 1,000 times.
const MAX_RATIO: u64 = 250;
/// How much of a part is searched for a document type definition, which can only stand before the first element.
const PROLOG: usize = 16 * 1024;

/// Checks the archive of a workbook. The bytes are not kept.
pub fn check(bytes: &[u8]) -> Result<(), FileProblem> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    check_directory(&mut archive)?;
    for index in 0..archive.len() {
        check_part(&mut archive, index)?;
    }
    Ok(())
}

fn check_directory(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<(), FileProblem> {
    if archive.len() > MAX_PARTS {
        return Err(FileProblem::TooLarge(Measure::Unpacked));
    }
    let mut names = Vec::new();
    for name in archive.file_names_raw() {
        names.push(std::str::from_utf8(name).map_err(|_| FileProblem::Unsafe)?.to_owned());
    }
    if archive.has_duplicate_names() || names.iter().any(|name| climbs(name)) {
        return Err(FileProblem::Unsafe);
    }
    kind_of(&names)?;
    if archive.has_overlapping_entries()? {
        return Err(FileProblem::Unsafe);
    }
    let mut unpacked: u64 = 0;
    for index in 0..archive.len() {
        let part = archive.by_index_raw(index)?;
        if part.encrypted() {
            return Err(FileProblem::Encrypted);
        }
        if !matches!(part.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
            return Err(FileProblem::Unsafe);
        }
        unpacked = unpacked.saturating_add(part.size());
        let ratio_is_absurd = part.size() > part.compressed_size().saturating_mul(MAX_RATIO);
        if unpacked > MAX_UNPACKED || (part.size() > RATIO_COUNTS_FROM && ratio_is_absurd) {
            return Err(FileProblem::TooLarge(Measure::Unpacked));
        }
    }
    Ok(())
}

fn climbs(name: &str) -> bool {
    name.starts_with('/') || name.contains(['\\', ':', '\0']) || name.split('/').any(|part| part == "..")
}

fn kind_of(names: &[String]) -> Result<(), FileProblem> {
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    if has("xl/workbook.xml") {
        return Ok(());
    }
    Err(if has("xl/workbook.bin") {
        FileProblem::NotATable(Kind::BinaryWorkbook)
    } else if has("word/document.xml") || has("ppt/presentation.xml") {
        FileProblem::NotATable(Kind::OfficeDocument)
    } else if has("content.xml") {
        FileProblem::NotATable(Kind::OpenDocument)
    } else {
        FileProblem::NotATable(Kind::Archive)
    })
}

/// Unpacks one XML part into nothing: it must be exactly as long as the directory says, and declare no entities.
fn check_part(archive: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<(), FileProblem> {
    let mut part = archive.by_index(index)?;
    let name = part.name()?.to_ascii_lowercase();
    if !["xml", "rels"].iter().any(|ending| name.rsplit('.').next() == Some(ending)) {
        return Ok(());
    }
    let declared = part.size();
    let mut reader = (&mut part).take(declared.saturating_add(1));
    let mut buffer = vec![0_u8; 64 * 1024];
    let mut prolog: Vec<u8> = Vec::new();
    let mut seen: u64 = 0;
    loop {
        let count = reader.read(&mut buffer).map_err(|_| FileProblem::Damaged)?;
        let Some(chunk) = buffer.get(..count).filter(|chunk| !chunk.is_empty()) else {
            break;
        };
        if prolog.len() < PROLOG {
            prolog.extend_from_slice(chunk.get(..PROLOG - prolog.len()).unwrap_or(chunk));
        }
        seen = seen.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
    }
    if seen > declared {
        return Err(FileProblem::TooLarge(Measure::Unpacked));
    }
    if seen < declared {
        return Err(FileProblem::Damaged);
    }
    let prolog: String = prolog.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    let prolog = prolog.to_ascii_lowercase();
    if prolog.contains("<!doctype") || prolog.contains("<!entity") {
        return Err(FileProblem::Unsafe);
    }
    Ok(())
}

impl From<ZipError> for FileProblem {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Self::Encrypted,
            _ => Self::Damaged,
        }
    }
}
