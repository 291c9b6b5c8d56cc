//! What does a day offer, does it suit those who get it at the door, and what does the board in the hall show of it?

pub mod avoid;
pub mod clash;
pub mod store;
pub mod set;
pub mod view;
pub mod clashes;
pub mod board;
pub mod http;
