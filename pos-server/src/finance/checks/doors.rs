//! Did each meal reach its door, as somebody can show? Handed over without a scan, and booked without a second person. Pure.

use std::collections::HashMap;

use super::exception::{ExceptionRow, Found, SettledBy};
use super::facts::{Door, MonthFacts, MonthMeal};
use super::words;
use crate::ids::SaleId;
use crate::subsidy::check_rules::Check;

/// E12 and E17.
#[must_use]
pub fn found(facts: &MonthFacts) -> Vec<Found> {
    let by_id: HashMap<SaleId, &MonthMeal> = facts.meals.iter().map(|meal| (meal.booked.id, meal)).collect();
    let unproved = facts.doors.iter().filter(|door| !door.is_proved);
    unproved.filter_map(|door| judge(door, by_id.get(&door.sale_id).copied())).collect()
}

fn judge(door: &Door, sale: Option<&MonthMeal>) -> Option<Found> {
    let by_second = door.approver_id.is_some() && door.approver_id != door.volunteer_id;
    if let Some(sale) = sale.filter(|_| !by_second) {
        return Some(Found::about(Check::E17, words::by_one_person(sale), &[sale]).mended_at("/office/deliveries"));
    }
    if door.decision.as_deref() == Some("not_delivered") {
        return None;
    }
    let name = door.resident_name.clone();
    let message = words::unproved((door.service_date, door.meal), &name);
    let row = sale.map_or_else(
        || ExceptionRow {
            resident_id: Some(door.resident_id),
            name: Some(name),
            ..ExceptionRow::of_day(door.service_date, Some(door.meal))
        },
        ExceptionRow::from,
    );
    let mut found = Found::of_days(Check::E12, door.sale_id.to_string(), message, vec![row]).mended_at("/office/deliveries");
    found.made_by.extend(door.volunteer_id);
    found.settled = settled(door);
    Some(found)
}

/// What a second person said at the time settles it.
fn settled(door: &Door) -> Option<SettledBy> {
    Some(SettledBy {
        name: door.approver.clone()?,
        at: door.settled_at?,
        reason: door.reason.clone()?,
    })
}
