//! Is each slip of the keyboard or the spreadsheet told in words that mend it, and does it make no second mistake?

use super::super::*;

const BEIJING: &str = include_str!("../../../../policies/beijing-2022-03.toml");

#[test]
fn each_slip_is_told_once_with_what_to_write_instead() {
    each_is_told_once(&[
        (
            "age = { from = 60 }",
            "age = ｛ from = 60 ｝",
            "全角的 ｛ 要写成半角的 {，全角的 ｝ 要写成半角的 }",
        ),
        (
            "spend = { more_than = \"5.00\" }\n",
            "spend ＝ { more_than = “5.00” }\n",
            "全角的 ＝ 要写成半角的 =，全角的 “ 要写成半角的 \"",
        ),
        ("per = \"day\", times", "per = \"day\"， times", "全角的 ， 要写成半角的 ,"),
        ("valid_from = 2022-03-01", "valid_from： 2022-03-01", "全角的 ： 要写成半角的 ="),
        ("from = 60 }", "from = 60岁 }", "数字后面不写“岁”"),
        (
            "valid_from = 2022-03-01",
            "valid_from = 2022/3/1",
            "“2022/3/1”：日期写成 2022-03-01，不加引号",
        ),
        (
            "valid_from = 2022-03-01",
            "valid_from = \"2022-03-01\"",
            "日期写成 2022-03-01，不加引号",
        ),
        (
            "valid_from = 2022-03-01",
            "valid_from = 2022年3月1日",
            "日期写成 2022-03-01，不加引号",
        ),
        ("valid_from = 2022-03-01", "valid_from = 44621", "日期写成 2022-03-01，不加引号"),
        (
            "valid_from = 2022-03-01",
            "valid_from = 2022-02-30",
            "没有这一天；日期写成 2026-01-31，不加引号",
        ),
        ("opens = \"10:30\"", "opens = 10:30", "时间要加引号，写成 \"10:30\""),
        ("[[funder]]", "[funder]", "表头要写成 [[funder]]，两层方括号"),
        ("[[subsidy]]", "[[subsidy]", "表头要写成 [[subsidy]]，两层方括号"),
        ("amount = \"5.00\"", "金额 = \"5.00\"", "“金额”要写成英文的 amount"),
        (
            "amount = \"5.00\"",
            "amout = \"5.00\"",
            "不认识“amout”，请检查拼写，或删掉它；这里可以写的是：id、name",
        ),
        (
            "amount = \"5.00\"",
            "amount = \"5.00\"\namount = \"6.00\"",
            "“amount”写了两次，请删掉一个",
        ),
        (
            "amount = \"5.00\"",
            "amount = \"5元\"",
            "“5元”不是金额：写数字，最多两位小数，不写“元”，例如 \"9.90\"",
        ),
        ("amount = \"5.00\"", "amount = \"5.125\"", "最多两位小数"),
        ("from = 60 }", "from = \"60\" }", "这里写数字，不加引号：60"),
        (
            "classes = [\"基本养老服务对象\"] }",
            "classes = \"基本养老服务对象\" }",
            "这里要写成列表：[\"基本养老服务对象\"]",
        ),
        (
            "funder = \"city\"",
            "funder = \"市财政\"",
            "没有 [[funder]] 的 id 叫 市财政；可以写的是：city",
        ),
        ("funder = \"city\"", "funder = \"财政（示例）\"", "这里写出资方的 id：city"),
        (
            "[[meal]]\nid = \"lunch\"",
            "[[meal]]\nguests = \"refused\"\nid = \"lunch\"",
            "“guests”是整份政策的，要移到第一个 [[…]] 之前",
        ),
        ("name = \"财政（示例）\"", "name = \"财政（示例）", "这一行的引号没有成对"),
    ]);
}

