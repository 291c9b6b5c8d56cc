//! The SQL of what is known of some residents, with everything that was replaced since.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::db::{DbError, Tx, read_rows};
use crate::ids::{FactId, ResidentId};

/// A dated fact without its paper.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedFact {
    /// The fact.
    pub id: FactId,
    /// Whom it is about.
    pub resident_id: ResidentId,
    /// `residency`, `class`, `moved_out`, `died`, `care_home`, or `withdrawn` for a fact that was never true.
    pub kind: String,
    /// The class, the residency; empty for the others.
    pub value: String,
    /// Whether a paper is kept.
    pub has_document: bool,
    /// The first day on which it is true.
    pub true_from: NaiveDate,
    /// The last day, if that is known.
    pub true_to: Option<NaiveDate>,
    /// Since when the register knows.
    pub known_since: Timestamp,
    /// The fact that it corrects.
    pub replaces: Option<FactId>,
}

/// All facts of some residents, the oldest knowledge first.
pub async fn by_resident(tx: &mut Tx, residents: BTreeSet<ResidentId>) -> Result<HashMap<ResidentId, Vec<DatedFact>>, DbError> {
    let mut rows: Vec<DatedFact> = read_rows(
        "SELECT f.id, f.resident_id, f.kind, f.value, (f.document IS NOT NULL) AS has_document, f.true_from, f.true_to, f.known_since, \
         f.replaces FROM (VALUES {uuid}) AS v JOIN resident_fact f ON f.resident_id = v.column1",
        residents.into_iter().map(|id| vec![id.into()]).collect(),
        tx,
    )
    .await?;
    rows.sort_by_key(|row| (row.known_since, row.id));
    let mut facts: HashMap<ResidentId, Vec<DatedFact>> = HashMap::new();
    for row in rows {
        facts.entry(row.resident_id).or_default().push(row);
    }
    Ok(facts)
}
