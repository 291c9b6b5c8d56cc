//! Is each mistake in a subsidy, a fee, a limit or an example told, with its line?

use super::super::super::check_rules::{Check, Severity};
use super::super::*;

const ALL: &str = include_str!("../../../../policies/all-forms.toml");

#[test]
fn each_mistake_in_a_rule_is_told_with_its_line() {
    for (right, wrong, zh) in [
        (
            "rate = \"30%\"",
            "rate = \"130%\"",
            "“130%”不是比例，请写成 \"25%\"，大于 0，不超过 100%",
        ),
        ("amount = \"3.00\"", "amount = \"0.00\"", "这里的金额要大于 0"),
        (
            "part = \"60%\" }, { funder = \"street\" }",
            "part = \"60%\" }",
            "各方合起来要正好是全部：part 加起来 100%，或者 amount 加起来等于补贴或加收的金额，或者最后一方什么都不写（出其余的）",
        ),
        ("part = \"60%\"", "part = \"60%\", amount = \"1.00\"", "amount 和 part 只能写一个"),
        (
            "{ funder = \"street\", amount = \"1.00\" }",
            "{ funder = \"village\", amount = \"1.00\" }",
            "没有 [[funder]] 的 id 叫 village",
        ),
        (
            "spend = { at_least = \"8.00\" }",
            "spend = { at_least = \"8.00\", more_than = \"8.00\" }",
            "at_least（满多少）和 more_than（超过多少）写其中一个，at_most（不超过多少）和 less_than（不到多少）写其中一个",
        ),
        (
            "limits = [{ per = \"week\", times = 5 }]",
            "limits = [{ per = \"week\" }]",
            "times（次数，至少 1）和 amount（金额）写其中一个",
        ),
        (
            "limits = [{ per = \"week\", times = 5 }]",
            "limits = [{ per = \"fortnight\", times = 5 }]",
            "不认识“fortnight”；可以写的是：meal、day、week、month、year",
        ),
        (
            "days = \"workdays\"",
            "days = \"weekdays\"",
            "不认识“weekdays”；可以写的是：workdays、rest_days、weekends、holidays",
        ),
        (
            "channels = [\"dine_in\", \"delivery\"]",
            "channels = [\"counter\", \"delivery\"]",
            "不认识“counter”；可以写的是：dine_in、take_away、delivery",
        ),
        (
            "groups = [\"elder\"], residency",
            "groups = [\"guest\"], residency",
            "不认识“guest”；可以写的是：elder、child",
        ),
        (
            "up_to = \"60.00\"",
            "up_to = \"60.00\"\nmenus = [\"9.00\"]",
            "menus 和 up_to 只能写一个：固定几种套餐，或者按实际消费",
        ),
        ("id = \"tekun\"", "id = \"meal\"", "补贴 meal 写了两次"),
        (
            "rounding = \"floor\"\n",
            "",
            "按比例要写怎样取整：rounding = \"floor\"（舍去）、\"ceiling\"（进位）、\"half_up\"（四舍五入）或 \"half_even\"",
        ),
        (
            "amount = \"3.00\"\nshares",
            "amount = \"3.00\"\npays = \"1.00\"\nshares",
            "补多少只能用一种写法：amount（固定金额）、rate（比例）或 pays（就餐人付多少）",
        ),
        (
            "classes = [\"特困\"], with_document = true }",
            "residency = [\"户籍\"], with_document = true }",
            "with_document 要和 classes 或 all_classes 一起写：要求哪一类身份的证件",
        ),
        (
            "funder = \"canteen\"\n\n# 折后",
            "\n# 折后",
            "没有写谁出钱：写 funder = \"…\"，或者 shares = [ … ]",
        ),
        ("born = 1996-01-01", "born = 1996-02-30", ""),
    ] {
        let text = ALL.replacen(right, wrong, 1);
        assert_ne!(text, ALL, "{right} is not in the policy");
        let mistakes = parse(&text).unwrap_err();
        assert!(
            mistakes.iter().any(|mistake| mistake.message.zh.contains(zh)),
            "{wrong}: {mistakes:#?}"
        );
        if let Some(part) = wrong
            .lines()
            .last()
            .filter(|part| !part.is_empty() && !zh.contains("写了两次") && !zh.contains("谁出钱") && !zh.contains("只能用一种"))
        {
            let lines: Vec<usize> = (1..)
                .zip(text.lines())
                .filter(|(_, line)| line.contains(part))
                .map(|(line, _)| line)
                .collect();
            let near = |mistake: &Mistake| lines.iter().any(|line| mistake.line.abs_diff(*line) <= 1);
            assert!(mistakes.iter().any(near), "{wrong} {lines:?}: {mistakes:#?}");
        }
    }
}

