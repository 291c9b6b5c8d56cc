//! What did a lane write? Who is meant, short lines of text, and the mark that tells a repetition from another request.

use serde::Serialize;

use super::order::Who;
use crate::cards::number::CardNumber;
use crate::cards::token::CardToken;
use crate::error::Problem;
use crate::ids::ResidentId;
use crate::keys::sha256;
use crate::text::say;

/// The ways to say who is meant, as a body has them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named<'b> {
    /// What the scanner read.
    pub token: Option<&'b str>,
    /// The printed card number.
    pub number: Option<&'b str>,
    /// A resident found by name.
    pub resident: Option<ResidentId>,
    /// A guest.
    pub guest: Option<bool>,
    /// Somebody whom nobody can find.
    pub unknown: Option<bool>,
}

/// Reads who is meant: exactly one way of saying it.
pub fn who(named: Named<'_>) -> Result<Who, Problem> {
    let ways = [
        named
            .token
            .map(|text| CardToken::parse(text).map_or_else(|error| Who::NoCard(error.sentence()), |token| Who::Card(token.hash()))),
        named.number.map(|text| {
            text.parse::<CardNumber>().map_or_else(
                |error| Who::NoCard(error.sentence()),
                |number| Who::Number(number.as_str().to_owned()),
            )
        }),
        named.resident.map(Who::Resident),
        named.guest.filter(|yes| *yes).map(|_| Who::Guest),
        named.unknown.filter(|yes| *yes).map(|_| Who::Unknown),
    ];
    let mut ways = ways.into_iter().flatten();
    match (ways.next(), ways.next()) {
        (Some(who), None) => Ok(who),
        _ => Err(Problem::field(
            "token",
            say(
                "请只写一种：token、number、resident_id、guest 或 unknown。",
                "Give exactly one of token, number, resident_id, guest or unknown.",
            ),
        )),
    }
}

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

/// SHA-256 of a request by a lane or a canteen's office.
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
