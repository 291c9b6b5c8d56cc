//! The SQL of selling: everything that a batch of orders needs to know, set-wise, and everything that it writes.

pub mod past;

use chrono::NaiveDate;

use super::order::{Tender, Who};
use crate::clock::Timestamp;
use crate::db::{self, Arg, DbError, Sql, Tx};
use crate::ids::{CanteenId, CardId, LaneId, PolicyId, ResidentId, SaleId, ShiftId, StaffId, VoidId};
use crate::money::Fen;
use crate::residents::search::Typed;
use crate::subsidy::decide::Code;
use crate::subsidy::words::{Channel, DinerGroup, Meal};

/// What is known of whom an order names; `place` is the order's place in the list.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Known {
    /// The order's place in the list.
    pub place: i64,
    /// The card, if one was shown.
    pub card_id: Option<CardId>,
    /// Its printed number.
    pub card_number: Option<String>,
    /// `active`, `blocked` or `closed`.
    pub card_state: Option<String>,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
    /// The resident.
    pub resident_id: ResidentId,
    /// Who registered the resident.
    pub home: CanteenId,
    /// The full name: masked before it leaves the server.
    pub name: String,
    /// The date of birth.
    pub birth_date: NaiveDate,
    /// The day of death, if known.
    pub died_on: Option<NaiveDate>,
    /// Since when the resident is away on the service date: the same days as those on which no card is issued.
    pub moved_out_on: Option<NaiveDate>,
    /// What is on the resident's card.
    pub balance_fen: Fen,
    /// What the resident owes.
    pub owed_fen: Fen,
    /// Whose wallet the resident may pay from besides their own; nobody once they share no household, or that one is gone.
    pub payer_id: Option<ResidentId>,
    /// That one's full name: masked before it leaves the server.
    pub payer_name: Option<String>,
    /// What is on that one's card.
    pub payer_balance_fen: Fen,
    /// What that one owes.
    pub payer_owed_fen: Fen,
    /// When the meal was claimed already.
    pub taken_at: Option<Timestamp>,
    /// In which canteen.
    pub taken_canteen: Option<String>,
    /// At which lane.
    pub taken_lane: Option<String>,
    /// On which receipt.
    pub taken_receipt_no: Option<i64>,
}

/// Whom some orders name, with the meal that each may already have had. `orders` are (who, service date, meal).
pub async fn known(tx: &mut Tx, orders: &[(&Who, NaiveDate, Option<Meal>)]) -> Result<Vec<Known>, DbError> {
    let rows = (0_i64..).zip(orders).map(|(place, (who, date, meal))| {
        let (mut token, mut number, mut resident) = (None, None, None);
        match who {
            Who::Card(hash) => token = Some(hash.to_vec()),
            Who::Number(digits) => number = Some(digits.clone()),
            Who::Resident(id) => resident = Some(*id),
            Who::NoCard(_) | Who::Guest | Who::Unknown => {}
        }
        vec![
            place.into(),
            token.into(),
            number.into(),
            resident.into(),
            (*date).into(),
            meal.map(Meal::as_str).into(),
        ]
    });
    db::read_rows(
        "SELECT v.column1 AS place, c.id AS card_id, c.number AS card_number, c.state AS card_state, c.expires_on, \
         r.id AS resident_id, r.canteen_id AS home, r.name, r.birth_date, \
         (SELECT MIN(f.true_from) FROM resident_fact f WHERE f.resident_id = r.id AND f.kind = 'died' \
          AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)) AS died_on, \
         (SELECT MAX(f.true_from) FROM resident_fact f WHERE f.resident_id = r.id AND f.kind = 'moved_out' \
          AND f.true_from <= v.column5 AND (f.true_to IS NULL OR f.true_to >= v.column5) \
          AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = f.id)) AS moved_out_on, \
         COALESCE(w.balance_fen, 0) AS balance_fen, COALESCE(w.owed_fen, 0) AS owed_fen, y.id AS payer_id, \
         y.name AS payer_name, COALESCE(z.balance_fen, 0) AS payer_balance_fen, COALESCE(z.owed_fen, 0) AS payer_owed_fen, \
         s.sold_at AS taken_at, o.name AS taken_canteen, l.name AS taken_lane, s.entry_no AS taken_receipt_no \
         FROM (VALUES {bigint, bytea, text, uuid, date, text}) AS v \
         LEFT JOIN card c ON c.id = COALESCE((SELECT t.id FROM card t WHERE t.token_hash = v.column2), \
          (SELECT p.id FROM card p WHERE p.number = v.column3)) \
         JOIN resident r ON r.id = COALESCE(c.resident_id, v.column4) \
         LEFT JOIN wallet w ON w.resident_id = r.id \
         LEFT JOIN wallet_payer q ON q.resident_id = r.id AND q.ended_at IS NULL \
         LEFT JOIN resident y ON y.id = q.wallet_id AND y.household_id = r.household_id \
          AND NOT EXISTS (SELECT 1 FROM resident_fact g WHERE g.resident_id = y.id AND g.kind IN ('died', 'moved_out') \
          AND g.true_from <= v.column5 AND (g.true_to IS NULL OR g.true_to >= v.column5) \
          AND NOT EXISTS (SELECT 1 FROM resident_fact n WHERE n.replaces = g.id)) \
         LEFT JOIN wallet z ON z.resident_id = y.id \
         LEFT JOIN claimed_meal m ON m.service_date = v.column5 AND m.meal = v.column6 AND m.resident_id = r.id \
         LEFT JOIN sale s ON s.id = m.sale_id LEFT JOIN canteen o ON o.id = s.canteen_id LEFT JOIN lane l ON l.id = s.lane_id",
        rows.collect(),
        tx,
    )
    .await
}

