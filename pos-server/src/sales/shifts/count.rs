//! What is in the drawer, and what should be? Counted by notes and coins before anybody says what the books expect.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::{self, NewCount};
use crate::clock::Timestamp;
use crate::db::{DbError, Tx};
use crate::ids::{CanteenId, CountId, LaneId, ShiftId, StaffId};
use crate::ledger::account::Account;
use crate::money::Fen;
use crate::sales::order::Tender;

/// The notes and coins of the renminbi that a drawer holds, in fen.
pub const DENOMINATIONS: [i64; 8] = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10];
/// How many of one note or coin a drawer can hold at most.
const MOST_PIECES: u32 = 100_000;

/// Some notes or coins of one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pieces {
    /// What one of them is worth.
    pub value: Fen,
    /// How many there are.
    pub count: u32,
}

/// What the cashier found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The drawer, by notes and coins.
    pub cash: Vec<Pieces>,
    /// What the WeChat merchant page says, if the cashier looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wechat: Option<Fen>,
    /// What the Alipay merchant page says, if the cashier looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alipay: Option<Fen>,
}

/// Why a count makes no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadCount {
    /// There is no such note or coin.
    #[error("there is no note or coin of {0}")]
    NoSuchPiece(Fen),
    /// A note or coin is listed twice.
    #[error("{0} is listed twice")]
    Twice(Fen),
    /// More pieces than a drawer holds.
    #[error("too many pieces of {0}")]
    TooMany(Fen),
}

/// One tender of a shift: what the books expect, what was found, and the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct TenderCount {
    /// Cash, WeChat or Alipay.
    pub tender: Tender,
    /// What the books expect, the float included.
    pub expected: Fen,
    /// What was found; missing where nobody looked.
    pub counted: Option<Fen>,
    /// Found less expected: below zero when money is missing.
    pub variance: Option<Fen>,
}

impl Counted {
    /// The value of the drawer's notes and coins.
    pub fn cash_total(&self) -> Result<Fen, BadCount> {
        let mut seen = Vec::new();
        let mut total = Fen::ZERO;
        for pieces in &self.cash {
            if !DENOMINATIONS.contains(&pieces.value.get()) {
                return Err(BadCount::NoSuchPiece(pieces.value));
            }
            if seen.contains(&pieces.value) {
                return Err(BadCount::Twice(pieces.value));
            }
            if pieces.count > MOST_PIECES {
                return Err(BadCount::TooMany(pieces.value));
            }
            seen.push(pieces.value);
            total = total.plus(Fen::new(pieces.value.get() * i64::from(pieces.count)));
        }
        Ok(total)
    }

    /// Sets what was found beside what the books expect.
    pub fn against(&self, expected: &BTreeMap<&'static str, Fen>) -> Result<Vec<TenderCount>, BadCount> {
        let cash = self.cash_total()?;
        let found = [
            (Tender::Cash, Some(cash)),
            (Tender::Wechat, self.wechat),
            (Tender::Alipay, self.alipay),
        ];
        Ok(found
            .into_iter()
            .map(|(tender, counted)| {
                let expected = expected.get(tender.as_str()).copied().unwrap_or_default();
                TenderCount {
                    tender,
                    expected,
                    counted,
                    variance: counted.map(|counted| counted.minus(expected)),
                }
            })
            .collect())
    }
}

/// A count to keep.
#[derive(Debug)]
pub struct CountOrder {
    /// Made by the lane before it asks.
    pub id: CountId,
    /// Whose books.
    pub canteen: CanteenId,
    /// Where.
    pub lane: LaneId,
    /// What was found.
    pub counted: Counted,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Timestamp,
    /// SHA-256 of the request.
    pub request_hash: [u8; 32],
}

