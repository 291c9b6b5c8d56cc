//! What is on whose card, who owes, who pays for whom? And how does the office give money back, or take what is owed?
//!
//! Personal money only: nothing here touches a subsidy. A household is the register's: one door of one building.

pub mod http;
pub mod payers;
pub mod settle;
pub mod store;
pub mod view;
