//! Which reports from the doors ask for a person, whatever day they are of? Somebody needs help or is not as usual, a second report came
//! after the one that counts, or nobody settled a meal without proof.

pub mod http;
pub mod store;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use self::store::QuestionRow;
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::deliveries::door::results::note_place;
use crate::deliveries::door::store::MONEY_UNTOLD;
use crate::deliveries::door::words::StopOutcome;
use crate::deliveries::plans::store::doors;
use crate::deliveries::plans::view::{AtDoor, ViewError};
use crate::ids::{CanteenId, ResultId, StopId};
use crate::keys::{KeyError, Keys};
use crate::money::Fen;
use crate::sales::order::LONGEST_UNSETTLED;
use crate::subsidy::words::Meal;

/// Why a report asks for a person. What is most urgent comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuestionWhy {
    /// Somebody needs help.
    Help,
    /// Nobody opened, and nobody has found out why.
    Searching,
    /// Somebody is not as usual.
    Unusual,
    /// The meal went to a place where nobody lives whom it was for.
    WrongAddress,
    /// It came after the report that counts, or says something else under the same id.
    SecondReport,
    /// Another sum was collected than was due.
    Money,
    /// A meal was handed over, and nobody has said whether it was paid.
    Untold,
    /// A meal without proof, to be settled by a second person.
    Unproved,
}

/// A report that asks for a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Question {
    /// The report.
    pub result_id: ResultId,
    /// Of which stop.
    pub stop_id: StopId,
    /// Why.
    pub why: QuestionWhy,
    /// Who, and where.
    #[serde(flatten)]
    pub at: AtDoor,
    /// Of which day.
    pub service_date: NaiveDate,
    /// Of which meal.
    pub meal: Meal,
    /// What it says.
    pub outcome: StopOutcome,
    /// What the report says that counts, if there is another one.
    pub counts: Option<StopOutcome>,
    /// Who says so.
    pub volunteer: String,
    /// What was collected.
    pub collected: Fen,
    /// What was noted; only for those who plan.
    pub note: Option<String>,
    /// When it happened.
    pub happened_at: Timestamp,
    /// When it arrived.
    pub received_at: Timestamp,
}

/// The reports that ask for a person, the most urgent first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Questions {
    /// The reports.
    pub items: Vec<Question>,
}

/// Why a report asks for a person; nothing if it does not, or not any more.
#[must_use]
pub fn why(row: &QuestionRow) -> Option<QuestionWhy> {
    let is_answered = row.answered_at.is_some();
    let is_untold = row.code.as_deref() == Some(MONEY_UNTOLD);
    let is_second = matches!(row.code.as_deref(), Some("result_exists" | "id_reused"));
    match row.welfare.as_deref() {
        Some("help") if !is_answered => Some(QuestionWhy::Help),
        _ if is_searched(row) => Some(QuestionWhy::Searching),
        Some("unusual") if !is_answered => Some(QuestionWhy::Unusual),
        _ if row.outcome == StopOutcome::WrongAddress && row.ends_stop && !is_answered => Some(QuestionWhy::WrongAddress),
        _ if is_second && !is_answered => Some(QuestionWhy::SecondReport),
        _ if row.code.as_deref() == Some("collected_differs") && !row.outcome.is_hand_over() && !is_answered => Some(QuestionWhy::Money),
        _ if is_untold && row.counting.is_none() && row.settled_at.is_none() => Some(QuestionWhy::Untold),
        _ if row.ends_stop && row.settled_at.is_none() && is_unproved(row) => Some(QuestionWhy::Unproved),
        _ => None,
    }
}

/// Does it say that nobody opened, and has nobody been found since?
fn is_searched(row: &QuestionRow) -> bool {
    let is_open = row.outcome == StopOutcome::NotAtHome && row.counting.is_none() && row.settled_at.is_none();
    is_open && row.found_at.is_none_or(|found| found < row.at)
}

/// Does it say that a meal was handed over, without being in the books?
fn is_unproved(row: &QuestionRow) -> bool {
    row.outcome.is_hand_over() && (row.outcome == StopOutcome::Neighbour || row.proof.is_none() || row.code.is_some())
}

