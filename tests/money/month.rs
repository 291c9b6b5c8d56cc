//! Does everything tie after a month in which anything happens? A client lives a random month at three lanes and in the office and
//! keeps books of its own: every answer, every balance, Z-report, statement and trial balance must be the client's.
//!
//! `MONTH_SEED` lives a month again, `MONTH_ROUNDS` makes more happen at each meal.

mod books;
mod client;
mod compare;
mod counter;
mod drawer;
mod flips;
mod office;
mod papers;
mod plan;
mod planted;
mod purses;
mod rules;
mod settle;

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use pos_server::demo::dice::Dice;
use pos_server::finance::check::check_with_file;
use uuid::Uuid;

use crate::harness::canteen::Canteen;
use crate::harness::on_both;
use books::Books;
use client::Month;
use compare::{Printed, fetch, first_difference};
use papers::Paper;
use plan::Ask;

/// The first day.
const FIRST: &str = "2026-11-01";
/// The whole of November, and two days of December in which the last of it arrives.
const DAYS: u64 = 32;

/// A number from the environment.
fn setting(name: &str) -> Option<u64> {
    #[expect(
        clippy::disallowed_methods,
        reason = "a longer month, or the same one again, is asked for in the environment"
    )]
    std::env::var(name).ok().map(|number| number.parse().unwrap())
}

/// The seed of this month: `MONTH_SEED`, or any.
fn seed() -> u64 {
    let (_, any) = Uuid::new_v7(uuid::Timestamp::now(uuid::NoContext)).as_u64_pair();
    let seed = setting("MONTH_SEED").unwrap_or(any);
    println!("MONTH_SEED={seed}");
    seed
}

/// How much happens at each meal: `MONTH_ROUNDS`, or as much as is asked for.
fn rounds(usual: usize) -> usize {
    setting("MONTH_ROUNDS").map_or(usual, |rounds| usize::try_from(rounds).unwrap())
}

/// The seed and the number of the days of the short stories, which are the same each time.
const SHORT: (u64, u64) = (64, 4);

/// Lives a few days, until a late stranger comes to a lane whose shift was perhaps closed, and fetches all papers.
async fn a_few_days(canteen: &Canteen, (seed, count): (u64, u64)) -> (Books, Printed) {
    let mut month = Month::begin(canteen, seed, 12).await;
    month.live_days(&mut Dice::from_seed(seed), days(count), async |_, _| {}).await;
    month.canteen.wait_seconds(60);
    month.sell(0, &Ask::stranger()).await;
    let printed = print(&month, all_papers(&month.books, days(count).last().unwrap())).await;
    (month.books, printed)
}

fn days(count: u64) -> impl Iterator<Item = NaiveDate> {
    let first: NaiveDate = FIRST.parse().unwrap();
    (0..count).map(move |day| first + Days::new(day))
}

/// All papers that can be asked for at the end of a day.
fn all_papers(books: &Books, today: NaiveDate) -> BTreeSet<Paper> {
    let firsts: BTreeSet<NaiveDate> = books.entries.iter().filter_map(|entry| entry.day.with_day(1)).collect();
    let mut papers = BTreeSet::from([Paper::Advances(today), Paper::Shifts, Paper::Inbox, Paper::Wallets]);
    papers.extend(
        books
            .entries
            .iter()
            .flat_map(|entry| [Paper::Day(entry.day), Paper::Trial(entry.day)]),
    );
    papers.extend(firsts.iter().map(|first| Paper::Month(*first)));
    let ends = firsts
        .iter()
        .map(|first| (*first + chrono::Months::new(1) - Days::new(1)).min(today));
    for (end, entry) in ends.flat_map(|end| books.entries.iter().map(move |entry| (end, entry))) {
        papers.extend(entry.lines.iter().map(|(account, _)| Paper::Statement(account.clone(), end)));
    }
    let shifts = books.shifts.iter().enumerate();
    papers.extend(
        shifts
            .filter(|(_, shift)| shift.closed.is_some())
            .map(|(number, _)| Paper::Report(number)),
    );
    papers.extend((0..books.people.len()).flat_map(|person| [Paper::Purse(person, today), Paper::Wallet(person)]));
    papers
}

/// Fetches papers.
async fn print(month: &Month<'_>, papers: BTreeSet<Paper>) -> Printed {
    let mut printed = Printed::new();
    for paper in papers {
        let said = match &paper {
            Paper::Purse(person, _) => {
                let who = serde_json::json!({ "resident_id": month.books.people[*person].id });
                month.lane(0).post("/lane/history", who).await.expect(200)
            }
            paper => fetch(month.office(), &month.books, paper).await,
        };
        printed.insert(paper, said);
    }
    printed
}

#[test]
fn a_random_month_ties_with_the_clients_own_books() {
    let (seed, rounds) = (seed(), rounds(12));
    on_both(async |canteen| {
        let mut month = Month::begin(canteen, seed, rounds).await;
        let mut dice = Dice::from_seed(seed);
        month
            .live_days(&mut dice, days(DAYS), async |month, day| {
                let papers = [Paper::Trial(day), Paper::Day(day), Paper::Advances(day)];
                let printed = print(month, papers.into()).await;
                assert_eq!(first_difference(&month.books, &printed), None, "seed {seed}, {day}");
            })
            .await;
        let last = days(DAYS).last().unwrap();
        month.canteen.wait_seconds(60);
        month.sell(0, &Ask::stranger()).await;
        let printed = print(&month, all_papers(&month.books, last)).await;
        assert_eq!(first_difference(&month.books, &printed), None, "seed {seed}");
        println!("{} entries, {} papers", month.books.head(), printed.len());
        let sound = check_with_file(&canteen.app.db, &canteen.app.keys).await.unwrap();
        assert_eq!(sound.entries, month.books.head());
    });
}
