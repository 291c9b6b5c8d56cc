//! Does the rule give each diner the right price, and the reason for it?

use super::super::policy::QIYI;
use super::*;
use proptest::prelude::*;

fn qiyi() -> Policy {
    Policy::parse(QIYI).unwrap()
}

fn born(date: &str) -> Diner {
    Diner::Resident(Facts {
        birth_date: date.parse().unwrap(),
        ..Facts::default()
    })
}

fn at(date: &str, time: &str) -> Order {
    Order {
        service_date: date.parse().unwrap(),
        time: time.parse().unwrap(),
        meal: None,
        channel: Channel::Counter,
        spend: None,
    }
}

fn code_and_price(verdict: &Verdict) -> (&'static str, Option<String>) {
    match verdict {
        Verdict::Serve { code, terms, .. } => (code.as_str(), Some(terms.pays.to_string())),
        Verdict::Refuse { code, pending, .. } => (code.as_str(), pending.as_ref().map(|terms| terms.pays.to_string())),
    }
}

fn taken() -> Taken {
    Taken {
        at: "2026-11-23T03:41:00Z".parse().unwrap(),
        canteen: "七一社区幸福食堂".to_owned(),
        lane: "1号窗口".to_owned(),
        receipt_no: 41,
    }
}

#[test]
fn qiyi_serves_elders_from_sixty_and_children_up_to_twelve() {
    for (birth, time, code, pays) in [
        ("1966-11-23", "11:30:00", "eligible", "9.90"),
        ("1966-11-24", "11:30:00", "guest_full_standard", "15.00"),
        ("1966-11-23", "17:30:00", "eligible", "5.90"),
        ("2013-11-24", "11:30:00", "eligible", "9.90"),
        ("2013-11-23", "11:30:00", "guest_full_standard", "15.00"),
        ("2026-11-23", "11:30:00", "eligible", "9.90"),
        ("1964-02-29", "11:30:00", "eligible", "9.90"),
        ("1966-11-23", "10:29:59", "outside_meal_hours", "15.00"),
        ("1966-11-23", "10:30:00", "eligible", "9.90"),
        ("1966-11-23", "13:30:00", "outside_meal_hours", "15.00"),
        ("1966-11-23", "15:30:00", "outside_meal_hours", "10.00"),
        ("1966-11-23", "18:59:59", "eligible", "5.90"),
    ] {
        let verdict = decide(Some(&qiyi()), &born(birth), None, &at("2026-11-23", time));
        assert_eq!(code_and_price(&verdict), (code, Some(pays.to_owned())), "{birth} {time}");
    }
}

#[test]
fn a_second_lunch_gets_no_subsidy() {
    let verdict = decide(Some(&qiyi()), &born("1950-01-01"), Some(&taken()), &at("2026-11-23", "12:00:00"));
    assert_eq!(code_and_price(&verdict), ("already_served", Some("15.00".to_owned())));
    let Verdict::Refuse { reasons, .. } = verdict else {
        panic!("served twice")
    };
    assert_eq!(
        reasons.last().unwrap().sentence().zh,
        "11:41 已在七一社区幸福食堂1号窗口就餐，小票 41 号。"
    );
}

#[test]
fn a_yes_is_explained_by_age_and_policy() {
    let Verdict::Serve { reasons, .. } = decide(Some(&qiyi()), &born("1950-01-01"), None, &at("2026-11-23", "12:00:00")) else {
        panic!("refused")
    };
    let words: Vec<String> = reasons.iter().map(|reason| reason.sentence().zh).collect();
    assert_eq!(
        words,
        ["就餐当天76周岁，符合老人（60周岁及以上）。", "午餐价格依据政策 qiyi-2023-10-23。"]
    );
}

#[test]
fn who_died_or_moved_away_is_refused_from_that_day_on() {
    let facts = |died: Option<&str>, moved: Option<&str>| {
        Diner::Resident(Facts {
            birth_date: "1950-01-01".parse().unwrap(),
            died_on: died.map(|day| day.parse().unwrap()),
            moved_out_on: moved.map(|day| day.parse().unwrap()),
            ..Facts::default()
        })
    };
    for (diner, code) in [
        (facts(Some("2026-11-23"), None), "resident_died"),
        (facts(Some("2026-11-24"), None), "eligible"),
        (facts(None, Some("2026-11-01")), "resident_moved_out"),
    ] {
        assert_eq!(
            code_and_price(&decide(Some(&qiyi()), &diner, None, &at("2026-11-23", "12:00:00"))).0,
            code
        );
    }
}

#[test]
fn without_a_policy_in_force_the_last_one_prices_a_pending_meal() {
    let mut ended = qiyi();
    ended.valid_to = "2026-11-22".parse().ok();
    let order = at("2026-11-23", "12:00:00");
    assert_eq!(
        code_and_price(&decide(Some(&ended), &born("1950-01-01"), None, &order)),
        ("no_policy_in_force", Some("15.00".to_owned()))
    );
    assert_eq!(
        code_and_price(&decide(None, &born("1950-01-01"), None, &order)),
        ("no_policy_in_force", None)
    );
}

#[test]
fn a_policy_may_serve_no_guests() {
    let mut closed = qiyi();
    closed.guests = Guests::Refused;
    for diner in [Diner::Guest, born("1990-01-01")] {
        for time in ["12:00:00", "14:00:00"] {
            assert_eq!(
                code_and_price(&decide(Some(&closed), &diner, None, &at("2026-11-23", time))),
                ("not_eligible", None),
                "{time}"
            );
        }
    }
}

#[test]
fn a_delivered_lunch_is_a_lunch_at_any_hour() {
    let elder = born("1950-01-01");
    for (time, channel, expected) in [
        ("15:00", Channel::Counter, "outside_meal_hours"),
        ("15:00", Channel::Delivery, "eligible"),
        ("12:00", Channel::Delivery, "eligible"),
    ] {
        let order = Order {
            meal: Some(Meal::Lunch),
            channel,
            ..at("2026-11-23", time)
        };
        assert_eq!(
            code_and_price(&decide(Some(&qiyi()), &elder, None, &order)).0,
            expected,
            "{time} {channel:?}"
        );
    }
}

proptest! {
    #[test]
    fn the_standard_is_what_the_diner_and_the_funders_pay(days in 0i64..40_000, minute in 0u32..1_440, second_meal: bool) {
        let on: NaiveDate = "2026-11-23".parse().unwrap();
        let birth = on - chrono::TimeDelta::days(days);
        let time = NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap();
        let order = Order { service_date: on, time, meal: None, channel: Channel::Counter, spend: None };
        let diner = Diner::Resident(Facts { birth_date: birth, ..Facts::default() });
        let served = taken();
        let terms = match decide(Some(&qiyi()), &diner, second_meal.then_some(&served), &order) {
            Verdict::Serve { terms, .. } => terms,
            Verdict::Refuse { pending, .. } => {
                let terms = pending.unwrap();
                prop_assert!(terms.shares.is_empty());
                terms
            }
        };
        prop_assert_eq!(terms.standard, terms.pays.plus(terms.shares.iter().map(|share| share.amount).sum()));
        if second_meal { prop_assert!(terms.shares.is_empty()); }
    }
}
