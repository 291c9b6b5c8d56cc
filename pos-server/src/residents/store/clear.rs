//! The SQL of texts that an older program kept in the clear: what is left of them, and sealing it.

use crate::db::{DbError, Sql, Tx, write_rows};
use crate::ids::{FactId, ResidentId};

/// Notes in the clear.
pub async fn notes(tx: &mut Tx) -> Result<Vec<(ResidentId, String)>, DbError> {
    Sql::new("SELECT id, note_clear FROM resident WHERE note_clear <> ''").all(tx).await
}

/// Papers in the clear.
pub async fn papers(tx: &mut Tx) -> Result<Vec<(FactId, String)>, DbError> {
    Sql::new("SELECT id, document_clear FROM resident_fact WHERE document_clear <> ''")
        .all(tx)
        .await
}

/// Puts sealed notes in their place.
pub async fn seal_notes(tx: &mut Tx, notes: Vec<(ResidentId, Vec<u8>)>) -> Result<(), DbError> {
    let rows = notes.into_iter().map(|(id, sealed)| vec![id.into(), sealed.into()]).collect();
    write_rows(
        "UPDATE resident SET note = v.column2, note_clear = '' FROM (VALUES {uuid, bytea}) AS v WHERE resident.id = v.column1",
        rows,
        tx,
    )
    .await?;
    Ok(())
}

/// Puts sealed papers in their place.
pub async fn seal_papers(tx: &mut Tx, papers: Vec<(FactId, Vec<u8>)>) -> Result<(), DbError> {
    let rows = papers.into_iter().map(|(id, sealed)| vec![id.into(), sealed.into()]).collect();
    write_rows(
        "UPDATE resident_fact SET document = v.column2, document_clear = '' FROM (VALUES {uuid, bytea}) AS v \
         WHERE resident_fact.id = v.column1",
        rows,
        tx,
    )
    .await?;
    Ok(())
}
