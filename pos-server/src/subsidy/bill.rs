//! Who pays what of one meal? Money only ever moves from the diner's side to the funders', so that
//! `standard = pays + the sum of the shares` holds by construction.

use super::amount::{How, Rate, Rounding};
use super::decide::Terms;
use super::policy::Share;
use super::words::{DinerGroup, Meal};
use crate::money::Fen;

/// One funder's part of a subsidy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layer {
    /// The funder's id.
    pub funder: String,
    /// The funder's name.
    pub name: String,
    /// How much of the subsidy.
    pub part: Part,
}

/// How much of a subsidy one funder bears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Up to so much.
    Amount(Fen),
    /// A part, down to the fen.
    Rate(Rate),
    /// A part, down to the fen, but not above so much.
    RateUpTo(Rate, Fen),
    /// What the funders before leave.
    Rest,
}

/// A meal's price on its way from the diner to the funders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    price: Fen,
    pays: Fen,
    shares: Vec<Share>,
}

impl Bill {
    /// A meal of which the diner pays everything.
    #[must_use]
    pub const fn of(price: Fen) -> Self {
        Self {
            price,
            pays: price,
            shares: Vec::new(),
        }
    }

    /// The meal's price, without fees.
    #[must_use]
    pub const fn price(&self) -> Fen {
        self.price
    }

    /// What the diner still pays.
    #[must_use]
    pub const fn pays(&self) -> Fen {
        self.pays
    }

    /// Does a funder bear anything?
    #[must_use]
    pub fn is_shared(&self) -> bool {
        !self.shares.is_empty()
    }

    /// Adds a fee; the diner pays it.
    pub fn charge(&mut self, fee: Fen) {
        self.pays = self.pays.plus(fee);
    }

    /// Moves an amount to one funder, never more than the diner still pays.
    pub fn give(&mut self, share: &Share) {
        let amount = share.amount.min(self.pays);
        if amount <= Fen::ZERO {
            return;
        }
        self.pays = self.pays.minus(amount);
        match self.shares.iter_mut().find(|known| known.funder == share.funder) {
            Some(known) => known.amount = known.amount.plus(amount),
            None => self.shares.push(Share { amount, ..share.clone() }),
        }
    }

    /// Moves an amount to the funders of its layers, in their order; the last one takes what the others leave.
    pub fn spread(&mut self, amount: Fen, layers: &[Layer]) {
        let amount = amount.min(self.pays);
        let mut left = amount;
        let part = |rate| Rounding::new(How::Floor, Fen::new(1)).map_or(Fen::ZERO, |floor| floor.round(amount, rate));
        for (place, layer) in layers.iter().enumerate() {
            let own = match layer.part {
                _ if place + 1 == layers.len() => left,
                Part::Rest => left,
                Part::Amount(own) => own,
                Part::Rate(rate) => part(rate),
                Part::RateUpTo(rate, most) => part(rate).min(most),
            };
            let own = own.min(left);
            left = left.minus(own);
            self.give(&Share {
                funder: layer.funder.clone(),
                name: layer.name.clone(),
                amount: own,
            });
        }
    }

    /// The finished bill as the terms of a meal.
    #[must_use]
    pub fn terms(self, meal: Meal, group: DinerGroup) -> Terms {
        Terms {
            meal,
            group,
            standard: self.pays.plus(self.shares.iter().map(|share| share.amount).sum()),
            pays: self.pays,
            shares: self.shares,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn layer(funder: &str, part: Part) -> Layer {
        Layer {
            funder: funder.to_owned(),
            name: funder.to_owned(),
            part,
        }
    }

    fn shares(price: i64, amount: i64, layers: &[Layer]) -> Vec<(String, i64)> {
        let mut bill = Bill::of(Fen::new(price));
        bill.spread(Fen::new(amount), layers);
        let terms = bill.terms(Meal::Lunch, DinerGroup::Elder);
        terms.shares.into_iter().map(|share| (share.funder, share.amount.get())).collect()
    }

    #[test]
    fn layers_share_a_subsidy_to_the_fen() {
        let half = Part::Rate(Rate::parse("50%").unwrap());
        let in_halves = [layer("city", half), layer("district", half)];
        let told = |funder: &str, fen| (funder.to_owned(), fen);
        assert_eq!(shares(1000, 301, &in_halves), [told("city", 150), told("district", 151)]);
        let by_amount = [
            layer("city", Part::Amount(Fen::new(300))),
            layer("street", Part::Amount(Fen::new(200))),
        ];
        assert_eq!(shares(1000, 500, &by_amount), [told("city", 300), told("street", 200)]);
        assert_eq!(shares(400, 500, &by_amount), [told("city", 300), told("street", 100)]);
        assert_eq!(shares(200, 500, &by_amount), [told("city", 200)]);
        let up_to = [
            layer("city", Part::RateUpTo(Rate::parse("50%").unwrap(), Fen::new(200))),
            layer("district", Part::Rest),
        ];
        assert_eq!(shares(1000, 300, &up_to), [told("city", 150), told("district", 150)]);
        assert_eq!(shares(1000, 500, &up_to), [told("city", 200), told("district", 300)]);
        let twice = [layer("city", half), layer("city", Part::Rest)];
        assert_eq!(shares(1000, 301, &twice), [told("city", 301)]);
    }

    proptest! {
        #[test]
        fn a_bill_loses_and_gains_nothing(price in 0i64..100_000, moves in prop::collection::vec((0i64..200_000, 0u32..12_000, any::<bool>()), 0..8)) {
            let mut bill = Bill::of(Fen::new(price));
            let mut wanted = price;
            for (amount, points, is_fee) in moves {
                if is_fee {
                    bill.charge(Fen::new(amount));
                    wanted += amount;
                } else {
                    let rate = Rate::parse(&format!("{}.{:02}%", points / 100, points % 100)).unwrap_or(Rate::ALL);
                    bill.spread(Fen::new(amount), &[layer("a", Part::Rate(rate)), layer("b", Part::Amount(Fen::new(amount / 3))), layer("c", Part::Rest)]);
                }
            }
            let terms = bill.terms(Meal::Dinner, DinerGroup::Elder);
            prop_assert!(terms.pays >= Fen::ZERO);
            prop_assert!(terms.shares.iter().all(|share| share.amount > Fen::ZERO));
            prop_assert_eq!(terms.standard, Fen::new(wanted));
            prop_assert_eq!(terms.standard, terms.pays.plus(terms.shares.iter().map(|share| share.amount).sum()));
        }
    }
}
