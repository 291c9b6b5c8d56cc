//! The SQL of the monthly slips: who ate, where they live, and what each of them ate.

use super::Period;
use crate::db::{DbError, Sql, Tx};
use crate::ids::ResidentId;
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::subsidy::words::Meal;

/// Somebody who came to eat.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Diner {
    /// The resident.
    pub id: ResidentId,
    /// The full name: mask it before it leaves.
    pub name: String,
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
    /// 餐卡余额, now.
    pub balance_fen: Fen,
    /// 欠费, now.
    pub owed_fen: Fen,
}

/// The residents with a meal in a period, voided or not: nobody drops out of the list while somebody turns its pages.
pub async fn diners(tx: &mut Tx, period: Period, only: Option<ResidentId>) -> Result<Vec<Diner>, DbError> {
    Sql::new(
        "SELECT r.id, r.name, b.grid, b.compound, b.building, h.unit, h.room, COALESCE(w.balance_fen, 0) AS balance_fen, \
         COALESCE(w.owed_fen, 0) AS owed_fen \
         FROM resident r LEFT JOIN household h ON h.id = r.household_id LEFT JOIN building b ON b.id = h.building_id \
         LEFT JOIN wallet w ON w.resident_id = r.id \
         WHERE r.id IN (SELECT s.resident_id FROM sale s WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 \
          AND (CAST($4 AS UUID) IS NULL OR s.resident_id = $4))",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .bind(only)
    .all(tx)
    .await
}

/// Meals of one resident that have everything in common but the day. Voided ones are not among them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Eaten {
    /// Who ate.
    pub resident_id: ResidentId,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// `claimable`, `unsubsidised` or `pending`.
    pub state: String,
    /// How the diner paid.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
    /// The funders' shares of each of them, JSON.
    pub shares: String,
    /// How many.
    pub meals: i64,
    /// What they cost.
    pub standard_fen: Fen,
    /// What the diner paid.
    pub pays_fen: Fen,
}

/// What some residents ate in a period. At least one resident.
pub async fn eaten_by(tx: &mut Tx, period: Period, residents: &[ResidentId]) -> Result<Vec<Eaten>, DbError> {
    Sql::new(
        "SELECT s.resident_id, s.meal, s.state, s.tender, s.shares, COUNT(*) AS meals, \
         CAST(SUM(s.standard_fen) AS BIGINT) AS standard_fen, CAST(SUM(s.pays_fen) AS BIGINT) AS pays_fen \
         FROM (VALUES {uuid}) AS asked JOIN sale s ON s.resident_id = asked.column1 LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 AND x.sale_id IS NULL \
         GROUP BY s.resident_id, s.meal, s.state, s.tender, s.shares",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .rows(residents.iter().map(|resident| vec![(*resident).into()]).collect())
    .all(tx)
    .await
}

/// The meals of people whom the register does not know. Voided ones are not among them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Nameless {
    /// How many.
    pub meals: i64,
    /// What they cost.
    pub standard_fen: Fen,
    /// What the diners paid.
    pub pays_fen: Fen,
}

/// The meals of a period that belong on nobody's slip.
pub async fn nameless(tx: &mut Tx, period: Period) -> Result<Nameless, DbError> {
    Sql::new(
        "SELECT COUNT(*) AS meals, CAST(COALESCE(SUM(s.standard_fen), 0) AS BIGINT) AS standard_fen, \
         CAST(COALESCE(SUM(s.pays_fen), 0) AS BIGINT) AS pays_fen FROM sale s LEFT JOIN sale_void x ON x.sale_id = s.id \
         WHERE s.canteen_id = $1 AND s.service_date >= $2 AND s.service_date < $3 AND s.resident_id IS NULL AND x.sale_id IS NULL",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .one(tx)
    .await
}
