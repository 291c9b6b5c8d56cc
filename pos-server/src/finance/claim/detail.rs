//! What does one meal's row hold, in 明细, in 更正 and in the CSV file? The first column names the version of them all.

use super::book::Eaten;
use super::{FORMAT, words};
use crate::calendar;
use crate::finance::books::Funder;
use crate::finance::cells::Cell;
use crate::finance::close_month::lines::Part;
use crate::finance::words as papers;
use crate::money::Fen;
use crate::text::{Language, Sentence};

/// The columns, in their order.
#[must_use]
pub fn columns(funders: &[Funder], language: Language) -> Vec<String> {
    let own = |word: papers::Word| word.read(language).to_owned();
    let shares = funders.iter().map(|funder| papers::share(&funder.name, &funder.key, language));
    let before = words::BEFORE_SHARES.into_iter().map(own);
    let after = words::AFTER_SHARES.into_iter().map(own);
    [FORMAT.to_owned()].into_iter().chain(before).chain(shares).chain(after).collect()
}

/// The cells of one row. A voided meal is there and counts zero; a correction counts as it stands, below zero where it takes away.
#[must_use]
pub fn cells(part: Part, meal: &Eaten<'_>, funders: &[Funder], language: Language) -> Vec<Cell> {
    let named = |word: papers::Word| Cell::text(word.read(language));
    let said = |sentence: Sentence| Cell::text(&language.pick(sentence));
    let is_void = meal.is_void();
    let counts_not = is_void && part == Part::Meal;
    let counted = |amount: Fen| Cell::Money(if counts_not { Fen::ZERO } else { amount });
    let before_void = |amount: Fen| if counts_not { Cell::Money(amount) } else { Cell::Empty };
    let state = if is_void { papers::VOID } else { papers::state(&meal.state) };
    let mut cells = vec![
        named(words::kind(part)),
        Cell::text(&meal.service_date.to_string()),
        named(papers::meal(meal.meal)),
        said(meal.channel.word()),
        named(papers::group(meal.group)),
        Cell::text(&meal.resident_id.map(|id| id.to_string()).unwrap_or_default()),
        Cell::text(meal.name.as_deref().unwrap_or_default()),
        named(papers::identified_by(&meal.identified_by)),
        named(state),
        counted(meal.standard),
        counted(meal.pays),
    ];
    let share = |funder: &Funder| counted(meal.shares.get(&funder.key).copied().unwrap_or_default());
    cells.extend(funders.iter().map(share));
    cells.extend([
        Cell::text(&meal.receipt_no.to_string()),
        Cell::text(&calendar::local(meal.sold_at).format("%Y-%m-%d %H:%M:%S").to_string()),
        Cell::text(&meal.lane),
        Cell::text(&meal.cashier),
        meal.proof.as_deref().map_or(Cell::Empty, |proof| named(words::proof(proof))),
        named(papers::tender(meal.tender)),
        Cell::text(meal.tender_reference.as_deref().unwrap_or_default()),
        Cell::text(meal.policy.as_deref().unwrap_or_default()),
        Cell::text(&meal.void_no.map(|no| no.to_string()).unwrap_or_default()),
        Cell::text(meal.void_reason.as_deref().unwrap_or_default()),
        before_void(meal.standard),
        before_void(meal.pays),
        Cell::text(&meal.hash),
    ]);
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn funders() -> Vec<Funder> {
        ["community", "town"]
            .map(|key| Funder {
                key: key.to_owned(),
                name: "社区".to_owned(),
            })
            .to_vec()
    }

    /// Other people's tables refer to them: another heading or order is another version.
    #[test]
    fn the_columns_of_claim_v1_stay_as_they_are() {
        assert_eq!(
            columns(&funders(), Language::Zh).join(" "),
            "claim_v1 就餐日期 餐次 就餐方式 人群 居民编号 居民 识别方式 状态 餐标 自付 分担：社区（community） 分担：社区（town） 小票号 时间 \
             窗口 收银员 送达凭证 支付方式 支付流水号 政策版本 冲红小票号 冲红原因 冲红前餐标 冲红前自付 分录哈希"
        );
        assert_eq!(
            columns(&funders(), Language::En).join(", "),
            "claim_v1, Service date, Meal, Channel, Group, Resident id, Resident, Identified by, State, Standard, Pays, \
             Share: 社区 (community), Share: 社区 (town), Receipt, Time, Lane, Cashier, Proof, Tender, Tender reference, Policy, \
             Void receipt, Void reason, Standard before void, Pays before void, Entry hash"
        );
    }

    const LINE: &str = r#"{"sale_id":"00000000-0000-0000-0000-000000000002","service_date":"2026-11-23","meal":"lunch","receipt_no":7,
        "sold_at":"2026-11-23T03:45:10Z","group":"elder","channel":"delivery","resident_id":"00000000-0000-0000-0000-000000000001",
        "name":"=*三","identified_by":"card","state":"STATE","standard":"15.00","pays":"9.90","shares":{"town":"5.10"},
        "tender":"wechat","tender_reference":"+86","proof":"door_tag","lane":"一号\t窗口","shift_no":1,"cashier":"李四","policy":"qiyi-1",
        "void_no":null,"void_reason":null,"hash":"0a"}"#;

    fn row(part: Part, line: &str) -> String {
        let meal: Eaten<'_> = serde_json::from_str(line).unwrap();
        let row = cells(part, &meal, &funders(), Language::Zh);
        assert_eq!(row.len(), columns(&funders(), Language::Zh).len());
        let text = |cell: &Cell| match cell {
            Cell::Text(text) => text.clone(),
            Cell::Money(amount) => format!("¥{amount}"),
            Cell::Count(count) => count.to_string(),
            Cell::Empty => "-".to_owned(),
        };
        row.iter().map(text).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_meal_fills_its_columns() {
        assert_eq!(
            row(Part::Meal, &LINE.replace("STATE", "claimable")),
            "就餐 2026-11-23 午餐 送餐上门 老人 00000000-0000-0000-0000-000000000001 '=*三 刷卡 可申报 ¥15.00 ¥9.90 ¥0.00 ¥5.10 7 \
             2026-11-23 11:45:10 一号\t窗口 李四 门牌码 微信 '+86 qiyi-1 - - - - 0a"
        );
    }

    #[test]
    fn a_void_counts_zero_in_its_month_and_takes_away_as_a_correction() {
        let void = LINE.replace("STATE", "void").replace("\"void_no\":null", "\"void_no\":8");
        assert!(row(Part::Meal, &void).contains("冲红 ¥0.00 ¥0.00 ¥0.00 ¥0.00 7"));
        assert!(row(Part::Meal, &void).ends_with("8 - ¥15.00 ¥9.90 0a"));
        let less = void
            .replace("\"15.00\"", "\"-15.00\"")
            .replace("\"9.90\"", "\"-9.90\"")
            .replace("\"5.10\"", "\"-5.10\"");
        assert!(row(Part::Correction, &less).contains("冲红 ¥-15.00 ¥-9.90 ¥0.00 ¥-5.10 7"));
        assert!(row(Part::Correction, &less).ends_with("8 - - - 0a"));
    }
}
