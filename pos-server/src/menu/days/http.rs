//! Day menus over HTTP: reading and setting them, what clashes with diets, and the board in the hall.

use axum::extract::State;
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::board::{self, MenuBoard};
use super::clashes::{self, DishClash};
use super::set::{self, MenuError, Wanted};
use super::view::{self, DayMenu};
use crate::app::App;
use crate::calendar::{self, Day};
use crate::db;
use crate::error::Problem;
use crate::ids::{CanteenId, DishId};
use crate::json::{Json, Path, Query};
use crate::residents::facts::Recording;
use crate::staff::act::Act;
use crate::staff::actor::Actor;
use crate::staff::audit;
use crate::subsidy::words::Meal;
use crate::text::say;

/// How many days can be asked for at once.
const MOST_DAYS: u64 = 31;
/// How many menus can be set at once: two weeks with two meals a day.
const MOST_MENUS: usize = 28;
/// How many dishes a menu has at most.
const MOST_DISHES: usize = 40;

/// The routes of day menus.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(menus))
        .routes(routes!(set_menus))
        .routes(routes!(menu_clashes))
        .routes(routes!(menu_board))
}

/// Some days, both included.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct DaysQuery {
    /// The first day.
    from: Day,
    /// The last day, at most 30 days later.
    to: Day,
}

impl DaysQuery {
    fn days(self) -> Result<(NaiveDate, NaiveDate), Problem> {
        let (from, to) = (self.from.date(), self.to.date());
        let end = from.checked_add_days(Days::new(MOST_DAYS)).unwrap_or(NaiveDate::MAX);
        if (from..end).contains(&to) {
            return Ok((from, to));
        }
        let message = say(
            format!("结束日期应不早于开始日期，最多 {MOST_DAYS} 天。"),
            format!("The last day may not lie before the first; {MOST_DAYS} days at most."),
        );
        Err(Problem::field("to", message))
    }
}

/// The menus of some days.
#[derive(Debug, Serialize, ToSchema)]
struct MenuList {
    /// By day and with lunch before dinner; days without a menu are left out.
    menus: Vec<DayMenu>,
}

/// The menus from a day to a day.
#[utoipa::path(get, path = "/menus", params(DaysQuery), responses((status = 200, body = MenuList), (status = 422, body = Problem)))]
async fn menus(State(app): State<App>, actor: Actor, Query(query): Query<DaysQuery>) -> Result<Json<MenuList>, Problem> {
    let (from, to) = query.days()?;
    let mut tx = app.db.snapshot().await?;
    let menus = view::menus(&mut tx, actor.canteen, from, to).await?;
    tx.commit().await?;
    Ok(Json(MenuList { menus }))
}

/// The menu of a day and meal as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MenuBody {
    /// The day: today or later.
    service_date: Day,
    /// The meal.
    meal: Meal,
    /// All its dishes in their order, at most 40, each once.
    dishes: Vec<DishId>,
    /// The `set_no` that somebody saw and changed; 0 where there was no menu.
    seen: i64,
}

/// Some menus to set.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MenusBody {
    /// At most 28: two weeks. All are set or none.
    menus: Vec<MenuBody>,
}

impl MenusBody {
    fn wanted(self) -> Result<Vec<Wanted>, Problem> {
        if self.menus.len() > MOST_MENUS || self.menus.iter().any(|menu| menu.dishes.len() > MOST_DISHES) {
            let message = say(
                format!("一次最多 {MOST_MENUS} 餐，一餐最多 {MOST_DISHES} 道菜。"),
                format!("{MOST_MENUS} menus at once and {MOST_DISHES} dishes on each at most."),
            );
            return Err(Problem::field("menus", message));
        }
        let wanted = |menu: MenuBody| Wanted {
            service_date: menu.service_date.date(),
            meal: menu.meal,
            dishes: menu.dishes,
            seen: menu.seen,
        };
        Ok(self.menus.into_iter().map(wanted).collect())
    }
}

