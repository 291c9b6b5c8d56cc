//! What is planned for somebody who gets meals at the door, and what keeps a meal back? The words, as rows, wire and rules know them.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Timestamp;
use crate::ids::{HoldId, PlanId, ResidentId, StaffId};
use crate::subsidy::words::Meal;

/// One version of a plan: one meal of one resident, true on some weekdays from a day to a day. Versions are never edited.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Plan {
    /// The version.
    pub id: PlanId,
    /// Who eats.
    pub resident_id: ResidentId,
    /// Which meal.
    #[sqlx(try_from = "String")]
    pub meal: Meal,
    /// On which weekdays.
    #[sqlx(try_from = "i64")]
    pub weekdays: Weekdays,
    /// The first day.
    pub true_from: NaiveDate,
    /// The last day, if that is known.
    pub true_to: Option<NaiveDate>,
    /// What the kitchen has to mind.
    #[sqlx(try_from = "String")]
    pub diets: Diets,
    /// The same in words, such as what to leave out.
    pub diet_note: String,
    /// What to know at the door, sealed: it may say where the key is.
    pub door_note: Option<Vec<u8>>,
    /// How the meal is paid.
    #[sqlx(try_from = "String")]
    pub pays: PaysBy,
    /// Why it ended, if somebody ended it.
    pub reason: String,
    /// Whether what it replaces is never to be.
    pub withdrawn: bool,
    /// Since when it is known.
    pub known_since: Timestamp,
    /// Who recorded it.
    pub recorded_by: Option<StaffId>,
    /// The version in whose place it stands.
    pub replaces: Option<PlanId>,
    /// The keyed hash of the request; none in a row that only makes room.
    pub request_hash: Option<Vec<u8>>,
}

impl Plan {
    /// Is it to be delivered on a day, as far as the plan goes?
    #[must_use]
    pub fn is_due(&self, date: NaiveDate) -> bool {
        !self.withdrawn && lasts(date, self.true_from, self.true_to) && self.weekdays.holds(date)
    }
}

/// Some days without a meal at the door, because somebody asked for it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Hold {
    /// The hold.
    pub id: HoldId,
    /// Whose.
    pub resident_id: ResidentId,
    /// Which meal, as stored; both if it is left out.
    pub meal: Option<String>,
    /// The first day without.
    pub true_from: NaiveDate,
    /// The last day without, if that is known.
    pub true_to: Option<NaiveDate>,
    /// Why.
    pub reason: String,
    /// `coordinator` or `relative`.
    pub asked_by: String,
    /// Who asked, by name.
    pub asker: String,
    /// Whether what it replaces is never to be.
    pub withdrawn: bool,
    /// Since when it is known.
    pub known_since: Timestamp,
    /// Who recorded it.
    pub recorded_by: Option<StaffId>,
    /// The hold in whose place it stands.
    pub replaces: Option<HoldId>,
    /// The keyed hash of the request.
    pub request_hash: Vec<u8>,
}

impl Hold {
    /// Does it keep this meal back on a day?
    #[must_use]
    pub fn holds(&self, date: NaiveDate, meal: Meal) -> bool {
        let of_meal = self.meal.as_deref().is_none_or(|held| held == meal.as_str());
        !self.withdrawn && of_meal && lasts(date, self.true_from, self.true_to)
    }
}

/// Does something that is true from a day to a day hold on this one? Both days are included.
#[must_use]
pub fn lasts(date: NaiveDate, from: NaiveDate, to: Option<NaiveDate>) -> bool {
    from <= date && to.is_none_or(|to| date <= to)
}

/// Some days of the week: a list of 1 (Monday) to 7 (Sunday) on the wire, a sum of bits in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "Vec<i64>", into = "Vec<i64>")]
#[schema(value_type = Vec<i64>)]
pub struct Weekdays(i64);

impl Weekdays {
    /// All seven.
    pub const DAILY: Self = Self(0b111_1111);
    /// Monday to Friday.
    pub const WORKDAYS: Self = Self(0b001_1111);

