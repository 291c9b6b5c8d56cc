//! The SQL of the claim: the lines of a closed month, and of no other table.

use crate::calendar::Month;
use crate::db::{DbError, Sql, Tx};
use crate::finance::close_month::lines::Part;
use crate::ids::CanteenId;

/// One line.
#[derive(Debug, sqlx::FromRow)]
pub struct LineRow {
    /// Its part.
    #[sqlx(try_from = "String")]
    pub part: Part,
    /// What it says, JSON.
    pub line: String,
}

/// The first line of a month; none while it is open, because its lines are written with its closing.
pub async fn first_line(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<Option<LineRow>, DbError> {
    Sql::new("SELECT part, line FROM month_line WHERE canteen_id = $1 AND month = $2 AND line_no = 1")
        .bind(canteen)
        .bind(month.first())
        .optional(tx)
        .await
}

/// Hands over all lines of a month but the first, one by one in their order; memory stays flat.
pub async fn each_line<E: From<DbError> + Send>(
    tx: &mut Tx,
    (canteen, month): (CanteenId, Month),
    take: impl FnMut(LineRow) -> Result<(), E> + Send,
) -> Result<(), E> {
    Sql::new("SELECT part, line FROM month_line WHERE canteen_id = $1 AND month = $2 AND line_no > 1 ORDER BY line_no")
        .bind(canteen)
        .bind(month.first())
        .each(tx, take)
        .await
}
