//! The SQL of accounts. It reads from a snapshot; what moves money writes through `ledger::movement`.

use chrono::NaiveDate;

use crate::clock::Timestamp;
use crate::db::{self, DbError, Sql, Tx};
use crate::ids::{CanteenId, ResidentId};
use crate::money::Fen;

/// The number of the last entry that was booked before a moment; 0 before the first.
pub async fn last_entry_before(tx: &mut Tx, canteen: CanteenId, end: Timestamp) -> Result<i64, DbError> {
    let last: Option<(i64,)> =
        Sql::new("SELECT entry_no FROM journal_entry WHERE canteen_id = $1 AND at < $2 ORDER BY at DESC, entry_no DESC LIMIT 1")
            .bind(canteen)
            .bind(end)
            .optional(tx)
            .await?;
    Ok(last.map_or(0, |(entry_no,)| entry_no))
}

/// What stands on one account.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Balance {
    /// The account, as stored.
    pub account: String,
    /// Debits positive, credits negative.
    pub amount_fen: Fen,
}

/// What stands on each account after an entry, without the accounts that stand at zero.
pub async fn balances(tx: &mut Tx, canteen: CanteenId, last: i64) -> Result<Vec<Balance>, DbError> {
    Sql::new(
        "SELECT account, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen FROM journal_line WHERE canteen_id = $1 AND entry_no <= $2 \
         GROUP BY account HAVING SUM(amount_fen) <> 0 ORDER BY account",
    )
    .bind(canteen)
    .bind(last)
    .all(tx)
    .await
}

/// What stands on one account after an entry.
pub async fn balance_of(tx: &mut Tx, canteen: CanteenId, account: &str, last: i64) -> Result<Fen, DbError> {
    let (amount,): (Fen,) = Sql::new(
        "SELECT CAST(COALESCE(SUM(amount_fen), 0) AS BIGINT) FROM journal_line WHERE canteen_id = $1 AND account = $2 AND entry_no <= $3",
    )
    .bind(canteen)
    .bind(account)
    .bind(last)
    .one(tx)
    .await?;
    Ok(amount)
}

/// An entry as an account's statement shows it, with what is needed to say it in words.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StatementRow {
    /// The entry, which is also the number of its receipt.
    pub entry_no: i64,
    /// When it was booked.
    pub at: Timestamp,
    /// The day it belongs to.
    pub service_date: NaiveDate,
    /// Its kind.
    pub kind: String,
    /// What it did to the account: debits positive, credits negative.
    pub amount_fen: Fen,
    /// A sale's meal, or the meal of the sale that a void undid.
    pub meal: Option<String>,
    /// The receipt of the sale that a void undid.
    pub undone_no: Option<i64>,
    /// What a movement was.
    pub movement: Option<String>,
    /// Why it was made.
    pub reason: Option<String>,
    /// The payment's own number.
    pub reference: Option<String>,
    /// The number of the shift that was opened or closed.
    pub shift_no: Option<i64>,
}

