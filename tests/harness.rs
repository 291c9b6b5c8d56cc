//! How does a story get a canteen of its own? A fresh database of each kind, the real server on a free port, and clients.
//!
//! `on_both(async |canteen| …)` tells the story once on SQLite and once on PostgreSQL, and looks at the books afterwards.

pub mod books;
pub mod canteen;
pub mod client;
pub mod database;
pub mod elsewhere;
pub mod furnish;
pub mod lane;
pub mod process;
pub mod register;
pub mod sound;
pub mod wire;

pub use canteen::{Canteen, on_both, on_both_with_patience};
pub use client::{Answer, Client};
pub use lane::Lane;
