//! How does a closed month become a bundle? Read in one snapshot, written row by row: memory does not grow with the month.

use std::path::Path;

use super::closed::{AuditedAct, ClosedMonth};
use super::folder::Folder;
use super::journal::Written;
use super::manifest::Manifest;
use super::{AUDIT, CLAIM_CSV, CLAIM_XLSX, CLOSED_MONTHS, FORMAT, JOURNAL, LANGUAGE, MANIFEST, SIGNATURE, file_of, store};
use crate::calendar::{Month, end_of};
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::finance::check::fault::CheckError;
use crate::finance::check::piece::Piece;
use crate::finance::claim::{csv, xlsx};
use crate::finance::close_month::lines::Part;
use crate::finance::export;
use crate::finance::months::period;
use crate::ids::CanteenId;
use crate::keys::{KeyError, Keys};
use crate::private;

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The month is open.
    #[error("{0} 还没有月结，不能导出 the month is not closed, there is nothing to export")]
    Open(Month),
    /// A line of the month is of no known part, or out of order.
    #[error("月结内容的顺序不对 the month's lines are out of order at part {0}")]
    Part(String),
    /// The journal is not as it was booked.
    #[error(transparent)]
    Journal(#[from] CheckError),
    /// A row cannot be written down.
    #[error("a row cannot be written down: {0}")]
    Unwritten(#[from] serde_json::Error),
    /// The claim's own files.
    #[error("申报表无法生成 the claim cannot be written: {0}")]
    Claim(#[from] export::ExportError),
    /// The folder.
    #[error("文件夹无法写入 the folder cannot be written: {0}")]
    Folder(#[from] std::io::Error),
    /// The key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Writes the bundle of a closed month into a new folder. Give it a snapshot.
pub async fn export(tx: &mut Tx, keys: &Keys, (canteen, month): (CanteenId, Month), path: &Path) -> Result<Manifest, ExportError> {
    let closed = store::closed_months(tx, canteen, month).await?;
    let closed: Vec<ClosedMonth> = closed.into_iter().map(ClosedMonth::from).collect();
    let closing = closed
        .last()
        .filter(|closing| closing.month == month)
        .ok_or(ExportError::Open(month))?;
    let mut folder = Folder::create(path)?;
    lines(tx, (canteen, month), &mut folder).await?;
    folder.begin(CLOSED_MONTHS)?;
    for one in &closed {
        folder.row(&serde_json::to_string(one)?)?;
    }
    folder.begin(JOURNAL)?;
    let (after, begins) = beginning(tx, (canteen, month), &closed, closing.last_entry_no).await?;
    journal(tx, canteen, (after, closing.last_entry_no), &mut folder).await?;
    folder.begin(AUDIT)?;
    store::each_act(tx, (canteen, month), begins, |row| {
        Ok::<_, ExportError>(folder.row(&serde_json::to_string(&AuditedAct::from(row))?)?)
    })
    .await?;
    folder.rows(CLAIM_CSV, csv::write(tx, canteen, month, LANGUAGE).await?)?;
    folder.whole(CLAIM_XLSX, xlsx::write(tx, canteen, month, LANGUAGE).await?)?;
    let manifest = Manifest {
        format: FORMAT,
        canteen_id: canteen,
        month,
        public_key: hex::encode(keys.claim_public_key()?),
        files: folder.finish()?,
    };
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    private::write_new(&path.join(MANIFEST), &text)?;
    let signature = hex::encode(keys.sign_claim(text.as_bytes())?) + "\n";
    private::write_new(&path.join(SIGNATURE), &signature)?;
    Ok(manifest)
}

/// Writes what the month says, a file for each part.
async fn lines(tx: &mut Tx, whose: (CanteenId, Month), folder: &mut Folder) -> Result<(), ExportError> {
    let mut parts = Part::ALL.into_iter();
    let mut present = None;
    store::each_line(tx, whose, |part, line| {
        while present.is_none_or(|present: Part| present.as_str() != part) {
            let next = parts.next().ok_or_else(|| ExportError::Part(part.clone()))?;
            folder.begin(&file_of(next))?;
            present = Some(next);
        }
        Ok::<_, ExportError>(folder.row(&line)?)
    })
    .await?;
    for part in parts {
        folder.begin(&file_of(part))?;
    }
    Ok(())
}

/// After which entry the month's piece of the journal begins, and at which moment the month does.
async fn beginning(
    tx: &mut Tx,
    (canteen, month): (CanteenId, Month),
    closed: &[ClosedMonth],
    last: i64,
) -> Result<(i64, Timestamp), ExportError> {
    let period = period(canteen, month);
    let begins = end_of(period.first.pred_opt().unwrap_or(period.first));
    let ends = end_of(period.end.pred_opt().unwrap_or(period.end));
    let first = store::first_entry(tx, period, (begins, ends)).await?;
    let before = closed.iter().filter(|one| one.month != month).map(|one| one.last_entry_no).max();
    let after = first.map(|first| first - 1).into_iter().chain(before).min();
    Ok((after.unwrap_or(last).min(last), begins))
}

/// Writes the entries after one up to another one.
async fn journal(tx: &mut Tx, canteen: CanteenId, (after, last): (i64, i64), folder: &mut Folder) -> Result<(), ExportError> {
    let mut written = after;
    while written < last {
        let (entries, mut rows) = Piece::read(tx, canteen.uuid(), written).await?.rows()?;
        let before = written;
        for entry in entries.iter().filter(|entry| entry.entry_no <= last) {
            let (lines, booked) = rows.booked(entry).map_err(CheckError::from)?;
            let row = Written {
                entry,
                lines,
                booked: &booked,
            };
            folder.row(&serde_json::to_string(&row)?)?;
            written = entry.entry_no;
        }
        if written == before {
            return Err(DbError::Unsafe(format!("the journal ends at entry {written}, the month at {last}")).into());
        }
    }
    Ok(())
}
