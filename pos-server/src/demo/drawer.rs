//! How does a drawer get through a day? Opened with a float, lightened by what the kitchen lacks, counted in the evening.

use super::dice::Dice;
use super::history::{Counter, HistoryError};
use crate::clock::Timestamp;
use crate::db::Db;
use crate::ids::{CountId, MovementId, ShiftId, ZReportId};
use crate::keys::sha256;
use crate::money::Fen;
use crate::sales::order::Tender;
use crate::sales::shifts::close::{CloseOrder, close};
use crate::sales::shifts::count::{self, CountOrder, Counted, DENOMINATIONS, Pieces};
use crate::sales::shifts::open::{Opening, open};
use crate::sales::shifts::store::open_at;
use crate::sales::till::moves::{AtCounter, Purpose, move_cash};

/// What lies in a drawer in the morning.
pub const FLOAT: Fen = Fen::new(20_000);
/// What the kitchen lacks at two o'clock, and what it costs.
const ERRANDS: [(&str, i64); 4] = [("买葱姜蒜", 1_250), ("买洗洁精", 980), ("买保鲜膜", 1_500), ("送水", 2_400)];
/// What is missing in a drawer that does not agree: change that was given wrong.
const MISSING: [i64; 3] = [10, 50, 100];

/// What a shift took, as its last count found it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Takings {
    /// In the drawer, the float included.
    pub cash: Fen,
    /// At WeChat.
    pub wechat: Fen,
    /// At Alipay.
    pub alipay: Fen,
}

impl Takings {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            cash: self.cash.plus(other.cash),
            wechat: self.wechat.plus(other.wechat),
            alipay: self.alipay.plus(other.alipay),
        }
    }
}

/// Opens a lane's shift.
pub async fn begin(db: &Db, dice: &mut Dice, counter: &Counter, at: Timestamp) -> Result<(), HistoryError> {
    let id = ShiftId::from(dice.uuid_at(at));
    let opening = Opening {
        id,
        canteen: counter.lane.canteen,
        lane: counter.lane.id,
        how: "cashier",
        by: counter.cashier,
        at,
        float: FLOAT,
        request_hash: sha256(id.to_string().as_bytes()),
    };
    let mut tx = db.begin(counter.lane.canteen).await?;
    open(&mut tx, &opening).await?;
    Ok(tx.commit().await?)
}

/// Pays for something that the kitchen lacks.
pub async fn errand(db: &Db, dice: &mut Dice, counter: &Counter, at: Timestamp) -> Result<(), HistoryError> {
    let (reason, cost) = dice.pick(&ERRANDS).copied().unwrap_or(ERRANDS[0]);
    let mut tx = db.begin(counter.lane.canteen).await?;
    let out = counter.moves(MovementId::from(dice.uuid_at(at)), Fen::new(cost), at);
    move_cash(&mut tx, &out, Purpose::Expense, reason.to_owned()).await?;
    Ok(tx.commit().await?)
}

/// Counts a lane's drawer and closes its shift; now and then a little is missing. Tells what the shift took.
pub async fn end(db: &Db, dice: &mut Dice, counter: &Counter, at: Timestamp) -> Result<Takings, HistoryError> {
    let canteen = counter.lane.canteen;
    let mut tx = db.begin(canteen).await?;
    let Some(shift) = open_at(&mut tx, &[counter.lane.id]).await?.pop() else {
        return Ok(Takings::default());
    };
    let (expected, _) = count::expected(&mut tx, canteen, shift.id, shift.shift_no).await?;
    let of = |tender: Tender| expected.get(tender.as_str()).copied().unwrap_or_default();
    let missing = if dice.happens(120) { dice.pick(&MISSING).copied() } else { None };
    let found = Takings {
        cash: of(Tender::Cash).minus(Fen::new(missing.unwrap_or_default())),
        wechat: of(Tender::Wechat),
        alipay: of(Tender::Alipay),
    };
    let counting = CountOrder {
        id: CountId::from(dice.uuid_at(at)),
        canteen,
        lane: counter.lane.id,
        counted: Counted {
            cash: pieces(found.cash),
            wechat: Some(found.wechat),
            alipay: Some(found.alipay),
        },
        by: counter.cashier,
        at,
        request_hash: sha256(shift.id.to_string().as_bytes()),
    };
    let (last, _) = count::count(&mut tx, &counting).await?;
    let closing = CloseOrder {
        id: ZReportId::from(dice.uuid_at(at)),
        canteen,
        lane: counter.lane.id,
        count: last.id,
        reason: missing.map_or_else(String::new, |_| "找零差错".to_owned()),
        by: (counter.cashier, counter.cashier_name.clone()),
        at,
        request_hash: counting.request_hash,
    };
    close(&mut tx, &closing).await?;
    tx.commit().await?;
    Ok(found)
}

/// The fewest notes and coins that make an amount; what is less than the smallest coin is left out.
#[must_use]
pub fn pieces(amount: Fen) -> Vec<Pieces> {
    let mut left = amount.get().max(0);
    let pieces = DENOMINATIONS.into_iter().map(|value| {
        let count = left / value;
        left %= value;
        Pieces {
            value: Fen::new(value),
            count: u32::try_from(count).unwrap_or(u32::MAX),
        }
    });
    pieces.filter(|pieces| pieces.count > 0).collect()
}

impl Counter {
    /// Money that moves here without a meal.
    #[must_use]
    pub fn moves(&self, id: MovementId, amount: Fen, at: Timestamp) -> AtCounter {
        AtCounter {
            id,
            canteen: self.lane.canteen,
            lane: self.lane.id,
            cashier: self.cashier,
            request_hash: sha256(id.to_string().as_bytes()),
            amount,
            at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawer_is_made_of_the_fewest_pieces() {
        let made = |fen| {
            pieces(Fen::new(fen))
                .into_iter()
                .map(|one| (one.value.get(), one.count))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            made(48_790),
            [
                (10_000, 4),
                (5_000, 1),
                (2_000, 1),
                (1_000, 1),
                (500, 1),
                (100, 2),
                (50, 1),
                (10, 4)
            ]
        );
        assert_eq!(made(0), []);
        assert_eq!(made(-990), []);
    }
}
