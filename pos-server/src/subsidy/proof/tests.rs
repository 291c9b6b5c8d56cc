//! Do the published rules of other places give their published amounts, and is a wrong example told?

use chrono::TimeDelta;
use proptest::prelude::*;

use super::super::standing::{Held, Home, Kind};
use super::*;

/// Every shipped example, with the number of its cases: none is lost unseen.
const SHIPPED: [(&str, usize); 10] = [
    (include_str!("../../../policies/beidajie-2024-09.toml"), 4),
    (include_str!("../../../policies/guangzhou-2025-02.toml"), 6),
    (include_str!("../../../policies/beijing-2022-03.toml"), 6),
    (include_str!("../../../policies/shenzhen-2025-01.toml"), 11),
    (include_str!("../../../policies/jurong-2023.toml"), 8),
    (include_str!("../../../policies/changsha-yuhua-2022.toml"), 5),
    (include_str!("../../../policies/all-forms.toml"), 12),
    (include_str!("../../../policies/one-a-day.toml"), 12),
    (include_str!("../../../policies/days-of-the-year.toml"), 11),
    (include_str!("../../../policies/zhuhai-xiangzhou-2024.toml"), 7),
];

#[test]
fn the_shipped_policies_give_the_published_amounts() {
    for (text, cases) in SHIPPED {
        let policy = Policy::proved(text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
        assert_eq!(policy.examples.len(), cases, "{}", policy.version);
    }
}

#[test]
fn a_policy_asks_only_for_what_it_needs() {
    let asks = |text: &str| Policy::parse(text).unwrap().asks();
    assert_eq!(asks(super::super::policy::QIYI), super::super::policy::Asks::default());
    let all = asks(SHIPPED[6].0);
    assert!(all.standing && all.home && all.holidays);
    assert_eq!(all.past, Some(super::super::limits::Period::Month));
    let shenzhen = asks(SHIPPED[3].0);
    assert!(shenzhen.standing && !shenzhen.home && shenzhen.holidays && shenzhen.past.is_none());
}

#[test]
fn an_example_that_does_not_come_out_is_told_with_its_line() {
    let beijing = SHIPPED[2].0;
    for (right, wrong, at, zh) in [
        (
            "pays = \"0.01\"",
            "pays = \"0.02\"",
            "5.01元补5元",
            "算出来是补贴 5.00、自付 0.01，写的是补贴 5.00、自付 0.02",
        ),
        (
            "because = \"limit_reached\"",
            "because = \"other_day\"",
            "午餐补过，晚餐不补",
            "的理由里没有 other_day，有的是：no_subsidy",
        ),
        (
            "more_than = \"5.00\"",
            "at_least = \"5.00\"",
            "正好5元不补",
            "算出来是补贴 5.00、自付 0.00，写的是补贴 0.00、自付 5.00",
        ),
        (
            "per = \"day\", times = 1",
            "per = \"meal\", times = 1",
            "午餐补过，晚餐不补",
            "算出来是补贴 5.00、自付 0.90",
        ),
    ] {
        let text = beijing.replacen(right, wrong, 1);
        assert_ne!(text, beijing, "{right}");
        let mistakes = Policy::proved(&text).unwrap_err();
        let name = text.lines().position(|line| line.contains(at)).unwrap() + 1;
        let found = mistakes.iter().find(|mistake| mistake.message.zh.contains(zh));
        assert_eq!(found.map(|mistake| mistake.line), Some(name - 1), "{wrong}: {mistakes:#?}");
    }
    let split = SHIPPED[6].0.replacen("amount = \"2.40\"", "amount = \"2.41\"", 1);
    let mistakes = Policy::proved(&split).unwrap_err();
    assert!(mistakes[0].message.zh.contains("算出来 city 出 2.40，写的是 2.41"), "{mistakes:?}");
}

/// Anybody at any meal.
fn anybody() -> impl Strategy<Value = (Facts, Eaten)> {
    let class = prop::sample::select(vec!["dibao", "tekun", "disabled", "基本养老服务对象", "低收入"]);
    let residency = prop::sample::select(vec!["local", "nonlocal", "常住"]);
    let home = prop::sample::select(vec!["", "weidu-3", "jianan-1"]);
    let meal = prop::sample::select(vec![Meal::Lunch, Meal::Dinner]);
    let channel = prop::sample::select(vec![Channel::Counter, Channel::TakeAway, Channel::Delivery]);
    let past = prop::collection::vec((0i64..40, any::<bool>(), 1i64..2_000), 0..40);
    (
        (0i64..40_000, class, residency, home, any::<bool>(), any::<bool>()),
        (0i64..400, meal, channel, prop::option::of(1i64..7_000)),
        past,
    )
        .prop_map(
            |((days, class, residency, home, has_document, in_home), (later, meal, channel, spend), past)| {
                let date = "2026-01-01".parse::<NaiveDate>().unwrap() + TimeDelta::days(later);
                let birth_date = date - TimeDelta::days(days);
                let held = |kind, value: &str| Held {
                    kind,
                    value: value.to_owned(),
                    has_document,
                    from: birth_date,
                    to: None,
                };
                let care_home = in_home.then(|| held(Kind::CareHome, ""));
                let past = past.into_iter().map(|(ago, is_lunch, amount)| Past {
                    service_date: date - TimeDelta::days(ago),
                    meal: if is_lunch { Meal::Lunch } else { Meal::Dinner },
                    grants: vec![super::super::limits::Grant {
                        subsidy: "meal".to_owned(),
                        amount: Fen::new(amount),
                    }],
                    fees: Vec::new(),
                });
                let facts = Facts {
                    birth_date,
                    held: [held(Kind::Class, class), held(Kind::Residency, residency)]
                        .into_iter()
                        .chain(care_home)
                        .collect(),
                    home: if home.is_empty() { Home::Own } else { Home::Other(home.to_owned()) },
                    past: past.collect(),
                    ..Facts::default()
                };
                (
                    facts,
                    Eaten {
                        date,
                        meal,
                        channel,
                        spend: spend.map(Fen::new),
                    },
                )
            },
        )
}

proptest! {
    #[test]
    fn whatever_the_policy_the_standard_is_what_all_pay_together((facts, eaten) in anybody(), which in 0..SHIPPED.len()) {
        let policy = Policy::parse(SHIPPED[which].0).unwrap();
        let holidays = Holidays::shipped().unwrap();
        let verdict = eaten.verdict(&policy, &holidays, &facts, &[]);
        if let Some(terms) = terms(&verdict) {
            let shares: Fen = terms.shares.iter().map(|share| share.amount).sum();
            prop_assert_eq!(terms.standard, terms.pays.plus(shares));
            prop_assert!(terms.pays >= Fen::ZERO);
            prop_assert!(terms.shares.iter().all(|share| share.amount > Fen::ZERO));
            let fees: Fen = policy.fees.iter().map(|fee| fee.amount).sum();
            let price = policy.meal(eaten.meal).unwrap().price(eaten.spend).unwrap();
            prop_assert!(price <= terms.standard && terms.standard <= price.plus(fees));
        }
        if let Verdict::Serve { code, terms, reasons } = &verdict {
            let granted = reasons.iter().any(|reason| reason.code() == "granted");
            prop_assert_eq!(*code == Code::Eligible, granted);
            prop_assert!(granted || terms.shares.is_empty(), "no funder bears anything without a subsidy");
            for reason in reasons {
                let words = reason.sentence();
                prop_assert!(!words.zh.is_empty() && !words.en.is_empty());
                let kept = serde_json::to_string(reason).unwrap();
                prop_assert_eq!(&serde_json::from_str::<super::super::reasons::Reason>(&kept).unwrap(), reason);
            }
        }
    }
}
