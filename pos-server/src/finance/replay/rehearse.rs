//! What would a month have cost under another policy? Each standing meal is decided again, in the order in which it was booked, and
//! sees what the policy itself gave before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, Booked};
use super::{Again, Knowledge, Outcome};
use crate::calendar::{self, Month};
use crate::db::{DbError, Tx};
use crate::finance::months::period;
use crate::ids::{CanteenId, ResidentId};
use crate::money::Fen;
use crate::residents::mask;
use crate::residents::store::dated;
use crate::subsidy::book::{self, PolicyBook};
use crate::subsidy::decide::{Code, Order, Past, Reason, Verdict};
use crate::subsidy::policy::{Policy, Share};
use crate::subsidy::words::DinerGroup;

/// One side of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Cost {
    /// Meals with a subsidy.
    pub subsidised: u64,
    /// What the meals cost.
    pub standard: Fen,
    /// What the diners pay.
    pub pays: Fen,
    /// What the funders pay.
    pub subsidy: Fen,
}

/// As booked, and decided again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Compared {
    /// As booked.
    pub booked: Cost,
    /// Decided again.
    pub again: Cost,
}

/// A month under another policy.
#[derive(Debug, PartialEq, Eq)]
pub struct Rehearsal {
    /// All meals.
    pub total: Compared,
    /// By whom they are eaten, as each side says.
    pub groups: BTreeMap<DinerGroup, Compared>,
    /// By funder: what it pays as booked and decided again.
    pub funders: BTreeMap<String, (Fen, Fen)>,
    /// By resident, with the masked name.
    pub residents: BTreeMap<ResidentId, (String, Compared)>,
}

/// A meal with both outcomes.
#[derive(Debug)]
pub struct Replayed {
    /// As booked.
    pub booked: Booked,
    /// What the funders paid.
    pub shares: Vec<Share>,
    /// Decided again.
    pub verdict: Verdict,
}

/// Loads what is known of everybody who ate in a month.
pub async fn knowledge(tx: &mut Tx, canteen: CanteenId, meals: &[Booked], policy: Option<&Policy>) -> Result<Knowledge, DbError> {
    let ids: BTreeSet<ResidentId> = meals.iter().filter_map(|meal| meal.resident_id).collect();
    let days = || meals.iter().map(|meal| meal.service_date);
    let policies = PolicyBook::read(tx, &[canteen]).await?;
    let longest = days()
        .filter_map(|day| policies.on(canteen, day)?.policy.asks().past)
        .chain(policy.and_then(|policy| policy.asks().past))
        .max();
    let claims = match (longest, days().min(), days().max()) {
        (Some(period), Some(first), Some(last)) => store::claims(tx, &ids, (period.around(first).0, period.around(last).1)).await?,
        _ => HashMap::new(),
    };
    Ok(Knowledge {
        canteen,
        policies,
        holidays: book::holidays(tx, canteen, None).await?,
        people: store::people(tx, &ids).await?,
        facts: dated::by_resident(tx, ids).await?,
        claims,
    })
}

/// Decides meals again over what is known by now, in the order in which they were booked.
pub fn replay(knowledge: &Knowledge, meals: Vec<Booked>, policy: Option<&Policy>) -> Result<Vec<Replayed>, DbError> {
    let own: BTreeSet<_> = meals.iter().map(|meal| meal.id).collect();
    let mut given: HashMap<ResidentId, Vec<Past>> = HashMap::new();
    let mut replayed = Vec::with_capacity(meals.len());
    for booked in meals {
        let unread = |error: serde_json::Error| DbError::Unsafe(format!("sale {} cannot be read by this version: {error}", booked.id));
        let shares: Vec<Share> = serde_json::from_str(&booked.shares).map_err(unread)?;
        let reasons: Vec<Reason> = serde_json::from_str(&booked.reasons).map_err(unread)?;
        let elsewhere = booked.resident_id.and_then(|id| knowledge.claims.get(&id)).into_iter().flatten();
        let before = elsewhere.filter(|claim| claim.booked_at < booked.booked_at && !own.contains(&claim.sale_id));
        let mut past: Vec<Past> = before.map(|claim| claim.past.clone()).collect();
        past.extend(booked.resident_id.and_then(|id| given.get(&id)).into_iter().flatten().cloned());
        let order = order_of(&booked, &reasons);
        let again = Again {
            resident: booked.resident_id,
            order,
            past,
        };
        let verdict = knowledge.decide(again, None, policy);
        if let (
            Verdict::Serve {
                code: Code::Eligible,
                terms,
                reasons,
            },
            Some(resident),
        ) = (&verdict, booked.resident_id)
        {
            let past = Past::of((booked.service_date, booked.meal), reasons, &terms.shares);
            given.entry(resident).or_default().push(past);
        }
        replayed.push(Replayed { booked, shares, verdict });
    }
    Ok(replayed)
}