/// One sale with the names that its receipt shows.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct SaleRow {
    /// The sale.
    pub id: SaleId,
    /// Whose books.
    pub canteen_id: CanteenId,
    /// Its entry, which is also the receipt's number.
    pub entry_no: i64,
    /// Where.
    pub lane_id: LaneId,
    /// The lane's name.
    pub lane_name: String,
    /// In which shift; missing in sales from before shifts were kept.
    pub shift_id: Option<ShiftId>,
    /// By whom.
    pub cashier_id: StaffId,
    /// The cashier's name.
    pub cashier_name: String,
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// Where it was handed over.
    #[sqlx(try_from = "String")]
    pub channel: Channel,
    /// As whom the diner ate.
    #[sqlx(try_from = "String")]
    pub diner_group: DinerGroup,
    /// Who ate, if known.
    pub resident_id: Option<ResidentId>,
    /// The resident's full name: masked before it leaves the server.
    pub resident_name: Option<String>,
    /// The card shown.
    pub card_id: Option<CardId>,
    /// `card`, `number`, `name` or `none`.
    pub identified_by: String,
    /// `claimable`, `unsubsidised` or `pending`.
    pub state: String,
    /// The rule that answered.
    #[sqlx(try_from = "String")]
    pub code: Code,
    /// What the meal costs.
    pub standard_fen: Fen,
    /// What the diner paid.
    pub pays_fen: Fen,
    /// The funders' shares, JSON.
    pub shares: String,
    /// The reasons, JSON.
    pub reasons: String,
    /// How the diner paid.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
    /// The payment's own number.
    pub tender_reference: Option<String>,
    /// Whose wallet paid, or whose debt it is.
    pub wallet_id: Option<ResidentId>,
    /// The policy that decided.
    pub policy_id: Option<PolicyId>,
    /// SHA-256 of the request.
    pub request_hash: Vec<u8>,
    /// When.
    pub sold_at: Timestamp,
    /// The entry's hash.
    pub hash: Vec<u8>,
    /// When it was undone.
    pub voided_at: Option<Timestamp>,
}

/// Some sales by their ids.
pub async fn sales_by_id(tx: &mut Tx, ids: &[SaleId]) -> Result<Vec<SaleRow>, DbError> {
    db::read_rows(
        "SELECT s.id, s.canteen_id, s.entry_no, s.lane_id, l.name AS lane_name, s.shift_id, s.cashier_id, p.name AS cashier_name, s.service_date, \
         s.meal, s.channel, s.diner_group, s.resident_id, r.name AS resident_name, s.card_id, s.identified_by, s.state, s.code, s.standard_fen, \
         s.pays_fen, s.shares, s.reasons, s.tender, s.tender_reference, s.wallet_id, s.policy_id, s.request_hash, s.sold_at, e.hash, \
         x.at AS voided_at \
         FROM (VALUES {uuid}) AS v JOIN sale s ON s.id = v.column1 JOIN lane l ON l.id = s.lane_id \
         JOIN staff p ON p.id = s.cashier_id LEFT JOIN resident r ON r.id = s.resident_id \
         JOIN journal_entry e ON e.canteen_id = s.canteen_id AND e.entry_no = s.entry_no LEFT JOIN sale_void x ON x.sale_id = s.id",
        ids.iter().map(|id| vec![(*id).into()]).collect(),
        tx,
    )
    .await
}

