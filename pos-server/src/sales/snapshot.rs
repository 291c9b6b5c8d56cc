//! What do the books know about a list of orders? Loaded set-wise: four statements whatever the number of orders.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::background::Background;
use super::order::{SaleOrder, Who};
use super::shifts::store::{OpenShift, next_shift_no, open_at};
use super::store::{self, Known, SaleRow};
use crate::calendar;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, LaneId, ResidentId, SaleId};
use crate::ledger::store::{Head, heads_of};
use crate::ledger::wallet::Purse;
use crate::money::Fen;
use crate::subsidy::book::{Loaded, PolicyBook};
use crate::subsidy::decide::{self, Order, Past, Taken};
use crate::subsidy::policy::Asks;
use crate::subsidy::words::Meal;

/// One question to the rules: who, when, which meal.
#[derive(Debug, Clone)]
pub struct Question {
    /// Whose counter.
    pub canteen: CanteenId,
    /// Who eats.
    pub who: Who,
    /// When, and the meal if the cashier names one.
    pub order: Order,
}

impl From<&SaleOrder> for Question {
    fn from(order: &SaleOrder) -> Self {
        let when = Order {
            service_date: calendar::day_of(order.judged_at()),
            time: calendar::time_of(order.judged_at()),
            meal: order.meal,
            channel: order.channel,
            spend: None,
        };
        Self {
            canteen: order.lane.canteen,
            who: order.who.clone(),
            order: when,
        }
    }
}

/// What the books know about some questions, in their order.
#[derive(Debug)]
pub struct Facts {
    /// The policies of the canteens asked about.
    policies: PolicyBook,
    /// Whom each question names.
    known: HashMap<usize, Known>,
    /// The meals that are claimed, before the batch and by it.
    taken: HashMap<(NaiveDate, Meal, ResidentId), Taken>,
    /// The wallets of those named and of those whom they may pay from, before the batch and after each of its sales.
    purses: HashMap<ResidentId, Purse>,
    /// What else the policies want to know.
    background: Background,
}

impl Facts {
    /// Loads what the rules need for some questions.
    pub async fn load(tx: &mut Tx, questions: &[Question]) -> Result<Self, DbError> {
        let policies = PolicyBook::read(tx, &canteens_of(questions)).await?;
        let mut facts = Self {
            policies,
            known: HashMap::new(),
            taken: HashMap::new(),
            purses: HashMap::new(),
            background: Background::default(),
        };
        let asked: Vec<_> = questions.iter().map(|q| (&q.who, q.order.service_date, facts.meal_of(q))).collect();
        for known in store::known(tx, &asked).await? {
            let place = usize::try_from(known.place).unwrap_or(usize::MAX);
            if let Some((_, date, Some(meal))) = asked.get(place)
                && let Some(taken) = taken_by(&known)
            {
                facts.taken.insert((*date, *meal, known.resident_id), taken);
            }
            facts.purses.extend(purses_of(&known));
            facts.known.insert(place, known);
        }
        let wanted = facts.known.iter().filter_map(|(place, known)| {
            let question = questions.get(*place)?;
            let asks = facts.policy(question)?.policy.asks();
            Some((known, question, asks))
        });
        let wanted: Vec<_> = wanted.filter(|(.., asks)| *asks != Asks::default()).collect();
        facts.background = Background::load(tx, &wanted).await?;
        Ok(facts)
    }

    /// What the rules may know of somebody whom a question names.
    pub fn of(&self, known: &Known, question: &Question) -> decide::Facts {
        self.background.facts(known, question)
    }

    /// The policy that counts for a question.
    pub fn policy(&self, question: &Question) -> Option<Loaded> {
        self.policies.on(question.canteen, question.order.service_date)
    }

    /// The meal that a question means: the one named, or the one nearest to its time.
    pub fn meal_of(&self, question: &Question) -> Option<Meal> {
        question
            .order
            .meal
            .or_else(|| Some(self.policy(question)?.policy.nearest(question.order.time)?.meal))
    }

    /// Whom the question at a place names.
    pub fn known(&self, place: usize) -> Option<&Known> {
        self.known.get(&place)
    }

    /// The meal that a resident already had.
    pub fn taken(&self, date: NaiveDate, meal: Meal, resident: ResidentId) -> Option<&Taken> {
        self.taken.get(&(date, meal, resident))
    }

