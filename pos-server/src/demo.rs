//! What does the canteen look like with life in it? A made-up community, and weeks of its meals.

pub mod community;
pub mod dice;
pub mod history;
mod households;
mod names;
mod numbers;
mod places;
pub mod register;
pub mod trade;
