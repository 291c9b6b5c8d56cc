//! What has the canteen advanced for its funders (垫付)? Per funder and month: what the meals made them owe, what they paid, and
//! for how many days the rest has been waiting.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::names::Names;
use super::store::{self, Claimed, Received};
use crate::calendar::Month;
use crate::db::{DbError, Tx};
use crate::ids::CanteenId;
use crate::money::Fen;

/// The advance ledger.
#[derive(Debug, Serialize, ToSchema)]
pub struct Advances {
    /// One line per funder and month, in the order of months.
    pub items: Vec<Advance>,
    /// What all funders owe together.
    pub open: Fen,
}

/// What one funder owes for one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Advance {
    /// The funder's key in the policy.
    pub funder: String,
    /// The funder's name.
    pub name: String,
    /// The month.
    #[schema(value_type = String, example = "2026-11")]
    pub month: Month,
    /// What the month's meals made the funder owe, voids taken off.
    pub claimed: Fen,
    /// What the funder paid for it.
    pub received: Fen,
    /// What is still owed.
    pub open: Fen,
    /// Days since the month ended while anything is owed; 0 while it lasts, and once it is paid.
    pub days_waiting: i64,
}

/// Reads the advance ledger as of a day. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, today: NaiveDate) -> Result<Advances, DbError> {
    let claimed = store::claimed(tx, canteen).await?;
    let received = store::received(tx, canteen).await?;
    let names = Names::of(tx, canteen, &[]).await?;
    Ok(view(&claimed, &received, &names, today))
}

fn view(claimed: &[Claimed], received: &[Received], names: &Names, today: NaiveDate) -> Advances {
    let mut sums: BTreeMap<(Month, &str), (Fen, Fen)> = BTreeMap::new();
    for row in claimed {
        let (claimed, _) = sums.entry((Month::of(row.service_date), funder(&row.account))).or_default();
        *claimed = claimed.plus(row.amount_fen);
    }
    for row in received {
        // Months are checked when a payment is booked.
        if let Ok(month) = row.month.parse() {
            let (_, received) = sums.entry((month, funder(&row.account))).or_default();
            *received = received.plus(row.amount_fen);
        }
    }
    let items: Vec<Advance> = sums
        .into_iter()
        .map(|((month, funder), (claimed, received))| {
            let open = claimed.minus(received);
            Advance {
                funder: funder.to_owned(),
                name: names.funder(funder).to_owned(),
                month,
                claimed,
                received,
                open,
                days_waiting: if open > Fen::ZERO { days_since(month, today) } else { 0 },
            }
        })
        .collect();
    let open = items.iter().map(|line| line.open).sum();
    Advances { items, open }
}

/// Full days since a month ended: 0 on its last day and before, 1 on the first day of the next.
fn days_since(month: Month, today: NaiveDate) -> i64 {
    ((today - month.end()).num_days() + 1).max(0)
}

fn funder(account: &str) -> &str {
    account.split_once(':').map_or(account, |(_, funder)| funder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_paid_waits_from_the_end_of_its_month() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let claimed = |date: &str, fen| Claimed {
            account: "receivable:street".to_owned(),
            service_date: day(date),
            amount_fen: Fen::new(fen),
        };
        let received = Received {
            account: "receivable:street".to_owned(),
            month: "2026-10".to_owned(),
            amount_fen: Fen::new(1_000),
        };
        let rows = [claimed("2026-10-01", 510), claimed("2026-10-31", 510), claimed("2026-11-01", 510)];
        let read = |today: &str| {
            let advances = view(&rows, std::slice::from_ref(&received), &Names::default(), day(today));
            let lines: Vec<_> = advances.items.iter().map(|line| (line.open.get(), line.days_waiting)).collect();
            (lines, advances.open.get())
        };
        assert_eq!(read("2026-10-31"), (vec![(20, 0), (510, 0)], 530));
        assert_eq!(read("2026-11-01"), (vec![(20, 1), (510, 0)], 530));
        assert_eq!(read("2026-12-01"), (vec![(20, 31), (510, 1)], 530));
    }
}
