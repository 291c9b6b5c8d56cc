//! Why does a meal cost what it costs? For any resident, day, meal and channel: as it was known then, and as it is known now.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::rehearse::order_of;
use super::store::{self, Booked};
use super::{Again, Knowledge, Outcome};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, ResidentId, SaleId};
use crate::money::Fen;
use crate::residents::mask;
use crate::residents::store::dated;
use crate::sales::view::ReasonView;
use crate::subsidy::book::{self, PolicyBook};
use crate::subsidy::decide::{Code, Order, Past, Reason, Verdict};
use crate::subsidy::limits::Period;
use crate::subsidy::policy::Share;
use crate::subsidy::words::{Channel, DinerGroup, Meal};
use crate::text::Sentence;

/// Which meal is asked about.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// At which canteen.
    pub canteen: CanteenId,
    /// Who eats.
    pub resident: ResidentId,
    /// On which day.
    pub date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// How it is handed over; as booked if it is left out.
    pub channel: Option<Channel>,
    /// At which price; as booked, or the standard.
    pub spend: Option<Fen>,
}

/// A meal explained.
#[derive(Debug, Serialize, ToSchema)]
pub struct Why {
    /// Who eats.
    pub resident_id: ResidentId,
    /// The masked name.
    pub name: String,
    /// The day.
    pub date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// How it is handed over.
    pub channel: Channel,
    /// The meal that was booked, if there was one.
    pub booked: Option<BookedMeal>,
    /// By what was known when it was booked; without a meal by the end of the day.
    pub then: Answer,
    /// By what is known now.
    pub now: Answer,
}

/// A meal that was booked.
#[derive(Debug, Serialize, ToSchema)]
pub struct BookedMeal {
    /// The sale.
    pub sale_id: SaleId,
    /// Its receipt.
    pub receipt_no: i64,
    /// `claimable`, `unsubsidised` or `pending`.
    pub state: String,
    /// What it cost.
    pub standard: Fen,
    /// What the diner paid.
    pub pays: Fen,
    /// What each funder paid.
    pub shares: Vec<Share>,
}

/// What the rules say by what is known at a moment.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer {
    /// The moment.
    pub known_at: Timestamp,
    /// The version of the policy.
    pub policy: Option<String>,
    /// The rule that answers.
    pub code: Code,
    /// In words.
    pub message: Sentence,
    /// As whom the diner eats.
    pub group: Option<DinerGroup>,
    /// What the meal costs.
    pub standard: Option<Fen>,
    /// What the diner pays.
    pub pays: Option<Fen>,
    /// What each funder pays.
    pub shares: Vec<Share>,
    /// Every step.
    pub reasons: Vec<ReasonView>,
}

/// Explains a meal; `None` if nobody has that id.
pub async fn why(tx: &mut Tx, question: Question, now: Timestamp) -> Result<Option<Why>, DbError> {
    let ids = BTreeSet::from([question.resident]);
    let Question { canteen, date, meal, .. } = question;
    let mut knowledge = Knowledge {
        canteen,
        policies: PolicyBook::read(tx, &[canteen]).await?,
        holidays: book::holidays(tx, canteen, None).await?,
        people: store::people(tx, &ids).await?,
        facts: dated::by_resident(tx, ids.clone()).await?,
        claims: store::claims(tx, &ids, Period::Year.around(date)).await?,
    };
    let Some(name) = knowledge.people.get(&question.resident).map(|person| mask::name(&person.name)) else {
        return Ok(None);
    };
    let meals = store::booked_for(tx, canteen, question.resident, date).await?;
    let booked = meals
        .into_iter()
        .filter(|booked| booked.meal == meal)
        .min_by_key(|booked| booked.state == "pending");
    let order = question.order(&knowledge, booked.as_ref())?;
    let then = booked
        .as_ref()
        .map_or_else(|| calendar::end_of(date), |booked| booked.booked_at)
        .min(now);
    let answer = |knowledge: &Knowledge, at: Timestamp| {
        let claims = knowledge.claims.get(&question.resident).into_iter().flatten();
        let before = claims.filter(|claim| claim.booked_at < then && booked.as_ref().is_none_or(|booked| booked.id != claim.sale_id));
        let past: Vec<Past> = before.map(|claim| claim.past.clone()).collect();
        let again = Again {
            resident: Some(question.resident),
            order,
            past,
        };
        let policy = knowledge.policies.on_as_known(canteen, date, Some(at));
        Answer::of(
            at,
            policy.map(|loaded| loaded.policy.version.clone()),
            &knowledge.decide(again, Some(at), None),
        )
    };
    let by_now = answer(&knowledge, now);
    knowledge.holidays = book::holidays(tx, canteen, Some(then)).await?;
    Ok(Some(Why {
        resident_id: question.resident,
        name,
        date,
        meal,
        channel: order.channel,
        then: answer(&knowledge, then),
        now: by_now,
        booked: booked.map(BookedMeal::of).transpose()?,
    }))
}

impl Question {
    /// The order that the question means: as booked, unless it says otherwise; any hour at which the meal is sold.
    fn order(&self, knowledge: &Knowledge, booked: Option<&Booked>) -> Result<Order, DbError> {
        let policy = knowledge.policies.on(self.canteen, self.date);
        let opens = policy.and_then(|loaded| loaded.policy.meal(self.meal).map(|rule| rule.opens));
        let was = booked
            .map(|booked| Ok::<_, DbError>(order_of(booked, &read::<Reason>(&booked.reasons)?)))
            .transpose()?;
        Ok(Order {
            service_date: self.date,
            time: was.map(|was| was.time).or(opens).unwrap_or_default(),
            meal: Some(self.meal),
            channel: self.channel.or(was.map(|was| was.channel)).unwrap_or(Channel::Counter),
            spend: self.spend.or(was.and_then(|was| was.spend)),
        })
    }
}

impl Answer {
    fn of(known_at: Timestamp, policy: Option<String>, verdict: &Verdict) -> Self {
        let (Verdict::Serve { reasons, .. } | Verdict::Refuse { reasons, .. }) = verdict;
        let Outcome { code, terms } = Outcome::from(verdict);
        Self {
            known_at,
            policy,
            code,
            message: code.sentence(),
            group: terms.as_ref().map(|terms| terms.group),
            standard: terms.as_ref().map(|terms| terms.standard),
            pays: terms.as_ref().map(|terms| terms.pays),
            shares: terms.map(|terms| terms.shares).unwrap_or_default(),
            reasons: reasons.iter().map(ReasonView::of).collect(),
        }
    }
}

impl BookedMeal {
    fn of(booked: Booked) -> Result<Self, DbError> {
        Ok(Self {
            sale_id: booked.id,
            receipt_no: booked.entry_no,
            shares: read(&booked.shares)?,
            state: booked.state,
            standard: booked.standard_fen,
            pays: booked.pays_fen,
        })
    }
}

/// A list that a sale keeps as text.
fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<Vec<T>, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Unsafe(format!("a sale cannot be read by this version: {error}")))
}
