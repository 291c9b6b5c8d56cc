//! Where does a stop stand? From what was brought of it: nobody was there yet, delivered, to be settled, not delivered, or somebody is
//! being looked for. Nothing closes a search by itself. Pure.

use chrono::TimeDelta;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{ResultRow, SettledRow, StepRow};
use super::words::{Decision, Found, Rung, StopOutcome};
use crate::clock::Timestamp;

/// After so long without an answer the board turns amber.
const AMBER: TimeDelta = TimeDelta::minutes(10);
/// After so long it turns red.
const RED: TimeDelta = TimeDelta::minutes(20);

/// Where a stop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum StopState {
    /// Nobody was there yet.
    Waiting,
    /// Nobody opened, and nobody knows why yet.
    Searching {
        /// Since when.
        since: Timestamp,
    },
    /// Handed over with proof.
    Delivered,
    /// Handed over without proof, or without a word about the money: a second person settles it.
    Unproved,
    /// A second person settled it.
    Settled {
        /// How.
        decision: Decision,
    },
    /// Refused, at the wrong address, not at home and found, or voided: the meal is waste.
    NotDelivered,
}

impl StopState {
    /// May a round be closed with a stop that stands so?
    #[must_use]
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Waiting | Self::Searching { .. })
    }
}

/// How urgent a search is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Alarm {
    /// Nobody has to worry.
    None,
    /// For more than ten minutes.
    Amber,
    /// For more than twenty minutes.
    Red,
}

/// Where a stop stands after everything that was brought of it.
#[must_use]
pub fn state(results: &[&ResultRow], steps: &[&StepRow], settled: Option<&SettledRow>) -> StopState {
    let is_undone = results.iter().any(|result| result.undone_at.is_some());
    if is_undone {
        return StopState::NotDelivered;
    }
    if let Some(settled) = settled {
        return StopState::Settled {
            decision: settled.decision,
        };
    }
    if let Some(end) = results.iter().find(|result| result.ends_stop) {
        return match end.outcome {
            _ if end.is_booked() => StopState::Delivered,
            StopOutcome::HandedOver | StopOutcome::Neighbour => StopState::Unproved,
            StopOutcome::NotAtHome | StopOutcome::Refused | StopOutcome::WrongAddress => StopState::NotDelivered,
        };
    }
    if results.iter().any(|result| result.is_untold()) {
        return StopState::Unproved;
    }
    if results.is_empty() {
        return StopState::Waiting;
    }
    // Whoever is not at home a second time is looked for again.
    let is_found = |step: &&&StepRow| step.found == Found::Reached || step.rung == Rung::Closed;
    let found = steps.iter().filter(is_found).map(|step| step.at).max();
    let since = results
        .iter()
        .map(|result| result.at)
        .filter(|at| found.is_none_or(|found| *at > found))
        .min();
    since.map_or(StopState::NotDelivered, |since| StopState::Searching { since })
}

/// How urgent it is at a moment.
#[must_use]
pub fn alarm(state: StopState, now: Timestamp) -> Alarm {
    match state {
        StopState::Searching { since } if now - since >= RED => Alarm::Red,
        StopState::Searching { since } if now - since >= AMBER => Alarm::Amber,
        _ => Alarm::None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::store::MONEY_UNTOLD;
    use super::super::words::Proof;
    use super::*;
    use crate::ids::{ResultId, StepId, StopId};
    use crate::money::Fen;

    fn moment(minute: i64) -> Timestamp {
        "2026-11-23T04:00:00Z".parse::<Timestamp>().unwrap() + TimeDelta::minutes(minute)
    }

    fn result(outcome: StopOutcome, proof: Option<Proof>, minute: i64) -> ResultRow {
        ResultRow {
            id: ResultId::new(),
            stop_id: StopId::new(),
            volunteer: String::new(),
            outcome,
            proof: proof.map(|proof| proof.as_str().to_owned()),
            person: String::new(),
            at: moment(minute),
            received_at: moment(minute),
            collected_fen: Fen::ZERO,
            welfare: None,
            note: None,
            ends_stop: outcome != StopOutcome::NotAtHome,
            code: None,
            request_hash: Vec::new(),
            answered_at: None,
            undone_at: None,
            volunteer_id: crate::ids::StaffId::new(),
        }
    }

    fn step(rung: Rung, found: Found) -> StepRow {
        StepRow {
            id: StepId::new(),
            stop_id: StopId::new(),
            rung,
            at: moment(5),
            who: String::new(),
            staff: None,
            found,
            note: None,
            request_hash: Vec::new(),
        }
    }

    #[test]
    fn a_stop_stands_where_its_results_and_the_ladder_leave_it() {
        let (away, refused) = (result(StopOutcome::NotAtHome, None, 0), result(StopOutcome::Refused, None, 3));
        let proved = result(StopOutcome::HandedOver, Some(Proof::Card), 9);
        let (said, neighbour) = (
            result(StopOutcome::HandedOver, None, 9),
            result(StopOutcome::Neighbour, Some(Proof::DoorTag), 9),
        );
        let later = ResultRow {
            ends_stop: false,
            ..refused.clone()
        };
        let untold = ResultRow {
            ends_stop: false,
            code: Some(MONEY_UNTOLD.to_owned()),
            ..proved.clone()
        };
        let (rang, found) = (step(Rung::Ring, Found::NotReached), step(Rung::Phone, Found::Reached));
        let closed = step(Rung::Closed, Found::NotReached);
        let again = result(StopOutcome::NotAtHome, None, 6);
        let undone = ResultRow {
            undone_at: Some(moment(20)),
            ..proved.clone()
        };
        let searching = StopState::Searching { since: moment(0) };
        for (results, steps, expected) in [
            (vec![], vec![], StopState::Waiting),
            (vec![&away], vec![], searching),
            (vec![&away], vec![&rang], searching),
            (vec![&away], vec![&rang, &found], StopState::NotDelivered),
            (vec![&away], vec![&closed], StopState::NotDelivered),
            (vec![&away, &proved], vec![&rang], StopState::Delivered),
            (vec![&proved, &later], vec![], StopState::Delivered),
            (vec![&said], vec![], StopState::Unproved),
            (vec![&neighbour], vec![], StopState::Unproved),
            (vec![&refused], vec![], StopState::NotDelivered),
            (vec![], vec![&found], StopState::Waiting),
            (vec![&away, &again], vec![&found], StopState::Searching { since: moment(6) }),
            (vec![&again], vec![&found], StopState::Searching { since: moment(6) }),
            (vec![&untold], vec![], StopState::Unproved),
            (vec![&away, &untold, &later], vec![&rang], StopState::Unproved),
            (vec![&untold, &proved], vec![], StopState::Delivered),
            (vec![&undone], vec![], StopState::NotDelivered),
        ] {
            assert_eq!(state(&results, &steps, None), expected, "{results:?} {steps:?}");
        }
    }

    #[test]
    fn a_search_turns_amber_and_then_red() {
        let searching = StopState::Searching { since: moment(0) };
        for (minute, expected) in [
            (0, Alarm::None),
            (9, Alarm::None),
            (10, Alarm::Amber),
            (19, Alarm::Amber),
            (20, Alarm::Red),
        ] {
            assert_eq!(alarm(searching, moment(minute)), expected, "{minute}");
        }
        assert_eq!(alarm(StopState::Waiting, moment(99)), Alarm::None);
    }
}
