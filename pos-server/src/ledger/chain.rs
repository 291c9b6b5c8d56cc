//! Was anything changed afterwards? Each entry's SHA-256 covers the one before and every column that it wrote.
//!
//! The hashed text is a list of `name:length:value` lines, the length in bytes of UTF-8, a missing value as `name:-:`. Times
//! are microseconds since 1970, bytes are hexadecimal, money is fen. Anybody can compute it again from an export.

use std::fmt::{Display, Write};

use super::entry::Lines;
use crate::clock::Timestamp;
use crate::ids::CanteenId;
use crate::keys::sha256;
use chrono::NaiveDate;

/// The hash before a canteen's first entry.
pub const GENESIS: [u8; 32] = [0; 32];

/// The columns of one row, in their fixed order, as they go under the hash.
#[derive(Debug, Default)]
pub struct Record(String);

impl Record {
    /// Adds a column.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Display) -> Self {
        let value = value.to_string();
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "{name}:{}:{value}", value.len());
        self
    }

    /// Adds a column that may be NULL.
    #[must_use]
    pub fn optional(mut self, name: &str, value: Option<impl Display>) -> Self {
        let Some(value) = value else {
            self.0.push_str(name);
            self.0.push_str(":-:\n");
            return self;
        };
        self.field(name, value)
    }

    /// Adds a column that came later: rows from before it are hashed without it.
    #[must_use]
    pub fn present(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.field(name, value),
            None => self,
        }
    }

    /// Adds a moment.
    #[must_use]
    pub fn time(self, name: &str, at: Timestamp) -> Self {
        self.field(name, at.timestamp_micros())
    }
}

/// What an entry is about; see [`hash`].
#[derive(Debug)]
pub struct Link<'e> {
    /// The hash of the entry before, or [`GENESIS`].
    pub previous: &'e [u8],
    /// Whose journal.
    pub canteen: CanteenId,
    /// The entry's number, from 1.
    pub entry_no: i64,
    /// `sale`, `void`, `movement`, `shift_opened` or `shift_closed`.
    pub kind: &'static str,
    /// When it was booked.
    pub at: Timestamp,
    /// The day it belongs to.
    pub service_date: NaiveDate,
    /// Its lines.
    pub lines: &'e Lines,
    /// The row it books.
    pub record: Record,
}

/// The hash of one entry.
#[must_use]
pub fn hash(link: &Link<'_>) -> [u8; 32] {
    let mut text = Record::default()
        .field("previous", hex::encode(link.previous))
        .field("canteen_id", link.canteen)
        .field("entry_no", link.entry_no)
        .field("kind", link.kind)
        .time("at", link.at)
        .field("service_date", link.service_date);
    for line in link.lines.as_slice() {
        text = text.field("account", &line.account).field("amount_fen", line.amount.get());
    }
    text.0.push_str(&link.record.0);
    sha256(text.0.as_bytes())
}
