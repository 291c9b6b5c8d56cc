//! Which months have to be closed before this one? Every month since the canteen's first meal: what came late for a closed month is claimed
//! in the month of its booking, so a month that was left out would take its corrections with it.

use chrono::NaiveDate;

use super::store;
use crate::calendar::Month;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;

/// The months before this one that are not closed, the oldest first.
pub async fn earlier_open(tx: &mut Tx, canteen: CanteenId, month: Month) -> Result<Vec<Month>, DbError> {
    let first = store::first_meal(tx, canteen).await?;
    let closed = store::closed_months(tx, canteen).await?;
    Ok(open_before(first, &closed, month))
}

fn open_before(first_meal: Option<NaiveDate>, closed: &[NaiveDate], month: Month) -> Vec<Month> {
    let months = std::iter::successors(first_meal.map(Month::of), |before| Some(Month::of(before.end())));
    let earlier = months.take_while(|earlier| earlier.first() < month.first());
    earlier.filter(|earlier| !closed.contains(&earlier.first())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_since_the_first_meal_comes_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let open = |first: Option<&str>, closed: &[&str], month: &str| -> Vec<String> {
            let closed: Vec<NaiveDate> = closed.iter().map(|text| day(text)).collect();
            let open = open_before(first.map(day), &closed, month.parse().unwrap());
            open.iter().map(ToString::to_string).collect()
        };
        assert_eq!(open(None, &[], "2026-11"), [""; 0]);
        assert_eq!(open(Some("2026-11-30"), &[], "2026-11"), [""; 0]);
        assert_eq!(open(Some("2026-11-30"), &[], "2026-10"), [""; 0]);
        // A month without a meal lies between them.
        assert_eq!(open(Some("2025-12-31"), &["2025-12-01"], "2026-03"), ["2026-01", "2026-02"]);
        assert_eq!(open(Some("2025-12-31"), &["2026-01-01"], "2026-02"), ["2025-12"]);
    }
}
