//! Does every meal that leaves the kitchen end at a door, in the books, or on the board in red?

mod bags;
mod channel;
mod ladder;
mod hot;
mod hours;
mod laid_out;
mod link;
pub mod out;
pub mod photos;
mod proved;
mod remembered;
mod tags;
mod questions;
mod silence;
mod second_person;
mod subsidy;
mod untold;
