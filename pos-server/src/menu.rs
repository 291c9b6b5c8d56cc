//! What is cooked, and does it suit those who eat it? Dishes and day menus.

pub mod dishes;
pub mod days;
