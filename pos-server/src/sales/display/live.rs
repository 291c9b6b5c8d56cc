//! What happens at the counter right now? Each lane's moments, told to whoever watches it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use tokio::sync::broadcast;
use utoipa::ToSchema;

use super::welcome::Welcome;
use crate::ids::LaneId;
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::sales::view::{Outcome, Sale, Verdict};
use crate::subsidy::decide::Code;
use crate::subsidy::words::Meal;
use crate::text::{Sentence, say};

/// How many moments a slow display may be behind.
const BEHIND: usize = 16;

/// One moment at the counter, as the diner may see it: never a group, a class, a reason or a funder, so that nothing tells
/// one diner from another but the price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Moment {
    /// The line is alive. What stands on the screen goes on standing there; with nobody at the counter it is this.
    Welcome(Welcome),
    /// A meal is about to be sold.
    Price {
        /// The masked name.
        name: Option<String>,
        /// Which meal.
        meal: Option<Meal>,
        /// What is to be paid.
        pays: Fen,
        /// What is on the card.
        balance: Option<Fen>,
    },
    /// A meal was sold.
    Sold {
        /// The masked name.
        name: Option<String>,
        /// Which meal.
        meal: Meal,
        /// What was paid.
        pays: Fen,
        /// How.
        tender: Tender,
        /// What is left on the card that paid.
        balance: Option<Fen>,
    },
    /// 已就餐
    Served {
        /// The masked name.
        name: Option<String>,
    },
    /// The cashier will help.
    Ask {
        /// What to do, without saying why.
        message: Sentence,
    },
    /// The diner was let go without a meal: the price holds no longer.
    Cleared,
}

impl Moment {
    /// What a scan shows the diner.
    #[must_use]
    pub fn of_verdict(verdict: &Verdict) -> Self {
        let name = verdict.diner.as_ref().and_then(|diner| diner.name.clone());
        match (verdict.outcome, verdict.pays, verdict.code) {
            (Outcome::Sell, Some(pays), _) => Self::Price {
                name,
                meal: verdict.meal,
                pays,
                balance: verdict.wallet.as_ref().map(|wallet| wallet.balance),
            },
            (_, _, Code::AlreadyServed) => Self::Served { name },
            _ => Self::Ask {
                message: say("请稍等，工作人员为您处理。", "One moment, please. We are taking care of it."),
            },
        }
    }

    /// What a sale shows the diner.
    #[must_use]
    pub fn of_sale(sale: &Sale, balance: Option<Fen>) -> Self {
        Self::Sold {
            name: sale.diner.name.clone(),
            meal: sale.meal,
            pays: sale.pays,
            tender: sale.tender,
            balance,
        }
    }
}

/// The lanes that are watched.
#[derive(Debug, Clone, Default)]
pub struct Watched(Arc<Mutex<HashMap<LaneId, broadcast::Sender<Moment>>>>);

impl Watched {
    /// Tells a lane's displays, if there are any.
    pub fn tell(&self, lane: LaneId, moment: impl FnOnce() -> Moment) {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = lanes.get(&lane)
            && sender.send(moment()).is_err()
        {
            lanes.remove(&lane);
        }
    }

    /// Watches a lane from now on.
    #[must_use]
    pub fn watch(&self, lane: LaneId) -> broadcast::Receiver<Moment> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.entry(lane).or_insert_with(|| broadcast::channel(BEHIND).0).subscribe()
    }

    /// Lets all displays go: the server stops.
    pub fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
