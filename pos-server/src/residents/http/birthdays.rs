//! The birthday board over HTTP: who enters or leaves a group in the next days.

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::App;
use crate::calendar;
use crate::error::Problem;
use crate::ids::ResidentId;
use crate::json::{Json, Query};
use crate::residents::{mask, store};
use crate::staff::actor::Actor;
use crate::subsidy::birthdays::next_turn;
use crate::subsidy::book::PolicyBook;
use crate::subsidy::words::Group;

/// The route of the board.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(birthdays))
}

/// How far the board looks ahead.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Ahead {
    /// So many days, 30 if it is left out, never more than 366.
    days: Option<u32>,
}

/// Who enters or leaves a group soon, the next first.
#[derive(Debug, Serialize, ToSchema)]
struct BirthdayBoard {
    items: Vec<Birthday>,
    /// Nothing: the list comes whole.
    next_cursor: Option<String>,
}

/// A birthday that changes what somebody gets.
#[derive(Debug, Serialize, ToSchema)]
struct Birthday {
    resident_id: ResidentId,
    /// The masked name.
    name: String,
    /// The first day with the new age.
    date: NaiveDate,
    /// The new age in full years.
    age: u32,
    /// The group until then.
    leaves: Option<Group>,
    /// The group from then on.
    enters: Option<Group>,
    /// Subsidies whose ages begin.
    begins: Vec<String>,
    /// Subsidies whose ages end.
    ends: Vec<String>,
}

/// Who enters or leaves a group of the policy in the next days, by age.
#[utoipa::path(get, path = "/birthdays", params(Ahead), responses((status = 200, body = BirthdayBoard)))]
async fn birthdays(State(app): State<App>, actor: Actor, Query(ahead): Query<Ahead>) -> Result<Json<BirthdayBoard>, Problem> {
    let today = calendar::day_of(app.clock.now());
    let days = ahead.days.unwrap_or(30).min(366);
    let mut tx = app.db.snapshot().await?;
    let policy = PolicyBook::read(&mut tx, &[actor.canteen]).await?.on(actor.canteen, today);
    let people = store::living_here(&mut tx, actor.canteen, today).await?;
    tx.commit().await?;
    let Some(policy) = policy.map(|loaded| loaded.policy) else {
        return Ok(Json(BirthdayBoard {
            items: Vec::new(),
            next_cursor: None,
        }));
    };
    let board = people.into_iter().filter_map(|person| {
        let turn = next_turn(&policy, person.birth_date, today, days)?;
        Some(Birthday {
            resident_id: person.id,
            name: mask::name(&person.name),
            date: turn.on,
            age: turn.age,
            leaves: turn.from.filter(|_| turn.from != turn.to),
            enters: turn.to.filter(|_| turn.from != turn.to),
            begins: turn.begins,
            ends: turn.ends,
        })
    });
    let mut items: Vec<Birthday> = board.collect();
    items.sort_by_key(|row| (row.date, row.resident_id));
    Ok(Json(BirthdayBoard { items, next_cursor: None }))
}
