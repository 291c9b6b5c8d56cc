//! Who is waiting to buy? Drains whoever waits into the next batch: one transaction, one durable commit, then the answers.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::order::SaleOrder;
use super::sell::{Refusal, Sold, sell};
use crate::db::{Db, DbError};
use crate::ids::CanteenId;

/// How many orders one batch takes at most.
const BATCH: usize = 256;
/// How many orders may wait; more are told to come back.
const WAITING: usize = 8_192;
/// How often an order is tried alone when the database refuses what the rules allowed.
const TRIES: usize = 5;
/// How long a batch that could not be booked speaks against the database, if no other is tried.
const TROUBLE_LASTS: Duration = Duration::from_secs(5);

/// Why an order got no sale.
#[derive(Debug, thiserror::Error)]
pub enum SellError {
    /// The rules, or the id, refused it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed; nothing was booked.
    #[error(transparent)]
    Db(Arc<DbError>),
    /// Too many are waiting, or the server is stopping; nothing was booked.
    #[error("the queue takes no more orders")]
    Busy,
}

impl From<DbError> for SellError {
    fn from(error: DbError) -> Self {
        Self::Db(Arc::new(error))
    }
}

type Answer = Result<Sold, SellError>;

struct Waiting {
    order: SaleOrder,
    answer: oneshot::Sender<Answer>,
}

/// The queue before the counter: one task for an embedded database, one per canteen on a shared one, so that canteens never
/// wait for each other.
#[derive(Clone)]
pub struct SaleQueue {
    db: Db,
    tasks: Arc<Mutex<HashMap<Option<CanteenId>, mpsc::Sender<Waiting>>>>,
    trouble: Trouble,
}

/// When and why the last batch could not be booked; `None` once one was.
type Trouble = Arc<Mutex<Option<(Instant, Arc<DbError>)>>>;

impl SaleQueue {
    /// A queue before a database.
    #[must_use]
    pub fn new(db: Db) -> Self {
        Self {
            db,
            tasks: Arc::default(),
            trouble: Arc::default(),
        }
    }

    /// Why the last batch could not be booked, for a few seconds or until one is. A full disk may still take a small write that
    /// nobody asked for, while it refuses every sale.
    #[must_use]
    pub fn trouble(&self) -> Option<Arc<DbError>> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, error) = trouble.as_ref()?;
        (at.elapsed() < TROUBLE_LASTS).then(|| Arc::clone(error))
    }

    /// Sells one meal: waits for the next batch and for its durable commit.
    pub async fn sell(&self, order: SaleOrder) -> Answer {
        let (answer, answered) = oneshot::channel();
        self.task_of(order.lane.canteen)
            .try_send(Waiting { order, answer })
            .map_err(|_| SellError::Busy)?;
        answered.await.unwrap_or(Err(SellError::Busy))
    }

    fn task_of(&self, canteen: CanteenId) -> mpsc::Sender<Waiting> {
        let key = (!self.db.is_embedded()).then_some(canteen);
        let mut tasks = self.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        match tasks.get(&key) {
            Some(sender) if !sender.is_closed() => sender.clone(),
            _ => {
                let (sender, receiver) = mpsc::channel(WAITING);
                tokio::spawn(drain(self.db.clone(), Arc::clone(&self.trouble), receiver));
                tasks.insert(key, sender.clone());
                sender
            }
        }
    }
}

/// Sells batch after batch until nobody holds the queue any more.
async fn drain(db: Db, trouble: Trouble, mut queue: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, 1).await > 0 {
        // The callers that the last commit woke come back now; let them join.
        tokio::task::yield_now().await;
        while batch.len() < BATCH {
            let Ok(next) = queue.try_recv() else { break };
            batch.push(next);
        }
        let (orders, waiting): (Vec<SaleOrder>, Vec<oneshot::Sender<Answer>>) =
            batch.drain(..).map(|waiting| (waiting.order, waiting.answer)).unzip();
        let answers = sell_batch(&db, &orders).await;
        *trouble.lock().unwrap_or_else(PoisonError::into_inner) = answers.iter().find_map(outage).map(|error| (Instant::now(), error));
        for (answer, waiting) in answers.into_iter().zip(waiting) {
            // A caller who hung up will ask again with the same id.
            let _ = waiting.send(answer);
        }
    }
}

/// What keeps the database from booking, if that is why there is no sale.
fn outage(answer: &Answer) -> Option<Arc<DbError>> {
    match answer {
        Err(SellError::Db(error)) if error.is_outage() => Some(Arc::clone(error)),
        _ => None,
    }
}

/// Sells a list of orders of one queue as one batch. What the database refuses against the rules' verdict (another canteen
/// served the resident at this moment) is tried again alone, each order by itself. All orders of a list belong to one
/// canteen, unless the database is embedded.
pub async fn sell_batch(db: &Db, orders: &[SaleOrder]) -> Vec<Answer> {
    match try_batch(db, orders).await {
        Ok(answers) => answers,
        Err(DbError::Conflict(_)) => {
            let mut answers = Vec::with_capacity(orders.len());
            for order in orders {
                answers.push(sell_alone(db, order).await);
            }
            answers
        }
        Err(error) => {
            let error = Arc::new(error);
            orders.iter().map(|_| Err(SellError::Db(Arc::clone(&error)))).collect()
        }
    }
}

async fn try_batch(db: &Db, orders: &[SaleOrder]) -> Result<Vec<Answer>, DbError> {
    let Some(first) = orders.first() else { return Ok(Vec::new()) };
    let mut tx = db.begin(first.lane.canteen).await?;
    let answers = sell(&mut tx, orders).await?;
    tx.commit().await?;
    Ok(answers.into_iter().map(|answer| answer.map_err(SellError::from)).collect())
}

async fn sell_alone(db: &Db, order: &SaleOrder) -> Answer {
    let mut last = SellError::Busy;
    for _ in 0..TRIES {
        match try_batch(db, std::slice::from_ref(order)).await {
            Ok(answers) => return answers.into_iter().next().unwrap_or(Err(SellError::Busy)),
            Err(error @ DbError::Conflict(_)) => last = error.into(),
            Err(error) => return Err(error.into()),
        }
    }
    Err(last)
}

impl std::fmt::Debug for SaleQueue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SaleQueue")
    }
}
