//! What is an account called? Its line of the chart, and whose it is: residents by their masked names.

use std::collections::BTreeMap;

use super::store;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, ResidentId};
use crate::ledger::account::Account;
use crate::residents::mask;
use crate::subsidy::book::PolicyBook;
use crate::text::{Sentence, say};

/// The names that accounts are called by.
#[derive(Debug, Default)]
pub struct Names {
    residents: BTreeMap<ResidentId, String>,
    funders: BTreeMap<String, String>,
}

impl Names {
    /// Looks up the names that some accounts need.
    pub async fn of(tx: &mut Tx, canteen: CanteenId, accounts: &[Account]) -> Result<Self, DbError> {
        let mut residents: Vec<ResidentId> = accounts.iter().filter_map(resident_of).collect();
        residents.sort_unstable();
        residents.dedup();
        let named = store::names_of(tx, &residents).await?;
        Ok(Self {
            residents: named.into_iter().map(|row| (row.id, mask::name(&row.name))).collect(),
            funders: PolicyBook::read(tx, &[canteen]).await?.funders(),
        })
    }

    /// A funder's name; its key where no policy names it.
    #[must_use]
    pub fn funder<'n>(&'n self, key: &'n str) -> &'n str {
        self.funders.get(key).map_or(key, String::as_str)
    }

    /// The name of an account for people.
    #[must_use]
    pub fn account(&self, account: &Account) -> Sentence {
        let class = account.class().word();
        let whose = match account {
            Account::Cash(shift_no) => say(format!("第 {shift_no} 班"), format!("shift {shift_no}")),
            Account::Tender(tender) => tender_word(tender),
            Account::Wallet(resident) | Account::Owed(Some(resident)) => {
                let name = self.residents.get(resident).map_or("*", String::as_str);
                say(name, name)
            }
            Account::Owed(None) => say("未识别", "unknown"),
            Account::Receivable(funder) => say(self.funder(funder), self.funder(funder)),
            _ => return class,
        };
        match account {
            Account::Tender(_) => whose,
            _ => say(format!("{} {}", class.zh, whose.zh), format!("{} {}", class.en, whose.en)),
        }
    }
}

fn resident_of(account: &Account) -> Option<ResidentId> {
    match account {
        Account::Wallet(resident) => Some(*resident),
        Account::Owed(resident) => *resident,
        _ => None,
    }
}

fn tender_word(tender: &str) -> Sentence {
    match tender {
        "wechat" => say("微信", "WeChat"),
        "alipay" => say("支付宝", "Alipay"),
        "cash" => say("现金（建班次前）", "cash (before shifts)"),
        "owed" => say("欠费（建班次前）", "owed (before shifts)"),
        other => say(other, other),
    }
}
