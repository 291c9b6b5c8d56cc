//! Is each mistake of a policy told, with its line?

mod rules;
mod slips;

use super::super::policy::QIYI;
use super::super::words::Meal;
use super::*;

#[test]
fn the_shipped_policy_is_right() {
    let policy = parse(QIYI).unwrap();
    let lunch = policy.meal(Meal::Lunch).unwrap();
    let price = &lunch.prices[0];
    assert_eq!(
        (lunch.standard, price.pays, price.shares[0].amount),
        (Fen::new(1500), Fen::new(990), Fen::new(510))
    );
    let dinner = &policy.meal(Meal::Dinner).unwrap().prices[0];
    assert_eq!(dinner.pays, Fen::new(590));
}

#[test]
fn how_deliveries_are_watched_is_as_usual_unless_it_is_written_within_bounds() {
    let with = |lines: &str| parse(&QIYI.replacen("[[group]]", &format!("[deliveries]\n{lines}\n[[group]]"), 1));
    for (lines, hot, silent) in [
        ("", 120, 3),
        ("hot_for_minutes = 15", 15, 3),
        ("hot_for_minutes = 240\nsilent_after_days = 30", 240, 30),
        ("silent_after_days = 1", 120, 1),
    ] {
        let read = with(lines).unwrap().deliveries;
        assert_eq!((read.hot_for_minutes, read.silent_after_days), (hot, silent), "{lines}");
    }
    assert_eq!(parse(QIYI).unwrap().deliveries, with("").unwrap().deliveries);
    let line = QIYI.lines().position(|line| line == "[[group]]").unwrap() + 2;
    for (lines, zh) in [
        ("hot_for_minutes = 14", "14 不行，这里写 15 到 240 的整数"),
        ("hot_for_minutes = 241", "241 不行，这里写 15 到 240 的整数"),
        ("silent_after_days = 0", "0 不行，这里写 1 到 30 的整数"),
        ("silent_after_days = 31", "31 不行，这里写 1 到 30 的整数"),
        (
            "hot_for_minuts = 90",
            "不认识“hot_for_minuts”，请检查拼写，或删掉它；这里可以写的是：hot_for_minutes、silent_after_days",
        ),
    ] {
        let told = with(lines).unwrap_err();
        let told: Vec<_> = told.iter().map(|mistake| (mistake.line, mistake.message.zh.as_str())).collect();
        assert_eq!(told, [(line, zh)], "{lines}");
    }
}

#[test]
fn each_mistake_is_told_with_its_line() {
    for (right, wrong, zh) in [
        ("pays = \"9.90\"", "pays = \"9.91\"", "自付加补贴是 15.01，餐标是 15.00：两边要相等"),
        ("pays = \"9.90\"", "pays = 9.90", "这里要用引号，写成 \"9.90\""),
        ("opens = \"10:30\"", "opens = \"25:30\"", "“25:30”不是时间，请写成 \"10:30\""),
        ("closes = \"13:30\"", "closes = \"10:00\"", "closes 要晚于 opens"),
        ("closes = \"13:30\"", "closes = \"16:31\"", "两个餐次的时间有重叠"),
        ("age = { to = 12 }", "age = { to = 60 }", "elder 和 child 的年龄有重叠"),
        (
            "age = { to = 12 }",
            "age = { to = 12, under = 13 }",
            "from 和 over 只能写一个，to 和 under 只能写一个",
        ),
        (
            "age = { to = 12 }",
            "age = { from = 5, under = 5 }",
            "没有任何年龄符合这个范围，请检查上下限",
        ),
        (
            "funder = \"example\", amount = \"5.10\"",
            "funder = \"nobody\", amount = \"5.10\"",
            "没有 [[funder]] 的 id 叫 nobody；可以写的是：example",
        ),
        (
            "shares = [{ funder = \"example\", amount = \"5.10\" }]",
            "shares = [{ funder = \"example\", amount = \"5.00\" }, { funder = \"example\", amount = \"0.10\" }]",
            "example 在这一价格里写了两次，请合成一笔",
        ),
        (
            "standard = \"15.00\"",
            "standrad = \"15.00\"",
            "不认识“standrad”，请检查拼写，或删掉它；这里可以写的是：id、opens、closes、standard、menus、up_to、price",
        ),
        (
            "guests = \"full_standard\"",
            "guests = \"free\"",
            "不认识“free”；可以写的是：full_standard、refused",
        ),
        (
            "valid_from = 2023-10-23 ",
            "valid_from = 2023-10-23T10:00:00 ",
            "“2023-10-23T10:00:00”不是 1900 至 2200 年间的日期，请写成 2026-01-31",
        ),
        (
            "# valid_to = 2026-12-31",
            "valid_to = 2022-12-31",
            "valid_to 早于 valid_from：请改成更晚的日期，或删掉这一行",
        ),
        (
            "version = \"qiyi-2023-10-23\"",
            "version = \"七一\"",
            "“七一”只能用 1 到 40 个小写字母、数字、- _ .",
        ),
    ] {
        let text = QIYI.replacen(right, wrong, 1);
        assert_ne!(text, QIYI, "{right} is not in the policy");
        let blamed = if zh == "两个餐次的时间有重叠" {
            "opens = \"16:30\""
        } else {
            wrong
        };
        let line = text.lines().position(|line| line.contains(blamed)).unwrap() + 1;
        let mistakes = parse(&text).unwrap_err();
        let found = mistakes.iter().find(|mistake| mistake.message.zh == zh);
        assert!(found.is_some(), "{wrong}: {mistakes:?}");
        assert_eq!(found.unwrap().line, line, "{wrong}");
    }
}

