//! Where do the headers of a sheet stand? In one row or in two: 居住地址 above 小区, 楼栋, 单元, 房号.

use super::super::sheet::{Cell, Row, Sheet};
use super::{Meaning, meaning_of, without_remarks};

/// Rows looked at to find the headers; titles and notes often stand above them.
const HEADER_ROWS: usize = 10;

/// The headers of a sheet.
pub(super) struct Headers {
    /// Their last row, as the spreadsheet program numbers it.
    pub(super) row: u32,
    /// Each column that has one, with its text.
    pub(super) texts: Vec<(usize, String)>,
}

/// The row that names most things, together with the row above or below where that one names more.
pub(super) fn find(sheet: &Sheet) -> Option<Headers> {
    let mut best: Option<(usize, usize)> = None;
    for (at, row) in sheet.rows.iter().take(HEADER_ROWS).enumerate() {
        let known = meanings(row);
        if known.len() >= 2 && known.contains(&Meaning::Name) && best.is_none_or(|(most, _)| known.len() > most) {
            best = Some((known.len(), at));
        }
    }
    let (_, at) = best?;
    let chosen = sheet.rows.get(at)?;
    let beside = |at: Option<usize>| at.and_then(|at| sheet.rows.get(at)).filter(|row| belongs_to(row, chosen));
    Some(match (beside(Some(at + 1)), beside(at.checked_sub(1))) {
        (Some(lower), _) => joined(chosen, lower),
        (None, Some(upper)) => joined(upper, chosen),
        (None, None) => joined(chosen, chosen),
    })
}

/// The different things that a row names, in order.
fn meanings(row: &Row) -> Vec<Meaning> {
    let mut meanings: Vec<Meaning> = row.cells.iter().flatten().filter_map(|cell| meaning_of(cell.text())).collect();
    meanings.sort_unstable();
    meanings.dedup();
    meanings
}

/// Is a row the other half of the headers? It touches them, has two headers or more, and holds nothing of a person.
fn belongs_to(row: &Row, headers: &Row) -> bool {
    let names_a_person = headers.cells.iter().zip(&row.cells).any(|(header, cell)| {
        let header = header.as_ref().and_then(|header| meaning_of(header.text()));
        header == Some(Meaning::Name) && cell.as_ref().is_some_and(|cell| meaning_of(cell.text()).is_none())
    });
    row.number.abs_diff(headers.number) == 1
        && row.cells.iter().flatten().filter(|cell| meaning_of(cell.text()).is_some()).count() >= 2
        && !names_a_person
        && !row.cells.iter().flatten().any(is_of_a_person)
}

fn is_of_a_person(cell: &Cell) -> bool {
    match cell {
        Cell::Text(text) => without_remarks(text).chars().any(|letter| letter.is_ascii_digit()),
        Cell::Number(_) | Cell::Date(_) | Cell::Bool(_) | Cell::Error(_) => true,
    }
}

/// Two rows as one, column by column: the lower header where it is understood, else the upper one, else what there is.
///
/// A name or a document below another heading (紧急联系人 over 姓名 and 电话) is that of somebody else.
fn joined(upper: &Row, lower: &Row) -> Headers {
    let text = |row: &Row, index: usize| row.cell(index).map(|cell| cell.text().to_owned());
    let is_of_upper = |meaning: Meaning| upper.cells.iter().flatten().any(|cell| meaning_of(cell.text()) == Some(meaning));
    let texts = (0..upper.cells.len().max(lower.cells.len())).filter_map(|index| {
        let (above, below) = (text(upper, index), text(lower, index));
        let meant = below.as_deref().and_then(meaning_of);
        let is_elses = matches!(meant, Some(Meaning::Name | Meaning::Document))
            && above.as_deref().and_then(meaning_of) != meant
            && meant.is_some_and(is_of_upper);
        let chosen = match (above, below) {
            (above, Some(below)) if is_elses => format!("{}（{below}）", above.unwrap_or_default()),
            (_, Some(below)) if meant.is_some() => below,
            (Some(above), Some(below)) if meaning_of(&above).is_none() => below,
            (Some(text), _) | (None, Some(text)) => text,
            (None, None) => return None,
        };
        Some((index, chosen))
    });
    Headers {
        row: lower.number,
        texts: texts.collect(),
    }
}
