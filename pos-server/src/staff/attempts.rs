//! May somebody try again yet? Three wrong tries are free; then each wrong one doubles the wait, from one second to five
//! minutes. Nobody is locked out for good, and a right try starts afresh.
//!
//! A login's tries are counted by the address they come from, so that a stranger who guesses keeps nobody waiting but
//! themselves, and all together with more patience, so that many addresses guess slowly too.
//!
//! A try is counted before it is looked at, alone in its transaction: of 64 guesses sent at once three are looked at, and
//! the others are told to wait.

use std::net::IpAddr;

use chrono::TimeDelta;

use crate::app::App;
use crate::clock::Timestamp;
use crate::db::{self, DbError, Tx};
use crate::ids::{CanteenId, LaneId, StaffId};
use crate::keys::Keys;

use super::store::attempts::{self as store, AttemptRow};

/// How much patience there is with whoever guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Patience {
    /// So many tries cost nothing.
    free: i64,
    /// The longest wait.
    longest_seconds: i64,
}

/// With one device, or one cashier's PIN at one lane.
const LITTLE: Patience = Patience {
    free: 3,
    longest_seconds: 300,
};
/// With a login that is guessed at from many addresses: its owner waits a minute at most.
const MUCH: Patience = Patience {
    free: 30,
    longest_seconds: 60,
};
/// What comes from further in the future was counted before the clock was set back; it must not lock anybody out.
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(LITTLE.longest_seconds);
/// After an hour without a try the count starts afresh.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// What is guessed at. Stored as a short keyed hash: people type passwords where the login belongs, and the table must
/// stay small whatever is sent. Of 65,536 places two people share one now and then; then one's wrong tries make both wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    key: String,
    patience: Patience,
}

/// Where somebody types a login and its password.
#[derive(Debug, Clone, Copy)]
pub enum Desk {
    /// On a device with an address, if it is known.
    Address(Option<IpAddr>),
    /// At the counters of a canteen, as the second person.
    Counters(CanteenId),
    /// Signed in, to choose another password.
    Own,
}

impl Subject {
    /// The password of a login, known or not: from one desk, and from all together.
    #[must_use]
    pub fn login(keys: &Keys, login: &str, desk: Desk) -> Vec<Self> {
        let desk = match desk {
            Desk::Address(address) => network(address),
            Desk::Counters(canteen) => canteen.to_string(),
            Desk::Own => "own".to_owned(),
        };
        vec![
            Self::new(keys, LITTLE, "desk", &format!("{desk}:{login}")),
            Self::new(keys, MUCH, "login", login),
        ]
    }

    /// The PIN of a cashier at one lane: what happens at another lane or in the office keeps no cashier waiting.
    #[must_use]
    pub fn pin(keys: &Keys, lane: LaneId, staff: StaffId) -> Vec<Self> {
        vec![Self::new(keys, LITTLE, "pin", &format!("{lane}:{staff}"))]
    }

    /// One-time codes, by where they come from.
    #[must_use]
    pub fn code(keys: &Keys, from: Option<IpAddr>) -> Vec<Self> {
        vec![Self::new(keys, LITTLE, "code", &network(from))]
    }

    fn new(keys: &Keys, patience: Patience, kind: &str, what: &str) -> Self {
        let place = keys.index("attempt", &format!("{kind}:{what}"));
        let place = hex::encode(place.first_chunk::<2>().unwrap_or(&[0; 2]));
        Self {
            key: format!("{kind}:{place}"),
            patience,
        }
    }
}

/// Where an address belongs: of the longer kind, one subscriber has 2^64.
fn network(address: Option<IpAddr>) -> String {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V6(long)) => {
            let [a, b, c, d, ..] = long.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
        Some(short) => short.to_string(),
        None => String::new(),
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
pub async fn count(app: &App, subjects: &[Subject]) -> Result<(), AttemptError> {
    // Those who must wait are told so without a write: a flood of guesses does not slow selling.
    judged(&mut app.db.read().await?, subjects, app.clock.now()).await?;
    let (app, subjects) = (app.clone(), subjects.to_vec());
    db::own_task(async move {
        let mut tx = app.db.begin_shared().await?;
        let now = app.clock.now();
        let rows = judged(&mut tx, &subjects, now).await?;
        for (subject, row) in subjects.iter().zip(&rows) {
            store::put_attempts(&mut tx, &subject.key, row).await?;
        }
        store::delete_attempts_before(&mut tx, now - FORGOTTEN_AFTER).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Starts afresh after a right try.
pub async fn forgive(tx: &mut Tx, subjects: &[Subject]) -> Result<(), DbError> {
    for subject in subjects {
        store::delete_attempts(tx, &subject.key).await?;
    }
    Ok(())
}

/// What is kept of one more try at each subject, or how long to wait.
async fn judged(tx: &mut Tx, subjects: &[Subject], now: Timestamp) -> Result<Vec<AttemptRow>, AttemptError> {
    let mut rows = Vec::new();
    for subject in subjects {
        let before = store::attempts_at(tx, &subject.key).await?;
        rows.push(judge(subject.patience, before.as_ref(), now)?);
    }
    Ok(rows)
}

/// Decides about one more try: what is then kept, or how long to wait.
fn judge(patience: Patience, before: Option<&AttemptRow>, now: Timestamp) -> Result<AttemptRow, AttemptError> {
    let before = before.filter(|row| (-LONGEST_WAIT..FORGOTTEN_AFTER).contains(&(now - row.last_at)));
    let wait = before.map_or_else(TimeDelta::zero, |row| row.blocked_until - now);
    if wait > TimeDelta::zero() {
        let seconds = wait.num_seconds() + i64::from(wait.subsec_nanos() > 0);
        return Err(AttemptError::TooMany(seconds.unsigned_abs()));
    }
    let failures = before.map_or(0, |row| row.failures) + 1;
    Ok(AttemptRow {
        failures,
        last_at: now,
        blocked_until: now + patience.wait_after(failures),
    })
}

impl Patience {
    /// How long the wait is after so many wrong tries in a row.
    fn wait_after(self, failures: i64) -> TimeDelta {
        if failures < self.free {
            return TimeDelta::zero();
        }
        TimeDelta::seconds((1_i64 << (failures - self.free).min(9)).min(self.longest_seconds))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_after_three_free_tries() {
        let waits: Vec<i64> = (1..=13).map(|n| LITTLE.wait_after(n).num_seconds()).collect();
        assert_eq!(waits, [0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        for n in [62, 63, 64, 65, 66, 67, 68, 1000, i64::MAX] {
            assert_eq!(LITTLE.wait_after(n).num_seconds(), 300, "{n}");
            assert_eq!(MUCH.wait_after(n).num_seconds(), 60, "{n}");
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
                blocked_until: tried + LITTLE.wait_after(40),
            };
            assert_eq!(judge(LITTLE, Some(&row), now).unwrap().failures, failures, "{tried}");
        }
    }

    #[test]
    fn one_subscriber_is_one_address() {
        let of = |address: &str| network(Some(address.parse().unwrap()));
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
    }

    #[test]
    fn a_started_second_counts_whole() {
        let now: Timestamp = "2026-11-23T03:00:00Z".parse().unwrap();
        let row = AttemptRow {
            failures: 3,
            last_at: now,
            blocked_until: now + TimeDelta::milliseconds(1200),
        };
        assert!(matches!(judge(LITTLE, Some(&row), now), Err(AttemptError::TooMany(2))));
    }
}
