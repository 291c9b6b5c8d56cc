//! What does a closed month say, to the letter? Lines of JSON in a fixed order, from which every paper of the month is made, and their
//! SHA-256. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::CloseError;
use super::known::Known;
use super::lines::{CanteenLine, CoverLine, ExceptionLine, Part};
use super::meal_line::{MealLine, add};
use super::store::MealRow;
use super::tenders::{self, Drawers};
use crate::calendar::Month;
use crate::clock::Timestamp;
use crate::finance::books::Funder;
use crate::finance::checks::exception::{Found, SettledBy};
use crate::money::{Fen, kept};
use crate::subsidy::policy::Share;

/// The month's sums: of its own meals, and of what was corrected of earlier months.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClosingSums {
    /// Standing meals.
    pub meals: i64,
    /// Of these, with a funder.
    pub claimable: i64,
    /// What the standing meals cost.
    #[serde(deserialize_with = "kept::fen")]
    pub standard: Fen,
    /// What the diners paid.
    #[serde(deserialize_with = "kept::fen")]
    pub pays: Fen,
    /// What each funder owes for them.
    #[serde(deserialize_with = "kept::by_key")]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub shares: BTreeMap<String, Fen>,
    /// Corrections of closed months.
    pub corrections: i64,
    /// What each funder owes more for these, or less.
    #[serde(deserialize_with = "kept::by_key")]
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    pub corrected_shares: BTreeMap<String, Fen>,
}

/// What a month's lines are written from.
#[derive(Debug)]
pub struct Rows {
    /// The month.
    pub month: Month,
    /// Whose.
    pub canteen: CanteenLine,
    /// From when to when its corrections were booked.
    pub booked: (Timestamp, Timestamp),
    /// What its decisions and checks rest on.
    pub known: Known,
    /// Its Z-reports.
    pub drawers: Drawers,
    /// What its checks found, and how it was settled.
    pub exceptions: Vec<(Found, Option<SettledBy>)>,
    /// Its meals.
    pub meals: Vec<MealRow>,
    /// Meals of closed months about which something was booked.
    pub corrections: Vec<MealRow>,
}

/// Everything that a month says.
#[derive(Debug, Default)]
pub struct Content {
    /// Part and JSON of each line.
    pub lines: Vec<(Part, String)>,
    /// The sums.
    pub sums: ClosingSums,
}

impl Content {
    /// Writes a month down: its own meals, and what was booked in it about closed months.
    pub fn write(rows: &Rows) -> Result<Self, CloseError> {
        let mut content = Self::default();
        let mut meals = Vec::with_capacity(rows.meals.len());
        for row in &rows.meals {
            meals.push(row.line()?);
        }
        content.lines.extend(rows.known.lines()?);
        for line in tenders::lines(&rows.drawers, &meals) {
            content.add(Part::Tender, &line)?;
        }
        for (found, settled) in &rows.exceptions {
            content.add(Part::Exception, &ExceptionLine::of(found, settled.as_ref())?)?;
        }
        for line in &meals {
            content.sums.count(line);
            content.add(Part::Meal, line)?;
        }
        for row in &rows.corrections {
            for line in row.corrections(rows.booked)? {
                content.sums.correct(&line);
                content.add(Part::Correction, &line)?;
            }
        }
        let cover = CoverLine {
            month: rows.month,
            canteen: rows.canteen.clone(),
            sums: content.sums.clone(),
            funders: funders(rows)?,
        };
        content.lines.insert(0, (Part::Cover, serde_json::to_string(&cover)?));
        Ok(content)
    }

    fn add(&mut self, part: Part, line: &impl Serialize) -> Result<(), serde_json::Error> {
        self.lines.push((part, serde_json::to_string(line)?));
        Ok(())
    }

    /// SHA-256 of all lines, each with its part and a line break.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for (part, line) in &self.lines {
            hash.update(format!("{}\t{line}\n", part.as_str()));
        }
        hash.finalize().into()
    }
}

/// The funders of the meals and corrections, as the sales name them.
fn funders(rows: &Rows) -> Result<Vec<Funder>, serde_json::Error> {
    let kept: BTreeSet<&str> = rows.meals.iter().chain(&rows.corrections).map(|row| row.shares.as_str()).collect();
    let mut names = BTreeMap::new();
    for shares in kept {
        let shares: Vec<Share> = serde_json::from_str(shares)?;
        names.extend(shares.into_iter().map(|share| (share.funder, share.name)));
    }
    Ok(names.into_iter().map(|(key, name)| Funder { key, name }).collect())
}

impl ClosingSums {
    /// Adds a meal of the month, if it stands.
    pub fn count(&mut self, line: &MealLine) {
        if line.state != "void" {
            self.count_standing(line.state == "claimable", (line.standard, line.pays), &line.shares);
        }
    }

    /// Adds a standing meal: what it costs, what the diner paid, and the funders' shares.
    pub fn count_standing(&mut self, is_claimable: bool, (standard, pays): (Fen, Fen), shares: &BTreeMap<String, Fen>) {
        self.meals += 1;
        self.claimable += i64::from(is_claimable);
        self.standard = self.standard.plus(standard);
        self.pays = self.pays.plus(pays);
        add(&mut self.shares, shares);
    }

    /// Adds a correction.
    pub fn correct(&mut self, line: &MealLine) {
        self.corrections += 1;
        add(&mut self.corrected_shares, &line.shares);
    }
}
