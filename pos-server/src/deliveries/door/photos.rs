//! What becomes of a photo that a volunteer took at a door? It is kept sealed, once, with nothing in it but what one sees; no phone ever
//! gets it back, and the office looks at it only with a reason.

use super::jpeg;
use super::results::{Became, TakeError};
use super::store::photos::{self, NewPhoto};
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::ids::{PhotoId, RoundId, StaffId, StopId};
use crate::keys::Keys;

/// How many photos a stop may have: a phone that goes wrong fills no disk.
const MOST_OF_A_STOP: i64 = 5;

/// A photo as a phone brings it.
#[derive(Debug)]
pub struct Shot {
    /// Made by the phone.
    pub id: PhotoId,
    /// At which stop.
    pub stop_id: StopId,
    /// When.
    pub at: Timestamp,
    /// The file, if it could be read at all.
    pub jpeg: Option<Vec<u8>>,
}

/// Through whose hands a photo came.
#[derive(Debug, Clone, Copy)]
pub struct Carrier {
    /// The round of the phone.
    pub round: RoundId,
    /// The volunteer.
    pub volunteer: StaffId,
    /// When it arrived.
    pub at: Timestamp,
}

/// Keeps a photo of a stop that the phone carries.
pub async fn keep(tx: &mut Tx, keys: &Keys, shot: &Shot, by: Carrier) -> Result<(Became, Option<&'static str>), TakeError> {
    let Some(plain) = shot.jpeg.as_deref().and_then(|bytes| jpeg::plain(bytes).ok()) else {
        return Ok((Became::Refused, Some("not_a_photo")));
    };
    let hash = keys
        .index("photo", &format!("{} {} {}", shot.stop_id, shot.at, hex::encode(&plain)))
        .to_vec();
    match photos::photo_hash(tx, shot.id).await? {
        Some(kept) if kept == hash => return Ok((Became::Recorded, None)),
        Some(_) => return Ok((Became::Refused, Some("photo_id_reused"))),
        None => {}
    }
    if photos::count_of_stop(tx, shot.stop_id).await? >= MOST_OF_A_STOP {
        return Ok((Became::Refused, Some("too_many_photos")));
    }
    let new = NewPhoto {
        id: shot.id,
        stop_id: shot.stop_id,
        round_id: by.round,
        volunteer_id: by.volunteer,
        at: shot.at,
        received_at: by.at,
        picture: keys.seal_bytes(&place(shot.id), &plain)?,
        request_hash: hash,
    };
    photos::insert_photo(tx, new).await?;
    Ok((Became::Recorded, None))
}

/// The place for which a photo is sealed.
#[must_use]
pub fn place(id: PhotoId) -> String {
    format!("photo:{id}:picture")
}
