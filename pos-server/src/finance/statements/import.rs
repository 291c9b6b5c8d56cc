//! How is a statement taken in? All of it or nothing; the same file twice, or a line that another file brought, changes nothing.

use std::collections::BTreeMap;
use std::path::Path;

use uuid::Uuid;

use super::layout::{self, BadRow, Line, Service};
use super::store::{self, NewStatement};
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::keys::sha256;
use crate::residents::sheet_child::{ReadError, read_in_child};
use crate::staff::actor::Actor;

/// A statement that was read, and is not written yet.
#[derive(Debug)]
pub struct StatementFile {
    /// Whose statement.
    pub service: Service,
    /// The file's name.
    pub name: String,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
    lines: Vec<Line>,
    between: (Timestamp, Timestamp),
}

/// Why a statement was not imported. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// Rows that cannot be read.
    #[error("{} rows cannot be read", .0.len())]
    Rows(Vec<BadRow>),
    /// The file as a whole.
    #[error(transparent)]
    File(#[from] ReadError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Reads a file, in a child process with limits.
pub async fn read(program: &Path, service: Service, name: String, bytes: &[u8]) -> Result<StatementFile, StatementError> {
    let sheets = read_in_child(program, bytes).await?;
    let lines = layout::read(&sheets, service).map_err(StatementError::Rows)?;
    let moments = || lines.iter().map(|line| line.at);
    let (Some(first), Some(last)) = (moments().min(), moments().max()) else {
        return Err(StatementError::Rows(Vec::new()));
    };
    Ok(StatementFile {
        service,
        name,
        sha256: sha256(bytes),
        lines: once_each(lines),
        between: (first, last),
    })
}

/// A line that stands twice in one file counts once.
fn once_each(lines: Vec<Line>) -> Vec<Line> {
    let mut once = BTreeMap::new();
    for line in lines {
        once.entry((line.reference.clone(), line.refund_no.clone())).or_insert(line);
    }
    once.into_values().collect()
}

/// Writes a statement. Tells its id and whether it is new.
pub async fn import(tx: &mut Tx, actor: &Actor, file: &StatementFile, at: Timestamp) -> Result<(Uuid, bool), DbError> {
    if let Some(done) = store::statement_of_file(tx, actor.canteen, file.sha256).await? {
        return Ok((done, false));
    }
    let known = store::known_lines(tx, actor.canteen, file.service, &file.lines).await?;
    let count = i64::try_from(file.lines.len()).unwrap_or(i64::MAX);
    let new = NewStatement {
        id: Uuid::now_v7(),
        canteen: actor.canteen,
        service: file.service,
        file_name: &file.name,
        sha256: file.sha256,
        between: file.between,
        lines: (count, count - known),
        by: actor.staff,
        at,
    };
    store::insert_statement(tx, &new).await?;
    store::insert_lines(tx, &new, &file.lines).await?;
    Ok((new.id, true))
}
