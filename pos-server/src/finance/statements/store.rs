//! The SQL of merchant statements. Lines are written once; matching only reads.

use uuid::Uuid;

use super::layout::{Line, Service};
use crate::clock::Timestamp;
use crate::db::{self, DbError, Sql, Tx};
use crate::ids::{CanteenId, StaffId};
use crate::money::Fen;

/// A statement that was imported.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StatementRow {
    /// The statement.
    pub id: Uuid,
    /// `wechat` or `alipay`.
    pub tender: String,
    /// The file's name.
    pub file_name: String,
    /// Its first payment or refund.
    pub first_at: Timestamp,
    /// Its last one.
    pub last_at: Timestamp,
    /// How many it has.
    pub lines: i64,
    /// How many of them no statement had before.
    pub new_lines: i64,
    /// By whom.
    pub imported_by: String,
    /// When.
    pub imported_at: Timestamp,
}

/// A statement to write.
#[derive(Debug)]
pub struct NewStatement<'s> {
    /// The statement.
    pub id: Uuid,
    /// Whose books.
    pub canteen: CanteenId,
    /// Whose statement.
    pub service: Service,
    /// The file's name.
    pub file_name: &'s str,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    /// Its first and last moment.
    pub between: (Timestamp, Timestamp),
    /// How many lines it has, and how many of them are new.
    pub lines: (i64, i64),
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
}

