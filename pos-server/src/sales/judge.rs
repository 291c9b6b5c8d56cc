//! May this diner eat, and at which price? The card's state first, then the subsidy's rule. Pure.

use super::order::Who;
use super::snapshot::{Facts, Question};
use super::store::Known;
use crate::subsidy::book::Loaded;
use crate::subsidy::decide::{Code, Diner, Taken, Verdict, decide, pending_terms};
use crate::subsidy::words::Meal;
use crate::text::Sentence;

/// The rules' answer to one question, with what it was based on.
#[derive(Debug)]
pub struct Judged {
    /// Yes or no, and why.
    pub verdict: Verdict,
    /// Whom the question named.
    pub known: Option<Known>,
    /// The meal meant.
    pub meal: Option<Meal>,
    /// The meal that stands in the way.
    pub taken: Option<Taken>,
    /// The policy that counted.
    pub policy: Option<Loaded>,
    /// What to tell the cashier.
    pub message: Sentence,
}

/// Judges the question at a place of the list that the facts were loaded for.
pub fn judge(facts: &Facts, place: usize, question: &Question) -> Judged {
    let policy = facts.policy(question);
    let known = facts.known(place).filter(|known| question.may_name(known)).cloned();
    let meal = facts.meal_of(question);
    let taken = known
        .as_ref()
        .zip(meal)
        .and_then(|(known, meal)| facts.taken(question.order.service_date, meal, known.resident_id))
        .cloned();
    let rules = policy.as_ref().map(|loaded| loaded.policy.as_ref());
    let refuse = |code| Verdict::Refuse {
        code,
        pending: pending_terms(rules, &question.order),
        reasons: Vec::new(),
    };
    let verdict = match (&question.who, &known) {
        (Who::NoCard(_), _) => refuse(Code::CardMalformed),
        (Who::Card(_) | Who::Number(_), None) => refuse(Code::CardUnknown),
        (Who::Resident(_), None) | (Who::Unknown, _) => refuse(Code::ResidentUnknown),
        (Who::Guest, _) => decide(rules, &Diner::Guest, None, &question.order),
        (_, Some(known)) => match card_objection(known, question) {
            Some(code) => refuse(code),
            None => decide(rules, &Diner::Resident(facts.of(known, question)), taken.as_ref(), &question.order),
        },
    };
    let (Verdict::Serve { code, .. } | Verdict::Refuse { code, .. }) = &verdict;
    let message = match &question.who {
        Who::NoCard(sentence) => sentence.clone(),
        _ => code.sentence(),
    };
    Judged {
        verdict,
        known,
        meal,
        taken,
        policy,
        message,
    }
}

impl Question {
    /// By name only residents of the own canteen are found; a card is good everywhere.
    fn may_name(&self, known: &Known) -> bool {
        !matches!(self.who, Who::Resident(_)) || known.home == self.canteen
    }
}

fn card_objection(known: &Known, question: &Question) -> Option<Code> {
    match known.card_state.as_deref() {
        Some("blocked") => Some(Code::CardBlocked),
        Some("closed") => Some(Code::CardClosed),
        Some(_) if known.expires_on.is_some_and(|last| last < question.order.service_date) => Some(Code::CardExpired),
        _ => None,
    }
}
