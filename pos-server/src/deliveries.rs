//! How does a meal get to the door of somebody who cannot come, and who says that it did?

pub mod walk;
