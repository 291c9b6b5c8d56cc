//! What does an entry do to the wallets? Read off its lines, so that wallets always follow the journal.

use std::collections::BTreeMap;

use super::account::Account;
use super::entry::Line;
use crate::ids::ResidentId;
use crate::money::Fen;

/// What somebody has on the card, and what they owe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purse {
    /// 餐卡余额
    pub balance: Fen,
    /// 欠费
    pub owed: Fen,
}

impl Purse {
    /// Both after a change.
    #[must_use]
    pub const fn plus(self, change: Self) -> Self {
        Self {
            balance: self.balance.plus(change.balance),
            owed: self.owed.plus(change.owed),
        }
    }
}

/// The changes that some lines make, one per resident, in the order of their ids.
pub fn changes<'l>(lines: impl IntoIterator<Item = &'l Line>) -> BTreeMap<ResidentId, Purse> {
    let mut changes: BTreeMap<ResidentId, Purse> = BTreeMap::new();
    for line in lines {
        let (resident, change) = match line.account.parse() {
            Ok(Account::Wallet(resident)) => (
                resident,
                Purse {
                    balance: line.amount.negated(),
                    owed: Fen::ZERO,
                },
            ),
            Ok(Account::Owed(Some(resident))) => (
                resident,
                Purse {
                    balance: Fen::ZERO,
                    owed: line.amount,
                },
            ),
            _ => continue,
        };
        let sum = changes.entry(resident).or_default();
        *sum = sum.plus(change);
    }
    changes
}
