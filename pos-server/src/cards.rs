//! How does a resident prove who is eating? A card is a medium, not the right: it can be lost, blocked and replaced, and
//! the right stays.

pub mod number;
pub mod token;
