//! Who was let in a moment ago? Every sale passes here, so what the database said about a cookie is remembered for a
//! second. Whatever this server itself ends (a logout, a revoked lane, a disabled person) is forgotten at once.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::clock::Timestamp;
use crate::ids::LaneId;

use super::store::sessions::{DeviceRow, SessionRow};

/// How long an answer of the database is good.
const GOOD_FOR: Duration = Duration::from_secs(1);
/// How long it is good at most, while one request asks again and the others do not wait for it.
const GOOD_AT_MOST: Duration = Duration::from_secs(3);
/// How many cookies are remembered; a city has fewer, and whoever floods the server gains nothing.
const MOST: usize = 10_000;

/// The memory of one server.
#[derive(Debug, Clone, Default)]
pub struct Recent(Arc<Mutex<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    /// Counts what was forgotten, so that an answer read before does not come back after.
    forgotten: u64,
    sessions: HashMap<[u8; 32], Known<SessionRow>>,
    devices: HashMap<[u8; 32], Known<DeviceRow>>,
    seen: HashMap<LaneId, Timestamp>,
}

/// An answer of the database.
#[derive(Debug)]
struct Known<T> {
    /// When it was read.
    read: Instant,
    /// When somebody last set out to read it again.
    asked: Instant,
    row: T,
}

/// How much had been forgotten when the database was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since(u64);

impl Recent {
    /// Call before asking the database; the answer counts only if nothing was forgotten meanwhile.
    #[must_use]
    pub fn since(&self) -> Since {
        self.with(|memory| Since(memory.forgotten))
    }

    /// The session that a token's hash opened a moment ago.
    #[must_use]
    pub fn session(&self, token_hash: &[u8; 32]) -> Option<SessionRow> {
        self.with(|memory| fresh(&mut memory.sessions, token_hash))
    }

    /// The device that a token's hash belonged to a moment ago.
    #[must_use]
    pub fn device(&self, token_hash: &[u8; 32]) -> Option<DeviceRow> {
        self.with(|memory| fresh(&mut memory.devices, token_hash))
    }

    /// Remembers what the database said about a session; that there is none counts at once.
    pub fn keep_session(&self, since: Since, token_hash: [u8; 32], row: Option<&SessionRow>) {
        self.with(|memory| {
            if since.0 == memory.forgotten {
                keep(&mut memory.sessions, token_hash, row);
            }
        });
    }

    /// Remembers what the database said about a device, and that its lane was seen.
    pub fn keep_device(&self, since: Since, token_hash: [u8; 32], row: Option<&DeviceRow>, now: Timestamp) {
        self.with(|memory| {
            if since.0 == memory.forgotten {
                keep(&mut memory.devices, token_hash, row);
            }
            if let Some(row) = row {
                memory.seen.insert(row.id, now);
            }
        });
    }

    /// When this server last saw a lane's device.
    #[must_use]
    pub fn last_seen(&self, lane: LaneId) -> Option<Timestamp> {
        self.with(|memory| memory.seen.get(&lane).copied())
    }

    /// Forgets all sessions and devices. Call it after the commit that ended one of them: it is rare, and asking the
    /// database again for the others costs nothing.
    pub fn forget(&self) {
        self.with(|memory| {
            memory.forgotten += 1;
            memory.sessions.clear();
            memory.devices.clear();
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What is known, if it is good. Of the requests that come when it is no longer, the first asks the database and the others
/// make do: a whole queue of them asking at once would be a hiccup every second.
fn fresh<T: Clone>(map: &mut HashMap<[u8; 32], Known<T>>, key: &[u8; 32]) -> Option<T> {
    let known = map.get_mut(key)?;
    let is_being_asked = known.asked.elapsed() < GOOD_FOR && known.read.elapsed() < GOOD_AT_MOST;
    if known.read.elapsed() < GOOD_FOR || is_being_asked {
        return Some(known.row.clone());
    }
    known.asked = Instant::now();
    None
}

fn keep<T: Clone>(map: &mut HashMap<[u8; 32], Known<T>>, key: [u8; 32], row: Option<&T>) {
    let Some(row) = row.cloned() else {
        map.remove(&key);
        return;
    };
    if map.len() >= MOST {
        map.clear();
    }
    let now = Instant::now();
    map.insert(
        key,
        Known {
            read: now,
            asked: now,
            row,
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::CanteenId;

    fn row() -> DeviceRow {
        DeviceRow {
            id: LaneId::new(),
            canteen_id: CanteenId::new(),
            code: "01".to_owned(),
            name: "一号窗口".to_owned(),
            canteen_name: "七一社区幸福食堂".to_owned(),
        }
    }

    #[test]
    fn an_answer_read_before_a_logout_does_not_come_back_after_it() {
        let (recent, now) = (Recent::default(), Timestamp::default());
        recent.keep_device(recent.since(), [1; 32], Some(&row()), now);
        assert!(recent.device(&[1; 32]).is_some());
        assert!(recent.device(&[2; 32]).is_none());
        let before = recent.since();
        recent.forget();
        recent.keep_device(before, [1; 32], Some(&row()), now);
        assert!(recent.device(&[1; 32]).is_none());
    }

    #[test]
    fn of_many_requests_one_asks_again_and_the_others_make_do_for_a_while() {
        let past = |ago: Duration| Instant::now().checked_sub(ago).unwrap();
        let known = |read: Duration, asked: Duration| {
            HashMap::from([(
                [1; 32],
                Known {
                    read: past(read),
                    asked: past(asked),
                    row: 7,
                },
            )])
        };
        let (young, old, ancient) = (Duration::from_millis(500), Duration::from_millis(1500), Duration::from_secs(4));
        assert_eq!(fresh(&mut known(young, young), &[1; 32]), Some(7));
        let mut map = known(old, old);
        assert_eq!((fresh(&mut map, &[1; 32]), fresh(&mut map, &[1; 32])), (None, Some(7)));
        assert_eq!(fresh(&mut known(ancient, young), &[1; 32]), None);
        keep(&mut map, [1; 32], None);
        assert_eq!(fresh(&mut map, &[1; 32]), None);
    }

    #[test]
    fn the_memory_is_bounded() {
        let (recent, now) = (Recent::default(), Timestamp::default());
        for n in 0..=MOST {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&n.to_be_bytes());
            recent.keep_device(recent.since(), key, Some(&row()), now);
        }
        assert!(recent.with(|memory| memory.devices.len()) <= MOST);
    }
}
