//! Is what identifies people sealed? P11: each ID number, phone, note and paper opens under the key, for its own row; numbers are
//! found by their indexes; nothing stands in plain letters.

use super::fault::{CheckError, Fault, unread};
use super::store::{self, PaperRow, ResidentRow};
use crate::db::{DbError, Tx};
use crate::keys::Keys;
use crate::residents::apply::phone_index;
use crate::residents::identity::Document;
use crate::residents::seal::{paper_place, seal_place};
use crate::text::{Sentence, say};

/// Checks every resident and the papers behind their facts. Brings back how many residents there are.
pub async fn check(tx: &mut Tx, keys: &Keys) -> Result<i64, CheckError> {
    let (mut count, mut wrong) = (0, None);
    store::each_resident(tx, |row| {
        count += 1;
        if wrong.is_none() {
            let fault = |what| Fault::register("resident", format!("id {}", row.id), what);
            wrong = resident(&row, keys).err().map(fault);
        }
        Ok::<_, DbError>(())
    })
    .await
    .map_err(unread("resident"))?;
    store::each_paper(tx, |row| {
        if wrong.is_none() {
            let fault = |what| Fault::register("resident_fact", format!("id {}", row.id), what);
            wrong = paper(&row, keys).err().map(fault);
        }
        Ok::<_, DbError>(())
    })
    .await
    .map_err(unread("resident_fact"))?;
    wrong.map_or(Ok(count), |fault| Err(fault.into()))
}

fn resident(row: &ResidentRow, keys: &Keys) -> Result<(), Sentence> {
    let open = |column: &str, sealed: Option<&[u8]>| opened(column, &seal_place(row.id, column), sealed, keys);
    if let Some(number) = open("document", row.document.as_deref())? {
        let form = match row.document_kind.as_str() {
            "id_card" => Some(format!("id_card:{number}")),
            _ => Document::Other(number).search_form(),
        };
        indexed(
            "document",
            row.document_index.as_deref(),
            form.map(|form| keys.index("document", &form)),
        )?;
    }
    if let Some(numbers) = open("phone", row.phone.as_deref())? {
        indexed("phone", row.phone_index.as_deref(), Some(phone_index(keys, &numbers)))?;
    }
    open("note", row.note.as_deref())?;
    sealed("note", &row.note_clear)
}

fn paper(row: &PaperRow, keys: &Keys) -> Result<(), Sentence> {
    opened("document", &paper_place(row.id), row.document.as_deref(), keys)?;
    sealed("document", &row.document_clear)
}

fn opened(column: &str, place: &str, sealed: Option<&[u8]>, keys: &Keys) -> Result<Option<String>, Sentence> {
    sealed.map(|sealed| keys.open(place, sealed)).transpose().map_err(|_| {
        say(
            format!("加密的 {column} 打不开：被改过，属于另一行，或用了另一把密钥。"),
            format!("The sealed {column} does not open: it was changed, belongs to another row, or to another key."),
        )
    })
}

fn indexed(column: &str, found: Option<&[u8]>, expected: Option<[u8; 32]>) -> Result<(), Sentence> {
    if found == expected.as_ref().map(<[u8; 32]>::as_slice) {
        return Ok(());
    }
    Err(say(
        format!("{column}_index 与 {column} 不符：按号码将找不到此人。"),
        format!("The {column}_index does not belong to the {column}: nobody finds this person by it."),
    ))
}

/// What was written before texts were sealed is gone once the server has started.
fn sealed(column: &str, clear: &str) -> Result<(), Sentence> {
    if clear.is_empty() {
        return Ok(());
    }
    Err(say(
        format!("{column}_clear 里还有没加密的内容：启动一次服务即会加密。"),
        format!("{column}_clear still holds a text in the clear: starting the server once seals it."),
    ))
}
