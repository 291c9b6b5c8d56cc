//! What did a caller write? Short lines of text, and the mark that tells a repetition from another request.

use serde::Serialize;

use crate::error::Problem;
use crate::keys::sha256;
use crate::text::say;

/// A short line of text from outside: trimmed, without control characters, not too long.
pub fn short_text(field: &str, text: Option<String>, most: usize) -> Result<Option<String>, Problem> {
    let Some(text) = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if text.chars().count() > most || text.chars().any(char::is_control) {
        return Err(Problem::field(
            field,
            say(
                format!("最多 {most} 个字，不能有换行。"),
                format!("At most {most} characters in one line."),
            ),
        ));
    }
    Ok(Some(text))
}

/// A line of text that must not be empty.
pub fn filled_text(field: &'static str, text: &str, most: usize) -> Result<String, Problem> {
    let empty = || {
        let sentence = say(
            format!("这里要写 1 到 {most} 个字。"),
            format!("Write 1 to {most} characters here."),
        );
        Problem::field(field, sentence)
    };
    short_text(field, Some(text.to_owned()), most)?.ok_or_else(empty)
}

/// SHA-256 of a request, with who asks.
pub fn request_hash(asker: impl Serialize, body: &impl Serialize) -> Result<[u8; 32], Problem> {
    Ok(sha256(&serde_json::to_vec(&(asker, body)).map_err(Problem::internal)?))
}

/// 409: the id names something else.
#[must_use]
pub fn id_reused() -> Problem {
    Problem::conflict(
        "id_reused",
        say(
            "这个编号已用于另一笔，请重新操作。",
            "This id was used for something else. Begin again.",
        ),
    )
}
