//! What does the office see of a statement? What belongs together, and what stands on one side only.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::matching::{By, matching};
use super::store::{self, LineRow, StatementRow, TenderRow};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::finance::accounts::last_entry;
use crate::ids::CanteenId;
use crate::money::Fen;

/// How many items of each list an answer shows; its counts are always whole.
const MOST_SHOWN: usize = 500;

/// A statement that was imported.
#[derive(Debug, Serialize, ToSchema)]
pub struct MerchantStatement {
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

/// A statement held against the journal, over the whole days that it touches: with all lines and all tenders of these days.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reconciliation {
    /// The statement.
    #[serde(flatten)]
    pub statement: MerchantStatement,
    /// How many lines and tenders belong together.
    pub matched: Matched,
    /// What both sides come to.
    pub sums: Sums,
    /// Same number, another amount; at most 500.
    pub differing: Vec<Differing>,
    /// What only the service says; at most 500.
    pub unmatched_lines: Vec<StatementEntry>,
    /// What only the journal says; at most 500.
    pub unmatched_tenders: Vec<TenderEntry>,
}

/// How many lines and tenders belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Matched {
    /// All.
    pub count: usize,
    /// Of these by the payment's number.
    pub by_reference: usize,
    /// Of these by the amount, within minutes.
    pub by_amount: usize,
}

/// What both sides come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Sums {
    /// How many lines.
    pub lines: usize,
    /// What they come to, refunds taken off.
    pub lines_amount: Fen,
    /// What the service keeps of it.
    pub fees: Fen,
    /// How many tenders.
    pub tenders: usize,
    /// What they come to, what was given back taken off.
    pub tenders_amount: Fen,
    /// Lines less tenders.
    pub difference: Fen,
    /// How many lines have no tender.
    pub unmatched_lines: usize,
    /// How many tenders have no line.
    pub unmatched_tenders: usize,
}

/// A payment or refund of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatementEntry {
    /// The row in the file that brought it.
    pub line_no: i64,
    /// The service's own number.
    pub reference: String,
    /// When.
    pub at: Timestamp,
    /// Refunds are negative.
    pub amount: Fen,
}

/// A tender of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TenderEntry {
    /// The entry, which is also the number of its receipt.
    pub entry_no: i64,
    /// `sale`, `void` or `movement`.
    pub kind: String,
    /// The number that the cashier took down.
    pub reference: Option<String>,
    /// When.
    pub at: Timestamp,
    /// What was given back is negative.
    pub amount: Fen,
}

/// Two that have one number and two amounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Differing {
    /// What the service says.
    pub line: StatementEntry,
    /// What the journal says.
    pub tender: TenderEntry,
}

impl From<StatementRow> for MerchantStatement {
    fn from(row: StatementRow) -> Self {
        Self {
            id: row.id,
            tender: row.tender,
            file_name: row.file_name,
            first_at: row.first_at,
            last_at: row.last_at,
            lines: row.lines,
            new_lines: row.new_lines,
            imported_by: row.imported_by,
            imported_at: row.imported_at,
        }
    }
}

impl From<&LineRow> for StatementEntry {
    fn from(row: &LineRow) -> Self {
        Self {
            line_no: row.line_no,
            reference: row.reference.clone(),
            at: row.at,
            amount: row.amount_fen,
        }
    }
}

impl From<&TenderRow> for TenderEntry {
    fn from(row: &TenderRow) -> Self {
        Self {
            entry_no: row.entry_no,
            kind: row.kind.clone(),
            reference: row.reference.clone(),
            at: row.at,
            amount: row.amount_fen,
        }
    }
}

/// Holds a statement against the journal. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, id: Uuid) -> Result<Option<Reconciliation>, DbError> {
    let Some(row) = store::statement(tx, canteen, id).await? else {
        return Ok(None);
    };
    let (first, last) = (calendar::day_of(row.first_at), calendar::day_of(row.last_at));
    let before = first.pred_opt().unwrap_or(first);
    let days = (calendar::end_of(before), calendar::end_of(last));
    let lines = store::lines_between(tx, (canteen, &row.tender), days).await?;
    let entries = (last_entry(tx, canteen, before).await?, last_entry(tx, canteen, last).await?);
    let account = format!("tender:{}", row.tender);
    let tenders = store::tenders_between(tx, (canteen, &account), entries).await?;
    Ok(Some(view(row, &lines, &tenders)))
}

fn view(row: StatementRow, lines: &[LineRow], tenders: &[TenderRow]) -> Reconciliation {
    let found = matching(lines, tenders);
    let by = |way: By| found.pairs.iter().filter(|(_, _, by)| *by == way).count();
    let lines_amount: Fen = lines.iter().map(|line| line.amount_fen).sum();
    let tenders_amount: Fen = tenders.iter().map(|tender| tender.amount_fen).sum();
    let line = |place: &usize| lines.get(*place).map(StatementEntry::from);
    let tender = |place: &usize| tenders.get(*place).map(TenderEntry::from);
    let differing = found.differing.iter().filter_map(|(one, other)| {
        Some(Differing {
            line: line(one)?,
            tender: tender(other)?,
        })
    });
    Reconciliation {
        statement: row.into(),
        matched: Matched {
            count: found.pairs.len(),
            by_reference: by(By::Reference),
            by_amount: by(By::Amount),
        },
        sums: Sums {
            lines: lines.len(),
            lines_amount,
            fees: lines.iter().map(|line| line.fee_fen).sum(),
            tenders: tenders.len(),
            tenders_amount,
            difference: lines_amount.minus(tenders_amount),
            unmatched_lines: found.lines.len(),
            unmatched_tenders: found.tenders.len(),
        },
        differing: differing.take(MOST_SHOWN).collect(),
        unmatched_lines: found.lines.iter().filter_map(line).take(MOST_SHOWN).collect(),
        unmatched_tenders: found.tenders.iter().filter_map(tender).take(MOST_SHOWN).collect(),
    }
}
