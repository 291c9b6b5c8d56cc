//! May somebody's meals be planned, and what should whoever plans them know? Nobody plans for who died or moved away. A meal that no
//! policy supports, or a wallet without a card, is planned as asked, and said.

use chrono::NaiveDate;

use super::store;
use crate::db::{DbError, Tx};
use crate::deliveries::list::{Reason, WhyNot};
use crate::deliveries::plan::{PaysBy, Plan};
use crate::ids::{CanteenId, ResidentId};
use crate::sales::quote::{self, AtDoorstep};
use crate::subsidy::decide::{Code, Verdict};
use crate::text::{Sentence, say};

/// Why nobody plans meals for a resident from a day on; nothing if somebody may.
pub async fn gone(tx: &mut Tx, canteen: CanteenId, plan: &Plan) -> Result<Option<WhyNot>, DbError> {
    let meals = [AtDoorstep::of(plan.resident_id, plan.true_from, plan.meal)];
    let judged = quote::judged(tx, canteen, &meals).await?;
    let Some(known) = judged.into_iter().find_map(|judged| judged.known) else {
        return Ok(None);
    };
    let died = known.died_on.filter(|day| *day <= plan.true_from).map(|day| (Reason::Died, day));
    let gone = died.or(known.moved_out_on.map(|day| (Reason::MovedOut, day)));
    Ok(gone.map(|(reason, since)| WhyNot {
        reason,
        since,
        until: None,
    }))
}

/// What should be known of each of a resident's plans, on its first day from today on.
pub async fn warnings(
    tx: &mut Tx,
    canteen: CanteenId,
    (resident, today): (ResidentId, NaiveDate),
    plans: &[Plan],
) -> Result<Vec<Option<Sentence>>, DbError> {
    let meals: Vec<AtDoorstep> = plans
        .iter()
        .map(|plan| AtDoorstep::of(resident, plan.true_from.max(today), plan.meal))
        .collect();
    let judged = quote::judged(tx, canteen, &meals).await?;
    let has_card = store::has_card(tx, resident).await?;
    let told = plans.iter().zip(&judged);
    Ok(told.map(|(plan, judged)| warning(&judged.verdict, plan.pays, has_card)).collect())
}

fn warning(verdict: &Verdict, pays: PaysBy, has_card: bool) -> Option<Sentence> {
    let (Verdict::Serve { code, .. } | Verdict::Refuse { code, .. }) = verdict;
    let of_no_group = matches!(code, Code::GuestFullStandard | Code::NotEligible).then(|| code.sentence());
    let no_card = (pays == PaysBy::Wallet && !has_card).then(|| {
        say(
            "没有在用的餐卡：请到窗口按姓名充值，余额不够的那一餐会待核。",
            "No card in use: top up by name at the counter; a meal that the balance does not cover becomes pending.",
        )
    });
    let told: Vec<Sentence> = of_no_group.into_iter().chain(no_card).collect();
    let joined = |pick: fn(&Sentence) -> &str, gap| told.iter().map(pick).collect::<Vec<_>>().join(gap);
    (!told.is_empty()).then(|| say(joined(|told| &told.zh, ""), joined(|told| &told.en, " ")))
}
