//! The SQL of photos from the doors. A photo is sealed; it comes back only to whoever is allowed to open it.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, PhotoId, RoundId, StaffId, StopId};
use crate::subsidy::words::Meal;

/// A photo without its picture.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PhotoRow {
    /// Made by the phone.
    pub id: PhotoId,
    /// Of which stop.
    pub stop_id: StopId,
    /// When, as the phone says.
    pub at: Timestamp,
    /// Who took it.
    pub volunteer: String,
}

/// The photos of the stops of a day and meal, in the order in which they were taken.
pub async fn photos_of(tx: &mut Tx, canteen: CanteenId, date: NaiveDate, meal: Meal) -> Result<Vec<PhotoRow>, DbError> {
    Sql::new(
        "SELECT p.id, p.stop_id, p.at, v.name AS volunteer FROM stop s JOIN stop_photo p ON p.stop_id = s.id \
         JOIN staff v ON v.id = p.volunteer_id \
         WHERE s.canteen_id = $1 AND s.service_date = $2 AND s.meal = $3 ORDER BY p.at, p.id",
    )
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .all(tx)
    .await
}

/// How many photos a stop has.
pub async fn count_of_stop(tx: &mut Tx, stop: StopId) -> Result<i64, DbError> {
    let (count,): (i64,) = Sql::new("SELECT COUNT(*) FROM stop_photo WHERE stop_id = $1")
        .bind(stop)
        .one(tx)
        .await?;
    Ok(count)
}

/// The hash of the upload that brought a photo under an id, if one did.
pub async fn photo_hash(tx: &mut Tx, id: PhotoId) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> = Sql::new("SELECT request_hash FROM stop_photo WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await?;
    Ok(row.map(|(hash,)| hash))
}

/// A photo to be written.
#[derive(Debug)]
pub struct NewPhoto {
    /// Made by the phone.
    pub id: PhotoId,
    /// Of which stop.
    pub stop_id: StopId,
    /// Through which round's phone.
    pub round_id: RoundId,
    /// Who took it.
    pub volunteer_id: StaffId,
    /// When, as the phone says.
    pub at: Timestamp,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The sealed JPEG.
    pub picture: Vec<u8>,
    /// The keyed hash of the upload.
    pub request_hash: Vec<u8>,
}

/// Writes a photo.
pub async fn insert_photo(tx: &mut Tx, new: NewPhoto) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO stop_photo (id, stop_id, round_id, volunteer_id, at, received_at, picture, request_hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(new.id)
    .bind(new.stop_id)
    .bind(new.round_id)
    .bind(new.volunteer_id)
    .bind(new.at)
    .bind(new.received_at)
    .bind(new.picture)
    .bind(new.request_hash)
    .execute(tx)
    .await?;
    Ok(())
}

/// The sealed picture of a canteen's photo.
pub async fn sealed_photo(tx: &mut Tx, canteen: CanteenId, id: PhotoId) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> =
        Sql::new("SELECT p.picture FROM stop_photo p JOIN stop s ON s.id = p.stop_id WHERE p.id = $1 AND s.canteen_id = $2")
            .bind(id)
            .bind(canteen)
            .optional(tx)
            .await?;
    Ok(row.map(|(picture,)| picture))
}