#[test]
fn one_mistake_hides_no_other() {
    let mut text = QIYI.to_owned();
    for (right, wrong) in [
        ("guests = \"full_standard\"", "guests = \"free\""),
        ("valid_from = 2023-10-23 ", "valid_from = 9023-10-23 "),
        ("closes = \"13:30\"", "closes = 13.30"),
        ("pays = \"5.90\"", "pays = 5.91"),
        ("opens = \"16:30\"", "opens = \"25:30\"\ncolour = \"red\""),
    ] {
        text = text.replacen(right, wrong, 1);
        assert!(text.contains(wrong), "{right} is not in the policy");
    }
    let told: Vec<(usize, String)> = parse(&text)
        .unwrap_err()
        .into_iter()
        .map(|one| (one.line, one.message.zh))
        .collect();
    let line = |part: &str| text.lines().position(|line| line.contains(part)).unwrap() + 1;
    for (at, zh) in [
        (line("9023-10-23"), "“9023-10-23”不是 1900 至 2200 年间的日期，请写成 2026-01-31"),
        (line("\"free\""), "不认识“free”；可以写的是：full_standard、refused"),
        (line("13.30"), "这里要用引号，写成 \"13:30\""),
        (line("25:30"), "“25:30”不是时间，请写成 \"10:30\""),
        (
            line("colour"),
            "不认识“colour”，请检查拼写，或删掉它；这里可以写的是：id、opens、closes、standard、menus、up_to、price",
        ),
        (line("5.91"), "这里要用引号，写成 \"5.91\""),
        (line("5.91"), "自付加补贴是 10.01，餐标是 10.00：两边要相等"),
    ] {
        assert!(told.contains(&(at, zh.to_owned())), "{zh} at {at} is not in {told:?}");
    }
    assert!(told.is_sorted_by_key(|(line, _)| *line), "{told:?}");
}

#[test]
fn a_text_that_is_no_toml_is_told_line_by_line_in_chinese() {
    let text = QIYI
        .replacen("name = \"七一社区幸福食堂就餐政策\"", "name = 七一", 1)
        .replacen("standard = \"15.00\"", "standard 15.00", 1);
    let mistakes = parse(&text).unwrap_err();
    assert_eq!(
        mistakes[0].line,
        text.lines()
            .position(|line| line.contains("七一") && line.starts_with("name"))
            .unwrap()
            + 1
    );
    for mistake in &mistakes {
        let zh = mistake.message.zh.as_str();
        assert!(!zh.contains("expected") && !zh.contains("invalid"), "{mistake:?}");
    }
    for nonsense in ["", "[[", "= = =", "\"", "a = [1,\n2", "[[meal]]\n[[meal]]\n"] {
        assert!(!parse(nonsense).unwrap_err().is_empty(), "{nonsense}");
    }
}

