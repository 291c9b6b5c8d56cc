//! Which stories does the canteen tell? One module per story; each story runs once on SQLite and once on PostgreSQL.
//!
//! `scripts/test` brings the PostgreSQL that they need.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a story that cannot go on says so by failing"
)]
#![allow(
    clippy::needless_pass_by_value,
    clippy::similar_names,
    clippy::struct_field_names,
    clippy::format_collect,
    reason = "a story reads better than it runs"
)]

mod accounts;
mod architecture;
mod harness;
mod kept;
mod health;
mod policies;
mod privacy;
mod promises;
mod register;
mod selling;
mod simulate;
mod bad_input;
mod books;
mod money;
mod month;
mod plans;
mod menus;
mod kitchen;
mod check;
mod claim;
mod crash;
mod data_folder;
mod database;
mod full_disk;
mod slow;
mod staff;
mod statements;
mod voids;
mod cards;
mod reports;
mod incoming;
mod told;
mod demo;
mod https;
mod policy_check;
mod race;
mod rounds;
mod rules;
