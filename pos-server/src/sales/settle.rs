//! What is booked for an order that the rules have judged? Their answer, or the cashier's where they leave the choice; a meal
//! that is eaten already is booked in any case, at what was taken for it. Pure.

use super::judge::Judged;
use super::order::{SaleOrder, ServeAs, Tender};
use super::pay::{self, Payment};
use super::plan::Refusal;
use super::snapshot::Facts;
use crate::money::Fen;
use crate::subsidy::decide::{Code, Reason, Terms, Verdict};
use crate::subsidy::words::DinerGroup;

/// What is booked for an order.
#[derive(Debug)]
pub struct Settled {
    /// `claimable`, `unsubsidised` or `pending`.
    pub state: &'static str,
    /// The rule that answered.
    pub code: Code,
    /// What the meal costs whom.
    pub terms: Terms,
    /// Why.
    pub reasons: Vec<Reason>,
    /// From what it is paid.
    pub payment: Payment,
}

/// Settles an order.
pub fn settle(facts: &Facts, order: &SaleOrder, judged: &Judged) -> Result<Settled, Refusal> {
    let refusal = match as_decided(facts, order, judged) {
        Ok(settled) => return Ok(settled),
        Err(refusal) => refusal,
    };
    let shown = order.expected_pays.filter(|_| order.serve_as == ServeAs::Eaten);
    shown.and_then(|shown| as_eaten(facts, order, judged, shown)).ok_or(refusal)
}

/// As the rules and the cashier decide, at the price that the page showed.
fn as_decided(facts: &Facts, order: &SaleOrder, judged: &Judged) -> Result<Settled, Refusal> {
    let (state, code, terms, reasons) = match (&judged.verdict, order.serve_as) {
        (Verdict::Serve { code, terms, reasons }, _) => {
            let state = if *code == Code::Eligible { "claimable" } else { "unsubsidised" };
            (state, *code, terms, reasons.clone())
        }
        (
            Verdict::Refuse {
                code,
                pending: Some(terms),
                reasons,
            },
            ServeAs::Pending,
        ) => {
            let mut reasons = reasons.clone();
            reasons.push(Reason::CashierChoice { refused: *code });
            ("pending", *code, terms, reasons)
        }
        (Verdict::Refuse { code, .. }, _) => return Err(Refusal::Rule(*code)),
    };
    if order.expected_pays.is_some_and(|expected| expected != terms.pays) {
        return Err(Refusal::PriceChanged(terms.pays));
    }
    let policy = judged.policy.as_ref().map(|loaded| loaded.policy.as_ref());
    let payment = pay::payment(facts, order, judged.known.as_ref(), policy, (terms.pays, state == "pending"))?;
    Ok(Settled {
        state,
        code,
        terms: terms.clone(),
        reasons,
        payment,
    })
}

/// As pending at what the page had shown, by the tender that was taken then: nobody was told of another price, so nobody paid
/// or owes one. `None` if not even the meal is known.
fn as_eaten(facts: &Facts, order: &SaleOrder, judged: &Judged, shown: Fen) -> Option<Settled> {
    let (code, terms, reasons) = match &judged.verdict {
        Verdict::Serve { code, terms, reasons } => (code, Some(terms), reasons),
        Verdict::Refuse { code, pending, reasons } => (code, pending.as_ref(), reasons),
    };
    let mut reasons = reasons.clone();
    reasons.push(Reason::EatenBefore { shown });
    let known = judged.known.as_ref();
    let policy = judged.policy.as_ref().map(|loaded| loaded.policy.as_ref());
    // A wallet that cannot pay any more leaves a debt: no money was taken at the counter.
    let payment = pay::payment(facts, order, known, policy, (shown, true)).unwrap_or(Payment {
        tender: Tender::Owed,
        wallet: known.map(|known| known.resident_id),
    });
    Some(Settled {
        state: "pending",
        code: *code,
        terms: Terms {
            meal: judged.meal?,
            group: terms.map_or(DinerGroup::None, |terms| terms.group),
            standard: shown,
            pays: shown,
            shares: Vec::new(),
        },
        reasons,
        payment,
    })
}
