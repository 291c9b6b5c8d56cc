//! The SQL of the register: what pages show of it, and the facts that are added one by one.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx, write_rows};
use crate::ids::{CanteenId, FactId, ResidentId, StaffId};
use crate::keys::{KeyError, Keys};

use super::seal::paper_place;
use super::search::Typed;

pub mod clear;
pub mod colleagues;
pub mod dated;
pub mod register;

/// A resident with their place; document, phone and note are still sealed.
#[derive(Debug, sqlx::FromRow)]
pub struct ResidentRow {
    /// The resident.
    pub id: ResidentId,
    /// The full name: masked before it leaves the server.
    pub name: String,
    /// `female`, `male` or `unknown`.
    pub sex: String,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// The sealed document.
    pub document: Option<Vec<u8>>,
    /// The sealed phone numbers.
    pub phone: Option<Vec<u8>>,
    /// The sealed note.
    pub note: Option<Vec<u8>>,
    /// 网格
    pub grid: Option<String>,
    /// 小区
    pub compound: Option<String>,
    /// 楼栋
    pub building: Option<String>,
    /// 单元
    pub unit: Option<String>,
    /// 户室
    pub room: Option<String>,
    /// The state of the newest card.
    pub card_state: Option<String>,
}

/// Which residents a list shows.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only residents of this grid.
    pub grid: Option<String>,
    /// Only residents of this compound.
    pub compound: Option<String>,
    /// What somebody looks for.
    pub search: Option<Search>,
    /// Birth dates, both included.
    pub born: Vec<(NaiveDate, NaiveDate)>,
}

/// What somebody looks for: any of these may fit.
#[derive(Debug, Clone)]
pub struct Search {
    /// A name, a place or a door.
    pub typed: Typed,
    /// The index of a whole document number.
    pub document_index: Option<[u8; 32]>,
    /// The index of a whole phone number.
    pub phone_index: Option<[u8; 32]>,
}

impl Wanted {
    fn bind(&self, sql: Sql) -> Sql {
        let search = self.search.as_ref();
        sql.bind(self.grid.clone())
            .bind(self.compound.clone())
            .bind(search.is_none())
            .bind(search.and_then(|search| search.document_index).map(|index| index.to_vec()))
            .bind(search.and_then(|search| search.phone_index).map(|index| index.to_vec()))
            .bind(search.and_then(|search| search.typed.name.clone()))
            .bind(search.and_then(|search| search.typed.place.clone()))
            .bind(search.and_then(|search| search.typed.door.clone()))
            .rows(self.born.iter().map(|(from, to)| vec![(*from).into(), (*to).into()]).collect())
    }
}

/// A page of residents in the order of their registration, after one of them.
pub async fn page(tx: &mut Tx, canteen: CanteenId, wanted: &Wanted, after: Uuid, limit: i64) -> Result<Vec<ResidentRow>, DbError> {
    let sql = Sql::new(
        "SELECT r.id, r.name, r.sex, r.birth_date, r.document, r.phone, r.note, b.grid, b.compound, b.building, h.unit, h.room, \
         (SELECT c.state FROM card c WHERE c.resident_id = r.id ORDER BY c.issued_at DESC, c.id DESC LIMIT 1) AS card_state \
         FROM resident r LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         WHERE r.canteen_id = $1 AND r.id > $2 \
         AND (CAST($4 AS TEXT) IS NULL OR b.grid = CAST($4 AS TEXT)) AND (CAST($5 AS TEXT) IS NULL OR b.compound = CAST($5 AS TEXT)) \
         AND (CAST($6 AS BOOLEAN) OR r.document_index = $7 OR r.phone_index = $8 \
         OR r.name_key LIKE '%' || CAST($9 AS TEXT) || '%' ESCAPE '!' \
         OR LOWER(b.compound || b.building || h.unit || h.room) LIKE '%' || CAST($10 AS TEXT) || '%' ESCAPE '!' \
         OR h.door_key LIKE '%' || CAST($11 AS TEXT) || '%' ESCAPE '!' \
         OR EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.number LIKE CAST($9 AS TEXT) || '%' ESCAPE '!')) \
         AND EXISTS (SELECT 1 FROM (VALUES {date, date}) AS g WHERE r.birth_date BETWEEN g.column1 AND g.column2) \
         ORDER BY r.id LIMIT $3",
    );
    wanted.bind(sql.bind(canteen).bind(after).bind(limit)).all(tx).await
}

