//! Which words may stand in a policy's text? The TOML as it is written, before anything is checked.

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::super::amount::How;
use super::super::check_rules::Check;
use super::super::grant::CountsFrom;
use super::super::holidays::Days;
use super::super::limits::Period;
use super::super::policy::{AgeCountsFrom, Guests};
use super::super::words::{Group, Meal};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyText {
    pub version: Spanned<String>,
    pub name: Spanned<String>,
    pub valid_from: Spanned<Datetime>,
    pub valid_to: Option<Spanned<Datetime>>,
    pub age_counts_from: AgeCountsFrom,
    pub guests: Guests,
    pub owing: Option<OwingText>,
    #[serde(default)]
    pub checks: ChecksText,
    pub deliveries: Option<DeliveriesText>,
    pub group: Vec<Spanned<GroupText>>,
    pub funder: Vec<Spanned<FunderText>>,
    pub meal: Vec<Spanned<MealText>>,
    #[serde(default)]
    pub limits: Vec<Spanned<LimitText>>,
    #[serde(default)]
    pub subsidy: Vec<Spanned<SubsidyText>>,
    #[serde(default)]
    pub fee: Vec<Spanned<FeeText>>,
    #[serde(default)]
    pub example: Vec<Spanned<ExampleText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OwingText {
    pub limit: Spanned<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct ChecksText {
    #[serde(default)]
    pub block: Vec<Spanned<Check>>,
    #[serde(default)]
    pub warn: Vec<Spanned<Check>>,
    pub attendance: Option<Spanned<String>>,
    pub equal_days: Option<Spanned<i64>>,
    pub same_order_days: Option<Spanned<i64>>,
    pub meals_a_minute: Option<Spanned<i64>>,
    pub apart_minutes: Option<Spanned<i64>>,
    pub without_card: Option<Spanned<String>>,
    pub late_hours: Option<Spanned<i64>>,
    pub clock_minutes: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeliveriesText {
    pub hot_for_minutes: Option<Spanned<i64>>,
    pub silent_after_days: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupText {
    pub id: Group,
    pub age: Spanned<AgeText>,
    #[serde(default)]
    pub or_classes: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgeText {
    pub from: Option<u32>,
    pub over: Option<u32>,
    pub to: Option<u32>,
    pub under: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FunderText {
    pub id: Spanned<String>,
    pub name: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MealText {
    pub id: Meal,
    pub opens: Spanned<String>,
    pub closes: Spanned<String>,
    pub standard: Spanned<String>,
    pub menus: Option<Vec<Spanned<String>>>,
    pub up_to: Option<Spanned<String>>,
    #[serde(default)]
    pub price: Vec<Spanned<PriceText>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PriceText {
    pub groups: Vec<Spanned<Group>>,
    pub pays: Spanned<String>,
    pub shares: Vec<ShareText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShareText {
    pub funder: Spanned<String>,
    pub amount: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubsidyText {
    pub id: Spanned<String>,
    pub name: Spanned<String>,
    #[serde(default)]
    pub who: WhoText,
    #[serde(default)]
    pub when: WhenText,
    pub spend: Option<Spanned<SpendText>>,
    pub amount: Option<Spanned<String>>,
    pub rate: Option<Spanned<String>>,
    pub pays: Option<Spanned<String>>,
    pub cap: Option<Spanned<String>>,
    pub pays_at_least: Option<Spanned<String>>,
    #[serde(default)]
    pub of: CountsFrom,
    pub rounding: Option<How>,
    pub round_to: Option<Spanned<String>>,
    pub one_of: Option<Spanned<String>>,
    #[serde(default)]
    pub limits: Vec<Spanned<LimitText>>,
    pub funder: Option<Spanned<String>>,
    pub shares: Option<Vec<Spanned<LayerText>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FeeText {
    pub name: Spanned<String>,
    #[serde(default)]
    pub who: WhoText,
    #[serde(default)]
    pub when: WhenText,
    pub amount: Spanned<String>,
    #[serde(default)]
    pub only_with_subsidy: bool,
    #[serde(default)]
    pub limits: Vec<Spanned<LimitText>>,
    pub funder: Option<Spanned<String>>,
    pub shares: Option<Vec<Spanned<LayerText>>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct WhoText {
    #[serde(default)]
    pub groups: Vec<Spanned<Group>>,
    pub age: Option<Spanned<AgeText>>,
    #[serde(default)]
    pub residency: Vec<Spanned<String>>,
    #[serde(default)]
    pub classes: Vec<Spanned<String>>,
    #[serde(default)]
    pub all_classes: Vec<Spanned<String>>,
    #[serde(default)]
    pub with_document: bool,
    #[serde(default)]
    pub except: Vec<Spanned<String>>,
    #[serde(default)]
    pub homes: Vec<Spanned<String>>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct WhenText {
    #[serde(default)]
    pub meals: Vec<Spanned<Meal>>,
    pub days: Option<Days>,
    #[serde(default)]
    pub weekdays: Vec<WeekdayText>,
    #[serde(default)]
    pub dates: Vec<Spanned<Datetime>>,
    #[serde(default)]
    pub seasons: Vec<SeasonText>,
    #[serde(default)]
    pub birthday: bool,
    #[serde(default)]
    pub channels: Vec<ChannelText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeasonText {
    pub from: Spanned<String>,
    pub to: Spanned<String>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(super) enum WeekdayText {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(super) enum ChannelText {
    DineIn,
    TakeAway,
    Delivery,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SpendText {
    pub at_least: Option<Spanned<String>>,
    pub more_than: Option<Spanned<String>>,
    pub at_most: Option<Spanned<String>>,
    pub less_than: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LimitText {
    #[serde(default)]
    pub of: Vec<Spanned<String>>,
    pub per: Period,
    pub times: Option<u32>,
    pub amount: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LayerText {
    pub funder: Spanned<String>,
    pub amount: Option<Spanned<String>>,
    pub part: Option<Spanned<String>>,
    pub at_most: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExampleText {
    pub name: Spanned<String>,
    pub born: Spanned<Datetime>,
    pub residency: Option<Spanned<String>>,
    #[serde(default)]
    pub classes: Vec<Spanned<String>>,
    pub classes_until: Option<Spanned<Datetime>>,
    #[serde(default)]
    pub with_document: bool,
    #[serde(default)]
    pub care_home: bool,
    pub home: Option<Spanned<String>>,
    #[serde(default)]
    pub before: Vec<Spanned<EatenText>>,
    pub date: Spanned<Datetime>,
    pub meal: Spanned<Meal>,
    pub channel: Option<ChannelText>,
    pub spend: Option<Spanned<String>>,
    pub subsidy: Spanned<String>,
    pub pays: Spanned<String>,
    #[serde(default)]
    pub shares: Vec<ShareText>,
    pub because: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EatenText {
    pub date: Spanned<Datetime>,
    pub meal: Spanned<Meal>,
    pub channel: Option<ChannelText>,
    pub spend: Option<Spanned<String>>,
}
