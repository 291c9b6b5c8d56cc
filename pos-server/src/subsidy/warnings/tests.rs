//! Is what is hardly meant told, and is a policy that is meant left alone?

use super::super::policy::QIYI;
use super::*;

const SHENZHEN: &str = include_str!("../../../policies/shenzhen-2025-01.toml");
const GUANGZHOU: &str = include_str!("../../../policies/guangzhou-2025-02.toml");

fn told(text: &str) -> Vec<String> {
    let policy = Policy::parse(text).unwrap_or_else(|mistakes| panic!("{mistakes:#?}"));
    let told = warnings(&policy, &Holidays::shipped().unwrap());
    told.into_iter().map(|sentence| sentence.zh).collect()
}

#[test]
fn the_shipped_policies_are_meant_as_they_are() {
    for text in [
        QIYI,
        SHENZHEN,
        GUANGZHOU,
        include_str!("../../../policies/beidajie-2024-09.toml"),
        include_str!("../../../policies/beijing-2022-03.toml"),
        include_str!("../../../policies/jurong-2023.toml"),
        include_str!("../../../policies/changsha-yuhua-2022.toml"),
        include_str!("../../../policies/all-forms.toml"),
        include_str!("../../../policies/one-a-day.toml"),
        include_str!("../../../policies/days-of-the-year.toml"),
        include_str!("../../../policies/zhuhai-xiangzhou-2024.toml"),
    ] {
        let expected: &[&str] = &[];
        assert_eq!(told(text), expected);
    }
}

#[test]
fn what_is_hardly_meant_is_told() {
    for (text, right, wrong, zh) in [
        (
            SHENZHEN,
            "valid_from = 2025-01-20",
            "valid_from = 2023-01-20\nvalid_to = 2027-12-31",
            "还没有录入 2023、2027 年的节假日安排，这些年的工作日只按星期算",
        ),
        (
            GUANGZHOU,
            "rounding = \"floor\"",
            "rounding = \"floor\"\nwho = { residency = [\"户口\"] }",
            "要求“户口”：要和名册里写的一样，通常是 户籍、常住、居住证",
        ),
        (
            GUANGZHOU,
            "rounding = \"floor\"",
            "rounding = \"floor\"\none_of = \"meal\"",
            "的 one_of = \"meal\" 只写了一次：取高的几条要写同一个词",
        ),
        (
            GUANGZHOU,
            "funder = \"city\"\n\n[[example]]",
            "funder = \"city\"\none_of = \"meal\"\n\n[[subsidy]]\nid = \"extra\"\nname = \"加补\"\namount = \"1.00\"\nfunder = \"city\"\n\n[[subsidy]]\nid = \"old\"\nname = \"高龄\"\namount = \"4.00\"\none_of = \"meal\"\nfunder = \"city\"\n\n[[example]]",
            "“高龄”和前面写了 one_of = \"meal\" 的几条之间有“加补”：取高的几条要写在一起，不然可能取不到高的",
        ),
        (GUANGZHOU, "cap = \"3.00\"", "cap = \"300.00\"", "的 cap = \"300.00\" 永远到不了"),
        (
            SHENZHEN,
            "amount = \"5.00\"",
            "amount = \"5.00\"\ncap = \"3.00\"",
            "的 amount = \"5.00\" 比 cap = \"3.00\" 多：每餐最多只补 3.00 元",
        ),
        (
            SHENZHEN,
            "age = { from = 70, to = 99 }",
            "age = { from = 50, to = 99 }",
            "从 50 周岁起，可是 50 周岁不在它的人群 [[group]] 里",
        ),
        (
            SHENZHEN,
            "valid_from = 2025-01-20",
            "valid_from = 2025-02-11",
            "2025-02-10 这一天政策没有生效，按全价算",
        ),
        (
            GUANGZHOU,
            "rounding = \"floor\"",
            "rounding = \"floor\"\nwhen = { dates = [2024-10-11] }",
            "写了 2024-10-11，这一天政策没有生效",
        ),
        (
            include_str!("../../../policies/jurong-2023.toml"),
            "amount = \"1.00\"",
            "amount = \"1.00\"\nwhen = { meals = [\"dinner\"] }",
            "写了 dinner，可是没有 [[meal]] dinner",
        ),
    ] {
        let mut text = text.replacen(right, wrong, 1);
        assert!(text.contains(wrong), "{right} is not in the policy");
        if wrong.contains("residency") {
            text = text.replacen("who = { residency = [\"户籍\"] }\n", "", 1);
        }
        let all = told(&text);
        assert!(all.iter().any(|one| one.contains(zh)), "{wrong}: {all:#?}");
    }
    let without = SHENZHEN.split("[[example]]").next().unwrap();
    assert!(told(without).iter().any(|one| one.starts_with("还没有例子")));
}
