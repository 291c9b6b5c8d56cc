//! The SQL of dishes: versions that are only added.

use crate::db::{DbError, Sql, Tx, write_rows};
use crate::ids::{CanteenId, DishId};
use crate::residents::facts::Recording;

use super::dish::Dish;

/// A canteen's dishes as they are known now, whether they are cooked still or not, in the order of their making.
pub async fn current(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Dish>, DbError> {
    Sql::new(
        "SELECT v.dish_id AS id, v.version_no, v.name, v.kind, v.allergens, v.ingredients, v.unfit_for, v.offered FROM dish_version v \
         WHERE v.canteen_id = $1 AND NOT EXISTS (SELECT 1 FROM dish_version n WHERE n.dish_id = v.dish_id AND n.version_no > v.version_no) \
         ORDER BY v.dish_id",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// Is there a dish with this id, in whatever canteen?
pub async fn is_kept(tx: &mut Tx, id: DishId) -> Result<bool, DbError> {
    let found: Option<(DishId,)> = Sql::new("SELECT id FROM dish WHERE id = $1").bind(id).optional(tx).await?;
    Ok(found.is_some())
}

/// Adds a dish, as yet without a version.
pub async fn insert_dish(tx: &mut Tx, canteen: CanteenId, id: DishId) -> Result<(), DbError> {
    Sql::new("INSERT INTO dish (id, canteen_id) VALUES ($1, $2)")
        .bind(id)
        .bind(canteen)
        .execute(tx)
        .await?;
    Ok(())
}

/// Adds a version of a dish.
pub async fn insert_version(tx: &mut Tx, canteen: CanteenId, dish: Dish, recording: Recording) -> Result<(), DbError> {
    let row = vec![
        dish.id.into(),
        dish.version_no.into(),
        canteen.into(),
        dish.name.into(),
        dish.kind.as_str().into(),
        dish.allergens.to_text().into(),
        dish.ingredients.into(),
        dish.unfit_for.to_text().into(),
        dish.offered.into(),
        recording.at.into(),
        recording.by.into(),
    ];
    write_rows(
        "INSERT INTO dish_version (dish_id, version_no, canteen_id, name, kind, allergens, ingredients, unfit_for, offered, known_since, \
         recorded_by) VALUES {uuid, bigint, uuid, text, text, text, text, text, boolean, timestamptz, uuid}",
        vec![row],
        tx,
    )
    .await?;
    Ok(())
}
