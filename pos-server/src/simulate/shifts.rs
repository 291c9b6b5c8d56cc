//! How does a day at the lanes begin and end? With a float in each drawer, and with a blind count, a Z-report that must say what the
//! lane wrote down itself, and the way to the bank.

use serde_json::{Value, json};
use uuid::Uuid;

use super::books::{Books, Move};
use super::receipts::{Receipt, Receipts};
use super::world::{Lane, World};
use super::{Report, SimulateError};
use crate::demo::dice::Dice;
use crate::demo::drawer::{FLOAT, pieces};
use crate::money::Fen;

/// What lies in the safe when the books begin.
const FOUND: Fen = Fen::new(1_000_000);

/// What a day came to at the lanes.
#[derive(Debug, Default)]
pub struct Day {
    /// The receipts of its meals.
    pub receipts: Receipts,
    /// Money without meals.
    pub moves: Vec<Move>,
}

impl Day {
    /// What a lane took through a tender, the float of its drawer included.
    fn taken(&self, lane: &str, tender: &str) -> Fen {
        let meals = self
            .receipts
            .standing()
            .filter(|receipt| receipt.lane == lane && receipt.tender == tender);
        let moves = self.moves.iter().filter(|one| one.lane == lane && one.tender == tender);
        let float = if tender == "cash" { FLOAT } else { Fen::ZERO };
        float
            .plus(meals.map(|receipt| receipt.pays).sum())
            .plus(moves.map(|one| one.amount).sum())
    }
}

/// Puts what the canteen has into the safe, before the first day.
pub async fn found(world: &World, books: &mut Books) -> Result<(), SimulateError> {
    transfer(world, books, ("opening", "safe"), FOUND, "开账").await
}

/// Opens a shift at each lane.
pub async fn open(world: &World, books: &mut Books) -> Result<(), SimulateError> {
    for lane in &world.lanes {
        lane.till
            .must("/lane/shift", &json!({ "id": Uuid::now_v7(), "float": FLOAT }))
            .await?;
        books.add("safe", FLOAT.negated());
    }
    Ok(())
}

/// Counts and closes each lane's shift, brings the cash to the bank, and holds all reports against the day.
pub async fn close(world: &World, dice: &mut Dice, books: &mut Books, day: &Day, report: &mut Report) -> Result<(), SimulateError> {
    let mut counted = Fen::ZERO;
    for lane in &world.lanes {
        // Now and then change was given wrong.
        let missing = if dice.happens(250) { Fen::new(50) } else { Fen::ZERO };
        let found = day.taken(&lane.code, "cash").minus(missing);
        report.differences.extend(close_one(lane, day, (found, missing)).await?);
        report.shifts += 1;
        books.add("safe", found);
        books.add("over_short", missing);
        counted = counted.plus(found);
    }
    transfer(world, books, ("safe", "bank"), counted, "存银行").await
}

async fn close_one(lane: &Lane, day: &Day, (found, missing): (Fen, Fen)) -> Result<Vec<String>, SimulateError> {
    let [wechat, alipay] = ["wechat", "alipay"].map(|tender| day.taken(&lane.code, tender));
    let counting = json!({ "id": Uuid::now_v7(), "cash": pieces(found), "wechat": wechat, "alipay": alipay });
    let count = lane.till.must("/lane/shift/counts", &counting).await?;
    // The reason stands there even if the lane finds no difference: what the books find comes out below.
    let closing = json!({ "id": Uuid::now_v7(), "count_id": count["id"], "reason": "找零差错" });
    let z_report = lane.till.must("/lane/shift/close", &closing).await?;
    let own = [
        (
            "tenders",
            json!([
                tender("cash", found.plus(missing), found),
                tender("wechat", wechat, wechat),
                tender("alipay", alipay, alipay)
            ]),
        ),
        ("sales", sales(day, lane)),
        ("voids", json!(voids(day, lane))),
        (
            "movements",
            json!(
                day.moves
                    .iter()
                    .filter(|one| one.lane == lane.code)
                    .map(|one| (one.kind, one.amount))
                    .collect::<Vec<_>>()
            ),
        ),
    ];
    let theirs = |name: &str| match name {
        "movements" => z_report[name]
            .as_array()
            .into_iter()
            .flatten()
            .map(|one| json!([one["kind"], one["amount"]]))
            .collect(),
        "sales" => json!({ "meals": z_report[name]["meals"], "pays": z_report[name]["pays"], "standard": z_report[name]["standard"] }),
        "voids" => json!(sum_of(&z_report[name])),
        _ => z_report[name].clone(),
    };
    let differing = own.into_iter().filter(|(name, own)| theirs(name) != *own);
    Ok(differing
        .map(|(name, own)| format!("lane {}: {name} {own}, the Z-report says {}", lane.code, theirs(name)))
        .collect())
}

fn tender(tender: &str, expected: Fen, counted: Fen) -> Value {
    json!({ "tender": tender, "expected": expected, "counted": counted, "variance": counted.minus(expected) })
}

/// All sales of a lane, those undone included.
fn sales(day: &Day, lane: &Lane) -> Value {
    let sold: Vec<&Receipt> = day.receipts.all().filter(|receipt| receipt.lane == lane.code).collect();
    let sum = |of: fn(&Receipt) -> Fen| sold.iter().map(|receipt| of(receipt)).sum::<Fen>();
    json!({ "meals": sold.len(), "pays": sum(|receipt| receipt.pays), "standard": sum(|receipt| receipt.standard) })
}

/// How many meals a lane undid.
fn voids(day: &Day, lane: &Lane) -> i64 {
    let undone = day.receipts.all().filter(|receipt| receipt.lane == lane.code && receipt.is_void);
    i64::try_from(undone.count()).unwrap_or(i64::MAX)
}

fn sum_of(voids: &Value) -> i64 {
    voids
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|line| line["meals"].as_i64())
        .sum()
}

async fn transfer(
    world: &World,
    books: &mut Books,
    (from, to): (&'static str, &'static str),
    amount: Fen,
    reason: &str,
) -> Result<(), SimulateError> {
    let body = json!({ "id": Uuid::now_v7(), "from": from, "to": to, "amount": amount, "reason": reason });
    world.office.must("/books/transfers", &body).await?;
    books.add(from, amount.negated());
    books.add(to, amount);
    Ok(())
}
