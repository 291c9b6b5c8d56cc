//! How fast do n callers get their meals? Each asks for the next one as soon as it has the last, and keeps its own log.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pos_server::db::Db;
use pos_server::sales::queue::{SaleQueue, sell_batch};

use crate::Outcome;
use crate::books::Told;
use crate::ground::Ground;
use crate::http::Connection;
use crate::speed::{Answered, Speed};

/// How long sales are made before they count: caches fill, statements are prepared.
const WARM_UP: Duration = Duration::from_millis(400);

/// When sales count.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// From here on.
    pub opens: Instant,
    /// Until here; nobody asks afterwards.
    pub closes: Instant,
}

impl Window {
    /// A window of some length that opens after the warm-up.
    pub fn after_warm_up(length: Duration) -> Self {
        let opens = Instant::now() + WARM_UP;
        Self {
            opens,
            closes: opens + length,
        }
    }

    /// Is there still time to ask?
    pub fn is_open(&self) -> bool {
        Instant::now() < self.closes
    }
}

/// Where a caller buys.
#[derive(Debug)]
pub enum Till {
    /// At the queue, as the server's handlers do.
    Queue(SaleQueue),
    /// In a transaction of its own.
    Alone(Db),
    /// Over HTTP.
    Http(Connection),
}

impl Till {
    async fn sell(&mut self, ground: &Ground, n: usize) -> Outcome<Told> {
        let answer = match self {
            Self::Queue(queue) => queue.sell(ground.order(n)?).await,
            Self::Alone(db) => sell_batch(db, &[ground.order(n)?]).await.pop().ok_or("no answer")?,
            Self::Http(connection) => return connection.sell(ground, n).await,
        };
        let sale = answer?.sale;
        Ok(Told {
            id: sale.id,
            receipt_no: sale.entry_no,
        })
    }
}

/// Lets all callers buy for a while. A refused sale is an error.
pub async fn closed_loop(tills: Vec<Till>, ground: &Arc<Ground>, length: Duration) -> Outcome<(Speed, Vec<Told>)> {
    let (next, window) = (Arc::new(AtomicUsize::new(0)), Window::after_warm_up(length));
    let callers: Vec<_> = tills
        .into_iter()
        .map(|till| tokio::spawn(buy(till, Arc::clone(ground), Arc::clone(&next), window)))
        .collect();
    let (count, mut answered) = (callers.len(), Vec::new());
    for caller in callers {
        answered.extend(caller.await??);
    }
    let log = answered.iter().map(|answer: &Answered| answer.told).collect();
    Ok((Speed::of(count, window, &answered), log))
}

async fn buy(mut till: Till, ground: Arc<Ground>, next: Arc<AtomicUsize>, window: Window) -> Outcome<Vec<Answered>> {
    let mut answered = Vec::new();
    while window.is_open() {
        let n = next.fetch_add(1, Ordering::Relaxed);
        let began = Instant::now();
        let told = till.sell(&ground, n).await?;
        answered.push(Answered {
            told,
            began,
            ended: Instant::now(),
        });
    }
    Ok(answered)
}
