//! What did a lane write? Who is meant.

use super::order::Who;
pub use crate::asked::{id_reused, request_hash, short_text};
use crate::cards::number::CardNumber;
use crate::cards::token::CardToken;
use crate::error::Problem;
use crate::ids::ResidentId;
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
