//! Who bears a subsidy or a fee? Checks the layers of funders: together they bear all of it, to the fen.

use toml::Spanned;

use super::super::amount::Rate;
use super::super::bill::{Layer, Part};
use super::shape::LayerText;
use super::{Check, MOST_FUNDERS, start};
use crate::money::Fen;

impl Check {
    /// The layers of funders: they bear the whole to the fen. `whole` is the amount where it is fixed.
    pub(super) fn layers(
        &mut self,
        (funder, shares): (&Option<Spanned<String>>, &Option<Vec<Spanned<LayerText>>>),
        whole: Option<Fen>,
        funders: &[(String, String)],
    ) -> Vec<Layer> {
        let shares = match (funder, shares) {
            (Some(funder), None) => {
                return vec![Layer {
                    funder: funder.get_ref().clone(),
                    name: self.funder(funder, funders),
                    part: Part::Rest,
                }];
            }
            (None, None) => return Vec::new(),
            (None, Some(shares)) => self.within(MOST_FUNDERS, shares, start),
            (Some(funder), Some(shares)) => {
                self.wrong(start(funder), "funder 和 shares 只能写一个", "write either funder or shares");
                self.within(MOST_FUNDERS, shares, start)
            }
        };
        let layers: Vec<Layer> = shares.iter().map(|share| self.layer(share, funders)).collect();
        let amounts = layers.iter().filter_map(|layer| match layer.part {
            Part::Amount(amount) => Some(amount),
            _ => None,
        });
        let rates = layers.iter().filter_map(|layer| match layer.part {
            Part::Rate(rate) => Some(rate),
            _ => None,
        });
        let rest = layers.iter().filter(|layer| layer.part == Part::Rest).count();
        let is_rest_last = rest == 1 && layers.last().is_some_and(|layer| layer.part == Part::Rest);
        let is_whole_in_rates = rates.clone().count() == layers.len() && rates.reduce(Rate::plus) == Some(Rate::ALL);
        let is_whole_in_amounts = amounts.clone().count() == layers.len() && Some(amounts.sum()) == whole;
        if let Some(first) = shares.first()
            && !(is_rest_last || is_whole_in_rates || is_whole_in_amounts)
        {
            self.wrong(
                start(first),
                "各方合起来要正好是全部：part 加起来 100%，或者 amount 加起来等于补贴或加收的金额，或者最后一方什么都不写（出其余的）",
                "together they must bear all: parts of 100%, amounts that make the subsidy's or the fee's, or a last one with neither (the rest)",
            );
        }
        layers
    }

    fn layer(&mut self, share: &Spanned<LayerText>, funders: &[(String, String)]) -> Layer {
        let (at, share) = (start(share), share.get_ref());
        if let Some(most) = share.at_most.as_ref().filter(|_| share.part.is_none()) {
            self.wrong(
                start(most),
                "at_most 和 part 一起写：出这个比例，但最多多少；固定出多少写 amount",
                "at_most goes with part: this part, but at most so much; for a fixed amount write amount",
            );
        }
        let part = match (&share.amount, &share.part) {
            (None, None) => Part::Rest,
            (Some(amount), None) => Part::Amount(self.positive(amount)),
            (None, Some(part)) => {
                let rate = self.rate(part);
                let most = share.at_most.as_ref().map(|most| self.positive(most));
                most.map_or(Part::Rate(rate), |most| Part::RateUpTo(rate, most))
            }
            (Some(_), Some(_)) => {
                self.wrong(at, "amount 和 part 只能写一个", "write either amount or part");
                Part::Rest
            }
        };
        Layer {
            funder: share.funder.get_ref().clone(),
            name: self.funder(&share.funder, funders),
            part,
        }
    }
}
