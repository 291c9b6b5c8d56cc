//! What is cooked, does it suit those who eat it, for how many, and what became of it? Dishes, day menus, and the kitchen's sheet.

pub mod dishes;
pub mod days;
pub mod kitchen;
