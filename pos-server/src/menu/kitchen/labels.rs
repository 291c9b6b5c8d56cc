//! What stands on the box of a meal that is carried away? One label for each stop, in the order of rounds and stops. The name is masked and the
//! room is left out: the box stands in stairwells, and the volunteer's phone knows the door.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::doors::DoorMeal;
use super::sheet::meals_for_doors;
use super::store::Which;
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::deliveries::plan::Diets;
use crate::deliveries::plans::store::{Door, doors};
use crate::ids::ResidentId;
use crate::residents::mask;
use crate::subsidy::words::Meal;

/// The labels of a day and meal.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabelSheet {
    /// The day.
    pub service_date: NaiveDate,
    /// The meal.
    pub meal: Meal,
    /// The labels by round and stop.
    pub labels: Vec<MealLabel>,
    /// How many meals are in no round yet and so have no label.
    pub in_no_round: usize,
}

/// The label of one meal.
#[derive(Debug, Serialize, ToSchema)]
pub struct MealLabel {
    /// The round's number.
    pub round_no: i64,
    /// The stop's place on it.
    pub stop_no: i64,
    /// The masked name.
    pub name: String,
    /// 小区
    pub compound: String,
    /// 楼栋
    pub building: String,
    /// What the kitchen minds.
    pub diets: Diets,
    /// The same in words.
    pub diet_note: String,
    /// When it was packed, if it is.
    pub packed_at: Option<Timestamp>,
}

/// The labels of a day and meal: as many as the kitchen's count has meals in rounds. Give it a snapshot.
pub async fn read(tx: &mut Tx, which: Which) -> Result<LabelSheet, DbError> {
    let meals = meals_for_doors(tx, which).await?;
    let known = doors(tx, meals.iter().map(|meal| meal.resident)).await?;
    let known: BTreeMap<ResidentId, Door> = known.into_iter().map(|door| (door.id, door)).collect();
    let labels: Vec<MealLabel> = meals.iter().filter_map(|meal| label(meal, known.get(&meal.resident)?)).collect();
    Ok(LabelSheet {
        service_date: which.1,
        meal: which.2,
        in_no_round: meals.len() - labels.len(),
        labels,
    })
}

fn label(meal: &DoorMeal, door: &Door) -> Option<MealLabel> {
    let carried = meal.carried.as_ref()?;
    let place = |text: &Option<String>| mask::digits(text.as_deref().unwrap_or_default());
    Some(MealLabel {
        round_no: carried.round_no,
        stop_no: carried.stop_no,
        name: mask::name(&door.name),
        compound: place(&door.compound),
        building: place(&door.building),
        diets: meal.diets.clone(),
        diet_note: mask::digits(&meal.diet_note),
        packed_at: carried.packed_at,
    })
}
