//! What will some meals cost at their diners' doors? The same rule as at the hand-over, asked beforehand.

use chrono::{NaiveDate, NaiveTime};

use super::judge::judge;
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
    if diners.is_empty() {
        return Ok(Vec::new());
    }
    let order = Order {
        service_date: date,
        time: NaiveTime::MIN,
        meal: Some(meal),
        channel: Channel::Delivery,
        spend: None,
    };
    let question = |diner: &ResidentId| Question {
        canteen,
        who: Who::Resident(*diner),
        order,
    };
    let questions: Vec<Question> = diners.iter().map(question).collect();
    let facts = Facts::load(tx, &questions).await?;
    let price = |(place, question)| match judge(&facts, place, question).verdict {
        Verdict::Serve { terms, .. } => terms.pays,
        Verdict::Refuse { pending, .. } => pending.map_or(Fen::ZERO, |terms| terms.pays),
    };
    Ok(questions.iter().enumerate().map(price).collect())
}
