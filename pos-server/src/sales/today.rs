//! What has this counter done today? Counters, the hours of the meals and the last sales, for the edge of the sale page.

use chrono::{NaiveDate, NaiveTime};
use serde::Serialize;
use utoipa::ToSchema;

use super::order::Tender;
use super::store::{self, Count, Paid};
use super::view::Sale;
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::money::Fen;
use crate::staff::actor::LaneDevice;
use crate::subsidy::book::PolicyBook;
use crate::subsidy::policy::MealRule;
use crate::subsidy::words::{DinerGroup, Meal};

/// The tenders by which money comes in at a counter, in the order in which people name them.
const RECEIVED: [Tender; 3] = [Tender::Cash, Tender::Wechat, Tender::Alipay];
/// How many of a lane's last sales are shown.
const LAST: i64 = 20;

/// Today at a canteen, seen from one lane.
#[derive(Debug, Serialize, ToSchema)]
pub struct Today {
    /// The day.
    pub service_date: NaiveDate,
    /// The meal that is sold now.
    pub meal: Option<Meal>,
    /// Today's meals and their hours.
    pub meals: Vec<Hours>,
    /// The whole canteen's day.
    pub counters: Counters,
    /// The same for each meal.
    pub per_meal: Vec<MealCounters>,
    /// What this lane received for today's meals by each tender; a meal that was undone counts no more.
    pub received: Vec<Received>,
    /// What this lane's diners still owe for today's meals.
    pub owed: Fen,
    /// This lane's last sales, newest first.
    pub last: Vec<Sale>,
}

/// A meal and its hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Hours {
    /// Which meal.
    pub meal: Meal,
    /// When it opens, `10:30`.
    pub opens: String,
    /// When it closes.
    pub closes: String,
    /// Whether it is sold now.
    pub open: bool,
}

impl Hours {
    /// The hours of a meal, seen at a time of day.
    #[must_use]
    pub fn of(rule: &MealRule, now: NaiveTime) -> Self {
        Self {
            meal: rule.meal,
            opens: rule.opens.format("%H:%M").to_string(),
            closes: rule.closes.format("%H:%M").to_string(),
            open: rule.is_open(now),
        }
    }
}

/// Money that came in by one tender.
#[derive(Debug, Serialize, ToSchema)]
pub struct Received {
    /// How it was paid.
    pub tender: Tender,
    /// How much, in yuan.
    pub amount: Fen,
}

/// Meals served, counted without those that were undone.
#[derive(Debug, Default, Clone, Copy, Serialize, ToSchema)]
pub struct Counters {
    /// All meals.
    pub served: i64,
    /// Those of elders.
    pub elder: i64,
    /// Those of children.
    pub child: i64,
    /// Those of guests.
    pub guest: i64,
    /// Those that wait for a decision.
    pub pending: i64,
    /// Meals that were undone.
    pub voided: i64,
    /// What diners pay, in yuan, what is still owed included.
    pub pays: Fen,
}

/// One meal's counters.
#[derive(Debug, Serialize, ToSchema)]
pub struct MealCounters {
    /// Which meal.
    pub meal: Meal,
    /// Its counters.
    pub counters: Counters,
}

impl Counters {
    fn add(&mut self, count: &Count) {
        if count.voided {
            self.voided += count.meals;
            return;
        }
        self.served += count.meals;
        self.pays = self.pays.plus(count.pays_fen);
        match (count.state.as_str(), count.diner_group) {
            ("pending", _) => self.pending += count.meals,
            (_, DinerGroup::Elder) => self.elder += count.meals,
            (_, DinerGroup::Child) => self.child += count.meals,
            (_, DinerGroup::Guest | DinerGroup::None) => self.guest += count.meals,
        }
    }
}

/// Reads today's counters and this lane's last sales.
pub async fn today(tx: &mut Tx, lane: &LaneDevice, now: Timestamp) -> Result<Today, DbError> {
    let (day, time) = (calendar::day_of(now), calendar::time_of(now));
    let policy = PolicyBook::read(tx, &[lane.canteen])
        .await?
        .on(lane.canteen, day)
        .filter(|loaded| loaded.policy.holds_on(day));
    let rules = policy.map(|loaded| loaded.policy.meals.clone()).unwrap_or_default();
    let counts = store::counts_of_day(tx, lane.canteen, day).await?;
    let paid = store::paid_at_lane(tx, lane.id, day).await?;
    let last = store::last_sales(tx, lane.id, day, LAST).await?;
    let mut last = store::sales_by_id(tx, &last).await?;
    last.sort_by_key(|sale| std::cmp::Reverse(sale.entry_no));
    Ok(Today {
        service_date: day,
        meal: rules.iter().find(|rule| rule.is_open(time)).map(|rule| rule.meal),
        meals: rules.iter().map(|rule| Hours::of(rule, time)).collect(),
        counters: sum(counts.iter()),
        per_meal: [Meal::Lunch, Meal::Dinner]
            .into_iter()
            .map(|meal| MealCounters {
                meal,
                counters: sum(counts.iter().filter(|count| count.meal == meal)),
            })
            .collect(),
        received: RECEIVED
            .into_iter()
            .map(|tender| Received {
                tender,
                amount: paid_by(&paid, tender),
            })
            .collect(),
        owed: paid_by(&paid, Tender::Owed),
        last: last.into_iter().map(Sale::from).collect(),
    })
}

fn sum<'c>(counts: impl Iterator<Item = &'c Count>) -> Counters {
    let mut counters = Counters::default();
    counts.for_each(|count| counters.add(count));
    counters
}

fn paid_by(paid: &[Paid], tender: Tender) -> Fen {
    paid.iter().filter(|paid| paid.tender == tender).map(|paid| paid.pays_fen).sum()
}
