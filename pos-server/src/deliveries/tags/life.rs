//! How does a door come to its tag, and when does a tag end? A door has one in use at most; a spoilt or stolen one is replaced, and the
//! code of before is worth nothing from then on.

use std::collections::BTreeSet;

use super::store::{self, NewTag, TagRow};
use crate::calendar::day_of;
use crate::cards::token::DoorToken;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, HouseholdId, StaffId, TagId};
use crate::keys::Keys;

/// Who makes and ends tags, whose, with which keys, and when.
#[derive(Debug, Clone, Copy)]
pub struct Warden<'a> {
    /// Whose doors they are.
    pub canteen: CanteenId,
    /// Who asked.
    pub by: StaffId,
    /// The keys that the codes come from.
    pub keys: &'a Keys,
    /// When.
    pub at: Timestamp,
}

/// Why a tag stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum TagError {
    /// The canteen has no such tag.
    #[error("there is no such tag")]
    NotFound,
    /// It is out of use.
    #[error("the tag is out of use")]
    Ended,
    /// The new tag's id was used for another one.
    #[error("the id belongs to another tag")]
    IdReused,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Gives a tag to those of some doors that have none; without a choice to all doors where somebody has a plan. Brings back how many
/// are new: asking again makes none.
pub async fn issue(tx: &mut Tx, warden: Warden<'_>, chosen: Option<BTreeSet<HouseholdId>>) -> Result<usize, DbError> {
    let asked = if let Some(chosen) = chosen {
        chosen
    } else {
        let planned = store::planned_at(tx, warden.canteen, day_of(warden.at)).await?;
        planned.into_iter().map(|one| one.household_id).collect()
    };
    let tags = store::tags_in_use(tx, warden.canteen).await?;
    let has_tag = |household: HouseholdId| tags.iter().any(|tag| tag.household_id == household);
    let doors = store::doorways(tx, warden.canteen, asked.into_iter()).await?;
    let without = doors.into_iter().map(|door| door.household_id).filter(|door| !has_tag(*door));
    let new: Vec<NewTag> = without.map(|household| warden.tag(TagId::new(), household)).collect();
    store::insert_tags(tx, warden.canteen, &new, (warden.by, warden.at)).await?;
    Ok(new.len())
}

/// Gives a door another tag and ends the one of before in the same transaction; tells whether it is new. The same new id again changes
/// nothing.
pub async fn replace(tx: &mut Tx, warden: Warden<'_>, (old, new): (TagId, TagId), reason: &str) -> Result<bool, TagError> {
    let row = warden.known(tx, old).await?;
    if row.replaced_by == Some(new) {
        return Ok(false);
    }
    if row.ended_at.is_some() {
        return Err(TagError::Ended);
    }
    if store::is_tag_id_taken(tx, new).await? {
        return Err(TagError::IdReused);
    }
    store::end_tag(tx, old, (warden.by, warden.at), reason).await?;
    let tag = warden.tag(new, row.household_id);
    store::insert_tags(tx, warden.canteen, &[tag], (warden.by, warden.at)).await?;
    store::set_replaced_by(tx, old, new).await?;
    Ok(true)
}

/// Takes a tag out of use; tells whether it was in use.
pub async fn retire(tx: &mut Tx, warden: Warden<'_>, id: TagId, reason: &str) -> Result<bool, TagError> {
    if warden.known(tx, id).await?.ended_at.is_some() {
        return Ok(false);
    }
    store::end_tag(tx, id, (warden.by, warden.at), reason).await?;
    Ok(true)
}

impl Warden<'_> {
    async fn known(&self, tx: &mut Tx, id: TagId) -> Result<TagRow, TagError> {
        store::tag(tx, self.canteen, id).await?.ok_or(TagError::NotFound)
    }

    fn tag(&self, id: TagId, household: HouseholdId) -> NewTag {
        NewTag {
            id,
            household,
            token_hash: DoorToken::of(self.keys, id).hash(),
        }
    }
}
