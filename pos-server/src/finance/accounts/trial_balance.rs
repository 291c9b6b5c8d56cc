//! What stands on all accounts at the end of a day? Debits and credits, equal to the fen.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::names::Names;
use super::store::{self, Balance};
use super::{AccountError, last_entry};
use crate::db::Tx;
use crate::ids::CanteenId;
use crate::ledger::account::{Account, AccountClass};
use crate::money::Fen;
use crate::text::Sentence;

/// 试算平衡表 of one canteen.
#[derive(Debug, Serialize, ToSchema)]
pub struct TrialBalance {
    /// The day at whose end it holds.
    pub date: NaiveDate,
    /// The last entry that counts; 0 before the first.
    pub as_of_entry: i64,
    /// The accounts that do not stand at zero.
    pub accounts: Vec<AccountLine>,
    /// Their sums by the lines of the chart.
    pub classes: Vec<ClassLine>,
    /// The sum of all debit balances.
    pub total_debit: Fen,
    /// The sum of all credit balances: the same.
    pub total_credit: Fen,
}

/// What stands on one account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountLine {
    /// The account, as statements are asked for it.
    pub account: String,
    /// Its line of the chart.
    pub class: AccountClass,
    /// Its name; residents' names are masked.
    pub name: Sentence,
    /// What stands on it.
    #[serde(flatten)]
    pub side: Side,
}

/// What stands on the accounts of one line of the chart.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClassLine {
    /// The line.
    pub class: AccountClass,
    /// Its name.
    pub name: Sentence,
    /// How many of its accounts do not stand at zero.
    pub accounts: i64,
    /// The sums of their debit and credit balances.
    #[serde(flatten)]
    pub side: Side,
}

/// Balances by their side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Side {
    /// What stands on the debit side.
    pub debit: Fen,
    /// What stands on the credit side.
    pub credit: Fen,
    /// Debit less credit.
    pub balance: Fen,
}

impl Side {
    /// A balance on the side where it belongs.
    #[must_use]
    pub fn of(balance: Fen) -> Self {
        let is_debit = balance >= Fen::ZERO;
        Self {
            debit: if is_debit { balance } else { Fen::ZERO },
            credit: if is_debit { Fen::ZERO } else { balance.negated() },
            balance,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            debit: self.debit.plus(other.debit),
            credit: self.credit.plus(other.credit),
            balance: self.balance.plus(other.balance),
        }
    }
}

/// Reads the trial balance at the end of a day. Give it a snapshot.
pub async fn read(tx: &mut Tx, canteen: CanteenId, date: NaiveDate) -> Result<TrialBalance, AccountError> {
    let last = last_entry(tx, canteen, date).await?;
    let rows = store::balances(tx, canteen, last).await?;
    let balances = rows
        .into_iter()
        .map(|Balance { account, amount_fen }| Ok((account.parse::<Account>()?, amount_fen)))
        .collect::<Result<Vec<_>, AccountError>>()?;
    let accounts: Vec<Account> = balances.iter().map(|(account, _)| account.clone()).collect();
    let names = Names::of(tx, canteen, &accounts).await?;
    Ok(view(date, last, balances, &names))
}

fn view(date: NaiveDate, as_of_entry: i64, mut balances: Vec<(Account, Fen)>, names: &Names) -> TrialBalance {
    balances.sort_by(|(one, _), (other, _)| (one.class(), one).cmp(&(other.class(), other)));
    let mut classes: BTreeMap<AccountClass, (i64, Side)> = BTreeMap::new();
    let mut total = Side::default();
    let mut accounts = Vec::with_capacity(balances.len());
    for (account, balance) in balances {
        let side = Side::of(balance);
        total = total.plus(side);
        let (count, sum) = classes.entry(account.class()).or_default();
        (*count, *sum) = (*count + 1, sum.plus(side));
        accounts.push(AccountLine {
            class: account.class(),
            name: names.account(&account),
            account: account.to_string(),
            side,
        });
    }
    let line = |(class, (accounts, side)): (AccountClass, (i64, Side))| ClassLine {
        class,
        name: class.word(),
        accounts,
        side,
    };
    TrialBalance {
        date,
        as_of_entry,
        accounts,
        classes: classes.into_iter().map(line).collect(),
        total_debit: total.debit,
        total_credit: total.credit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_stands_on_one_side_and_both_sides_are_equal() {
        let balances = vec![
            (Account::Meals, Fen::new(-1500)),
            (Account::Receivable("street".to_owned()), Fen::new(510)),
            (Account::Cash(1), Fen::new(600)),
            (Account::Cash(2), Fen::new(390)),
        ];
        let view = view(NaiveDate::MIN, 7, balances, &Names::default());
        assert_eq!((view.total_debit, view.total_credit), (Fen::new(1500), Fen::new(1500)));
        let order: Vec<&str> = view.accounts.iter().map(|line| line.account.as_str()).collect();
        assert_eq!(order, ["cash:1", "cash:2", "receivable:street", "meals"]);
        let cash = view.classes.first().map(|line| (line.accounts, line.side));
        assert_eq!(cash, Some((2, Side::of(Fen::new(990)))));
    }
}
