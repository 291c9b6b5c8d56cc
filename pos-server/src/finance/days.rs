//! What happened on one day? The day sheet: the total, and the total again by everything that somebody may ask for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::agreement::Difference;
use super::books::{Books, BooksError};
use super::inbox::PendingMeal;
use super::lines::{self, KeyedLine, Line};
use super::store::{self, Funded, Period, Voided};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::ids::{CanteenId, SaleId};
use crate::money::Fen;

/// How many waiting meals a day sheet shows; the inbox has them all.
const MOST_PENDING: i64 = 500;

/// The day sheet of one canteen. Voided meals count nowhere but in `voids`.
#[derive(Debug, Serialize, ToSchema)]
pub struct DaySheet {
    /// The day.
    pub service_date: NaiveDate,
    /// Whose day.
    pub canteen: CanteenName,
    /// All meals.
    pub total: Line,
    /// Lunch and dinner.
    pub by_meal: Vec<KeyedLine>,
    /// The lanes, by code.
    pub by_lane: Vec<KeyedLine>,
    /// The cashiers, by name.
    pub by_cashier: Vec<KeyedLine>,
    /// Elders, children, guests, and those whom nobody knows.
    pub by_group: Vec<KeyedLine>,
    /// How the diners paid.
    pub by_tender: Vec<KeyedLine>,
    /// What each funder owes (`subsidy`) for how many meals, from the journal.
    pub by_funder: Vec<KeyedLine>,
    /// The undone sales.
    pub voids: Vec<VoidLine>,
    /// The meals that wait for the office.
    pub pending: Vec<PendingMeal>,
    /// Accounts on which the meals and the journal disagree: none, or the books are damaged.
    pub differences: Vec<Difference>,
}

/// A canteen by its name.
#[derive(Debug, Serialize, ToSchema)]
pub struct CanteenName {
    /// The name.
    pub name: String,
}

/// An undone sale on a day sheet.
#[derive(Debug, Serialize, ToSchema)]
pub struct VoidLine {
    /// The sale.
    pub sale_id: SaleId,
    /// Its receipt's number.
    pub receipt_no: i64,
    /// The number of the void's own receipt.
    pub void_no: i64,
    /// When it was undone.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// By whom.
    pub staff: String,
    /// The second person, if one was needed.
    pub approver: Option<String>,
    /// What the diner had paid.
    pub pays: Fen,
}

/// Reads a day sheet. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, day: NaiveDate) -> Result<DaySheet, BooksError> {
    let end = day.succ_opt().unwrap_or(day);
    let period = Period { canteen, first: day, end };
    let books = Books::read(tx, period).await?;
    let voids = store::voided(tx, period).await?;
    let pending = store::pending(tx, canteen, Some(day), None, MOST_PENDING).await?;
    let canteen = CanteenName {
        name: store::canteen_name(tx, canteen).await?,
    };
    Ok(DaySheet {
        service_date: day,
        canteen,
        total: lines::total(&books.served),
        by_meal: lines::worded(lines::by(&books.served, |row| row.meal), |meal| meal.as_str()),
        by_lane: by_lane(&books),
        by_cashier: by_cashier(&books),
        by_group: lines::worded(lines::by(&books.served, |row| row.diner_group), |group| group.as_str()),
        by_tender: lines::by_tender(&books.served, |row| row.tender),
        by_funder: by_funder(&books),
        voids: voids.into_iter().map(VoidLine::from).collect(),
        pending: pending.into_iter().map(PendingMeal::from).collect(),
        differences: books.differences,
    })
}

fn by_lane(books: &Books) -> Vec<KeyedLine> {
    let sums = lines::by(&books.served, |row| (row.lane_code.as_str(), row.lane_name.as_str()));
    sums.into_iter().map(|((code, name), line)| named(code, name, line)).collect()
}

/// Two cashiers of one name are two cashiers.
fn by_cashier(books: &Books) -> Vec<KeyedLine> {
    let sums = lines::by(&books.served, |row| (row.cashier_name.as_str(), row.cashier_id));
    sums.into_iter()
        .map(|((name, id), line)| named(&id.to_string(), name, line))
        .collect()
}

/// The funders' parts of a period.
#[must_use]
pub fn by_funder(books: &Books) -> Vec<KeyedLine> {
    let sums: BTreeMap<&str, Line> = lines::by(&books.funded, Funded::funder);
    sums.into_iter().map(|(key, line)| named(key, &books.name_of(key), line)).collect()
}

fn named(key: &str, name: &str, line: Line) -> KeyedLine {
    KeyedLine {
        key: key.to_owned(),
        name: Some(name.to_owned()),
        line,
    }
}

impl From<Voided> for VoidLine {
    fn from(row: Voided) -> Self {
        Self {
            sale_id: row.sale_id,
            receipt_no: row.receipt_no,
            void_no: row.void_no,
            at: row.at,
            reason: row.reason,
            staff: row.staff,
            approver: row.approver,
            pays: row.pays_fen,
        }
    }
}