    /// The sum of bits: Monday 1, Sunday 64.
    #[must_use]
    pub const fn bits(self) -> i64 {
        self.0
    }

    /// Is this day's weekday among them?
    #[must_use]
    pub fn holds(self, date: NaiveDate) -> bool {
        self.0 & (1 << date.weekday().num_days_from_monday()) != 0
    }
}

impl TryFrom<i64> for Weekdays {
    type Error = String;

    fn try_from(bits: i64) -> Result<Self, String> {
        let known = (1..=Self::DAILY.0).contains(&bits);
        known.then_some(Self(bits)).ok_or_else(|| format!("no weekdays: {bits}"))
    }
}

impl TryFrom<Vec<i64>> for Weekdays {
    type Error = String;

    fn try_from(days: Vec<i64>) -> Result<Self, String> {
        if days.iter().any(|day| !(1..=7).contains(day)) {
            return Err("expected weekdays from 1 (Monday) to 7 (Sunday)".to_owned());
        }
        Self::try_from(days.into_iter().fold(0, |bits, day| bits | 1 << (day - 1))).map_err(|_| "expected at least one weekday".to_owned())
    }
}

impl From<Weekdays> for Vec<i64> {
    fn from(days: Weekdays) -> Self {
        (1..=7).filter(|day| days.0 & (1 << (day - 1)) != 0).collect()
    }
}

/// What the kitchen has to mind in one resident's meals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Diet {
    /// 糖尿病餐
    Diabetic,
    /// 低盐
    LowSalt,
    /// 软食
    Soft,
    /// 清真
    Halal,
    /// 素食
    Vegetarian,
    /// 忌口: the note says what to leave out.
    Avoid,
}

/// Several diets, each once and in one order; a JSON list in the database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(from = "Vec<Diet>")]
#[schema(value_type = Vec<Diet>)]
pub struct Diets(Vec<Diet>);

impl Diets {
    /// The diets in their order.
    #[must_use]
    pub fn as_slice(&self) -> &[Diet] {
        &self.0
    }

    /// As they are stored.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::json!(self.0).to_string()
    }
}

impl From<Vec<Diet>> for Diets {
    fn from(mut diets: Vec<Diet>) -> Self {
        diets.sort_unstable();
        diets.dedup();
        Self(diets)
    }
}

impl TryFrom<String> for Diets {
    type Error = serde_json::Error;

    fn try_from(text: String) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&text)
    }
}

/// How meals at the door are paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaysBy {
    /// 餐卡余额
    Wallet,
    /// 欠费
    Owed,
    /// 现金, at the door
    Cash,
}

impl PaysBy {
    /// The word in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wallet => "wallet",
            Self::Owed => "owed",
            Self::Cash => "cash",
        }
    }
}

impl TryFrom<String> for PaysBy {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        [Self::Wallet, Self::Owed, Self::Cash]
            .into_iter()
            .find(|way| way.as_str() == text)
            .ok_or_else(|| format!("unknown way to pay {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_a_list_outside_and_bits_inside() {
        let read = |text: &str| serde_json::from_str::<Weekdays>(text);
        assert_eq!(read("[7,1,1]").unwrap().bits(), 65);
        assert_eq!(serde_json::to_string(&read("[5,1]").unwrap()).unwrap(), "[1,5]");
        let monday: NaiveDate = "2026-11-23".parse().unwrap();
        assert!(read("[1]").unwrap().holds(monday) && !read("[2,3,4,5,6,7]").unwrap().holds(monday));
        for text in ["[]", "[0]", "[8]", "[-1]", "[64]"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(Weekdays::try_from(0).is_err() && Weekdays::try_from(128).is_err());
    }

    #[test]
    fn diets_have_one_order() {
        let diets = Diets::from(vec![Diet::Soft, Diet::Diabetic, Diet::Soft]);
        assert_eq!(diets.to_text(), r#"["diabetic","soft"]"#);
        assert_eq!(Diets::try_from(diets.to_text()).unwrap(), diets);
    }
}
