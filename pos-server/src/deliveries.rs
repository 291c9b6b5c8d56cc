//! How does a meal get to the door of somebody who cannot come, and who says that it did? Plans, the list of a day, and the walk.

pub mod plan;
pub mod list;
pub mod plans;
pub mod walk;
pub mod rounds;
pub mod tags;
pub mod door;
pub mod bags;
pub mod board;
pub mod reveal;
pub mod hours;
pub mod questions;
pub mod silence;
