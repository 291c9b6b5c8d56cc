//! The SQL of reports. Everything here reads, from a snapshot, so that all parts of one paper see the same books.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{CanteenId, LaneId, SaleId, StaffId};
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::subsidy::decide::Code;
use crate::subsidy::words::{DinerGroup, Meal};

mod meals;
mod slips;
pub use meals::{ServedMeal, each_meal};
pub use slips::{Diner, Eaten, Nameless, diners, eaten_by, nameless};

/// Some days of one canteen: from the first to the day before `end`.
#[derive(Debug, Clone, Copy)]
pub struct Period {
    /// Whose books.
    pub canteen: CanteenId,
    /// The first day.
    pub first: NaiveDate,
    /// The day after the last.
    pub end: NaiveDate,
}

/// Meals that have everything in common but the diner. Voided ones are not among them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Served {
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// As whom the diners ate.
    #[sqlx(try_from = "String")]
    pub diner_group: DinerGroup,
    /// Where.
    pub lane_id: LaneId,
    /// The lane's code.
    pub lane_code: String,
    /// The lane's name.
    pub lane_name: String,
    /// By whom.
    pub cashier_id: StaffId,
    /// The cashier's name.
    pub cashier_name: String,
    /// How the diners paid.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
    /// How many.
    pub meals: i64,
    /// What they cost.
    pub standard_fen: Fen,
    /// What the diners paid.
    pub pays_fen: Fen,
}

/// The meals of a period, counted by everything that a report tells apart.
pub async fn served(tx: &mut Tx, period: Period) -> Result<Vec<Served>, DbError> {
    Sql::new(
        "SELECT s.service_date, s.meal, s.diner_group, s.lane_id, l.code AS lane_code, l.name AS lane_name, s.cashier_id, \
         p.name AS cashier_name, s.tender, COUNT(*) AS meals, CAST(SUM(s.standard_fen) AS BIGINT) AS standard_fen, \
         CAST(SUM(s.pays_fen) AS BIGINT) AS pays_fen \
         FROM sale s JOIN lane l ON l.id = s.lane_id JOIN staff p ON p.id = s.cashier_id LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 AND x.sale_id IS NULL \
         GROUP BY s.service_date, s.meal, s.diner_group, s.lane_id, l.code, l.name, s.cashier_id, p.name, s.tender",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await
}

/// What one funder owes for some meals, as the journal has it. Voided meals are not among them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Funded {
    /// The funder's account, `receivable:<funder>`.
    pub account: String,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// As whom the diners ate.
    #[sqlx(try_from = "String")]
    pub diner_group: DinerGroup,
    /// How many.
    pub meals: i64,
    /// What they cost.
    pub standard_fen: Fen,
    /// What the diners paid.
    pub pays_fen: Fen,
    /// What the funder owes.
    pub share_fen: Fen,
}

/// What each funder owes for the meals of a period, by group and meal. The lines of an entry are asked for by all columns of their
/// key: by two of them SQLite goes through the whole journal for each sale.
pub async fn funded(tx: &mut Tx, period: Period) -> Result<Vec<Funded>, DbError> {
    Sql::new(
        "SELECT j.account, s.meal, s.diner_group, COUNT(*) AS meals, CAST(SUM(s.standard_fen) AS BIGINT) AS standard_fen, \
         CAST(SUM(s.pays_fen) AS BIGINT) AS pays_fen, CAST(SUM(j.amount_fen) AS BIGINT) AS share_fen \
         FROM sale s JOIN journal_line j ON j.canteen_id = s.canteen_id AND j.entry_no = s.entry_no AND j.line_no > 0 \
         LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 AND x.sale_id IS NULL \
         AND j.account LIKE 'receivable:%' GROUP BY j.account, s.meal, s.diner_group",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await
}

/// How many meals say the same about who shares their cost. Voided ones are not among them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ShareCount {
    /// The shares as the sales keep them, JSON.
    pub shares: String,
    /// How many meals say so.
    pub meals: i64,
}

