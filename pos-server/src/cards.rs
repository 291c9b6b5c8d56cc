//! How does a resident prove who is eating? A card is a medium, not the right: it can be lost, blocked and replaced, and
//! the right stays.

pub mod ask;
pub mod cli;
pub mod http;
pub mod issue;
pub mod life;
pub mod natural;
pub mod number;
pub mod sheet_page;
pub mod sheets;
pub mod store;
pub mod today;
pub mod token;
