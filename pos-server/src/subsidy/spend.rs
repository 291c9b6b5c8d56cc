//! Has a meal cost what a subsidy asks for? Bounds include the number unless the policy says not.

use super::because::Because;
use crate::money::Fen;
use crate::text::{Sentence, say};

/// What a meal must cost, with the bounds as the policy wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpendRange {
    /// `at_least` or `more_than`.
    pub low: Option<Edge>,
    /// `at_most` or `less_than`.
    pub high: Option<Edge>,
}

/// One bound of what a meal must cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge {
    /// The amount.
    pub amount: Fen,
    /// Whether the amount itself is enough.
    pub inclusive: bool,
}

impl SpendRange {
    /// What stands in the way of a meal that costs so much; `None` if nothing does.
    #[must_use]
    pub fn objection(self, spent: Fen) -> Option<Because> {
        let fits = |edge: Edge, beyond: bool| beyond || edge.inclusive && spent == edge.amount;
        if let Some(low) = self.low.filter(|low| !fits(*low, spent > low.amount)) {
            let least = low.describe(("满", "or more"), ("超过", "more than"));
            return Some(Because::SpentTooLittle { spent, least });
        }
        let high = self.high.filter(|high| !fits(*high, spent < high.amount))?;
        let most = high.describe(("不超过", "or less"), ("不到", "less than"));
        Some(Because::SpentTooMuch { spent, most })
    }
}

impl Edge {
    fn describe(self, inclusive: (&str, &str), exclusive: (&str, &str)) -> Sentence {
        let amount = self.amount;
        if self.inclusive {
            say(format!("{} {amount} 元", inclusive.0), format!("{amount} yuan {}", inclusive.1))
        } else {
            say(format!("{} {amount} 元", exclusive.0), format!("{} {amount} yuan", exclusive.1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_of_the_spend_includes_its_amount_unless_it_says_not() {
        let edge = |fen, inclusive| {
            Some(Edge {
                amount: Fen::new(fen),
                inclusive,
            })
        };
        for (low, high, spent, words) in [
            (edge(1000, true), None, 999, Some("消费 9.99 元，要求满 10.00 元")),
            (edge(1000, true), None, 1000, None),
            (edge(1000, false), None, 1000, Some("消费 10.00 元，要求超过 10.00 元")),
            (None, edge(1500, true), 1500, None),
            (None, edge(1500, true), 1501, Some("消费 15.01 元，要求不超过 15.00 元")),
            (None, edge(1500, false), 1500, Some("消费 15.00 元，要求不到 15.00 元")),
            (edge(1000, true), edge(1500, false), 1499, None),
        ] {
            let told = SpendRange { low, high }.objection(Fen::new(spent));
            assert_eq!(told.map(|because| because.sentence().zh).as_deref(), words, "{spent}");
        }
    }
}
