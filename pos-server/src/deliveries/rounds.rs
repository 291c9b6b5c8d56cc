//! Who carries which meals, in which order, and by which link does the volunteer see them?

pub mod change;
pub mod draft;
pub mod http;
pub mod lay_out;
pub mod layout;
pub mod link;
pub mod moves;
pub mod pack;
pub mod places;
pub mod store;
