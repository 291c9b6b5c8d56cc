//! What does a check say? Its number, a sentence, the rows behind it, whether the month can close with it, and a key that stays the same
//! as long as it is about the same things.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::MonthMeal;
use crate::clock::Timestamp;
use crate::ids::{ResidentId, SaleId, StaffId};
use crate::keys::sha256;
use crate::money::Fen;
use crate::subsidy::check_rules::{Check, Severity};
use crate::subsidy::words::Meal;
use crate::text::Sentence;

/// The office's page of days.
const DAYS_PAGE: &str = "/office/today";

/// One row behind an exception: a meal, or all meals of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExceptionRow {
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal, if it is about one.
    pub meal: Option<Meal>,
    /// The sale.
    pub sale_id: Option<SaleId>,
    /// Its receipt.
    pub receipt_no: Option<i64>,
    /// Who ate, if known.
    pub resident_id: Option<ResidentId>,
    /// The masked name.
    pub name: Option<String>,
    /// The lane's name.
    pub lane: Option<String>,
    /// When it was sold.
    pub sold_at: Option<Timestamp>,
    /// What the meal cost.
    pub standard: Option<Fen>,
    /// What the diner paid.
    pub pays: Option<Fen>,
}

impl ExceptionRow {
    /// A day, or one meal of it.
    #[must_use]
    pub const fn of_day(service_date: NaiveDate, meal: Option<Meal>) -> Self {
        Self {
            service_date,
            meal,
            sale_id: None,
            receipt_no: None,
            resident_id: None,
            name: None,
            lane: None,
            sold_at: None,
            standard: None,
            pays: None,
        }
    }
}

impl From<&MonthMeal> for ExceptionRow {
    fn from(meal: &MonthMeal) -> Self {
        let booked = &meal.booked;
        Self {
            service_date: booked.service_date,
            meal: Some(booked.meal),
            sale_id: Some(booked.id),
            receipt_no: Some(booked.entry_no),
            resident_id: booked.resident_id,
            name: meal.resident_name.clone(),
            lane: Some(meal.lane_name.clone()),
            sold_at: Some(booked.sold_at),
            standard: Some(booked.standard_fen),
            pays: Some(booked.pays_fen),
        }
    }
}

/// Who settled something, when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SettledBy {
    /// Who.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// What a check found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Which check.
    pub check: Check,
    /// Whether it keeps the month open.
    pub severity: Severity,
    /// What it is about, by ids and days: the same as long as it is the same.
    pub subject: String,
    /// What is wrong.
    pub message: Sentence,
    /// The rows behind it.
    pub rows: Vec<ExceptionRow>,
    /// Where it is mended: a path of the office's pages.
    pub link: &'static str,
    /// Who made the rows: none of them settles it.
    pub made_by: BTreeSet<StaffId>,
    /// How a second person settled it before the month was looked at: at a door.
    pub settled: Option<SettledBy>,
}

impl Found {
    /// An exception about some meals.
    #[must_use]
    pub fn about(check: Check, message: Sentence, meals: &[&MonthMeal]) -> Self {
        let ids: Vec<String> = meals.iter().map(|meal| meal.booked.id.to_string()).collect();
        Self {
            check,
            severity: check.usual_severity(),
            subject: ids.join(" "),
            message,
            rows: meals.iter().map(|meal| ExceptionRow::from(*meal)).collect(),
            link: DAYS_PAGE,
            made_by: meals.iter().map(|meal| meal.cashier_id).collect(),
            settled: None,
        }
    }

    /// An exception about days, or about something that has no rows of its own.
    #[must_use]
    pub const fn of_days(check: Check, subject: String, message: Sentence, rows: Vec<ExceptionRow>) -> Self {
        Self {
            check,
            severity: check.usual_severity(),
            subject,
            message,
            rows,
            link: DAYS_PAGE,
            made_by: BTreeSet::new(),
            settled: None,
        }
    }

    /// The same with another page to mend it on.
    #[must_use]
    pub fn mended_at(self, link: &'static str) -> Self {
        Self { link, ..self }
    }

    /// The same, not to be settled by these people either: who sold, who proposed.
    #[must_use]
    pub fn not_by(mut self, people: impl IntoIterator<Item = StaffId>) -> Self {
        self.made_by.extend(people);
        self
    }

    /// The key: the check and what it is about.
    #[must_use]
    pub fn key(&self) -> String {
        let subject = hex::encode(sha256(self.subject.as_bytes()));
        format!("{}-{}", self.check.code(), subject.get(..32).unwrap_or_default())
    }

    /// SHA-256 of everything that it says.
    pub fn facts(&self) -> Result<[u8; 32], serde_json::Error> {
        Ok(sha256(&serde_json::to_vec(&(
            self.check,
            &self.subject,
            &self.message,
            &self.rows,
        ))?))
    }

    /// The first receipt among its rows.
    #[must_use]
    pub fn first_receipt(&self) -> Option<i64> {
        self.rows.iter().find_map(|row| row.receipt_no)
    }
}
