//! When does a round end? Once every stop has a result and nobody is being looked for: nothing closes a search by itself.

use super::ladder::{StopState, state};
use super::store::{self, ResultRow, SettledRow, StepRow};
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::rounds::change::RoundError;
use crate::deliveries::rounds::store::{RoundRow, set_closed, stops_of_round};
use crate::ids::{CanteenId, StopId};
use crate::subsidy::words::Meal;

/// Everything that was brought of the stops of a day and meal.
#[derive(Debug)]
pub struct Doors {
    /// The results in the order of their arrival.
    pub results: Vec<ResultRow>,
    /// The rungs in the order in which they were climbed.
    pub steps: Vec<StepRow>,
    /// What second people decided.
    pub settled: Vec<SettledRow>,
}

impl Doors {
    /// Reads what was brought.
    pub async fn of(tx: &mut Tx, (canteen, date, meal): (CanteenId, chrono::NaiveDate, Meal)) -> Result<Self, DbError> {
        Ok(Self {
            results: store::results_of(tx, canteen, date, meal).await?,
            steps: store::steps_of(tx, canteen, date, meal).await?,
            settled: store::settled_of(tx, canteen, date, meal).await?,
        })
    }

    /// The results of a stop.
    pub fn results_at(&self, stop: StopId) -> impl Iterator<Item = &ResultRow> {
        self.results.iter().filter(move |row| row.stop_id == stop)
    }

    /// The rungs of a stop.
    pub fn steps_at(&self, stop: StopId) -> impl Iterator<Item = &StepRow> {
        self.steps.iter().filter(move |row| row.stop_id == stop)
    }

    /// What a second person decided of a stop.
    #[must_use]
    pub fn settled_at(&self, stop: StopId) -> Option<&SettledRow> {
        self.settled.iter().find(|row| row.stop_id == stop)
    }

    /// Where a stop stands.
    #[must_use]
    pub fn state_of(&self, stop: StopId) -> StopState {
        let results: Vec<&ResultRow> = self.results_at(stop).collect();
        let steps: Vec<&StepRow> = self.steps_at(stop).collect();
        state(&results, &steps, self.settled_at(stop))
    }
}

/// Closes a round; a closed one stays closed. Refused with the stops of which nobody knows yet.
pub async fn close(tx: &mut Tx, round: &RoundRow, at: Timestamp) -> Result<(), RoundError> {
    if round.closed_at.is_some() {
        return Ok(());
    }
    let doors = Doors::of(tx, (round.canteen_id, round.service_date, round.meal)).await?;
    let stops = stops_of_round(tx, round.id).await?;
    let open: Vec<i64> = stops
        .iter()
        .filter(|stop| !doors.state_of(stop.id).is_over())
        .map(|stop| stop.stop_no)
        .collect();
    if !open.is_empty() {
        return Err(RoundError::Open(open));
    }
    Ok(set_closed(tx, round.id, at).await?)
}
