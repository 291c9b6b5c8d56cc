//! Do the books say what the clients were told? The judge stands outside: it believes the clients' own log, and asks of every
//! acknowledged sale that it is there exactly once, of every other that it is not there, of the chain that it holds, and of
//! the money that it adds up.

use std::collections::{BTreeMap, HashMap};

use pos_server::db::{Db, DbError, Sql, Tx};
use pos_server::ids::{CanteenId, SaleId};
use pos_server::ledger::account::Account;
use pos_server::ledger::chain::{self, Link};
use pos_server::ledger::entry::{Line, Lines};
use pos_server::ledger::store::heads_of;
use pos_server::money::Fen;
use pos_server::sales::sell::record_of;
use pos_server::sales::store::SaleRow;

use crate::Outcome;
use crate::ground::{PAYS, STANDARD};

/// The drawer of the one shift.
const DRAWER: Account = Account::Cash(1);

/// A sale as its client was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// The sale.
    pub id: SaleId,
    /// The number on its receipt.
    pub receipt_no: i64,
}

/// Leaves one sale out of a log: the bug that the judge must catch.
pub fn plant(log: &mut Vec<Told>) {
    log.pop();
}

/// Compares the books of the one canteen, which sold nothing before, with what its clients were told.
pub async fn check(db: &Db, log: &[Told]) -> Outcome<()> {
    let mut tx = db.snapshot().await?;
    let (canteen,): (CanteenId,) = Sql::new("SELECT id FROM canteen").one(&mut tx).await?;
    let sales = sales(&mut tx, canteen).await?;
    let lines = lines(&mut tx, canteen).await?;
    same_sales(&sales, log)?;
    chain_holds(&mut tx, canteen, &sales, &lines).await?;
    money_adds_up(&sales, &lines)?;
    let (claimed,): (i64,) = Sql::new("SELECT COUNT(*) FROM claimed_meal").one(&mut tx).await?;
    expect("claimed meals", usize::try_from(claimed)?, log.len())
}

async fn sales(tx: &mut Tx, canteen: CanteenId) -> Result<Vec<SaleRow>, DbError> {
    Sql::new(
        "SELECT s.id, s.canteen_id, s.entry_no, s.lane_id, '' AS lane_name, s.shift_id, s.cashier_id, '' AS cashier_name, s.service_date, s.meal, s.channel, \
         s.diner_group, s.resident_id, CAST(NULL AS TEXT) AS resident_name, s.card_id, s.identified_by, s.state, s.code, s.standard_fen, \
         s.pays_fen, s.shares, s.reasons, s.tender, s.tender_reference, s.wallet_id, s.policy_id, s.request_hash, s.sold_at, e.hash, \
         CAST(NULL AS TIMESTAMPTZ) AS voided_at FROM journal_entry e \
         JOIN sale s ON s.canteen_id = e.canteen_id AND s.entry_no = e.entry_no WHERE e.canteen_id = $1 ORDER BY e.entry_no",
    )
    .bind(canteen)
    .all(tx)
    .await
}

/// The lines of all entries, by their numbers.
async fn lines(tx: &mut Tx, canteen: CanteenId) -> Result<BTreeMap<i64, Vec<Line>>, DbError> {
    let mut lines: BTreeMap<i64, Vec<Line>> = BTreeMap::new();
    Sql::new("SELECT entry_no, account, amount_fen FROM journal_line WHERE canteen_id = $1 ORDER BY entry_no, line_no")
        .bind(canteen)
        .each(tx, |(entry_no, account, amount): (i64, String, Fen)| {
            lines.entry(entry_no).or_default().push(Line { account, amount });
            Ok::<(), DbError>(())
        })
        .await?;
    Ok(lines)
}

fn same_sales(sales: &[SaleRow], log: &[Told]) -> Outcome<()> {
    let told: HashMap<SaleId, i64> = log.iter().map(|told| (told.id, told.receipt_no)).collect();
    expect("sales told apart by their ids", told.len(), log.len())?;
    for sale in sales {
        match told.get(&sale.id) {
            Some(receipt_no) if *receipt_no == sale.entry_no => {}
            Some(receipt_no) => {
                return Err(format!("sale {}: receipt {receipt_no} was told, the books say {}", sale.id, sale.entry_no).into());
            }
            None => return Err(format!("sale {} is in the books and nobody was told of it", sale.id).into()),
        }
    }
    expect("sales in the books", sales.len(), log.len())
}

async fn chain_holds(tx: &mut Tx, canteen: CanteenId, sales: &[SaleRow], lines: &BTreeMap<i64, Vec<Line>>) -> Outcome<()> {
    // The ground opened a shift without a float: the first entry, which has no lines.
    let (mut previous,): (Vec<u8>,) = Sql::new("SELECT hash FROM journal_entry WHERE canteen_id = $1 AND entry_no = 1")
        .bind(canteen)
        .one(tx)
        .await?;
    for (entry_no, sale) in (2_i64..).zip(sales) {
        if sale.entry_no != entry_no {
            return Err(format!("entry {entry_no} is missing").into());
        }
        let stored = lines.get(&entry_no).ok_or_else(|| format!("entry {entry_no} has no lines"))?;
        // Reversed twice they are what they were: the only way to make lines of a book's rows.
        let stored = Lines::reversal(Lines::reversal(stored, &DRAWER).as_slice(), &DRAWER);
        let link = Link {
            previous: &previous,
            canteen,
            entry_no,
            kind: "sale",
            at: sale.sold_at,
            service_date: sale.service_date,
            lines: &stored,
            record: record_of(sale),
        };
        previous = chain::hash(&link).to_vec();
        if sale.hash != previous {
            return Err(format!("entry {entry_no} breaks the chain").into());
        }
    }
    let head = heads_of(tx, &[canteen]).await?.pop().ok_or("the canteen has no journal")?;
    if head.hash != previous {
        return Err("the head is not the last entry".into());
    }
    expect("the head's number", usize::try_from(head.entry_no)?, sales.len() + 1)
}

fn money_adds_up(sales: &[SaleRow], lines: &BTreeMap<i64, Vec<Line>>) -> Outcome<()> {
    let mut trial = BTreeMap::<&str, Fen>::new();
    for line in lines.values().flatten() {
        let sum = trial.entry(line.account.as_str()).or_default();
        *sum = sum.plus(line.amount);
    }
    let count = i64::try_from(sales.len())?;
    let times = |amount: Fen| Fen::new(amount.get().saturating_mul(count));
    let expected = BTreeMap::from([
        ("cash:1", times(PAYS)),
        ("meals", times(STANDARD.negated())),
        ("receivable:example", times(STANDARD.minus(PAYS))),
    ]);
    if trial != expected && count > 0 {
        return Err(format!("the trial balance is {trial:?}, expected {expected:?}").into());
    }
    match lines
        .iter()
        .find(|(_, lines)| lines.iter().map(|line| line.amount).sum::<Fen>() != Fen::ZERO)
    {
        Some((entry_no, _)) => Err(format!("entry {entry_no} does not sum to zero").into()),
        None => Ok(()),
    }
}

fn expect(what: &str, found: usize, expected: usize) -> Outcome<()> {
    if found == expected {
        Ok(())
    } else {
        Err(format!("{what}: {found}, expected {expected}").into())
    }
}
