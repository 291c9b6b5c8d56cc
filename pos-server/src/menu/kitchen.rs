//! How many meals does the kitchen cook, and where did they go? The sheet of one day and meal: to cook from the list or the packed rounds,
//! the forecast and the staff; the balance afterwards; samples and temperatures. What can be derived is derived; what the kitchen writes down
//! touches no money and no claim.

pub mod balance;
pub mod doors;
pub mod forecast;
pub mod http;
pub mod labels;
pub mod samples;
pub mod sheet;
pub mod store;
pub mod view;
pub mod words;
pub mod write;
