//! What else goes over the counter than meals? Top-ups, debts that are paid, cash in and out, and what somebody ate and has left.

pub mod history;
pub mod http;
pub mod moves;
pub mod store;
