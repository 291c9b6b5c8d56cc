//! How does a display follow its counter? By the moments as they come, and in between by a sign of life, for as long as it
//! belongs to the lane.

use std::time::Duration;

use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::timeout;

use super::live::{Moment, Watched};
use super::pairing;
use super::welcome::Welcome;
use crate::app::App;
use crate::db::DbError;
use crate::staff::cookies::Token;

/// How often a display hears of a counter where nothing happens. A longer silence is a broken line.
const SIGN_OF_LIFE: Duration = Duration::from_secs(3);

/// A display that follows a lane.
#[derive(Debug)]
pub struct Follower {
    app: App,
    token: Token,
    moments: Receiver<Moment>,
    patience: Duration,
}

impl Follower {
    /// Follows the lane that the token belongs to from now on; `None` if there is none.
    pub async fn of(app: App, watched: &Watched, token: Token) -> Result<Option<Self>, DbError> {
        let lane = pairing::lane_of(&app, &mut app.db.read().await?, &token).await?;
        Ok(lane.map(|lane| Self {
            app,
            token,
            moments: watched.watch(lane.id),
            patience: Duration::ZERO,
        }))
    }

    /// The next moment: a welcome at once, what happens when it happens, and a welcome again after each quiet while. `None`
    /// when the server stops or the display has lost its lane: that is looked up before each word.
    pub async fn next(&mut self) -> Result<Option<Moment>, DbError> {
        let happened = match timeout(self.patience, self.moments.recv()).await {
            Ok(Ok(moment)) => Some(moment),
            Ok(Err(RecvError::Closed)) => return Ok(None),
            // Nothing happened, or more than a slow display could follow: it goes on with what is now.
            Err(_) | Ok(Err(RecvError::Lagged(_))) => None,
        };
        self.patience = SIGN_OF_LIFE;
        let mut tx = self.app.db.read().await?;
        let Some(lane) = pairing::lane_of(&self.app, &mut tx, &self.token).await? else {
            return Ok(None);
        };
        match happened {
            Some(moment) => Ok(Some(moment)),
            None => Ok(Some(Moment::Welcome(Welcome::at(&mut tx, lane, self.app.clock.now()).await?))),
        }
    }
}
