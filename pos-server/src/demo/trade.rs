//! Who comes to eat on a day, and when? Habits, a curve of arrivals, and a few who belong to no group.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::dice::Dice;
use crate::calendar::ZONE;
use crate::clock::Timestamp;
use crate::sales::order::Tender;
use crate::subsidy::words::Meal;

/// How somebody takes part in the canteen's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// Of 1,000 lunches, how many they eat here.
    lunch: i64,
    /// Of 1,000 dinners.
    dinner: i64,
    /// A child eats at school on school days.
    is_child: bool,
}

/// One person at the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// When.
    pub at: Timestamp,
    /// For which meal.
    pub meal: Meal,
    /// Who.
    pub visitor: Visitor,
    /// How they pay.
    pub tender: Tender,
}

/// Who stands at the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visitor {
    /// A diner with a card, by their place in the list of habits.
    Diner(usize),
    /// A guest, who pays the standard.
    Guest,
    /// An elder without a card whom nobody finds at once: served, and looked at tomorrow.
    Stranger,
}

impl Habit {
    /// Draws somebody's habit: some are regulars, most come now and then or hardly ever.
    pub fn draw(dice: &mut Dice, is_child: bool) -> Self {
        let (lunch, dinner) = match dice.between(1, 100) {
            1..=7 => (820, 450),
            8..=22 => (250, 90),
            23..=60 => (15, 8),
            _ => (0, 0),
        };
        Self { lunch, dinner, is_child }
    }

    /// The habit of somebody who comes nearly every day.
    #[must_use]
    pub const fn regular() -> Self {
        Self {
            lunch: 820,
            dinner: 450,
            is_child: false,
        }
    }

    fn chance(self, meal: Meal, day: NaiveDate) -> i64 {
        let is_school_day = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        match meal {
            Meal::Lunch if self.is_child && is_school_day => self.lunch / 3,
            Meal::Lunch => self.lunch,
            Meal::Dinner => self.dinner,
        }
    }
}

/// Everybody who comes on a day, in the order in which they come.
#[must_use]
pub fn visits(dice: &mut Dice, habits: &[Habit], day: NaiveDate) -> Vec<Visit> {
    let mut visits = Vec::new();
    for meal in [Meal::Lunch, Meal::Dinner] {
        for (place, habit) in habits.iter().enumerate() {
            if dice.happens(habit.chance(meal, day)) {
                visits.push(visit(dice, meal, day, Visitor::Diner(place)));
            }
        }
        for _ in 0..dice.between(3, 9) {
            visits.push(visit(dice, meal, day, Visitor::Guest));
        }
        if dice.happens(300) {
            visits.push(visit(dice, meal, day, Visitor::Stranger));
        }
    }
    visits.sort_by_key(|visit| visit.at);
    visits
}

fn visit(dice: &mut Dice, meal: Meal, day: NaiveDate, visitor: Visitor) -> Visit {
    let tenders = [(Tender::Wechat, 52), (Tender::Cash, 38), (Tender::Alipay, 10)];
    Visit {
        at: arrival(dice, meal, day),
        meal,
        visitor,
        tender: dice.weighted(&tenders).copied().unwrap_or(Tender::Cash),
    }
}

/// Elders come early: the sum of two draws peaks at a third of the way from 10:40 to 13:00, or from 16:40 to 18:40.
fn arrival(dice: &mut Dice, meal: Meal, day: NaiveDate) -> Timestamp {
    let (opens, minutes) = match meal {
        Meal::Lunch => (TimeDelta::minutes(640), 140),
        Meal::Dinner => (TimeDelta::minutes(1_000), 120),
    };
    let after = dice.between(0, minutes * 20) + dice.between(0, minutes * 40);
    at(day) + opens + TimeDelta::seconds(after) + TimeDelta::milliseconds(dice.between(0, 999))
}

/// The midnight with which a day begins in the canteen.
#[must_use]
pub fn at(day: NaiveDate) -> Timestamp {
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    midnight
        .and_local_timezone(ZONE)
        .earliest()
        .map(|local| local.to_utc())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{day_of, time_of};

    #[test]
    fn a_weekday_of_qiyi_brings_a_few_hundred_in_opening_hours() {
        let mut dice = Dice::from_seed(1);
        let habits: Vec<Habit> = (0..3_400).map(|n| Habit::draw(&mut dice, n % 3 == 0)).collect();
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let visits = visits(&mut dice, &habits, day);
        let lunches = visits.iter().filter(|visit| visit.meal == Meal::Lunch).count();
        assert!((200..500).contains(&lunches), "{lunches}");
        assert!((80..300).contains(&(visits.len() - lunches)), "{}", visits.len() - lunches);
        for visit in &visits {
            let (from, to) = if visit.meal == Meal::Lunch {
                ("10:40:00", "13:01:00")
            } else {
                ("16:40:00", "18:41:00")
            };
            let time = time_of(visit.at);
            assert!(
                day_of(visit.at) == day && time >= from.parse().unwrap() && time < to.parse().unwrap(),
                "{visit:?}"
            );
        }
        let diners: Vec<_> = visits
            .iter()
            .filter(|v| matches!(v.visitor, Visitor::Diner(_)))
            .map(|v| (v.meal, v.visitor))
            .collect();
        assert!(
            diners.iter().enumerate().all(|(i, one)| !diners[..i].contains(one)),
            "nobody comes twice to one meal"
        );
    }
}
