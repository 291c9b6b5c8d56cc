//! What does the kitchen see of a day and meal? The shapes of its sheet.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::balance::Balance;
use super::forecast::Forecast;
use super::samples::{self, SampleState};
use super::store::ClosingRow;
use super::store::samples::{SampleRow, TemperatureRow};
use super::words::KitchenNumber;
use crate::clock::Timestamp;
use crate::deliveries::plan::Diets;
use crate::deliveries::plans::day::DietCount;
use crate::ids::SampleId;
use crate::residents::mask;
use crate::subsidy::words::Meal;

/// The kitchen's sheet of a day and meal.
#[derive(Debug, Serialize, ToSchema)]
pub struct KitchenSheet {
    /// The day.
    pub service_date: NaiveDate,
    /// The meal.
    pub meal: Meal,
    /// The moment at which it stood so.
    pub at: Timestamp,
    /// How many meals to cook.
    pub to_cook: ToCook,
    /// How many are expected at the counter, and why.
    pub forecast: Forecast,
    /// Where the prepared meals went.
    pub balance: Balance,
    /// Every number that the kitchen wrote down for this meal, the newest of each kind first.
    pub counts: Vec<KitchenCount>,
    /// Every time that the sheet was closed, the newest first.
    pub closings: Vec<KitchenClosing>,
    /// Is the newest closing of the figures as they are now?
    pub is_closed: bool,
    /// The samples of this meal.
    pub samples: Vec<SampleView>,
    /// Samples of other meals that nobody threw away after their time.
    pub overdue: Vec<SampleView>,
    /// Was something cooked, and is there no sample at all?
    pub no_sample: bool,
    /// The dishes on the menu, in its order.
    pub dishes: Vec<String>,
    /// Dishes of which there is no sample: those on the menu, once something was cooked, and those whose temperature was taken.
    pub without_sample: Vec<String>,
    /// The temperatures of this meal.
    pub temperatures: Vec<TemperatureView>,
}

/// How many meals to cook.
#[derive(Debug, Serialize, ToSchema)]
pub struct ToCook {
    /// All together; without the counter's where nothing is expected there.
    pub meals: i64,
    /// For the doors.
    pub doors: i64,
    /// Of these, packed: they change no more.
    pub packed: i64,
    /// Of these, in no round yet.
    pub in_no_round: i64,
    /// For the doors by diet.
    pub diets: Vec<DietCount>,
    /// What is to be minded beyond the diets, word for word.
    pub notes: Vec<DietNote>,
    /// Expected at the counter.
    pub counter: Option<i64>,
    /// For the canteen's own people.
    pub staff: i64,
    /// On which day that number was written down.
    pub staff_since: Option<NaiveDate>,
}

/// Words for the kitchen that some meals have in common.
#[derive(Debug, Serialize, ToSchema)]
pub struct DietNote {
    /// The diets.
    pub diets: Diets,
    /// The words.
    pub words: String,
    /// How many meals.
    pub meals: i64,
}

/// A number that the kitchen wrote down.
#[derive(Debug, Serialize, ToSchema)]
pub struct KitchenCount {
    /// Which number.
    pub what: KitchenNumber,
    /// How many meals.
    pub meals: i64,
    /// Does it count? A later one stands in place of an earlier one.
    pub counts: bool,
    /// Who wrote it down.
    pub staff: String,
    /// When.
    pub at: Timestamp,
}

/// A sheet as it was closed.
#[derive(Debug, Serialize, ToSchema)]
pub struct KitchenClosing {
    /// What was prepared.
    pub prepared: i64,
    /// What the counter served.
    pub served: i64,
    /// What was packed for the doors.
    pub doors: i64,
    /// What the staff ate.
    pub staff: i64,
    /// What was left over.
    pub left_over: i64,
    /// Prepared less everything else.
    pub difference: i64,
    /// Why there is a difference.
    pub reason: String,
    /// Who closed it.
    pub closed_by: String,
    /// When.
    pub at: Timestamp,
}

/// A sample.
#[derive(Debug, Serialize, ToSchema)]
pub struct SampleView {
    /// The sample.
    pub id: SampleId,
    /// Of which day.
    pub service_date: NaiveDate,
    /// Of which meal.
    pub meal: Meal,
    /// Of which dish.
    pub dish: String,
    /// How much.
    pub grams: i64,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// Who took it.
    pub taken_by: String,
    /// Where it stands.
    pub standing: SampleState,
    /// Why it ended, if there is a reason.
    pub reason: Option<String>,
    /// Who ended it.
    pub ended_by: Option<String>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// How hot a dish was in its middle.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemperatureView {
    /// Which dish.
    pub dish: String,
    /// In tenths of a degree Celsius.
    pub core_tenths: i64,
    /// Is it under 70 °C?
    pub too_cold: bool,
    /// Who measured it.
    pub measured_by: String,
    /// When it was written down.
    pub at: Timestamp,
}

impl From<ClosingRow> for KitchenClosing {
    fn from(row: ClosingRow) -> Self {
        Self {
            prepared: row.prepared,
            served: row.served,
            doors: row.doors,
            staff: row.staff,
            left_over: row.left_over,
            difference: row.difference,
            reason: mask::digits(&row.reason),
            closed_by: row.closed_by,
            at: row.at,
        }
    }
}

impl SampleView {
    /// A sample as it stands at a moment.
    #[must_use]
    pub fn new(row: SampleRow, now: Timestamp) -> Self {
        Self {
            standing: samples::state(row.taken_at, row.end(), now),
            id: row.id,
            service_date: row.service_date,
            meal: row.meal,
            dish: row.dish,
            grams: row.grams,
            taken_at: row.taken_at,
            taken_by: row.taken_by,
            reason: row.reason.map(|reason| mask::digits(&reason)),
            ended_by: row.ended_by,
            ended_at: row.ended_at,
        }
    }
}

impl From<TemperatureRow> for TemperatureView {
    fn from(row: TemperatureRow) -> Self {
        Self {
            too_cold: samples::is_too_cold(row.core_tenths),
            dish: row.dish,
            core_tenths: row.core_tenths,
            measured_by: row.measured_by,
            at: row.at,
        }
    }
}
