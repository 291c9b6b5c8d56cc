//! How does a device become a lane? By a one-time code that an admin shows it: eight digits, ten minutes, one device.

use std::net::IpAddr;

use chrono::TimeDelta;
use unicode_normalization::UnicodeNormalization;

use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{self, DbError, Tx};
use crate::ids::LaneId;
use crate::keys::{self, KeyError};
use crate::qr::{self, Drawing, Level};

use super::act::Act;
use super::actor::Actor;
use super::attempts::{self, AttemptError, Subject};
use super::audit;
use super::cookies::Token;
use super::credentials::Name;
use super::store::{lanes as store, sessions, staff_by_id};

/// How long a code is good.
const GOOD_FOR: TimeDelta = TimeDelta::minutes(10);
/// How long a code that is over is remembered, to be told from one that never was.
const KEPT: TimeDelta = TimeDelta::days(1);

/// Why a device or a lane stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// There was never such a code.
    #[error("unknown code")]
    Unknown,
    /// The code was used, or its ten minutes are over.
    #[error("the code is used or too old")]
    Expired,
    /// Wait so many seconds first.
    #[error("too many wrong codes, wait {0} seconds")]
    TooMany(u64),
    /// No such lane here.
    #[error("no such lane here")]
    NotFound,
    /// The server's address is too long for a QR code.
    #[error(transparent)]
    Drawing(#[from] qr::TooLong),
    /// No randomness.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<AttemptError> for EnrolError {
    fn from(error: AttemptError) -> Self {
        match error {
            AttemptError::TooMany(seconds) => Self::TooMany(seconds),
            AttemptError::Db(error) => Self::Db(error),
        }
    }
}

/// A code for people and for a camera.
#[derive(Clone)]
pub struct LaneCode {
    /// Eight digits.
    pub digits: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What a device opens. The code stands behind the `#`, which browsers send to no server and no log holds.
    pub url: String,
    /// The same as a QR code.
    pub drawing: Drawing,
}

/// Makes a code for a lane, new or known; earlier codes of the lane end.
pub async fn new_code(app: &App, actor: &Actor, lane: LaneId, name: Name) -> Result<LaneCode, EnrolError> {
    let digits = random_digits()?;
    let url = format!("{}/#code={digits}", app.base_url);
    let drawing = qr::path(&url, Level::M, None)?;
    let hash = hash(app, &digits);
    let (app, actor) = (app.clone(), actor.clone());
    let expires_at = db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        put_lane(&mut tx, &actor, lane, &name, now).await?;
        store::delete_unused_codes_of(&mut tx, lane).await?;
        store::delete_codes_before(&mut tx, now - KEPT).await?;
        store::insert_code(&mut tx, hash, lane, actor.staff, now, now + GOOD_FOR).await?;
        let name = name.as_str().to_owned();
        audit::record(&mut tx, &actor, &Act::LaneCodeMade { name }, &subject(lane), now).await?;
        tx.commit().await?;
        Ok::<_, EnrolError>(now + GOOD_FOR)
    })
    .await?;
    Ok(LaneCode {
        digits,
        expires_at,
        url,
        drawing,
    })
}

async fn put_lane(tx: &mut Tx, actor: &Actor, lane: LaneId, name: &Name, now: Timestamp) -> Result<(), EnrolError> {
    match store::canteen_of_lane(tx, lane).await? {
        Some(canteen) if canteen != actor.canteen => Err(EnrolError::NotFound),
        Some(_) => Ok(store::rename_lane(tx, lane, name.as_str()).await?),
        None => {
            let code = format!("{:02}", store::lanes_of(tx, actor.canteen).await?.len() + 1);
            Ok(store::insert_lane(tx, lane, actor.canteen, &code, name.as_str(), now).await?)
        }
    }
}

/// Turns the device that knows a code into the lane. Of two devices with one code one wins.
pub async fn enrol(app: &App, code: &str, from: Option<IpAddr>) -> Result<Token, EnrolError> {
    let tried = Subject::code(&app.keys, from);
    attempts::count(app, &tried).await?;
    let hash = hash(app, &digits_of(code));
    let token = Token::new()?;
    let app = app.clone();
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        let Some((lane, made_by)) = store::use_code(&mut tx, hash, now).await? else {
            let known = store::is_code_known(&mut tx, hash).await?;
            return Err(if known { EnrolError::Expired } else { EnrolError::Unknown });
        };
        // Whoever holds the device is nobody yet: the one who made its code answers for it.
        let maker = staff_by_id(&mut tx, made_by).await?.ok_or(EnrolError::NotFound)?.into_actor();
        sessions::end_sessions_at(&mut tx, lane, now).await?;
        if store::has_device(&mut tx, lane).await? {
            audit::record(&mut tx, &maker, &Act::LaneDeviceEnded, &subject(lane), now).await?;
        }
        store::set_device(&mut tx, lane, token.hash(), now).await?;
        audit::record(&mut tx, &maker, &Act::LaneEnrolled, &subject(lane), now).await?;
        attempts::forgive(&mut tx, &tried).await?;
        tx.commit().await?;
        Ok(token)
    })
    .await
}

/// Refuses a lane's device from now on; its cashier's session and its unused codes end too.
pub async fn revoke(app: &App, actor: &Actor, lane: LaneId) -> Result<(), EnrolError> {
    let (app, actor) = (app.clone(), actor.clone());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        if store::canteen_of_lane(&mut tx, lane).await? != Some(actor.canteen) {
            return Err(EnrolError::NotFound);
        }
        store::delete_unused_codes_of(&mut tx, lane).await?;
        sessions::end_sessions_at(&mut tx, lane, now).await?;
        store::revoke_lane(&mut tx, lane, now).await?;
        audit::record(&mut tx, &actor, &Act::LaneRevoked, &subject(lane), now).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// What the database keeps of a code: keyed, because eight digits are soon tried.
fn hash(app: &App, digits: &str) -> [u8; 32] {
    app.keys.index("lane_code", digits)
}

/// The digits of a code as people type it, with spaces and full-width digits.
fn digits_of(typed: &str) -> String {
    typed.nfkc().filter(char::is_ascii_digit).take(9).collect()
}

fn random_digits() -> Result<String, KeyError> {
    let bytes = keys::random()?;
    let number = bytes.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    Ok(format!("{:08}", number % 100_000_000))
}

fn subject(lane: LaneId) -> String {
    format!("lane:{lane}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["1234 5678", "12345678", " １２３４ ５６７８ ", "1234-5678"] {
            assert_eq!(digits_of(typed), "12345678", "{typed}");
        }
        assert_eq!(digits_of(&"1".repeat(10_000)).len(), 9);
        assert_eq!(random_digits().unwrap().len(), 8);
    }
}
