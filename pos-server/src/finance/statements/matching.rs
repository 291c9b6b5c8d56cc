//! Which line of a statement belongs to which tender of the journal? By the payment's number first, then by amount and time. Pure.

use std::collections::{HashMap, HashSet, VecDeque};

use chrono::TimeDelta;

use super::store::{LineRow, TenderRow};
use crate::money::Fen;

/// How far a cashier's clock and the service's may be apart, with the time it takes to pay.
const NEAR: TimeDelta = TimeDelta::minutes(10);

/// By what a line and a tender belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The payment's number, and the amount.
    Reference,
    /// The amount, within minutes.
    Amount,
}

/// A statement held against the journal; the numbers are places in the two lists.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matching {
    /// What belongs together.
    pub pairs: Vec<(usize, usize, By)>,
    /// Same number, another amount.
    pub differing: Vec<(usize, usize)>,
    /// Lines without a tender.
    pub lines: Vec<usize>,
    /// Tenders without a line.
    pub tenders: Vec<usize>,
}

/// Matches lines with tenders; both in the order of their times.
#[must_use]
pub fn matching(lines: &[LineRow], tenders: &[TenderRow]) -> Matching {
    let mut found = Matching::default();
    let (mut taken_lines, mut taken_tenders) = (HashSet::new(), HashSet::new());
    for (line, tender, is_equal) in by_reference(lines, tenders) {
        taken_lines.insert(line);
        taken_tenders.insert(tender);
        if is_equal {
            found.pairs.push((line, tender, By::Reference));
        } else {
            found.differing.push((line, tender));
        }
    }
    let lines_left: Vec<usize> = (0..lines.len()).filter(|place| !taken_lines.contains(place)).collect();
    let tenders_left: Vec<usize> = (0..tenders.len()).filter(|place| !taken_tenders.contains(place)).collect();
    by_amount(lines, tenders, (&lines_left, &tenders_left), &mut found);
    found
}

/// Lines and tenders of one number and one direction. A number may stand twice, as two refunds of one payment: each is taken once,
/// those with equal amounts first.
fn by_reference(lines: &[LineRow], tenders: &[TenderRow]) -> Vec<(usize, usize, bool)> {
    let mut numbered: HashMap<(&str, bool), Vec<usize>> = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        let is_refund = line.amount_fen < Fen::ZERO;
        for number in [&line.reference, &line.order_no] {
            if !number.is_empty() {
                numbered.entry((number, is_refund)).or_default().push(place);
            }
        }
    }
    let (mut taken, mut paired) = (HashSet::new(), HashSet::new());
    let mut pairs = Vec::new();
    for wants_equal in [true, false] {
        for (place, tender) in tenders.iter().enumerate() {
            let Some(number) = tender.reference.as_deref() else { continue };
            if paired.contains(&place) {
                continue;
            }
            let fitting = numbered.get(&(number, tender.amount_fen < Fen::ZERO)).into_iter().flatten();
            let line = fitting.copied().find(|line| {
                let is_equal = lines.get(*line).is_some_and(|line| line.amount_fen == tender.amount_fen);
                is_equal == wants_equal && !taken.contains(line)
            });
            if let Some(line) = line {
                taken.insert(line);
                paired.insert(place);
                pairs.push((line, place, wants_equal));
            }
        }
    }
    pairs
}

