//! Whom may a volunteer call when nobody opens? A short list by resident, in the order of calling; phones are sealed.

use std::collections::BTreeSet;

use super::store::contacts::{self, ContactRow};
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, ContactId, ResidentId};
use crate::keys::{KeyError, Keys};

/// Somebody to call.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    /// Made by the office before it asks.
    pub id: ContactId,
    /// For whom.
    pub resident_id: ResidentId,
    /// The full name.
    pub name: String,
    /// 女儿, 邻居; may be empty.
    pub relation: String,
    /// The numbers, digits only, joined by 、.
    pub phone: String,
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Contact({})", self.id)
    }
}

/// Somebody to call, as the office writes it. Pages see phones masked, so a phone that was given before need not come again.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Which contact.
    pub id: ContactId,
    /// The full name.
    pub name: String,
    /// Who that is to the resident.
    pub relation: String,
    /// The numbers; those known before if it is left out.
    pub phone: Option<String>,
}

/// Why contacts cannot be kept or shown.
#[derive(Debug, thiserror::Error)]
pub enum ContactError {
    /// A new contact has no phone.
    #[error("contact {0} has no phone")]
    NoPhone(usize),
    /// An id names somebody else's contact.
    #[error("an id was used for another contact")]
    IdReused,
    /// A sealed phone.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The contacts of some residents, in the order of calling.
pub async fn of(tx: &mut Tx, residents: Vec<ResidentId>, keys: &Keys) -> Result<Vec<Contact>, ContactError> {
    let rows = contacts::of(tx, residents).await?;
    let open = |row: ContactRow| {
        Ok(Contact {
            phone: phone_of(keys, &row)?,
            id: row.id,
            resident_id: row.resident_id,
            name: row.name,
            relation: row.relation,
        })
    };
    rows.into_iter().map(open).collect()
}

/// Makes this the list of a resident's contacts; tells whether it is another one than before.
pub async fn set(tx: &mut Tx, canteen: CanteenId, resident: ResidentId, wanted: Vec<Wanted>, keys: &Keys) -> Result<bool, ContactError> {
    let known = of(tx, vec![resident], keys).await?;
    let known_phone = |id: ContactId| known.iter().find(|contact| contact.id == id).map(|contact| contact.phone.clone());
    let mut list = Vec::new();
    for (place, new) in wanted.into_iter().enumerate() {
        list.push(Contact {
            phone: new.phone.or_else(|| known_phone(new.id)).ok_or(ContactError::NoPhone(place))?,
            id: new.id,
            resident_id: resident,
            name: new.name,
            relation: new.relation,
        });
    }
    if list == known {
        return Ok(false);
    }
    let ids: BTreeSet<ContactId> = list.iter().map(|contact| contact.id).collect();
    if ids.len() < list.len() || contacts::are_elsewhere(tx, resident, ids).await? {
        return Err(ContactError::IdReused);
    }
    let sealed = list.into_iter().map(|contact| {
        Ok(ContactRow {
            phone: keys.seal(&place(contact.id), &contact.phone)?,
            id: contact.id,
            resident_id: resident,
            name: contact.name,
            relation: contact.relation,
        })
    });
    let rows = sealed.collect::<Result<_, KeyError>>()?;
    contacts::put(tx, canteen, resident, rows).await?;
    Ok(true)
}

/// The numbers of somebody to call.
pub fn phone_of(keys: &Keys, row: &ContactRow) -> Result<String, KeyError> {
    keys.open(&place(row.id), &row.phone)
}

/// The place for which a contact's phone is sealed.
fn place(id: ContactId) -> String {
    format!("contact:{id}:phone")
}
