//! Whose drawer is it, since when, and what should be in it? Opened with a float, counted blind, closed by a Z-report.

pub mod close;
pub mod count;
pub mod http;
pub mod open;
pub mod store;
mod view;
pub mod z_report;

pub use view::Frozen;