#[test]
fn a_value_of_another_kind_is_told_with_what_to_write_instead() {
    each_is_told_once(&[
        (
            "limits = [{ per = \"day\"",
            "when = { days = [\"workdays\", \"weekends\"] }\nlimits = [{ per = \"day\"",
            "这里只写一个词，加引号，不写成列表；要几样时分成几条写，每条一个词",
        ),
        (
            "spend = { more_than = \"5.00\" }",
            "spend = \"5.00\"",
            "这里要写在花括号里，例如 { at_least = \"10.00\" }",
        ),
        (
            "age = { from = 60 }",
            "age = [60, 69]",
            "这里要写在花括号里，例如 { from = 70, to = 79 }",
        ),
        (
            "age = { from = 60 }",
            "age = \"60-69\"",
            "这里要写在花括号里，例如 { from = 70, to = 79 }",
        ),
        ("age = { from = 60 }", "age = { from = -1 }", "这里写 0 或更大的整数，不加引号"),
        ("times = 1 }", "times = \"1次\" }", "这里写数字，不加引号：1"),
        (
            "amount = \"5.00\"",
            "amount = { \"60-69\" = \"2.00\", \"70-79\" = \"3.00\" }",
            "这里只写一样，加引号，不写成列表；对不同的人、不同的时候不一样，就分成几条 [[subsidy]]，用 who、when、spend 分开",
        ),
        (
            "funder = \"city\"",
            "funder = [\"city\", \"street\"]",
            "funder 只写一方；几方出钱写 shares = [ … ]",
        ),
        (
            "amount = \"5.00\"",
            "rounding = \"floor\"\nrate = 0.25",
            "这里要用引号，写成 \"25%\"",
        ),
        (
            "amount = \"5.00\"",
            "rounding = \"floor\"\nrate = 12.5",
            "这里要用引号，写成 \"12.5%\"",
        ),
        (
            "amount = \"5.00\"",
            "rounding = \"floor\"\nrate = 0.075",
            "这里要用引号，写成 \"7.5%\"",
        ),
        (
            "amount = \"5.00\"",
            "rounding = \"floor\"\nrate = \"9折\"",
            "“9折”：写减去的比例，打九折是 \"10%\"，打八五折是 \"15%\"",
        ),
        (
            "amount = \"5.00\"",
            "pays = \"20%\"",
            "“20%”是比例，这里要写金额，例如 \"9.90\"；按比例补写 rate：就餐人付两成，就是补八成，rate = \"80%\"",
        ),
        (
            "limits = [{ per = \"day\"",
            "when = { seasons = [{ from = 2026-06-15, to = \"09-15\" }] }\nlimits = [{ per = \"day\"",
            "这里要用引号，写成 \"06-15\"",
        ),
        (
            "before = [{ date = 2022-03-10, meal = \"lunch\", spend = \"9.90\" }]",
            "before = [2022-03-10]",
            "这里不能只写日期，要写在花括号里；里面可以写的是：date、meal、channel、spend",
        ),
    ]);
}

/// Each wrong text for a right one, and what is told of it.
fn each_is_told_once(slips: &[(&str, &str, &str)]) {
    for (right, wrong, zh) in slips {
        let text = BEIJING.replacen(right, wrong, 1);
        assert_ne!(text, BEIJING, "{right} is not in the policy");
        let mistakes = parse(&text).unwrap_err();
        let words: Vec<&str> = mistakes.iter().map(|mistake| mistake.message.zh.as_str()).collect();
        let line = BEIJING.split(right).next().unwrap().split('\n').count();
        assert!(mistakes[0].message.zh.contains(zh), "{wrong}: {words:#?}");
        assert!((line..=line + 1).contains(&mistakes[0].line), "{wrong}: {mistakes:?}");
        assert_eq!(words.len(), 1, "{wrong}: {words:#?}");
    }
}

#[test]
fn what_is_right_is_left_as_it_is() {
    for text in [
        super::super::super::policy::QIYI,
        BEIJING,
        include_str!("../../../../policies/all-forms.toml"),
        include_str!("../../../../policies/one-a-day.toml"),
        "name = \"，“”：＝80岁\" # ，［\nwho = 'a：b'",
    ] {
        assert_eq!(typing::mend(text), (text.to_owned(), Vec::new()));
    }
}
