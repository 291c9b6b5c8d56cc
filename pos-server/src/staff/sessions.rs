//! Who is behind these cookies? Sessions are rows of our own: opened at a sign-in with a fresh token, ended at logout,
//! over after twelve hours.

use axum::http::HeaderMap;
use chrono::TimeDelta;

use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{LaneId, StaffId};

use super::actor::{Actor, LaneDevice};
use super::cookies::{Cookie, SESSION_SECONDS, Token};
use super::recent::Recent;
use super::store::sessions as store;

/// For how long sessions that are over stay in the table: long enough to tell when a lane was last used.
const KEPT: TimeDelta = TimeDelta::days(30);

/// What the cookies of a request say.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// The signed-in person.
    pub signed_in: Option<SignedIn>,
    /// The counter device.
    pub lane: Option<LaneDevice>,
}

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The person; with the lane, if the request comes from one of their canteen.
    pub actor: Actor,
    /// What they typed to sign in.
    pub login: String,
    /// Did a PIN open the session? It is good at its lane only, and for nothing but selling.
    pub by_pin: bool,
}

/// Finds out who is behind the cookies of a request.
pub async fn visitor(app: &App, recent: &Recent, headers: &HeaderMap) -> Result<Visitor, DbError> {
    let (session, lane) = (Cookie::Session.read(app, headers), Cookie::Lane.read(app, headers));
    visitor_with(app, recent, session, lane).await
}

/// Finds out who is behind two tokens.
pub async fn visitor_with(app: &App, recent: &Recent, session: Option<Token>, lane: Option<Token>) -> Result<Visitor, DbError> {
    let lane = match lane {
        Some(token) => device_of(app, recent, &token).await?,
        None => None,
    };
    let row = match session {
        Some(token) => session_of(app, recent, &token).await?,
        None => None,
    };
    let signed_in = row.and_then(|row| sign_in_of(row, lane.as_ref(), app.clock.now()));
    Ok(Visitor { signed_in, lane })
}

/// What a session is worth at a moment, on the device that shows it.
fn sign_in_of(row: store::SessionRow, lane: Option<&LaneDevice>, now: Timestamp) -> Option<SignedIn> {
    let is_elsewhere = row.lane_id.is_some() && row.lane_id != lane.map(|lane| lane.id);
    if now >= row.expires_at || is_elsewhere {
        return None;
    }
    Some(SignedIn {
        actor: Actor {
            canteen: row.canteen_id,
            staff: row.staff_id,
            name: row.name,
            role: row.role,
            lane: lane.filter(|lane| lane.canteen == row.canteen_id).cloned(),
        },
        login: row.login,
        by_pin: row.lane_id.is_some(),
    })
}

async fn device_of(app: &App, recent: &Recent, token: &Token) -> Result<Option<LaneDevice>, DbError> {
    let (hash, since) = (token.hash(), recent.since());
    let mut row = recent.device(&hash);
    if row.is_none() {
        row = store::device(&mut app.db.read().await?, hash).await?;
        recent.keep_device(since, hash, row.as_ref(), app.clock.now());
    }
    Ok(row.map(|row| LaneDevice {
        canteen: row.canteen_id,
        canteen_name: row.canteen_name,
        id: row.id,
        code: row.code,
        name: row.name,
    }))
}

async fn session_of(app: &App, recent: &Recent, token: &Token) -> Result<Option<store::SessionRow>, DbError> {
    let (hash, since) = (token.hash(), recent.since());
    let mut row = recent.session(&hash);
    if row.is_none() {
        row = store::session(&mut app.db.read().await?, hash).await?;
        recent.keep_session(since, hash, row.as_ref());
    }
    Ok(row)
}

/// Opens a session with a fresh token, at a lane if a PIN opened it, and ends the one that the browser had: a token fixed
/// beforehand is worth nothing.
pub async fn open(
    tx: &mut Tx,
    staff: StaffId,
    lane: Option<LaneId>,
    old: Option<Token>,
    token: &Token,
    now: Timestamp,
) -> Result<(), DbError> {
    if let Some(old) = old {
        store::end_session(tx, old.hash(), now).await?;
    }
    store::delete_sessions_before(tx, now - KEPT).await?;
    store::insert_session(tx, token.hash(), staff, lane, now, now + TimeDelta::seconds(SESSION_SECONDS)).await
}

/// Ends all sessions of a person but the one that is theirs now. Forget the [`Recent`] ones after the commit.
pub async fn end_others(tx: &mut Tx, staff: StaffId, kept: &Token, now: Timestamp) -> Result<(), DbError> {
    store::end_sessions_but(tx, staff, kept.hash(), now).await
}

/// Is there a session to end? Whoever shows a token of their own making keeps nobody waiting and lets nothing be forgotten.
pub async fn is_open(tx: &mut Tx, token: &Token) -> Result<bool, DbError> {
    store::is_open(tx, token.hash()).await
}

/// Ends a session. Forget the [`Recent`] ones after the commit.
pub async fn end(tx: &mut Tx, token: &Token, now: Timestamp) -> Result<(), DbError> {
    store::end_session(tx, token.hash(), now).await
}
