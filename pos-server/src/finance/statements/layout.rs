//! What does a merchant statement say, line by line? WeChat Pay's trade bill (交易账单) and Alipay's business details (业务明细),
//! as their merchant platforms give them out. Pure.
//!
//! Both are tables with a row of headers, of which not all are always there and none has a fixed place; remarks stand above
//! (Alipay, `#…`), sums below (WeChat: 总交易单数, Alipay: `#…列表结束`). Cells begin with a backtick (WeChat) or end with a tab
//! (Alipay), so that Excel keeps their digits.

use chrono::NaiveDateTime;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::calendar::{Day, ZONE};
use crate::clock::Timestamp;
use crate::money::Fen;
use crate::residents::sheet::{Cell, Row, Sheet};
use crate::text::{Sentence, say};

/// A payment service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// 微信
    Wechat,
    /// 支付宝
    Alipay,
}

/// A payment or a refund, as the service counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The row in the file, as a spreadsheet program numbers it.
    pub line_no: i64,
    /// The service's own number of the payment.
    pub reference: String,
    /// The merchant's number of the payment.
    pub order_no: String,
    /// The number of the refund; empty for a payment.
    pub refund_no: String,
    /// When.
    pub at: Timestamp,
    /// A payment is positive, a refund negative.
    pub amount: Fen,
    /// What the service keeps.
    pub fee: Fen,
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// The row in the file; 0 for the file as a whole.
    pub line_no: i64,
    /// What is wrong, and what would be right.
    pub message: Sentence,
}

impl Service {
    /// The word in the database and on the wire; the account is `tender:<word>`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wechat => "wechat",
            Self::Alipay => "alipay",
        }
    }

    /// The word of a form.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Wechat, Self::Alipay].into_iter().find(|service| service.as_str() == word)
    }

    /// The header of the service's own numbers: by it a statement is told.
    const fn references(self) -> &'static [&'static str] {
        match self {
            Self::Wechat => &["微信订单号", "微信支付订单号", "微信支付单号"],
            Self::Alipay => &["支付宝交易号"],
        }
    }
}

/// Where the columns stand.
struct Columns {
    reference: usize,
    order_no: Option<usize>,
    state: Option<usize>,
    at: Vec<usize>,
    amount: usize,
    refunded: Option<usize>,
    refund_no: Option<usize>,
    refund_state: Option<usize>,
    fee: Option<usize>,
}

/// Reads a statement: all its lines, or every row that cannot be read.
pub fn read(sheets: &[Sheet], service: Service) -> Result<Vec<Line>, Vec<BadRow>> {
    let rows = || sheets.iter().flat_map(|sheet| &sheet.rows);
    let Some((place, columns)) = rows().enumerate().find_map(|(place, row)| Some((place, columns(row, service)?))) else {
        return Err(vec![no_table(sheets, service)]);
    };
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    for row in rows().skip(place + 1) {
        let first = text(row, 0);
        if first.starts_with('#') || first == "总交易单数" {
            break;
        }
        match line(row, &columns, service) {
            Ok(Some(line)) => lines.push(line),
            Ok(None) => {}
            Err(message) => bad.push(BadRow {
                line_no: i64::from(row.number),
                message,
            }),
        }
    }
    if bad.is_empty() && lines.is_empty() {
        bad.push(BadRow {
            line_no: 0,
            message: say("账单里没有一笔交易。", "The statement has not a single payment."),
        });
    }
    if bad.is_empty() { Ok(lines) } else { Err(bad) }
}

fn no_table(sheets: &[Sheet], service: Service) -> BadRow {
    let other = match service {
        Service::Wechat => Service::Alipay,
        Service::Alipay => Service::Wechat,
    };
    let is_other = sheets.iter().flat_map(|sheet| &sheet.rows).any(|row| columns(row, other).is_some());
    let message = if is_other {
        say(
            "这是另一家支付机构的账单，请重新选择微信或支付宝。",
            "This is the other service's statement: choose WeChat or Alipay again.",
        )
    } else {
        match service {
            Service::Wechat => say(
                "没有找到表头。请上传微信支付商户平台下载的“交易账单”，表头应有：交易时间、微信订单号、订单金额。",
                "There are no headers. Upload the trade bill of the WeChat Pay merchant platform, with 交易时间, 微信订单号 and 订单金额.",
            ),
            Service::Alipay => say(
                "没有找到表头。请上传支付宝商家平台下载的“业务明细”，表头应有：支付宝交易号、业务类型、完成时间、订单金额。",
                "There are no headers. Upload the business details of Alipay's merchant platform, with 支付宝交易号, 业务类型, 完成时间 and 订单金额.",
            ),
        }
    };
    BadRow { line_no: 0, message }
}

/// The columns, if this is the row of headers.
fn columns(row: &Row, service: Service) -> Option<Columns> {
    let headers: Vec<String> = (0..row.cells.len()).map(|column| header(&text(row, column))).collect();
    let find = |names: &[&str]| names.iter().find_map(|name| headers.iter().position(|header| header == name));
    let all = |names: &[&str]| -> Vec<usize> {
        names
            .iter()
            .filter_map(|name| headers.iter().position(|header| header == name))
            .collect()
    };
    let (state, at, amount, refund_no) = match service {
        Service::Wechat => (
            find(&["交易状态"]),
            all(&["退款成功时间", "退款申请时间", "交易时间"]),
            find(&["订单金额", "总金额", "应结订单金额"]),
            find(&["微信退款单号", "商户退款单号"]),
        ),
        Service::Alipay => (
            find(&["业务类型"]),
            all(&["完成时间", "创建时间"]),
            find(&["订单金额"]),
            find(&["退款批次号/请求号", "退款批次号"]),
        ),
    };
    let columns = Columns {
        reference: find(service.references())?,
        order_no: find(&["商户订单号"]),
        state,
        at,
        amount: amount?,
        refunded: find(&["申请退款金额", "退款金额"]),
        refund_no,
        refund_state: find(&["退款状态"]),
        fee: find(&["手续费", "服务费"]),
    };
    (!columns.at.is_empty()).then_some(columns)
}

