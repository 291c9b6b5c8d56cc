//! What does a Z-report say? Everything that happened in one shift, frozen when it was closed.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::count::{Counted, TenderCount};
use super::store::{CashMove, SaleSum, ShiftView, TenderSum};
use crate::clock::Timestamp;
use crate::ids::{ShiftId, ZReportId};
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::subsidy::words::{DinerGroup, Meal};

/// 日结单. Numbered without gaps in its canteen; never made again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ZReport {
    /// The report.
    pub id: ZReportId,
    /// Its number in the canteen.
    pub z_no: i64,
    /// The canteen's name.
    pub canteen: String,
    /// The lane's name.
    pub lane: String,
    /// The shift.
    pub shift: ShiftId,
    /// The shift's number in the canteen.
    pub shift_no: i64,
    /// Who opened the shift.
    pub opened_by: String,
    /// When.
    pub opened_at: Timestamp,
    /// Whether the lane opened it by itself, with nothing known to be in the drawer.
    pub opened_by_itself: bool,
    /// What was in the drawer.
    pub float: Fen,
    /// Who closed it.
    pub closed_by: String,
    /// When.
    pub closed_at: Timestamp,
    /// The first and the last receipt of its sales.
    pub receipts: Option<(i64, i64)>,
    /// All sales, those that were voided later included.
    pub sales: Totals,
    /// The sales by meal.
    pub by_meal: Vec<Keyed>,
    /// The sales by group.
    pub by_group: Vec<Keyed>,
    /// The sales by tender.
    pub by_tender: Vec<Keyed>,
    /// Of the sales, those that an earlier shift had sold and that came in after it was closed: their cash was in its drawer.
    pub late: Vec<TenderMeals>,
    /// What was undone in this shift, whenever it was sold.
    pub voids: Vec<TenderMeals>,
    /// Money in and out of the drawer and of the payment services without a meal, one by one.
    pub movements: Vec<MovementLine>,
    /// What the books expect, what was found, and the difference.
    pub tenders: Vec<TenderCount>,
    /// The notes and coins of the last count.
    pub counted: Counted,
    /// How often the drawer was counted.
    pub counts: i64,
    /// Why the drawer differs from the books.
    pub reason: String,
    /// The journal before this report's own entry.
    pub chain: ChainHead,
    /// All sales of the canteen since its books began; never goes down.
    pub grand_total: Totals,
}

/// The last entry of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChainHead {
    /// Its number.
    pub entry_no: i64,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// Some meals and what they come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Totals {
    /// How many.
    pub meals: i64,
    /// What they cost.
    pub standard: Fen,
    /// What the diners paid.
    pub pays: Fen,
    /// What the funders pay.
    pub subsidy: Fen,
}

/// Totals with the word that they belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Keyed {
    /// A stable word.
    pub key: String,
    /// The totals.
    #[serde(flatten)]
    pub totals: Totals,
}

/// Some sales by how they were paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TenderMeals {
    /// How the diners had paid.
    pub tender: Tender,
    /// How many.
    pub meals: i64,
    /// What the diners paid, or got back.
    pub pays: Fen,
}

/// Money that moved without a meal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MovementLine {
    /// `top_up`, `refund`, `repayment`, `cash_in` or `cash_out`.
    pub kind: String,
    /// When.
    pub at: Timestamp,
    /// The number of its receipt.
    pub receipt_no: i64,
    /// The tender that it went through.
    pub tender: Tender,
    /// What came in; below zero: what went out.
    pub amount: Fen,
    /// Why.
    pub reason: String,
}

impl Totals {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            meals: self.meals + other.meals,
            standard: self.standard.plus(other.standard),
            pays: self.pays.plus(other.pays),
            subsidy: self.subsidy.plus(other.subsidy),
        }
    }
}

impl From<&SaleSum> for Totals {
    fn from(sum: &SaleSum) -> Self {
        Self {
            meals: sum.meals,
            standard: sum.standard_fen,
            pays: sum.pays_fen,
            subsidy: sum.standard_fen.minus(sum.pays_fen),
        }
    }
}

