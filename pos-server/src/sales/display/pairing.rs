//! Which counter does a display belong to? A link that the counter shows as a QR says so. It is derived from the lane's own
//! device, so nothing is stored, and a lane that is revoked or enrolled anew loses its displays.

use crate::app::App;
use crate::db::{DbError, Tx};
use crate::ids::LaneId;
use crate::staff::cookies::Token;
use crate::staff::store::lanes::{self, EnrolledRow};

/// The token of a lane's displays: the lane's id, then 16 bytes that only this server can make.
#[must_use]
pub fn token_of(app: &App, lane: &EnrolledRow) -> Token {
    let mut bytes = app
        .keys
        .index("display", &format!("{} {}", lane.id, hex::encode(&lane.device_hash)));
    bytes[..16].copy_from_slice(lane.id.uuid().as_bytes());
    Token::of(bytes)
}

/// The lane that a display's token belongs to, if it is still good.
pub async fn lane_of(app: &App, tx: &mut Tx, token: &Token) -> Result<Option<EnrolledRow>, DbError> {
    let Some(id) = token.bytes().first_chunk::<16>() else {
        return Ok(None);
    };
    let lane = lanes::enrolled(tx, LaneId::from(uuid::Uuid::from_bytes(*id))).await?;
    // Both are hashed before they are compared, so that the time taken tells nothing about the secret half.
    Ok(lane.filter(|lane| token_of(app, lane).hash() == token.hash()))
}
