//! What does the diner see? A second screen beside the counter that follows it live.

pub mod follow;
pub mod http;
pub mod live;
pub mod pairing;
pub mod welcome;
