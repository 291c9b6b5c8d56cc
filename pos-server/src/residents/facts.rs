//! How is a change of residency or class told in rows that are never edited? The old row is replaced by one that ends the
//! day before, and a new row begins.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::calendar::Day;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{FactId, ResidentId, StaffId};
use crate::keys::{KeyError, Keys};
use crate::text::{Sentence, say};

use super::clean::check_visible;
use super::difference::{Known, KnownFact};
use super::entry::Entry;
use super::store::{self, FactRow, ResidentRow, SealedFact};

/// When, on which day and by whom facts are recorded.
#[derive(Debug, Clone, Copy)]
pub struct Recording {
    /// The moment from which the register knows.
    pub at: Timestamp,
    /// The canteen's day: new facts are true from it on, old ones until the day before.
    pub day: NaiveDate,
    /// Who records them.
    pub by: Option<StaffId>,
}

impl Recording {
    /// A fact that is true from the recording's day on.
    #[must_use]
    pub fn begin(self, resident_id: ResidentId, kind: &str, value: &str) -> FactRow {
        FactRow {
            id: FactId::new(),
            resident_id,
            kind: kind.to_owned(),
            value: value.to_owned(),
            document: String::new(),
            true_from: self.day,
            true_to: None,
            known_since: self.at,
            recorded_by: self.by,
            replaces: None,
        }
    }

    /// The row that replaces a fact in force: true until the day before the first day without it, or, if it began on that
    /// very day, never true.
    #[must_use]
    pub fn end(self, resident_id: ResidentId, kind: &str, fact: &KnownFact, first_day_without: NaiveDate) -> FactRow {
        let last = first_day_without.pred_opt().filter(|last| *last >= fact.true_from);
        FactRow {
            kind: if last.is_some() { kind } else { "withdrawn" }.to_owned(),
            document: fact.document.clone(),
            true_from: fact.true_from,
            true_to: last,
            replaces: Some(fact.id),
            ..self.begin(resident_id, kind, &fact.value)
        }
    }

    /// The rows by which a residency leaves the days of another one to it: what was before it ends, what was after it goes on.
    fn make_room(self, fact: &FactRow, new: &NewFact) -> Vec<FactRow> {
        let (new_from, new_to) = (new.true_from.date(), new.true_to.map(Day::date));
        let overlaps = fact.true_to.is_none_or(|to| to >= new_from) && new_to.is_none_or(|to| fact.true_from <= to);
        if !overlaps {
            return Vec::new();
        }
        let known = KnownFact {
            id: fact.id,
            value: fact.value.clone(),
            document: fact.document.clone(),
            true_from: fact.true_from,
        };
        let after = new_to.and_then(|to| to.succ_opt());
        let rest = after
            .filter(|after| fact.true_to.is_none_or(|to| to >= *after))
            .map(|after| FactRow {
                document: fact.document.clone(),
                true_from: after,
                true_to: fact.true_to,
                ..self.begin(fact.resident_id, &fact.kind, &fact.value)
            });
        let ended = self.end(fact.resident_id, &fact.kind, &known, new_from);
        std::iter::once(ended).chain(rest).collect()
    }

    /// The facts that a row of a register adds for a resident, given what is in force.
    #[must_use]
    pub fn of_entry(self, resident: ResidentId, known: Option<&Known>, entry: &Entry) -> Vec<FactRow> {
        let mut rows = Vec::new();
        let before = known.and_then(|known| known.residency.as_ref());
        if let Some(residency) = entry
            .residency
            .as_deref()
            .filter(|value| before.is_none_or(|fact| fact.value != *value))
        {
            rows.extend(before.map(|fact| self.end(resident, "residency", fact, self.day)));
            rows.push(self.begin(resident, "residency", residency));
        }
        if let Some(classes) = &entry.classes {
            let in_force = known.into_iter().flat_map(|known| known.classes.values());
            rows.extend(
                in_force
                    .filter(|fact| !classes.contains(&fact.value))
                    .map(|fact| self.end(resident, "class", fact, self.day)),
            );
            let is_new = |class: &&String| known.is_none_or(|known| !known.classes.contains_key(*class));
            rows.extend(classes.iter().filter(is_new).map(|class| self.begin(resident, "class", class)));
        }
        rows
    }
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 户籍: one at a time.
    Residency,
    /// 身份类别: several at a time.
    Class,
    /// 迁出
    MovedOut,
    /// 死亡
    Died,
    /// 入住养老机构
    CareHome,
    /// The fact in `replaces` was never true.
    Withdrawn,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Residency => "residency",
            Self::Class => "class",
            Self::MovedOut => "moved_out",
            Self::Died => "died",
            Self::CareHome => "care_home",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// A fact to record.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFact {
    /// Made by the client; the same id again changes nothing.
    pub id: FactId,
    /// What it is about.
    pub kind: Kind,
    /// The class or the residency.
    pub value: Option<String>,
    /// The first day on which it is true.
    pub true_from: Day,
    /// The last day, if that is known.
    pub true_to: Option<Day>,
    /// The paper that proves it.
    pub document: Option<String>,
    /// The fact that this one corrects.
    pub replaces: Option<FactId>,
}

