//! How does an act stand in the database? As its stable code and its facts, which a program of any version can read.

use serde_json::{Value, json};

use super::Act;

impl Act {
    /// The code and the facts as they are stored; an act without facts keeps an empty text.
    pub fn kept(&self) -> Result<(String, String), serde_json::Error> {
        let whole = serde_json::to_value(self)?;
        let code = whole.get("action").and_then(Value::as_str).unwrap_or_default();
        let facts = whole.get("detail").map(ToString::to_string).unwrap_or_default();
        Ok((code.to_owned(), facts))
    }

    /// Reads what was stored, whichever version wrote it.
    #[must_use]
    pub fn read(code: String, facts: String) -> Self {
        let detail: Option<Value> = serde_json::from_str(&facts).ok();
        let known = match detail {
            Some(detail) => serde_json::from_value(json!({ "action": code, "detail": detail })),
            None => serde_json::from_value(json!({ "action": code })),
        };
        known.unwrap_or(Self::Other { code, text: facts })
    }
}