/// Writes sales whose entries are written already.
pub async fn insert_sales(tx: &mut Tx, sales: &[SaleRow]) -> Result<(), DbError> {
    let rows = sales.iter().map(|sale| -> Vec<Arg> {
        vec![
            sale.id.into(),
            sale.canteen_id.into(),
            sale.entry_no.into(),
            sale.lane_id.into(),
            sale.shift_id.into(),
            sale.cashier_id.into(),
            sale.service_date.into(),
            sale.meal.as_str().into(),
            sale.channel.as_str().into(),
            sale.diner_group.as_str().into(),
            sale.resident_id.into(),
            sale.card_id.into(),
            sale.identified_by.clone().into(),
            sale.state.clone().into(),
            sale.code.as_str().into(),
            sale.standard_fen.into(),
            sale.pays_fen.into(),
            sale.shares.clone().into(),
            sale.reasons.clone().into(),
            sale.tender.as_str().into(),
            sale.tender_reference.clone().into(),
            sale.wallet_id.into(),
            sale.policy_id.into(),
            sale.request_hash.clone().into(),
            sale.sold_at.into(),
        ]
    });
    db::write_rows(
        "INSERT INTO sale (id, canteen_id, entry_no, lane_id, shift_id, cashier_id, service_date, meal, channel, diner_group, \
         resident_id, card_id, identified_by, state, code, standard_fen, pays_fen, shares, reasons, tender, tender_reference, wallet_id, \
         policy_id, request_hash, sold_at) VALUES {uuid, uuid, bigint, uuid, uuid, uuid, date, text, text, text, uuid, uuid, text, text, \
         text, bigint, bigint, text, text, text, text, uuid, uuid, bytea, timestamptz}",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// Claims the meals of the claimable sales: the unique key refuses a second one.
pub async fn claim_meals(tx: &mut Tx, sales: &[SaleRow]) -> Result<(), DbError> {
    let rows = sales.iter().filter(|sale| sale.state == "claimable").filter_map(|sale| {
        let resident = sale.resident_id?;
        Some(vec![
            sale.service_date.into(),
            sale.meal.as_str().into(),
            resident.into(),
            sale.id.into(),
        ])
    });
    let rows: Vec<Vec<Arg>> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    db::write_rows(
        "INSERT INTO claimed_meal (service_date, meal, resident_id, sale_id) VALUES {date, text, uuid, uuid}",
        rows,
        tx,
    )
    .await?;
    Ok(())
}

/// Gives a claimed meal back.
pub async fn give_meal_back(tx: &mut Tx, sale: SaleId) -> Result<(), DbError> {
    Sql::new("DELETE FROM claimed_meal WHERE sale_id = $1")
        .bind(sale)
        .execute(tx)
        .await?;
    Ok(())
}

/// A void as it was booked.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct VoidRow {
    /// The sale that it undoes.
    pub sale_id: SaleId,
    /// Made by whoever asked.
    pub id: VoidId,
    /// Whose books.
    pub canteen_id: CanteenId,
    /// Its entry.
    pub entry_no: i64,
    /// At which lane.
    pub lane_id: Option<LaneId>,
    /// The shift whose drawer gave the money back; missing in voids from before shifts were kept.
    pub shift_id: Option<ShiftId>,
    /// By whom.
    pub staff_id: StaffId,
    /// The second person.
    pub approver_id: Option<StaffId>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// The void of a sale, if there is one.
pub async fn void_of(tx: &mut Tx, sale: SaleId) -> Result<Option<VoidRow>, DbError> {
    Sql::new(
        "SELECT sale_id, id, canteen_id, entry_no, lane_id, shift_id, staff_id, approver_id, reason, at FROM sale_void WHERE sale_id = $1",
    )
    .bind(sale)
    .optional(tx)
    .await
}

/// Writes a void whose entry is written already.
pub async fn insert_void(tx: &mut Tx, void: &VoidRow) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO sale_void (sale_id, id, canteen_id, entry_no, lane_id, shift_id, staff_id, approver_id, reason, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(void.sale_id)
    .bind(void.id)
    .bind(void.canteen_id)
    .bind(void.entry_no)
    .bind(void.lane_id)
    .bind(void.shift_id)
    .bind(void.staff_id)
    .bind(void.approver_id)
    .bind(void.reason.clone())
    .bind(void.at)
    .execute(tx)
    .await?;
    Ok(())
}

/// The last sales of a lane on a day, newest first.
pub async fn last_sales(tx: &mut Tx, lane: LaneId, day: NaiveDate, most: i64) -> Result<Vec<SaleId>, DbError> {
    let rows: Vec<(SaleId,)> = Sql::new("SELECT id FROM sale WHERE lane_id = $1 AND service_date = $2 ORDER BY entry_no DESC LIMIT $3")
        .bind(lane)
        .bind(day)
        .bind(most)
        .all(tx)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many meals of one kind a canteen served on a day.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Count {
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// As whom.
    #[sqlx(try_from = "String")]
    pub diner_group: DinerGroup,
    /// `claimable`, `unsubsidised` or `pending`.
    pub state: String,
    /// Whether it was undone.
    pub voided: bool,
    /// How many.
    pub meals: i64,
    /// What their diners paid.
    pub pays_fen: Fen,
}

/// What a canteen served on a day, counted.
pub async fn counts_of_day(tx: &mut Tx, canteen: CanteenId, day: NaiveDate) -> Result<Vec<Count>, DbError> {
    Sql::new(
        "SELECT s.meal, s.diner_group, s.state, (x.sale_id IS NOT NULL) AS voided, COUNT(*) AS meals, \
         CAST(SUM(s.pays_fen) AS BIGINT) AS pays_fen FROM sale s LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date = $2 GROUP BY s.meal, s.diner_group, s.state, (x.sale_id IS NOT NULL)",
    )
    .bind(canteen)
    .bind(day)
    .all(tx)
    .await
}

/// What a lane's diners paid by one tender.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Paid {
    /// How.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
    /// How much.
    pub pays_fen: Fen,
}

/// What the diners of a lane paid for a day's meals, by tender, without the meals that were undone.
pub async fn paid_at_lane(tx: &mut Tx, lane: LaneId, day: NaiveDate) -> Result<Vec<Paid>, DbError> {
    Sql::new(
        "SELECT s.tender, CAST(SUM(s.pays_fen) AS BIGINT) AS pays_fen FROM sale s WHERE s.lane_id = $1 AND s.service_date = $2 \
         AND NOT EXISTS (SELECT 1 FROM sale_void x WHERE x.sale_id = s.id) GROUP BY s.tender",
    )
    .bind(lane)
    .bind(day)
    .all(tx)
    .await
}

/// A resident whom the cashier may mean.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Found {
    /// The resident.
    pub id: ResidentId,
    /// The full name: masked before it leaves the server.
    pub name: String,
    /// The date of birth.
    pub birth_date: NaiveDate,
    /// The compound.
    pub compound: Option<String>,
    /// The building.
    pub building: Option<String>,
    /// The unit.
    pub unit: Option<String>,
    /// The room.
    pub room: Option<String>,
    /// Whether the meal was served already.
    pub served: bool,
}

/// Residents of a canteen whose name, pinyin, place, door or card number fits, at most twenty.
pub async fn search(tx: &mut Tx, canteen: CanteenId, typed: Typed, day: NaiveDate, meal: Option<Meal>) -> Result<Vec<Found>, DbError> {
    Sql::new(
        "SELECT r.id, r.name, r.birth_date, b.compound, b.building, h.unit, h.room, (m.sale_id IS NOT NULL) AS served FROM resident r \
         LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         LEFT JOIN claimed_meal m ON m.service_date = $3 AND m.meal = CAST($4 AS TEXT) AND m.resident_id = r.id \
         WHERE r.canteen_id = $1 AND (LOWER(r.name) LIKE CAST($2 AS TEXT) || '%' ESCAPE '!' OR r.name_key LIKE '%' || CAST($2 AS TEXT) || '%' ESCAPE '!' \
         OR LOWER(b.compound || b.building || h.unit || h.room) LIKE '%' || CAST($5 AS TEXT) || '%' ESCAPE '!' \
         OR h.door_key LIKE '%' || CAST($6 AS TEXT) || '%' ESCAPE '!' \
         OR EXISTS (SELECT 1 FROM card c WHERE c.resident_id = r.id AND c.number LIKE CAST($2 AS TEXT) || '%' ESCAPE '!')) \
         ORDER BY r.name_key, r.id LIMIT 20",
    )
    .bind(canteen)
    .bind(typed.name)
    .bind(day)
    .bind(meal.map(Meal::as_str))
    .bind(typed.place)
    .bind(typed.door)
    .all(tx)
    .await
}
