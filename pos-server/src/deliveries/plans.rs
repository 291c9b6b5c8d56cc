//! Who gets meals at the door, on which days, with which diet, and who may be called? Plans, holds and contacts, kept by the office.

pub mod change;
pub mod contacts;
pub mod day;
pub mod holds;
pub mod http;
pub mod store;
pub mod view;
pub mod warn;
