//! The SQL of a month's Z-reports, and of what their shifts sold for other months.

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::finance::store::Period;
use crate::money::Fen;
use crate::sales::order::Tender;

/// The Z-reports (JSON) of the shifts that were opened between two moments, or before and sold meals of the period; by shift.
pub async fn reports(tx: &mut Tx, period: Period, (begins, ends): (Timestamp, Timestamp)) -> Result<Vec<String>, DbError> {
    let rows: Vec<(String,)> = Sql::new(
        "SELECT z.report FROM shift h JOIN z_report z ON z.shift_id = h.id WHERE h.canteen_id = $1 AND h.opened_at < $5 \
         AND (h.opened_at >= $4 OR h.id IN (SELECT m.shift_id FROM sale m WHERE m.canteen_id = $1 AND m.service_date >= $2 \
         AND m.service_date < $3)) ORDER BY h.shift_no",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .bind(begins)
    .bind(ends)
    .all(tx)
    .await?;
    Ok(rows.into_iter().map(|(report,)| report).collect())
}

/// What a shift sold for other months, by tender.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OtherSum {
    /// The shift's number.
    pub shift_no: i64,
    /// How the diners paid.
    #[sqlx(try_from = "String")]
    pub tender: Tender,
    /// How many meals.
    pub meals: i64,
    /// For how much.
    pub pays_fen: Fen,
}

/// What the shifts of [`reports`] sold for other months.
pub async fn other_sums(tx: &mut Tx, period: Period, (begins, ends): (Timestamp, Timestamp)) -> Result<Vec<OtherSum>, DbError> {
    Sql::new(
        "SELECT h.shift_no, s.tender, COUNT(*) AS meals, CAST(SUM(s.pays_fen) AS BIGINT) AS pays_fen FROM shift h \
         JOIN sale s ON s.shift_id = h.id WHERE h.canteen_id = $1 AND h.opened_at < $5 \
         AND (h.opened_at >= $4 OR h.id IN (SELECT m.shift_id FROM sale m WHERE m.canteen_id = $1 AND m.service_date >= $2 \
         AND m.service_date < $3)) AND (s.service_date < $2 OR s.service_date >= $3) GROUP BY h.shift_no, s.tender",
    )
    .bind(period.canteen)
    .bind(period.first)
    .bind(period.end)
    .bind(begins)
    .bind(ends)
    .all(tx)
    .await
}
