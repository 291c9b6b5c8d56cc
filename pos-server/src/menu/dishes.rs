//! What can be cooked, what is in it, and whom does it not suit? The dishes of a canteen, kept by the office.

pub mod dish;
pub mod http;
pub mod save;
pub mod store;
