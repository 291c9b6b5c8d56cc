//! Which account is meant? The chart of accounts, by the words that the journal stores.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::ResidentId;
use crate::text::{Sentence, say};

/// An account of the journal. Debits are positive: what the canteen has, and what others owe it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// The drawer of one shift: `cash:<shift number>`. Zero once the shift is closed.
    Cash(i64),
    /// The office's safe: `safe`. Floats come from it, counted drawers go to it.
    Safe,
    /// The bank: `bank`.
    Bank,
    /// What a payment service has taken for the canteen: `tender:wechat`. `tender:cash` and `tender:owed` are from before
    /// shifts and debts had accounts of their own.
    Tender(String),
    /// What a resident has on the card: `wallet:<resident>`. A debt of the canteen, therefore a credit.
    Wallet(ResidentId),
    /// What a resident owes for meals: `owed:<resident>`; `owed:unknown` for somebody whom nobody could name.
    Owed(Option<ResidentId>),
    /// What a funder owes: `receivable:<funder>`.
    Receivable(String),
    /// Meals served, at their standard: `meals`.
    Meals,
    /// What counted drawers had less or more than the books said: `over_short`.
    OverShort,
    /// Paid out for the canteen's needs: `expenses`.
    Expenses,
    /// Taken in for something else than meals: `other_income`.
    OtherIncome,
    /// What payment services and banks kept for themselves: `fees`.
    Fees,
    /// What the canteen had before these books began: `opening`.
    Opening,
}

/// The line of the chart that an account belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountClass {
    /// 窗口现金
    Cash,
    /// 保险柜现金
    Safe,
    /// 银行存款
    Bank,
    /// 微信、支付宝
    Tender,
    /// 餐卡余额
    Wallet,
    /// 欠费
    Owed,
    /// 应收补贴
    Receivable,
    /// 餐费收入
    Meals,
    /// 长短款
    OverShort,
    /// 支出
    Expenses,
    /// 其他收入
    OtherIncome,
    /// 手续费
    Fees,
    /// 期初
    Opening,
}

impl Account {
    /// The account of a payment service.
    #[must_use]
    pub fn tender(word: &str) -> Self {
        Self::Tender(word.to_owned())
    }

    /// The line of the chart.
    #[must_use]
    pub const fn class(&self) -> AccountClass {
        match self {
            Self::Cash(_) => AccountClass::Cash,
            Self::Safe => AccountClass::Safe,
            Self::Bank => AccountClass::Bank,
            Self::Tender(_) => AccountClass::Tender,
            Self::Wallet(_) => AccountClass::Wallet,
            Self::Owed(_) => AccountClass::Owed,
            Self::Receivable(_) => AccountClass::Receivable,
            Self::Meals => AccountClass::Meals,
            Self::OverShort => AccountClass::OverShort,
            Self::Expenses => AccountClass::Expenses,
            Self::OtherIncome => AccountClass::OtherIncome,
            Self::Fees => AccountClass::Fees,
            Self::Opening => AccountClass::Opening,
        }
    }

    /// Is it money in a drawer? Also the one account for all of them from before shifts were kept.
    #[must_use]
    pub fn is_drawer(&self) -> bool {
        matches!(self, Self::Cash(_)) || matches!(self, Self::Tender(word) if word == "cash")
    }
}

impl AccountClass {
    /// The words for people.
    #[must_use]
    pub fn word(self) -> Sentence {
        match self {
            Self::Cash => say("窗口现金", "cash in drawers"),
            Self::Safe => say("保险柜现金", "cash in the safe"),
            Self::Bank => say("银行存款", "bank"),
            Self::Tender => say("微信、支付宝", "WeChat and Alipay"),
            Self::Wallet => say("餐卡余额", "wallets"),
            Self::Owed => say("欠费", "owed by diners"),
            Self::Receivable => say("应收补贴", "receivable from funders"),
            Self::Meals => say("餐费收入", "meals"),
            Self::OverShort => say("长短款", "over and short"),
            Self::Expenses => say("支出", "expenses"),
            Self::OtherIncome => say("其他收入", "other income"),
            Self::Fees => say("手续费", "fees"),
            Self::Opening => say("期初余额", "opening balance"),
        }
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cash(shift_no) => write!(f, "cash:{shift_no}"),
            Self::Safe => f.write_str("safe"),
            Self::Bank => f.write_str("bank"),
            Self::Tender(tender) => write!(f, "tender:{tender}"),
            Self::Wallet(resident) => write!(f, "wallet:{resident}"),
            Self::Owed(Some(resident)) => write!(f, "owed:{resident}"),
            Self::Owed(None) => f.write_str("owed:unknown"),
            Self::Receivable(funder) => write!(f, "receivable:{funder}"),
            Self::Meals => f.write_str("meals"),
            Self::OverShort => f.write_str("over_short"),
            Self::Expenses => f.write_str("expenses"),
            Self::OtherIncome => f.write_str("other_income"),
            Self::Fees => f.write_str("fees"),
            Self::Opening => f.write_str("opening"),
        }
    }
}

/// A text that names no account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no account")]
pub struct NoAccount(String);

impl FromStr for Account {
    type Err = NoAccount;

    fn from_str(text: &str) -> Result<Self, NoAccount> {
        let unknown = || NoAccount(text.to_owned());
        Ok(match text.split_once(':') {
            Some(("cash", shift_no)) => Self::Cash(shift_no.parse().map_err(|_| unknown())?),
            Some(("tender", tender)) => Self::Tender(tender.to_owned()),
            Some(("wallet", resident)) => Self::Wallet(resident.parse().map_err(|_| unknown())?),
            Some(("owed", "unknown")) => Self::Owed(None),
            Some(("owed", resident)) => Self::Owed(Some(resident.parse().map_err(|_| unknown())?)),
            Some(("receivable", funder)) => Self::Receivable(funder.to_owned()),
            Some(_) => return Err(unknown()),
            None => match text {
                "safe" => Self::Safe,
                "bank" => Self::Bank,
                "meals" => Self::Meals,
                "over_short" => Self::OverShort,
                "expenses" => Self::Expenses,
                "other_income" => Self::OtherIncome,
                "fees" => Self::Fees,
                "opening" => Self::Opening,
                _ => return Err(unknown()),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_comes_back_from_its_word() {
        let resident = ResidentId::new();
        for account in [
            Account::Cash(17),
            Account::Safe,
            Account::Bank,
            Account::tender("wechat"),
            Account::Wallet(resident),
            Account::Owed(Some(resident)),
            Account::Owed(None),
            Account::Receivable("street".to_owned()),
            Account::Meals,
            Account::OverShort,
            Account::Expenses,
            Account::OtherIncome,
            Account::Fees,
            Account::Opening,
        ] {
            assert_eq!(account.to_string().parse(), Ok(account));
        }
        for text in ["", "cash:", "cash:x", "wallet:1", "owed:", "purse:1", "Meals"] {
            assert!(text.parse::<Account>().is_err(), "{text}");
        }
    }
}
