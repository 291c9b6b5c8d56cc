//! May a dish be kept as it is written? The first version, and each that changes something.

use super::dish::Dish;
use super::store;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;
use crate::residents::facts::Recording;

/// Why a dish cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum DishError {
    /// The id names another canteen's dish.
    #[error("the id was used for another dish")]
    IdReused,
    /// Somebody else changed it meanwhile.
    #[error("the dish was changed meanwhile")]
    Changed,
    /// Another dish that is cooked has the name.
    #[error("another dish has this name")]
    NameTaken,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Keeps a dish as it is written after the version that it names; tells what is kept, and whether that is something new: the same dish
/// again changes nothing.
pub async fn save(tx: &mut Tx, canteen: CanteenId, dish: Dish, recording: Recording) -> Result<(Dish, bool), DishError> {
    let dishes = store::current(tx, canteen).await?;
    let known = dishes.iter().find(|known| known.id == dish.id);
    let version_no = known.map_or(0, |known| known.version_no);
    if known.is_some_and(|known| same(known, &dish)) {
        return Ok((Dish { version_no, ..dish }, false));
    }
    if version_no != dish.version_no {
        return Err(DishError::Changed);
    }
    let has_name = |other: &Dish| other.id != dish.id && other.offered && other.name == dish.name;
    if dish.offered && dishes.iter().any(has_name) {
        return Err(DishError::NameTaken);
    }
    if known.is_none() {
        if store::is_kept(tx, dish.id).await? {
            return Err(DishError::IdReused);
        }
        store::insert_dish(tx, canteen, dish.id).await?;
    }
    let next = Dish {
        version_no: version_no + 1,
        ..dish
    };
    store::insert_version(tx, canteen, next.clone(), recording).await?;
    Ok((next, true))
}

/// Do two versions say the same?
fn same(one: &Dish, other: &Dish) -> bool {
    let version_no = other.version_no;
    &Dish { version_no, ..one.clone() } == other
}
