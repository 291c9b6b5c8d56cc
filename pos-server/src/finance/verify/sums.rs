//! Do the first and the last line of the month say what the others do? The sums on the cover, and how the month was closed.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::meals::Meals;
use super::rows;
use super::wrong::{self, Wrong};
use crate::finance::bundle::closed::ClosedMonth;
use crate::finance::bundle::file_of;
use crate::finance::bundle::manifest::Manifest;
use crate::finance::close_month::content::ClosingSums;
use crate::finance::close_month::lines::{ClosingLine, CoverLine, Part};
use crate::text::say;

/// The sums on the cover are those of the meals and corrections.
pub fn cover(folder: &Path, manifest: &Manifest, meals: &Meals) -> Result<(), Wrong> {
    let cover: CoverLine = only(folder, Part::Cover)?;
    let mut sums = ClosingSums::default();
    for told in &meals.own {
        sums.count(&told.line);
    }
    for line in meals.corrections() {
        sums.correct(line);
    }
    let is_named = |funder: &String| cover.funders.iter().any(|one| one.key == *funder);
    if cover.month == manifest.month && cover.sums == sums && sums.shares.keys().chain(sums.corrected_shares.keys()).all(is_named) {
        return Ok(());
    }
    let what = say(
        format!(
            "封面的合计与各餐不符：各餐合计 {} 餐，餐标 {}，自付 {}。",
            sums.meals, sums.standard, sums.pays
        ),
        format!(
            "The sums on the cover are not those of the meals: {} meals, standard {}, paid {}.",
            sums.meals, sums.standard, sums.pays
        ),
    );
    Err(Wrong::row(&file_of(Part::Cover), 1, what))
}

/// The last line says of the closing what was kept of it.
pub fn closing(folder: &Path, closed: &[ClosedMonth]) -> Result<(), Wrong> {
    let line: ClosingLine = only(folder, Part::Closing)?;
    let is_so = |one: &ClosedMonth| {
        (line.proposed_at, line.approved_at, line.last_entry_no) == (one.proposed_at, one.approved_at, one.last_entry_no)
            && line.sha256 == hex::encode(&one.sha256)
            // Before the first entry the chain has a head too.
            && (one.last_entry_no == 0 || line.head_hash == hex::encode(&one.head))
    };
    if closed.last().is_some_and(is_so) {
        return Ok(());
    }
    let what = say(
        "它与月结记录不符：时间、哈希或分录号。",
        "It is not what was kept of the closing: the times, the hashes or the entry.",
    );
    Err(Wrong::row(&file_of(Part::Closing), 1, what))
}

/// The one line of a part.
fn only<T: DeserializeOwned>(folder: &Path, part: Part) -> Result<T, Wrong> {
    let file = file_of(part);
    let mut rows = rows::read::<T>(folder, &file)?;
    let missing = || Wrong::file(&file, say("它应当只有一行，却是空的。", "It should have one row and is empty."));
    let (_, line) = rows.next().ok_or_else(missing)??;
    match rows.next() {
        None => Ok(line),
        Some(second) => Err(second.map_or_else(|wrong| wrong, |(number, _)| Wrong::row(&file, number, wrong::out_of_order()))),
    }
}
