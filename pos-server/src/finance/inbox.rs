//! Which meals wait for the office? Served on the cashier's word, at the full standard, until somebody has looked at them.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::Pending;
use crate::clock::Timestamp;
use crate::ids::SaleId;
use crate::money::Fen;
use crate::residents::mask;
use crate::sales::order::Tender;
use crate::subsidy::decide::Code;
use crate::subsidy::words::Meal;
use crate::text::Sentence;

/// A waiting meal as the office sees it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PendingMeal {
    /// The sale.
    pub sale_id: SaleId,
    /// Its receipt's number.
    pub receipt_no: i64,
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// When.
    pub sold_at: Timestamp,
    /// What the rule said.
    pub code: Code,
    /// The same in words.
    pub message: Sentence,
    /// The diner's name, masked, if known.
    pub name: Option<String>,
    /// The lane's name.
    pub lane: String,
    /// The cashier's name.
    pub cashier: String,
    /// What the diner paid or owes.
    pub pays: Fen,
    /// How.
    pub tender: Tender,
}

/// A page of waiting meals, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Inbox {
    /// The meals.
    pub items: Vec<PendingMeal>,
    /// Where the next page begins.
    pub next_cursor: Option<String>,
}

impl From<Pending> for PendingMeal {
    fn from(row: Pending) -> Self {
        Self {
            sale_id: row.sale_id,
            receipt_no: row.receipt_no,
            service_date: row.service_date,
            meal: row.meal,
            sold_at: row.sold_at,
            code: row.code,
            message: row.code.sentence(),
            name: row.name.as_deref().map(mask::name),
            lane: row.lane,
            cashier: row.cashier,
            pays: row.pays_fen,
            tender: row.tender,
        }
    }
}

impl Inbox {
    /// A page of at most `most` meals from one more than that.
    #[must_use]
    pub fn page(mut rows: Vec<Pending>, most: usize) -> Self {
        let has_more = rows.len() > most;
        rows.truncate(most);
        let next_cursor = rows.last().filter(|_| has_more).map(|row| row.receipt_no.to_string());
        Self {
            items: rows.into_iter().map(PendingMeal::from).collect(),
            next_cursor,
        }
    }
}
