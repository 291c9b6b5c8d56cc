//! The SQL of the check: every column as it is stored, in the order of the journal. Nothing here is trusted to be a word or an
//! amount that the program would have written. What stands under no hash is not written into a bundle.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{DbError, Packed, Page, Sql, Tx, packed_row};
use crate::text::hexadecimal;

mod derived;
pub use derived::{
    PaperRow, PolicyRow, ResidentRow, Stray, WalletRow, claim_without_sale, each_paper, each_resident, each_wallet, open_shifts, policies,
    strays, strays_between,
};

/// A canteen and the head of its journal.
#[derive(Debug, sqlx::FromRow)]
pub struct CanteenRow {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub entry_no: Option<i64>,
    pub hash: Option<Vec<u8>>,
}

packed_row! {
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct EntryRow {
        pub entry_no: i64,
        pub kind: String,
        pub at: Timestamp,
        pub service_date: NaiveDate,
        #[serde(with = "hexadecimal")]
        pub previous_hash: Vec<u8>,
        #[serde(with = "hexadecimal")]
        pub hash: Vec<u8>,
    }
}

packed_row! {
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct LineRow {
        pub entry_no: i64,
        pub line_no: i64,
        pub account: String,
        pub amount_fen: i64,
    }
}

packed_row! {
    /// A sale, with its void and with the meal that is claimed for it.
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct SaleRow {
        pub id: Uuid,
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
        #[serde(with = "hexadecimal")]
        pub request_hash: Vec<u8>,
        pub sold_at: Timestamp,
        #[serde(skip)]
        pub void_id: Option<Uuid>,
        #[serde(skip)]
        pub claimed_date: Option<NaiveDate>,
        #[serde(skip)]
        pub claimed_meal: Option<String>,
        #[serde(skip)]
        pub claimed_by: Option<Uuid>,
    }
}

packed_row! {
    /// A void, with where its sale stands in the journal.
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct VoidRow {
        pub sale_id: Uuid,
        pub id: Uuid,
        pub entry_no: i64,
        pub lane_id: Option<Uuid>,
        pub shift_id: Option<Uuid>,
        pub staff_id: Uuid,
        pub approver_id: Option<Uuid>,
        pub reason: String,
        pub at: Timestamp,
        #[serde(skip)]
        pub sale_canteen: Option<Uuid>,
        #[serde(skip)]
        pub sale_entry_no: Option<i64>,
        #[serde(skip)]
        pub sale_date: Option<NaiveDate>,
    }
}

packed_row! {
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct MovementRow {
        pub id: Uuid,
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
        #[serde(with = "hexadecimal")]
        pub request_hash: Vec<u8>,
        pub at: Timestamp,
    }
}

packed_row! {
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct ShiftRow {
        pub id: Uuid,
        pub entry_no: i64,
        pub shift_no: i64,
        pub lane_id: Uuid,
        pub opened_how: String,
        pub opened_by: Uuid,
        pub opened_at: Timestamp,
        pub float_fen: i64,
        #[serde(with = "hexadecimal")]
        pub request_hash: Vec<u8>,
    }
}

packed_row! {
    /// A Z-report, with the count that it rests on.
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    pub struct ZReportRow {
        pub shift_id: Uuid,
        pub id: Uuid,
        pub entry_no: i64,
        pub z_no: i64,
        pub count_id: Uuid,
        pub closed_by: Uuid,
        pub closed_at: Timestamp,
        pub report: String,
        #[serde(with = "hexadecimal")]
        pub request_hash: Vec<u8>,
        #[serde(skip)]
        pub counted_shift: Option<Uuid>,
        #[serde(skip)]
        pub cash_fen: Option<i64>,
        #[serde(skip)]
        pub counted: Option<String>,
        #[serde(skip)]
        pub expected: Option<String>,
    }
}

/// The canteens, each with the head of its journal.
pub async fn canteens(tx: &mut Tx) -> Result<Vec<CanteenRow>, DbError> {
    Sql::new("SELECT c.id, c.code, c.name, h.entry_no, h.hash FROM canteen c LEFT JOIN ledger_head h ON h.canteen_id = c.id ORDER BY c.id")
        .all(tx)
        .await
}

/// The entries from one to another: the bounds of what belongs to a piece of the journal, the first excluded.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    pub canteen: Uuid,
    pub after: i64,
    pub last: i64,
}

impl Range {
    async fn all<T: Packed>(self, text: &'static str, tx: &mut Tx) -> Result<Page<T>, DbError> {
        Sql::new(text).bind(self.canteen).bind(self.after).bind(self.last).packed(tx).await
    }
}

