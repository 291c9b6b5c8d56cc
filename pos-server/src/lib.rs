//! The canteen's server, in reading order: each module uses only those listed above it.

pub mod text;
pub mod error;
pub mod config;
pub mod clock;
pub mod ids;
pub mod money;
pub mod calendar;
pub mod json;
pub mod private;
pub mod keys;
pub mod asked;
pub mod qr;
pub mod db;
pub mod app;

pub mod staff;
pub mod subsidy;
pub mod residents;
pub mod cards;
pub mod ledger;
pub mod sales;
pub mod deliveries;
pub mod menu;
pub mod finance;
pub mod demo;

pub mod serve;
pub mod simulate;
pub mod cli;
