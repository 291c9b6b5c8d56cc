//! What stands on the summary of a month, in its workbook and as CSV? The month's own figures, as rows of cells.

use super::books::Funder;
use super::cells::Cell;
use super::lines::Line;
use super::months::{GroupLine, MonthView};
use super::words::{self, Word};
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::text::Language;

/// The rows of the summary, from top to bottom; an empty one between its parts.
#[must_use]
pub fn rows(month: &MonthView, funders: &[Funder], language: Language) -> Vec<Vec<Cell>> {
    let summary = Summary { month, funders, language };
    [
        vec![summary.title()],
        summary.groups(),
        summary.days(),
        summary.tenders(),
        summary.funder_sums(),
        summary.check(),
    ]
    .join(&vec![Vec::new()][..])
}

/// A month that is being summed up in a language.
struct Summary<'m> {
    month: &'m MonthView,
    funders: &'m [Funder],
    language: Language,
}

impl Summary<'_> {
    fn word(&self, word: Word) -> Cell {
        Cell::text(word.read(self.language))
    }

    fn heading(&self, words: &[Word]) -> Vec<Cell> {
        words.iter().map(|word| self.word(*word)).collect()
    }

    fn title(&self) -> Vec<Cell> {
        vec![
            Cell::text(&self.month.canteen.name),
            self.word(words::MONTH_REPORT),
            Cell::text(&self.month.month.to_string()),
        ]
    }

    fn groups(&self) -> Vec<Vec<Cell>> {
        let share = |funder: &Funder| Cell::text(&words::share(&funder.name, &funder.key, self.language));
        let mut top = self.heading(&words::GROUPS);
        top.extend(self.funders.iter().map(share));
        let mut rows = vec![top];
        for group in &self.month.groups {
            let named = vec![self.word(words::group(group.group)), self.word(words::meal(group.meal))];
            rows.push(self.with_shares(named, group.line, Some(group)));
        }
        rows.push(self.with_shares(vec![self.word(words::TOTAL), Cell::Empty], self.month.total, None));
        rows
    }

    fn with_shares(&self, named: Vec<Cell>, line: Line, of: Option<&GroupLine>) -> Vec<Cell> {
        let shares = self.funders.iter().map(|funder| Cell::Money(self.owed(&funder.key, of)));
        named.into_iter().chain(line_cells(line)).chain(shares).collect()
    }

    /// What a funder owes: for one group's meals of one kind, or for all.
    fn owed(&self, funder: &str, of: Option<&GroupLine>) -> Fen {
        self.month
            .summary
            .iter()
            .filter(|line| line.funder == funder && of.is_none_or(|of| (of.group, of.meal) == (line.group, line.meal)))
            .map(|line| line.amount)
            .sum()
    }

    fn days(&self) -> Vec<Vec<Cell>> {
        let row = |named: Cell, line: Line| [named].into_iter().chain(line_cells(line)).collect();
        let mut rows = vec![self.heading(&words::DAYS)];
        rows.extend(self.month.days.iter().map(|day| row(Cell::text(&day.date.to_string()), day.line)));
        rows.push(row(self.word(words::TOTAL), self.month.total));
        rows
    }

    fn tenders(&self) -> Vec<Vec<Cell>> {
        let mut rows = vec![self.heading(&words::BY_TENDER)];
        for tender in &self.month.by_tender {
            let known = Tender::ALL.into_iter().find(|known| known.as_str() == tender.key);
            rows.push(vec![
                known.map_or_else(|| Cell::text(&tender.key), |known| self.word(words::tender(known))),
                Cell::Count(tender.line.meals),
                Cell::Money(tender.line.pays),
            ]);
        }
        rows
    }

    fn funder_sums(&self) -> Vec<Vec<Cell>> {
        let mut rows = vec![self.heading(&words::BY_FUNDER)];
        for funder in &self.month.by_funder {
            rows.push(vec![
                Cell::text(funder.name.as_deref().unwrap_or_default()),
                Cell::text(&funder.key),
                Cell::Count(funder.line.meals),
                Cell::Money(funder.line.subsidy),
            ]);
        }
        rows
    }

    fn check(&self) -> Vec<Vec<Cell>> {
        if self.month.differences.is_empty() {
            return vec![self.heading(&words::AGREES)];
        }
        let mut rows = vec![self.heading(&words::DISAGREES), self.heading(&words::DIFFERENCES)];
        for difference in &self.month.differences {
            rows.push(vec![
                Cell::text(&difference.account),
                Cell::Money(difference.meals),
                Cell::Money(difference.journal),
            ]);
        }
        rows
    }
}

fn line_cells(line: Line) -> [Cell; 4] {
    [
        Cell::Count(line.meals),
        Cell::Money(line.standard),
        Cell::Money(line.pays),
        Cell::Money(line.subsidy),
    ]
}
