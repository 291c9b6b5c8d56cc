//! Who is silent now, where did they eat last, and whom does one call?

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, AnswerRow, MealRow, QuietRow};
use super::{Kept, SilenceRule, missed};
use crate::calendar;
use crate::clock::Timestamp;
use crate::db::Tx;
use crate::deliveries::plans::contacts;
use crate::deliveries::plans::store::doors;
use crate::deliveries::plans::view::{AtDoor, ContactView, ViewError};
use crate::ids::{CanteenId, ResidentId};
use crate::keys::Keys;
use crate::residents::mask;
use crate::subsidy::book::PolicyBook;

/// Daily eaters of whom nothing was seen for days.
#[derive(Debug, Serialize, ToSchema)]
pub struct Silences {
    /// The rule by which they are found.
    pub rule: SilenceRule,
    /// The longest silence first.
    pub items: Vec<Silence>,
}

/// Somebody who is silent.
#[derive(Debug, Serialize, ToSchema)]
pub struct Silence {
    /// Who, and where.
    #[serde(flatten)]
    pub at: AtDoor,
    /// The day of the last sign.
    pub last_day: NaiveDate,
    /// Where that was: `counter` or `delivery`.
    pub last_channel: String,
    /// On how many open days they were missed since.
    pub missed: usize,
    /// Whom to call, in this order; only for those who plan.
    pub contacts: Vec<ContactView>,
    /// What was found out before about this silence.
    pub answer: Option<SilenceAnswer>,
}

/// What somebody found out about a silence.
#[derive(Debug, Serialize, ToSchema)]
pub struct SilenceAnswer {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What.
    pub words: String,
}

/// Who is silent at a moment. `keys` open the contacts. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, now: Timestamp, keys: Option<&Keys>) -> Result<Silences, ViewError> {
    let today = calendar::day_of(now);
    let policy = PolicyBook::read(tx, &[canteen]).await?.on(canteen, today);
    let rule = SilenceRule::of(policy.as_ref().map(|loaded| loaded.policy.as_ref()));
    let since = today.checked_sub_days(Days::new(rule.look_back_days)).unwrap_or(today);
    let quiet = store::quiet(tx, canteen, rule, (since, today)).await?;
    let open_days = store::open_days(tx, canteen, since, today).await?;
    let meals = store::meals_since(tx, &quiet).await?;
    let kept = store::kept(tx, &quiet).await?;
    let answers = store::answers(tx, canteen, quiet.iter().map(|row| row.resident_id)).await?;
    let asks = |row: &QuietRow| asks(row, (rule, &open_days, today), &meals, &kept, &answers);
    let silent: Vec<(QuietRow, usize)> = quiet.iter().filter_map(|row| Some((*row, asks(row)?))).collect();
    let residents: Vec<ResidentId> = silent.iter().map(|(row, _)| row.resident_id).collect();
    let mut at: BTreeMap<ResidentId, AtDoor> = doors(tx, residents.iter().copied())
        .await?
        .into_iter()
        .map(|door| (door.id, door.into()))
        .collect();
    let contacts = match keys {
        Some(keys) => contacts::of(tx, residents, keys).await?,
        None => Vec::new(),
    };
    let items = silent.into_iter().filter_map(|(row, missed)| {
        let last = meals.iter().rev().find(|meal| meal.resident_id == row.resident_id);
        let hers = contacts.iter().filter(|contact| contact.resident_id == row.resident_id);
        Some(Silence {
            at: at.remove(&row.resident_id)?,
            last_day: row.last_day,
            last_channel: last.map_or_else(|| "delivery".to_owned(), |meal| meal.channel.clone()),
            missed,
            contacts: hers.cloned().map(ContactView::from).collect(),
            answer: last_answer(&answers, &row).map(|answer| SilenceAnswer {
                at: answer.at,
                by: answer.staff.clone(),
                words: mask::digits(&answer.words),
            }),
        })
    });
    Ok(Silences {
        rule,
        items: items.collect(),
    })
}

/// On how many days somebody was missed, if one has to ask. Whoever ate in another canteen since is not silent.
fn asks(
    row: &QuietRow,
    (rule, open_days, today): (SilenceRule, &[NaiveDate], NaiveDate),
    meals: &[MealRow],
    kept: &[(ResidentId, Kept)],
    answers: &[AnswerRow],
) -> Option<usize> {
    if meals
        .iter()
        .any(|meal| meal.resident_id == row.resident_id && meal.service_date > row.last_day)
    {
        return None;
    }
    let hers: Vec<Kept> = kept
        .iter()
        .filter(|(resident, _)| *resident == row.resident_id)
        .map(|(_, kept)| *kept)
        .collect();
    let answered = last_answer(answers, row).map(|answer| calendar::day_of(answer.at));
    missed(rule, (row.last_day, answered), open_days, &hers, today)
}

/// What was found out last since the last sign.
fn last_answer<'a>(answers: &'a [AnswerRow], row: &QuietRow) -> Option<&'a AnswerRow> {
    let of_this_silence = |answer: &&AnswerRow| answer.resident_id == row.resident_id && calendar::day_of(answer.at) > row.last_day;
    answers.iter().rev().find(of_this_silence)
}
