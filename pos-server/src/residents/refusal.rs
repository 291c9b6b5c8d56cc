//! Why is one cell of a register not accepted? In a sentence that says what is wrong and what would be right.

use crate::text::{Sentence, say};

/// What is wrong with a value. None of the sentences repeats the value: it may be an ID number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(pub Sentence);

/// Makes a refusal in both languages.
pub fn refuse(zh: impl Into<String>, en: impl Into<String>) -> Refusal {
    Refusal(say(zh, en))
}
