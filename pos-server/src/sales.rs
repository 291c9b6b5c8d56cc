//! How is a meal sold, and how is a mistake undone?

pub mod ask;
mod background;
pub mod display;
pub mod http;
mod judge;
pub mod order;
mod pay;
mod plan;
pub mod queue;
pub mod quote;
pub mod receipts;
pub mod sell;
mod settle;
pub mod shifts;
mod snapshot;
pub mod store;
pub mod till;
pub mod today;
pub mod view;
pub mod void;
