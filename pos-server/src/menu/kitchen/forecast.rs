//! How many will come to the counter? As many as on the last same weekdays on average; and how far was that off on the weekdays
//! before? Pure.

use std::cmp::Reverse;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

/// So many of the last same weekdays are averaged.
const DAYS: usize = 6;
/// By fewer nobody should cook.
const FEWEST: usize = 3;
/// So many weeks are looked back on, so that closed weeks leave enough days to average and to try the method on.
pub const WEEKS_BACK: u64 = 26;

/// The meals that one day served at the counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, sqlx::FromRow)]
pub struct CounterDay {
    /// The day.
    pub service_date: NaiveDate,
    /// How many meals.
    pub meals: i64,
}

/// How many are expected, and how far one may trust it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Forecast {
    /// The days that were averaged, the newest first: same weekdays on which the canteen was open.
    pub days: Vec<CounterDay>,
    /// How many are expected; nothing where there are too few days.
    pub meals: Option<i64>,
    /// How many meals the same average was off on these days, on average and rounded up; nothing where it could not be tried.
    pub usually_off: Option<i64>,
    /// On how many of these days it could be tried: each needs three open ones before it.
    pub tried: usize,
}

/// Expects as many as on the last six of these days on average, rounded to the nearest. Days without a meal are holidays and are left
/// out. Each of the six is then forecast in the same way from the days before it, and the misses are averaged.
#[must_use]
pub fn forecast(mut same_weekdays: Vec<CounterDay>) -> Forecast {
    let mut days = {
        same_weekdays.retain(|day| day.meals > 0);
        same_weekdays.sort_by_key(|day| Reverse(day.service_date));
        same_weekdays
    };
    let misses: Vec<i64> = days
        .iter()
        .enumerate()
        .take(DAYS)
        .filter_map(|(place, day)| Some((expected(days.get(place + 1..)?)? - day.meals).abs()))
        .collect();
    let meals = expected(&days);
    days.truncate(DAYS);
    Forecast {
        days,
        meals,
        usually_off: sum_and_number(&misses).map(|(sum, number)| (sum + number - 1) / number),
        tried: misses.len(),
    }
}

/// The average of the newest six, rounded to the nearest whole meal.
fn expected(newest_first: &[CounterDay]) -> Option<i64> {
    let averaged: Vec<i64> = newest_first.iter().take(DAYS).map(|day| day.meals).collect();
    let (sum, number) = sum_and_number(&averaged).filter(|_| averaged.len() >= FEWEST)?;
    Some((2 * sum + number) / (2 * number))
}

/// What an average is made of; nothing of nothing.
fn sum_and_number(numbers: &[i64]) -> Option<(i64, i64)> {
    let number = i64::try_from(numbers.len()).ok().filter(|number| *number > 0)?;
    Some((numbers.iter().sum(), number))
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    /// Wednesdays, the newest first, with so many meals each.
    fn wednesdays(meals: &[i64]) -> Vec<CounterDay> {
        let last: NaiveDate = "2026-11-18".parse().unwrap();
        let days = meals.iter().zip(0..).map(|(meals, weeks)| CounterDay {
            service_date: last.checked_sub_days(Days::new(7 * weeks)).unwrap(),
            meals: *meals,
        });
        days.collect()
    }

    #[test]
    fn the_last_six_are_averaged_and_tried_by_hand() {
        // 1236 / 6 = 206. Backwards: 200 was forecast as (206+209+203+212+206+200)/6 = 206, off by 6; 206 as 1230/6 = 205 -> 1;
        // 209 as 1221/6 = 203.5 -> 204, off by 5; 203 as 1218/6 = 203 -> 0; 212 as 1206/6 = 201 -> 11; 206 as 1200/6 = 200 -> 6.
        // 29 / 6 = 4.83, told as 5.
        let past = [200, 206, 209, 203, 212, 206, 200, 200, 200, 200, 200, 200];
        let forecast = forecast(wednesdays(&past));
        assert_eq!((forecast.meals, forecast.usually_off, forecast.tried), (Some(206), Some(5), 6));
        assert_eq!(forecast.days.iter().map(|day| day.meals).collect::<Vec<_>>(), past[..6]);
    }

    #[test]
    fn a_half_meal_is_rounded_up() {
        // 31 / 4 = 7.75 -> 8; 10 / 4 = 2.5 -> 3; 7 / 3 = 2.33 -> 2.
        for (past, expected) in [(&[7, 8, 8, 8][..], 8), (&[2, 2, 3, 3], 3), (&[2, 2, 3], 2)] {
            assert_eq!(forecast(wednesdays(past)).meals, Some(expected), "{past:?}");
        }
    }

    #[test]
    fn closed_days_are_left_out() {
        let with_holidays = forecast(wednesdays(&[210, 0, 204, 0, 0, 198, 200]));
        assert_eq!(with_holidays.days.len(), 4);
        // 812 / 4 = 203; 210 was forecast as 602 / 3 = 200.67 -> 201, off by 9; before 204 there are two days only.
        assert_eq!(
            (with_holidays.meals, with_holidays.usually_off, with_holidays.tried),
            (Some(203), Some(9), 1)
        );
    }

    #[test]
    fn too_little_is_said_plainly() {
        for (past, days, meals) in [
            (&[][..], 0, None),
            (&[0, 0, 0], 0, None),
            (&[5, 6], 2, None),
            (&[5, 6, 7], 3, Some(6)),
        ] {
            let forecast = forecast(wednesdays(past));
            assert_eq!((forecast.days.len(), forecast.meals), (days, meals), "{past:?}");
            assert_eq!((forecast.usually_off, forecast.tried), (None, 0), "{past:?}");
        }
    }

    #[test]
    fn the_order_of_the_rows_is_no_matter() {
        let mut turned = wednesdays(&[200, 206, 209, 203, 212, 206, 200]);
        let straight = forecast(turned.clone());
        turned.reverse();
        assert_eq!(forecast(turned), straight);
    }
}
