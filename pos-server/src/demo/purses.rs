//! Who puts money on the card? Some diners pay from it; before a meal those with little left top it up.

use chrono::TimeDelta;

use super::dice::Dice;
use super::history::{Cast, HistoryError};
use super::trade::{Visit, Visitor};
use crate::calendar::day_of;
use crate::clock::Timestamp;
use crate::db::Db;
use crate::ids::MovementId;
use crate::ledger::movement::Kind;
use crate::money::Fen;
use crate::sales::order::Who;
use crate::sales::store::known;
use crate::sales::till::moves::{Brought, Money, take};

/// Who has less tops up.
const LITTLE: Fen = Fen::new(2_000);
/// How much people bring.
const AMOUNTS: [(i64, i64); 3] = [(5_000, 3), (10_000, 6), (20_000, 1)];
/// How they bring it.
const HOW: [(Money, i64); 3] = [(Money::Cash, 6), (Money::Wechat, 3), (Money::Alipay, 1)];
/// Seconds from one to the next.
const EACH_SECONDS: i64 = 12;

/// Lets those who are about to eat, keep money on the card, and have little of it left, top it up from a moment on.
pub async fn top_up(db: &Db, dice: &mut Dice, cast: Cast<'_>, visits: &[&Visit], from: Timestamp) -> Result<(), HistoryError> {
    let diners = visits.iter().filter_map(|visit| match visit.visitor {
        Visitor::Diner(place) => cast.diners.get(place),
        Visitor::Guest | Visitor::Stranger => None,
    });
    let cards: Vec<Who> = diners
        .filter(|diner| diner.keeps_money)
        .map(|diner| Who::Card(diner.token.hash()))
        .collect();
    let Some(canteen) = cast.counters.first().map(|counter| counter.lane.canteen) else {
        return Err(HistoryError::NoLane);
    };
    let asked: Vec<_> = cards.iter().map(|card| (card, day_of(from), None)).collect();
    let mut tx = db.begin(canteen).await?;
    let mut at = from;
    let mut diners = known(&mut tx, &asked).await?;
    diners.sort_by_key(|diner| diner.place);
    for diner in diners {
        // Not everybody thinks of it.
        if diner.balance_fen >= LITTLE || !dice.happens(600) {
            continue;
        }
        let counter = dice.pick(cast.counters).ok_or(HistoryError::NoLane)?;
        let money = dice.weighted(&HOW).copied().unwrap_or(Money::Cash);
        let amount = dice.weighted(&AMOUNTS).copied().unwrap_or_default();
        let move_at_counter = counter.moves(MovementId::from(dice.uuid_at(at)), Fen::new(amount), at);
        let brought = Brought {
            kind: Kind::TopUp,
            resident: diner.resident_id,
            money,
            reference: (money != Money::Cash).then(|| dice.payment_number()),
        };
        take(&mut tx, &move_at_counter, brought).await?;
        at += TimeDelta::seconds(EACH_SECONDS);
    }
    Ok(tx.commit().await?)
}
