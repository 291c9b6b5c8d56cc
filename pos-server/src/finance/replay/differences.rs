//! Which meals of a month would be decided otherwise by what is known now? What was given too much is to be claimed back, what was
//! given too little to be paid after.

use serde::Serialize;
use utoipa::ToSchema;

use super::rehearse::{Replayed, knowledge, replay};
use super::{Outcome, store};
use crate::calendar::Month;
use crate::db::{DbError, Tx};
use crate::finance::months::period;
use crate::ids::{CanteenId, ResidentId, SaleId};
use crate::money::Fen;
use crate::residents::mask;
use crate::sales::view::ReasonView;
use crate::subsidy::decide::{Code, Verdict};
use crate::subsidy::words::Meal;
use crate::text::Sentence;

/// The meals of a month that would be decided otherwise now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Differences {
    /// The meals, in the order of their receipts.
    pub items: Vec<MealDifference>,
    /// Nothing: the list comes whole.
    pub next_cursor: Option<String>,
    /// What was given too much, together.
    pub claw_back: Fen,
    /// What was given too little, together.
    pub pay_after: Fen,
}

/// One meal that would be decided otherwise now.
#[derive(Debug, Serialize, ToSchema)]
pub struct MealDifference {
    /// The sale.
    pub sale_id: SaleId,
    /// Its receipt.
    pub receipt_no: i64,
    /// Who ate.
    pub resident_id: Option<ResidentId>,
    /// The masked name.
    pub name: Option<String>,
    /// The day.
    pub service_date: chrono::NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// What the funders paid as booked.
    pub booked: Fen,
    /// What they would pay now.
    pub now: Fen,
    /// The rule that answers now.
    pub code: Code,
    /// In words.
    pub message: Sentence,
    /// Why.
    pub reasons: Vec<ReasonView>,
}

/// The differences of a month.
pub async fn differences(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<Differences, DbError> {
    let meals = store::booked(tx, period(canteen, month)).await?;
    let knowledge = knowledge(tx, canteen, &meals, None).await?;
    let mut differences = Differences {
        items: Vec::new(),
        next_cursor: None,
        claw_back: Fen::ZERO,
        pay_after: Fen::ZERO,
    };
    for Replayed { booked, shares, verdict } in replay(&knowledge, meals, None)? {
        let now = Outcome::from(&verdict);
        let given: Fen = shares.iter().map(|share| share.amount).sum();
        let due = now.subsidy();
        if given == due {
            continue;
        }
        differences.claw_back = differences.claw_back.plus(given.minus(due).max(Fen::ZERO));
        differences.pay_after = differences.pay_after.plus(due.minus(given).max(Fen::ZERO));
        let (Verdict::Serve { reasons, .. } | Verdict::Refuse { reasons, .. }) = &verdict;
        let person = booked.resident_id.and_then(|id| knowledge.people.get(&id));
        differences.items.push(MealDifference {
            sale_id: booked.id,
            receipt_no: booked.entry_no,
            resident_id: booked.resident_id,
            name: person.map(|person| mask::name(&person.name)),
            service_date: booked.service_date,
            meal: booked.meal,
            booked: given,
            now: due,
            code: now.code,
            message: now.code.sentence(),
            reasons: reasons.iter().map(ReasonView::of).collect(),
        });
    }
    Ok(differences)
}
