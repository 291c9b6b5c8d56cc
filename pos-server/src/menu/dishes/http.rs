//! Dishes over HTTP, for the office: which there are, adding one, changing one.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::dish::{Allergen, Allergens, Dish, DishKind};
use super::save::{self, DishError};
use super::store;
use crate::app::App;
use crate::calendar;
use crate::db;
use crate::deliveries::plan::{Diet, Diets};
use crate::error::Problem;
use crate::ids::DishId;
use crate::json::Json;
use crate::residents::facts::Recording;
use crate::sales::ask::{id_reused, short_text};
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::text::say;

/// The routes of dishes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(dishes)).routes(routes!(save_dish))
}

/// The dishes of a canteen.
#[derive(Debug, Serialize, ToSchema)]
struct DishList {
    /// As they are known now, whether they are cooked still or not, in the order of their making.
    dishes: Vec<Dish>,
}

/// The canteen's dishes.
#[utoipa::path(get, path = "/menus/dishes", responses((status = 200, body = DishList)))]
async fn dishes(State(app): State<App>, actor: Actor) -> Result<Json<DishList>, Problem> {
    let mut tx = app.db.read().await?;
    let dishes = store::current(&mut tx, actor.canteen).await?;
    Ok(Json(DishList { dishes }))
}

/// A dish as it is from now on.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DishBody {
    /// Made by the office before it asks for the first time.
    id: DishId,
    /// The version that somebody saw and changed; 0 for a new dish.
    seen: i64,
    /// What it is called, at most 30 characters.
    name: String,
    /// What it is on the tray.
    kind: DishKind,
    /// What somebody may be allergic to.
    allergens: Vec<Allergen>,
    /// 配料, at most 200 characters.
    ingredients: Option<String>,
    /// The diets that it does not suit. What somebody avoids is found in the name and the ingredients, so `avoid` is none of them.
    unfit_for: Vec<Diet>,
    /// Whether it is cooked still.
    offered: bool,
}

impl DishBody {
    /// The dish that it describes, if everything in it can be.
    fn dish(self) -> Result<Dish, Problem> {
        let name = short_text("name", Some(self.name), 30)?;
        if self.unfit_for.contains(&Diet::Avoid) {
            let message = say(
                "忌口不用勾选：系统会在菜名和配料里找。",
                "What somebody avoids is looked for in name and ingredients; it is not ticked here.",
            );
            return Err(Problem::field("unfit_for", message));
        }
        Ok(Dish {
            id: self.id,
            version_no: self.seen,
            name: name.ok_or_else(|| Problem::field("name", say("请写菜名。", "Give the dish a name.")))?,
            kind: self.kind,
            allergens: Allergens::from(self.allergens),
            ingredients: short_text("ingredients", self.ingredients, 200)?.unwrap_or_default(),
            unfit_for: Diets::from(self.unfit_for),
            offered: self.offered,
        })
    }
}

/// Adds a dish or changes it from now on: days that are over keep showing it as it was. Audited. The same dish again changes nothing
/// and answers with 200.
#[utoipa::path(post, path = "/menus/dishes", request_body = DishBody,
    responses((status = 201, body = Dish), (status = 200, body = Dish), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn save_dish(State(app): State<App>, actor: Actor, Json(body): Json<DishBody>) -> Result<(StatusCode, Json<Dish>), Problem> {
    let now = app.clock.now();
    let recording = Recording {
        at: now,
        day: calendar::day_of(now),
        by: Some(actor.staff),
    };
    let dish = body.dish()?;
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let (kept, is_new) = save::save(&mut tx, actor.canteen, dish, recording).await?;
        if is_new {
            let act = Act::DishSaved { name: kept.name.clone() };
            audit::record(&mut tx, &actor, &act, &format!("dish:{}", kept.id), now).await?;
        }
        tx.commit().await?;
        let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
        Ok((status, Json(kept)))
    })
    .await
}

impl From<DishError> for Problem {
    fn from(error: DishError) -> Self {
        match error {
            DishError::IdReused => id_reused(),
            DishError::Changed => Self::conflict(
                "dish_changed",
                say(
                    "这道菜刚刚被别人改过，请刷新后再改。",
                    "Somebody else changed this dish just now. Refresh and change it again.",
                ),
            ),
            DishError::NameTaken => Self::conflict("dish_exists", say("已经有一道同名的菜。", "There is a dish of this name already.")),
            DishError::Db(error) => error.into(),
        }
    }
}
