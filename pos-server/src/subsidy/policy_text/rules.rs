//! What does a policy give? Checks subsidies, fees and limits.

use toml::Spanned;

use super::super::amount::{Amount, Rate, Rounding};
use super::super::eligibility::AgeRange;
use super::super::grant::{Fee, Goes, Subsidy};
use super::super::limits::{Limit, Most, SharedLimit};
use super::super::spend::{Edge, SpendRange};
use super::super::words::Group;
use super::shape::{FeeText, LimitText, SpendText, SubsidyText};
use super::{Check, MOST_RULES, MOST_WORDS, start};
use crate::money::Fen;

impl Check {
    pub(super) fn subsidies(
        &mut self,
        written: &[Spanned<SubsidyText>],
        groups: &[(Group, AgeRange)],
        funders: &[(String, String)],
    ) -> Vec<Subsidy> {
        let mut subsidies: Vec<Subsidy> = Vec::new();
        for subsidy in self.within(MOST_RULES, written, start) {
            let (at, subsidy) = (start(subsidy), subsidy.get_ref());
            let id = self.short_id(&subsidy.id);
            if subsidies.iter().any(|other| other.id == id) {
                self.wrong(at, format!("补贴 {id} 写了两次"), format!("the subsidy {id} is written twice"));
            }
            let mut who = self.who(&subsidy.who, groups);
            if who.groups.is_empty() {
                who.groups = groups.iter().map(|(group, _)| *group).collect();
            }
            let amount = self.amount(subsidy, at);
            let whole = match amount {
                Amount::Fixed(amount) => Some(amount),
                Amount::Rate(..) | Amount::LeavesToPay(_) => None,
            };
            let layers = self.layers((&subsidy.funder, &subsidy.shares), whole, funders);
            if layers.is_empty() {
                self.wrong(
                    at,
                    "没有写谁出钱：写 funder = \"…\"，或者 shares = [ … ]",
                    "nobody bears it: write funder = \"…\" or shares = [ … ]",
                );
            }
            subsidies.push(Subsidy {
                name: self.filled(&subsidy.name),
                who,
                when: self.when(&subsidy.when),
                spend: subsidy.spend.as_ref().map(|spend| self.spend(spend)),
                amount,
                cap: subsidy.cap.as_ref().map(|cap| self.positive(cap)),
                pays_at_least: subsidy.pays_at_least.as_ref().map_or(Fen::ZERO, |least| self.positive(least)),
                counts_from: subsidy.of,
                one_of: subsidy.one_of.as_ref().map(|word| self.filled(word)),
                limits: self.own_limits(&subsidy.limits),
                layers,
                id,
            });
        }
        subsidies
    }

    pub(super) fn fees(&mut self, written: &[Spanned<FeeText>], groups: &[(Group, AgeRange)], funders: &[(String, String)]) -> Vec<Fee> {
        let written = self.within(MOST_RULES, written, start);
        let mut fees: Vec<Fee> = Vec::new();
        for fee in written {
            let (at, fee) = (start(fee), fee.get_ref());
            let (name, amount) = (self.filled(&fee.name), self.positive(&fee.amount));
            let limits = self.own_limits(&fee.limits);
            let layers = self.layers((&fee.funder, &fee.shares), Some(amount), funders);
            let mut who = self.who(&fee.who, groups);
            // What a funder bears is for the policy's people, like a subsidy; what the diner pays, guests pay too.
            if !layers.is_empty() && who.groups.is_empty() {
                who.groups = groups.iter().map(|(group, _)| *group).collect();
            }
            let is_counted = !layers.is_empty() && fee.only_with_subsidy;
            if let Some(limit) = fee.limits.first().filter(|_| !is_counted) {
                self.wrong(
                    start(limit),
                    "加收的限额要和出资方、only_with_subsidy = true 一起写：只数享受了补贴的那几餐",
                    "limits of a fee go with a funder and only_with_subsidy = true: they count subsidised meals",
                );
            }
            if !limits.is_empty() && fees.iter().any(|other| other.name == name) {
                self.wrong(
                    at,
                    format!("“{name}”写了两次：限额按名称计，请用不同的名称"),
                    format!("{name:?} is written twice: limits count by the name, use another one"),
                );
            }
            fees.push(Fee {
                name,
                who,
                when: self.when(&fee.when),
                amount,
                goes: if fee.only_with_subsidy { Goes::WithSubsidy } else { Goes::Always },
                limits,
                layers,
            });
        }
        fees
    }

    /// The limits of several subsidies together.
    pub(super) fn shared_limits(&mut self, written: &[Spanned<LimitText>], subsidies: &[Subsidy]) -> Vec<SharedLimit> {
        let limits = self.limits(written);
        for id in limits.iter().flat_map(|(_, of)| of.iter()) {
            if !subsidies.iter().any(|subsidy| subsidy.id == *id.get_ref()) {
                let known: Vec<&str> = subsidies.iter().map(|subsidy| subsidy.id.as_str()).collect();
                let id_of = id.get_ref();
                self.wrong(
                    start(id),
                    format!("没有 [[subsidy]] 的 id 叫 {id_of}；可以写的是：{}", known.join("、")),
                    format!("there is no [[subsidy]] {id_of}; write one of: {}", known.join(", ")),
                );
            }
        }
        let shared = limits.into_iter().map(|(limit, of)| SharedLimit {
            limit,
            of: of.iter().map(|id| id.get_ref().clone()).collect(),
        });
        shared.collect()
    }

