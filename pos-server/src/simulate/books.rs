//! What should the canteen's books say? Kept beside them from the lanes' own receipts, drawers and purses. Pure.

use std::collections::BTreeMap;

use serde_json::Value;

use super::receipts::Receipts;
use crate::money::Fen;

/// Money that a lane moved without a meal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// The lane's code.
    pub lane: String,
    /// `top_up`, `cash_in` or `cash_out`.
    pub kind: &'static str,
    /// What it went through.
    pub tender: &'static str,
    /// The line of the chart on the other side.
    pub against: &'static str,
    /// What came in; below zero: what went out.
    pub amount: Fen,
}

/// What stands on the lines of the chart: debits above zero.
#[derive(Debug, Default)]
pub struct Books(BTreeMap<&'static str, Fen>);

impl Books {
    /// Adds to a line of the chart.
    pub fn add(&mut self, class: &'static str, amount: Fen) {
        let balance = self.0.entry(class).or_default();
        *balance = balance.plus(amount);
    }

    /// Books what a day's receipts and moves say besides the drawers, which the safe gets when they are counted.
    pub fn keep(&mut self, receipts: &Receipts, moves: &[Move]) {
        for receipt in receipts.standing() {
            if receipt.tender != "cash" {
                self.add(if receipt.tender == "wallet" { "wallet" } else { "tender" }, receipt.pays);
            }
            self.add("receivable", receipt.standard.minus(receipt.pays));
            self.add("meals", receipt.standard.negated());
        }
        for one in moves {
            self.add(one.against, one.amount.negated());
            if one.tender != "cash" {
                self.add("tender", one.amount);
            }
        }
    }

    /// Where a trial balance says something else: the lines of the chart, and the purses one by one.
    pub fn differences(&self, balance: &Value, purses: &[Fen]) -> Vec<String> {
        let own: BTreeMap<String, String> = standing(self.0.iter().map(|(class, balance)| ((*class).to_owned(), balance.to_string())));
        let theirs = standing(rows(balance, "classes").map(|row| (text(row, "class"), text(row, "balance"))));
        let mut wallets: Vec<String> = purses
            .iter()
            .filter(|purse| !purse.is_zero())
            .map(|purse| purse.negated().to_string())
            .collect();
        let is_wallet = |row: &&Value| row["class"] == "wallet";
        let mut their_wallets: Vec<String> = rows(balance, "accounts")
            .filter(is_wallet)
            .map(|row| text(row, "balance"))
            .collect();
        wallets.sort();
        their_wallets.sort();
        let mut differences = Vec::new();
        if own != theirs {
            differences.push(format!("the lanes' books say {own:?}, the trial balance {theirs:?}"));
        }
        if wallets != their_wallets {
            differences.push(format!("the purses hold {wallets:?}, the trial balance {their_wallets:?}"));
        }
        differences
    }
}

/// Without the lines that stand at zero.
fn standing(lines: impl Iterator<Item = (String, String)>) -> BTreeMap<String, String> {
    lines.filter(|(_, balance)| balance != "0.00").collect()
}

fn rows<'v>(value: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    value[name].as_array().into_iter().flatten()
}

fn text(row: &Value, name: &str) -> String {
    row[name].as_str().unwrap_or("?").to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn books() -> Books {
        let mut books = Books::default();
        let top_up = Move {
            lane: "01".to_owned(),
            kind: "top_up",
            tender: "wechat",
            against: "wallet",
            amount: Fen::new(5_000),
        };
        books.keep(&Receipts::default(), &[top_up]);
        books
    }

    fn balance(tender: &str, wallet: &str) -> Value {
        json!({
            "classes": [{ "class": "cash", "balance": "0.00" }, { "class": "tender", "balance": tender }, { "class": "wallet", "balance": wallet }],
            "accounts": [{ "class": "tender", "balance": tender }, { "class": "wallet", "balance": wallet }],
        })
    }

    #[test]
    fn the_books_and_a_trial_balance_agree() {
        let purses = [Fen::ZERO, Fen::new(5_000)];
        assert_eq!(books().differences(&balance("50.00", "-50.00"), &purses), Vec::<String>::new());
    }

    #[test]
    fn a_planted_difference_is_seen() {
        for (tender, wallet, purse) in [("50.01", "-50.00", 5_000), ("50.00", "-50.01", 5_000), ("50.00", "-50.00", 4_999)] {
            let differences = books().differences(&balance(tender, wallet), &[Fen::new(purse)]);
            assert!(!differences.is_empty(), "{tender} {wallet} {purse}");
        }
    }
}
