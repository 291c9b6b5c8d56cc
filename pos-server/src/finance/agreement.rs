//! Do the reports and the journal say the same? Sums by account, compared to the fen.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::store::Balance;
use crate::ledger::account::Account;
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::subsidy::policy::Share;

/// What stands on each account: debits positive, credits negative.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Balances(BTreeMap<String, Fen>);

/// An account on which the meals and the journal do not agree. Can only be a defect, or a book that was tampered with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Difference {
    /// The account, as the journal calls it.
    pub account: String,
    /// What the meals add up to.
    pub meals: Fen,
    /// What the journal says.
    pub journal: Fen,
}

impl Balances {
    /// Adds what meals of one tender come to: one meal, or the sums of many.
    pub fn add_meals(&mut self, tender: Tender, standard: Fen, pays: Fen) {
        self.add(paid_by(tender), pays);
        self.add("meals", standard.negated());
    }

    /// Adds the shares of as many meals as say the same.
    pub fn add_shares(&mut self, shares: &[Share], meals: i64) {
        for share in shares {
            let amount = Fen::new(share.amount.get().saturating_mul(meals));
            self.add(&Account::Receivable(share.funder.clone()).to_string(), amount);
        }
    }

    fn add(&mut self, account: &str, amount: Fen) {
        let sum = self.0.entry(account.to_owned()).or_default();
        *sum = sum.plus(amount);
    }

    /// What stands on one account.
    #[must_use]
    pub fn on(&self, account: &str) -> Fen {
        self.0.get(account).copied().unwrap_or_default()
    }

    /// The accounts, in their order.
    pub fn accounts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl From<Vec<Balance>> for Balances {
    fn from(rows: Vec<Balance>) -> Self {
        let mut balances = Self::default();
        for row in rows {
            balances.add(compared(&row.account), row.amount_fen);
        }
        balances
    }
}

/// The journal keeps a drawer per shift and a purse per person; a report tells tenders apart.
fn compared(account: &str) -> &str {
    match account.split_once(':') {
        Some(("cash", _)) => paid_by(Tender::Cash),
        Some(("wallet", _)) => paid_by(Tender::Wallet),
        Some(("owed", _)) => paid_by(Tender::Owed),
        _ => account,
    }
}

const fn paid_by(tender: Tender) -> &'static str {
    match tender {
        Tender::Cash => "tender:cash",
        Tender::Wechat => "tender:wechat",
        Tender::Alipay => "tender:alipay",
        Tender::Wallet => "tender:wallet",
        Tender::Owed => "tender:owed",
    }
}

/// Names each account on which meals and journal differ.
#[must_use]
pub fn differences(meals: &Balances, journal: &Balances) -> Vec<Difference> {
    let mut accounts: Vec<&str> = meals.accounts().chain(journal.accounts()).collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts
        .into_iter()
        .map(|account| Difference {
            account: account.to_owned(),
            meals: meals.on(account),
            journal: journal.on(account),
        })
        .filter(|difference| difference.meals != difference.journal)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::entry::Lines;
    use proptest::prelude::*;

    fn share(fen: i64) -> Share {
        Share {
            funder: "community".to_owned(),
            name: "社区".to_owned(),
            amount: Fen::new(fen),
        }
    }

    fn journal(rows: &[(&str, i64)]) -> Balances {
        let balance = |(account, fen): &(&str, i64)| Balance {
            account: (*account).to_owned(),
            amount_fen: Fen::new(*fen),
        };
        Balances::from(rows.iter().map(balance).collect::<Vec<_>>())
    }

    fn two_lunches() -> Balances {
        let mut meals = Balances::default();
        meals.add_meals(Tender::Cash, Fen::new(1500), Fen::new(990));
        meals.add_meals(Tender::Wechat, Fen::new(1500), Fen::new(990));
        meals.add_shares(&[share(510)], 2);
        meals
    }

    #[test]
    fn equal_books_have_no_difference() {
        let rows = [
            ("meals", -3000),
            ("receivable:community", 1020),
            ("tender:cash", 990),
            ("tender:wechat", 990),
        ];
        assert_eq!(differences(&two_lunches(), &journal(&rows)), []);
        // A voided meal leaves its account at zero in the journal, and is not among the meals.
        let with_void = [rows.as_slice(), &[("tender:alipay", 0)]].concat();
        assert_eq!(differences(&two_lunches(), &journal(&with_void)), []);
    }

    #[test]
    fn one_fen_is_noticed() {
        let rows = [
            ("meals", -3000),
            ("receivable:community", 1020),
            ("tender:cash", 991),
            ("tender:wechat", 989),
        ];
        let named: Vec<String> = differences(&two_lunches(), &journal(&rows))
            .into_iter()
            .map(|d| d.account)
            .collect();
        assert_eq!(named, ["tender:cash", "tender:wechat"]);
        assert_eq!(differences(&two_lunches(), &Balances::default()).len(), 4);
        assert_eq!(differences(&Balances::default(), &journal(&rows)).len(), 4);
    }

    proptest! {
        #[test]
        fn what_the_ledger_books_is_what_the_meals_say(meals in prop::collection::vec((0_i64..5_000, 0_i64..5_000, any::<bool>()), 0..20)) {
            let (mut said, mut booked) = (Balances::default(), Balances::default());
            for (pays, subsidy, by_cash) in meals {
                let tender = if by_cash { Tender::Cash } else { Tender::Alipay };
                said.add_meals(tender, Fen::new(pays + subsidy), Fen::new(pays));
                said.add_shares(&[share(subsidy)], 1);
                let debits = [
                    (if by_cash { Account::Cash(3) } else { Account::tender("alipay") }, Fen::new(pays)),
                    (Account::Receivable("community".to_owned()), Fen::new(subsidy)),
                ];
                for line in Lines::debit(debits, &Account::Meals).as_slice() {
                    booked.add(compared(&line.account), line.amount);
                }
            }
            prop_assert_eq!(differences(&said, &booked), []);
        }
    }
}