/// The order that a booked meal was: its price is what it cost without the fees on top.
#[must_use]
pub fn order_of(booked: &Booked, reasons: &[Reason]) -> Order {
    let fees = reasons.iter().filter_map(|reason| match reason {
        Reason::Fee { amount, .. } => Some(*amount),
        _ => None,
    });
    Order {
        service_date: booked.service_date,
        time: calendar::time_of(booked.sold_at),
        meal: Some(booked.meal),
        channel: booked.channel,
        spend: Some(booked.standard_fen.minus(fees.sum())),
    }
}

/// Rehearses a month of a canteen under a policy, as if it had been in force in that month.
pub async fn rehearse(tx: &mut Tx, canteen: CanteenId, month: Month, policy: &Policy) -> Result<Rehearsal, DbError> {
    let in_force = Policy {
        valid_from: month.first(),
        valid_to: None,
        ..policy.clone()
    };
    let policy = &in_force;
    let meals = store::booked(tx, period(canteen, month)).await?;
    let knowledge = knowledge(tx, canteen, &meals, Some(policy)).await?;
    let mut rehearsal = Rehearsal {
        total: Compared::default(),
        groups: BTreeMap::new(),
        funders: BTreeMap::new(),
        residents: BTreeMap::new(),
    };
    for Replayed { booked, shares, verdict } in replay(&knowledge, meals, Some(policy))? {
        let again = Outcome::from(&verdict);
        let terms = again.terms.as_ref();
        let was = Cost::of(booked.standard_fen, booked.pays_fen);
        // What the other policy would not sell at all costs the diner what it did cost.
        let is = terms.map_or(Cost::of(was.standard, was.standard), |terms| Cost::of(terms.standard, terms.pays));
        rehearsal.total.add(was, is);
        rehearsal.groups.entry(booked.diner_group).or_default().booked.add(was);
        let group = terms.map_or(booked.diner_group, |terms| terms.group);
        rehearsal.groups.entry(group).or_default().again.add(is);
        for share in &shares {
            let paid = rehearsal.funders.entry(share.funder.clone()).or_default();
            paid.0 = paid.0.plus(share.amount);
        }
        for share in terms.into_iter().flat_map(|terms| &terms.shares) {
            let paid = rehearsal.funders.entry(share.funder.clone()).or_default();
            paid.1 = paid.1.plus(share.amount);
        }
        if let Some(person) = booked.resident_id.and_then(|id| knowledge.people.get(&id)) {
            let row = rehearsal
                .residents
                .entry(person.id)
                .or_insert_with(|| (mask::name(&person.name), Compared::default()));
            row.1.add(was, is);
        }
    }
    Ok(rehearsal)
}

impl Cost {
    fn of(standard: Fen, pays: Fen) -> Self {
        let subsidy = standard.minus(pays);
        Self {
            subsidised: u64::from(subsidy > Fen::ZERO),
            standard,
            pays,
            subsidy,
        }
    }

    fn add(&mut self, other: Self) {
        self.subsidised = self.subsidised.saturating_add(other.subsidised);
        self.standard = self.standard.plus(other.standard);
        self.pays = self.pays.plus(other.pays);
        self.subsidy = self.subsidy.plus(other.subsidy);
    }
}

impl Compared {
    fn add(&mut self, booked: Cost, again: Cost) {
        self.booked.add(booked);
        self.again.add(again);
    }
}
