//! What does the diner take home? A receipt of each meal, from the lane's printer or the browser.

mod cells;
pub mod escpos;
pub mod http;
pub mod layout;
pub mod printer;
pub mod rare;
pub mod store;
