//! Who gets a subsidy, and when? Each condition of a policy, and what stood in the way if one is not met.

use chrono::{Datelike, Weekday};

use super::because::Because;
use super::dates::Dates;
use super::decide::{Facts, Order};
use super::eligibility::AgeRange;
use super::holidays::Days;
use super::standing::{Home, Kind};
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
    /// Each of these classes.
    pub all_classes: Vec<String>,
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
    /// On workdays, days of rest, weekends or public holidays only.
    pub days: Option<Days>,
    /// On one of these weekdays.
    pub weekdays: Vec<Weekday>,
    /// On these days of the year.
    pub dates: Dates,
    /// Handed over in one of these ways.
    pub channels: Vec<Channel>,
}

impl Who {
    /// Does it ask for residency, classes or care homes?
    #[must_use]
    pub fn asks_for_standing(&self) -> bool {
        let lists = [&self.residency, &self.classes, &self.all_classes, &self.except];
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
        let now = |kind| {
            let held = facts.held.iter().filter(move |held| held.kind == kind);
            held.filter(|held| held.holds_on(at.order.service_date))
        };
        if !self.residency.is_empty() && !now(Kind::Residency).any(|held| self.residency.contains(&held.value)) {
            let asks = self.residency.clone();
            return Some(Because::OtherResidency { asks });
        }
        let one_of_them = (!self.classes.is_empty()).then_some(self.classes.as_slice());
        let mut asked = one_of_them.into_iter().chain(self.all_classes.chunks(1));
        if let Some(because) = asked.find_map(|asked| self.lacks(asked, facts, at)) {
            return Some(because);
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

    /// Is none of these classes in force, or none proved? One that has ended says more than that there is none.
    fn lacks(&self, asked: &[String], facts: &Facts, at: &Situation<'_>) -> Option<Because> {
        let day = at.order.service_date;
        let held = || {
            let classes = facts.held.iter().filter(|held| held.kind == Kind::Class);
            classes.filter(|held| asked.contains(&held.value))
        };
        if let Some(first) = held().find(|held| held.holds_on(day)) {
            let is_proved = self.proof == Proof::Register || held().any(|held| held.holds_on(day) && held.has_document);
            let class = first.value.clone();
            return (!is_proved).then_some(Because::NoDocument { class });
        }
        let ended = held()
            .filter_map(|held| Some((held.to.filter(|last| *last < day)?, held)))
            .max_by_key(|(last, _)| *last);
        Some(ended.map_or_else(
            || Because::OtherClass { asks: asked.to_vec() },
            |(last, held)| Because::ClassEnded {
                class: held.value.clone(),
                last,
            },
        ))
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
        if let Some(because) = self.days.and_then(|asked| asked.objection(day)) {
            return Some(because);
        }
        let weekday = at.order.service_date.weekday();
        if asks_for_other(!self.weekdays.is_empty(), self.weekdays.contains(&weekday)) {
            return Some(Because::OtherWeekday);
        }
        self.dates.objection(at.order.service_date, at.facts.map(|facts| facts.birth_date))
    }
}
