//! How long did a volunteer walk? Nobody types hours: a walk begins when its meals were packed, or with the round that somebody took over
//! on the way, and ends with the last scan at a door. Pure; all numbers of the rule stand here.

pub mod certificate;
pub mod http;
pub mod read;
pub mod store;

use chrono::TimeDelta;

use crate::clock::Timestamp;

/// A walk counts at most so long: a phone whose clock is wrong, or a report that was forgotten, makes nobody walk for days.
pub const LONGEST: TimeDelta = TimeDelta::hours(4);

/// What is known of one volunteer on one round, with at least one report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walked {
    /// When the meals were packed.
    pub packed_at: Option<Timestamp>,
    /// When the round was made; on the way, if somebody took it over.
    pub made_at: Timestamp,
    /// Whether somebody else had reported from this round before.
    pub was_begun: bool,
    /// The first report.
    pub first_at: Timestamp,
    /// The last report.
    pub last_at: Timestamp,
}

/// From when to when a walk counts.
#[must_use]
pub fn walk(walked: &Walked) -> (Timestamp, Timestamp) {
    let set_out = match walked.packed_at {
        Some(packed) if !walked.was_begun => packed.max(walked.made_at).min(walked.first_at),
        _ => walked.first_at,
    };
    (set_out, walked.last_at.clamp(set_out, set_out + LONGEST))
}

/// The whole minutes of some walks together: who carries two rounds at once walks once.
#[must_use]
pub fn minutes(mut walks: Vec<(Timestamp, Timestamp)>) -> i64 {
    walks.sort_unstable();
    let mut whole = TimeDelta::zero();
    let mut until: Option<Timestamp> = None;
    for (from, to) in walks {
        let from = until.map_or(from, |until| from.max(until));
        whole += (to - from).max(TimeDelta::zero());
        until = Some(until.map_or(to, |until| until.max(to)));
    }
    whole.num_minutes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(minute: i64) -> Timestamp {
        "2026-11-23T03:00:00Z".parse::<Timestamp>().unwrap() + TimeDelta::minutes(minute)
    }

    #[test]
    fn a_walk_is_from_packing_to_the_last_report() {
        let usual = Walked {
            packed_at: Some(moment(0)),
            made_at: moment(-60),
            was_begun: false,
            first_at: moment(10),
            last_at: moment(75),
        };
        let taken_over = Walked {
            made_at: moment(30),
            first_at: moment(40),
            ..usual
        };
        let wrong_clock = Walked {
            first_at: moment(-20),
            last_at: moment(-10),
            ..usual
        };
        let forgotten = Walked {
            last_at: moment(5_000),
            ..usual
        };
        for (walked, from, to) in [
            (usual, 0, 75),
            (Walked { was_begun: true, ..usual }, 10, 75),
            (taken_over, 30, 75),
            (Walked { packed_at: None, ..usual }, 10, 75),
            (wrong_clock, -20, -10),
            (forgotten, 0, 240),
        ] {
            assert_eq!(walk(&walked), (moment(from), moment(to)), "{walked:?}");
        }
    }

    #[test]
    fn who_carries_two_rounds_at_once_walks_once() {
        for (walks, expected) in [
            (vec![], 0),
            (vec![(0, 30)], 30),
            (vec![(0, 30), (20, 50)], 50),
            (vec![(100, 130), (0, 30)], 60),
            (vec![(0, 60), (10, 20), (15, 70)], 70),
        ] {
            let walks = walks.into_iter().map(|(from, to)| (moment(from), moment(to))).collect();
            assert_eq!(minutes(walks), expected);
        }
    }
}
