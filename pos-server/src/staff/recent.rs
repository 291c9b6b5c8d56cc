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
/// How many cookies are remembered; a city has fewer, and whoever floods the server gains nothing.
const MOST: usize = 10_000;

/// The memory of one server.
#[derive(Debug, Clone, Default)]
pub struct Recent(Arc<Mutex<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    /// Counts what was forgotten, so that an answer read before does not come back after.
    forgotten: u64,
    sessions: HashMap<[u8; 32], (Instant, SessionRow)>,
    devices: HashMap<[u8; 32], (Instant, DeviceRow)>,
    seen: HashMap<LaneId, Timestamp>,
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
        self.with(|memory| fresh(&memory.sessions, token_hash))
    }

    /// The device that a token's hash belonged to a moment ago.
    #[must_use]
    pub fn device(&self, token_hash: &[u8; 32]) -> Option<DeviceRow> {
        self.with(|memory| fresh(&memory.devices, token_hash))
    }

    /// Remembers a session.
    pub fn keep_session(&self, since: Since, token_hash: [u8; 32], row: SessionRow) {
        self.with(|memory| {
            if since.0 == memory.forgotten {
                keep(&mut memory.sessions, token_hash, row);
            }
        });
    }

    /// Remembers a device, and that its lane was seen.
    pub fn keep_device(&self, since: Since, token_hash: [u8; 32], row: DeviceRow, now: Timestamp) {
        self.with(|memory| {
            if since.0 == memory.forgotten {
                memory.seen.insert(row.id, now);
                keep(&mut memory.devices, token_hash, row);
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

fn fresh<T: Clone>(map: &HashMap<[u8; 32], (Instant, T)>, key: &[u8; 32]) -> Option<T> {
    let (at, row) = map.get(key)?;
    (at.elapsed() < GOOD_FOR).then(|| row.clone())
}

fn keep<T>(map: &mut HashMap<[u8; 32], (Instant, T)>, key: [u8; 32], row: T) {
    if map.len() >= MOST {
        map.clear();
    }
    map.insert(key, (Instant::now(), row));
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
        recent.keep_device(recent.since(), [1; 32], row(), now);
        assert!(recent.device(&[1; 32]).is_some());
        assert!(recent.device(&[2; 32]).is_none());
        let before = recent.since();
        recent.forget();
        recent.keep_device(before, [1; 32], row(), now);
        assert!(recent.device(&[1; 32]).is_none());
    }

    #[test]
    fn the_memory_is_bounded() {
        let (recent, now) = (Recent::default(), Timestamp::default());
        for n in 0..=MOST {
            let mut key = [0; 32];
            key[..8].copy_from_slice(&n.to_be_bytes());
            recent.keep_device(recent.since(), key, row(), now);
        }
        assert!(recent.with(|memory| memory.devices.len()) <= MOST);
    }
}
