//! Is every door of the register found by its short forms? Households that a version before wrote get theirs at the start.

use crate::app::App;
use crate::db::{self, DbError};

use super::doors;
use super::places::Place;
use super::store::register;

/// Gives each household without search words those of its labels. Does nothing where all have theirs.
pub async fn complete_doors(app: &App) -> Result<(), DbError> {
    let rows = register::households_without_words(&mut app.db.read().await?).await?;
    let worded = |row: register::WordlessRow| {
        let place = Place {
            grid: None,
            compound: row.compound,
            building: row.building,
            unit: row.unit,
            room: row.room,
        };
        (row.id, doors::search_key(&place))
    };
    let words: Vec<_> = rows.into_iter().map(worded).filter(|(_, words)| !words.is_empty()).collect();
    if words.is_empty() {
        return Ok(());
    }
    let app = app.clone();
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        register::set_door_keys(&mut tx, words).await?;
        tx.commit().await
    })
    .await
}
