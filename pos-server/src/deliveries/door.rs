//! What happened at a door, and what follows from it? The volunteer's phone brings results and the ladder; a proved hand-over is a sale
//! at once, the rest waits for a second person.

pub mod close;
pub mod hot;
pub mod http;
pub mod jpeg;
pub mod ladder;
pub mod meal;
pub mod office;
pub mod paper;
pub mod photos;
pub mod results;
pub mod settle;
pub mod sheet;
pub mod store;
pub mod words;
