//! Who may eat at a group's price today, by age alone? The policy in force, asked for a date of birth.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::db::{DbError, Tx};
use crate::ids::CanteenId;
use crate::subsidy::book::PolicyBook;
use crate::subsidy::policy::Policy;
use crate::subsidy::words::DinerGroup;

/// The groups of one day; of none if no policy is in force.
#[derive(Debug, Clone)]
pub struct Ages {
    policy: Option<Arc<Policy>>,
    day: NaiveDate,
}

impl Ages {
    /// The groups of a canteen on a day.
    pub async fn read(tx: &mut Tx, canteen: CanteenId, day: NaiveDate) -> Result<Self, DbError> {
        let loaded = PolicyBook::read(tx, &[canteen]).await?.on(canteen, day);
        let policy = loaded.map(|loaded| loaded.policy).filter(|policy| policy.holds_on(day));
        Ok(Self { policy, day })
    }

    /// Is a policy in force?
    #[must_use]
    pub const fn is_known(&self) -> bool {
        self.policy.is_some()
    }

    /// May somebody born on a day eat at a group's price?
    #[must_use]
    pub fn is_eligible(&self, birth: NaiveDate) -> bool {
        self.policy
            .as_ref()
            .is_some_and(|policy| policy.group_of(birth, self.day).is_some())
    }

    /// The group of somebody born on a day.
    #[must_use]
    pub fn group_of(&self, birth: NaiveDate) -> DinerGroup {
        self.policy
            .as_ref()
            .map_or(DinerGroup::None, |policy| DinerGroup::from(policy.group_of(birth, self.day)))
    }
}
