//! Deciding again over HTTP: why a meal costs what it costs, which meals of a month would be decided otherwise now, and what the month
//! would have cost under another policy.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::differences::{self, Differences};
use super::rehearse::{self, Compared, Cost, Rehearsal};
use super::why::{self, Question, Why};
use crate::app::App;
use crate::calendar::{Day, Month};
use crate::db;
use crate::error::Problem;
use crate::ids::ResidentId;
use crate::json::{Json, Path, Query};
use crate::money::Fen;
use crate::staff::actor::Actor;
use crate::subsidy::book::{Checked, PolicyBook};
use crate::subsidy::policy::Policy;
use crate::subsidy::words::{Channel, DinerGroup, Meal};

/// The routes of deciding again.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(subsidy_why))
        .routes(routes!(month_differences))
        .routes(routes!(month_rehearsal))
}

/// Which meal is asked about.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct WhyQuery {
    /// Who eats.
    resident_id: ResidentId,
    /// On which day.
    date: Day,
    /// Which meal.
    meal: Meal,
    /// How it is handed over; as booked, or at the counter, if it is left out.
    channel: Option<Channel>,
    /// At which price; as booked, or at the standard, if it is left out.
    spend: Option<Fen>,
}

/// Why a meal costs what it costs: as was known then, and as is known now.
#[utoipa::path(get, path = "/subsidy/why", params(WhyQuery),
    responses((status = 200, body = Why), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn subsidy_why(State(app): State<App>, actor: Actor, Query(query): Query<WhyQuery>) -> Result<Json<Why>, Problem> {
    let question = Question {
        canteen: actor.canteen,
        resident: query.resident_id,
        date: query.date.date(),
        meal: query.meal,
        channel: query.channel,
        spend: query.spend,
    };
    let mut tx = app.db.snapshot().await?;
    let why = why::why(&mut tx, question, app.clock.now()).await?;
    tx.commit().await?;
    why.map(Json).ok_or_else(Problem::not_found)
}

/// The month's meals that would be decided otherwise by what is known now.
#[utoipa::path(get, path = "/months/{month}/differences", params(("month" = String, Path, example = "2026-11")),
    responses((status = 200, body = Differences), (status = 422, body = Problem)))]
async fn month_differences(State(app): State<App>, actor: Actor, Path(month): Path<Month>) -> Result<Json<Differences>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let differences = differences::differences(&mut tx, actor.canteen, month).await?;
    tx.commit().await?;
    Ok(Json(differences))
}

/// A policy to try.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RehearsalBody {
    /// Its text.
    text: String,
}

/// A month as booked and as it would have been under another policy.
#[derive(Debug, Serialize, ToSchema)]
struct RehearsalView {
    version: String,
    name: String,
    total: ComparedView,
    groups: Vec<GroupCompared>,
    funders: Vec<FunderCompared>,
    /// How many residents would pay more or less.
    residents: usize,
    /// Those residents, the greatest change first; of many the first.
    changed: Vec<ResidentCompared>,
}

/// Residents that are listed.
const MOST_LISTED: usize = 500;

/// What one resident pays.
#[derive(Debug, Serialize, ToSchema)]
struct ResidentCompared {
    resident_id: ResidentId,
    /// The masked name.
    name: String,
    #[serde(flatten)]
    compared: ComparedView,
}

/// As booked, decided again, and what the funders would pay more.
#[derive(Debug, Serialize, ToSchema)]
struct ComparedView {
    booked: Cost,
    again: Cost,
    difference: Fen,
}

/// One group's meals.
#[derive(Debug, Serialize, ToSchema)]
struct GroupCompared {
    group: DinerGroup,
    #[serde(flatten)]
    compared: ComparedView,
}

/// What one funder pays.
#[derive(Debug, Serialize, ToSchema)]
struct FunderCompared {
    name: String,
    booked: Fen,
    again: Fen,
    difference: Fen,
}

/// What a month would have cost under another policy; nothing is changed.
#[utoipa::path(post, path = "/months/{month}/rehearsal", params(("month" = String, Path, example = "2026-11")), request_body = RehearsalBody,
    responses((status = 200, body = RehearsalView), (status = 422, body = Problem)))]
async fn month_rehearsal(
    State(app): State<App>,
    actor: Actor,
    Path(month): Path<Month>,
    Json(body): Json<RehearsalBody>,
) -> Result<Json<RehearsalView>, Problem> {
    let checked = db::aside(|| Checked::of(body.text)).await?;
    let policy = checked.policy();
    let mut tx = app.db.snapshot().await?;
    let mut names = PolicyBook::read(&mut tx, &[actor.canteen]).await?.funders();
    names.extend(policy.funders.iter().cloned());
    let rehearsal = rehearse::rehearse(&mut tx, actor.canteen, month, policy).await?;
    tx.commit().await?;
    Ok(Json(RehearsalView::of(policy, &names, rehearsal)))
}

impl RehearsalView {
    fn of(policy: &Policy, names: &BTreeMap<String, String>, rehearsal: Rehearsal) -> Self {
        let funder = |(funder, (booked, again)): (String, (Fen, Fen))| FunderCompared {
            name: names.get(&funder).cloned().unwrap_or(funder),
            booked,
            again,
            difference: again.minus(booked),
        };
        let group = |(group, compared): (DinerGroup, Compared)| GroupCompared {
            group,
            compared: compared.into(),
        };
        let more = |compared: &Compared| compared.again.pays.minus(compared.booked.pays);
        let mut changed: Vec<_> = rehearsal.residents.into_iter().collect();
        changed.retain(|(_, (_, compared))| !more(compared).is_zero());
        changed.sort_by_key(|(_, (_, compared))| Reverse(more(compared).get().abs()));
        let residents = changed.len();
        let resident = |(resident_id, (name, compared)): (ResidentId, (String, Compared))| ResidentCompared {
            resident_id,
            name,
            compared: compared.into(),
        };
        Self {
            version: policy.version.clone(),
            name: policy.name.clone(),
            total: rehearsal.total.into(),
            groups: rehearsal.groups.into_iter().map(group).collect(),
            funders: rehearsal.funders.into_iter().map(funder).collect(),
            residents,
            changed: changed.into_iter().take(MOST_LISTED).map(resident).collect(),
        }
    }
}

impl From<Compared> for ComparedView {
    fn from(Compared { booked, again }: Compared) -> Self {
        Self {
            booked,
            again,
            difference: again.subsidy.minus(booked.subsidy),
        }
    }
}