/// The shares that the meals of a period name: what the journal is compared with.
pub async fn shares(tx: &mut Tx, period: Period) -> Result<Vec<ShareCount>, DbError> {
    Sql::new(
        "SELECT s.shares, COUNT(*) AS meals FROM sale s LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 AND x.sale_id IS NULL \
         GROUP BY s.shares ORDER BY s.shares",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await
}

/// The sum of the lines on one account.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Balance {
    /// The account.
    pub account: String,
    /// Debits positive, credits negative.
    pub amount_fen: Fen,
}

/// What the journal says of the meals of a period: the entries of its sales and voids.
pub async fn balances(tx: &mut Tx, period: Period) -> Result<Vec<Balance>, DbError> {
    Sql::new(
        "SELECT j.account, CAST(SUM(j.amount_fen) AS BIGINT) AS amount_fen FROM journal_entry e \
         JOIN journal_line j ON j.canteen_id = e.canteen_id AND j.entry_no = e.entry_no AND j.line_no > 0 \
         WHERE e.canteen_id = $1 AND e.service_date >= $2 AND e.service_date < $3 AND e.kind IN ('sale', 'void') \
         GROUP BY j.account",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await
}

/// A sale that was undone.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Voided {
    /// The sale.
    pub sale_id: SaleId,
    /// Its receipt's number.
    pub receipt_no: i64,
    /// The number of the void's own receipt.
    pub void_no: i64,
    /// When it was undone.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// By whom.
    pub staff: String,
    /// The second person, after the lane's own time had passed.
    pub approver: Option<String>,
    /// What the diner had paid.
    pub pays_fen: Fen,
}

/// The undone sales of a period, in the order of their receipts.
pub async fn voided(tx: &mut Tx, period: Period) -> Result<Vec<Voided>, DbError> {
    Sql::new(
        "SELECT s.id AS sale_id, s.entry_no AS receipt_no, x.entry_no AS void_no, x.at, x.reason, p.name AS staff, \
         a.name AS approver, s.pays_fen FROM sale s JOIN sale_void x ON x.sale_id = s.id JOIN staff p ON p.id = x.staff_id \
         LEFT JOIN staff a ON a.id = x.approver_id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 ORDER BY s.entry_no",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .all(tx)
    .await
}

/// A meal that waits for the office.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Pending {
    /// The sale.
    pub sale_id: SaleId,
    /// Its receipt's number.
    pub receipt_no: i64,
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// When.
    pub sold_at: Timestamp,
    /// What the rule said when the cashier served the meal all the same.
    #[sqlx(try_from = "String")]
    pub code: Code,
    /// The diner's full name, if known: mask it before it leaves.
    pub name: Option<String>,
    /// The lane's name.
    pub lane: String,
    /// The cashier's name.
    pub cashier: String,
    /// What the diner paid or owes.
    pub pays_fen: Fen,
    /// How.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
}

/// The canteen's waiting meals, the newest first: of one day or of all, below a receipt number if one is given.
pub async fn pending(
    tx: &mut Tx,
    canteen: CanteenId,
    day: Option<NaiveDate>,
    below: Option<i64>,
    limit: i64,
) -> Result<Vec<Pending>, DbError> {
    Sql::new(
        "SELECT s.id AS sale_id, s.entry_no AS receipt_no, s.service_date, s.meal, s.sold_at, s.code, r.name, l.name AS lane, \
         p.name AS cashier, s.pays_fen, s.tender \
         FROM sale s JOIN lane l ON l.id = s.lane_id JOIN staff p ON p.id = s.cashier_id \
         LEFT JOIN resident r ON r.id = s.resident_id LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.canteen_id = $1 AND s.state = 'pending' AND x.sale_id IS NULL AND (CAST($2 AS DATE) IS NULL OR s.service_date = $2) \
         AND (CAST($3 AS BIGINT) IS NULL OR s.entry_no < $3) ORDER BY s.entry_no DESC LIMIT $4",
    )
    .bind(canteen)
    .bind(day)
    .bind(below)
    .bind(limit)
    .all(tx)
    .await
}

/// The canteen's name.
pub async fn canteen_name(tx: &mut Tx, canteen: CanteenId) -> Result<String, DbError> {
    let (name,): (String,) = Sql::new("SELECT name FROM canteen WHERE id = $1").bind(canteen).one(tx).await?;
    Ok(name)
}
