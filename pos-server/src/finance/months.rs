//! What does one month add up to? Per group, meal and funder, and per day.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::agreement::Difference;
use super::books::{Books, BooksError};
use super::days::{CanteenName, by_funder};
use super::lines::{self, KeyedLine, Line};
use super::store::{self, Period};
use crate::calendar::Month;
use crate::db::Tx;
use crate::ids::CanteenId;
use crate::money::Fen;
use crate::subsidy::words::{DinerGroup, Meal};

/// A month of one canteen. Voided meals count nowhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct MonthView {
    /// The month.
    #[schema(value_type = String, example = "2026-11")]
    pub month: Month,
    /// Whose month.
    pub canteen: CanteenName,
    /// What each funder owes, per group and meal, from the journal.
    pub summary: Vec<FunderLine>,
    /// All meals per group and meal, with and without funders.
    pub groups: Vec<GroupLine>,
    /// How the diners paid.
    pub by_tender: Vec<KeyedLine>,
    /// What each funder owes (`subsidy`) for how many meals.
    pub by_funder: Vec<KeyedLine>,
    /// All meals.
    pub total: Line,
    /// The days that served anything.
    pub days: Vec<DayLine>,
    /// Accounts on which the meals and the journal disagree: none, or the books are damaged.
    pub differences: Vec<Difference>,
}

/// What one funder owes for one group's meals of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FunderLine {
    /// The group.
    pub group: DinerGroup,
    /// Which meal.
    pub meal: Meal,
    /// The funder's key in the policy.
    pub funder: String,
    /// The funder's name.
    pub funder_name: String,
    /// How many meals.
    pub meals: i64,
    /// What the funder owes.
    pub amount: Fen,
}

/// The meals of one group and kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroupLine {
    /// The group.
    pub group: DinerGroup,
    /// Which meal.
    pub meal: Meal,
    /// The sum.
    #[serde(flatten)]
    pub line: Line,
}

/// The meals of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayLine {
    /// The day.
    pub date: NaiveDate,
    /// The sum.
    #[serde(flatten)]
    pub line: Line,
}

/// The days of a month in one canteen's books.
#[must_use]
pub fn period(canteen: CanteenId, month: Month) -> Period {
    Period {
        canteen,
        first: month.first(),
        end: month.end(),
    }
}

/// Reads a month. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<MonthView, BooksError> {
    let books = Books::read(tx, period(canteen, month)).await?;
    let name = store::canteen_name(tx, canteen).await?;
    Ok(view(month, name, books))
}

/// What the books of a month come to.
#[must_use]
pub fn view(month: Month, canteen: String, books: Books) -> MonthView {
    MonthView {
        month,
        canteen: CanteenName { name: canteen },
        summary: summary(&books),
        groups: groups(&books),
        by_tender: lines::by_tender(&books.served, |row| row.tender),
        by_funder: by_funder(&books),
        total: lines::total(&books.served),
        days: days(&books),
        differences: books.differences,
    }
}

fn summary(books: &Books) -> Vec<FunderLine> {
    let sums = lines::by(&books.funded, |row| (row.diner_group, row.meal, row.funder()));
    sums.into_iter()
        .map(|((group, meal, funder), line)| FunderLine {
            group,
            meal,
            funder: funder.to_owned(),
            funder_name: books.name_of(funder),
            meals: line.meals,
            amount: line.subsidy,
        })
        .collect()
}

fn groups(books: &Books) -> Vec<GroupLine> {
    let sums = lines::by(&books.served, |row| (row.diner_group, row.meal));
    sums.into_iter()
        .map(|((group, meal), line)| GroupLine { group, meal, line })
        .collect()
}

fn days(books: &Books) -> Vec<DayLine> {
    let sums = lines::by(&books.served, |row| row.service_date);
    sums.into_iter().map(|(date, line)| DayLine { date, line }).collect()
}
