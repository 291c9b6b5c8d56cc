//! What does one meal's row in an export hold? Texts that no spreadsheet takes for a formula, and money as money.

use unicode_normalization::UnicodeNormalization;

use super::books::Funder;
use super::store::ServedMeal;
use super::words;
use crate::calendar;
use crate::clock::Timestamp;
use crate::money::Fen;
use crate::residents::mask;
use crate::subsidy::policy::Share;
use crate::text::Language;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A text, made harmless. Dates, times and numbers that name something are texts too.
    Text(String),
    /// An amount.
    Money(Fen),
    /// A number of meals.
    Count(i64),
    /// Nothing.
    Empty,
}

impl Cell {
    /// A text cell.
    #[must_use]
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(harmless(text)) }
    }
}

/// The text with a quote in front if a spreadsheet could take it for a formula: it begins, perhaps after blanks or
/// characters that nobody sees, with = + - @ or one of their other forms, or with a tab or a line break.
#[must_use]
pub fn harmless(text: &str) -> String {
    let first = text
        .trim_start_matches(is_unseen)
        .chars()
        .next()
        .and_then(|letter| letter.nfkc().next());
    if text.starts_with(['\t', '\r', '\n']) || matches!(first, Some('=' | '+' | '-' | '@')) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn is_unseen(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The columns of the export, in their order.
#[must_use]
pub fn columns(funders: &[Funder], language: Language) -> Vec<String> {
    let own = |word: words::Word| word.read(language).to_owned();
    let before = words::BEFORE_SHARES.into_iter().map(own);
    let shares = funders.iter().map(|funder| words::share(&funder.name, &funder.key, language));
    before.chain(shares).chain(words::AFTER_SHARES.into_iter().map(own)).collect()
}

/// The cells of one meal. A voided meal is there and counts zero; what it was before stands in columns of its own.
#[must_use]
pub fn cells(meal: &ServedMeal, shares: &[Share], funders: &[Funder], language: Language) -> Vec<Cell> {
    let named = |word: words::Word| Cell::text(word.read(language));
    let is_void = meal.voided_at.is_some();
    let counted = |amount: Fen| Cell::Money(if is_void { Fen::ZERO } else { amount });
    let before_void = |amount: Fen| if is_void { Cell::Money(amount) } else { Cell::Empty };
    let state = if is_void { words::VOID } else { words::state(&meal.state) };
    let mut cells = vec![
        Cell::text(&meal.service_date.to_string()),
        named(words::meal(meal.meal)),
        Cell::text(&meal.entry_no.to_string()),
        Cell::text(&calendar::local(meal.sold_at).format("%H:%M:%S").to_string()),
        named(words::group(meal.diner_group)),
        Cell::text(&meal.resident_name.as_deref().map(mask::name).unwrap_or_default()),
        Cell::text(&meal.resident_id.map(|id| id.to_string()).unwrap_or_default()),
        named(words::identified_by(&meal.identified_by)),
        named(state),
        counted(meal.standard_fen),
        counted(meal.pays_fen),
    ];
    cells.extend(funders.iter().map(|funder| counted(share_of(shares, &funder.key))));
    cells.extend([
        named(words::tender(meal.tender)),
        Cell::text(meal.tender_reference.as_deref().unwrap_or_default()),
        Cell::text(&meal.lane_name),
        Cell::text(&meal.cashier_name),
        Cell::text(&meal.voided_at.map(minute).unwrap_or_default()),
        Cell::text(&meal.void_no.map(|no| no.to_string()).unwrap_or_default()),
        before_void(meal.standard_fen),
        before_void(meal.pays_fen),
        Cell::text(meal.void_reason.as_deref().unwrap_or_default()),
    ]);
    cells
}

fn share_of(shares: &[Share], funder: &str) -> Fen {
    shares.iter().filter(|share| share.funder == funder).map(|share| share.amount).sum()
}

fn minute(at: Timestamp) -> String {
    calendar::local(at).format("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sales::order::Tender;
    use crate::subsidy::words::{DinerGroup, Meal};
    use proptest::prelude::*;
    use uuid::Uuid;

    #[test]
    fn a_text_never_begins_a_formula() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            " =1",
            "\u{3000}=1",
            "\u{feff}=1",
            "\u{200b}=1",
            "\u{202e}=1",
            "\ttext",
            "﹢1",
            "﹣1",
            "﹫x",
            "﹦1",
        ] {
            assert!(harmless(text).starts_with('\''), "{text:?}");
        }
        for text in ["张*三", "1=1", "a-b", "", "'=1", "4200001234", "（社区）", "*"] {
            assert_eq!(harmless(text), text);
        }
    }

    fn meal() -> ServedMeal {
        ServedMeal {
            service_date: "2026-11-23".parse().unwrap(),
            meal: Meal::Lunch,
            entry_no: 7,
            sold_at: "2026-11-23T03:45:10Z".parse().unwrap(),
            diner_group: DinerGroup::Elder,
            resident_id: Some(Uuid::from_u128(1).into()),
            resident_name: Some("=小三".to_owned()),
            identified_by: "card".to_owned(),
            state: "claimable".to_owned(),
            standard_fen: Fen::new(1500),
            pays_fen: Fen::new(990),
            shares: String::new(),
            tender: Tender::Wechat,
            tender_reference: Some("+86".to_owned()),
            lane_name: "一号窗口".to_owned(),
            cashier_name: "李四".to_owned(),
            voided_at: None,
            void_no: None,
            void_reason: None,
        }
    }

    fn funders() -> [Funder; 2] {
        ["community", "town"].map(|key| Funder {
            key: key.to_owned(),
            name: "社区".to_owned(),
        })
    }

    fn row(meal: &ServedMeal, language: Language) -> Vec<String> {
        let shares = [Share {
            funder: "community".to_owned(),
            name: "社区".to_owned(),
            amount: Fen::new(510),
        }];
        cells(meal, &shares, &funders(), language)
            .into_iter()
            .map(|cell| match cell {
                Cell::Text(text) => text,
                Cell::Money(amount) => format!("¥{amount}"),
                Cell::Count(count) => count.to_string(),
                Cell::Empty => "-".to_owned(),
            })
            .collect()
    }

    #[test]
    fn a_meal_fills_its_columns() {
        assert_eq!(
            row(&meal(), Language::Zh).join(" "),
            "2026-11-23 午餐 7 11:45:10 老人 '=*三 00000000-0000-0000-0000-000000000001 刷卡 可申报 ¥15.00 ¥9.90 ¥5.10 ¥0.00 \
             微信 '+86 一号窗口 李四 - - - - -"
        );
        assert_eq!(
            row(&meal(), Language::En).join(" "),
            "2026-11-23 lunch 7 11:45:10 elder '=*三 00000000-0000-0000-0000-000000000001 card claimable ¥15.00 ¥9.90 ¥5.10 ¥0.00 \
             WeChat '+86 一号窗口 李四 - - - - -"
        );
    }

    /// Other people's tables refer to them.
    #[test]
    fn the_headings_stay_as_they_are() {
        assert_eq!(
            columns(&funders(), Language::Zh).join(" "),
            "就餐日期 餐次 小票号 时间 人群 居民 居民编号 识别方式 状态 餐标 自付 分担：社区（community） 分担：社区（town） \
             支付方式 支付流水号 窗口 收银员 冲红时间 冲红小票号 冲红前餐标 冲红前自付 冲红原因"
        );
        assert_eq!(
            columns(&funders(), Language::En).join(", "),
            "Service date, Meal, Receipt, Time, Group, Resident, Resident id, Identified by, State, Standard, Pays, \
             Share: 社区 (community), Share: 社区 (town), Tender, Tender reference, Lane, Cashier, Voided at, Void receipt, \
             Standard before void, Pays before void, Void reason"
        );
        assert_eq!(row(&meal(), Language::Zh).len(), columns(&funders(), Language::Zh).len());
    }

    #[test]
    fn a_voided_meal_is_shown_and_counts_zero() {
        let voided = ServedMeal {
            voided_at: Some("2026-11-23T03:50:00Z".parse().unwrap()),
            void_no: Some(8),
            void_reason: Some("打错".to_owned()),
            ..meal()
        };
        let row = row(&voided, Language::Zh);
        assert_eq!(row[8..13], ["冲红", "¥0.00", "¥0.00", "¥0.00", "¥0.00"]);
        assert_eq!(row[17..], ["2026-11-23 11:50", "8", "¥15.00", "¥9.90", "打错"]);
    }

    proptest! {
        #[test]
        fn whatever_is_written_the_first_character_is_harmless(text in "\\PC{0,20}") {
            let first = harmless(&text).chars().next();
            prop_assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r')));
        }
    }
}