#[test]
fn a_missing_item_is_named() {
    let text = QIYI.replacen("guests = \"full_standard\"", "", 1);
    assert_eq!(parse(&text).unwrap_err()[0].message.zh, "少了一项：guests");
    let text = QIYI.replacen("groups = [\"elder\", \"child\"]", "groups = [\"elder\"]", 1);
    assert_eq!(
        parse(&text).unwrap_err()[0].message.zh,
        "这一餐没有写 child 的价格：在它下面加 [[meal.price]]，或者写 [[subsidy]]"
    );
}

/// The shipped policy with more behind it.
fn longer(piece: impl Fn(usize) -> String, times: usize) -> String {
    let more: String = (0..times).map(piece).collect();
    format!("{QIYI}\n{more}")
}

#[test]
fn a_list_that_is_too_long_is_told_once_and_not_compared() {
    let group = |_| "[[group]]\nid = \"elder\"\nage = { from = 60 }\n".to_owned();
    let funder = |n| format!("[[funder]]\nid = \"f{n}\"\nname = \"出资方\"\n");
    let meal = |_| "[[meal]]\nid = \"lunch\"\nopens = \"10:30\"\ncloses = \"13:30\"\nstandard = \"15.00\"\nprice = []\n".to_owned();
    let price = |_| "[[meal.price]]\ngroups = []\npays = \"10.00\"\nshares = []\n".to_owned();
    for (text, most) in [
        (longer(group, 3_000), MOST_GROUPS),
        (longer(funder, 3_000), MOST_FUNDERS),
        (longer(meal, 2_000), MOST_MEALS),
        (longer(price, 3_000), MOST_PRICES),
        (
            QIYI.replacen("[\"elder\", \"child\"]", &format!("[{}]", "\"elder\", ".repeat(20_000)), 1),
            MOST_GROUPS,
        ),
        (
            QIYI.replacen(
                "[{ funder = \"example\", amount = \"5.10\" }]",
                &format!("[{}]", "{ funder = \"example\", amount = \"0.01\" }, ".repeat(4_000)),
                1,
            ),
            MOST_FUNDERS,
        ),
    ] {
        assert!(text.len() > 50_000 && text.len() < 256 * 1024, "{}", text.len());
        let mistakes = parse(&text).unwrap_err();
        let zh = format!("这里最多写 {most} 项，从这一项起太多了");
        let too_long: Vec<_> = mistakes.iter().filter(|mistake| mistake.message.zh == zh).collect();
        assert_eq!(too_long.len(), 1, "{most}: {mistakes:?}");
        assert!(mistakes.len() <= mistakes::MOST_TOLD, "{most}: {}", mistakes.len());
    }
}

#[test]
fn the_worst_text_is_told_in_fifty_mistakes() {
    let meals = (0..MOST_MEALS)
        .map(|_| {
            let price = format!(
                "[[meal.price]]\ngroups = [{}]\npays = \"x\"\nshares = []\n",
                "\"child\",".repeat(MOST_GROUPS)
            );
            format!(
                "[[meal]]\nid = \"lunch\"\nopens = \"10:30\"\ncloses = \"10:30\"\nstandard = \"0\"\n{}",
                price.repeat(MOST_PRICES)
            )
        })
        .collect::<Vec<String>>()
        .concat();
    let groups = "[[group]]\nid = \"elder\"\nage = { from = 60, over = 60 }\n".repeat(MOST_GROUPS);
    let head = QIYI.split("[[group]]").next().unwrap();
    let text = format!("{head}\nfunder = []\n{groups}{meals}");
    assert!(text.len() > 50_000 && text.len() < 256 * 1024, "{}", text.len());
    let mistakes = parse(&text).unwrap_err();
    assert_eq!(mistakes.len(), mistakes::MOST_TOLD);
    assert!(mistakes.is_sorted_by_key(|mistake| mistake.line));
}
