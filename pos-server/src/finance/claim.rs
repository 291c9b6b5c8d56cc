//! 申报: what does a closed month say to those who pay for it? Made from the month's lines only, so that it never changes.

pub mod book;
pub mod capitals;
pub mod csv;
pub mod detail;
pub mod front;
pub mod http;
pub mod slips;
pub mod store;
pub mod tables;
pub mod view;
pub mod words;
pub mod xlsx;

/// The names and the order of the columns. They stay as they are under this name.
pub const FORMAT: &str = "claim_v1";
