//! The SQL of printing: what stands on a card and where it is handed out.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::cards::number::CardNumber;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{BatchId, CanteenId, CardId};

/// What is printed on a card, and where its holder lives.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Printed {
    /// The card.
    pub id: CardId,
    /// The printed number.
    pub number: CardNumber,
    /// The holder's full name.
    pub name: String,
    /// The holder's date of birth.
    pub birth_date: NaiveDate,
    /// Where the card is handed out.
    pub grid: Option<String>,
    /// The compound.
    pub compound: Option<String>,
    /// The building.
    pub building: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The room.
    pub room: Option<String>,
}

/// The cards in use of one batch, for printing.
pub async fn printed_of_batch(tx: &mut Tx, canteen: CanteenId, batch: BatchId) -> Result<Vec<Printed>, DbError> {
    Sql::new(
        "SELECT c.id, c.number, r.name, r.birth_date, b.grid, b.compound, b.building, h.unit, h.room \
         FROM card c JOIN resident r ON r.id = c.resident_id LEFT JOIN household h ON h.id = r.household_id \
         LEFT JOIN building b ON b.id = h.building_id \
         WHERE c.canteen_id = $1 AND c.batch_id = $2 AND c.state = 'active' ORDER BY c.id",
    )
    .bind(canteen)
    .bind(batch)
    .all(tx)
    .await
}

/// Those of some cards that are in use, for printing.
pub async fn printed_of_cards(tx: &mut Tx, canteen: CanteenId, ids: &BTreeSet<CardId>) -> Result<Vec<Printed>, DbError> {
    Sql::new(
        "SELECT c.id, c.number, r.name, r.birth_date, b.grid, b.compound, b.building, h.unit, h.room \
         FROM (VALUES {uuid}) AS asked JOIN card c ON c.id = asked.column1 JOIN resident r ON r.id = c.resident_id \
         LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         WHERE c.canteen_id = $1 AND c.state = 'active' ORDER BY c.id",
    )
    .bind(canteen)
    .rows(ids.iter().map(|id| vec![(*id).into()]).collect())
    .all(tx)
    .await
}

/// The canteen's name, as it stands on its cards.
pub async fn canteen_name(tx: &mut Tx, canteen: CanteenId) -> Result<String, DbError> {
    let (name,): (String,) = Sql::new("SELECT name FROM canteen WHERE id = $1").bind(canteen).one(tx).await?;
    Ok(name)
}