/// Why nothing was counted.
#[derive(Debug, thiserror::Error)]
pub enum CountError {
    /// The lane is in no shift.
    #[error("no shift is open")]
    NoShift,
    /// The id names another count.
    #[error("the id was used for another count")]
    IdReused,
    /// The count makes no sense.
    #[error(transparent)]
    Bad(#[from] BadCount),
    /// A list of the program's own cannot be written as JSON.
    #[error("{0}")]
    Text(#[from] serde_json::Error),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Keeps a count of the lane's open shift. Recounts are kept beside the first. Asking again with the same id and request gives
/// the first answer.
pub async fn count(tx: &mut Tx, order: &CountOrder) -> Result<(store::Count, bool), CountError> {
    if let Some(done) = store::count_by_id(tx, order.id).await? {
        let same = done.canteen_id == order.canteen && done.request_hash == order.request_hash;
        return if same { Ok((done, false)) } else { Err(CountError::IdReused) };
    }
    let shift = store::open_at(tx, &[order.lane]).await?.pop().ok_or(CountError::NoShift)?;
    let (expected, last_entry_no) = expected(tx, order.canteen, shift.id, shift.shift_no).await?;
    let tenders = order.counted.against(&expected)?;
    let new = NewCount {
        id: order.id,
        shift: shift.id,
        by: order.by,
        at: order.at,
        counted: serde_json::to_string(&order.counted)?,
        expected: serde_json::to_string(&tenders)?,
        cash: order.counted.cash_total()?,
        last_entry_no,
        request_hash: order.request_hash.to_vec(),
    };
    store::insert_count(tx, &new).await?;
    let count = store::count_by_id(tx, order.id).await?.ok_or(CountError::NoShift)?;
    Ok((count, true))
}

/// What the books expect of a shift, by tender, and the shift's last entry so far.
pub async fn expected(
    tx: &mut Tx,
    canteen: CanteenId,
    shift: ShiftId,
    shift_no: i64,
) -> Result<(BTreeMap<&'static str, Fen>, i64), DbError> {
    let mut expected = BTreeMap::new();
    let mut last = 0;
    for sum in store::sums_of_shift(tx, canteen, shift).await? {
        last = last.max(sum.last_entry_no);
        let tender = match sum.account.parse() {
            Ok(Account::Cash(no)) if no == shift_no => Tender::Cash,
            Ok(Account::Tender(word)) if word == Tender::Wechat.as_str() => Tender::Wechat,
            Ok(Account::Tender(word)) if word == Tender::Alipay.as_str() => Tender::Alipay,
            _ => continue,
        };
        expected.insert(tender.as_str(), sum.amount_fen);
    }
    Ok((expected, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(value: i64, count: u32) -> Pieces {
        Pieces {
            value: Fen::new(value),
            count,
        }
    }

    fn counted(cash: Vec<Pieces>, wechat: Option<i64>) -> Counted {
        Counted {
            cash,
            wechat: wechat.map(Fen::new),
            alipay: None,
        }
    }

    #[test]
    fn notes_and_coins_add_up() {
        let drawer = counted(vec![pieces(10_000, 2), pieces(500, 3), pieces(10, 7)], None);
        assert_eq!(drawer.cash_total(), Ok(Fen::new(21_570)));
        assert_eq!(counted(Vec::new(), None).cash_total(), Ok(Fen::ZERO));
    }

    #[test]
    fn what_no_drawer_holds_is_refused() {
        for (cash, error) in [
            (vec![pieces(3_000, 1)], BadCount::NoSuchPiece(Fen::new(3_000))),
            (vec![pieces(500, 1), pieces(500, 2)], BadCount::Twice(Fen::new(500))),
            (vec![pieces(500, 100_001)], BadCount::TooMany(Fen::new(500))),
        ] {
            assert_eq!(counted(cash, None).cash_total(), Err(error));
        }
    }

    #[test]
    fn a_tender_that_nobody_looked_at_has_no_variance() {
        let expected = BTreeMap::from([("cash", Fen::new(20_000)), ("wechat", Fen::new(990))]);
        let tenders = counted(vec![pieces(10_000, 1)], Some(990)).against(&expected).unwrap();
        let variances: Vec<_> = tenders.iter().map(|t| (t.tender, t.variance.map(Fen::get))).collect();
        assert_eq!(
            variances,
            [(Tender::Cash, Some(-10_000)), (Tender::Wechat, Some(0)), (Tender::Alipay, None)]
        );
    }
}
