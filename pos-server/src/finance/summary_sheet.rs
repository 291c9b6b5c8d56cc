//! What stands on the summary sheet of a month's workbook? The month's own figures, as rows of cells.

use super::books::Funder;
use super::cells::Cell;
use super::lines::Line;
use super::months::{GroupLine, MonthView};
use super::words;
use crate::sales::order::Tender;

/// The rows of the sheet, from top to bottom; an empty one between its parts.
#[must_use]
pub fn rows(month: &MonthView, funders: &[Funder]) -> Vec<Vec<Cell>> {
    let title = vec![
        Cell::text(&month.canteen.name),
        Cell::text("就餐月报"),
        Cell::text(&month.month.to_string()),
    ];
    [
        vec![title],
        groups(month, funders),
        days(month),
        tenders(month),
        funder_sums(month),
        check(month),
    ]
    .join(&vec![Vec::new()][..])
}

fn heading(words: &[&str]) -> Vec<Cell> {
    words.iter().map(|word| Cell::text(word)).collect()
}

fn line_cells(line: Line) -> [Cell; 4] {
    [
        Cell::Count(line.meals),
        Cell::Money(line.standard),
        Cell::Money(line.pays),
        Cell::Money(line.subsidy),
    ]
}

fn groups(month: &MonthView, funders: &[Funder]) -> Vec<Vec<Cell>> {
    let mut top = heading(&["人群", "餐次", "份数", "餐标", "自付", "补贴"]);
    top.extend(funders.iter().map(|funder| Cell::text(&funder.column())));
    let mut rows = vec![top];
    for group in &month.groups {
        let mut row = vec![Cell::text(words::group(group.group)), Cell::text(&group.meal.word().zh)];
        row.extend(line_cells(group.line));
        row.extend(funders.iter().map(|funder| Cell::Money(month.owed(&funder.key, Some(group)))));
        rows.push(row);
    }
    let mut sum = heading(&["合计", ""]);
    sum.extend(line_cells(month.total));
    sum.extend(funders.iter().map(|funder| Cell::Money(month.owed(&funder.key, None))));
    rows.push(sum);
    rows
}

fn days(month: &MonthView) -> Vec<Vec<Cell>> {
    let mut rows = vec![heading(&["就餐日期", "份数", "餐标", "自付", "补贴"])];
    for day in &month.days {
        let mut row = vec![Cell::text(&day.date.to_string())];
        row.extend(line_cells(day.line));
        rows.push(row);
    }
    let mut sum = heading(&["合计"]);
    sum.extend(line_cells(month.total));
    rows.push(sum);
    rows
}

fn tenders(month: &MonthView) -> Vec<Vec<Cell>> {
    let mut rows = vec![heading(&["支付方式", "份数", "自付"])];
    for tender in &month.by_tender {
        let known = Tender::ALL.into_iter().find(|known| known.as_str() == tender.key);
        let word = known.map_or(tender.key.as_str(), |known| words::tender(known));
        rows.push(vec![
            Cell::text(word),
            Cell::Count(tender.line.meals),
            Cell::Money(tender.line.pays),
        ]);
    }
    rows
}

fn funder_sums(month: &MonthView) -> Vec<Vec<Cell>> {
    let mut rows = vec![heading(&["出资方", "编号", "份数", "应付"])];
    for funder in &month.by_funder {
        rows.push(vec![
            Cell::text(funder.name.as_deref().unwrap_or_default()),
            Cell::text(&funder.key),
            Cell::Count(funder.line.meals),
            Cell::Money(funder.line.subsidy),
        ]);
    }
    rows
}

fn check(month: &MonthView) -> Vec<Vec<Cell>> {
    if month.differences.is_empty() {
        return vec![heading(&["与分录核对", "一致"])];
    }
    let mut rows = vec![
        heading(&["与分录核对", "不一致，请停止申报并联系管理员"]),
        heading(&["科目", "明细合计", "分录合计"]),
    ];
    for difference in &month.differences {
        rows.push(vec![
            Cell::text(&difference.account),
            Cell::Money(difference.meals),
            Cell::Money(difference.journal),
        ]);
    }
    rows
}

impl MonthView {
    /// What a funder owes: for one group's meals of one kind, or for all.
    fn owed(&self, funder: &str, of: Option<&GroupLine>) -> crate::money::Fen {
        self.summary
            .iter()
            .filter(|line| line.funder == funder && of.is_none_or(|of| (of.group, of.meal) == (line.group, line.meal)))
            .map(|line| line.amount)
            .sum()
    }
}
