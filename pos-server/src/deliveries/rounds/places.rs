//! Where do the buildings stand? A sketch in metres around the canteen, drawn as a whole by the office.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::layout::first_layout;
use super::store::{self, PlaceRow};
use crate::db::{DbError, Tx};
use crate::deliveries::walk::Point;
use crate::error::Problem;
use crate::ids::{BuildingId, CanteenId};
use crate::text::say;

/// How far from the canteen a building can stand, in metres.
const FARTHEST: i64 = 100_000;

/// A building on the sketch.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Drawn {
    /// The building.
    pub building_id: BuildingId,
    /// Metres to the east of the canteen.
    pub x_m: i64,
    /// Metres to the north of the canteen.
    pub y_m: i64,
    /// Whether it has a lift.
    pub lift: bool,
}

/// A building of the register, drawn or not.
#[derive(Debug, Serialize, ToSchema)]
pub struct Place {
    /// The building.
    pub building_id: BuildingId,
    /// 网格
    pub grid: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// Metres to the east of the canteen.
    pub x_m: Option<i64>,
    /// Metres to the north of the canteen.
    pub y_m: Option<i64>,
    /// Whether it has a lift.
    pub lift: Option<bool>,
    /// Where it might stand, before anybody drew it: to the east.
    pub first_x_m: i64,
    /// The same to the north.
    pub first_y_m: i64,
}

/// The whole sketch, with a first layout.
pub async fn read(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<Place>, DbError> {
    let rows = store::places_of(tx, canteen).await?;
    let names: Vec<[&str; 3]> = rows.iter().map(names_of).collect();
    let first = first_layout(&names);
    Ok(rows.iter().zip(first).map(|(row, at)| place(row.clone(), at)).collect())
}

/// Grid, compound and building.
#[must_use]
pub fn names_of(row: &PlaceRow) -> [&str; 3] {
    [&row.grid, &row.compound, &row.building].map(String::as_str)
}

fn place(row: PlaceRow, first: Point) -> Place {
    Place {
        building_id: row.building_id,
        grid: row.grid,
        compound: row.compound,
        building: row.building,
        x_m: row.x_m,
        y_m: row.y_m,
        lift: row.lift,
        first_x_m: first.x,
        first_y_m: first.y,
    }
}

/// Draws the sketch anew, with buildings of the canteen's own register, each once.
pub async fn draw(tx: &mut Tx, canteen: CanteenId, places: &[Drawn]) -> Result<(), Problem> {
    let known = store::places_of(tx, canteen).await?;
    let mut seen = BTreeSet::new();
    for (number, place) in places.iter().enumerate() {
        let is_known = known.iter().any(|building| building.building_id == place.building_id);
        if !is_known || !seen.insert(place.building_id) {
            let message = say(
                "这栋楼不在居民库里，或写了两次。",
                "The register has no such building, or it is listed twice.",
            );
            return Err(Problem::field(format!("places[{number}].building_id"), message));
        }
        if [place.x_m, place.y_m].iter().any(|metres| !(-FARTHEST..=FARTHEST).contains(metres)) {
            let message = say("离食堂太远。", "That is too far from the canteen.");
            return Err(Problem::field(format!("places[{number}]"), message));
        }
    }
    let rows = places.iter().map(|place| (place.building_id, place.x_m, place.y_m, place.lift));
    Ok(store::put_places(tx, canteen, rows).await?)
}
