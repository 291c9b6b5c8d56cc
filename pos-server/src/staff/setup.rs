//! How does an empty book get its first canteen and its first admin? By a one-time link on the console, or by `pos-server
//! user add`. There is no default password.

use std::fmt;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{self, Db, DbError, Tx};
use crate::ids::{CanteenId, StaffId};
use crate::keys::{KeyError, Keys};

use super::act::Act;
use super::actor::Role;
use super::audit::{self, By};
use super::cookies::Token;
use super::credentials::{CredentialError, Login, Name, Password};
use super::people::{self, NewStaff, StaffError};
use super::sessions;
use super::store::{self, StaffRow, canteens};

/// How long a set-up link is good. The next start prints a new one.
const LINK_GOOD_FOR: TimeDelta = TimeDelta::hours(24);
/// The code of the first canteen.
pub const FIRST_CODE: &str = "01";

/// Why the book stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The link is unknown, used or too old.
    #[error("the set-up link is not good any more")]
    Link,
    /// There is staff already.
    #[error("the canteen is set up already")]
    AlreadyDone,
    /// The key file is not the one that the canteen was created with.
    #[error(
        "the key file is not the one that canteen {0} was created with: its ID numbers could not be read. Start with the right --key-file"
    )]
    OtherKey(String),
    /// The key file of a book with a canteen is gone.
    #[error(
        "the key file {} is missing, and without it nobody can read this book's ID numbers or print its cards again: copy it back \
         from where you keep it safe, or name it with --key-file. Nothing was created",
        .0.display()
    )]
    KeyMissing(PathBuf),
    /// Something typed is not taken.
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// The admin could not be added.
    #[error(transparent)]
    Staff(#[from] StaffError),
    /// What a new canteen needs could not be put in.
    #[error("a new canteen could not be furnished: {0}")]
    Furnish(String),
    /// No randomness.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What else a new canteen needs before it can open, in the same transaction: its default policy. Policies come later in
/// the reading order, so whoever assembles the server hands this in as an `Extension`.
#[derive(Clone, Copy)]
pub struct Furnish(pub for<'a> fn(&'a mut Tx, CanteenId, Timestamp) -> BoxFuture<'a, Result<(), FurnishError>>);

/// Why a canteen could not be furnished.
pub type FurnishError = Box<dyn std::error::Error + Send + Sync>;

impl fmt::Debug for Furnish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Furnish")
    }
}

/// The first admin and their canteen.
#[derive(Debug)]
pub struct First {
    /// The canteen's name.
    pub canteen: Name,
    /// What the admin will type.
    pub login: Login,
    /// The admin's name.
    pub name: Name,
    /// The admin's password.
    pub password: Password,
}

/// Refuses to go on with another key file than the one the book was begun with.
pub async fn assert_key(app: &App) -> Result<(), SetupError> {
    let rows = canteens::canteens(&mut app.db.read().await?).await?;
    match rows.into_iter().find(|row| row.key_check != key_check(&app.keys)) {
        Some(row) => Err(SetupError::OtherKey(row.code)),
        None => Ok(()),
    }
}

/// Refuses to go on without the key file of a book in which there is a canteen: a new one would open nothing.
pub async fn assert_no_canteen(db: &Db, key_path: &Path) -> Result<(), SetupError> {
    if canteens::canteens(&mut db.read().await?).await?.is_empty() {
        Ok(())
    } else {
        Err(SetupError::KeyMissing(key_path.to_owned()))
    }
}

/// The link by which an empty book gets its first admin; `None` when there is staff. An earlier link ends.
pub async fn setup_link(app: &App) -> Result<Option<String>, SetupError> {
    let token = Token::new()?;
    let link = format!("{}/setup#{}", app.base_url, token.text());
    let app = app.clone();
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        if store::is_set_up(&mut tx).await? {
            return Ok(None);
        }
        let now = app.clock.now();
        canteens::delete_unused_setup_links(&mut tx).await?;
        canteens::insert_setup_link(&mut tx, token.hash(), now, now + LINK_GOOD_FOR).await?;
        tx.commit().await?;
        Ok(Some(link))
    })
    .await
}

/// Creates a canteen: its row, the head of its chain, and the book's identity if this is the first. Checks nothing.
pub async fn create_canteen(tx: &mut Tx, keys: &Keys, code: &str, name: &Name, at: Timestamp) -> Result<CanteenId, DbError> {
    let row = canteens::CanteenRow {
        id: CanteenId::new(),
        code: code.to_owned(),
        name: name.as_str().to_owned(),
        key_check: key_check(keys).to_vec(),
    };
    canteens::insert_book(tx, Uuid::now_v7(), at).await?;
    canteens::insert_canteen(tx, &row, at).await?;
    canteens::insert_ledger_head(tx, row.id).await?;
    Ok(row.id)
}

/// Sets up the first canteen with its first admin, who is signed in.
pub async fn begin(app: &App, furnish: Furnish, link: &str, first: First) -> Result<Token, SetupError> {
    let link = Token::parse(link).ok_or(SetupError::Link)?.hash();
    // Nobody makes the server hash passwords without a good link.
    if !canteens::is_setup_link_good(&mut app.db.read().await?, link, app.clock.now()).await? {
        return Err(SetupError::Link);
    }
    let (canteen, admin) = admin_of(app, first).await?;
    let token = Token::new()?;
    let app = app.clone();
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        if store::is_set_up(&mut tx).await? {
            return Err(SetupError::AlreadyDone);
        }
        if !canteens::use_setup_link(&mut tx, link, now).await? {
            return Err(SetupError::Link);
        }
        let admin_id = admin.id;
        found_canteen(&mut tx, &app.keys, furnish, FIRST_CODE, &canteen, admin, now).await?;
        sessions::open(&mut tx, admin_id, None, None, &token, now).await?;
        tx.commit().await?;
        Ok(token)
    })
    .await
}

/// Creates a canteen with its first person and all it needs.
pub async fn found_canteen(
    tx: &mut Tx,
    keys: &Keys,
    furnish: Furnish,
    code: &str,
    name: &Name,
    mut person: StaffRow,
    at: Timestamp,
) -> Result<CanteenId, SetupError> {
    let canteen = create_canteen(tx, keys, code, name, at).await?;
    person.canteen_id = canteen;
    store::insert_staff(tx, &person, at).await?;
    let by = By::Console(canteen);
    let name = name.as_str().to_owned();
    audit::record_by(tx, &by, &Act::CanteenCreated { name }, &format!("canteen:{canteen}"), at).await?;
    audit::record_by(tx, &by, &person.added(), &format!("staff:{}", person.id), at).await?;
    (furnish.0)(tx, canteen, at)
        .await
        .map_err(|error| SetupError::Furnish(error.to_string()))?;
    Ok(canteen)
}

async fn admin_of(app: &App, first: First) -> Result<(Name, StaffRow), SetupError> {
    let new = NewStaff {
        id: StaffId::new(),
        login: first.login,
        name: first.name,
        role: Role::Admin,
        password: Some(first.password),
        pin: None,
    };
    // The canteen does not exist yet; `found_canteen` puts its id in.
    let row = people::hashed(app, CanteenId::new(), new).await?;
    Ok((first.canteen, row))
}

fn key_check(keys: &Keys) -> [u8; 32] {
    keys.index("key_check", "canteen")
}
