//! What did the register know of somebody at a moment? The rows recorded by then that no other row had replaced by then. Pure.

use chrono::NaiveDate;

use super::store::dated::DatedFact;
use crate::clock::Timestamp;
use crate::subsidy::standing::{Held, Kind};

/// The facts in force as known at a moment, or by now.
pub fn as_known(rows: &[DatedFact], at: Option<Timestamp>) -> impl Iterator<Item = &DatedFact> {
    let was_known = move |row: &&DatedFact| at.is_none_or(|at| row.known_since <= at);
    let is_replaced = move |row: &DatedFact| rows.iter().filter(was_known).any(|other| other.replaces == Some(row.id));
    rows.iter().filter(was_known).filter(move |row| !is_replaced(row))
}

/// The residencies, classes and care homes as known at a moment, or by now.
#[must_use]
pub fn held(rows: &[DatedFact], at: Option<Timestamp>) -> Vec<Held> {
    let kinds = [
        ("residency", Kind::Residency),
        ("class", Kind::Class),
        ("care_home", Kind::CareHome),
    ];
    let held = as_known(rows, at).filter_map(|row| {
        let (_, kind) = kinds.iter().find(|(word, _)| *word == row.kind)?;
        Some(Held {
            kind: *kind,
            value: row.value.clone(),
            has_document: row.has_document,
            from: row.true_from,
            to: row.true_to,
        })
    });
    held.collect()
}

/// The day of death as known at a moment, or by now.
#[must_use]
pub fn died_on(rows: &[DatedFact], at: Option<Timestamp>) -> Option<NaiveDate> {
    as_known(rows, at).filter(|row| row.kind == "died").map(|row| row.true_from).min()
}

/// Since when somebody is away on a day, as known at a moment, or by now.
#[must_use]
pub fn moved_out_on(rows: &[DatedFact], at: Option<Timestamp>, day: NaiveDate) -> Option<NaiveDate> {
    let holds = |row: &&DatedFact| row.kind == "moved_out" && row.true_from <= day && row.true_to.is_none_or(|last| day <= last);
    as_known(rows, at).filter(holds).map(|row| row.true_from).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{FactId, ResidentId};

    fn row(kind: &str, (from, to): (&str, Option<&str>), known: &str, replaces: Option<FactId>) -> DatedFact {
        DatedFact {
            id: FactId::new(),
            resident_id: ResidentId::new(),
            kind: kind.to_owned(),
            value: "dibao".to_owned(),
            has_document: false,
            true_from: from.parse().unwrap(),
            true_to: to.map(|day| day.parse().unwrap()),
            known_since: known.parse().unwrap(),
            replaces,
        }
    }

    #[test]
    fn a_row_counts_from_when_it_was_known_until_another_replaces_it() {
        let first = row("class", ("2026-01-01", None), "2026-01-05T00:00:00Z", None);
        let ended = row("class", ("2026-01-01", Some("2026-03-31")), "2026-05-01T00:00:00Z", Some(first.id));
        let taken_back = row(
            "withdrawn",
            ("2026-01-01", Some("2026-03-31")),
            "2026-06-01T00:00:00Z",
            Some(ended.id),
        );
        let rows = [first, ended, taken_back];
        for (at, last) in [
            (Some("2026-01-04T00:00:00Z"), None),
            (Some("2026-01-05T00:00:00Z"), Some(None)),
            (Some("2026-04-30T00:00:00Z"), Some(None)),
            (Some("2026-05-01T00:00:00Z"), Some(Some("2026-03-31"))),
            (Some("2026-06-01T00:00:00Z"), None),
            (None, None),
        ] {
            let known = held(&rows, at.map(|at| at.parse().unwrap()));
            let wanted = last.map(|last| last.map(|day| day.parse().unwrap()));
            assert_eq!(known.first().map(|held| held.to), wanted, "{at:?}");
            assert!(known.len() < 2);
        }
    }

    #[test]
    fn a_death_that_was_recorded_late_was_not_known_before() {
        let rows = [
            row("died", ("2026-03-01", None), "2026-04-01T00:00:00Z", None),
            row("moved_out", ("2026-02-01", Some("2026-02-28")), "2026-02-01T00:00:00Z", None),
        ];
        let march = "2026-03-15T00:00:00Z".parse().ok();
        assert_eq!(died_on(&rows, march), None);
        assert_eq!(died_on(&rows, None), "2026-03-01".parse().ok());
        assert_eq!(moved_out_on(&rows, march, "2026-02-28".parse().unwrap()), "2026-02-01".parse().ok());
        assert_eq!(moved_out_on(&rows, march, "2026-03-01".parse().unwrap()), None);
    }
}
