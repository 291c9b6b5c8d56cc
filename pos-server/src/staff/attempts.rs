//! May somebody try again yet? Three wrong tries are free; then each wrong one doubles the wait, from one second to five
//! minutes. Nobody is locked out for good, and a right try starts afresh.
//!
//! A try is counted before it is looked at, alone in its transaction: of 64 guesses sent at once three are looked at, and
//! the others are told to wait.

use std::net::IpAddr;

use chrono::TimeDelta;

use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{self, DbError, Tx};
use crate::ids::{LaneId, StaffId};
use crate::keys::Keys;

use super::store::attempts::{self as store, AttemptRow};

/// So many tries cost nothing.
const FREE: i64 = 3;
/// The longest wait.
const LONGEST_WAIT_SECONDS: i64 = 300;
/// After an hour without a try the count starts afresh.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// What is guessed at. Stored as a short keyed hash: people type passwords where the login belongs, and the table must
/// stay small whatever is sent. Of 65,536 places two people share one now and then; then one's wrong tries make both wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject(String);

impl Subject {
    /// The password of a login, known or not.
    #[must_use]
    pub fn login(keys: &Keys, login: &str) -> Self {
        Self::new(keys, "login", login)
    }

    /// The PIN of a cashier at one lane: what happens at another lane or in the office keeps no cashier waiting.
    #[must_use]
    pub fn pin(keys: &Keys, lane: LaneId, staff: StaffId) -> Self {
        Self::new(keys, "pin", &format!("{lane}:{staff}"))
    }

    /// One-time codes, by where they come from.
    #[must_use]
    pub fn code(keys: &Keys, from: Option<IpAddr>) -> Self {
        Self::new(keys, "code", &from.map_or_else(String::new, |ip| ip.to_string()))
    }

    fn new(keys: &Keys, kind: &str, what: &str) -> Self {
        let place = keys.index("attempt", &format!("{kind}:{what}"));
        Self(format!("{kind}:{}", hex::encode(place.first_chunk::<2>().unwrap_or(&[0; 2]))))
    }
}

/// Why a try is not looked at.
#[derive(Debug, thiserror::Error)]
pub enum AttemptError {
    /// Wait so many seconds first.
    #[error("too many wrong tries, wait {0} seconds")]
    TooMany(u64),
    /// The tries could not be counted.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Counts one try, or says how long to wait. Call it before looking at the secret, and [`forgive`] when it was right.
pub async fn count(app: &App, subject: &Subject) -> Result<(), AttemptError> {
    // Those who must wait are told so without a write: a flood of guesses does not slow selling.
    let now = app.clock.now();
    judge(store::attempts_at(&mut app.db.read().await?, &subject.0).await?.as_ref(), now)?;
    let (app, subject) = (app.clone(), subject.clone());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        let next = judge(store::attempts_at(&mut tx, &subject.0).await?.as_ref(), now)?;
        store::put_attempts(&mut tx, &subject.0, &next).await?;
        store::delete_attempts_before(&mut tx, now - FORGOTTEN_AFTER).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Starts afresh after a right try.
pub async fn forgive(tx: &mut Tx, subject: &Subject) -> Result<(), DbError> {
    store::delete_attempts(tx, &subject.0).await
}

/// Decides about one more try: what is then kept, or how long to wait.
fn judge(before: Option<&AttemptRow>, now: Timestamp) -> Result<AttemptRow, AttemptError> {
    // What comes from the far future was counted before the clock was set back; it must not lock anybody out.
    let known = -TimeDelta::seconds(LONGEST_WAIT_SECONDS)..FORGOTTEN_AFTER;
    let before = before.filter(|row| known.contains(&(now - row.last_at)));
    let wait = before.map_or_else(TimeDelta::zero, |row| row.blocked_until - now);
    if wait > TimeDelta::zero() {
        let seconds = wait.num_seconds() + i64::from(wait.subsec_nanos() > 0);
        return Err(AttemptError::TooMany(seconds.unsigned_abs()));
    }
    let failures = before.map_or(0, |row| row.failures) + 1;
    Ok(AttemptRow {
        failures,
        last_at: now,
        blocked_until: now + wait_after(failures),
    })
}

/// How long the wait is after so many wrong tries in a row.
#[must_use]
pub fn wait_after(failures: i64) -> TimeDelta {
    if failures < FREE {
        return TimeDelta::zero();
    }
    TimeDelta::seconds((1_i64 << (failures - FREE).min(9)).min(LONGEST_WAIT_SECONDS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_after_three_free_tries() {
        let waits: Vec<i64> = (1..=13).map(|n| wait_after(n).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        for n in [62, 63, 64, 65, 66, 67, 68, 1000, i64::MAX] {
            assert_eq!(wait_after(n).num_seconds(), 300, "{n}");
        }
    }

    #[test]
    fn an_hour_of_quiet_or_a_clock_that_was_set_back_starts_afresh() {
        let now: Timestamp = "2026-11-23T03:00:00Z".parse().unwrap();
        for (tried, failures) in [
            (now - TimeDelta::hours(2), 1),
            (now - TimeDelta::minutes(59), 41),
            (now + TimeDelta::days(400), 1),
        ] {
            let row = AttemptRow {
                failures: 40,
                last_at: tried,
                blocked_until: tried + wait_after(40),
            };
            assert_eq!(judge(Some(&row), now).unwrap().failures, failures, "{tried}");
        }
    }

    #[test]
    fn a_started_second_counts_whole() {
        let now: Timestamp = "2026-11-23T03:00:00Z".parse().unwrap();
        let row = AttemptRow {
            failures: 3,
            last_at: now,
            blocked_until: now + TimeDelta::milliseconds(1200),
        };
        assert!(matches!(judge(Some(&row), now), Err(AttemptError::TooMany(2))));
    }
}
