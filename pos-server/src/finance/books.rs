//! What do the books say of some days? Read once, from one snapshot, for day sheets and months alike.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::agreement::{Balances, Difference, differences};
use super::store::{self, Funded, Period, Served};
use crate::db::{DbError, Tx};
use crate::subsidy::policy::Share;

/// Everything that the reports of a period are made of.
#[derive(Debug, Clone)]
pub struct Books {
    /// The meals, counted; without voided ones.
    pub served: Vec<Served>,
    /// What the funders owe, as the journal has it.
    pub funded: Vec<Funded>,
    /// The funders and their names, by key.
    pub funders: Vec<Funder>,
    /// Where the meals and the journal disagree: nowhere.
    pub differences: Vec<Difference>,
}

/// A funder, by the key that policies and accounts use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funder {
    /// The key in the policy.
    pub key: String,
    /// The name for people.
    pub name: String,
}

/// Why the books could not be read.
#[derive(Debug, thiserror::Error)]
pub enum BooksError {
    /// A sale's shares are no list of shares.
    #[error("a sale's shares cannot be read: {0}")]
    Shares(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl Books {
    /// Reads the books of a period. Give it a snapshot.
    pub async fn read(tx: &mut Tx, period: Period) -> Result<Self, BooksError> {
        let served = store::served(tx, period).await?;
        let funded = store::funded(tx, period).await?;
        let mut names = BTreeMap::new();
        let mut meals = Balances::default();
        for row in &served {
            meals.add_meals(row.tender, row.standard_fen, row.pays_fen);
        }
        for row in store::shares(tx, period).await? {
            let shares: Vec<Share> = serde_json::from_str(&row.shares)?;
            meals.add_shares(&shares, row.meals);
            names.extend(shares.into_iter().map(|share| (share.funder, share.name)));
        }
        for row in &funded {
            names.entry(row.funder().to_owned()).or_insert_with(|| row.funder().to_owned());
        }
        let differences = differences(&meals, &Balances::from(store::balances(tx, period).await?));
        for difference in &differences {
            tracing::error!(?difference, "the meals and the journal disagree");
        }
        let funders = names.into_iter().map(|(key, name)| Funder { key, name }).collect();
        Ok(Self {
            served,
            funded,
            funders,
            differences,
        })
    }

    /// The name of a funder.
    #[must_use]
    pub fn name_of(&self, key: &str) -> String {
        let funder = self.funders.iter().find(|funder| funder.key == key);
        funder.map_or_else(|| key.to_owned(), |funder| funder.name.clone())
    }
}

impl Funded {
    /// The funder's key.
    #[must_use]
    pub fn funder(&self) -> &str {
        self.account.split_once(':').map_or(self.account.as_str(), |(_, funder)| funder)
    }
}
