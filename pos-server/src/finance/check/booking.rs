//! Does an entry book what its row says? Pure: lines and row in, what is wrong out.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use super::shifts::OpenShift;
use super::store::{LineRow, MovementRow, SaleRow, ShiftRow, VoidRow, ZReportRow};
use crate::subsidy::policy::Share;
use crate::text::{Sentence, say};

/// Accounts and amounts in fen, added up; without those that come to nothing.
type Sums = BTreeMap<String, i64>;

/// What is wrong with lines by themselves: their numbers, or that they do not sum to zero.
pub fn balanced(lines: &[LineRow]) -> Result<(), Sentence> {
    let odd = (1_i64..).zip(lines).find(|(no, line)| *no != line.line_no || line.amount_fen == 0);
    if let Some((no, line)) = odd {
        return Err(say(
            format!("第 {no} 行的行号是 {}，金额是 {} 分。", line.line_no, line.amount_fen),
            format!("Line {no} has the number {} and the amount {} fen.", line.line_no, line.amount_fen),
        ));
    }
    let sum: i128 = lines.iter().map(|line| i128::from(line.amount_fen)).sum();
    if sum == 0 {
        return Ok(());
    }
    Err(say(
        format!("各行合计应为零，却是 {sum} 分。"),
        format!("The lines should sum to zero, they come to {sum} fen."),
    ))
}

/// P3 and P4: the standard is what the diner pays and what the funders share; the lines say the same; and exactly the standing
/// claimable meals are claimed.
pub fn sale(row: &SaleRow, shift: Option<OpenShift>, lines: &[LineRow]) -> Result<(), Sentence> {
    let shares: Vec<Share> = serde_json::from_str(&row.shares)
        .map_err(|error| say(format!("分担无法读取：{error}"), format!("The shares cannot be read: {error}")))?;
    let total = shares
        .iter()
        .fold(row.pays_fen, |total, share| total.saturating_add(share.amount.get()));
    if total != row.standard_fen {
        return Err(say(
            format!("餐标是 {} 分，自付与分担合计是 {total} 分。", row.standard_fen),
            format!(
                "The standard is {} fen, what the diner pays and the shares come to {total}.",
                row.standard_fen
            ),
        ));
    }
    let mut expected = Sums::from([("meals".to_owned(), row.standard_fen.saturating_neg())]);
    add(&mut expected, paid_from(row, shift), row.pays_fen);
    for share in shares {
        add(&mut expected, format!("receivable:{}", share.funder), share.amount.get());
    }
    agree(expected, lines)?;
    claimed(row)
}

/// The account that took what the diner paid. Before shifts were kept there was one for each tender.
fn paid_from(row: &SaleRow, shift: Option<OpenShift>) -> String {
    match (row.tender.as_str(), row.wallet_id, shift) {
        ("cash", _, _) => drawer(shift),
        ("wallet", Some(resident), _) => format!("wallet:{resident}"),
        ("owed", Some(resident), _) => format!("owed:{resident}"),
        ("owed", None, Some(_)) => "owed:unknown".to_owned(),
        (tender, _, _) => format!("tender:{tender}"),
    }
}

fn drawer(shift: Option<OpenShift>) -> String {
    shift.map_or_else(|| "tender:cash".to_owned(), |shift| format!("cash:{}", shift.shift_no))
}

fn claimed(row: &SaleRow) -> Result<(), Sentence> {
    let is_due = row.state == "claimable" && row.void_id.is_none();
    match (is_due, row.claimed_date) {
        (false, None) => Ok(()),
        (false, Some(_)) => Err(say(
            "这一餐不可申报或已冲红，却占着一个申报名额（claimed_meal）。",
            "The meal is not claimable or was undone, but stands in claimed_meal.",
        )),
        (true, None) => Err(say(
            "这一餐可申报，却不在 claimed_meal 之中。",
            "The meal is claimable, but is missing in claimed_meal.",
        )),
        (true, Some(date)) => {
            let is_same = date == row.service_date && row.claimed_meal.as_ref() == Some(&row.meal) && row.claimed_by == row.resident_id;
            if is_same {
                return Ok(());
            }
            Err(say(
                "claimed_meal 中为这一餐记的日期、餐次或居民与就餐记录不同。",
                "claimed_meal has another date, meal or resident for this sale.",
            ))
        }
    }
}

