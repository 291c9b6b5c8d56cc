//! Is each mistake in a subsidy, a fee, a limit or an example told, with its line?

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
            "各方合起来要正好是全部：part 加起来 100%，或者 amount 加起来等于补贴金额，或者最后一方什么都不写（出其余的）",
        ),
        ("part = \"60%\"", "part = \"60%\", amount = \"1.00\"", "amount 和 part 只能写一个"),
        (
            "{ funder = \"street\", amount = \"1.00\" }",
            "{ funder = \"village\", amount = \"1.00\" }",
            "没有 [[funder]] 叫 village",
        ),
        (
            "spend = { at_least = \"8.00\" }",
            "spend = { at_least = \"8.00\", more_than = \"8.00\" }",
            "at_least（满多少）和 more_than（超过多少）写其中一个",
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
            "不认识“weekdays”；可以写的是：workdays、rest_days",
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
            "with_document 要和 classes 一起写：要求哪一类身份的证件",
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