    /// The limits of one subsidy or fee.
    fn own_limits(&mut self, written: &[Spanned<LimitText>]) -> Vec<Limit> {
        let limits = self.limits(written);
        if let Some(id) = limits.iter().find_map(|(_, of)| of.first()) {
            self.wrong(
                start(id),
                "of 只写在整份政策的 limits 里（第一个 [[…]] 之前）；这里的限额只数这一条",
                "of stands in the limits of the whole policy only (before the first [[…]]); a limit here counts this one",
            );
        }
        limits.into_iter().map(|(limit, _)| limit).collect()
    }

    fn limits<'w>(&mut self, written: &'w [Spanned<LimitText>]) -> Vec<(Limit, &'w [Spanned<String>])> {
        let mut limits = Vec::new();
        for limit in self.within(MOST_WORDS, written, start) {
            let (at, limit) = (start(limit), limit.get_ref());
            let of = self.within(MOST_RULES, &limit.of, start);
            let most = match (limit.times, &limit.amount) {
                (Some(times), None) if times > 0 => Most::Times(times),
                (None, Some(amount)) => Most::Amount(self.positive(amount)),
                _ => {
                    self.wrong(
                        at,
                        "times（次数，至少 1）和 amount（金额）写其中一个",
                        "write one of times (1 or more) and amount",
                    );
                    continue;
                }
            };
            limits.push((Limit { per: limit.per, most }, of));
        }
        limits
    }

    fn amount(&mut self, subsidy: &SubsidyText, at: usize) -> Amount {
        let amount = match (&subsidy.amount, &subsidy.rate, &subsidy.pays) {
            (Some(amount), None, None) => Amount::Fixed(self.positive(amount)),
            (None, Some(rate), None) => {
                let part = self.rate(rate);
                let Some(how) = subsidy.rounding else {
                    self.wrong(
                        start(rate),
                        "按比例要写怎样取整：rounding = \"floor\"（舍去）、\"ceiling\"（进位）、\"half_up\"（四舍五入）或 \"half_even\"",
                        "a rate needs its rounding: \"floor\", \"ceiling\", \"half_up\" or \"half_even\"",
                    );
                    return Amount::Fixed(Fen::ZERO);
                };
                let to = subsidy.round_to.as_ref().map_or(Fen::new(1), |to| self.positive(to));
                return Rounding::new(how, to).map_or(Amount::Fixed(Fen::ZERO), |rounding| Amount::Rate(part, rounding));
            }
            (None, None, Some(pays)) => Amount::LeavesToPay(self.money(pays)),
            _ => {
                self.wrong(
                    at,
                    "补多少只能用一种写法：amount（固定金额）、rate（比例）或 pays（就餐人付多少）",
                    "say how much in one way: amount, rate, or pays (what the diner pays)",
                );
                Amount::Fixed(Fen::ZERO)
            }
        };
        if subsidy.rounding.is_some() || subsidy.round_to.is_some() {
            self.wrong(
                at,
                "rounding 和 round_to 只和 rate 一起写",
                "rounding and round_to go with rate only",
            );
        }
        amount
    }

    pub(super) fn rate(&mut self, written: &Spanned<String>) -> Rate {
        Rate::parse(written.get_ref()).unwrap_or_else(|| {
            let text = written.get_ref();
            if text.ends_with('折') {
                self.wrong(
                    start(written),
                    format!("“{text}”：写减去的比例，打九折是 \"10%\"，打八五折是 \"15%\""),
                    format!("{text:?}: write the part that is taken off: 10% off (九折) is \"10%\""),
                );
                return Rate::ALL;
            }
            self.wrong(
                start(written),
                format!("“{text}”不是比例，请写成 \"25%\"，大于 0，不超过 100%"),
                format!("{text:?} is no rate: write \"25%\", above 0 and at most 100%"),
            );
            Rate::ALL
        })
    }

    fn spend(&mut self, written: &Spanned<SpendText>) -> SpendRange {
        let spend = written.get_ref();
        let (low, high) = ((&spend.at_least, &spend.more_than), (&spend.at_most, &spend.less_than));
        let is_twice = |(one, other): (&Option<Spanned<String>>, &Option<Spanned<String>>)| one.is_some() && other.is_some();
        if is_twice(low) || is_twice(high) || [low.0, low.1, high.0, high.1].iter().all(|bound| bound.is_none()) {
            self.wrong(
                start(written),
                "at_least（满多少）和 more_than（超过多少）写其中一个，at_most（不超过多少）和 less_than（不到多少）写其中一个",
                "write one of at_least and more_than, and one of at_most and less_than",
            );
        }
        let mut edge = |(inclusive, exclusive): (&Option<Spanned<String>>, &Option<Spanned<String>>)| {
            let written = inclusive.as_ref().or(exclusive.as_ref())?;
            Some(Edge {
                amount: self.money(written),
                inclusive: inclusive.is_some(),
            })
        };
        SpendRange {
            low: edge(low),
            high: edge(high),
        }
    }

    /// An amount above nothing.
    pub(super) fn positive(&mut self, written: &Spanned<String>) -> Fen {
        let before = self.mistakes.count();
        let amount = self.money(written);
        if amount.is_zero() && self.mistakes.count() == before {
            self.wrong(start(written), "这里的金额要大于 0", "the amount must be above 0 here");
        }
        amount
    }
}