/// A void books its sale with every sign turned; cash comes out of the drawer that is open at its lane.
pub fn void(row: &VoidRow, canteen: Uuid, shift: Option<OpenShift>, undone: &[LineRow], lines: &[LineRow]) -> Result<(), Sentence> {
    if row.sale_canteen != Some(canteen) || row.sale_entry_no.is_none_or(|sale| sale >= row.entry_no) {
        return Err(say(
            format!("它所冲的就餐记录 {} 不在这个食堂此前的账中。", row.sale_id),
            format!(
                "The sale {} that it undoes does not stand before it in this canteen's books.",
                row.sale_id
            ),
        ));
    }
    let mut expected = Sums::new();
    for line in undone {
        let is_cash = line.account.starts_with("cash:") || line.account == "tender:cash";
        let account = if is_cash { drawer(shift) } else { line.account.clone() };
        add(&mut expected, account, line.amount_fen.saturating_neg());
    }
    agree(expected, lines)
}

/// A movement debits one account and credits another.
pub fn movement(row: &MovementRow, lines: &[LineRow]) -> Result<(), Sentence> {
    let mut expected = Sums::new();
    add(&mut expected, row.debit_account.clone(), row.amount_fen);
    add(&mut expected, row.credit_account.clone(), row.amount_fen.saturating_neg());
    agree(expected, lines)
}

/// A shift takes its float out of the safe.
pub fn opened(row: &ShiftRow, lines: &[LineRow]) -> Result<(), Sentence> {
    let mut expected = Sums::new();
    add(&mut expected, format!("cash:{}", row.shift_no), row.float_fen);
    add(&mut expected, "safe".to_owned(), row.float_fen.saturating_neg());
    agree(expected, lines)
}

/// Closing takes what was counted from the drawer to the safe; the rest of the drawer is over or short.
pub fn closed(row: &ZReportRow, shift: OpenShift, lines: &[LineRow]) -> Result<(), Sentence> {
    let Some(counted) = row.cash_fen.filter(|_| row.counted_shift == Some(row.shift_id)) else {
        return Err(say(
            format!("它所依据的清点 {} 不是这个班次的。", row.count_id),
            format!("The count {} that it rests on is not one of this shift.", row.count_id),
        ));
    };
    rests_on_its_count(row)?;
    let drawer = format!("cash:{}", shift.shift_no);
    let in_books: i64 = lines.iter().filter(|line| line.account == drawer).map(|line| line.amount_fen).sum();
    let mut expected = Sums::from([("safe".to_owned(), counted)]);
    add(&mut expected, drawer, in_books);
    add(
        &mut expected,
        "over_short".to_owned(),
        in_books.saturating_add(counted).saturating_neg(),
    );
    agree(expected, lines)
}

/// The report repeats the count that it rests on: what was found, and what the books expected.
fn rests_on_its_count(row: &ZReportRow) -> Result<(), Sentence> {
    let read = |text: Option<&str>| serde_json::from_str::<Value>(text.unwrap_or_default()).ok();
    let report = read(Some(&row.report));
    for (field, kept) in [("counted", &row.counted), ("tenders", &row.expected)] {
        let said = report.as_ref().and_then(|report| report.get(field));
        if said.is_none() || said != read(kept.as_deref()).as_ref() {
            return Err(say(
                format!("日结单的 {field} 与它所依据的清点不同。"),
                format!("The {field} of the report are not those of the count that it rests on."),
            ));
        }
    }
    Ok(())
}

fn add(sums: &mut Sums, account: String, amount: i64) {
    let sum = sums.entry(account).or_default();
    *sum = sum.saturating_add(amount);
}

/// The lines come to what is expected of them.
fn agree(mut expected: Sums, lines: &[LineRow]) -> Result<(), Sentence> {
    for line in lines {
        add(&mut expected, line.account.clone(), line.amount_fen.saturating_neg());
    }
    match expected.into_iter().find(|(_, missing)| *missing != 0) {
        None => Ok(()),
        Some((account, missing)) => Err(say(
            format!("这一行与分录不一致：账户 {account} 相差 {missing} 分。"),
            format!("The row and its entry disagree: {account} differs by {missing} fen."),
        )),
    }
}
