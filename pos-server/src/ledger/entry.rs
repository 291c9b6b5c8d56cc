//! What does one entry say? Lines that sum to zero by construction, and their reversal.

use super::account::Account;
use crate::money::Fen;

/// One line: a debit is positive, a credit negative.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Line {
    /// The account, as stored.
    pub account: String,
    /// The amount; never zero.
    #[sqlx(rename = "amount_fen")]
    pub amount: Fen,
}

/// The lines of one entry. They sum to zero: there is no other way to make them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines(Vec<Line>);

impl Lines {
    /// Debits some accounts and credits another one with their sum. Amounts of zero leave no line.
    #[must_use]
    pub fn debit(debits: impl IntoIterator<Item = (Account, Fen)>, credit: &Account) -> Self {
        let mut lines: Vec<Line> = debits
            .into_iter()
            .filter(|(_, amount)| !amount.is_zero())
            .map(|(account, amount)| Line {
                account: account.to_string(),
                amount,
            })
            .collect();
        let total: Fen = lines.iter().map(|line| line.amount).sum();
        if !total.is_zero() {
            lines.push(Line {
                account: credit.to_string(),
                amount: total.negated(),
            });
        }
        Self(lines)
    }

    /// The lines that undo an entry's lines. What had gone into a drawer comes out of this one: the old one may be closed.
    #[must_use]
    pub fn reversal(of: &[Line], drawer: &Account) -> Self {
        let account = |line: &Line| match line.account.parse::<Account>() {
            Ok(account) if account.is_drawer() => drawer.to_string(),
            _ => line.account.clone(),
        };
        Self(
            of.iter()
                .map(|line| Line {
                    account: account(line),
                    amount: line.amount.negated(),
                })
                .collect(),
        )
    }

    /// The lines, in their order.
    #[must_use]
    pub fn as_slice(&self) -> &[Line] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_and_their_reversal_sum_to_zero(amounts in prop::collection::vec(0i64..100_000, 0..6)) {
            let debits = amounts.iter().map(|fen| (Account::Receivable("f".to_owned()), Fen::new(*fen)));
            let lines = Lines::debit(debits, &Account::Meals);
            let sum = |lines: &Lines| lines.as_slice().iter().map(|line| line.amount).sum::<Fen>();
            prop_assert_eq!(sum(&lines), Fen::ZERO);
            prop_assert_eq!(sum(&Lines::reversal(lines.as_slice(), &Account::Cash(1))), Fen::ZERO);
            prop_assert!(lines.as_slice().iter().all(|line| !line.amount.is_zero()));
        }
    }
}