/// Why a fact was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum FactError {
    /// A part of it is wrong.
    #[error("{field} is wrong")]
    Wrong {
        /// Which part.
        field: &'static str,
        /// What would be right.
        message: Sentence,
    },
    /// The id belongs to another fact.
    #[error("the id was used for another fact")]
    IdReused,
    /// The fact to correct was corrected before.
    #[error("the fact was replaced already")]
    AlreadyReplaced,
    /// A sealed paper.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// All facts about a resident, those that were replaced included, the oldest knowledge first.
pub async fn facts_of(tx: &mut Tx, resident: ResidentId, keys: &Keys) -> Result<Vec<FactRow>, FactError> {
    let sealed = store::facts(tx, resident).await?;
    Ok(sealed.into_iter().map(|fact| fact.open(keys)).collect::<Result<_, _>>()?)
}

/// Records a fact about a resident. A new residency ends the one in force; whatever was sent before gives the first answer
/// and `false`.
pub async fn record(
    tx: &mut Tx,
    resident: &ResidentRow,
    new: &NewFact,
    keys: &Keys,
    recording: Recording,
) -> Result<(bool, FactRow), FactError> {
    let row = checked(resident, new, recording)?;
    if let Some(before) = store::fact(tx, new.id).await? {
        let before = before.open(keys)?;
        let is_same = FactRow {
            known_since: before.known_since,
            recorded_by: before.recorded_by,
            ..row
        } == before;
        return if is_same { Ok((false, before)) } else { Err(FactError::IdReused) };
    }
    let facts = facts_of(tx, resident.id, keys).await?;
    let is_current = |fact: &&FactRow| facts.iter().all(|other| other.replaces != Some(fact.id));
    if let Some(old) = new.replaces {
        let old = facts
            .iter()
            .find(|fact| fact.id == old)
            .ok_or_else(|| wrong("replaces", "没有这条记录。", "There is no such fact."))?;
        if !is_current(&old) {
            return Err(FactError::AlreadyReplaced);
        }
        if new.kind != Kind::Withdrawn && old.kind != new.kind.as_str() {
            return Err(wrong(
                "kind",
                "更正的记录应与原记录同类。",
                "A correction is of the same kind as the fact it corrects.",
            ));
        }
    }
    let mut rows = Vec::new();
    if new.kind == Kind::Residency && new.replaces.is_none() {
        let others = facts.iter().filter(is_current).filter(|fact| fact.kind == "residency");
        rows.extend(others.flat_map(|fact| recording.make_room(fact, new)));
    }
    rows.push(row.clone());
    let sealed = rows.into_iter().map(|row| SealedFact::seal(row, keys)).collect::<Result<_, _>>()?;
    store::insert_facts(tx, sealed).await?;
    Ok((true, row))
}

/// The row of a new fact, if everything in it can be true.
fn checked(resident: &ResidentRow, new: &NewFact, recording: Recording) -> Result<FactRow, FactError> {
    let value = new.value.as_deref().unwrap_or_default().trim();
    let document = new.document.as_deref().unwrap_or_default().trim();
    for (field, text, most) in [("value", value, 100), ("document", document, 200)] {
        if text.chars().count() > most {
            return Err(wrong(field, "文字太长。", "The text is too long."));
        }
        check_visible(text).map_err(|refusal| FactError::Wrong { field, message: refusal.0 })?;
    }
    let needs_value = matches!(new.kind, Kind::Residency | Kind::Class);
    if needs_value == value.is_empty() {
        return Err(wrong(
            "value",
            "户籍和身份类别要写明内容，其他记录不写。",
            "Residency and class need a value, the others take none.",
        ));
    }
    let (true_from, true_to) = (new.true_from.date(), new.true_to.map(Day::date));
    if true_from < resident.birth_date {
        return Err(wrong("true_from", "早于出生日期。", "Before the birth date."));
    }
    if new.kind == Kind::Died && (true_from > recording.day || true_to.is_some()) {
        return Err(wrong(
            "true_from",
            "死亡日期不能晚于今天，也没有结束日期。",
            "A death is not in the future and has no end.",
        ));
    }
    if true_to.is_some_and(|to| to < true_from) {
        return Err(wrong("true_to", "结束日期早于开始日期。", "It ends before it begins."));
    }
    if new.kind == Kind::Withdrawn && new.replaces.is_none() {
        return Err(wrong("replaces", "请指明要撤销的记录。", "Name the fact that was never true."));
    }
    Ok(FactRow {
        id: new.id,
        document: document.to_owned(),
        true_from,
        true_to,
        replaces: new.replaces,
        ..recording.begin(resident.id, new.kind.as_str(), value)
    })
}

