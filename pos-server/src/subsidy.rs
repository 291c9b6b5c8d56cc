//! Who eats at which price, and why? Pure rules over a dated policy; they know no clock and no database.

pub mod book;
pub mod decide;
pub mod eligibility;
pub mod http;
pub mod policy;
mod policy_text;
pub mod reasons;
pub mod store;
pub mod words;
