//! What happens at the counter on a day? The visits of the day's trade, and the mishaps of a real one. Pure.

use chrono::{NaiveDate, TimeDelta};

use crate::clock::Timestamp;
use crate::demo::dice::Dice;
use crate::demo::trade::{Habit, Visit, Visitor, at, visits};

/// What somebody at the counter does, or what befalls them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Buys a meal.
    Buy,
    /// Puts money on the card, then buys a meal.
    TopUpAndBuy,
    /// Buys a meal; the lane sends the order twice.
    SendTwice,
    /// Buys a meal, and a minute later another one.
    ComeAgain,
    /// Holds the card before two lanes at once.
    TwoLanes,
    /// Is charged by mistake; the sale is undone and sold again.
    UndoAndBuy,
    /// Sees another price than the one that holds.
    WrongPrice,
    /// Comes with a card that was reported lost; eats as pending, and has a new card from then on.
    LostCard,
    /// Comes between the meals.
    OutOfHours,
    /// Nobody comes: the cashier fetches change from the safe.
    CashIn,
    /// Nobody comes: something for the kitchen is paid from the drawer.
    CashOut,
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Who, when and for which meal.
    pub visit: Visit,
    /// What.
    pub act: Act,
}

/// How often each act happens, of 1,000 visits with a card.
const ACTS: [(Act, i64); 8] = [
    (Act::Buy, 770),
    (Act::TopUpAndBuy, 90),
    (Act::SendTwice, 40),
    (Act::ComeAgain, 35),
    (Act::TwoLanes, 25),
    (Act::UndoAndBuy, 20),
    (Act::WrongPrice, 10),
    (Act::LostCard, 10),
];

/// Everything that happens on a day, in order.
pub fn events(dice: &mut Dice, habits: &[Habit], day: NaiveDate) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    let visits = visits(dice, habits, day);
    for act in [Act::CashIn, Act::CashOut, Act::CashOut] {
        if let Some(visit) = dice.pick(&visits).cloned() {
            let at = between_meals(dice, day);
            events.push(Event {
                visit: Visit { at, ..visit },
                act,
            });
        }
    }
    for visit in visits {
        let act = match visit.visitor {
            Visitor::Diner(_) => dice.weighted(&ACTS).copied().unwrap_or(Act::Buy),
            Visitor::Guest | Visitor::Stranger => Act::Buy,
        };
        if dice.happens(5) {
            events.push(Event {
                visit: Visit {
                    at: between_meals(dice, day),
                    ..visit.clone()
                },
                act: Act::OutOfHours,
            });
        }
        events.push(Event { visit, act });
    }
    events.sort_by_key(|event| event.visit.at);
    events
}

/// Some moment between 14:00 and 16:00.
fn between_meals(dice: &mut Dice, day: NaiveDate) -> Timestamp {
    at(day) + TimeDelta::hours(14) + TimeDelta::seconds(dice.between(0, 7_200))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_has_all_kinds_of_mishaps_and_is_the_same_for_the_same_seed() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let of_seed = |seed| events(&mut Dice::from_seed(seed), &vec![Habit::regular(); 2_000], day);
        assert_eq!(of_seed(1), of_seed(1));
        let acts = ACTS.iter().map(|(act, _)| *act).chain([Act::OutOfHours, Act::CashIn, Act::CashOut]);
        for act in acts {
            assert!(of_seed(1).iter().any(|event| event.act == act), "{act:?}");
        }
    }
}
