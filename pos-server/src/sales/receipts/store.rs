//! The SQL of receipts: where a lane prints, and what was printed.

use crate::clock::Timestamp;
use crate::db::{DbError, Sql, Tx};
use crate::ids::{LaneId, PrintId, SaleId, StaffId};

/// A lane's printer.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct LanePrinter {
    /// `tcp://host:9100`
    pub address: String,
    /// 58 or 80.
    pub width_mm: i64,
    /// `always` or `on_request`.
    pub prints: String,
}

/// A lane's printer, if it has one.
pub async fn printer_of(tx: &mut Tx, lane: LaneId) -> Result<Option<LanePrinter>, DbError> {
    Sql::new("SELECT address, width_mm, prints FROM lane_printer WHERE lane_id = $1")
        .bind(lane)
        .optional(tx)
        .await
}

/// Gives a lane a printer, or another one.
pub async fn set_printer(tx: &mut Tx, lane: LaneId, printer: &LanePrinter) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO lane_printer (lane_id, address, width_mm, prints) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (lane_id) DO UPDATE SET address = excluded.address, width_mm = excluded.width_mm, prints = excluded.prints",
    )
    .bind(lane)
    .bind(printer.address.clone())
    .bind(printer.width_mm)
    .bind(printer.prints.clone())
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes a lane's printer away.
pub async fn remove_printer(tx: &mut Tx, lane: LaneId) -> Result<(), DbError> {
    Sql::new("DELETE FROM lane_printer WHERE lane_id = $1")
        .bind(lane)
        .execute(tx)
        .await?;
    Ok(())
}

/// How often a sale's receipt was printed.
pub async fn prints_of(tx: &mut Tx, sale: SaleId) -> Result<i64, DbError> {
    let (prints,): (i64,) = Sql::new("SELECT COUNT(*) FROM receipt_print WHERE sale_id = $1")
        .bind(sale)
        .one(tx)
        .await?;
    Ok(prints)
}

/// The number of a print that was asked for before, and the sale that it printed.
pub async fn print_by_id(tx: &mut Tx, id: PrintId) -> Result<Option<(SaleId, i64, String)>, DbError> {
    Sql::new("SELECT sale_id, print_no, sent_to FROM receipt_print WHERE id = $1")
        .bind(id)
        .optional(tx)
        .await
}

/// Keeps a print.
pub async fn insert_print(
    tx: &mut Tx,
    (id, sale, print_no): (PrintId, SaleId, i64),
    (by, at): (StaffId, Timestamp),
    sent_to: &'static str,
) -> Result<(), DbError> {
    Sql::new("INSERT INTO receipt_print (id, sale_id, print_no, printed_by, printed_at, sent_to) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(sale)
        .bind(print_no)
        .bind(by)
        .bind(at)
        .bind(sent_to)
        .execute(tx)
        .await?;
    Ok(())
}
