//! What happened in the weeks before today? Every meal, every drawer and every way to the bank, by the code that does it at the
//! counter and in the office.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;

use super::dice::Dice;
use super::drawer::{self, Takings};
use super::trade::{Habit, Visit, Visitor, at, visits};
use super::{office, purses};
use crate::calendar::Month;
use crate::cards::token::CardToken;
use crate::clock::Timestamp;
use crate::db::{Db, DbError};
use crate::finance::accounts::transfer::TransferError;
use crate::ids::{CardId, SaleId, StaffId, VoidId};
use crate::keys::sha256;
use crate::ledger::movement::MoveError;
use crate::sales::order::{SaleOrder, ServeAs, Tender, Who};
use crate::sales::queue::{SellError, sell_batch};
use crate::sales::shifts::close::CloseError;
use crate::sales::shifts::count::CountError;
use crate::sales::void::{VoidError, VoidOrder, void};
use crate::staff::actor::{Actor, LaneDevice};
use crate::subsidy::words::{Channel, Meal};

/// How many meals are sold in one transaction.
const BATCH: usize = 200;
/// On which day a funder pays for the first time.
const INSTALMENT: usize = 10;
/// Minutes after midnight: when the accountant works, when drawers are opened, when people top up before each meal, when the
/// kitchen lacks something, and when drawers are counted.
const OFFICE: i64 = 8 * 60 + 40;
const OPENING: i64 = 10 * 60;
const BEFORE_LUNCH: i64 = 10 * 60 + 10;
const ERRAND: i64 = 14 * 60 + 5;
const BEFORE_DINNER: i64 = 16 * 60 + 10;
const CLOSING: i64 = 19 * 60 + 10;

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
    /// Whether they keep money on the card.
    pub keeps_money: bool,
}