/// A header without its unit: 订单金额（元） is 订单金额.
fn header(text: &str) -> String {
    let end = text.find(['（', '(']).unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim().to_owned()
}

/// A cell without what keeps Excel from eating digits.
fn text(row: &Row, column: usize) -> String {
    let cell = row.cell(column).map_or("", Cell::text);
    cell.trim().trim_start_matches(['`', '\'']).trim().to_owned()
}

/// A row of the table: a line, or none when it moved no money.
fn line(row: &Row, columns: &Columns, service: Service) -> Result<Option<Line>, Sentence> {
    let at_column = |column: Option<usize>| column.map_or_else(String::new, |column| text(row, column));
    let reference = number(&text(row, columns.reference))?;
    let is_refund = match (service, at_column(columns.state).as_str()) {
        (Service::Wechat, "SUCCESS" | "" | "买家已支付") | (Service::Alipay, "交易") => false,
        (Service::Wechat, "REFUND" | "REVOKED" | "全额退款完成" | "转入退款") | (Service::Alipay, "退款") => true,
        (_, other) => {
            return Err(say(
                format!("不认识的交易状态或业务类型“{other}”。"),
                format!("The state {other:?} is not known."),
            ));
        }
    };
    if is_refund && ["FAIL", "CHANGE"].contains(&at_column(columns.refund_state).as_str()) {
        return Ok(None);
    }
    let amount = match columns.refunded {
        Some(refunded) if is_refund => yuan(&text(row, refunded))?,
        _ => yuan(&text(row, columns.amount))?,
    };
    let amount = if is_refund { negative(amount) } else { amount };
    if amount.is_zero() {
        return Ok(None);
    }
    let at = columns.at.iter().map(|column| text(row, *column)).find(|text| !text.is_empty());
    Ok(Some(Line {
        line_no: i64::from(row.number),
        reference,
        order_no: own_number(at_column(columns.order_no))?,
        refund_no: own_number(if is_refund { at_column(columns.refund_no) } else { String::new() })?,
        at: time(&at.unwrap_or_default())?,
        amount,
        fee: match at_column(columns.fee).as_str() {
            "" => Fen::ZERO,
            // WeChat writes what it keeps as positive, Alipay as negative; what comes back with a refund the other way round.
            fee if service == Service::Alipay => yuan(fee)?.negated(),
            fee => yuan(fee)?,
        },
    }))
}

/// The number of a payment: letters and digits. Excel turns long ones into 4.2E+27 when a file is opened and saved.
fn number(text: &str) -> Result<String, Sentence> {
    let is_number = (6..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    if is_number {
        return Ok(text.to_owned());
    }
    Err(say(
        "订单号不完整：请上传平台下载的原文件，不要先用 Excel 打开保存。",
        "The payment's number is not whole: upload the file as downloaded, before Excel has opened and saved it.",
    ))
}

/// A number that the merchant's program or the service gave, if any: no longer than either writes, without control characters.
fn own_number(text: String) -> Result<String, Sentence> {
    if text.chars().count() > 128 || text.chars().any(char::is_control) {
        return Err(say(
            "商户订单号或退款单号太长，或含有看不见的字符：请上传平台下载的原文件。",
            "The merchant's number of the payment, or that of the refund, is too long or holds hidden characters: upload the file as downloaded.",
        ));
    }
    Ok(text)
}

/// Yuan, perhaps below zero, perhaps with more decimals than there are fen (WeChat's fees have five).
fn yuan(text: &str) -> Result<Fen, Sentence> {
    let plain = text.trim_start_matches(['¥', '￥']).replace(',', "");
    // Decimal would also take an exponent.
    let is_plain = plain.bytes().all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte));
    let amount = plain.parse::<Decimal>().ok().filter(|_| is_plain);
    let amount = amount.filter(|amount| amount.abs() <= Fen::MAX_INPUT.yuan());
    let fen = amount.map(|yuan| (yuan * Decimal::ONE_HUNDRED).round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero));
    fen.and_then(|fen| i64::try_from(fen).ok())
        .map(Fen::new)
        .ok_or_else(|| say(format!("金额“{text}”无法读取。"), format!("The amount {text:?} cannot be read.")))
}

fn negative(amount: Fen) -> Fen {
    if amount > Fen::ZERO { amount.negated() } else { amount }
}

/// A moment in the zone of Beijing, in which both services write.
fn time(text: &str) -> Result<Timestamp, Sentence> {
    let forms = ["%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M"];
    let read = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let meant = read.filter(|at| Day::try_from(at.date()).is_ok());
    let at = meant.and_then(|at| at.and_local_timezone(ZONE).earliest());
    at.map(|at| at.to_utc()).ok_or_else(|| {
        say(
            format!("时间“{text}”应写成 2026-11-23 11:30:00。"),
            format!("The time {text:?} should be written like 2026-11-23 11:30:00."),
        )
    })
}

#[cfg(test)]
mod tests;
