//! Who gets a card? The residents that somebody names, or all eligible ones that have none. A batch is what was made in one
//! go; asking again with the batch's id makes nothing and answers the same.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::life::CardState;
use super::number::CardNumber;
use super::store::{self, Batch, Candidate, CardRow};
use super::token::CardToken;
use crate::app::App;
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{BatchId, CanteenId, CardId, ResidentId, StaffId};
use crate::keys::{self, KeyError, Keys};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit::{self, By};

/// How often numbers are drawn again for cards whose number was taken.
const DRAWS: usize = 50;

/// By whom cards are made.
#[derive(Debug)]
pub struct Issuer<'a> {
    /// Who asked, and whose cards they are.
    pub by: By,
    /// The keys that the tokens come from.
    pub keys: &'a Keys,
    /// When.
    pub at: Timestamp,
}

/// An order for cards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The batch's id, made by whoever asks.
    pub batch: BatchId,
    /// Who gets one.
    pub to: To,
    /// The last day the cards are good for, if there is one.
    pub expires_on: Option<NaiveDate>,
}

/// Who gets a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// Everybody of the register who may eat at a group's price today and has no card.
    AllEligible,
    /// These residents, of whatever age: somebody turns 60 next week.
    Residents(BTreeSet<ResidentId>),
}

/// What an order made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Issued {
    /// The batch, to print its sheets.
    pub batch: BatchId,
    /// How many cards were made.
    pub issued: i64,
    /// Who got none, and why.
    pub skipped: Vec<Skipped>,
}

/// Somebody who got no card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Skipped {
    /// The resident.
    pub resident_id: ResidentId,
    /// Why.
    pub reason: SkipReason,
}

/// Why somebody got no card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SkipReason {
    /// They have one in use.
    HasCard,
    /// Theirs was reported lost: replace it, so that the history stays together.
    CardBlocked,
    /// The register says that they died.
    ResidentDied,
    /// The register says that they moved away.
    ResidentMovedOut,
    /// The canteen's register knows nobody like that.
    ResidentUnknown,
}

