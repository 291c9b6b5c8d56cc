//! Does every meal that leaves the kitchen end at a door, in the books, or on the board in red?

mod channel;
