//! How does a story get a canteen of its own? A fresh database of each kind, the real server, and clients.

pub mod database;
