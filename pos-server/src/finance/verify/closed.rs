//! Who closed the month, and is what it says what they approved?

use std::path::Path;

use sha2::{Digest, Sha256};

use super::rows::{self, Lines};
use super::wrong::{self, Wrong};
use crate::finance::bundle::closed::ClosedMonth;
use crate::finance::bundle::manifest::Manifest;
use crate::finance::bundle::{CLOSED_MONTHS, file_of};
use crate::finance::close_month::lines::Part;
use crate::text::say;

/// The closings up to that of the bundle's month, which is the last one: each by two people, after the month was over.
pub fn read(folder: &Path, manifest: &Manifest) -> Result<Vec<ClosedMonth>, Wrong> {
    let mut closed: Vec<ClosedMonth> = Vec::new();
    for row in rows::read::<ClosedMonth>(folder, CLOSED_MONTHS)? {
        let (number, one) = row?;
        let wrong = |what| Wrong::row(CLOSED_MONTHS, number, what);
        if one.proposed_by == one.approved_by {
            return Err(wrong(say(
                "提出月结的人和批准的人是同一个人。",
                "The same person proposed and approved the closing.",
            )));
        }
        if one.approved_at < one.proposed_at || one.proposed_at < over(&one) {
            return Err(wrong(say(
                "月结在这个月结束之前提出，或在提出之前批准。",
                "It was proposed before the month was over, or approved before it was proposed.",
            )));
        }
        if closed.last().is_some_and(|before| before.month >= one.month) {
            return Err(wrong(wrong::out_of_order()));
        }
        closed.push(one);
    }
    let is_later = |one: &ClosedMonth| {
        closed
            .last()
            .is_some_and(|last| one.approved_at > last.approved_at || one.last_entry_no > last.last_entry_no)
    };
    if let Some(number) = (1_u64..).zip(&closed).find_map(|(number, one)| is_later(one).then_some(number)) {
        return Err(Wrong::row(CLOSED_MONTHS, number, wrong::out_of_order()));
    }
    if closed.last().is_none_or(|last| last.month != manifest.month) {
        let what = say(
            format!("没有 {} 的月结记录。", manifest.month),
            format!("The closing of {} is missing.", manifest.month),
        );
        return Err(Wrong::file(CLOSED_MONTHS, what));
    }
    Ok(closed)
}

/// When a month is over.
fn over(one: &ClosedMonth) -> crate::clock::Timestamp {
    let last = one.month.end().pred_opt().unwrap_or_else(|| one.month.first());
    crate::calendar::end_of(last)
}

/// The SHA-256 of all parts but the closing itself is what was approved.
pub fn approved(folder: &Path, closed: &[ClosedMonth]) -> Result<(), Wrong> {
    let (mut hash, mut row) = (Sha256::new(), Vec::new());
    for part in Part::ALL.into_iter().filter(|part| *part != Part::Closing) {
        let mut lines = Lines::open(folder, &file_of(part))?;
        while lines.next(&mut row)?.is_some() {
            hash.update(part.as_str());
            hash.update(b"\t");
            hash.update(&row);
            hash.update(b"\n");
        }
    }
    let hash = hash.finalize();
    if closed.last().is_some_and(|closing| closing.sha256 == hash.as_slice()) {
        return Ok(());
    }
    let what = say(
        format!("月结内容的哈希是 {}，不是两个人所批准的。", hex::encode(hash)),
        format!(
            "What the month says has the hash {}, which is not the one that was approved.",
            hex::encode(hash)
        ),
    );
    Err(Wrong::file(CLOSED_MONTHS, what))
}
