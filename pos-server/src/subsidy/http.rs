//! The policies over HTTP: which one holds, all that were loaded, and how they come to be.

mod change;
mod proposals;

use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::book::{LoadError, Loaded, PolicyBook};
use super::eligibility::AgeRange;
use super::policy::{MealRule, Price};
use super::price_list::{PriceList, price_list};
use super::store;
use super::words::{Group, Meal};
use crate::app::App;
use crate::calendar::{self, Day};
use crate::clock::Timestamp;
use crate::error::{FieldProblem, Problem};
use crate::ids::PolicyId;
use crate::json::{Json, Path, Query};
use crate::money::Fen;
use crate::staff::actor::Actor;
use crate::text::{Sentence, say};

/// The routes of the policy.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(policy))
        .routes(routes!(policies))
        .routes(routes!(one_policy))
        .merge(proposals::routes())
        .merge(change::routes())
}

/// A policy with its text.
#[derive(Debug, Serialize, ToSchema)]
struct PolicyView {
    id: PolicyId,
    version: String,
    name: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    in_force: bool,
    sha256: String,
    text: String,
    groups: Vec<GroupView>,
    meals: Vec<MealView>,
    /// What each age and class pays.
    price_list: PriceList,
}

/// A group and its ages in words.
#[derive(Debug, Serialize, ToSchema)]
struct GroupView {
    group: Group,
    ages: Sentence,
}

/// A meal and what it costs.
#[derive(Debug, Serialize, ToSchema)]
struct MealView {
    meal: Meal,
    opens: String,
    closes: String,
    standard: Fen,
    prices: Vec<PriceView>,
}

/// What a group pays.
#[derive(Debug, Serialize, ToSchema)]
struct PriceView {
    groups: Vec<Group>,
    pays: Fen,
}

/// A policy in the list.
#[derive(Debug, Serialize, ToSchema)]
struct PolicyRow {
    id: PolicyId,
    version: String,
    valid_from: NaiveDate,
    loaded_at: Timestamp,
    sha256: String,
}

/// All policies, the one that counts first.
#[derive(Debug, Serialize, ToSchema)]
struct PolicyList {
    items: Vec<PolicyRow>,
    next_cursor: Option<String>,
}

/// Which day is meant.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct OnDay {
    /// Today, if it is left out.
    date: Option<Day>,
}

/// The policy that counts on a day.
#[utoipa::path(get, path = "/policy", params(OnDay), responses((status = 200, body = PolicyView), (status = 404, body = Problem)))]
async fn policy(State(app): State<App>, actor: Actor, Query(on): Query<OnDay>) -> Result<Json<PolicyView>, Problem> {
    let day = on.date.map_or_else(|| calendar::day_of(app.clock.now()), Day::date);
    let mut tx = app.db.read().await?;
    let book = PolicyBook::read(&mut tx, &[actor.canteen]).await?;
    let loaded = book.on(actor.canteen, day).ok_or_else(Problem::not_found)?;
    let text = store::policy_text(&mut tx, loaded.id).await?;
    Ok(Json(PolicyView::of(&loaded, text, day)))
}

/// A policy that the canteen loaded.
#[utoipa::path(get, path = "/policies/{id}", params(("id" = PolicyId, Path)), responses((status = 200, body = PolicyView), (status = 404, body = Problem)))]
async fn one_policy(State(app): State<App>, actor: Actor, Path(id): Path<PolicyId>) -> Result<Json<PolicyView>, Problem> {
    let mut tx = app.db.read().await?;
    let book = PolicyBook::read(&mut tx, &[actor.canteen]).await?;
    let loaded = book.of_id(id).ok_or_else(Problem::not_found)?;
    let text = store::policy_text(&mut tx, id).await?;
    Ok(Json(PolicyView::of(&loaded, text, calendar::day_of(app.clock.now()))))
}

impl PolicyView {
    fn of(loaded: &Loaded, text: String, day: NaiveDate) -> Self {
        let policy = &loaded.policy;
        let group = |(group, range): &(Group, AgeRange)| GroupView {
            group: *group,
            ages: range.describe(),
        };
        let price = |price: &Price| PriceView {
            groups: price.groups.clone(),
            pays: price.pays,
        };
        let meal = |rule: &MealRule| MealView {
            meal: rule.meal,
            opens: rule.opens.format("%H:%M").to_string(),
            closes: rule.closes.format("%H:%M").to_string(),
            standard: rule.standard,
            prices: rule.prices.iter().map(price).collect(),
        };
        Self {
            id: loaded.id,
            version: policy.version.clone(),
            name: policy.name.clone(),
            valid_from: policy.valid_from,
            valid_to: policy.valid_to,
            in_force: policy.holds_on(day),
            sha256: loaded.sha256.clone(),
            text,
            groups: policy.groups.iter().map(group).collect(),
            meals: policy.meals.iter().map(meal).collect(),
            price_list: price_list(policy),
        }
    }
}

/// All policies that the canteen loaded.
#[utoipa::path(get, path = "/policies", responses((status = 200, body = PolicyList)))]
async fn policies(State(app): State<App>, actor: Actor) -> Result<Json<PolicyList>, Problem> {
    let heads = store::policies_of(&mut app.db.read().await?, &[actor.canteen]).await?;
    let items = heads
        .into_iter()
        .map(|head| PolicyRow {
            id: head.id,
            version: head.version,
            valid_from: head.valid_from,
            loaded_at: head.loaded_at,
            sha256: hex::encode(head.sha256),
        })
        .collect();
    Ok(Json(PolicyList { items, next_cursor: None }))
}

impl From<LoadError> for Problem {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Invalid(mistakes) => Self::unprocessable(
                "policy_invalid",
                say(
                    format!("政策文件有错误，没有保存。请按行号修改下面 {} 处后再试。", mistakes.len()),
                    format!(
                        "The policy has mistakes and was not kept. Mend these {} by their lines and try again.",
                        mistakes.len()
                    ),
                ),
            )
            .with_fields(mistakes.into_iter().map(FieldProblem::from).collect()),
            LoadError::VersionTaken => Self::conflict(
                "policy_version_taken",
                say(
                    "这个版本号已经用过。请换一个新的 version。",
                    "This version was used before. Give the text a new version.",
                ),
            ),
            LoadError::Db(error) => error.into(),
        }
    }
}
