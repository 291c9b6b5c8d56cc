//! Who belongs to the staff? Adding people, giving them passwords and PINs, shutting them out and letting them in again.
//!
//! These writes and the sign-ins take turns: a password that is being replaced opens no session any more.

use crate::app::App;
use crate::db::{self, DbError, Tx};
use crate::ids::{CanteenId, StaffId};

use super::act::Act;
use super::actor::Role;
use super::audit::{self, By};
use super::credentials::{CredentialError, Login, Name, Password, Pin};
use super::hashing::{self, HashError};
use super::store::{self, StaffRow};

/// Why the staff stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// Something typed is not taken.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// Somebody in this database has that login.
    #[error("the login is taken")]
    LoginTaken,
    /// The id belongs to somebody else.
    #[error("the id belongs to somebody else")]
    IdReused,
    /// Nobody here has that id.
    #[error("nobody here has that id")]
    NotFound,
    /// Without this person nobody could let anybody in.
    #[error("the last admin stays")]
    LastAdmin,
    /// The secret could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Somebody to add.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// The person; made by whoever asks, so that asking twice adds one.
    pub id: StaffId,
    /// What they will type.
    pub login: Login,
    /// The name that receipts show.
    pub name: Name,
    /// What they may do.
    pub role: Role,
    /// For the office.
    pub password: Option<Password>,
    /// For a counter.
    pub pin: Option<Pin>,
}

/// Adds somebody. Asked again with the same id and all the same words it answers who is there.
pub async fn add(app: &App, by: &By, new: NewStaff) -> Result<StaffRow, StaffError> {
    let row = hashed(app, by.canteen(), new.clone()).await?;
    match insert(app, by, row).await? {
        Added::New(row) => Ok(row),
        Added::Before(there) => same_person(app, by.canteen(), there, new).await,
    }
}

/// Whom an id names: somebody who was just added, or who is there already.
enum Added {
    New(StaffRow),
    Before(StaffRow),
}

async fn insert(app: &App, by: &By, row: StaffRow) -> Result<Added, StaffError> {
    let (app, by) = (app.clone(), by.clone());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        if let Some(there) = store::staff_by_id(&mut tx, row.id).await? {
            return Ok(Added::Before(there));
        }
        if store::staff_by_login(&mut tx, &row.login).await?.is_some() {
            return Err(StaffError::LoginTaken);
        }
        let now = app.clock.now();
        store::insert_staff(&mut tx, &row, now).await?;
        audit::record_by(&mut tx, &by, &row.added(), &subject(row.id), now).await?;
        tx.commit().await?;
        Ok(Added::New(row))
    })
    .await
}

/// The row of somebody new, with the secrets hashed.
pub async fn hashed(app: &App, canteen: CanteenId, new: NewStaff) -> Result<StaffRow, StaffError> {
    let password_hash = match new.password {
        Some(password) => Some(hashing::hash_password(password).await?),
        None => None,
    };
    let pin_hash = match new.pin {
        Some(pin) => Some(hashing::hash_pin(&app.keys, new.id, &pin).await?),
        None => None,
    };
    Ok(StaffRow {
        id: new.id,
        canteen_id: canteen,
        login: new.login.as_str().to_owned(),
        name: new.name.as_str().to_owned(),
        role: new.role,
        password_hash,
        pin_hash,
        disabled_at: None,
    })
}

/// Who is there already, if they are asked for with the words they were added with, the secrets included.
async fn same_person(app: &App, canteen: CanteenId, there: StaffRow, asked: NewStaff) -> Result<StaffRow, StaffError> {
    if there.canteen_id != canteen {
        return Err(StaffError::NotFound);
    }
    let same_words = (there.login.as_str(), there.name.as_str(), there.role) == (asked.login.as_str(), asked.name.as_str(), asked.role);
    let same_password = match asked.password {
        Some(password) => hashing::is_password(there.password_hash.clone(), password).await?,
        None => there.password_hash.is_none(),
    };
    let same_pin = match &asked.pin {
        Some(pin) => hashing::is_pin(&app.keys, there.id, there.pin_hash.clone(), pin).await?,
        None => there.pin_hash.is_none(),
    };
    if same_words && same_password && same_pin {
        Ok(there)
    } else {
        Err(StaffError::IdReused)
    }
}

/// Gives somebody another password; their sessions end.
pub async fn set_password(app: &App, by: &By, id: StaffId, password: &str) -> Result<(), StaffError> {
    let person = person(&mut app.db.read().await?, by, id).await?;
    let password = Password::parse(password, &Login::parse(&person.login)?)?;
    let hash = hashing::hash_password(password).await?;
    let (app, by) = (app.clone(), by.clone());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        store::set_password_hash(&mut tx, id, &hash).await?;
        store::sessions::end_sessions_of(&mut tx, id, now).await?;
        let act = Act::StaffPasswordSet { login: person.login };
        audit::record_by(&mut tx, &by, &act, &subject(id), now).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Gives somebody another PIN; their sessions end.
pub async fn set_pin(app: &App, by: &By, id: StaffId, pin: &str) -> Result<(), StaffError> {
    let person = person(&mut app.db.read().await?, by, id).await?;
    let hash = hashing::hash_pin(&app.keys, id, &Pin::parse(pin)?).await?;
    let (app, by) = (app.clone(), by.clone());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        store::set_pin_hash(&mut tx, id, &hash).await?;
        store::sessions::end_sessions_of(&mut tx, id, now).await?;
        let act = Act::StaffPinSet { login: person.login };
        audit::record_by(&mut tx, &by, &act, &subject(id), now).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Shuts somebody out; their sessions end at once. The last admin of a canteen stays.
pub async fn disable(app: &App, by: &By, id: StaffId) -> Result<StaffRow, StaffError> {
    let (app, by) = (app.clone(), by.clone());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let mut row = person(&mut tx, &by, id).await?;
        if row.disabled_at.is_some() {
            return Ok(row);
        }
        let staff = store::staff_of(&mut tx, by.canteen()).await?;
        if !staff.iter().any(|other| other.id != id && is_working_admin(other)) {
            return Err(StaffError::LastAdmin);
        }
        let now = app.clock.now();
        row.disabled_at = Some(now);
        store::set_disabled(&mut tx, id, row.disabled_at).await?;
        store::sessions::end_sessions_of(&mut tx, id, now).await?;
        let act = Act::StaffDisabled { login: row.login.clone() };
        audit::record_by(&mut tx, &by, &act, &subject(id), now).await?;
        tx.commit().await?;
        Ok(row)
    })
    .await
}

/// Lets somebody in again.
pub async fn enable(app: &App, by: &By, id: StaffId) -> Result<StaffRow, StaffError> {
    let (app, by) = (app.clone(), by.clone());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let mut row = person(&mut tx, &by, id).await?;
        if row.disabled_at.take().is_some() {
            store::set_disabled(&mut tx, id, None).await?;
            let act = Act::StaffEnabled { login: row.login.clone() };
            audit::record_by(&mut tx, &by, &act, &subject(id), app.clock.now()).await?;
        }
        tx.commit().await?;
        Ok(row)
    })
    .await
}

async fn person(tx: &mut Tx, by: &By, id: StaffId) -> Result<StaffRow, StaffError> {
    let row = store::staff_by_id(tx, id).await?;
    row.filter(|row| row.canteen_id == by.canteen()).ok_or(StaffError::NotFound)
}

fn is_working_admin(row: &StaffRow) -> bool {
    row.role == Role::Admin && row.disabled_at.is_none() && row.password_hash.is_some()
}

fn subject(id: StaffId) -> String {
    format!("staff:{id}")
}
