//! Which meals are there, and what do they cost? Checks hours, prices and fixed shares.

use toml::Spanned;

use super::super::eligibility::AgeRange;
use super::super::policy::{MealRule, OtherPrices, Price, Share};
use super::super::words::Group;
use super::shape::{MealText, PolicyText, PriceText, ShareText};
use super::{Check, MOST_FUNDERS, MOST_GROUPS, MOST_MEALS, MOST_PRICES, MOST_WORDS, start};
use crate::money::Fen;

impl Check {
    pub(super) fn meals(&mut self, policy: &PolicyText, groups: &[(Group, AgeRange)], funders: &[(String, String)]) -> Vec<MealRule> {
        let mut meals: Vec<MealRule> = Vec::new();
        for meal in self.within(MOST_MEALS, &policy.meal, start) {
            let (at, meal) = (meal.span().start, meal.get_ref());
            let (opens, closes) = (self.time(&meal.opens), self.time(&meal.closes));
            if opens >= closes {
                self.wrong(meal.closes.span().start, "closes 要晚于 opens", "closes must be later than opens");
            }
            for other in &meals {
                if other.meal == meal.id {
                    self.wrong(
                        at,
                        format!("餐次 {} 写了两次", meal.id.as_str()),
                        format!("the meal {} is written twice", meal.id.as_str()),
                    );
                } else if opens < other.closes && other.opens < closes {
                    self.wrong(meal.opens.span().start, "两个餐次的时间有重叠", "the hours of two meals overlap");
                }
            }
            let standard = self.money(&meal.standard);
            if standard.is_zero() {
                self.wrong(meal.standard.span().start, "餐标要大于 0", "the standard must be above 0");
            }
            let prices = self.prices(&meal.price, standard, groups, funders);
            let others = self.other_prices(meal);
            if let Some(price) = meal.price.first().filter(|_| others != OtherPrices::No) {
                self.wrong(
                    start(price),
                    "有多个价格的餐次不能写固定价格 [[meal.price]]，请用 [[subsidy]] 写补贴",
                    "a meal with several prices takes no fixed [[meal.price]]: write a [[subsidy]]",
                );
            }
            for (group, _) in groups.iter().filter(|_| policy.subsidy.is_empty()) {
                if !prices.iter().any(|price| price.groups.contains(group)) {
                    self.wrong(
                        at,
                        format!(
                            "这一餐没有写 {} 的价格：在它下面加 [[meal.price]]，或者写 [[subsidy]]",
                            group.as_str()
                        ),
                        format!(
                            "this meal has no price for {}: add a [[meal.price]] under it, or write a [[subsidy]]",
                            group.as_str()
                        ),
                    );
                }
            }
            meals.push(MealRule {
                meal: meal.id,
                opens,
                closes,
                standard,
                others,
                prices,
            });
        }
        if meals.is_empty() {
            self.wrong(0, "至少要有一个 [[meal]]", "write at least one [[meal]]");
        }
        meals
    }

    fn other_prices(&mut self, meal: &MealText) -> OtherPrices {
        match (&meal.menus, &meal.up_to) {
            (None, None) => OtherPrices::No,
            (Some(menus), None) => {
                let menus = self.within(MOST_WORDS, menus, start);
                OtherPrices::Menus(menus.iter().map(|price| self.positive(price)).collect())
            }
            (None, Some(most)) => OtherPrices::UpTo(self.positive(most)),
            (Some(_), Some(most)) => {
                self.wrong(
                    start(most),
                    "menus 和 up_to 只能写一个：固定几种套餐，或者按实际消费",
                    "write either menus or up_to: some fixed menus, or what the dishes come to",
                );
                OtherPrices::No
            }
        }
    }

    fn prices(
        &mut self,
        written: &[Spanned<PriceText>],
        standard: Fen,
        groups: &[(Group, AgeRange)],
        funders: &[(String, String)],
    ) -> Vec<Price> {
        let mut prices: Vec<Price> = Vec::new();
        for price in self.within(MOST_PRICES, written, start) {
            let price = price.get_ref();
            let named = self.within(MOST_GROUPS, &price.groups, start);
            self.named_groups(named, groups);
            let written_shares = self.within(MOST_FUNDERS, &price.shares, |share| start(&share.funder));
            for group in named {
                let (at, group) = (group.span().start, group.get_ref());
                if prices.iter().any(|other| other.groups.contains(group)) {
                    self.wrong(
                        at,
                        format!("{} 在这一餐有两个价格", group.as_str()),
                        format!("{} has two prices for this meal", group.as_str()),
                    );
                }
            }
            let pays = self.money(&price.pays);
            let shares: Vec<Share> = written_shares.iter().map(|share| self.share(share, funders)).collect();
            for (place, share) in written_shares.iter().enumerate() {
                let (at, funder) = (share.funder.span().start, share.funder.get_ref());
                if written_shares.iter().take(place).any(|other| other.funder.get_ref() == funder) {
                    self.wrong(
                        at,
                        format!("{funder} 在这一价格里写了两次，请合成一笔"),
                        format!("{funder} is written twice in this price: make it one share"),
                    );
                }
            }
            let total = pays.plus(shares.iter().map(|share| share.amount).sum());
            if total != standard {
                self.wrong(
                    price.pays.span().start,
                    format!("自付加补贴是 {total}，餐标是 {standard}：两边要相等"),
                    format!("pays and shares make {total}, the standard is {standard}: they must be equal"),
                );
            }
            prices.push(Price {
                groups: named.iter().map(|group| *group.get_ref()).collect(),
                pays,
                shares,
            });
        }
        prices
    }

    fn share(&mut self, share: &ShareText, funders: &[(String, String)]) -> Share {
        let id = share.funder.get_ref().clone();
        let name = self.funder(&share.funder, funders);
        let amount = self.money(&share.amount);
        if amount.is_zero() {
            self.wrong(
                share.amount.span().start,
                "补贴金额要大于 0；不出钱的不用写",
                "a share must be above 0; leave out who pays nothing",
            );
        }
        Share { funder: id, name, amount }
    }
}