/// How many residents a list would show on all its pages.
pub async fn count(tx: &mut Tx, canteen: CanteenId, wanted: &Wanted) -> Result<i64, DbError> {
    let sql = Sql::new(
        "SELECT COUNT(*) FROM resident r LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         WHERE r.canteen_id = $1 \
         AND (CAST($2 AS TEXT) IS NULL OR b.grid = CAST($2 AS TEXT)) AND (CAST($3 AS TEXT) IS NULL OR b.compound = CAST($3 AS TEXT)) \
         AND (CAST($4 AS BOOLEAN) OR r.document_index = $5 OR r.phone_index = $6 \
         OR r.name_key LIKE '%' || CAST($7 AS TEXT) || '%' ESCAPE '!' \
         OR LOWER(b.compound || b.building || h.unit || h.room) LIKE '%' || CAST($8 AS TEXT) || '%' ESCAPE '!' \
         OR h.door_key LIKE '%' || CAST($9 AS TEXT) || '%' ESCAPE '!' \
         OR EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.number LIKE CAST($7 AS TEXT) || '%' ESCAPE '!')) \
         AND EXISTS (SELECT 1 FROM (VALUES {date, date}) AS g WHERE r.birth_date BETWEEN g.column1 AND g.column2)",
    );
    let (count,): (i64,) = wanted.bind(sql.bind(canteen)).one(tx).await?;
    Ok(count)
}

/// One resident of a canteen.
pub async fn resident(tx: &mut Tx, canteen: CanteenId, id: ResidentId) -> Result<Option<ResidentRow>, DbError> {
    Sql::new(
        "SELECT r.id, r.name, r.sex, r.birth_date, r.document, r.phone, r.note, b.grid, b.compound, b.building, h.unit, h.room, \
         (SELECT c.state FROM card c WHERE c.resident_id = r.id ORDER BY c.issued_at DESC, c.id DESC LIMIT 1) AS card_state \
         FROM resident r LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         WHERE r.canteen_id = $1 AND r.id = $2",
    )
    .bind(canteen)
    .bind(id)
    .optional(tx)
    .await
}

/// A building with its compound and grid.
#[derive(Debug, sqlx::FromRow)]
pub struct PlaceRow {
    /// 网格
    pub grid: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
}

/// All buildings of a canteen.
pub async fn places(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<PlaceRow>, DbError> {
    Sql::new("SELECT grid, compound, building FROM building WHERE canteen_id = $1 ORDER BY grid, compound, building")
        .bind(canteen)
        .all(tx)
        .await
}

/// A card of a resident.
#[derive(Debug, sqlx::FromRow)]
pub struct CardRow {
    /// The card.
    pub id: Uuid,
    /// The short printed number.
    pub number: String,
    /// `active`, `blocked` or `closed`.
    pub state: String,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// Since when it is in this state.
    pub state_changed_at: Timestamp,
}

/// The cards of a resident, the newest first.
pub async fn cards(tx: &mut Tx, resident: ResidentId) -> Result<Vec<CardRow>, DbError> {
    Sql::new("SELECT id, number, state, issued_at, state_changed_at FROM card WHERE resident_id = $1 ORDER BY issued_at DESC, id DESC")
        .bind(resident)
        .all(tx)
        .await
}

/// Somebody who lives here.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Neighbour {
    /// The resident.
    pub id: ResidentId,
    /// The full name: mask it before it leaves.
    pub name: String,
    /// The date of birth.
    pub birth_date: NaiveDate,
}

