//! How does an entry get into the journal? It follows the head of its canteen's chain and becomes the head.

use chrono::NaiveDate;

use super::chain::{self, Link, Record};
use super::entry::Lines;
use super::store::{self, Head, NewEntry};
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;

/// What an entry says, before it has a number.
#[derive(Debug)]
pub struct Posting {
    /// Whose journal.
    pub canteen: CanteenId,
    /// The entry's kind, as the journal stores it.
    pub kind: &'static str,
    /// When it is booked.
    pub at: Timestamp,
    /// The day it belongs to.
    pub service_date: NaiveDate,
    /// Its lines.
    pub lines: Lines,
    /// The columns of the row that it books.
    pub record: Record,
}

/// Puts an entry behind a journal's head, and moves the head to it. Pure: nothing is written.
pub fn follow(head: &mut Head, posting: Posting) -> NewEntry {
    let entry_no = head.entry_no + 1;
    let hash = chain::hash(&Link {
        previous: &head.hash,
        canteen: posting.canteen,
        entry_no,
        kind: posting.kind,
        at: posting.at,
        service_date: posting.service_date,
        lines: &posting.lines,
        record: posting.record,
    });
    head.entry_no = entry_no;
    NewEntry {
        canteen: posting.canteen,
        entry_no,
        kind: posting.kind,
        at: posting.at,
        service_date: posting.service_date,
        previous_hash: std::mem::replace(&mut head.hash, hash.to_vec()),
        hash,
        lines: posting.lines,
    }
}

/// Writes one entry at the end of its canteen's journal, and gives its number. The caller writes the row that it books.
pub async fn post(tx: &mut Tx, posting: Posting) -> Result<i64, DbError> {
    let mut head = store::head_of(tx, posting.canteen).await?;
    let entry = follow(&mut head, posting);
    store::append(tx, &[entry]).await?;
    let entry_no = head.entry_no;
    store::move_heads(tx, &[head]).await?;
    Ok(entry_no)
}
