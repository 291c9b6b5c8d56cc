//! What else does a policy want to know of whom some orders name? Dated facts, communities, holidays, what was taken before: each
//! loaded set-wise, and only where the policy asks for it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

use super::snapshot::Question;
use super::store::{self, Known};
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, ResidentId};
use crate::residents::as_known;
use crate::residents::store::dated::{self, DatedFact};
use crate::staff::store::canteens;
use crate::subsidy::book;
use crate::subsidy::decide::{Facts, Home, Past};
use crate::subsidy::holidays::Holidays;
use crate::subsidy::policy::Asks;
use crate::subsidy::words::Meal;

/// What the policies asked about whom some orders name.
#[derive(Debug, Default)]
pub struct Background {
    facts: HashMap<ResidentId, Vec<DatedFact>>,
    codes: HashMap<CanteenId, String>,
    holidays: HashMap<CanteenId, Holidays>,
    past: HashMap<ResidentId, BTreeMap<(NaiveDate, Meal), Past>>,
}

impl Background {
    /// Loads what is asked; not one statement where nothing is.
    pub async fn load(tx: &mut Tx, asked: &[(&Known, &Question, Asks)]) -> Result<Self, DbError> {
        let mut background = Self::default();
        let of = |wants: fn(Asks) -> bool| asked.iter().filter(move |(.., asks)| wants(*asks));
        let residents: BTreeSet<ResidentId> = of(|asks| asks.standing).map(|(known, ..)| known.resident_id).collect();
        if !residents.is_empty() {
            background.facts = dated::by_resident(tx, residents).await?;
        }
        let homes: BTreeSet<CanteenId> = of(|asks| asks.home).map(|(known, ..)| known.home).collect();
        if !homes.is_empty() {
            background.codes = canteens::codes(tx, homes).await?;
        }
        let canteens: BTreeSet<CanteenId> = of(|asks| asks.holidays).map(|(_, question, _)| question.canteen).collect();
        for canteen in canteens {
            background.holidays.insert(canteen, book::holidays(tx, canteen, None).await?);
        }
        let spans = of(|asks| asks.past.is_some()).filter_map(|(known, question, asks)| {
            let (first, last) = asks.past?.around(question.order.service_date);
            Some((known.resident_id, first, last))
        });
        let spans: BTreeSet<_> = spans.collect();
        if !spans.is_empty() {
            for (resident, past) in store::past::claimed(tx, spans).await? {
                background.note(resident, past);
            }
        }
        Ok(background)
    }

    /// Notes a meal that was subsidised.
    pub fn note(&mut self, resident: ResidentId, past: Past) {
        let meals = self.past.entry(resident).or_default();
        meals.insert((past.service_date, past.meal), past);
    }

    /// Everything that is known of somebody whom a question names.
    pub fn facts(&self, known: &Known, question: &Question) -> Facts {
        let date = question.order.service_date;
        let own = known.home == question.canteen;
        let code = self.codes.get(&known.home).filter(|_| !own);
        let past = self.past.get(&known.resident_id);
        Facts {
            birth_date: known.birth_date,
            died_on: known.died_on,
            moved_out_on: known.moved_out_on,
            held: as_known::held(self.facts.get(&known.resident_id).map_or(&[], Vec::as_slice), None),
            home: code.map_or(Home::Own, |code| Home::Other(code.clone())),
            day: self
                .holidays
                .get(&question.canteen)
                .map(|holidays| holidays.day(date))
                .unwrap_or_default(),
            past: past.map(|meals| meals.values().cloned().collect()).unwrap_or_default(),
        }
    }
}
