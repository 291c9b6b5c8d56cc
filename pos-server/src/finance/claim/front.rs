//! What stands on the claim's cover? The month, its sums in figures and capitals, who closed it, and where two people sign.

use super::book::Book;
use super::capitals::capitals;
use super::{FORMAT, words};
use crate::calendar;
use crate::clock::Timestamp;
use crate::finance::cells::Cell;
use crate::finance::words::Word;
use crate::money::Fen;
use crate::text::Language;

/// The rows from top to bottom.
#[must_use]
pub fn rows(book: &Book, language: Language) -> Vec<Vec<Cell>> {
    let said = |word: Word| Cell::text(word.read(language));
    let title = vec![Cell::text(&book.cover.canteen.name), said(words::TITLE), Cell::text(FORMAT)];
    let heads = words::COVER.into_iter().map(said);
    let facts = heads.zip(facts(book)).map(|(head, (fact, more))| vec![head, fact, more]);
    let signatures = words::SIGNATURES.into_iter().map(|word| vec![said(word)]);
    [
        vec![title],
        facts.collect(),
        funders(book, language),
        policies(book, language),
        signatures.collect(),
    ]
    .join(&vec![Vec::new()][..])
}

/// The facts beside their heads.
fn facts(book: &Book) -> [(Cell, Cell); 11] {
    let (cover, sums) = (&book.cover, &book.cover.sums);
    let alone = |cell: Cell| (cell, Cell::Empty);
    let by = |name: &str, at: Timestamp| (Cell::text(name), Cell::text(&minute(at)));
    let nobody = || (Cell::Empty, Cell::Empty);
    let closing = book.closing.as_ref();
    [
        alone(Cell::text(&cover.canteen.code)),
        alone(Cell::text(&cover.month.to_string())),
        alone(Cell::Count(sums.meals)),
        alone(Cell::Count(sums.claimable)),
        alone(Cell::Money(sums.standard)),
        alone(Cell::Money(sums.pays)),
        closing.map_or_else(nobody, |closing| by(&closing.proposer, closing.proposed_at)),
        closing.map_or_else(nobody, |closing| by(&closing.approver, closing.approved_at)),
        closing.map_or_else(nobody, |closing| alone(Cell::text(&closing.sha256))),
        closing.map_or_else(nobody, |closing| alone(Cell::text(&closing.last_entry_no.to_string()))),
        closing.map_or_else(nobody, |closing| alone(Cell::text(&closing.head_hash))),
    ]
}

/// What each funder owes for the month and for corrections, and all of them together, in figures and in capitals.
fn funders(book: &Book, language: Language) -> Vec<Vec<Cell>> {
    let sums = &book.cover.sums;
    let mut rows = vec![words::FUNDERS.into_iter().map(|word| Cell::text(word.read(language))).collect()];
    let mut total = [Fen::ZERO; 2];
    for funder in &book.cover.funders {
        let owed = [&sums.shares, &sums.corrected_shares].map(|shares| shares.get(&funder.key).copied().unwrap_or_default());
        total = [total[0].plus(owed[0]), total[1].plus(owed[1])];
        let mut row = vec![Cell::text(&funder.name), Cell::text(&funder.key)];
        row.extend(amounts(owed));
        rows.push(row);
    }
    let mut row = vec![Cell::text(words::TOTAL.read(language)), Cell::Empty];
    row.extend(amounts(total));
    rows.push(row);
    let capitals = capitals(total[0].plus(total[1]));
    rows.push(vec![Cell::text(words::CAPITALS.read(language)), Cell::text(&capitals)]);
    rows
}

fn amounts([month, corrections]: [Fen; 2]) -> [Cell; 3] {
    [month, corrections, month.plus(corrections)].map(Cell::Money)
}

fn policies(book: &Book, language: Language) -> Vec<Vec<Cell>> {
    let mut rows = vec![words::POLICIES.into_iter().map(|word| Cell::text(word.read(language))).collect()];
    let policy = |policy: &crate::finance::close_month::known::PolicyLine| vec![Cell::text(&policy.version), Cell::text(&policy.sha256)];
    rows.extend(book.policies.iter().map(policy));
    rows
}

/// A moment of the canteen's clock, to the minute.
pub(super) fn minute(at: Timestamp) -> String {
    calendar::local(at).format("%Y-%m-%d %H:%M").to_string()
}
