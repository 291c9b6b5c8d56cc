//! Which parts does a closed month consist of, in which order, and what does one line of each say? Meals have a file of their own, tenders too.

use serde::{Deserialize, Serialize};

use super::content::ClosingSums;
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::finance::books::Funder;
use crate::finance::checks::exception::{ExceptionRow, Found, SettledBy};
use crate::subsidy::check_rules::{Check, Severity};
use crate::text::Sentence;

/// A part of a closed month. The lines stand in the order of the parts; the approved hash covers all but the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Whose month, its sums and its funders.
    Cover,
    /// The policies by which it was sold.
    Policy,
    /// Who ate.
    Person,
    /// What was known of them.
    Fact,
    /// What they had taken before, or elsewhere, that counts to their limits.
    Taken,
    /// The days that the calendar moves.
    Holiday,
    /// Cards that were reported lost.
    Card,
    /// What happened at the doors.
    Door,
    /// How many meals were cooked.
    Prepared,
    /// How many people could have come.
    Neighbour,
    /// What was taken, beside the Z-reports.
    Tender,
    /// What a check found, and how it was settled.
    Exception,
    /// The meals, undone ones too.
    Meal,
    /// What was booked about meals of closed months.
    Correction,
    /// Who closed it. It follows the approval.
    Closing,
}

impl Part {
    /// All parts, in their order.
    pub const ALL: [Self; 15] = [
        Self::Cover,
        Self::Policy,
        Self::Person,
        Self::Fact,
        Self::Taken,
        Self::Holiday,
        Self::Card,
        Self::Door,
        Self::Prepared,
        Self::Neighbour,
        Self::Tender,
        Self::Exception,
        Self::Meal,
        Self::Correction,
        Self::Closing,
    ];

    /// The word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cover => "cover",
            Self::Policy => "policy",
            Self::Person => "person",
            Self::Fact => "fact",
            Self::Taken => "taken",
            Self::Holiday => "holiday",
            Self::Card => "card",
            Self::Door => "door",
            Self::Prepared => "prepared",
            Self::Neighbour => "neighbour",
            Self::Tender => "tender",
            Self::Exception => "exception",
            Self::Meal => "meal",
            Self::Correction => "correction",
            Self::Closing => "closing",
        }
    }
}

impl TryFrom<String> for Part {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|part| part.as_str() == text)
            .ok_or_else(|| format!("unknown part {text}"))
    }
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverLine {
    /// The month.
    pub month: Month,
    /// Whose month.
    pub canteen: CanteenLine,
    /// The sums.
    pub sums: ClosingSums,
    /// The funders of its meals and corrections with their names, by key.
    pub funders: Vec<Funder>,
}

/// A canteen as it was called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct CanteenLine {
    /// Its short code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// An exception and how it was settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionLine {
    /// What it is about.
    pub key: String,
    /// SHA-256 of what it says.
    pub facts: String,
    /// Which check found it.
    pub check: Check,
    /// Whether the month could close with it.
    pub severity: Severity,
    /// What is wrong.
    pub message: Sentence,
    /// The rows behind it.
    pub rows: Vec<ExceptionRow>,
    /// Who settled it; nobody had to where it is a hint.
    pub settled: Option<SettledBy>,
}

impl ExceptionLine {
    /// The line of what a check found.
    pub fn of(found: &Found, settled: Option<&SettledBy>) -> Result<Self, serde_json::Error> {
        Ok(Self {
            key: found.key(),
            facts: hex::encode(found.facts()?),
            check: found.check,
            severity: found.severity,
            message: found.message.clone(),
            rows: found.rows.clone(),
            settled: settled.cloned(),
        })
    }
}

/// The last line: who closed the month, and where the journal stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingLine {
    /// Who proposed it.
    pub proposer: String,
    /// When.
    pub proposed_at: Timestamp,
    /// Who approved it.
    pub approver: String,
    /// When.
    pub approved_at: Timestamp,
    /// SHA-256 of all lines before this one: what both saw.
    pub sha256: String,
    /// The last entry of the journal that is closed with it.
    pub last_entry_no: i64,
    /// That entry's hash.
    pub head_hash: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_has_one_word_and_one_place() {
        for (part, next) in Part::ALL.iter().zip(Part::ALL.iter().skip(1)) {
            assert!(part < next, "{part:?}");
        }
        for part in Part::ALL {
            assert_eq!(Part::try_from(part.as_str().to_owned()), Ok(part));
            assert_eq!(serde_json::to_value(part).unwrap(), part.as_str());
        }
    }
}