/// The reports that ask for a person at a moment. `keys` open the notes. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, now: Timestamp, keys: Option<&Keys>) -> Result<Questions, ViewError> {
    let today = calendar::day_of(now);
    let since = today.checked_sub_signed(LONGEST_UNSETTLED).unwrap_or(today);
    let rows = store::questions(tx, canteen, since).await?;
    let asked: Vec<(QuestionWhy, QuestionRow)> = rows.into_iter().filter_map(|row| Some((why(&row)?, row))).collect();
    let known = doors(tx, asked.iter().map(|(_, row)| row.resident_id)).await?;
    let mut items = Vec::new();
    for (why, row) in asked {
        if let Some(door) = known.iter().find(|door| door.id == row.resident_id) {
            items.push(question(why, row, door.clone().into(), keys)?);
        }
    }
    items.sort_by_key(|item| (item.why, item.received_at));
    Ok(Questions { items })
}

fn question(why: QuestionWhy, row: QuestionRow, at: AtDoor, keys: Option<&Keys>) -> Result<Question, KeyError> {
    let open = |(keys, sealed): (&Keys, &Vec<u8>)| keys.open(&note_place(row.result_id), sealed);
    Ok(Question {
        note: keys.zip(row.note.as_ref()).map(open).transpose()?,
        result_id: row.result_id,
        stop_id: row.stop_id,
        why,
        at,
        service_date: row.service_date,
        meal: row.meal,
        outcome: row.outcome,
        counts: row.counting().filter(|_| !row.ends_stop),
        volunteer: row.volunteer,
        collected: row.collected_fen,
        happened_at: row.at,
        received_at: row.received_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::ResidentId;

    fn row(outcome: StopOutcome) -> QuestionRow {
        let at: Timestamp = "2026-11-23T04:00:00Z".parse().unwrap();
        QuestionRow {
            result_id: ResultId::new(),
            stop_id: StopId::new(),
            resident_id: ResidentId::new(),
            service_date: calendar::day_of(at),
            meal: Meal::Lunch,
            outcome,
            counting: (outcome != StopOutcome::NotAtHome).then(|| outcome.as_str().to_owned()),
            proof: None,
            code: None,
            welfare: None,
            note: None,
            collected_fen: Fen::ZERO,
            volunteer: String::new(),
            ends_stop: outcome != StopOutcome::NotAtHome,
            at,
            received_at: at,
            answered_at: None,
            settled_at: None,
            found_at: None,
        }
    }

    #[test]
    fn a_report_asks_for_a_person_until_it_is_answered_or_settled() {
        let now = Some(row(StopOutcome::Refused).at);
        let (said, text) = (row(StopOutcome::HandedOver), |text: &str| Some(text.to_owned()));
        let proved = QuestionRow {
            proof: text("card"),
            ..said.clone()
        };
        let second = QuestionRow {
            code: text("result_exists"),
            ends_stop: false,
            ..row(StopOutcome::Refused)
        };
        let with = |welfare: &str, row: &QuestionRow| QuestionRow {
            welfare: text(welfare),
            ..row.clone()
        };
        let found = |minute: i64| QuestionRow {
            found_at: Some(row(StopOutcome::NotAtHome).at + chrono::TimeDelta::minutes(minute - 1)),
            ..row(StopOutcome::NotAtHome)
        };
        let paid = QuestionRow {
            code: text("collected_differs"),
            ..row(StopOutcome::Refused)
        };
        let answered = |row: &QuestionRow| QuestionRow {
            answered_at: now,
            ..row.clone()
        };
        for (row, expected) in [
            (proved.clone(), None),
            (with("good", &proved), None),
            (with("help", &proved), Some(QuestionWhy::Help)),
            (with("unusual", &proved), Some(QuestionWhy::Unusual)),
            (answered(&with("help", &proved)), None),
            (said.clone(), Some(QuestionWhy::Unproved)),
            (with("help", &said), Some(QuestionWhy::Help)),
            (answered(&with("help", &said)), Some(QuestionWhy::Unproved)),
            (QuestionRow { settled_at: now, ..said }, None),
            (
                QuestionRow {
                    code: text("collected_differs"),
                    ..proved
                },
                Some(QuestionWhy::Unproved),
            ),
            (row(StopOutcome::Neighbour), Some(QuestionWhy::Unproved)),
            (row(StopOutcome::Refused), None),
            (row(StopOutcome::NotAtHome), Some(QuestionWhy::Searching)),
            (found(0), Some(QuestionWhy::Searching)),
            (found(2), None),
            (row(StopOutcome::WrongAddress), Some(QuestionWhy::WrongAddress)),
            (answered(&row(StopOutcome::WrongAddress)), None),
            (paid.clone(), Some(QuestionWhy::Money)),
            (answered(&paid), None),
            (second.clone(), Some(QuestionWhy::SecondReport)),
            (answered(&second), None),
        ] {
            assert_eq!(why(&row), expected, "{row:?}");
        }
    }
}
