//! How does a receipt read? The lines of a narrow paper, 32 or 48 half-width columns; none is wider than its paper. Pure.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::cells::{balanced, broken, columns};
use crate::calendar;
use crate::clock::Timestamp;
use crate::ids::SaleId;
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::subsidy::policy::Share;
use crate::subsidy::words::Meal;

/// Everything that a receipt says. Nothing on it tells one class of people from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Receipt {
    /// The sale.
    pub sale_id: SaleId,
    /// The receipt's number.
    pub receipt_no: i64,
    /// The canteen's name.
    pub canteen: String,
    /// The lane's name.
    pub lane: String,
    /// The cashier's name.
    pub cashier: String,
    /// When.
    pub sold_at: Timestamp,
    /// The day.
    pub service_date: NaiveDate,
    /// Which meal.
    pub meal: Meal,
    /// The masked name; missing for guests and strangers.
    pub name: Option<String>,
    /// What the meal costs.
    pub standard: Fen,
    /// What each funder pays.
    pub shares: Vec<Share>,
    /// What the diner paid.
    pub pays: Fen,
    /// How.
    pub tender: Tender,
    /// What is on the card now; missing where no wallet paid.
    pub balance: Option<Fen>,
    /// Whether the meal waits for the office.
    pub is_pending: bool,
    /// Whether it was undone.
    pub is_void: bool,
    /// The first four digits of the entry's hash.
    pub chain: String,
    /// How often it was printed.
    pub prints: i64,
}

/// The width of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 58 mm: 32 columns.
    Narrow,
    /// 80 mm: 48 columns.
    Wide,
}

/// One line of paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperLine {
    /// Its text, already filled up.
    pub text: String,
    /// How it is set.
    pub style: Style,
}

/// How a line is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// In the middle, bold.
    Heading,
    /// In the middle, twice as high and wide.
    Large,
}

impl Paper {
    /// The paper of a width in millimetres.
    #[must_use]
    pub const fn of_width(width_mm: i64) -> Self {
        if width_mm >= 80 { Self::Wide } else { Self::Narrow }
    }

    const fn columns(self) -> usize {
        match self {
            Self::Narrow => 32,
            Self::Wide => 48,
        }
    }
}

/// The lines of a receipt; the print after the first says 补打.
#[must_use]
pub fn lines(receipt: &Receipt, print_no: i64, paper: Paper) -> Vec<PaperLine> {
    let width = paper.columns();
    let pair = |left: &str, right: String| apart(left, &right, width);
    let large = |text: &str| set(Style::Large, balanced(text, width / 2));
    let rule = || set(Style::Plain, ["-".repeat(width)]);
    let sold = receipt.sold_at.with_timezone(&calendar::ZONE);
    let mut lines = set(Style::Heading, balanced(&visible(&receipt.canteen), width));
    if print_no > 1 {
        lines.extend(large(&format!("补打 {print_no}")));
    }
    if receipt.is_void {
        lines.extend(large("已冲红"));
    }
    lines.extend(pair("单号", receipt.receipt_no.to_string()));
    lines.extend(pair("时间", sold.format("%Y-%m-%d %H:%M").to_string()));
    lines.extend(pair("餐次", format!("{} {}", receipt.service_date, receipt.meal.word().zh)));
    if let Some(name) = &receipt.name {
        lines.extend(pair("姓名", name.clone()));
    }
    lines.extend(rule());
    lines.extend(pair("餐标", yuan(receipt.standard)));
    for share in &receipt.shares {
        lines.extend(pair(&share.name, format!("-{}", yuan(share.amount))));
    }
    lines.extend(large(&format!("自付 {}", yuan(receipt.pays))));
    lines.extend(pair("支付方式", tender(receipt.tender).to_owned()));
    if let Some(balance) = receipt.balance {
        lines.extend(pair("餐卡余额", yuan(balance)));
    }
    if receipt.is_pending {
        lines.extend(set(Style::Plain, broken("待核：由办公室处理，如有多收会退还。", width)));
    }
    lines.extend(rule());
    lines.extend(pair(&receipt.lane, receipt.cashier.clone()));
    lines.extend(pair("校验", receipt.chain.clone()));
    lines
}

/// 支付方式
const fn tender(tender: Tender) -> &'static str {
    match tender {
        Tender::Cash => "现金",
        Tender::Wechat => "微信",
        Tender::Alipay => "支付宝",
        Tender::Wallet => "餐卡余额",
        Tender::Owed => "欠费",
    }
}

