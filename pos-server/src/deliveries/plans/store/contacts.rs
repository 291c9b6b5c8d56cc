//! The SQL of contacts: one list by resident, written as a whole.

use crate::db::{DbError, Sql, Tx, read_rows, write_rows};
use crate::ids::{CanteenId, ContactId, ResidentId};

/// Somebody to call; the phone is still sealed.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ContactRow {
    /// The contact.
    pub id: ContactId,
    /// For whom.
    pub resident_id: ResidentId,
    /// The full name.
    pub name: String,
    /// Who that is to the resident.
    pub relation: String,
    /// The sealed numbers.
    pub phone: Vec<u8>,
}

/// The contacts of some residents, in the order of calling.
pub async fn of(tx: &mut Tx, residents: Vec<ResidentId>) -> Result<Vec<ContactRow>, DbError> {
    read_rows(
        "SELECT c.id, c.resident_id, c.name, c.relation, c.phone FROM (VALUES {uuid}) AS v \
         JOIN delivery_contact c ON c.resident_id = v.column1 ORDER BY c.resident_id, c.contact_no",
        residents.into_iter().map(|id| vec![id.into()]).collect(),
        tx,
    )
    .await
}

/// One contact of a canteen's residents.
pub async fn contact(tx: &mut Tx, canteen: CanteenId, id: ContactId) -> Result<Option<ContactRow>, DbError> {
    Sql::new("SELECT id, resident_id, name, relation, phone FROM delivery_contact WHERE canteen_id = $1 AND id = $2")
        .bind(canteen)
        .bind(id)
        .optional(tx)
        .await
}

/// Does any of these ids name a contact of somebody else?
pub async fn are_elsewhere(tx: &mut Tx, resident: ResidentId, ids: impl IntoIterator<Item = ContactId>) -> Result<bool, DbError> {
    let ids: Vec<_> = ids.into_iter().map(|id| vec![id.into()]).collect();
    if ids.is_empty() {
        return Ok(false);
    }
    let found: Vec<(ContactId,)> =
        Sql::new("SELECT c.id FROM (VALUES {uuid}) AS v JOIN delivery_contact c ON c.id = v.column1 WHERE c.resident_id <> $1")
            .bind(resident)
            .rows(ids)
            .all(tx)
            .await?;
    Ok(!found.is_empty())
}

/// Writes the list of a resident's contacts in place of the one before.
pub async fn put(tx: &mut Tx, canteen: CanteenId, resident: ResidentId, contacts: Vec<ContactRow>) -> Result<(), DbError> {
    Sql::new("DELETE FROM delivery_contact WHERE resident_id = $1")
        .bind(resident)
        .execute(tx)
        .await?;
    let rows = (1_i64..).zip(contacts).map(|(contact_no, contact)| {
        vec![
            contact.id.into(),
            canteen.into(),
            contact.resident_id.into(),
            contact_no.into(),
            contact.name.into(),
            contact.relation.into(),
            contact.phone.into(),
        ]
    });
    write_rows(
        "INSERT INTO delivery_contact (id, canteen_id, resident_id, contact_no, name, relation, phone) \
         VALUES {uuid, uuid, uuid, bigint, text, text, bytea}",
        rows.collect(),
        tx,
    )
    .await?;
    Ok(())
}
