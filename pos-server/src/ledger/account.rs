//! Which account is meant? The few accounts of this book, by the words that the journal stores.

use std::fmt;

/// An account of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// What diners paid, by tender: `tender:cash`.
    Tender(&'static str),
    /// What a funder owes: `receivable:<funder>`.
    Receivable(String),
    /// Meals served, at their standard: `meals`.
    Meals,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tender(tender) => write!(f, "tender:{tender}"),
            Self::Receivable(funder) => write!(f, "receivable:{funder}"),
            Self::Meals => f.write_str("meals"),
        }
    }
}