/// An amount with the sign that receipt printers have: the full-width one.
fn yuan(amount: Fen) -> String {
    format!("￥{amount}")
}

fn set(style: Style, texts: impl IntoIterator<Item = String>) -> Vec<PaperLine> {
    texts.into_iter().map(|text| PaperLine { text, style }).collect()
}

/// A text without what would move the paper.
fn visible(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// Two texts at the two edges of one line; the right one has lines of its own where they do not fit.
fn apart(left: &str, right: &str, width: usize) -> Vec<PaperLine> {
    let mut lines = broken(&visible(left), width);
    let right = broken(&visible(right), width);
    let at_edge = |taken: usize, text: &str| format!("{}{text}", " ".repeat(width.saturating_sub(taken + columns(text))));
    match (lines.last_mut(), right.as_slice()) {
        (Some(last), [only]) if columns(last) + columns(only) < width => *last = format!("{last}{}", at_edge(columns(last), only)),
        _ => lines.extend(right.iter().map(|line| at_edge(0, line))),
    }
    set(Style::Plain, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt() -> Receipt {
        Receipt {
            sale_id: SaleId::new(),
            receipt_no: 1024,
            canteen: "七一社区幸福食堂".to_owned(),
            lane: "一号窗口".to_owned(),
            cashier: "李敏".to_owned(),
            sold_at: "2026-11-23T03:30:00Z".parse().unwrap(),
            service_date: NaiveDate::from_ymd_opt(2026, 11, 23).unwrap(),
            meal: Meal::Lunch,
            name: Some("王*英".to_owned()),
            standard: Fen::new(1500),
            shares: vec![Share {
                funder: "street".to_owned(),
                name: "街道办事处".to_owned(),
                amount: Fen::new(510),
            }],
            pays: Fen::new(990),
            tender: Tender::Wallet,
            balance: Some(Fen::new(2010)),
            is_pending: false,
            is_void: false,
            chain: "a1b2".to_owned(),
            prints: 0,
        }
    }

    fn text(print_no: i64, paper: Paper) -> String {
        let lines: Vec<String> = lines(&receipt(), print_no, paper).into_iter().map(|line| line.text).collect();
        lines.join("\n")
    }

    #[test]
    fn a_receipt_says_everything_in_32_columns() {
        insta::assert_snapshot!(text(1, Paper::Narrow), @r"
        七一社区幸福食堂
        单号                        1024
        时间            2026-11-23 11:30
        餐次             2026-11-23 午餐
        姓名                       王*英
        --------------------------------
        餐标                     ￥15.00
        街道办事处               -￥5.10
        自付 ￥9.90
        支付方式                餐卡余额
        餐卡余额                 ￥20.10
        --------------------------------
        一号窗口                    李敏
        校验                        a1b2
        ");
    }

    #[test]
    fn every_line_fits_its_paper_and_a_second_print_says_so() {
        let mut longest = receipt();
        longest.canteen = "许昌市魏都区七一社区幸福食堂便民服务点".repeat(3);
        longest.name = Some("阿*·".repeat(30));
        longest.shares[0].name = "魏都区民政局居家和社区养老服务补贴专项资金".to_owned();
        longest.lane = "二号窗口".repeat(15);
        longest.cashier = "李敏".repeat(30);
        longest.standard = Fen::new(i64::MAX);
        longest.pays = Fen::new(i64::MAX);
        longest.is_pending = true;
        for (paper, width) in [(Paper::Narrow, 32), (Paper::Wide, 48)] {
            for receipt in [receipt(), longest.clone()] {
                for line in lines(&receipt, 2, paper) {
                    let size = if line.style == Style::Large { 2 } else { 1 };
                    assert!(columns(&line.text) * size <= width, "{line:?}");
                }
            }
            assert!(text(2, paper).contains("补打 2"));
        }
        assert!(!text(1, Paper::Wide).contains("补打"));
    }

    #[test]
    fn what_does_not_fit_beside_its_label_stands_below_it_at_the_edge() {
        let texts = |left, right: &str| apart(left, right, 32).into_iter().map(|line| line.text).collect::<Vec<_>>();
        let name = "阿*·阿*·买*·伊*·库*·伊*";
        assert_eq!(texts("姓名", name), ["姓名", &format!("{}{name}", " ".repeat(4))]);
        assert_eq!(
            texts("魏都区民政局居家和社区养老服务补贴专项资金", "-￥5.10"),
            ["魏都区民政局居家和社区", "养老服务补贴专项资金     -￥5.10"]
        );
    }
}
