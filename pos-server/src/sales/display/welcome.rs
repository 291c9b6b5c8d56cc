//! What does a display show between two diners? The canteen, the clock, the meal and what it costs.

use serde::Serialize;
use utoipa::ToSchema;

use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::money::Fen;
use crate::sales::today::Hours;
use crate::staff::store::lanes::EnrolledRow;
use crate::subsidy::book::PolicyBook;
use crate::subsidy::policy::MealRule;

/// What everybody who comes in may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Welcome {
    /// The canteen's name.
    pub canteen: String,
    /// The counter's name.
    pub lane: String,
    /// The server's time: the screen's own clock may be wrong.
    pub at: Timestamp,
    /// The meal that is sold now, or else the nearest one.
    pub meal: Option<Hours>,
    /// What it costs with a card, where that is the same for everybody whom the policy names.
    pub pays: Option<Fen>,
}

impl Welcome {
    /// What a lane's displays show at a moment.
    pub async fn at(tx: &mut Tx, lane: EnrolledRow, now: Timestamp) -> Result<Self, DbError> {
        let (day, time) = (calendar::day_of(now), calendar::time_of(now));
        let policy = PolicyBook::read(tx, &[lane.canteen_id]).await?.on(lane.canteen_id, day);
        let policy = policy.filter(|loaded| loaded.policy.holds_on(day));
        let rule = policy.as_ref().and_then(|loaded| loaded.policy.nearest(time));
        Ok(Self {
            canteen: lane.canteen_name,
            lane: lane.name,
            at: now,
            meal: rule.map(|rule| Hours::of(rule, time)),
            pays: rule.and_then(one_price),
        })
    }
}

/// The price of a meal that has only one, so that a screen for everybody speaks of no group.
fn one_price(rule: &MealRule) -> Option<Fen> {
    let first = rule.prices.first()?.pays;
    rule.prices.iter().all(|price| price.pays == first).then_some(first)
}
