//! Who may do what? Login, roles, lanes' enrolment and the audit trail.
//!
//! In reading order: what people type and how it is kept, who is let in, who may do what, and the acts of an admin.

pub mod actor;
pub mod act;
pub mod store;
pub mod audit;
pub mod credentials;
pub mod hashing;
pub mod attempts;
pub mod cookies;
pub mod recent;
pub mod sessions;
pub mod roles;
pub mod login;
pub mod origin;
pub mod authorize;
pub mod people;
pub mod enrol;
pub mod setup;
pub mod http;
pub mod console;
pub mod cli;

pub use login::approver;
pub use setup::{Furnish, assert_key, assert_no_canteen, create_canteen, setup_link};
