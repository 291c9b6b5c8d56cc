//! What does a policy give? Checks subsidies, fees, limits, and who bears them.

use chrono::Weekday;
use toml::Spanned;

use super::super::amount::{Amount, Rate, Rounding};
use super::super::bill::{Layer, Part};
use super::super::conditions::When;
use super::super::eligibility::AgeRange;
use super::super::grant::{Fee, Goes, Least, Subsidy};
use super::super::holidays::DayKind;
use super::super::limits::{Limit, Most};
use super::super::words::{Channel, Group};
use super::shape::{ChannelText, DaysText, FeeText, LayerText, LimitText, SpendText, SubsidyText, WeekdayText, WhenText};
use super::{Check, MOST_FUNDERS, MOST_RULES, MOST_WORDS, start};
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
                least: subsidy.spend.as_ref().and_then(|spend| self.least(spend)),
                amount,
                cap: subsidy.cap.as_ref().map(|cap| self.positive(cap)),
                counts_from: subsidy.of,
                one_of: subsidy.one_of.as_ref().map(|word| self.filled(word)),
                limits: self.limits(&subsidy.limits),
                layers,
                id,
            });
        }
        subsidies
    }

    pub(super) fn fees(&mut self, written: &[Spanned<FeeText>], groups: &[(Group, AgeRange)], funders: &[(String, String)]) -> Vec<Fee> {
        let written = self.within(MOST_RULES, written, start);
        let fee = |fee: &Spanned<FeeText>| {
            let fee = fee.get_ref();
            let amount = self.positive(&fee.amount);
            Fee {
                name: self.filled(&fee.name),
                who: self.who(&fee.who, groups),
                when: self.when(&fee.when),
                amount,
                goes: if fee.only_with_subsidy { Goes::WithSubsidy } else { Goes::Always },
                layers: self.layers((&fee.funder, &fee.shares), Some(amount), funders),
            }
        };
        written.iter().map(fee).collect()
    }

    pub(super) fn limits(&mut self, written: &[Spanned<LimitText>]) -> Vec<Limit> {
        let mut limits = Vec::new();
        for limit in self.within(MOST_WORDS, written, start) {
            let (at, limit) = (start(limit), limit.get_ref());
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
            limits.push(Limit { per: limit.per, most });
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

    fn rate(&mut self, written: &Spanned<String>) -> Rate {
        Rate::parse(written.get_ref()).unwrap_or_else(|| {
            let text = written.get_ref();
            self.wrong(
                start(written),
                format!("“{text}”不是比例，请写成 \"25%\"，大于 0，不超过 100%"),
                format!("{text:?} is no rate: write \"25%\", above 0 and at most 100%"),
            );
            Rate::ALL
        })
    }

    fn least(&mut self, written: &Spanned<SpendText>) -> Option<Least> {
        let spend = written.get_ref();
        match (&spend.at_least, &spend.more_than) {
            (Some(least), None) => Some(Least::AtLeast(self.money(least))),
            (None, Some(least)) => Some(Least::MoreThan(self.money(least))),
            _ => {
                self.wrong(
                    start(written),
                    "at_least（满多少）和 more_than（超过多少）写其中一个",
                    "write one of at_least and more_than",
                );
                None
            }
        }
    }

    fn when(&mut self, when: &WhenText) -> When {
        let meals = self.within(MOST_WORDS, &when.meals, start);
        When {
            meals: meals.iter().map(|meal| *meal.get_ref()).collect(),
            days: when.days.map(|days| match days {
                DaysText::Workdays => DayKind::Workday,
                DaysText::RestDays => DayKind::RestDay,
            }),
            weekdays: when.weekdays.iter().take(MOST_WORDS).map(|day| weekday(*day)).collect(),
            channels: when.channels.iter().take(MOST_WORDS).map(|channel| channel_of(*channel)).collect(),
        }
    }

    /// The layers of funders: they bear the whole to the fen. `whole` is the amount where it is fixed.
    fn layers(
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
                "各方合起来要正好是全部：part 加起来 100%，或者 amount 加起来等于补贴金额，或者最后一方什么都不写（出其余的）",
                "together they must bear all: parts of 100%, amounts of the subsidy's amount, or a last one with neither (the rest)",
            );
        }
        layers
    }

    fn layer(&mut self, share: &Spanned<LayerText>, funders: &[(String, String)]) -> Layer {
        let (at, share) = (start(share), share.get_ref());
        let part = match (&share.amount, &share.part) {
            (None, None) => Part::Rest,
            (Some(amount), None) => Part::Amount(self.positive(amount)),
            (None, Some(part)) => Part::Rate(self.rate(part)),
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

const fn weekday(written: WeekdayText) -> Weekday {
    match written {
        WeekdayText::Mon => Weekday::Mon,
        WeekdayText::Tue => Weekday::Tue,
        WeekdayText::Wed => Weekday::Wed,
        WeekdayText::Thu => Weekday::Thu,
        WeekdayText::Fri => Weekday::Fri,
        WeekdayText::Sat => Weekday::Sat,
        WeekdayText::Sun => Weekday::Sun,
    }
}

/// The channel that a policy names.
pub(super) const fn channel_of(written: ChannelText) -> Channel {
    match written {
        ChannelText::DineIn => Channel::Counter,
        ChannelText::TakeAway => Channel::TakeAway,
        ChannelText::Delivery => Channel::Delivery,
    }
}