/// A page of an account's entries, in their order: after one number, up to another.
pub async fn statement(
    tx: &mut Tx,
    (canteen, account): (CanteenId, &str),
    (after, last): (i64, i64),
    most: i64,
) -> Result<Vec<StatementRow>, DbError> {
    Sql::new(
        "SELECT l.entry_no, e.at, e.service_date, e.kind, l.amount_fen, COALESCE(s.meal, u.meal) AS meal, u.entry_no AS undone_no, \
         m.kind AS movement, COALESCE(m.reason, x.reason) AS reason, COALESCE(m.reference, s.tender_reference, u.tender_reference) AS reference, \
         COALESCE(h.shift_no, c.shift_no) AS shift_no \
         FROM (SELECT entry_no, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen FROM journal_line \
         WHERE canteen_id = $1 AND account = $2 AND entry_no > $3 AND entry_no <= $4 GROUP BY entry_no ORDER BY entry_no LIMIT $5) AS l \
         JOIN journal_entry e ON e.canteen_id = $1 AND e.entry_no = l.entry_no \
         LEFT JOIN sale s ON s.canteen_id = $1 AND s.entry_no = l.entry_no \
         LEFT JOIN sale_void x ON x.canteen_id = $1 AND x.entry_no = l.entry_no LEFT JOIN sale u ON u.id = x.sale_id \
         LEFT JOIN movement m ON m.canteen_id = $1 AND m.entry_no = l.entry_no \
         LEFT JOIN shift h ON h.canteen_id = $1 AND h.entry_no = l.entry_no \
         LEFT JOIN z_report z ON z.canteen_id = $1 AND z.entry_no = l.entry_no LEFT JOIN shift c ON c.id = z.shift_id \
         ORDER BY l.entry_no",
    )
    .bind(canteen)
    .bind(account)
    .bind(after)
    .bind(last)
    .bind(most)
    .all(tx)
    .await
}

/// A resident's name.
#[derive(Debug, sqlx::FromRow)]
pub struct Named {
    /// The resident.
    pub id: ResidentId,
    /// The full name: mask it before it leaves.
    pub name: String,
}

/// The names of some residents.
pub async fn names_of(tx: &mut Tx, residents: &[ResidentId]) -> Result<Vec<Named>, DbError> {
    db::read_rows(
        "SELECT r.id, r.name FROM (VALUES {uuid}) AS v JOIN resident r ON r.id = v.column1",
        residents.iter().map(|id| vec![(*id).into()]).collect(),
        tx,
    )
    .await
}

/// What meals of one day made a funder owe.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Claimed {
    /// The funder's account.
    pub account: String,
    /// The day of the meals.
    pub service_date: NaiveDate,
    /// How much, voids taken off.
    pub amount_fen: Fen,
}

/// What the meals made funders owe, by day.
pub async fn claimed(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Claimed>, DbError> {
    Sql::new(
        "SELECT j.account, e.service_date, CAST(SUM(j.amount_fen) AS BIGINT) AS amount_fen FROM journal_line j \
         JOIN journal_entry e ON e.canteen_id = j.canteen_id AND e.entry_no = j.entry_no \
         WHERE j.canteen_id = $1 AND j.account LIKE 'receivable:%' AND e.kind IN ('sale', 'void') GROUP BY j.account, e.service_date",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// What meals of some days made one funder owe: the first day included, the end not.
pub async fn claimed_between(tx: &mut Tx, canteen: CanteenId, account: &str, days: (NaiveDate, NaiveDate)) -> Result<Fen, DbError> {
    let (amount,): (Fen,) = Sql::new(
        "SELECT CAST(COALESCE(SUM(j.amount_fen), 0) AS BIGINT) FROM journal_entry e \
         JOIN journal_line j ON j.canteen_id = e.canteen_id AND j.entry_no = e.entry_no AND j.account = $2 \
         WHERE e.canteen_id = $1 AND e.service_date >= $3 AND e.service_date < $4 AND e.kind IN ('sale', 'void')",
    )
    .bind(canteen)
    .bind(account)
    .bind(days.0)
    .bind(days.1)
    .one(tx)
    .await?;
    Ok(amount)
}

/// What a funder paid for a month.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Received {
    /// The funder's account.
    pub account: String,
    /// The month, `2026-10`.
    pub month: String,
    /// How much.
    pub amount_fen: Fen,
}

/// What funders paid, by month.
pub async fn received(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Received>, DbError> {
    Sql::new(
        "SELECT credit_account AS account, month, CAST(SUM(amount_fen) AS BIGINT) AS amount_fen FROM movement \
         WHERE canteen_id = $1 AND kind = 'funder_payment' AND month IS NOT NULL GROUP BY credit_account, month",
    )
    .bind(canteen)
    .all(tx)
    .await
}