impl From<TenderSum> for TenderMeals {
    fn from(sum: TenderSum) -> Self {
        Self {
            tender: sum.tender,
            meals: sum.meals,
            pays: sum.pays_fen,
        }
    }
}

/// What a report is made of.
#[derive(Debug)]
pub struct Parts {
    /// The report's id and number.
    pub number: (ZReportId, i64),
    /// The shift with the names of its lane and its people.
    pub shift: ShiftView,
    /// Who closes it, and when.
    pub closed: (String, Timestamp),
    /// Its sales, summed by meal, group and tender.
    pub sales: Vec<SaleSum>,
    /// Its sales that an earlier shift had sold.
    pub late: Vec<TenderSum>,
    /// What was undone in it.
    pub voids: Vec<TenderSum>,
    /// Money without meals.
    pub movements: Vec<CashMove>,
    /// What was found.
    pub counted: Counted,
    /// What was found beside what was expected.
    pub tenders: Vec<TenderCount>,
    /// How often the drawer was counted.
    pub counts: i64,
    /// Why the drawer differs.
    pub reason: String,
    /// The journal's head.
    pub chain: ChainHead,
    /// All sales since the books began.
    pub grand_total: Totals,
}

/// Writes the report. Pure.
#[must_use]
pub fn report(parts: Parts) -> ZReport {
    let sales = &parts.sales;
    let first = sales.iter().map(|sum| sum.first_entry_no).min();
    let last = sales.iter().map(|sum| sum.last_entry_no).max();
    ZReport {
        id: parts.number.0,
        z_no: parts.number.1,
        canteen: parts.shift.canteen,
        lane: parts.shift.lane,
        shift: parts.shift.id,
        shift_no: parts.shift.shift_no,
        opened_by: parts.shift.opened_by,
        opened_at: parts.shift.opened_at,
        opened_by_itself: parts.shift.opened_how == "by_itself",
        float: parts.shift.float_fen,
        closed_by: parts.closed.0,
        closed_at: parts.closed.1,
        receipts: first.zip(last),
        sales: sales.iter().map(Totals::from).fold(Totals::default(), Totals::plus),
        by_meal: by(sales, |sum| sum.meal, Meal::as_str),
        by_group: by(sales, |sum| sum.diner_group, DinerGroup::as_str),
        by_tender: by(sales, |sum| sum.tender, Tender::as_str),
        late: parts.late.into_iter().map(TenderMeals::from).collect(),
        voids: parts.voids.into_iter().map(TenderMeals::from).collect(),
        movements: parts.movements.iter().filter_map(MovementLine::of).collect(),
        tenders: parts.tenders,
        counted: parts.counted,
        counts: parts.counts,
        reason: parts.reason,
        chain: parts.chain,
        grand_total: parts.grand_total,
    }
}

fn by<K: Ord + Copy>(sums: &[SaleSum], key: impl Fn(&SaleSum) -> K, word: impl Fn(K) -> &'static str) -> Vec<Keyed> {
    let mut totals: BTreeMap<K, Totals> = BTreeMap::new();
    for sum in sums {
        let total = totals.entry(key(sum)).or_default();
        *total = total.plus(Totals::from(sum));
    }
    totals
        .into_iter()
        .map(|(key, totals)| Keyed {
            key: word(key).to_owned(),
            totals,
        })
        .collect()
}

impl MovementLine {
    /// The line of a movement: in where the drawer or a payment service has the debit.
    #[must_use]
    pub fn of(row: &CashMove) -> Option<Self> {
        let (tender, amount) = match (tender_of(&row.debit_account), tender_of(&row.credit_account)) {
            (Some(tender), _) => (tender, row.amount_fen),
            (None, Some(tender)) => (tender, row.amount_fen.negated()),
            (None, None) => return None,
        };
        Some(Self {
            kind: row.kind.clone(),
            at: row.at,
            receipt_no: row.entry_no,
            tender,
            amount,
            reason: row.reason.clone(),
        })
    }
}

fn tender_of(account: &str) -> Option<Tender> {
    match account.split_once(':')? {
        ("cash", _) => Some(Tender::Cash),
        ("tender", "wechat") => Some(Tender::Wechat),
        ("tender", "alipay") => Some(Tender::Alipay),
        _ => None,
    }
}
