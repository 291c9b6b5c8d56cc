//! Where does every fen go? Double entry, append-only, numbered without gaps per canteen, chained by hash.

pub mod account;
pub mod chain;
pub mod entry;
pub mod movement;
pub mod post;
pub mod store;
pub mod wallet;
