//! What does a stranger need to check a closed month without the server? A folder of plain files: what the month says, the piece of the
//! journal behind it, who closed it and who did what, and the claim as it is handed in; a manifest with the hash of each file, signed by the canteen. The same closed month
//! is the same bytes for ever, on both databases.

pub mod cli;
pub mod closed;
pub mod export;
pub mod folder;
pub mod journal;
pub mod manifest;
pub mod store;

use super::close_month::lines::Part;
use crate::text::Language;

/// The version of the bundle's format: it grows with every change of what the files say.
pub const FORMAT: u32 = 2;

/// Who closed this month and those before it, by ids, with the hash of each.
pub const CLOSED_MONTHS: &str = "closed_months.jsonl";
/// The piece of the journal that the month rests on.
pub const JOURNAL: &str = "journal.jsonl";
/// Who did what, from the month's first day until it was closed.
pub const AUDIT: &str = "audit.jsonl";
/// The meals and corrections as finance hands them in. The verifier makes them again from the month's lines.
pub const CLAIM_CSV: &str = "claim.csv";
/// The claim's workbook as finance hands it in. It has no rows of text.
pub const CLAIM_XLSX: &str = "claim.xlsx";
/// A short hash of each row of each other file, so that a damaged row has a number.
pub const ROWS: &str = "rows.txt";
/// The files with their hashes.
pub const MANIFEST: &str = "manifest.json";
/// The canteen's signature of the manifest.
pub const SIGNATURE: &str = "manifest.sig";

/// The language of the claim's words: that of the office's own download.
pub const LANGUAGE: Language = Language::Zh;

/// The longest row that a file can have, in bytes: an exception names all its meals in one.
pub const LONGEST_ROW: u64 = 64 * 1024 * 1024;

/// The file of a part of what the month says. Each part has one, an empty one if the month says nothing of it.
#[must_use]
pub fn file_of(part: Part) -> String {
    format!("{}.jsonl", part.as_str())
}

/// The files that the manifest lists, in its order.
#[must_use]
pub fn files() -> Vec<String> {
    let parts = Part::ALL.map(file_of).into_iter();
    let others = [CLOSED_MONTHS, JOURNAL, AUDIT, CLAIM_CSV, CLAIM_XLSX, ROWS].map(ToOwned::to_owned);
    parts.chain(others).collect()
}
