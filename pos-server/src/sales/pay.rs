//! From what is a meal paid? The wallet first where it covers the meal, otherwise the tender that the cashier took. Pure.

use super::order::{SaleOrder, ServeAs, Tender};
use super::snapshot::Facts;
use super::store::Known;
use crate::ids::ResidentId;
use crate::ledger::account::Account;
use crate::money::Fen;
use crate::subsidy::policy::Policy;
use crate::text::{Sentence, say};

/// How a meal is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// The tender that counts.
    pub tender: Tender,
    /// Whose wallet pays, or whose debt it is.
    pub wallet: Option<ResidentId>,
}

/// Why a meal cannot be paid so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoPayment {
    /// The wallet has less than the meal costs.
    #[error("the wallet has {0}")]
    WalletTooLow(Fen),
    /// The card was reported lost or is closed.
    #[error("the card pays nothing any more")]
    CardEnded,
    /// The policy lets nobody owe, or the diner is nobody whom the register knows.
    #[error("the policy lets nobody owe")]
    NoOwing,
    /// The diner would owe more than the policy allows.
    #[error("{owed} of at most {limit} are owed")]
    OwesTooMuch {
        /// What is owed already.
        owed: Fen,
        /// What may be owed.
        limit: Fen,
    },
}

impl NoPayment {
    /// The stable word.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WalletTooLow(_) => "wallet_too_low",
            Self::CardEnded => "card_pays_nothing",
            Self::NoOwing => "owing_not_allowed",
            Self::OwesTooMuch { .. } => "owes_too_much",
        }
    }

    /// What to tell the cashier, with the next step.
    #[must_use]
    pub fn sentence(self) -> Sentence {
        match self {
            Self::WalletTooLow(balance) => say(
                format!("餐卡余额只有 {balance} 元，不够这一餐，请充值或换一种支付方式。"),
                format!("Only {balance} yuan are on the card. Top it up or choose another tender."),
            ),
            Self::CardEnded => say(
                "挂失或注销的卡不能从余额付款，请换一种支付方式。",
                "A card that is lost or closed pays nothing from the wallet. Choose another tender.",
            ),
            Self::NoOwing => say(
                "现行政策不允许欠费，请换一种支付方式。",
                "The policy lets nobody owe. Choose another tender.",
            ),
            Self::OwesTooMuch { owed, limit } => say(
                format!("已欠 {owed} 元，最多可欠 {limit} 元，请先还欠或换一种支付方式。"),
                format!("{owed} yuan are owed already, at most {limit} may be. Pay the debt first or choose another tender."),
            ),
        }
    }
}

/// Finds out how an order is paid: `pays` is the price, `is_pending` whether the meal is served on the cashier's word.
pub fn payment(
    facts: &Facts,
    order: &SaleOrder,
    known: Option<&Known>,
    policy: Option<&Policy>,
    (pays, is_pending): (Fen, bool),
) -> Result<Payment, NoPayment> {
    let by = |tender, wallet| Ok(Payment { tender, wallet });
    let pays_by_card = known.is_none_or(|known| order.serve_as == ServeAs::Eaten || card_pays(known));
    let covering = || {
        known
            .filter(|_| pays_by_card)
            .and_then(|known| facts.wallet_that_covers(known, pays))
    };
    if order.wallet_first
        && let Some(wallet) = covering()
    {
        return by(Tender::Wallet, Some(wallet));
    }
    match order.tender {
        Tender::Wallet => match covering() {
            Some(wallet) => by(Tender::Wallet, Some(wallet)),
            None if !pays_by_card => Err(NoPayment::CardEnded),
            None => Err(NoPayment::WalletTooLow(
                known.map_or(Fen::ZERO, |known| facts.purse(known.resident_id).balance),
            )),
        },
        Tender::Owed if !is_pending => {
            let (Some(known), Some(limit)) = (known, policy.and_then(|policy| policy.owing_limit)) else {
                return Err(NoPayment::NoOwing);
            };
            let owed = facts.purse(known.resident_id).owed;
            if owed.plus(pays) > limit {
                return Err(NoPayment::OwesTooMuch { owed, limit });
            }
            by(Tender::Owed, Some(known.resident_id))
        }
        Tender::Owed => by(Tender::Owed, known.map(|known| known.resident_id)),
        other => by(other, None),
    }
}

/// Does the card in somebody's hand pay from its owner's wallet? Not once it was reported lost or closed.
#[must_use]
pub fn card_pays(known: &Known) -> bool {
    !matches!(known.card_state.as_deref(), Some("blocked" | "closed"))
}

/// The account that a payment debits: the shift's drawer, a payment service, a wallet or a debt.
#[must_use]
pub fn account(payment: Payment, shift_no: i64) -> Account {
    match (payment.tender, payment.wallet) {
        (Tender::Cash, _) => Account::Cash(shift_no),
        (Tender::Wallet, Some(resident)) => Account::Wallet(resident),
        (Tender::Owed | Tender::Wallet, resident) => Account::Owed(resident),
        (Tender::Wechat | Tender::Alipay, _) => Account::tender(payment.tender.as_str()),
    }
}
