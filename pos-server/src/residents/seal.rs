//! For which place is a value of the register sealed? Moved elsewhere it cannot be opened.

use crate::ids::{FactId, ResidentId};

/// The place for which a resident's value is sealed.
#[must_use]
pub fn seal_place(id: ResidentId, column: &str) -> String {
    format!("resident:{id}:{column}")
}

/// The place for which the paper behind a fact is sealed.
#[must_use]
pub fn paper_place(id: FactId) -> String {
    format!("fact:{id}:document")
}
