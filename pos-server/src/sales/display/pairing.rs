//! Which counter does a display belong to? A link that the counter shows as a QR says so. It is derived from the lane's own
//! device, so nothing is stored, and a lane that is revoked or enrolled anew loses its displays.

use crate::app::App;
use crate::db::{DbError, Tx};
use crate::ids::LaneId;
use crate::staff::cookies::Token;
use crate::staff::store::lanes;

/// The token of a lane's displays: the lane's id, then 16 bytes that only this server can make. `None` for a lane without a
/// device.
pub async fn token_of(app: &App, tx: &mut Tx, lane: LaneId) -> Result<Option<Token>, DbError> {
    let Some(device) = lanes::device_of(tx, lane).await? else {
        return Ok(None);
    };
    let proof = app.keys.index("display", &format!("{lane} {}", hex::encode(device)));
    let mut bytes = proof;
    bytes[..16].copy_from_slice(lane.uuid().as_bytes());
    Ok(Some(Token::of(bytes)))
}

/// The lane that a display's token belongs to, if it is still good.
pub async fn lane_of(app: &App, tx: &mut Tx, token: &Token) -> Result<Option<LaneId>, DbError> {
    let Some(id) = token.bytes().first_chunk::<16>() else {
        return Ok(None);
    };
    let lane = LaneId::from(uuid::Uuid::from_bytes(*id));
    let good = token_of(app, tx, lane).await?;
    // Both are hashed before they are compared, so that the time taken tells nothing about the secret half.
    Ok(good.filter(|good| good.hash() == token.hash()).map(|_| lane))
}