/// The residents of a canteen who neither died nor live elsewhere on a day.
pub async fn living_here(tx: &mut Tx, canteen: CanteenId, day: NaiveDate) -> Result<Vec<Neighbour>, DbError> {
    Sql::new(
        "SELECT r.id, r.name, r.birth_date FROM resident r WHERE r.canteen_id = $1 AND NOT EXISTS (SELECT 1 FROM resident_fact f \
         WHERE f.resident_id = r.id AND f.kind IN ('died', 'moved_out') AND f.true_from <= $2 AND (f.true_to IS NULL OR f.true_to >= $2) \
         AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id))",
    )
    .bind(canteen)
    .bind(day)
    .all(tx)
    .await
}

/// A dated fact.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct FactRow {
    /// The fact.
    pub id: FactId,
    /// Whom it is about.
    pub resident_id: ResidentId,
    /// `residency`, `class`, `moved_out`, `died`, `care_home`, or `withdrawn` for a fact that was never true.
    pub kind: String,
    /// The class, the residency; empty for the others.
    pub value: String,
    /// The paper that proves it; it comes from [`SealedFact::open`].
    #[sqlx(skip)]
    pub document: String,
    /// The first day on which it is true.
    pub true_from: NaiveDate,
    /// The last day, if that is known.
    pub true_to: Option<NaiveDate>,
    /// Since when the register knows.
    pub known_since: Timestamp,
    /// Who recorded it.
    pub recorded_by: Option<StaffId>,
    /// The fact that it corrects.
    pub replaces: Option<FactId>,
}

/// A dated fact as it is kept: the paper is sealed.
#[derive(Debug, sqlx::FromRow)]
pub struct SealedFact {
    #[sqlx(flatten)]
    fact: FactRow,
    document: Option<Vec<u8>>,
}

impl SealedFact {
    /// Seals a fact's paper.
    pub fn seal(fact: FactRow, keys: &Keys) -> Result<Self, KeyError> {
        let paper = Some(fact.document.as_str()).filter(|text| !text.is_empty());
        let document = paper.map(|text| keys.seal(&paper_place(fact.id), text)).transpose()?;
        Ok(Self { fact, document })
    }

    /// Opens the fact's paper.
    pub fn open(self, keys: &Keys) -> Result<FactRow, KeyError> {
        let paper = self
            .document
            .map(|sealed| keys.open(&paper_place(self.fact.id), &sealed))
            .transpose()?;
        Ok(FactRow {
            document: paper.unwrap_or_default(),
            ..self.fact
        })
    }
}

/// All facts about a resident, those that were replaced included, the oldest knowledge first.
pub async fn facts(tx: &mut Tx, resident: ResidentId) -> Result<Vec<SealedFact>, DbError> {
    Sql::new(
        "SELECT id, resident_id, kind, value, document, true_from, true_to, known_since, recorded_by, replaces \
         FROM resident_fact WHERE resident_id = $1 ORDER BY known_since, id",
    )
    .bind(resident)
    .all(tx)
    .await
}

/// The fact with an id.
pub async fn fact(tx: &mut Tx, id: FactId) -> Result<Option<SealedFact>, DbError> {
    Sql::new(
        "SELECT id, resident_id, kind, value, document, true_from, true_to, known_since, recorded_by, replaces \
         FROM resident_fact WHERE id = $1",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// Adds facts.
pub async fn insert_facts(tx: &mut Tx, facts: Vec<SealedFact>) -> Result<(), DbError> {
    let rows = facts
        .into_iter()
        .map(|SealedFact { fact, document }| {
            vec![
                fact.id.into(),
                fact.resident_id.into(),
                fact.kind.into(),
                fact.value.into(),
                document.into(),
                fact.true_from.into(),
                fact.true_to.into(),
                fact.known_since.into(),
                fact.recorded_by.into(),
                fact.replaces.into(),
            ]
        })
        .collect();
    write_rows(
        "INSERT INTO resident_fact (id, resident_id, kind, value, document, true_from, true_to, known_since, recorded_by, replaces) \
         VALUES {uuid, uuid, text, text, bytea, date, date, timestamptz, uuid, uuid}",
        rows,
        tx,
    )
    .await?;
    Ok(())
}
