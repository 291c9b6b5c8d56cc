//! What is wrong with a bundle, and where?

use std::fmt;

use crate::text::{Sentence, say};

/// The first thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Wrong {
    /// The file; its name as it is in the folder.
    pub file: String,
    /// The row, from 1; none if it is about the file as a whole.
    pub row: Option<u64>,
    /// What is wrong.
    pub what: Sentence,
}

impl Wrong {
    /// Something about a file as a whole.
    #[must_use]
    pub fn file(file: &str, what: Sentence) -> Self {
        Self {
            file: file.to_owned(),
            row: None,
            what,
        }
    }

    /// Something about one row of it.
    #[must_use]
    pub fn row(file: &str, row: u64, what: Sentence) -> Self {
        Self {
            file: file.to_owned(),
            row: Some(row),
            what,
        }
    }

    /// A file that cannot be read.
    #[must_use]
    pub fn unread(file: &str, error: &std::io::Error) -> Self {
        Self::file(file, say(format!("无法读取：{error}"), format!("It cannot be read: {error}.")))
    }
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file that somebody put there can have any name.
        let file: String = self.file.chars().flat_map(char::escape_debug).collect();
        let row = self.row.map_or_else(String::new, |row| format!("，第 {row} 行 row {row}"));
        write!(
            f,
            "✗ 这份申报包有错 The bundle is wrong\n  文件 file:  {file}{row}\n  错误 what: {}\n             {}",
            self.what.zh, self.what.en
        )
    }
}

/// Rows that should grow do not.
#[must_use]
pub fn out_of_order() -> Sentence {
    say(
        "这一行与前一行重复，或顺序不对。",
        "The row repeats the one before, or is out of order.",
    )
}
