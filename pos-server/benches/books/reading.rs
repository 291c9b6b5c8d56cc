//! How long do trial balance and statements of a year take?

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use pos_server::calendar::Month;
use pos_server::db::{Db, Tx};
use pos_server::finance::accounts::statement::{self, Wanted};
use pos_server::finance::accounts::{advances, trial_balance};
use pos_server::finance::{days, months};
use pos_server::ids::CanteenId;
use pos_server::ledger::account::Account;

use crate::Outcome;
use crate::databases::median_and_worst;
use crate::ground::first_day;
use crate::year::Year;

/// How long one answer may take.
const TARGET: Duration = Duration::from_millis(300);

/// What is read.
enum Question {
    TrialBalance(NaiveDate),
    Statement(Wanted),
    Advances(NaiveDate),
    Month(Month),
    Day(NaiveDate),
}

/// Reads everything some times over and prints how long it took.
pub async fn measure(db: &Db, year: &Year, rounds: usize) -> Outcome<()> {
    let name = if db.is_embedded() { "SQLite" } else { "PostgreSQL" };
    println!("{name}, {} entries", year.entries);
    for (words, question) in questions(year)? {
        let mut times = Vec::new();
        for _ in 0..rounds.max(1) {
            let began = Instant::now();
            let mut tx = db.snapshot().await?;
            read(&mut tx, year.canteen, &question).await?;
            tx.commit().await?;
            times.push(began.elapsed());
        }
        times.sort_unstable();
        let (median, worst) = median_and_worst(&times);
        let verdict = if median <= TARGET { "reached" } else { "missed" };
        println!(
            "  {words:<44}{:>12}{:>12}   <= {} {verdict}",
            median.as_millis(),
            worst.as_millis(),
            TARGET.as_millis()
        );
    }
    Ok(())
}

fn questions(year: &Year) -> Outcome<Vec<(&'static str, Question)>> {
    let first = first_day()?;
    let day = |days: u64| first.checked_add_days(Days::new(days)).ok_or("no such day");
    let (middle, last) = (day(182)?, day(400)?);
    let whole = |account: Account| {
        Question::Statement(Wanted {
            account,
            from: first,
            to: last,
            cursor: None,
        })
    };
    Ok(vec![
        ("trial balance, at the end of the year", Question::TrialBalance(last)),
        ("trial balance, in the middle", Question::TrialBalance(middle)),
        ("statement of meals, the whole year", whole(Account::Meals)),
        (
            "statement of a funder, the whole year",
            whole(Account::Receivable("example".to_owned())),
        ),
        ("statement of WeChat, the whole year", whole(Account::tender("wechat"))),
        ("statement of a wallet, the whole year", whole(Account::Wallet(year.wallet))),
        (
            "statement of meals, last page of the year",
            Question::Statement(Wanted {
                account: Account::Meals,
                from: first,
                to: last,
                cursor: Some(year.entries - 50),
            }),
        ),
        ("advance ledger", Question::Advances(last)),
        ("month's report, in the middle", Question::Month(Month::of(middle))),
        ("day sheet, in the middle", Question::Day(middle)),
    ])
}

async fn read(tx: &mut Tx, canteen: CanteenId, question: &Question) -> Outcome<()> {
    match question {
        Question::TrialBalance(date) => {
            let trial = trial_balance::read(tx, canteen, *date).await?;
            if trial.total_debit != trial.total_credit || trial.accounts.is_empty() {
                return Err("the trial balance does not balance".into());
            }
        }
        Question::Statement(wanted) => {
            let page = statement::read(tx, canteen, wanted.clone()).await?;
            if page.rows.is_empty() || page.closing == page.opening {
                return Err(format!("nothing happened on {}", page.account).into());
            }
        }
        Question::Advances(today) => {
            if advances::read(tx, canteen, *today).await?.items.is_empty() {
                return Err("no funder owes anything".into());
            }
        }
        Question::Month(month) => {
            let month = months::read(tx, canteen, *month).await?;
            if month.summary.is_empty() || !month.differences.is_empty() {
                return Err("the month is empty or does not tie".into());
            }
        }
        Question::Day(day) => {
            days::read(tx, canteen, *day).await?;
        }
    }
    Ok(())
}