/// Why an order was refused.
#[derive(Debug, thiserror::Error)]
pub enum IssueError {
    /// The batch's id was used for another order.
    #[error("the batch's id belongs to another order")]
    IdReused,
    /// No free card number was found.
    #[error("the short card numbers are used up")]
    NumbersUsedUp,
    /// What was kept of an earlier order cannot be read.
    #[error("a stored batch cannot be read: {0}")]
    Unreadable(#[from] serde_json::Error),
    /// No randomness.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A card to be made.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewCard {
    pub(super) id: CardId,
    pub(super) resident: ResidentId,
    pub(super) expires_on: Option<NaiveDate>,
}

/// Makes the cards of an order. `is_eligible` tells by a date of birth who may eat at a group's price today.
pub async fn issue(
    tx: &mut Tx,
    issuer: &Issuer<'_>,
    order: &Order,
    is_eligible: impl Fn(NaiveDate) -> bool + Send,
) -> Result<Issued, IssueError> {
    let hash = order.hash();
    if let Some(batch) = store::batch(tx, order.batch).await? {
        return answer_again(tx, issuer, &batch, &hash).await;
    }
    let today = calendar::day_of(issuer.at);
    let candidates = match &order.to {
        To::AllEligible => store::candidates(tx, issuer.canteen(), today).await?,
        To::Residents(ids) => store::candidates_among(tx, issuer.canteen(), today, ids).await?,
    };
    let (chosen, skipped) = choose(&order.to, &candidates, is_eligible);
    close_expired(tx, issuer, today, &chosen).await?;
    store::insert_batch(tx, &issuer.batch(order.batch, &hash, &serde_json::to_string(&skipped)?)).await?;
    let cards: Vec<NewCard> = chosen
        .into_iter()
        .map(|resident| NewCard {
            id: CardId::new(),
            resident,
            expires_on: order.expires_on,
        })
        .collect();
    insert_numbered(tx, issuer, order.batch, &cards, "issued").await?;
    let count = store::count_of_batch(tx, order.batch).await?;
    let act = Act::CardsIssued {
        issued: count,
        skipped: skipped.len(),
    };
    audit::record_by(tx, &issuer.by, &act, &format!("batch:{}", order.batch), issuer.at).await?;
    Ok(Issued {
        batch: order.batch,
        issued: count,
        skipped,
    })
}

/// Makes room for new cards: one that is no longer good counts as none, but a resident has one in use at most.
async fn close_expired(tx: &mut Tx, issuer: &Issuer<'_>, today: NaiveDate, residents: &[ResidentId]) -> Result<(), DbError> {
    let expired = store::expired_among(tx, today, residents).await?;
    store::close(tx, &expired, issuer.at).await?;
    store::insert_events(tx, &expired, CardState::Closed, "expired", issuer.staff(), issuer.at).await
}

/// The answer that the order got the first time.
async fn answer_again(tx: &mut Tx, issuer: &Issuer<'_>, batch: &Batch, hash: &[u8]) -> Result<Issued, IssueError> {
    if batch.canteen_id != issuer.canteen() || batch.request_hash != hash {
        return Err(IssueError::IdReused);
    }
    Ok(Issued {
        batch: batch.id,
        issued: store::count_of_batch(tx, batch.id).await?,
        skipped: serde_json::from_str(&batch.skipped)?,
    })
}

/// Says who gets a card and who does not, and why not. Of all eligible residents those with a card are no news.
fn choose(to: &To, candidates: &[Candidate], is_eligible: impl Fn(NaiveDate) -> bool) -> (Vec<ResidentId>, Vec<Skipped>) {
    let (mut chosen, mut skipped) = (Vec::new(), Vec::new());
    for candidate in candidates {
        let resident_id = candidate.resident_id;
        match (to, candidate.hindrance()) {
            (To::AllEligible, _) if !is_eligible(candidate.birth_date) => {}
            (_, None) => chosen.push(resident_id),
            (To::Residents(_), Some(reason)) | (To::AllEligible, Some(reason @ SkipReason::CardBlocked)) => {
                skipped.push(Skipped { resident_id, reason });
            }
            (To::AllEligible, Some(_)) => {}
        }
    }
    if let To::Residents(asked) = to {
        let known: HashSet<ResidentId> = candidates.iter().map(|candidate| candidate.resident_id).collect();
        let reason = SkipReason::ResidentUnknown;
        skipped.extend(
            asked
                .iter()
                .filter(|id| !known.contains(id))
                .map(|id| Skipped { resident_id: *id, reason }),
        );
    }
    (chosen, skipped)
}

/// Writes cards with their events, and draws again for those whose number another card has.
pub(super) async fn insert_numbered(
    tx: &mut Tx,
    issuer: &Issuer<'_>,
    batch: BatchId,
    cards: &[NewCard],
    reason: &str,
) -> Result<(), IssueError> {
    let mut missing: Vec<NewCard> = cards.to_vec();
    for _ in 0..DRAWS {
        let rows = missing.iter().map(|card| card.row(issuer, batch)).collect::<Result<Vec<_>, _>>()?;
        store::insert_cards(tx, &rows).await?;
        let written: HashSet<CardId> = store::ids_of_batch(tx, batch).await?.into_iter().collect();
        missing.retain(|card| !written.contains(&card.id));
        if missing.is_empty() {
            let ids: Vec<CardId> = cards.iter().map(|card| card.id).collect();
            let by = issuer.staff();
            return Ok(store::insert_events(tx, &ids, CardState::Active, reason, by, issuer.at).await?);
        }
    }
    Err(IssueError::NumbersUsedUp)
}

impl NewCard {
    fn row(&self, issuer: &Issuer<'_>, batch: BatchId) -> Result<CardRow, KeyError> {
        Ok(CardRow {
            id: self.id,
            canteen: issuer.canteen(),
            resident: self.resident,
            batch,
            number: CardNumber::draw()?,
            token_hash: CardToken::of(issuer.keys, self.id).hash(),
            issued_at: issuer.at,
            expires_on: self.expires_on,
        })
    }
}

impl<'a> Issuer<'a> {
    /// A member of the staff who makes cards now.
    #[must_use]
    pub fn new(app: &'a App, actor: &Actor, at: Timestamp) -> Self {
        Self {
            by: By::Person(actor.clone()),
            keys: &app.keys,
            at,
        }
    }

    /// Whoever sits at the server's console and makes cards for a canteen now.
    #[must_use]
    pub fn console(app: &'a App, canteen: CanteenId) -> Self {
        Self {
            by: By::Console(canteen),
            keys: &app.keys,
            at: app.clock.now(),
        }
    }

    /// Whose cards are made.
    #[must_use]
    pub const fn canteen(&self) -> CanteenId {
        self.by.canteen()
    }

    /// Which member of the staff asked; nobody at the console.
    #[must_use]
    pub const fn staff(&self) -> Option<StaffId> {
        match &self.by {
            By::Person(actor) => Some(actor.staff),
            By::Console(_) => None,
        }
    }

    /// The row of a batch made here and now.
    pub(super) fn batch(&self, id: BatchId, request_hash: &[u8], skipped: &str) -> store::NewBatch {
        store::NewBatch {
            id,
            canteen: self.canteen(),
            request_hash: request_hash.to_vec(),
            skipped: skipped.to_owned(),
            at: self.at,
            by: self.staff(),
        }
    }
}

impl Order {
    /// What tells two orders apart, the batch's id aside.
    fn hash(&self) -> [u8; 32] {
        let expires_on = self.expires_on.map(|day| day.to_string()).unwrap_or_default();
        let who = match &self.to {
            To::AllEligible => "all_eligible".to_owned(),
            To::Residents(ids) => ids.iter().map(ResidentId::to_string).collect::<Vec<_>>().join(","),
        };
        keys::sha256(format!("{expires_on};{who}").as_bytes())
    }
}

impl Candidate {
    /// What stands in the way of a new card.
    fn hindrance(&self) -> Option<SkipReason> {
        match self.gone.as_deref() {
            Some("died") => Some(SkipReason::ResidentDied),
            Some(_) => Some(SkipReason::ResidentMovedOut),
            None if self.has_card => Some(SkipReason::HasCard),
            None if self.has_lost_card => Some(SkipReason::CardBlocked),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests;
