//! The SQL of rounds: where the buildings stand, the rounds of a meal and their stops.

pub mod kept;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{self, DbError, Sql, Tx};
use crate::deliveries::plan::{Diets, PaysBy};
use crate::ids::{BuildingId, CanteenId, PlanId, ResidentId, RoundId, StaffId, StopId};
use crate::money::Fen;
use crate::subsidy::words::Meal;

/// A round.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RoundRow {
    /// The round.
    pub id: RoundId,
    /// Whose.
    pub canteen_id: CanteenId,
    /// On which day.
    pub service_date: NaiveDate,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// Its number on that day and meal.
    pub round_no: i64,
    /// The grid that it was drafted for.
    pub grid: String,
    /// Who walks it.
    pub volunteer_id: Option<StaffId>,
    /// That one's name.
    pub volunteer: Option<String>,
    /// The number of its last link.
    pub link_no: i64,
    /// Since when that link is good; none is without.
    pub link_made_at: Option<Timestamp>,
    /// When its meals were packed.
    pub packed_at: Option<Timestamp>,
    /// When it ended.
    pub closed_at: Option<Timestamp>,
}

/// Somebody who may walk a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub struct Volunteer {
    /// The person.
    pub id: StaffId,
    /// The name.
    pub name: String,
}

/// Who of the staff may walk a round, volunteers first.
pub async fn volunteers(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Volunteer>, DbError> {
    Sql::new(
        "SELECT id, name FROM staff WHERE canteen_id = $1 AND disabled_at IS NULL \
         ORDER BY CASE WHEN role = 'volunteer' THEN 0 ELSE 1 END, name, id",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// The rounds of a day and meal.
pub async fn rounds_of(tx: &mut Tx, canteen: CanteenId, date: NaiveDate, meal: Meal) -> Result<Vec<RoundRow>, DbError> {
    Sql::new(
        "SELECT r.id, r.canteen_id, r.service_date, r.meal, r.round_no, r.grid, r.volunteer_id, s.name AS volunteer, r.link_no, \
         r.link_made_at, r.packed_at, r.closed_at FROM round r LEFT JOIN staff s ON s.id = r.volunteer_id \
         WHERE r.canteen_id = $1 AND r.service_date = $2 AND r.meal = $3 ORDER BY r.round_no",
    )
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .all(tx)
    .await
}

/// One round.
pub async fn round(tx: &mut Tx, id: RoundId) -> Result<Option<RoundRow>, DbError> {
    Sql::new(
        "SELECT r.id, r.canteen_id, r.service_date, r.meal, r.round_no, r.grid, r.volunteer_id, s.name AS volunteer, r.link_no, \
         r.link_made_at, r.packed_at, r.closed_at FROM round r LEFT JOIN staff s ON s.id = r.volunteer_id WHERE r.id = $1",
    )
    .bind(id)
    .optional(tx)
    .await
}

/// A round to write.
#[derive(Debug)]
pub struct NewRound {
    /// The round.
    pub id: RoundId,
    /// Whose.
    pub canteen: CanteenId,
    /// On which day.
    pub date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// Its number.
    pub round_no: i64,
    /// The grid.
    pub grid: String,
    /// Who walks it.
    pub volunteer: Option<StaffId>,
    /// The draft's id, made by the office before it asked.
    pub draft: Uuid,
    /// SHA-256 of the draft's request.
    pub request_hash: [u8; 32],
    /// Who drafted it.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

/// The hash of the request that made a draft, if there is one of this id.
pub async fn draft(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> = Sql::new("SELECT request_hash FROM round WHERE draft_id = $1 LIMIT 1")
        .bind(id)
        .optional(tx)
        .await?;
    Ok(row.map(|(hash,)| hash))
}

/// Writes rounds.
pub async fn insert_rounds(tx: &mut Tx, rounds: Vec<NewRound>) -> Result<(), DbError> {
    let rows = rounds.into_iter().map(|round| {
        vec![
            round.id.into(),
            round.canteen.into(),
            round.date.into(),
            round.meal.as_str().into(),
            round.round_no.into(),
            round.grid.into(),
            round.draft.into(),
            round.request_hash.into(),
            round.by.into(),
            round.at.into(),
            round.volunteer.into(),
            0_i64.into(),
        ]
    });
    db::write_rows(
        "INSERT INTO round (id, canteen_id, service_date, meal, round_no, grid, draft_id, request_hash, drafted_by, drafted_at, volunteer_id, \
         link_no) VALUES {uuid, uuid, date, text, bigint, text, uuid, bytea, uuid, timestamptz, uuid, bigint}",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// A stop of a round.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StopRow {
    /// The stop.
    pub id: StopId,
    /// Who carries it.
    pub round_id: RoundId,
    /// Its place on the round.
    pub stop_no: i64,
    /// Who eats.
    pub resident_id: ResidentId,
    /// The plan's version.
    pub plan_id: PlanId,
    /// What the kitchen minds.
    #[sqlx(try_from = "String")]
    pub diets: Diets,
    /// The same in words.
    pub diet_note: String,
    /// How the meal is paid.
    #[sqlx(try_from = "String")]
    pub pays: PaysBy,
    /// What the diner pays: the price of the moment when the meal was packed.
    pub pays_fen: Fen,
}

impl StopRow {
    /// What is to be collected at the door.
    #[must_use]
    pub fn due(&self) -> Fen {
        match self.pays {
            PaysBy::Cash => self.pays_fen,
            PaysBy::Wallet | PaysBy::Owed => Fen::ZERO,
        }
    }
}

/// The stops of a day and meal, by round and place.
pub async fn stops_of(tx: &mut Tx, canteen: CanteenId, date: NaiveDate, meal: Meal) -> Result<Vec<StopRow>, DbError> {
    Sql::new(
        "SELECT id, round_id, stop_no, resident_id, plan_id, diets, diet_note, pays, pays_fen FROM stop \
         WHERE canteen_id = $1 AND service_date = $2 AND meal = $3 ORDER BY round_id, stop_no, id",
    )
    .bind(canteen)
    .bind(date)
    .bind(meal.as_str())
    .all(tx)
    .await
}

/// The stops of a round in their order.
pub async fn stops_of_round(tx: &mut Tx, round: RoundId) -> Result<Vec<StopRow>, DbError> {
    Sql::new(
        "SELECT id, round_id, stop_no, resident_id, plan_id, diets, diet_note, pays, pays_fen FROM stop WHERE round_id = $1 \
         ORDER BY stop_no, id",
    )
    .bind(round)
    .all(tx)
    .await
}

/// One stop.
pub async fn stop(tx: &mut Tx, id: StopId) -> Result<Option<StopRow>, DbError> {
    Sql::new("SELECT id, round_id, stop_no, resident_id, plan_id, diets, diet_note, pays, pays_fen FROM stop WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await
}

/// Writes the stops of a day and meal.
pub async fn insert_stops(tx: &mut Tx, (canteen, date, meal): (CanteenId, NaiveDate, Meal), stops: Vec<StopRow>) -> Result<(), DbError> {
    let rows = stops.into_iter().map(|stop| {
        vec![
            stop.id.into(),
            stop.round_id.into(),
            canteen.into(),
            date.into(),
            meal.as_str().into(),
            stop.stop_no.into(),
            stop.resident_id.into(),
            stop.plan_id.into(),
            stop.diets.to_text().into(),
            stop.diet_note.into(),
            stop.pays.as_str().into(),
            stop.pays_fen.into(),
        ]
    });
    db::write_rows(
        "INSERT INTO stop (id, round_id, canteen_id, service_date, meal, stop_no, resident_id, plan_id, diets, diet_note, pays, pays_fen) \
         VALUES {uuid, uuid, uuid, date, text, bigint, uuid, uuid, text, text, text, bigint}",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// Puts stops on rounds, at places.
pub async fn put_stops(tx: &mut Tx, stops: impl Iterator<Item = (StopId, RoundId, i64)>) -> Result<(), DbError> {
    db::write_rows(
        "UPDATE stop SET round_id = v.column2, stop_no = v.column3 FROM (VALUES {uuid, uuid, bigint}) AS v WHERE stop.id = v.column1",
        stops.map(|(stop, round, no)| vec![stop.into(), round.into(), no.into()]).collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// Takes over what the plans and the policy say at the moment of packing.
pub async fn freeze_stops(tx: &mut Tx, stops: &[StopRow]) -> Result<(), DbError> {
    let rows = stops.iter().map(|stop| {
        vec![
            stop.id.into(),
            stop.stop_no.into(),
            stop.plan_id.into(),
            stop.diets.to_text().into(),
            stop.diet_note.clone().into(),
            stop.pays.as_str().into(),
            stop.pays_fen.into(),
        ]
    });
    db::write_rows(
        "UPDATE stop SET stop_no = v.column2, plan_id = v.column3, diets = v.column4, diet_note = v.column5, pays = v.column6, \
         pays_fen = v.column7 FROM (VALUES {uuid, bigint, uuid, text, text, text, bigint}) AS v WHERE stop.id = v.column1",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// Takes a stop away whose meal was never packed.
pub async fn delete_stop(tx: &mut Tx, stop: StopId) -> Result<(), DbError> {
    Sql::new("DELETE FROM stop_move WHERE stop_id = $1").bind(stop).execute(tx).await?;
    Sql::new("DELETE FROM stop WHERE id = $1").bind(stop).execute(tx).await?;
    Ok(())
}

/// The hash of the request that moved stops under an id, if one did.
pub async fn moved(tx: &mut Tx, id: Uuid) -> Result<Option<Vec<u8>>, DbError> {
    let row: Option<(Vec<u8>,)> = Sql::new("SELECT request_hash FROM stop_move WHERE id = $1 LIMIT 1")
        .bind(id)
        .optional(tx)
        .await?;
    Ok(row.map(|(hash,)| hash))
}

/// Stops that go from one round to another.
#[derive(Debug)]
pub struct NewMove {
    /// Made by the office before it asked.
    pub id: Uuid,
    /// From where.
    pub from: RoundId,
    /// To where.
    pub to: RoundId,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Writes who carries some stops instead of whom.
pub async fn insert_moves(tx: &mut Tx, new: &NewMove, stops: &[StopId]) -> Result<(), DbError> {
    let rows = stops.iter().map(|stop| {
        vec![
            new.id.into(),
            (*stop).into(),
            new.from.into(),
            new.to.into(),
            new.by.into(),
            new.at.into(),
            new.request_hash.into(),
        ]
    });
    db::write_rows(
        "INSERT INTO stop_move (id, stop_id, from_round, to_round, moved_by, moved_at, request_hash) \
         VALUES {uuid, uuid, uuid, uuid, uuid, timestamptz, bytea}",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// Gives a round to somebody; whoever had its link has it no more.
pub async fn set_volunteer(tx: &mut Tx, round: RoundId, volunteer: Option<StaffId>) -> Result<(), DbError> {
    Sql::new("UPDATE round SET volunteer_id = $2, link_made_at = NULL WHERE id = $1")
        .bind(round)
        .bind(volunteer)
        .execute(tx)
        .await?;
    Ok(())
}

/// Notes the round's link: its number, and since when it is good, if it is.
pub async fn set_link(tx: &mut Tx, round: RoundId, link_no: i64, made_at: Option<Timestamp>) -> Result<(), DbError> {
    Sql::new("UPDATE round SET link_no = $2, link_made_at = $3 WHERE id = $1")
        .bind(round)
        .bind(link_no)
        .bind(made_at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Notes when the meals of a round were packed.
pub async fn set_packed(tx: &mut Tx, round: RoundId, at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE round SET packed_at = $2 WHERE id = $1")
        .bind(round)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Brings forward since when a packed round's meals cool, if others that join them were packed before.
pub async fn set_packed_no_later(tx: &mut Tx, round: RoundId, at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE round SET packed_at = $2 WHERE id = $1 AND packed_at > $2")
        .bind(round)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Notes when a round ended.
pub async fn set_closed(tx: &mut Tx, round: RoundId, at: Timestamp) -> Result<(), DbError> {
    Sql::new("UPDATE round SET closed_at = $2 WHERE id = $1")
        .bind(round)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Where a building stands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PlaceRow {
    /// The building.
    pub building_id: BuildingId,
    /// 网格
    pub grid: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// Metres to the east of the canteen, if somebody drew it.
    pub x_m: Option<i64>,
    /// Metres to the north.
    pub y_m: Option<i64>,
    /// Whether it has a lift.
    pub lift: Option<bool>,
}

/// All buildings of a canteen's register, with their places where somebody drew them.
pub async fn places_of(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<PlaceRow>, DbError> {
    Sql::new(
        "SELECT b.id AS building_id, b.grid, b.compound, b.building, p.x_m, p.y_m, p.lift FROM building b \
         LEFT JOIN building_place p ON p.building_id = b.id WHERE b.canteen_id = $1 ORDER BY b.grid, b.compound, b.building",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// Draws buildings anew: those of the list get their places, the others lose theirs.
pub async fn put_places(
    tx: &mut Tx,
    canteen: CanteenId,
    places: impl Iterator<Item = (BuildingId, i64, i64, bool)>,
) -> Result<(), DbError> {
    Sql::new("DELETE FROM building_place WHERE building_id IN (SELECT id FROM building WHERE canteen_id = $1)")
        .bind(canteen)
        .execute(tx)
        .await?;
    db::write_rows(
        "INSERT INTO building_place (building_id, x_m, y_m, lift) VALUES {uuid, bigint, bigint, boolean}",
        places
            .map(|(building, x, y, lift)| vec![building.into(), x.into(), y.into(), lift.into()])
            .collect(),
        tx,
    )
    .await?;
    Ok(())
}