#[test]
fn each_mistake_in_a_shared_limit_a_share_with_a_ceiling_or_a_date_is_told() {
    for (right, wrong, zh) in [
        (
            "limits = [{ per = \"day\", times = 2 }",
            "limits = [{ of = [\"food\"], per = \"day\", times = 2 }",
            "没有 [[subsidy]] 的 id 叫 food；可以写的是：discount、meal、tekun",
        ),
        (
            "limits = [{ per = \"week\", times = 5 }]",
            "limits = [{ of = [\"meal\"], per = \"week\", times = 5 }]",
            "of 只写在整份政策的 limits 里（第一个 [[…]] 之前）；这里的限额只数这一条",
        ),
        (
            "{ funder = \"city\", part = \"60%\" }",
            "{ funder = \"city\", amount = \"1.00\", at_most = \"2.00\" }",
            "at_most 和 part 一起写",
        ),
        (
            "{ funder = \"city\", part = \"60%\" }, { funder = \"street\" }]",
            "{ funder = \"city\", part = \"60%\" }, { funder = \"street\", part = \"40%\", at_most = \"1.00\" }]",
            "各方合起来要正好是全部",
        ),
        (
            "when = { channels = [\"delivery\"] }\n",
            "when = { channels = [\"delivery\"] }\nlimits = [{ per = \"month\", times = 20 }]\n",
            "加收的限额要和出资方、only_with_subsidy = true 一起写",
        ),
        (
            "days = \"workdays\"",
            "seasons = [{ from = \"13-40\", to = \"03-15\" }]",
            "“13-40”不是月和日，请写成 \"11-15\"，两位月、两位日",
        ),
        (
            "days = \"workdays\"",
            "seasons = [{ from = \"11-15\", to = \"3月15日\" }]",
            "“3月15日”不是月和日，请写成 \"11-15\"，两位月、两位日",
        ),
        ("days = \"workdays\"", "dates = [\"2026-10-18\"]", "日期写成 2026-01-31，不加引号"),
    ] {
        let text = ALL.replacen(right, wrong, 1);
        assert_ne!(text, ALL, "{right} is not in the policy");
        let at = text.find(wrong).unwrap() + wrong.trim_end().rfind('\n').map_or(0, |end| end + 1);
        let line = text.get(..at).unwrap().lines().count().max(1);
        let told = parse(&text).unwrap_err();
        assert_eq!(told.len(), 1, "{wrong}: {told:#?}");
        assert!(
            told[0].message.zh.contains(zh) && told[0].line.abs_diff(line) <= 1,
            "{wrong} on {line}: {told:#?}"
        );
    }
}

#[test]
fn a_fixed_price_stands_at_no_meal_with_several_prices() {
    let price = "[[meal.price]]\ngroups = [\"elder\"]\npays = \"15.00\"\nshares = []\n\n[[meal]]\nid = \"dinner\"";
    let text = ALL.replacen("[[meal]]\nid = \"dinner\"", price, 1);
    let told = parse(&text).unwrap_err();
    assert!(told[0].message.zh.starts_with("有多个价格的餐次不能写固定价格"), "{told:?}");
}

#[test]
fn the_longest_lists_of_rules_are_told_once() {
    let subsidy = |n: usize| format!("[[subsidy]]\nid = \"s{n}\"\nname = \"补\"\namount = \"1.00\"\nfunder = \"city\"\n");
    let example = |_| {
        "[[example]]\nname = \"例\"\nborn = 1950-01-01\ndate = 2026-03-09\nmeal = \"dinner\"\nsubsidy = \"1.00\"\npays = \"9.00\"\n"
            .to_owned()
    };
    let long = |piece: &dyn Fn(usize) -> String, times: usize| format!("{ALL}\n{}", (0..times).map(piece).collect::<String>());
    for (text, most) in [(long(&subsidy, 2_000), MOST_RULES), (long(&example, 1_500), MOST_EXAMPLES)] {
        let zh = format!("这里最多写 {most} 项，从这一项起太多了");
        let mistakes = parse(&text).unwrap_err();
        assert_eq!(
            mistakes.iter().filter(|mistake| mistake.message.zh == zh).count(),
            1,
            "{mistakes:?}"
        );
    }
}

#[test]
fn what_a_policy_says_of_the_checks_counts() {
    let policy = parse(ALL).unwrap();
    let rules = &policy.checks;
    assert_eq!(
        (
            rules.attendance_percent,
            rules.equal_days,
            rules.same_order_days,
            rules.meals_a_minute,
            rules.without_card_percent
        ),
        (80, 6, 4, 20, 20)
    );
    let hours = (rules.apart.num_minutes(), rules.late.num_hours(), rules.clock_ahead.num_minutes());
    assert_eq!(hours, (15, 48, 2));
    let severities = [Check::E13, Check::E12, Check::E14, Check::E01].map(|check| rules.severity(check));
    assert_eq!(severities, [Severity::Block, Severity::Warn, Severity::Warn, Severity::Block]);
}

#[test]
fn each_mistake_in_the_checks_is_told_in_words() {
    for (right, wrong, zh) in [
        (
            "warn = [\"E12\"]",
            "warn = [\"E13\"]",
            "E13 写了两次：block（未处理不能月结）和 warn（只提醒）里只写一次",
        ),
        ("equal_days = 6", "equal_days = 1", "1 不行，请写 2 到 31 的整数"),
        ("late_hours = 48", "late_hours = 0", "0 不行，请写 1 到 720 的整数"),
        (
            "without_card = \"20%\"",
            "without_card = \"0.2\"",
            "“0.2”不是 1% 到 100% 的整数百分比，请写成 \"90%\"",
        ),
    ] {
        let text = ALL.replacen(right, wrong, 1);
        assert_ne!(text, ALL, "{right} is not in the policy");
        let mistakes = parse(&text).unwrap_err();
        let told: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.zh.as_str()).collect();
        assert_eq!(told, [zh], "{wrong}");
    }
}
