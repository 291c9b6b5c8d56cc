//! How does a month leave the house? One row per meal, streamed from a snapshot into an unnamed temporary file: memory stays
//! flat, and nothing is left behind whatever happens.

use rust_xlsxwriter::XlsxError;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::books::{BooksError, Funder};
use super::cells::{Cell, cells};
use super::store::{self, Period};
use crate::db::{DbError, Tx};
use crate::subsidy::policy::Share;
use crate::text::Language;

/// One export at a time: each holds a read connection for seconds, and the counter needs the others.
static TURN: Semaphore = Semaphore::const_new(1);

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// More meals than a sheet has rows.
    #[error("the month has more meals than a sheet has rows")]
    TooManyRows,
    /// The workbook.
    #[error("the workbook cannot be written: {0}")]
    Workbook(XlsxError),
    /// The CSV file.
    #[error("the CSV file cannot be written: {0}")]
    Csv(#[from] csv::Error),
    /// The temporary file.
    #[error("the export cannot be written: {0}")]
    File(#[from] std::io::Error),
    /// An amount or a count that is no number to the workbook.
    #[error("a number cannot be written: {0}")]
    Number(#[from] std::num::ParseFloatError),
    /// Nobody closed the month.
    #[error("the month is open")]
    MonthOpen,
    /// What was kept of a sale or a month cannot be read.
    #[error("what was kept cannot be read: {0}")]
    Kept(#[from] serde_json::Error),
    /// The writing task ended early.
    #[error("the writing task ended early: {0}")]
    Task(#[from] tokio::task::JoinError),
    /// The server is stopping.
    #[error("the server is stopping: {0}")]
    Stopping(#[from] tokio::sync::AcquireError),
    /// The books.
    #[error(transparent)]
    Books(#[from] BooksError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<XlsxError> for ExportError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::RowColumnLimitError => Self::TooManyRows,
            other => Self::Workbook(other),
        }
    }
}

/// Waits until it is this export's turn.
pub async fn turn() -> Result<SemaphorePermit<'static>, ExportError> {
    Ok(TURN.acquire().await?)
}

/// Hands over the cells of each meal of a period, voided ones too, by day and receipt number.
pub async fn each_row(
    tx: &mut Tx,
    period: Period,
    (funders, language): (&[Funder], Language),
    mut take: impl FnMut(&[Cell]) -> Result<(), ExportError> + Send,
) -> Result<(), ExportError> {
    store::each_meal(tx, period, |meal| {
        let shares: Vec<Share> = serde_json::from_str(&meal.shares)?;
        take(&cells(&meal, &shares, funders, language))
    })
    .await
}
