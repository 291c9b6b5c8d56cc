//! Who eats at which price, and why? Pure rules over a dated policy; they know no clock and no database.

pub mod amount;
pub mod because;
pub mod bill;
pub mod birthdays;
pub mod book;
pub mod changes;
pub mod check_rules;
pub mod conditions;
pub mod dates;
pub mod decide;
pub mod eligibility;
pub mod file;
pub mod grant;
pub mod holidays;
pub mod http;
pub mod limits;
pub mod policy;
mod policy_text;
pub mod price_list;
pub mod proof;
pub mod reasons;
pub mod spend;
pub mod standing;
pub mod store;
pub mod warnings;
pub mod words;
