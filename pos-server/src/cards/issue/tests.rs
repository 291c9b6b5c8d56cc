//! Who gets a card and who does not?

use super::*;
use uuid::Uuid;

fn candidate(id: u128, birth: &str) -> Candidate {
    Candidate {
        resident_id: Uuid::from_u128(id).into(),
        birth_date: birth.parse().unwrap(),
        gone: None,
        has_card: false,
        has_lost_card: false,
    }
}

/// An elder, one with a card, one whose card is lost, one who died, one who moved away, and somebody of 30.
fn street() -> Vec<Candidate> {
    vec![
        candidate(1, "1950-01-01"),
        Candidate {
            has_card: true,
            ..candidate(2, "1950-01-01")
        },
        Candidate {
            has_lost_card: true,
            ..candidate(3, "1950-01-01")
        },
        Candidate {
            gone: Some("died".to_owned()),
            ..candidate(4, "1950-01-01")
        },
        Candidate {
            gone: Some("moved_out".to_owned()),
            ..candidate(5, "1950-01-01")
        },
        candidate(6, "1996-01-01"),
    ]
}

fn reasons(skipped: &[Skipped]) -> Vec<(u128, SkipReason)> {
    skipped.iter().map(|s| (s.resident_id.uuid().as_u128(), s.reason)).collect()
}

fn numbers(chosen: &[ResidentId]) -> Vec<u128> {
    chosen.iter().map(|id| id.uuid().as_u128()).collect()
}

#[test]
fn all_eligible_who_have_none_get_one() {
    let (chosen, skipped) = choose(&To::AllEligible, &street(), |birth| birth < "1966-11-24".parse().unwrap());
    assert_eq!(numbers(&chosen), [1]);
    assert_eq!(reasons(&skipped), [(3, SkipReason::CardBlocked)]);
}

#[test]
fn who_is_named_and_gets_none_is_told_why() {
    let asked = (1..=7).map(|id| Uuid::from_u128(id).into()).collect();
    let (chosen, skipped) = choose(&To::Residents(asked), &street(), |_| false);
    assert_eq!(numbers(&chosen), [1, 6]);
    assert_eq!(
        reasons(&skipped),
        [
            (2, SkipReason::HasCard),
            (3, SkipReason::CardBlocked),
            (4, SkipReason::ResidentDied),
            (5, SkipReason::ResidentMovedOut),
            (7, SkipReason::ResidentUnknown),
        ]
    );
}

#[test]
fn the_same_order_has_the_same_hash_whatever_its_batch() {
    let order = |batch: u128, expires_on: Option<&str>| Order {
        batch: Uuid::from_u128(batch).into(),
        to: To::AllEligible,
        expires_on: expires_on.map(|day| day.parse().unwrap()),
    };
    assert_eq!(order(1, None).hash(), order(2, None).hash());
    assert_ne!(order(1, None).hash(), order(1, Some("2027-01-01")).hash());
}