/// The statement that a file was imported as, if it was.
pub async fn statement_of_file(tx: &mut Tx, canteen: CanteenId, sha256: [u8; 32]) -> Result<Option<Uuid>, DbError> {
    let row: Option<(Uuid,)> = Sql::new("SELECT id FROM merchant_statement WHERE canteen_id = $1 AND sha256 = $2")
        .bind(canteen)
        .bind(sha256)
        .optional(tx)
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Writes a statement.
pub async fn insert_statement(tx: &mut Tx, new: &NewStatement<'_>) -> Result<(), DbError> {
    Sql::new(
        "INSERT INTO merchant_statement (id, canteen_id, tender, file_name, sha256, first_at, last_at, lines, new_lines, imported_by, \
         imported_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(new.id)
    .bind(new.canteen)
    .bind(new.service.as_str())
    .bind(new.file_name)
    .bind(new.sha256)
    .bind(new.between.0)
    .bind(new.between.1)
    .bind(new.lines.0)
    .bind(new.lines.1)
    .bind(new.by)
    .bind(new.at)
    .execute(tx)
    .await?;
    Ok(())
}

/// How many of some lines were imported before, with whichever file.
pub async fn known_lines(tx: &mut Tx, canteen: CanteenId, service: Service, lines: &[Line]) -> Result<i64, DbError> {
    let rows = lines.iter().map(|line| {
        vec![
            canteen.into(),
            service.as_str().into(),
            line.reference.clone().into(),
            line.refund_no.clone().into(),
        ]
    });
    let found: Vec<(i64,)> = db::read_rows(
        "SELECT l.line_no FROM (VALUES {uuid, text, text, text}) AS v JOIN statement_line l ON l.canteen_id = v.column1 \
         AND l.tender = v.column2 AND l.reference = v.column3 AND l.refund_no = v.column4",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(i64::try_from(found.len()).unwrap_or(i64::MAX))
}

/// Writes the lines of a statement that no statement had before.
pub async fn insert_lines(tx: &mut Tx, statement: &NewStatement<'_>, lines: &[Line]) -> Result<(), DbError> {
    let rows = lines.iter().map(|line| {
        vec![
            statement.canteen.into(),
            statement.service.as_str().into(),
            line.reference.clone().into(),
            line.refund_no.clone().into(),
            statement.id.into(),
            line.line_no.into(),
            line.order_no.clone().into(),
            line.at.into(),
            line.amount.into(),
            line.fee.into(),
        ]
    });
    db::write_rows(
        "INSERT INTO statement_line (canteen_id, tender, reference, refund_no, statement_id, line_no, order_no, at, amount_fen, fee_fen) \
         VALUES {uuid, text, text, text, uuid, bigint, text, timestamptz, bigint, bigint} \
         ON CONFLICT (canteen_id, tender, reference, refund_no) DO NOTHING",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}

/// The canteen's statements, the newest first: before one of them, if one is given.
pub async fn statements(tx: &mut Tx, canteen: CanteenId, before: Option<Uuid>, most: i64) -> Result<Vec<StatementRow>, DbError> {
    Sql::new(
        "SELECT m.id, m.tender, m.file_name, m.first_at, m.last_at, m.lines, m.new_lines, p.name AS imported_by, m.imported_at \
         FROM merchant_statement m JOIN staff p ON p.id = m.imported_by \
         WHERE m.canteen_id = $1 AND (CAST($2 AS UUID) IS NULL OR m.id < $2) ORDER BY m.id DESC LIMIT $3",
    )
    .bind(canteen)
    .bind(before)
    .bind(most)
    .all(tx)
    .await
}

/// One of the canteen's statements.
pub async fn statement(tx: &mut Tx, canteen: CanteenId, id: Uuid) -> Result<Option<StatementRow>, DbError> {
    Sql::new(
        "SELECT m.id, m.tender, m.file_name, m.first_at, m.last_at, m.lines, m.new_lines, p.name AS imported_by, m.imported_at \
         FROM merchant_statement m JOIN staff p ON p.id = m.imported_by WHERE m.canteen_id = $1 AND m.id = $2",
    )
    .bind(canteen)
    .bind(id)
    .optional(tx)
    .await
}

/// A line of a statement, as it was imported.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct LineRow {
    /// The row in the file that brought it.
    pub line_no: i64,
    /// The service's own number of the payment.
    pub reference: String,
    /// The merchant's number of the payment.
    pub order_no: String,
    /// The number of the refund; empty for a payment.
    pub refund_no: String,
    /// When.
    pub at: Timestamp,
    /// A payment is positive, a refund negative.
    pub amount_fen: Fen,
    /// What the service keeps.
    pub fee_fen: Fen,
}

/// A service's lines of some days, in the order of their times, whichever file brought them.
pub async fn lines_between(
    tx: &mut Tx,
    (canteen, tender): (CanteenId, &str),
    (from, end): (Timestamp, Timestamp),
) -> Result<Vec<LineRow>, DbError> {
    Sql::new(
        "SELECT line_no, reference, order_no, refund_no, at, amount_fen, fee_fen FROM statement_line \
         WHERE canteen_id = $1 AND tender = $2 AND at >= $3 AND at < $4 ORDER BY at, reference, refund_no",
    )
    .bind(canteen)
    .bind(tender)
    .bind(from)
    .bind(end)
    .all(tx)
    .await
}

/// Money that the journal says went through a payment service.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct TenderRow {
    /// The entry, which is also the number of its receipt.
    pub entry_no: i64,
    /// `sale`, `void` or `movement`.
    pub kind: String,
    /// When it was booked.
    pub at: Timestamp,
    /// What came in is positive, what went back negative.
    pub amount_fen: Fen,
    /// The payment's number, as the cashier took it down; of a void, that of its sale.
    pub reference: Option<String>,
}

/// What went through a payment service between two entries, the first excluded: what was paid and given back by diners, not what
/// the canteen moved to its bank.
pub async fn tenders_between(
    tx: &mut Tx,
    (canteen, account): (CanteenId, &str),
    (after, last): (i64, i64),
) -> Result<Vec<TenderRow>, DbError> {
    Sql::new(
        "SELECT l.entry_no, e.kind, e.at, l.amount_fen, COALESCE(s.tender_reference, u.tender_reference, m.reference) AS reference \
         FROM journal_line l JOIN journal_entry e ON e.canteen_id = l.canteen_id AND e.entry_no = l.entry_no \
         LEFT JOIN sale s ON s.canteen_id = l.canteen_id AND s.entry_no = l.entry_no \
         LEFT JOIN sale_void x ON x.canteen_id = l.canteen_id AND x.entry_no = l.entry_no LEFT JOIN sale u ON u.id = x.sale_id \
         LEFT JOIN movement m ON m.canteen_id = l.canteen_id AND m.entry_no = l.entry_no \
         WHERE l.canteen_id = $1 AND l.account = $2 AND l.entry_no > $3 AND l.entry_no <= $4 \
         AND (m.kind IS NULL OR m.kind <> 'transfer') ORDER BY e.at, l.entry_no",
    )
    .bind(canteen)
    .bind(account)
    .bind(after)
    .bind(last)
    .all(tx)
    .await
}
