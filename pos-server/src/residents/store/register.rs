//! The SQL of an import: the whole register of a canteen in a few reads, and what changes in a few writes.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{Arg, DbError, Sql, Tx, write_rows};
use crate::ids::{BuildingId, CanteenId, FactId, HouseholdId, ResidentId};

use super::super::homes::{Building, Household};

/// Indexes asked for at a time.
const MOST_INDEXES: usize = 1_000;

/// A resident as an import compares them.
#[derive(Debug, sqlx::FromRow)]
pub struct KnownRow {
    /// The resident.
    pub id: ResidentId,
    /// The household.
    pub household_id: Option<HouseholdId>,
    /// The name.
    pub name: String,
    /// `female`, `male` or `unknown`.
    pub sex: String,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// The keyed hash of the document.
    pub document_index: Option<Vec<u8>>,
    /// The sealed phone numbers.
    pub phone: Option<Vec<u8>>,
    /// The sealed note.
    pub note: Option<Vec<u8>>,
}

/// All residents of a canteen.
pub async fn residents(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<KnownRow>, DbError> {
    Sql::new("SELECT id, household_id, name, sex, birth_date, document_index, phone, note FROM resident WHERE canteen_id = $1 ORDER BY id")
        .bind(canteen)
        .all(tx)
        .await
}

#[derive(sqlx::FromRow)]
struct BuildingRow {
    id: BuildingId,
    grid: String,
    compound: String,
    building: String,
}

/// All buildings of a canteen.
pub async fn buildings(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Building>, DbError> {
    let rows: Vec<BuildingRow> = Sql::new("SELECT id, grid, compound, building FROM building WHERE canteen_id = $1 ORDER BY id")
        .bind(canteen)
        .all(tx)
        .await?;
    let known = |row: BuildingRow| Building {
        id: row.id,
        grid: row.grid,
        compound: row.compound,
        building: row.building,
    };
    Ok(rows.into_iter().map(known).collect())
}

#[derive(sqlx::FromRow)]
struct HouseholdRow {
    id: HouseholdId,
    building_id: BuildingId,
    unit: String,
    room: String,
    door_key: String,
}

/// All households of a canteen.
pub async fn households(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Household>, DbError> {
    let rows: Vec<HouseholdRow> = Sql::new(
        "SELECT h.id, h.building_id, h.unit, h.room, h.door_key FROM household h JOIN building b ON b.id = h.building_id \
         WHERE b.canteen_id = $1 ORDER BY h.id",
    )
    .bind(canteen)
    .all(tx)
    .await?;
    let known = |row: HouseholdRow| Household {
        id: row.id,
        building: row.building_id,
        unit: row.unit,
        room: row.room,
        door_key: row.door_key,
    };
    Ok(rows.into_iter().map(known).collect())
}

/// A residency or class in force.
#[derive(Debug, sqlx::FromRow)]
pub struct FactInForce {
    /// The fact.
    pub id: FactId,
    /// Whom it is about.
    pub resident_id: ResidentId,
    /// `residency` or `class`.
    pub kind: String,
    /// The value.
    pub value: String,
    /// The sealed paper that proves it.
    pub document: Option<Vec<u8>>,
    /// Since when it is true.
    pub true_from: NaiveDate,
}

/// The residencies and classes that are true on a day, as known now.
pub async fn facts_in_force(tx: &mut Tx, canteen: CanteenId, day: NaiveDate) -> Result<Vec<FactInForce>, DbError> {
    Sql::new(
        "SELECT f.id, f.resident_id, f.kind, f.value, f.document, f.true_from FROM resident_fact f JOIN resident r ON r.id = f.resident_id \
         WHERE r.canteen_id = $1 AND f.kind IN ('residency', 'class') AND f.true_from <= $2 AND (f.true_to IS NULL OR f.true_to >= $2) \
         AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id) ORDER BY f.known_since, f.id",
    )
    .bind(canteen)
    .bind(day)
    .all(tx)
    .await
}

/// Which of these documents another canteen has registered.
pub async fn elsewhere(tx: &mut Tx, canteen: CanteenId, indexes: &[[u8; 32]]) -> Result<Vec<Vec<u8>>, DbError> {
    let mut found = Vec::new();
    for part in indexes.chunks(MOST_INDEXES) {
        let rows: Vec<(Vec<u8>,)> = Sql::new(
            "SELECT r.document_index FROM (VALUES {bytea}) AS v JOIN resident r ON r.document_index = v.column1 WHERE r.canteen_id <> $1",
        )
        .bind(canteen)
        .rows(part.iter().map(|index| vec![Arg::from(*index)]).collect())
        .all(tx)
        .await?;
        found.extend(rows.into_iter().map(|(index,)| index));
    }
    Ok(found)
}

/// By what it is told that nobody wrote to a canteen's register. Rows are added and residents changed, each time at a moment of
/// its own; nothing is taken away.
#[derive(Debug, PartialEq, Eq)]
pub struct Mark {
    /// How many residents were last changed at which moment.
    residents: Vec<(Timestamp, i64)>,
    /// How many facts, buildings and households there are.
    others: (i64, i64, i64),
}

/// The mark of a canteen's register: a few counts, where the register itself is many thousands of rows.
pub async fn mark(tx: &mut Tx, canteen: CanteenId) -> Result<Mark, DbError> {
    let residents = Sql::new("SELECT changed_at, COUNT(*) FROM resident WHERE canteen_id = $1 GROUP BY changed_at ORDER BY changed_at")
        .bind(canteen)
        .all(tx)
        .await?;
    let others = Sql::new(
        "SELECT (SELECT COUNT(*) FROM resident_fact f JOIN resident r ON r.id = f.resident_id WHERE r.canteen_id = $1), \
         (SELECT COUNT(*) FROM building b WHERE b.canteen_id = $1), \
         (SELECT COUNT(*) FROM household h JOIN building b ON b.id = h.building_id WHERE b.canteen_id = $1)",
    )
    .bind(canteen)
    .one(tx)
    .await?;
    Ok(Mark { residents, others })
}

/// Adds buildings.
pub async fn insert_buildings(tx: &mut Tx, canteen: CanteenId, buildings: Vec<Building>) -> Result<(), DbError> {
    let row = |new: Building| {
        vec![
            new.id.into(),
            canteen.into(),
            new.grid.into(),
            new.compound.into(),
            new.building.into(),
        ]
    };
    let rows = buildings.into_iter().map(row).collect();
    write_rows(
        "INSERT INTO building (id, canteen_id, grid, compound, building) VALUES {uuid, uuid, text, text, text}",
        rows,
        tx,
    )
    .await?;
    Ok(())
}

/// Adds households.
pub async fn insert_households(tx: &mut Tx, households: Vec<Household>) -> Result<(), DbError> {
    let row = |new: Household| {
        vec![
            new.id.into(),
            new.building.into(),
            new.unit.into(),
            new.room.into(),
            new.door_key.into(),
        ]
    };
    let rows = households.into_iter().map(row).collect();
    write_rows(
        "INSERT INTO household (id, building_id, unit, room, door_key) VALUES {uuid, uuid, text, text, text}",
        rows,
        tx,
    )
    .await?;
    Ok(())
}

/// A household that cannot be found by its door yet.
#[derive(Debug, sqlx::FromRow)]
pub struct WordlessRow {
    /// The household.
    pub id: HouseholdId,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// 单元
    pub unit: String,
    /// 户室
    pub room: String,
}

/// The households of all canteens that have no words to be found by.
pub async fn households_without_words(tx: &mut Tx) -> Result<Vec<WordlessRow>, DbError> {
    Sql::new(
        "SELECT h.id, b.compound, b.building, h.unit, h.room FROM household h JOIN building b ON b.id = h.building_id \
         WHERE h.door_key = '' ORDER BY h.id",
    )
    .all(tx)
    .await
}

/// Gives households the words that they are found by.
pub async fn set_door_keys(tx: &mut Tx, words: Vec<(HouseholdId, String)>) -> Result<(), DbError> {
    let rows = words.into_iter().map(|(id, words)| vec![id.into(), words.into()]).collect();
    write_rows(
        "UPDATE household SET door_key = v.column2 FROM (VALUES {uuid, text}) AS v WHERE household.id = v.column1",
        rows,
        tx,
    )
    .await?;
    Ok(())
}

/// A resident to write; document, phone and note are sealed for this id.
#[derive(Debug)]
pub struct Written {
    /// The resident.
    pub id: ResidentId,
    /// The household.
    pub household: Option<HouseholdId>,
    /// The name.
    pub name: String,
    /// Under which the name is found.
    pub name_key: String,
    /// `female`, `male` or `unknown`.
    pub sex: &'static str,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// `id_card`, `other` or `none`.
    pub document_kind: &'static str,
    /// The sealed document.
    pub document: Option<Vec<u8>>,
    /// Its keyed hash.
    pub document_index: Option<[u8; 32]>,
    /// The sealed phone numbers.
    pub phone: Option<Vec<u8>>,
    /// The keyed hash of the first of them.
    pub phone_index: Option<[u8; 32]>,
    /// The sealed note.
    pub note: Option<Vec<u8>>,
}

impl Written {
    fn args(self) -> Vec<Arg> {
        vec![
            self.id.into(),
            self.household.into(),
            self.name.into(),
            self.name_key.into(),
            self.sex.into(),
            self.birth_date.into(),
            self.document_kind.into(),
            self.document.into(),
            self.document_index.map(|index| index.to_vec()).into(),
            self.phone.into(),
            self.phone_index.map(|index| index.to_vec()).into(),
            self.note.into(),
        ]
    }
}

/// Adds residents.
pub async fn insert_residents(tx: &mut Tx, canteen: CanteenId, at: Timestamp, residents: Vec<Written>) -> Result<(), DbError> {
    let row = |new: Written| [new.args(), vec![canteen.into(), at.into(), at.into()]].concat();
    let rows = residents.into_iter().map(row).collect();
    write_rows(
        "INSERT INTO resident (id, household_id, name, name_key, sex, birth_date, document_kind, document, document_index, phone, \
         phone_index, note, canteen_id, created_at, changed_at) \
         VALUES {uuid, uuid, text, text, text, date, text, bytea, bytea, bytea, bytea, bytea, uuid, timestamptz, timestamptz}",
        rows,
        tx,
    )
    .await?;
    Ok(())
}

/// Changes residents as a whole.
pub async fn update_residents(tx: &mut Tx, at: Timestamp, residents: Vec<Written>) -> Result<(), DbError> {
    let row = |changed: Written| [changed.args(), vec![at.into()]].concat();
    let rows = residents.into_iter().map(row).collect();
    write_rows(
        "UPDATE resident SET household_id = v.column2, name = v.column3, name_key = v.column4, sex = v.column5, birth_date = v.column6, \
         document_kind = v.column7, document = v.column8, document_index = v.column9, phone = v.column10, phone_index = v.column11, \
         note = v.column12, changed_at = v.column13 \
         FROM (VALUES {uuid, uuid, text, text, text, date, text, bytea, bytea, bytea, bytea, bytea, timestamptz}) AS v \
         WHERE resident.id = v.column1",
        rows,
        tx,
    )
    .await?;
    Ok(())
}
