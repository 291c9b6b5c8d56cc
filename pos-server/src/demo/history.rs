//! What happened in the weeks before today? Every meal of them, sold by the code that sells at the counter.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::dice::Dice;
use super::trade::{Habit, Visit, Visitor, visits};
use crate::cards::token::CardToken;
use crate::clock::Timestamp;
use crate::db::{Db, DbError};
use crate::ids::{CardId, SaleId, StaffId, VoidId};
use crate::keys::sha256;
use crate::sales::order::{SaleOrder, ServeAs, Tender, Who};
use crate::sales::queue::{SellError, sell_batch};
use crate::sales::void::{VoidError, VoidOrder, void};
use crate::staff::actor::LaneDevice;

/// How many meals are sold in one transaction.
const BATCH: usize = 200;

/// A lane and who sells at it.
#[derive(Debug, Clone)]
pub struct Counter {
    /// The device.
    pub lane: LaneDevice,
    /// The cashier.
    pub cashier: StaffId,
    /// The cashier's name.
    pub cashier_name: String,
}

/// Somebody with a card and a habit.
#[derive(Debug, Clone)]
pub struct Diner {
    /// The card.
    pub card: CardId,
    /// What its QR holds.
    pub token: CardToken,
    /// The date of birth.
    pub birth: NaiveDate,
    /// How often they come.
    pub habit: Habit,
}

/// Why the past could not be told.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The database failed in the middle of a batch.
    #[error("a batch of meals could not be sold: {0}")]
    Batch(Arc<DbError>),
    /// There are no lanes.
    #[error("there is no lane to sell at")]
    NoLane,
    /// A meal that was sold could not be undone.
    #[error("a meal could not be undone: {0}")]
    Void(#[from] VoidError),
}

/// Sells the meals of some days up to a moment, and undoes a few. Tells how many were served.
pub async fn tell(
    db: &Db,
    counters: &[Counter],
    diners: &[Diner],
    days: &[NaiveDate],
    until: Timestamp,
    dice: &mut Dice,
) -> Result<usize, HistoryError> {
    let habits: Vec<Habit> = diners.iter().map(|diner| diner.habit).collect();
    let mut served = 0;
    for day in days {
        let mut visits = visits(dice, &habits, *day);
        visits.retain(|visit| visit.at <= until);
        let mut last = None;
        for batch in visits.chunks(BATCH) {
            let mut orders = Vec::with_capacity(batch.len());
            for visit in batch {
                let counter = dice.pick(counters).ok_or(HistoryError::NoLane)?;
                orders.push(order(dice, counter, diners, visit));
            }
            for (answer, order) in sell_batch(db, &orders).await.into_iter().zip(orders) {
                match answer {
                    Ok(_) => {
                        served += 1;
                        last = Some(order);
                    }
                    Err(SellError::Db(cause)) => return Err(HistoryError::Batch(cause)),
                    // A rule said no; at the counter they were told why.
                    Err(SellError::Refused(_) | SellError::Busy) => {}
                }
            }
        }
        if let Some(order) = last.filter(|order| order.at + TimeDelta::minutes(1) <= until) {
            undo(db, dice, order).await?;
        }
    }
    Ok(served)
}

/// The order that a counter makes of a visit.
fn order(dice: &mut Dice, counter: &Counter, diners: &[Diner], visit: &Visit) -> SaleOrder {
    let id = SaleId::from(dice.uuid_at(visit.at));
    let (who, serve_as) = match visit.visitor {
        Visitor::Diner(place) => (
            diners.get(place).map_or(Who::Unknown, |diner| Who::Card(diner.token.hash())),
            ServeAs::Decided,
        ),
        Visitor::Guest => (Who::Guest, ServeAs::Decided),
        Visitor::Stranger => (Who::Unknown, ServeAs::Pending),
    };
    let tender_reference =
        matches!(visit.tender, Tender::Wechat | Tender::Alipay).then(|| format!("DEMO{:016}", dice.between(0, i64::MAX)));
    SaleOrder {
        id,
        lane: counter.lane.clone(),
        cashier: counter.cashier,
        cashier_name: counter.cashier_name.clone(),
        who,
        meal: Some(visit.meal),
        tender: visit.tender,
        wallet_first: false,
        tender_reference,
        serve_as,
        expected_pays: None,
        sold_at: visit.at,
        at: visit.at,
        request_hash: sha256(json!({ "demo": id }).to_string().as_bytes()),
    }
}

/// The last meal of the day was a mistake: it is undone a minute later.
async fn undo(db: &Db, dice: &mut Dice, order: SaleOrder) -> Result<(), HistoryError> {
    let at = order.at + TimeDelta::minutes(1);
    let void_order = VoidOrder {
        id: VoidId::from(dice.uuid_at(at)),
        sale: order.id,
        reason: "重复操作".to_owned(),
        lane: order.lane,
        cashier: order.cashier,
        approver: None,
        at,
    };
    let mut tx = db.begin(void_order.lane.canteen).await?;
    void(&mut tx, &void_order).await?;
    tx.commit().await?;
    Ok(())
}
