//! Who gets a subsidy, and when? Each condition of a policy, and what stood in the way if one is not met.

use chrono::{Datelike, Weekday};

use super::because::Because;
use super::decide::{Facts, Order};
use super::eligibility::AgeRange;
use super::holidays::DayKind;
use super::standing::{Held, Home, Kind};
use super::words::{Channel, DinerGroup, Group, Meal};

/// One meal of one diner, as the conditions see it.
#[derive(Debug, Clone, Copy)]
pub struct Situation<'a> {
    /// When and how.
    pub order: &'a Order,
    /// Which meal.
    pub meal: Meal,
    /// As whom the diner eats.
    pub group: DinerGroup,
    /// The age in full years, if the diner is of the register.
    pub age: Option<u32>,
    /// What is known of the diner; nothing of a guest.
    pub facts: Option<&'a Facts>,
}

/// Who gets something. An empty list asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Who {
    /// One of these groups.
    pub groups: Vec<Group>,
    /// An age in this range.
    pub age: Option<AgeRange>,
    /// One of these residencies.
    pub residency: Vec<String>,
    /// One of these classes.
    pub classes: Vec<String>,
    /// Whether the class must be proved by a paper.
    pub proof: Proof,
    /// None of these classes.
    pub except: Vec<String>,
    /// Whether residents of care homes are left out.
    pub care_home: CareHome,
    /// Registered by one of these communities.
    pub homes: Vec<Homes>,
}

/// Whether a class must be proved by a paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Proof {
    /// The register's word is enough.
    #[default]
    Register,
    /// The register must have a paper.
    Document,
}

/// Whether residents of care homes get something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CareHome {
    /// Like everybody else.
    #[default]
    Included,
    /// They are left out.
    Excluded,
}

/// Communities that register residents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Homes {
    /// The canteen's own.
    Own,
    /// The one with this code.
    Code(String),
    /// All whose codes begin like this: those of a town or a district.
    Prefix(String),
}

/// When something is given. An empty list asks for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct When {
    /// At one of these meals.
    pub meals: Vec<Meal>,
    /// On workdays only, or on days of rest only.
    pub days: Option<DayKind>,
    /// On one of these weekdays.
    pub weekdays: Vec<Weekday>,
    /// Handed over in one of these ways.
    pub channels: Vec<Channel>,
}

impl Who {
    /// Does it ask for residency, classes or care homes?
    #[must_use]
    pub fn asks_for_standing(&self) -> bool {
        let lists = [&self.residency, &self.classes, &self.except];
        lists.iter().any(|list| !list.is_empty()) || self.care_home == CareHome::Excluded
    }

    /// What stands in the way; `None` if nothing does.
    #[must_use]
    pub fn objection(&self, at: &Situation<'_>) -> Option<Because> {
        let is_of = |group: &Group| DinerGroup::from(Some(*group)) == at.group;
        if !self.groups.is_empty() && !self.groups.iter().any(is_of) {
            return Some(Because::OtherGroup);
        }
        let (Some(facts), Some(age)) = (at.facts, at.age) else {
            return (*self != Self::default()).then_some(Because::OtherGroup);
        };
        if let Some(range) = self.age.filter(|range| !range.holds(age)) {
            let range = range.describe();
            return Some(Because::OtherAge { age, range });
        }
        let held = |kind| facts.held.iter().filter(move |held| held.kind == kind);
        let now = |kind| held(kind).filter(|held| held.holds_on(at.order.service_date));
        if !self.residency.is_empty() && !now(Kind::Residency).any(|held| self.residency.contains(&held.value)) {
            let asks = self.residency.clone();
            return Some(Because::OtherResidency { asks });
        }
        let of_class = |held: &&Held| self.classes.contains(&held.value);
        if !self.classes.is_empty() {
            let classes: Vec<&Held> = now(Kind::Class).filter(of_class).collect();
            let Some(first) = classes.first() else {
                return Some(self.no_class(held(Kind::Class).filter(of_class), at));
            };
            if self.proof == Proof::Document && !classes.iter().any(|held| held.has_document) {
                let class = first.value.clone();
                return Some(Because::NoDocument { class });
            }
        }
        if let Some(held) = now(Kind::Class).find(|held| self.except.contains(&held.value)) {
            let class = held.value.clone();
            return Some(Because::ExceptClass { class });
        }
        if self.care_home == CareHome::Excluded && now(Kind::CareHome).next().is_some() {
            return Some(Because::InCareHome);
        }
        if !self.homes.is_empty() && !self.homes.iter().any(|homes| homes.holds(&facts.home)) {
            let home = match &facts.home {
                Home::Own => String::new(),
                Home::Other(code) => code.clone(),
            };
            return Some(Because::OtherHome { home });
        }
        None
    }

    /// No class in force: one that has ended says more than that there is none.
    fn no_class<'h>(&self, held: impl Iterator<Item = &'h Held>, at: &Situation<'_>) -> Because {
        let ended = held
            .filter_map(|held| Some((held.to.filter(|last| *last < at.order.service_date)?, held)))
            .max_by_key(|(last, _)| *last);
        ended.map_or_else(
            || Because::OtherClass {
                asks: self.classes.clone(),
            },
            |(last, held)| Because::ClassEnded {
                class: held.value.clone(),
                last,
            },
        )
    }
}

impl Homes {
    fn holds(&self, home: &Home) -> bool {
        match (self, home) {
            (Self::Own, home) => *home == Home::Own,
            (Self::Code(code), Home::Other(other)) => code == other,
            (Self::Prefix(prefix), Home::Other(other)) => other.starts_with(prefix),
            (_, Home::Own) => false,
        }
    }
}

impl When {
    /// What stands in the way; `None` if nothing does.
    #[must_use]
    pub fn objection(&self, at: &Situation<'_>) -> Option<Because> {
        let asks_for_other = |list: bool, found: bool| list && !found;
        if asks_for_other(!self.meals.is_empty(), self.meals.contains(&at.meal)) {
            return Some(Because::OtherMeal { meal: at.meal });
        }
        let channel = at.order.channel;
        if asks_for_other(!self.channels.is_empty(), self.channels.contains(&channel)) {
            return Some(Because::OtherChannel { channel });
        }
        let day = at.facts.map(|facts| facts.day).unwrap_or_default();
        if self.days.is_some_and(|asked| asked != day) {
            return Some(Because::OtherDay { day });
        }
        let weekday = at.order.service_date.weekday();
        asks_for_other(!self.weekdays.is_empty(), self.weekdays.contains(&weekday)).then_some(Because::OtherWeekday)
    }
}