/// The entries themselves.
pub async fn entries(tx: &mut Tx, range: Range) -> Result<Page<EntryRow>, DbError> {
    let text = "SELECT entry_no, kind, at, service_date, previous_hash, hash FROM journal_entry \
                WHERE canteen_id = $1 AND entry_no > $2 AND entry_no <= $3 ORDER BY entry_no";
    range.all(text, tx).await
}

/// The lines of some entries.
pub async fn lines(tx: &mut Tx, range: Range) -> Result<Page<LineRow>, DbError> {
    let text = "SELECT entry_no, line_no, account, amount_fen FROM journal_line WHERE canteen_id = $1 AND entry_no > $2 AND entry_no <= $3 \
                ORDER BY entry_no, line_no";
    range.all(text, tx).await
}

/// The sales that some entries book.
pub async fn sales(tx: &mut Tx, range: Range) -> Result<Page<SaleRow>, DbError> {
    let text = "SELECT s.id, s.entry_no, s.lane_id, s.shift_id, s.cashier_id, s.service_date, s.meal, s.channel, s.diner_group, \
                s.resident_id, s.card_id, s.identified_by, s.state, s.code, s.standard_fen, s.pays_fen, s.shares, s.reasons, s.tender, \
                s.tender_reference, s.wallet_id, s.policy_id, s.request_hash, s.sold_at, x.id AS void_id, \
                m.service_date AS claimed_date, m.meal AS claimed_meal, m.resident_id AS claimed_by \
                FROM sale s LEFT JOIN sale_void x ON x.sale_id = s.id LEFT JOIN claimed_meal m ON m.sale_id = s.id \
                WHERE s.canteen_id = $1 AND s.entry_no > $2 AND s.entry_no <= $3 ORDER BY s.entry_no";
    range.all(text, tx).await
}

/// The voids that some entries book.
pub async fn voids(tx: &mut Tx, range: Range) -> Result<Page<VoidRow>, DbError> {
    let text = "SELECT x.sale_id, x.id, x.entry_no, x.lane_id, x.shift_id, x.staff_id, x.approver_id, x.reason, x.at, \
                s.canteen_id AS sale_canteen, s.entry_no AS sale_entry_no, s.service_date AS sale_date \
                FROM sale_void x LEFT JOIN sale s ON s.id = x.sale_id \
                WHERE x.canteen_id = $1 AND x.entry_no > $2 AND x.entry_no <= $3 ORDER BY x.entry_no";
    range.all(text, tx).await
}

/// The lines of the sales that some entries undo, under the number of the void's entry.
pub async fn undone_lines(tx: &mut Tx, range: Range) -> Result<Page<LineRow>, DbError> {
    let text = "SELECT x.entry_no, l.line_no, l.account, l.amount_fen FROM sale_void x JOIN sale s ON s.id = x.sale_id \
                JOIN journal_line l ON l.canteen_id = s.canteen_id AND l.entry_no = s.entry_no \
                WHERE x.canteen_id = $1 AND x.entry_no > $2 AND x.entry_no <= $3 ORDER BY x.entry_no, l.line_no";
    range.all(text, tx).await
}

/// The movements that some entries book.
pub async fn movements(tx: &mut Tx, range: Range) -> Result<Page<MovementRow>, DbError> {
    let text = "SELECT id, entry_no, kind, lane_id, shift_id, resident_id, month, debit_account, credit_account, amount_fen, reference, \
                reason, staff_id, approver_id, request_hash, at FROM movement \
                WHERE canteen_id = $1 AND entry_no > $2 AND entry_no <= $3 ORDER BY entry_no";
    range.all(text, tx).await
}

/// The shifts that some entries open.
pub async fn shifts(tx: &mut Tx, range: Range) -> Result<Page<ShiftRow>, DbError> {
    let text = "SELECT id, entry_no, shift_no, lane_id, opened_how, opened_by, opened_at, float_fen, request_hash FROM shift \
                WHERE canteen_id = $1 AND entry_no > $2 AND entry_no <= $3 ORDER BY entry_no";
    range.all(text, tx).await
}

/// The Z-reports that some entries book.
pub async fn z_reports(tx: &mut Tx, range: Range) -> Result<Page<ZReportRow>, DbError> {
    let text = "SELECT z.shift_id, z.id, z.entry_no, z.z_no, z.count_id, z.closed_by, z.closed_at, z.report, z.request_hash, \
                c.shift_id AS counted_shift, c.cash_fen, c.counted, c.expected FROM z_report z LEFT JOIN shift_count c ON c.id = z.count_id \
                WHERE z.canteen_id = $1 AND z.entry_no > $2 AND z.entry_no <= $3 ORDER BY z.entry_no";
    range.all(text, tx).await
}
