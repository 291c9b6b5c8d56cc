//! What stands in the books? Every row of them, read with statements of the judge's own.

use chrono::{DateTime, NaiveDate, Utc};
use pos_server::db::{Db, Row, Sql, Tx};
use sqlx::FromRow;
use uuid::Uuid;

/// All rows that a sound book must explain.
#[derive(Debug, Clone)]
pub struct Books {
    pub heads: Vec<Head>,
    pub entries: Vec<Entry>,
    pub lines: Vec<Line>,
    pub sales: Vec<Sale>,
    pub voids: Vec<Void>,
    pub shifts: Vec<Shift>,
    pub z_reports: Vec<ZReport>,
    pub open_shifts: Vec<(Uuid, Uuid)>,
    pub movements: Vec<Movement>,
    pub wallets: Vec<Wallet>,
    pub claimed: Vec<Claimed>,
}

#[derive(Debug, Clone, FromRow)]
pub struct Head {
    pub canteen_id: Uuid,
    pub entry_no: i64,
    pub hash: Vec<u8>,
}

#[derive(Debug, Clone, FromRow)]
pub struct Entry {
    pub canteen_id: Uuid,
    pub entry_no: i64,
    pub kind: String,
    pub at: DateTime<Utc>,
    pub service_date: NaiveDate,
    pub previous_hash: Vec<u8>,
    pub hash: Vec<u8>,
}

#[derive(Debug, Clone, FromRow)]
pub struct Line {
    pub canteen_id: Uuid,
    pub entry_no: i64,
    pub account: String,
    pub amount_fen: i64,
}

#[derive(Debug, Clone, FromRow)]
pub struct Sale {
    pub id: Uuid,
    pub canteen_id: Uuid,
    pub entry_no: i64,
    pub lane_id: Uuid,
    pub shift_id: Option<Uuid>,
    pub cashier_id: Uuid,
    pub service_date: NaiveDate,
    pub meal: String,
    pub channel: String,
    pub diner_group: String,
    pub resident_id: Option<Uuid>,
    pub card_id: Option<Uuid>,
    pub identified_by: String,
    pub state: String,
    pub code: String,
    pub standard_fen: i64,
    pub pays_fen: i64,
    pub shares: String,
    pub reasons: String,
    pub tender: String,
    pub tender_reference: Option<String>,
    pub wallet_id: Option<Uuid>,
    pub policy_id: Option<Uuid>,
    pub request_hash: Vec<u8>,
    pub sold_at: DateTime<Utc>,
}

#[derive(Debug, Clone, FromRow)]
pub struct Void {
    pub sale_id: Uuid,
    pub id: Uuid,
    pub canteen_id: Uuid,
    pub entry_no: i64,
    pub lane_id: Option<Uuid>,
    pub shift_id: Option<Uuid>,
    pub staff_id: Uuid,
    pub approver_id: Option<Uuid>,
    pub reason: String,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, FromRow)]
pub struct Shift {
    pub id: Uuid,
    pub canteen_id: Uuid,
    pub entry_no: i64,
    pub shift_no: i64,
    pub lane_id: Uuid,
    pub opened_how: String,
    pub opened_by: Uuid,
    pub opened_at: DateTime<Utc>,
    pub float_fen: i64,
    pub request_hash: Vec<u8>,
}

#[derive(Debug, Clone, FromRow)]
pub struct ZReport {
    pub shift_id: Uuid,
    pub id: Uuid,
    pub canteen_id: Uuid,
    pub entry_no: i64,
    pub z_no: i64,
    pub count_id: Uuid,
    pub closed_by: Uuid,
    pub closed_at: DateTime<Utc>,
    pub report: String,
    pub request_hash: Vec<u8>,
}

#[derive(Debug, Clone, FromRow)]
pub struct Movement {
    pub id: Uuid,
    pub canteen_id: Uuid,
    pub entry_no: i64,
    pub kind: String,
    pub lane_id: Option<Uuid>,
    pub shift_id: Option<Uuid>,
    pub resident_id: Option<Uuid>,
    pub month: Option<String>,
    pub debit_account: String,
    pub credit_account: String,
    pub amount_fen: i64,
    pub reference: Option<String>,
    pub reason: String,
    pub staff_id: Uuid,
    pub approver_id: Option<Uuid>,
    pub request_hash: Vec<u8>,
    pub at: DateTime<Utc>,
}

#[derive(Debug, Clone, FromRow)]
pub struct Wallet {
    pub resident_id: Uuid,
    pub balance_fen: i64,
    pub owed_fen: i64,
}

#[derive(Debug, Clone, FromRow, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claimed {
    pub service_date: NaiveDate,
    pub meal: String,
    pub resident_id: Uuid,
    pub sale_id: Uuid,
}

impl Books {
    /// Reads the books of a database.
    pub async fn read(db: &Db) -> Self {
        let mut tx = db.snapshot().await.unwrap();
        Self {
            heads: all(&mut tx, "SELECT canteen_id, entry_no, hash FROM ledger_head").await,
            entries: all(
                &mut tx,
                "SELECT canteen_id, entry_no, kind, at, service_date, previous_hash, hash FROM journal_entry ORDER BY canteen_id, entry_no",
            )
            .await,
            lines: all(
                &mut tx,
                "SELECT canteen_id, entry_no, account, amount_fen FROM journal_line ORDER BY canteen_id, entry_no, line_no",
            )
            .await,
            sales: all(
                &mut tx,
                "SELECT id, canteen_id, entry_no, lane_id, shift_id, cashier_id, service_date, meal, channel, diner_group, resident_id, card_id, \
                 identified_by, state, code, standard_fen, pays_fen, shares, reasons, tender, tender_reference, wallet_id, \
                 policy_id, request_hash, sold_at FROM sale",
            )
            .await,
            voids: all(
                &mut tx,
                "SELECT sale_id, id, canteen_id, entry_no, lane_id, shift_id, staff_id, approver_id, reason, at FROM sale_void",
            )
            .await,
            shifts: all(
                &mut tx,
                "SELECT id, canteen_id, entry_no, shift_no, lane_id, opened_how, opened_by, opened_at, float_fen, request_hash FROM shift",
            )
            .await,
            z_reports: all(
                &mut tx,
                "SELECT shift_id, id, canteen_id, entry_no, z_no, count_id, closed_by, closed_at, report, request_hash FROM z_report \
                 ORDER BY canteen_id, z_no",
            )
            .await,
            open_shifts: all(&mut tx, "SELECT lane_id, shift_id FROM open_shift").await,
            movements: all(
                &mut tx,
                "SELECT id, canteen_id, entry_no, kind, lane_id, shift_id, resident_id, month, debit_account, credit_account, amount_fen, \
                 reference, reason, staff_id, approver_id, request_hash, at FROM movement",
            )
            .await,
            wallets: all(&mut tx, "SELECT resident_id, balance_fen, owed_fen FROM wallet").await,
            claimed: all(&mut tx, "SELECT service_date, meal, resident_id, sale_id FROM claimed_meal").await,
        }
    }

    /// The number of all rows: bad input must leave it as it was.
    pub fn size(&self) -> [usize; 5] {
        [
            self.entries.len(),
            self.lines.len(),
            self.sales.len(),
            self.voids.len(),
            self.claimed.len(),
        ]
    }
}

async fn all<T: Row>(tx: &mut Tx, text: &'static str) -> Vec<T> {
    Sql::new(text).all(tx).await.unwrap()
}
