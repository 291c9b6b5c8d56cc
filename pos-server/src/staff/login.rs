//! Is this person who they say? By login and password in the office, by PIN at a lane, and as the second person of a void.

use std::net::IpAddr;

use crate::app::App;
use crate::db::{self, DbError, Tx};
use crate::ids::{CanteenId, StaffId};
use crate::keys::KeyError;

use super::act::{Act, Means};
use super::actor::{Actor, LaneDevice};
use super::attempts::{self, AttemptError, Desk, Subject};
use super::audit;
use super::cookies::Token;
use super::credentials::{CredentialError, Login, Password, Pin};
use super::hashing::{self, HashError};
use super::roles::{Action, may};
use super::sessions;
use super::store::{self, StaffRow};

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The login or the password is wrong, or the person is shut out; which of them is not told.
    #[error("wrong login or password")]
    WrongCredentials,
    /// The PIN is wrong, or the person may not sell here.
    #[error("wrong PIN")]
    WrongPin,
    /// Whoever is signed in does not know their own password.
    #[error("wrong old password")]
    WrongPassword,
    /// The new password is not taken.
    #[error(transparent)]
    New(#[from] CredentialError),
    /// Right, but the role may not do this.
    #[error("the role does not allow it")]
    NotAllowed,
    /// Wait so many seconds first.
    #[error("too many wrong tries, wait {0} seconds")]
    TooMany(u64),
    /// The server is busy with others who sign in.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// No randomness for the token.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<AttemptError> for SignInError {
    fn from(error: AttemptError) -> Self {
        match error {
            AttemptError::TooMany(seconds) => Self::TooMany(seconds),
            AttemptError::Db(error) => Self::Db(error),
        }
    }
}

/// Signs in by login and password, from an address. The browser's old session ends.
pub async fn sign_in(app: &App, login: &str, password: &str, from: Option<IpAddr>, old: Option<Token>) -> Result<Token, SignInError> {
    let (person, subjects) = by_password(app, login, password, Desk::Address(from)).await?;
    open(app, person, None, subjects, old).await
}

/// Signs in a cashier at a lane by PIN. The browser's old session ends.
pub async fn sign_in_by_pin(app: &App, lane: &LaneDevice, staff: StaffId, pin: &str, old: Option<Token>) -> Result<Token, SignInError> {
    let subjects = Subject::pin(&app.keys, lane.id, staff);
    attempts::count(app, &subjects).await?;
    let row = store::staff_by_id(&mut app.db.read().await?, staff).await?;
    let here = row.filter(|row| row.canteen_id == lane.canteen && row.disabled_at.is_none() && may(row.role, Action::Sell));
    let pin = Pin::parse(pin).map_err(|_| SignInError::WrongPin)?;
    let kept = here.as_ref().and_then(|row| row.pin_hash.clone());
    let right = hashing::is_pin(&app.keys, staff, kept, &pin).await?;
    match here.filter(|_| right) {
        Some(row) => open(app, row, Some(lane.clone()), subjects, old).await,
        None => Err(SignInError::WrongPin),
    }
}

/// The second person who agrees to a late void: somebody of this canteen whose role allows it. Opens no session. The caller
/// checks that it is not the first person.
pub async fn approver(app: &App, login: &str, password: &str, canteen: CanteenId) -> Result<Actor, SignInError> {
    let (row, subjects) = by_password(app, login, password, Desk::Counters(canteen)).await?;
    if row.canteen_id != canteen {
        return Err(SignInError::WrongCredentials);
    }
    let app = app.clone();
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        attempts::forgive(&mut tx, &subjects).await?;
        tx.commit().await?;
        Ok::<_, SignInError>(())
    })
    .await?;
    if may(row.role, Action::ApproveVoid) {
        Ok(row.into_actor())
    } else {
        Err(SignInError::NotAllowed)
    }
}

/// Gives somebody the password of their choice, if they know the old one: who finds a desk unlocked does not. A wrong one
/// counts as a guess at their login. Their other sessions end.
pub async fn change_password(app: &App, actor: &Actor, old: &str, new: &str, session: Token) -> Result<(), SignInError> {
    let row = store::staff_by_id(&mut app.db.read().await?, actor.staff).await?;
    let person = row.ok_or(SignInError::WrongPassword)?;
    let new = Password::parse(new, &Login::parse(&person.login)?)?;
    let subjects = Subject::login(&app.keys, &person.login, Desk::Own);
    attempts::count(app, &subjects).await?;
    if !hashing::is_password(person.password_hash.clone(), Password::typed(old)).await? {
        return Err(SignInError::WrongPassword);
    }
    let hash = hashing::hash_password(new).await?;
    let (app, actor) = (app.clone(), actor.clone());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        if !is_unchanged(&mut tx, &person).await? {
            return Err(SignInError::WrongPassword);
        }
        attempts::forgive(&mut tx, &subjects).await?;
        store::set_password_hash(&mut tx, person.id, &hash).await?;
        sessions::end_others(&mut tx, person.id, &session, now).await?;
        audit::record(&mut tx, &actor, &Act::OwnPasswordChanged, &format!("staff:{}", person.id), now).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Looks at a login and a password, after counting the try. An unknown login takes as long as a known one.
async fn by_password(app: &App, login: &str, password: &str, desk: Desk) -> Result<(StaffRow, Vec<Subject>), SignInError> {
    let login = Login::parse(login).map_or_else(|_| String::new(), |login| login.as_str().to_owned());
    let subjects = Subject::login(&app.keys, &login, desk);
    attempts::count(app, &subjects).await?;
    let row = store::staff_by_login(&mut app.db.read().await?, &login).await?;
    let kept = row.as_ref().and_then(|row| row.password_hash.clone());
    let right = hashing::is_password(kept, Password::typed(password)).await?;
    row.filter(|row| right && row.disabled_at.is_none())
        .map(|row| (row, subjects))
        .ok_or(SignInError::WrongCredentials)
}

async fn open(
    app: &App,
    person: StaffRow,
    lane: Option<LaneDevice>,
    subjects: Vec<Subject>,
    old: Option<Token>,
) -> Result<Token, SignInError> {
    let token = Token::new()?;
    let app = app.clone();
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        if !is_unchanged(&mut tx, &person).await? {
            return Err(SignInError::WrongCredentials);
        }
        attempts::forgive(&mut tx, &subjects).await?;
        sessions::open(&mut tx, person.id, lane.as_ref().map(|lane| lane.id), old, &token, now).await?;
        let row = format!("staff:{}", person.id);
        let by = if lane.is_some() { Means::Pin } else { Means::Password };
        let mut actor = person.into_actor();
        actor.lane = lane;
        audit::record(&mut tx, &actor, &Act::SignIn { by }, &row, now).await?;
        tx.commit().await?;
        Ok(token)
    })
    .await
}

/// While a secret was compared, somebody may have changed it or shut the person out.
async fn is_unchanged(tx: &mut Tx, person: &StaffRow) -> Result<bool, DbError> {
    let row = store::staff_by_id(tx, person.id).await?;
    Ok(row.is_some_and(|row| row.disabled_at.is_none() && row.password_hash == person.password_hash && row.pin_hash == person.pin_hash))
}
