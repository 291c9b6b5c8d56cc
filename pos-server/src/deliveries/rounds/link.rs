//! Whose round does this phone show? A link in a QR says so: the round's id and half a secret that only this server can make. It
//! is not stored; a new number of the link makes all earlier ones worthless.

use super::store::{self, RoundRow};
use crate::app::App;
use crate::db::{DbError, Tx};
use crate::ids::RoundId;
use crate::staff::cookies::Token;

/// What a phone's token is worth.
#[derive(Debug)]
pub enum Shown {
    /// The round's own, and good.
    Round(Box<RoundRow>),
    /// It was a round's until it was revoked or the round changed hands.
    Revoked,
    /// No round's.
    Nothing,
}

/// The token of a round's link: the round's id, then 16 bytes that only this server can make.
#[must_use]
pub fn token_of(app: &App, round: RoundId, link_no: i64) -> Token {
    let mut bytes = app.keys.index("round", &format!("{round} {link_no}"));
    bytes[..16].copy_from_slice(round.uuid().as_bytes());
    Token::of(bytes)
}

/// The link of a round. What it knows stands behind the `#`, which browsers send to no server.
#[must_use]
pub fn url_of(app: &App, round: RoundId, link_no: i64) -> String {
    format!("{}/round#{}", app.base_url, token_of(app, round, link_no).text())
}

/// The round that a token shows, whatever day it is.
pub async fn shown(app: &App, tx: &mut Tx, token: &Token) -> Result<Shown, DbError> {
    let Some(id) = token.bytes().first_chunk::<16>() else {
        return Ok(Shown::Nothing);
    };
    let Some(round) = store::round(tx, RoundId::from(uuid::Uuid::from_bytes(*id))).await? else {
        return Ok(Shown::Nothing);
    };
    // Both are hashed before they are compared, so that the time taken tells nothing about the secret half.
    let is_of = |number: i64| token_of(app, round.id, number).hash() == token.hash();
    if round.link_made_at.is_some() && is_of(round.link_no) {
        return Ok(Shown::Round(Box::new(round)));
    }
    Ok(if (1..=round.link_no).any(is_of) {
        Shown::Revoked
    } else {
        Shown::Nothing
    })
}
