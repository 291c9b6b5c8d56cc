//! Does the piece of the journal hold together? Numbered without gaps, each entry following the one before, each hash over all that it
//! books, each entry's lines summing to zero and saying what the row says. Pure.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::finance::bundle::closed::ClosedMonth;
use crate::finance::bundle::journal::{BookedRow, JournalRow};
use crate::finance::bundle::manifest::Manifest;
use crate::finance::check::booking;
use crate::finance::check::hash::Text;
use crate::finance::check::store::{LineRow, SaleRow};
use crate::ledger::chain::GENESIS;
use crate::subsidy::policy::Share;
use crate::text::{Sentence, say};

/// A piece of the journal, up to some entry.
#[derive(Debug)]
pub struct Chain {
    canteen: Uuid,
    /// The entry before, with its hash; nothing before the first row.
    last: Option<(i64, Vec<u8>)>,
    text: Text,
    /// The hashes of entries that closings name, by number.
    heads: BTreeMap<i64, Vec<u8>>,
    /// The last entry of the month.
    ends: i64,
}

impl Chain {
    /// Before the first row of a bundle's journal.
    #[must_use]
    pub fn new(manifest: &Manifest, closed: &[ClosedMonth]) -> Self {
        let heads = closed.iter().filter(|one| one.last_entry_no > 0);
        Self {
            canteen: manifest.canteen_id.uuid(),
            last: None,
            text: Text::default(),
            heads: heads.map(|one| (one.last_entry_no, one.head.clone())).collect(),
            ends: closed.last().map_or(0, |one| one.last_entry_no),
        }
    }

    /// Goes on to the next entry.
    pub fn step(&mut self, row: &JournalRow) -> Result<(), Sentence> {
        let JournalRow { entry, lines, booked } = row;
        self.follows(entry.entry_no, &entry.previous_hash)?;
        let (kind, number) = booked.kind();
        if kind != entry.kind || number != entry.entry_no || lines.iter().any(|line| line.entry_no != entry.entry_no) {
            return Err(say(
                "分录、它的各行与它所记的那一行不是同一笔。",
                "The entry, its lines and the row that it books are not of one entry.",
            ));
        }
        booking::balanced(lines)?;
        says_the_same(booked, lines)?;
        if self.text.hash(self.canteen, entry, lines, booked.as_booked().columns()).as_slice() != entry.hash {
            return Err(say(
                format!("第 {number} 号分录在记账之后被改过：哈希不符。"),
                format!("Entry {number} was changed after it was booked: the hash differs."),
            ));
        }
        self.is_head(number, &entry.hash)?;
        self.last = Some((number, entry.hash.clone()));
        Ok(())
    }

    /// The entry comes after the one before. The first one follows what a closing names, or nothing at all.
    fn follows(&self, number: i64, previous: &[u8]) -> Result<(), Sentence> {
        match &self.last {
            Some((last, _)) if last.checked_add(1) != Some(number) => Err(say(
                format!("第 {last} 号分录之后是第 {number} 号：中间缺号，或顺序不对。"),
                format!("After entry {last} comes {number}: there is a gap, or the order is wrong."),
            )),
            Some((_, hash)) if hash != previous => Err(broken()),
            Some(_) => Ok(()),
            None if number < 1 || (number == 1 && previous != GENESIS) => Err(broken()),
            None => self.is_head(number.saturating_sub(1), previous),
        }
    }

    /// Where a closing names an entry, it has the hash that the closing names.
    fn is_head(&self, number: i64, hash: &[u8]) -> Result<(), Sentence> {
        if self.heads.get(&number).is_none_or(|head| head == hash) {
            return Ok(());
        }
        Err(say(
            format!("第 {number} 号分录的哈希与月结时记下的不同。"),
            format!("The hash of entry {number} is not the one that was kept at the closing."),
        ))
    }

    /// The piece ends where the month does.
    pub fn end(&self) -> Result<(), Sentence> {
        let last = self.last.as_ref().map(|(number, _)| *number);
        if last == Some(self.ends) || (last.is_none() && self.heads.is_empty()) {
            return Ok(());
        }
        Err(say(
            format!("分录到第 {} 号为止，月结到第 {} 号。", last.unwrap_or_default(), self.ends),
            format!(
                "The journal ends at entry {}, the month at {}.",
                last.unwrap_or_default(),
                self.ends
            ),
        ))
    }
}

fn broken() -> Sentence {
    say(
        "记着的上一笔哈希与上一笔分录不符：有分录被改过、删过或插入过。",
        "It does not follow the entry before: one was changed, taken out or put in.",
    )
}

/// The lines say what the row says.
fn says_the_same(booked: &BookedRow, lines: &[LineRow]) -> Result<(), Sentence> {
    match booked {
        BookedRow::Sale(row) => sale(row, lines),
        BookedRow::Movement(row) => booking::movement(row, lines),
        BookedRow::ShiftOpened(row) => booking::opened(row, lines),
        // What these book follows from other rows: from the sale, and from the count.
        BookedRow::Void(_) | BookedRow::ShiftClosed(_) => Ok(()),
    }
}

/// P3: the standard is what the diner pays and what the funders share, and the lines say so.
fn sale(row: &SaleRow, lines: &[LineRow]) -> Result<(), Sentence> {
    let unread = |error: serde_json::Error| say(format!("分担无法读取：{error}"), format!("The shares cannot be read: {error}."));
    let shares: Vec<Share> = serde_json::from_str(&row.shares).map_err(unread)?;
    let mut sums: BTreeMap<String, i128> = BTreeMap::new();
    let mut paid = i128::from(row.pays_fen);
    *sums.entry("meals".to_owned()).or_default() -= i128::from(row.standard_fen);
    for share in shares {
        *sums.entry(format!("receivable:{}", share.funder)).or_default() += i128::from(share.amount.get());
    }
    let total = sums.values().sum::<i128>() + paid;
    for line in lines {
        let amount = i128::from(line.amount_fen);
        match sums.get_mut(&line.account) {
            Some(sum) => *sum -= amount,
            None => paid -= amount,
        }
    }
    if total == 0 && paid == 0 && sums.values().all(|sum| *sum == 0) {
        return Ok(());
    }
    Err(say(
        "餐标、自付、分担与分录的各行对不上。",
        "The standard, what the diner pays, the shares and the lines of the entry do not agree.",
    ))
}
