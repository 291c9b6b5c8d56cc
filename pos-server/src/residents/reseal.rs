//! What becomes of texts that an older program kept in the clear? The next start seals them.

use crate::app::App;
use crate::db::{self, DbError};
use crate::keys::KeyError;

use super::seal::{paper_place, seal_place};
use super::store::clear;

/// Why texts in the clear stay so.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Seals the notes and papers that an older program kept in the clear. Tells how many there were.
pub async fn seal_clear_texts(app: &App) -> Result<usize, SealError> {
    let app = app.clone();
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let notes = clear::notes(&mut tx).await?;
        let papers = clear::papers(&mut tx).await?;
        let sealed = notes.len() + papers.len();
        if sealed == 0 {
            return Ok(0);
        }
        let seal = |place: String, text: &str| app.keys.seal(&place, text);
        let notes = notes.into_iter().map(|(id, text)| Ok((id, seal(seal_place(id, "note"), &text)?)));
        clear::seal_notes(&mut tx, notes.collect::<Result<_, KeyError>>()?).await?;
        let papers = papers.into_iter().map(|(id, text)| Ok((id, seal(paper_place(id), &text)?)));
        clear::seal_papers(&mut tx, papers.collect::<Result<_, KeyError>>()?).await?;
        tx.commit().await?;
        tracing::info!(sealed, "notes and papers that stood in the clear are sealed");
        Ok(sealed)
    })
    .await
}
