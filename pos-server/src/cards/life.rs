//! What can happen to a card? It is issued, reported lost (blocked), replaced, closed. Nothing is ever taken back, and every
//! step keeps its day, its reason and who did it. No state is kept in memory: the next scan reads what was just written.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::issue::{IssueError, Issuer, NewCard, insert_numbered};
use super::store::{self, Card};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{BatchId, CardId, StaffId};

/// The state of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CardState {
    /// In use. A resident has at most one of these; the database says so.
    Active,
    /// Reported lost: whoever holds it is not served by it.
    Blocked,
    /// Given back, worn out, or no longer needed.
    Closed,
}

impl CardState {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Closed => "closed",
        }
    }
}

impl TryFrom<String> for CardState {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::Active, Self::Blocked, Self::Closed]
            .into_iter()
            .find(|state| state.as_str() == text)
            .ok_or_else(|| format!("unknown card state {text}"))
    }
}

/// What somebody wants to do with a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Report it lost.
    Block,
    /// Take it out of use.
    Close,
    /// Give the resident another one for it.
    Replace,
}

/// Why a card was not changed.
#[derive(Debug, thiserror::Error)]
pub enum LifeError {
    /// The canteen has no such card.
    #[error("no such card")]
    CardUnknown,
    /// A closed card stays closed.
    #[error("the card is closed")]
    CardClosed,
    /// The resident already got another card for it.
    #[error("the card was replaced before")]
    AlreadyReplaced,
    /// The id asked for the new card is taken.
    #[error("the id belongs to another card")]
    IdReused,
    /// The new card could not be made.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Says which state a card has after a change. Doing the same thing twice is no mistake, waking a closed card is one. A
/// lost card that is replaced stays lost: if it turns up at the counter, the cashier must read that word.
pub fn state_after(state: CardState, change: Change) -> Result<CardState, LifeError> {
    match (state, change) {
        (CardState::Active | CardState::Blocked, Change::Block) | (CardState::Blocked, Change::Replace) => Ok(CardState::Blocked),
        (CardState::Active, Change::Replace) | (_, Change::Close) => Ok(CardState::Closed),
        (CardState::Closed, Change::Block | Change::Replace) => Err(LifeError::CardClosed),
    }
}

/// A card after somebody asked for a change.
#[derive(Debug)]
pub struct Changed {
    /// The card in question: the same one, or the one given for it.
    pub card: Card,
    /// Whether this request changed anything; otherwise it was so before.
    pub is_new: bool,
}

/// Blocks or closes a card and keeps why. Without effect, and without an event, where the card is in that state already.
pub async fn change(tx: &mut Tx, issuer: &Issuer<'_>, card: CardId, change: Change, reason: &str) -> Result<Changed, LifeError> {
    let card = store::card(tx, issuer.canteen(), card).await?.ok_or(LifeError::CardUnknown)?;
    let next = state_after(card.state, change)?;
    if next == card.state {
        return Ok(Changed { card, is_new: false });
    }
    enter(tx, issuer, card.id, next, reason).await?;
    let card = store::card(tx, issuer.canteen(), card.id).await?.ok_or(LifeError::CardUnknown)?;
    Ok(Changed { card, is_new: true })
}

/// Gives the resident a new card and takes the old one out of use, in one transaction: there is no moment with two cards.
/// The same new id again answers the same new card.
pub async fn replace(tx: &mut Tx, issuer: &Issuer<'_>, card: CardId, new: CardId, reason: &str) -> Result<Changed, LifeError> {
    let old = store::card(tx, issuer.canteen(), card).await?.ok_or(LifeError::CardUnknown)?;
    if old.replaced_by == Some(new) {
        let card = store::card(tx, issuer.canteen(), new).await?.ok_or(LifeError::CardUnknown)?;
        return Ok(Changed { card, is_new: false });
    }
    if old.replaced_by.is_some() {
        return Err(LifeError::AlreadyReplaced);
    }
    if store::is_card_id_taken(tx, new).await? {
        return Err(LifeError::IdReused);
    }
    let next = state_after(old.state, Change::Replace)?;
    if next != old.state {
        enter(tx, issuer, old.id, next, reason).await?;
    }
    // A replacement is a batch of one, named like its card.
    let batch = BatchId::from(new.uuid());
    store::insert_batch(tx, &issuer.batch(batch, new.uuid().as_bytes(), "[]")).await?;
    let card = NewCard {
        id: new,
        resident: old.resident_id,
        expires_on: new_term(&old, calendar::day_of(issuer.at)),
    };
    insert_numbered(tx, issuer, batch, &[card], reason).await?;
    store::set_replaced_by(tx, old.id, new).await?;
    let card = store::card(tx, issuer.canteen(), new).await?.ok_or(LifeError::CardUnknown)?;
    Ok(Changed { card, is_new: true })
}

/// The last day of a card made today for an old one: good for as many days as the old one was.
fn new_term(old: &Card, today: NaiveDate) -> Option<NaiveDate> {
    let term = old.expires_on? - calendar::day_of(old.issued_at);
    today.checked_add_signed(term)
}

async fn enter(tx: &mut Tx, issuer: &Issuer<'_>, card: CardId, state: CardState, reason: &str) -> Result<(), DbError> {
    store::set_state(tx, card, state, issuer.at).await?;
    let by: Option<StaffId> = issuer.staff();
    let at: Timestamp = issuer.at;
    store::insert_events(tx, &[card], state, reason, by, at).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_goes_only_forward() {
        use CardState::{Active, Blocked, Closed};
        for (state, change, next) in [
            (Active, Change::Block, Some(Blocked)),
            (Blocked, Change::Block, Some(Blocked)),
            (Closed, Change::Block, None),
            (Active, Change::Close, Some(Closed)),
            (Blocked, Change::Close, Some(Closed)),
            (Closed, Change::Close, Some(Closed)),
            (Active, Change::Replace, Some(Closed)),
            (Blocked, Change::Replace, Some(Blocked)),
            (Closed, Change::Replace, None),
        ] {
            assert_eq!(state_after(state, change).ok(), next, "{state:?} {change:?}");
        }
    }
}
