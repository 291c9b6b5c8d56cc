//! What will some meals cost at their diners' doors? The same rule as at the hand-over, asked beforehand.

use chrono::{NaiveDate, NaiveTime};

use super::judge::{Judged, judge};
use super::order::Who;
use super::snapshot::{Facts, Question};
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, ResidentId};
use crate::money::Fen;
use crate::subsidy::decide::{Order, Verdict};
use crate::subsidy::words::{Channel, Meal};

/// What each of some residents pays for a delivered meal. Where the rule says no, it is what a pending meal costs.
pub async fn at_the_door(
    tx: &mut Tx,
    canteen: CanteenId,
    (date, meal): (NaiveDate, Meal),
    diners: &[ResidentId],
) -> Result<Vec<Fen>, DbError> {
    let meals: Vec<AtDoorstep> = diners.iter().map(|diner| AtDoorstep::of(*diner, date, meal)).collect();
    let price = |judged: Judged| match judged.verdict {
        Verdict::Serve { terms, .. } => terms.pays,
        Verdict::Refuse { pending, .. } => pending.map_or(Fen::ZERO, |terms| terms.pays),
    };
    Ok(judged(tx, canteen, &meals).await?.into_iter().map(price).collect())
}

/// A meal that is to be delivered.
#[derive(Debug, Clone, Copy)]
pub struct AtDoorstep {
    diner: ResidentId,
    order: Order,
}

impl AtDoorstep {
    /// A resident's meal of a day.
    #[must_use]
    pub const fn of(diner: ResidentId, date: NaiveDate, meal: Meal) -> Self {
        Self {
            diner,
            order: Order {
                service_date: date,
                time: NaiveTime::MIN,
                meal: Some(meal),
                channel: Channel::Delivery,
                spend: None,
            },
        }
    }
}

/// What the rule says of each of some meals at the door.
pub async fn judged(tx: &mut Tx, canteen: CanteenId, meals: &[AtDoorstep]) -> Result<Vec<Judged>, DbError> {
    if meals.is_empty() {
        return Ok(Vec::new());
    }
    let question = |meal: &AtDoorstep| Question {
        canteen,
        who: Who::Resident(meal.diner),
        order: meal.order,
    };
    let questions: Vec<Question> = meals.iter().map(question).collect();
    let facts = Facts::load(tx, &questions).await?;
    let places = questions.iter().enumerate();
    Ok(places.map(|(place, question)| judge(&facts, place, question)).collect())
}
