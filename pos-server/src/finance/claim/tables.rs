//! What stands in the claim's tables beside the meals? Sums by group and by resident, exceptions, and what the drawers say.

use super::book::{Book, Sums};
use super::front::minute;
use super::words;
use crate::finance::books::Funder;
use crate::finance::cells::Cell;
use crate::finance::close_month::lines::ExceptionLine;
use crate::finance::close_month::tenders::{Paid, TenderLine};
use crate::finance::words::{self as papers, Word};
use crate::money::Fen;
use crate::subsidy::check_rules::Severity;
use crate::text::Language;

/// A book that is written in a language.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'b> {
    /// The book.
    pub book: &'b Book,
    /// The language of its words.
    pub language: Language,
}

impl Tables<'_> {
    fn said(self, word: Word) -> Cell {
        Cell::text(word.read(self.language))
    }

    fn heads(self, words: &[Word]) -> Vec<Cell> {
        words.iter().map(|word| self.said(*word)).collect()
    }

    fn heads_with_shares(self, words: &[Word]) -> Vec<Cell> {
        let share = |funder: &Funder| Cell::text(&papers::share(&funder.name, &funder.key, self.language));
        self.heads(words)
            .into_iter()
            .chain(self.book.cover.funders.iter().map(share))
            .collect()
    }

    fn sums(self, sums: &Sums) -> Vec<Cell> {
        let shares = self.book.cover.funders.iter().map(|funder| sums.share(&funder.key));
        let money = [sums.standard, sums.pays, sums.subsidy()].into_iter().chain(shares);
        [Cell::Count(sums.meals)].into_iter().chain(money.map(Cell::Money)).collect()
    }

    fn total(self) -> Sums {
        let sums = &self.book.cover.sums;
        Sums {
            meals: sums.meals,
            standard: sums.standard,
            pays: sums.pays,
            shares: sums.shares.clone(),
        }
    }

    /// 汇总: the sums by group, meal and channel.
    #[must_use]
    pub fn summary(self) -> Vec<Vec<Cell>> {
        let mut rows = vec![self.heads_with_shares(&words::GROUPS)];
        for ((group, meal, channel), sums) in &self.book.groups {
            let mut row = vec![
                self.said(papers::group(*group)),
                self.said(papers::meal(*meal)),
                Cell::text(&self.language.pick(channel.word())),
            ];
            row.extend(self.sums(sums));
            rows.push(row);
        }
        let mut total = vec![self.said(words::TOTAL), Cell::Empty, Cell::Empty];
        total.extend(self.sums(&self.total()));
        rows.push(total);
        rows
    }

    /// 名册: the sums of each resident, by their ids.
    #[must_use]
    pub fn residents(self) -> Vec<Vec<Cell>> {
        let mut rows = vec![self.heads_with_shares(&words::PEOPLE)];
        for (id, person) in &self.book.people {
            let who = id.map_or_else(|| self.said(words::NAMELESS), |id| Cell::text(&id.to_string()));
            rows.push([who, Cell::text(&person.name)].into_iter().chain(self.sums(&person.sums)).collect());
        }
        let total = [self.said(words::TOTAL), Cell::Empty].into_iter();
        rows.push(total.chain(self.sums(&self.total())).collect());
        rows
    }

    /// 异常: what the checks found, and how each was settled.
    #[must_use]
    pub fn exceptions(self) -> Vec<Vec<Cell>> {
        let rows = self.book.exceptions.iter().map(|line| self.exception(line));
        [self.heads(&words::EXCEPTIONS)].into_iter().chain(rows).collect()
    }

    fn exception(self, line: &ExceptionLine) -> Vec<Cell> {
        let severity = match line.severity {
            Severity::Block => words::BLOCKS,
            Severity::Warn => words::WARNS,
        };
        let mut days: Vec<String> = line.rows.iter().map(|row| row.service_date.to_string()).collect();
        days.dedup();
        let receipts: Vec<String> = line.rows.iter().filter_map(|row| row.receipt_no).map(|no| no.to_string()).collect();
        let settled = line.settled.as_ref();
        vec![
            Cell::text(&line.check.code()),
            self.said(severity),
            Cell::text(&self.language.pick(line.message.clone())),
            Cell::text(&days.join(" ")),
            Cell::text(&receipts.join(" ")),
            settled.map_or(Cell::Empty, |settled| Cell::text(&settled.name)),
            settled.map_or(Cell::Empty, |settled| Cell::text(&minute(settled.at))),
            settled.map_or(Cell::Empty, |settled| Cell::text(&settled.reason)),
        ]
    }

    /// 对账: each shift's tenders beside its Z-report.
    #[must_use]
    pub fn tenders(self) -> Vec<Vec<Cell>> {
        let rows = self.book.tenders.iter().map(|line| self.tender(line));
        [self.heads(&words::TENDERS)].into_iter().chain(rows).collect()
    }

    fn tender(self, line: &TenderLine) -> Vec<Cell> {
        let later = || [self.said(words::LATER), Cell::Empty, Cell::Empty, Cell::Empty];
        let shift = line.shift.as_ref();
        let of_shift = shift.map_or_else(later, |shift| {
            let closed_at = minute(shift.closed_at);
            [&shift.z_no.to_string(), &shift.shift_no.to_string(), &shift.lane, &closed_at].map(|text| Cell::text(text))
        });
        let paid = |paid: Paid| [Cell::Count(paid.meals), Cell::Money(paid.pays)];
        let reported = shift.map_or([Cell::Empty, Cell::Empty], |_| paid(line.reported));
        let difference = shift.map_or(Cell::Empty, |_| Cell::Money(line.difference()));
        let moved = |kinds: &[&str]| -> Fen { kinds.iter().filter_map(|kind| line.moved.get(*kind).copied()).sum() };
        let known = |amount: Option<Fen>| amount.map_or(Cell::Empty, Cell::Money);
        let money = [
            moved(&["top_up"]),
            moved(&["repayment"]),
            moved(&["refund"]),
            moved(&["cash_in", "cash_out"]),
        ];
        [self.said(papers::tender(line.tender))]
            .into_iter()
            .chain(of_shift)
            .chain(paid(line.standing))
            .chain(paid(line.undone))
            .chain(paid(line.others))
            .chain(reported)
            .chain([difference, Cell::Money(line.given_back.pays)])
            .chain(money.map(Cell::Money))
            .chain([
                known(shift.map(|shift| shift.float).filter(|_| line.expected.is_some())),
                known(line.expected),
                known(line.counted),
                shift.map_or(Cell::Empty, |shift| Cell::text(&shift.reason)),
            ])
            .collect()
    }
}