    /// What a resident has on the card and owes.
    pub fn purse(&self, resident: ResidentId) -> Purse {
        self.purses.get(&resident).copied().unwrap_or_default()
    }

    /// The wallet that covers a price: the resident's own, or the one that they may pay from.
    pub fn wallet_that_covers(&self, known: &Known, pays: Fen) -> Option<ResidentId> {
        std::iter::once(known.resident_id)
            .chain(known.payer_id)
            .find(|wallet| self.purse(*wallet).balance >= pays)
    }

    /// Notes what the batch itself has taken from wallets and let people owe.
    pub fn change_purses(&mut self, changes: &BTreeMap<ResidentId, Purse>) {
        for (resident, change) in changes {
            let purse = self.purses.entry(*resident).or_default();
            *purse = purse.plus(*change);
        }
    }

    /// Notes a meal that the batch itself has claimed, and what it was given.
    pub fn take(&mut self, resident: ResidentId, taken: Taken, past: Past) {
        self.taken.insert((past.service_date, past.meal, resident), taken);
        self.background.note(resident, past);
    }
}

/// What the books know about some orders.
#[derive(Debug)]
pub struct Snapshot {
    /// What the rules need.
    pub facts: Facts,
    /// The orders as questions.
    pub questions: Vec<Question>,
    /// The head of each canteen's journal.
    pub heads: HashMap<CanteenId, Head>,
    /// The open shift of each lane.
    pub shifts: HashMap<LaneId, OpenShift>,
    /// The number of the next shift, of canteens where a lane has none.
    pub next_shift_no: HashMap<CanteenId, i64>,
    /// The sales that the orders' ids already name.
    pub prior: HashMap<SaleId, SaleRow>,
}

impl Snapshot {
    /// Loads what selling some orders needs.
    pub async fn load(tx: &mut Tx, orders: &[SaleOrder]) -> Result<Self, DbError> {
        let questions: Vec<Question> = orders.iter().map(Question::from).collect();
        let ids: Vec<SaleId> = orders.iter().map(|order| order.id).collect();
        let heads = heads_of(tx, &canteens_of(&questions)).await?;
        let shifts: HashMap<LaneId, OpenShift> = open_at(tx, &lanes_of(orders))
            .await?
            .into_iter()
            .map(|shift| (shift.lane_id, shift))
            .collect();
        let mut next_shift_no = HashMap::new();
        for order in orders {
            let canteen = order.lane.canteen;
            if !shifts.contains_key(&order.lane.id) && !next_shift_no.contains_key(&canteen) {
                next_shift_no.insert(canteen, self::next_shift_no(tx, canteen).await?);
            }
        }
        let prior = store::sales_by_id(tx, &ids).await?;
        let facts = Facts::load(tx, &questions).await?;
        Ok(Self {
            facts,
            questions,
            shifts,
            next_shift_no,
            heads: heads.into_iter().map(|head| (head.canteen_id, head)).collect(),
            prior: prior.into_iter().map(|sale| (sale.id, sale)).collect(),
        })
    }
}

fn canteens_of(questions: &[Question]) -> Vec<CanteenId> {
    let mut canteens: Vec<CanteenId> = questions.iter().map(|question| question.canteen).collect();
    canteens.sort_unstable();
    canteens.dedup();
    canteens
}

fn lanes_of(orders: &[SaleOrder]) -> Vec<LaneId> {
    let mut lanes: Vec<LaneId> = orders.iter().map(|order| order.lane.id).collect();
    lanes.sort_unstable();
    lanes.dedup();
    lanes
}

fn purses_of(known: &Known) -> impl Iterator<Item = (ResidentId, Purse)> + use<> {
    let own = Purse {
        balance: known.balance_fen,
        owed: known.owed_fen,
    };
    let other = known.payer_id.map(|payer| {
        let purse = Purse {
            balance: known.payer_balance_fen,
            owed: known.payer_owed_fen,
        };
        (payer, purse)
    });
    std::iter::once((known.resident_id, own)).chain(other)
}

fn taken_by(known: &Known) -> Option<Taken> {
    Some(Taken {
        at: known.taken_at?,
        canteen: known.taken_canteen.clone()?,
        lane: known.taken_lane.clone()?,
        receipt_no: known.taken_receipt_no?,
    })
}