/// Who takes part.
#[derive(Debug, Clone, Copy)]
pub struct Cast<'a> {
    /// The lanes with their cashiers.
    pub counters: &'a [Counter],
    /// The card holders.
    pub diners: &'a [Diner],
    /// Who keeps the books.
    pub accountant: &'a Actor,
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
    /// More drawers than can be counted.
    #[error("too many drawers: {0}")]
    TooMany(#[from] std::num::TryFromIntError),
    /// There are no lanes.
    #[error("there is no lane to sell at")]
    NoLane,
    /// A meal that was sold could not be undone.
    #[error("a meal could not be undone: {0}")]
    Void(#[from] VoidError),
    /// Money was not moved at a counter.
    #[error("money was not moved: {0}")]
    Move(#[from] MoveError),
    /// Money was not moved in the office.
    #[error("money was not moved: {0}")]
    Transfer(#[from] TransferError),
    /// A drawer could not be counted.
    #[error("a drawer could not be counted: {0}")]
    Count(#[from] CountError),
    /// A shift could not be closed.
    #[error("a shift could not be closed: {0}")]
    Close(#[from] CloseError),
}

/// Tells some days up to a moment: drawers, top-ups, meals, a few that are undone, and the way of the money to the bank. Tells how
/// many meals were served.
pub async fn tell(db: &Db, cast: Cast<'_>, days: &[NaiveDate], until: Timestamp, dice: &mut Dice) -> Result<usize, HistoryError> {
    let habits: Vec<Habit> = cast.diners.iter().map(|diner| diner.habit).collect();
    let mut told = Told {
        db,
        cast,
        until,
        dice,
        served: 0,
        takings: Takings::default(),
    };
    for (place, day) in days.iter().enumerate() {
        let visits = visits(told.dice, &habits, *day);
        told.in_the_office(*day, days.first().filter(|_| place == INSTALMENT), place == 0)
            .await?;
        told.at_the_counters(*day, &visits).await?;
    }
    Ok(told.served)
}

/// The story so far.
struct Told<'a> {
    db: &'a Db,
    cast: Cast<'a>,
    until: Timestamp,
    dice: &'a mut Dice,
    served: usize,
    /// What yesterday's shifts took.
    takings: Takings,
}

impl Told<'_> {
    /// A moment of a day, if the story gets so far.
    fn moment(&self, day: NaiveDate, minutes: i64) -> Option<Timestamp> {
        Some(at(day) + TimeDelta::minutes(minutes)).filter(|at| *at <= self.until)
    }

    /// The accountant's morning: `paid_month` is a day of the month that a funder pays for today.
    async fn in_the_office(&mut self, day: NaiveDate, paid_month: Option<&NaiveDate>, is_first: bool) -> Result<(), HistoryError> {
        let Some(at) = self.moment(day, OFFICE) else { return Ok(()) };
        let Cast { counters, accountant, .. } = self.cast;
        if is_first {
            office::found(self.db, self.dice, accountant, at).await?;
        }
        let takings = std::mem::take(&mut self.takings);
        office::bank(self.db, self.dice, accountant, (takings, counters.len()), at).await?;
        if let Some(day) = paid_month {
            office::instalment(self.db, self.dice, accountant, Month::of(*day), at).await?;
        }
        Ok(())
    }

    /// The day of the drawers, from the float to the count.
    async fn at_the_counters(&mut self, day: NaiveDate, visits: &[Visit]) -> Result<(), HistoryError> {
        if let Some(at) = self.moment(day, OPENING) {
            for counter in self.cast.counters {
                drawer::begin(self.db, self.dice, counter, at).await?;
            }
        }
        for (meal, before) in [(Meal::Lunch, BEFORE_LUNCH), (Meal::Dinner, BEFORE_DINNER)] {
            let coming: Vec<&Visit> = visits.iter().filter(|visit| visit.meal == meal).collect();
            if let Some(at) = self.moment(day, before) {
                purses::top_up(self.db, self.dice, self.cast, &coming, at).await?;
            }
            let last = self.serve(&coming).await?;
            if let (Meal::Lunch, Some(order)) = (meal, last) {
                self.undo(order).await?;
            }
            if let (Meal::Lunch, Some(at), true) = (meal, self.moment(day, ERRAND), self.dice.happens(300)) {
                let counter = self.dice.pick(self.cast.counters).ok_or(HistoryError::NoLane)?;
                drawer::errand(self.db, self.dice, counter, at).await?;
            }
        }
        if let Some(at) = self.moment(day, CLOSING) {
            for counter in self.cast.counters {
                let takings = drawer::end(self.db, self.dice, counter, at).await?;
                self.takings = self.takings.plus(takings);
            }
        }
        Ok(())
    }

    /// Sells one meal to whoever comes; gives the last order that was sold.
    async fn serve(&mut self, coming: &[&Visit]) -> Result<Option<SaleOrder>, HistoryError> {
        let come: Vec<_> = coming.iter().filter(|visit| visit.at <= self.until).collect();
        let mut last = None;
        for batch in come.chunks(BATCH) {
            let mut orders = Vec::with_capacity(batch.len());
            for visit in batch {
                let counter = self.dice.pick(self.cast.counters).ok_or(HistoryError::NoLane)?;
                orders.push(order(self.dice, counter, self.cast.diners, visit));
            }
            for (answer, order) in sell_batch(self.db, &orders).await.into_iter().zip(orders) {
                match answer {
                    Ok(_) => {
                        self.served += 1;
                        last = Some(order);
                    }
                    Err(SellError::Db(cause)) => return Err(HistoryError::Batch(cause)),
                    // A rule said no; at the counter they were told why.
                    Err(SellError::Refused(_) | SellError::Busy) => {}
                }
            }
        }
        Ok(last)
    }

    /// The last lunch of the day was a mistake: it is undone a minute later.
    async fn undo(&mut self, order: SaleOrder) -> Result<(), HistoryError> {
        let at = order.at + TimeDelta::minutes(1);
        if at > self.until {
            return Ok(());
        }
        let void_order = VoidOrder {
            id: VoidId::from(self.dice.uuid_at(at)),
            sale: order.id,
            reason: "重复操作".to_owned(),
            lane: order.lane,
            cashier: order.cashier,
            approver: None,
            at,
        };
        let mut tx = self.db.begin(void_order.lane.canteen).await?;
        void(&mut tx, &void_order).await?;
        Ok(tx.commit().await?)
    }
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
    let tender_reference = matches!(visit.tender, Tender::Wechat | Tender::Alipay).then(|| dice.payment_number());
    SaleOrder {
        id,
        lane: counter.lane.clone(),
        cashier: counter.cashier,
        cashier_name: counter.cashier_name.clone(),
        who,
        meal: Some(visit.meal),
        channel: Channel::Counter,
        tender: visit.tender,
        wallet_first: true,
        tender_reference,
        serve_as,
        expected_pays: None,
        sold_at: visit.at,
        at: visit.at,
        request_hash: sha256(json!({ "demo": id }).to_string().as_bytes()),
    }
}
