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

#[test]
fn what_a_funder_bears_on_top_reaches_no_guest_and_what_the_diner_pays_does() {
    let all_forms = include_str!("../../../policies/all-forms.toml");
    let text = all_forms.replacen(
        "who = { groups = [\"elder\"] }\nwhen = { meals = [\"lunch\"], days = \"workdays\" }\n",
        "",
        1,
    );
    let text = text.replacen("only_with_subsidy = true\n", "", 1);
    let policy = Policy::parse(&text).unwrap();
    let order = Order {
        channel: Channel::Delivery,
        ..at("2026-03-09", "11:30:00")
    };
    for (diner, standard, pays, shares) in [
        (born("1950-01-01"), "18.00", "15.50", 2),
        (born("1992-01-01"), "17.00", "17.00", 0),
        (Diner::Guest, "17.00", "17.00", 0),
    ] {
        let Verdict::Serve { terms, .. } = decide(Some(&policy), &diner, None, &order) else {
            panic!("refused")
        };
        let told = (terms.standard.to_string(), terms.pays.to_string(), terms.shares.len());
        assert_eq!(told, (standard.to_owned(), pays.to_owned(), shares), "{diner:?}");
    }
}

#[test]
fn a_fee_that_a_funder_bears_is_no_subsidy_for_the_fee_after_it() {
    let beijing = include_str!("../../../policies/beijing-2022-03.toml");
    let fees = "[[fee]]\nname = \"送餐\"\namount = \"2.00\"\nfunder = \"city\"\n\n\
        [[fee]]\nname = \"运营\"\namount = \"1.00\"\nonly_with_subsidy = true\nfunder = \"city\"\n";
    let policy = Policy::parse(&format!("{beijing}\n{fees}")).unwrap();
    let verdict = decide(Some(&policy), &born("1950-01-01"), None, &at("2026-11-23", "12:00:00"));
    let Verdict::Serve { terms, .. } = verdict else { panic!("refused") };
    let borne: Fen = terms.shares.iter().map(|share| share.amount).sum();
    assert_eq!(borne.to_string(), "2.00");
}

#[test]
fn a_day_of_a_year_without_a_calendar_is_told_where_a_rule_asks_for_workdays() {
    let shenzhen = include_str!("../../../policies/shenzhen-2025-01.toml");
    let told = |text: &str, by| {
        let Diner::Resident(facts) = born("1950-01-01") else {
            panic!("a guest")
        };
        let day = crate::subsidy::holidays::CalendarDay { by, ..Default::default() };
        let diner = Diner::Resident(Facts { day, ..facts });
        let verdict = decide(Some(&Policy::parse(text).unwrap()), &diner, None, &at("2031-01-01", "11:30:00"));
        let (Verdict::Serve { reasons, .. } | Verdict::Refuse { reasons, .. }) = verdict;
        let found = reasons.into_iter().find(|reason| reason.code() == "no_calendar");
        found.map(|reason| reason.sentence().zh)
    };
    let words = "还没有录入 2031 年的节假日安排，这一天只按星期算。";
    assert_eq!(told(shenzhen, SaidBy::NoCalendar).as_deref(), Some(words));
    assert_eq!(told(shenzhen, SaidBy::Weekday), None);
    assert_eq!(told(QIYI, SaidBy::NoCalendar), None);
}