/// Sets the menus of some days, each as a whole, all or none, and answers with those that changed. Days that are over stay as they
/// were. Audited. The same menu again changes nothing.
#[utoipa::path(post, path = "/menus", request_body = MenusBody,
    responses((status = 200, body = MenuList), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn set_menus(State(app): State<App>, actor: Actor, Json(body): Json<MenusBody>) -> Result<Json<MenuList>, Problem> {
    let now = app.clock.now();
    let recording = Recording {
        at: now,
        day: calendar::day_of(now),
        by: Some(actor.staff),
    };
    let wanted = body.wanted()?;
    db::own_task(async move {
        let mut tx = app.db.begin(actor.canteen).await?;
        let mut menus = Vec::new();
        for (place, menu) in wanted.iter().enumerate() {
            let is_new = set::set(&mut tx, actor.canteen, menu, recording).await;
            if !is_new.map_err(|error| refused(place, menu, error))? {
                continue;
            }
            let act = Act::MenuSet {
                date: menu.service_date,
                meal: menu.meal.as_str().to_owned(),
                dishes: menu.dishes.len(),
            };
            audit::record(&mut tx, &actor, &act, &format!("menu:{}", menu.service_date), now).await?;
            let mut of_day = view::menus(&mut tx, actor.canteen, menu.service_date, menu.service_date).await?;
            of_day.retain(|known| known.meal == menu.meal);
            menus.append(&mut of_day);
        }
        tx.commit().await?;
        Ok(Json(MenuList { menus }))
    })
    .await
}

/// The dishes that do not suit somebody at the door.
#[derive(Debug, Serialize, ToSchema)]
struct ClashList {
    /// By day, meal and place on the menu.
    clashes: Vec<DishClash>,
}

/// Which dishes on the menus of some days do not suit somebody on the delivery list of that day and meal, why, and whom.
#[utoipa::path(get, path = "/menus/clashes", params(DaysQuery), responses((status = 200, body = ClashList), (status = 422, body = Problem)))]
async fn menu_clashes(State(app): State<App>, actor: Actor, Query(query): Query<DaysQuery>) -> Result<Json<ClashList>, Problem> {
    let (from, to) = query.days()?;
    let mut tx = app.db.snapshot().await?;
    let clashes = clashes::read(&mut tx, actor.canteen, from, to).await?;
    tx.commit().await?;
    Ok(Json(ClashList { clashes }))
}

/// Today's menus of a canteen, for the board in its hall. Anybody may read them.
#[utoipa::path(get, path = "/menus/board/{id}", params(("id" = CanteenId, Path)), responses((status = 200, body = MenuBoard), (status = 404, body = Problem)))]
async fn menu_board(State(app): State<App>, Path(canteen): Path<CanteenId>) -> Result<Json<MenuBoard>, Problem> {
    let mut tx = app.db.snapshot().await?;
    let board = board::at(&mut tx, canteen, app.clock.now()).await?;
    tx.commit().await?;
    board.map(Json).ok_or_else(Problem::not_found)
}

/// Why one menu of a list cannot be set.
fn refused(place: usize, menu: &Wanted, error: MenuError) -> Problem {
    let (date, meal) = (menu.service_date, menu.meal.word());
    match error {
        MenuError::Past => Problem::field(
            format!("menus[{place}].service_date"),
            say(
                format!("{date} 已经过去，菜单不能再改。"),
                format!("{date} is over; its menu stays as it was."),
            ),
        ),
        MenuError::NoSuchDish => Problem::field(
            format!("menus[{place}].dishes"),
            say(
                format!("{date} {}里有不认识的菜，或同一道菜写了两次。", meal.zh),
                format!("A dish of {date}, {}, is unknown or stands twice.", meal.en),
            ),
        ),
        MenuError::Changed => Problem::conflict(
            "menu_changed",
            say(
                format!("{date} {}的菜单刚刚被别人改过，请刷新后再改。", meal.zh),
                format!(
                    "Somebody else set the menu of {date}, {}, just now. Refresh and change it again.",
                    meal.en
                ),
            ),
        ),
        MenuError::Db(error) => error.into(),
    }
}