fn wrong(field: &'static str, zh: &str, en: &str) -> FactError {
    FactError::Wrong {
        field,
        message: say(zh, en),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn fact(from: &str) -> KnownFact {
        KnownFact {
            id: FactId::new(),
            value: "dibao".to_owned(),
            document: "许低保字1号".to_owned(),
            true_from: day(from),
        }
    }

    #[test]
    fn a_fact_ends_the_day_before_and_keeps_its_paper() {
        let recording = Recording {
            at: "2026-11-23T02:00:00Z".parse().unwrap(),
            day: day("2026-11-23"),
            by: None,
        };
        let old = fact("2026-01-01");
        let row = recording.end(ResidentId::new(), "class", &old, recording.day);
        assert_eq!(
            (row.kind.as_str(), row.true_from, row.true_to),
            ("class", day("2026-01-01"), Some(day("2026-11-22")))
        );
        assert_eq!((row.replaces, row.document.as_str()), (Some(old.id), "许低保字1号"));
    }

    #[test]
    fn a_residency_leaves_only_the_days_of_another() {
        let recording = Recording {
            at: "2026-11-23T02:00:00Z".parse().unwrap(),
            day: day("2026-11-23"),
            by: None,
        };
        let told = |(from, to): (&str, Option<&str>), (new_from, new_to): (&str, Option<&str>)| -> Vec<String> {
            let fact = FactRow {
                true_from: day(from),
                true_to: to.map(day),
                ..recording.begin(ResidentId::new(), "residency", "local")
            };
            let new = NewFact {
                id: FactId::new(),
                kind: Kind::Residency,
                value: Some("nonlocal".to_owned()),
                true_from: new_from.parse().unwrap(),
                true_to: new_to.map(|to| to.parse().unwrap()),
                document: None,
                replaces: None,
            };
            let rows = recording.make_room(&fact, &new);
            let end = |row: &FactRow| row.true_to.map_or_else(|| "open".to_owned(), |to| to.to_string());
            let show = |row: &FactRow| format!("{} {}..{} {}", row.kind, row.true_from, end(row), row.replaces.is_some());
            rows.iter().map(show).collect()
        };
        let present = ("2026-01-01", None);
        for (fact, new, wanted) in [
            (present, ("2020-01-01", Some("2020-12-31")), &[][..]),
            (("2020-01-01", Some("2020-12-31")), ("2026-01-01", None), &[]),
            (present, ("2026-06-01", None), &["residency 2026-01-01..2026-05-31 true"]),
            (
                present,
                ("2026-02-01", Some("2026-02-28")),
                &["residency 2026-01-01..2026-01-31 true", "residency 2026-03-01..open false"],
            ),
            (
                present,
                ("2025-01-01", Some("2026-02-28")),
                &["withdrawn 2026-01-01..open true", "residency 2026-03-01..open false"],
            ),
            (present, ("2025-01-01", None), &["withdrawn 2026-01-01..open true"]),
            (
                ("2026-01-01", Some("2026-03-31")),
                ("2026-03-31", Some("2026-03-31")),
                &["residency 2026-01-01..2026-03-30 true"],
            ),
        ] {
            assert_eq!(told(fact, new), wanted, "{fact:?} {new:?}");
        }
    }

    #[test]
    fn a_fact_recorded_today_and_taken_back_today_was_never_true() {
        let recording = Recording {
            at: "2026-11-23T02:00:00Z".parse().unwrap(),
            day: day("2026-11-23"),
            by: None,
        };
        let row = recording.end(ResidentId::new(), "class", &fact("2026-11-23"), recording.day);
        assert_eq!((row.kind.as_str(), row.true_to), ("withdrawn", None));
    }
}