/// Of what is left, lines and tenders of one amount, within minutes of each other. Both go forward in time, the earlier one stays
/// behind when they are too far apart: so as many as possible find each other.
fn by_amount(lines: &[LineRow], tenders: &[TenderRow], (lines_left, tenders_left): (&[usize], &[usize]), found: &mut Matching) {
    let mut waiting: HashMap<Fen, VecDeque<usize>> = HashMap::new();
    for place in tenders_left {
        if let Some(tender) = tenders.get(*place) {
            waiting.entry(tender.amount_fen).or_default().push_back(*place);
        }
    }
    for place in lines_left {
        let Some(line) = lines.get(*place) else { continue };
        let queue = waiting.entry(line.amount_fen).or_default();
        let at = |place: &usize| tenders.get(*place).map_or(line.at, |tender| tender.at);
        while let Some(tender) = queue.pop_front_if(|tender| at(tender) < line.at - NEAR) {
            found.tenders.push(tender);
        }
        match queue.pop_front_if(|tender| at(tender) <= line.at + NEAR) {
            Some(tender) => found.pairs.push((*place, tender, By::Amount)),
            None => found.lines.push(*place),
        }
    }
    found.tenders.extend(waiting.into_values().flatten());
    found.tenders.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(minute: i64, fen: i64, reference: &str) -> LineRow {
        LineRow {
            line_no: 1,
            reference: reference.to_owned(),
            order_no: String::new(),
            refund_no: String::new(),
            at: chrono::DateTime::UNIX_EPOCH + TimeDelta::minutes(minute),
            amount_fen: Fen::new(fen),
            fee_fen: Fen::ZERO,
        }
    }

    fn tender(minute: i64, fen: i64, reference: Option<&str>) -> TenderRow {
        TenderRow {
            entry_no: 1,
            kind: "sale".to_owned(),
            at: chrono::DateTime::UNIX_EPOCH + TimeDelta::minutes(minute),
            amount_fen: Fen::new(fen),
            reference: reference.map(ToOwned::to_owned),
        }
    }

    #[test]
    fn the_number_counts_before_the_time() {
        let lines = [line(0, 990, "one"), line(1, 990, "two"), line(2, 500, "three")];
        let tenders = [tender(0, 990, Some("two")), tender(1, 990, None), tender(600, 500, Some("three"))];
        let found = matching(&lines, &tenders);
        assert_eq!(found.pairs, [(1, 0, By::Reference), (2, 2, By::Reference), (0, 1, By::Amount)]);
        assert_eq!((found.lines, found.tenders), (vec![], vec![]));
    }

    #[test]
    fn amounts_find_each_other_within_minutes_only_and_as_many_as_can() {
        let lines = [line(0, 990, "a"), line(5, 990, "b"), line(40, 990, "c"), line(41, 500, "d")];
        let tenders = [
            tender(9, 990, None),
            tender(12, 990, None),
            tender(29, 990, None),
            tender(41, 990, None),
        ];
        let found = matching(&lines, &tenders);
        assert_eq!(found.pairs, [(0, 0, By::Amount), (1, 1, By::Amount), (2, 3, By::Amount)]);
        assert_eq!((found.lines, found.tenders), (vec![3], vec![2]));
    }

    #[test]
    fn a_refund_is_no_payment_and_another_amount_is_told() {
        let lines = [line(0, 990, "one"), line(5, -990, "one"), line(6, 1_000, "two")];
        let tenders = [
            tender(1, 990, Some("one")),
            tender(90, -990, Some("one")),
            tender(6, 990, Some("two")),
        ];
        let found = matching(&lines, &tenders);
        assert_eq!(found.pairs, [(0, 0, By::Reference), (1, 1, By::Reference)]);
        assert_eq!(found.differing, [(2, 2)]);
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_counts_twice(
            lines in proptest::collection::vec((0_i64..60, 1_i64..4), 0..30),
            tenders in proptest::collection::vec((0_i64..60, 1_i64..4), 0..30),
        ) {
            let (mut lines, mut tenders) = (lines, tenders);
            lines.sort_unstable();
            tenders.sort_unstable();
            let lines: Vec<LineRow> = lines.into_iter().map(|(minute, fen)| line(minute, fen, "")).collect();
            let tenders: Vec<TenderRow> = tenders.into_iter().map(|(minute, fen)| tender(minute, fen, None)).collect();
            let found = matching(&lines, &tenders);
            let mut seen_lines: Vec<usize> = found.pairs.iter().map(|pair| pair.0).chain(found.lines.iter().copied()).collect();
            let mut seen_tenders: Vec<usize> = found.pairs.iter().map(|pair| pair.1).chain(found.tenders.iter().copied()).collect();
            seen_lines.sort_unstable();
            seen_tenders.sort_unstable();
            proptest::prop_assert_eq!(seen_lines, (0..lines.len()).collect::<Vec<_>>());
            proptest::prop_assert_eq!(seen_tenders, (0..tenders.len()).collect::<Vec<_>>());
        }
    }
}
