//! Would each meal be given the same by what is known now? Given too much: over a limit, without the class, outside the ages. Given too
//! little: owed to the diner. Pure.

use std::collections::HashMap;

use super::exception::Found;
use super::facts::{MonthFacts, MonthMeal};
use super::words;
use crate::db::DbError;
use crate::finance::replay::Outcome;
use crate::finance::replay::rehearse::{Replayed, replay};
use crate::finance::replay::store::Booked;
use crate::ids::SaleId;
use crate::money::Fen;
use crate::subsidy::because::Because;
use crate::subsidy::check_rules::Check;
use crate::subsidy::decide::{Code, Reason, Verdict};

/// E02, E03, E04 and E22.
pub fn found(facts: &MonthFacts) -> Result<Vec<Found>, DbError> {
    let by_id: HashMap<SaleId, &MonthMeal> = facts.meals.iter().map(|meal| (meal.booked.id, meal)).collect();
    let replayed = replay(&facts.knowledge, in_turn(&facts.meals), None)?;
    let found = replayed.iter().filter_map(|again| judge(by_id.get(&again.booked.id)?, again));
    Ok(found.collect())
}

/// The meals that a rule decided as they were booked, then those that wait: they see all that was given.
fn in_turn(meals: &[MonthMeal]) -> Vec<Booked> {
    let (waiting, decided): (Vec<&MonthMeal>, Vec<&MonthMeal>) = meals.iter().partition(|meal| meal.booked.state == "pending");
    decided.into_iter().chain(waiting).map(|meal| meal.booked.clone()).collect()
}

fn judge(meal: &MonthMeal, again: &Replayed) -> Option<Found> {
    meal.booked.resident_id?;
    let given: Fen = again.shares.iter().map(|share| share.amount).sum();
    let now = Outcome::from(&again.verdict);
    let due = now.subsidy();
    if given < due {
        return owed(meal, due.minus(given));
    }
    if given == due {
        return None;
    }
    let check = too_much(now.code, &again.verdict)?;
    let message = words::too_much(meal, check, given.minus(due), &now.code.sentence());
    Some(Found::about(check, message, &[meal]).mended_at("/office/register"))
}

/// E22: eligible, and paid more than the rule asks. A second meal, and one on a lost card, is not owed but looked into.
fn owed(meal: &MonthMeal, amount: Fen) -> Option<Found> {
    let is_looked_into = matches!(meal.code, Code::AlreadyServed | Code::CardBlocked);
    (!is_looked_into).then(|| Found::about(Check::E22, words::owed(meal, amount), &[meal]))
}

/// Which check says that a meal was given too much; none where another check says it: a second meal (E01), somebody gone (E05).
fn too_much(code: Code, verdict: &Verdict) -> Option<Check> {
    let (Verdict::Serve { reasons, .. } | Verdict::Refuse { reasons, .. }) = verdict;
    let because = || {
        reasons.iter().filter_map(|reason| match reason {
            Reason::NotGranted { because, .. } => Some(because),
            _ => None,
        })
    };
    match code {
        Code::AlreadyServed | Code::ResidentDied | Code::ResidentMovedOut => None,
        Code::GuestFullStandard | Code::NotEligible => Some(Check::E04),
        _ if because().any(|because| matches!(because, Because::InCareHome)) => None,
        _ if because().any(|because| matches!(because, Because::LimitReached { .. })) => Some(Check::E02),
        _ if because().any(|because| matches!(because, Because::OtherAge { .. })) => Some(Check::E04),
        _ => Some(Check::E03),
    }
}
