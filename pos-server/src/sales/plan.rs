//! What does a list of orders come to? Decides one after the other over one snapshot; each sees what those before it took.
//! Pure: the rows are written afterwards, all at once.

use std::collections::HashMap;

use super::judge::{Judged, judge};
use super::order::{SaleOrder, Tender};
use super::pay::{self, NoPayment};
use super::settle::{Settled, settle};
use super::shifts::open::{self, Opening};
use super::shifts::store::{OpenShift, Shift};
use super::snapshot::Snapshot;
use super::store::SaleRow;
use crate::clock::Timestamp;
use crate::ids::{CanteenId, SaleId};
use crate::ledger::account::Account;
use crate::ledger::chain::Record;
use crate::ledger::entry::Lines;
use crate::ledger::post::{Posting, follow};
use crate::ledger::store::{Head, NewEntry};
use crate::ledger::wallet::changes;
use crate::money::Fen;
use crate::subsidy::decide::{Code, Past, Taken, Terms};

/// Why an order was not sold. Nothing was booked for it.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A rule said no.
    #[error("refused: {}", .0.as_str())]
    Rule(Code),
    /// The id names another order.
    #[error("the id was used for another order")]
    IdReused,
    /// The page showed another price.
    #[error("the price is {0} now")]
    PriceChanged(Fen),
    /// The lane says that it sold at a moment that is too long ago, or still to come.
    #[error("the moment of the sale is too far away")]
    NotThen,
    /// It cannot be paid so.
    #[error(transparent)]
    Payment(#[from] NoPayment),
    /// The canteen has no journal.
    #[error("the canteen has no journal")]
    NoJournal,
}

/// A sale, new or as it was sold before.
#[derive(Debug, Clone)]
pub struct Sold {
    /// The sale.
    pub sale: SaleRow,
    /// Whether this batch sold it; otherwise the order was a repetition.
    pub is_new: bool,
    /// What the sale left on the wallet that paid it.
    pub balance: Option<Fen>,
}

/// What a batch answers and writes.
#[derive(Debug, Default)]
pub struct Plan {
    /// One answer per order.
    pub answers: Vec<Result<Sold, Refusal>>,
    /// The new sales.
    pub sales: Vec<SaleRow>,
    /// The shifts that lanes opened by themselves.
    pub shifts: Vec<Shift>,
    /// The entries of both.
    pub entries: Vec<NewEntry>,
    /// The journals' heads, moved; a repetition touches its head too, so that its answer waits for the commit.
    pub heads: Vec<Head>,
}

/// Decides a list of orders over a snapshot.
pub fn plan(mut snapshot: Snapshot, orders: &[SaleOrder]) -> Plan {
    let mut plan = Plan::default();
    let mut heads: HashMap<CanteenId, Head> = HashMap::new();
    for (place, order) in orders.iter().enumerate() {
        let answer = match snapshot.prior.get(&order.id) {
            Some(sale) if sale.request_hash == order.request_hash => Ok(Sold {
                sale: sale.clone(),
                is_new: false,
                balance: None,
            }),
            Some(_) => Err(Refusal::IdReused),
            None => sell_one(&mut snapshot, place, order, &mut plan),
        };
        if answer.is_ok()
            && let Some(head) = snapshot.heads.get(&order.lane.canteen)
        {
            heads.insert(head.canteen_id, head.clone());
        }
        plan.answers.push(answer);
    }
    plan.heads = heads.into_values().collect();
    plan.heads.sort_by_key(|head| head.canteen_id);
    plan
}

fn sell_one(snapshot: &mut Snapshot, place: usize, order: &SaleOrder, plan: &mut Plan) -> Result<Sold, Refusal> {
    if !order.is_timely() {
        return Err(Refusal::NotThen);
    }
    let question = snapshot.questions.get(place).cloned().ok_or(Refusal::NoJournal)?;
    let judged = judge(&snapshot.facts, place, &question);
    let settled = settle(&snapshot.facts, order, &judged)?;
    let shift = shift_of(snapshot, order, plan)?;
    let head = snapshot.heads.get_mut(&order.lane.canteen).ok_or(Refusal::NoJournal)?;
    let paid = pay::account(settled.payment, shift.shift_no);
    let sale = sale_row((order, shift), &judged, question.order.service_date, &settled);
    let (sale, entry) = book(sale, order.at, head, &settled.terms, paid);
    snapshot.facts.change_purses(&changes(entry.lines.as_slice()));
    if let (true, Some(resident)) = (settled.state == "claimable", sale.resident_id) {
        let taken = Taken {
            at: sale.sold_at,
            canteen: order.lane.canteen_name.clone(),
            lane: order.lane.name.clone(),
            receipt_no: sale.entry_no,
        };
        let past = Past::of((sale.service_date, sale.meal), &settled.reasons, &settled.terms.shares);
        snapshot.facts.take(resident, taken, past);
    }
    snapshot.prior.insert(sale.id, sale.clone());
    plan.entries.push(entry);
    plan.sales.push(sale.clone());
    let payment = settled.payment;
    let balance = payment
        .wallet
        .filter(|_| payment.tender == Tender::Wallet)
        .map(|wallet| snapshot.facts.purse(wallet).balance);
    Ok(Sold {
        sale,
        is_new: true,
        balance,
    })
}

/// The shift that an order falls into: the lane's open one; without one the lane opens it by itself.
fn shift_of(snapshot: &mut Snapshot, order: &SaleOrder, plan: &mut Plan) -> Result<OpenShift, Refusal> {
    let lane = &order.lane;
    if let Some(shift) = snapshot.shifts.get(&lane.id) {
        return Ok(*shift);
    }
    let head = snapshot.heads.get_mut(&lane.canteen).ok_or(Refusal::NoJournal)?;
    let next = snapshot.next_shift_no.entry(lane.canteen).or_insert(1);
    let opening = Opening::by_itself(lane.canteen, lane.id, order.cashier, order.at);
    let (shift, entry) = open::book(&opening, *next, head);
    *next += 1;
    let open = OpenShift::from(&shift);
    snapshot.shifts.insert(lane.id, open);
    plan.entries.push(entry);
    plan.shifts.push(shift);
    Ok(open)
}

fn sale_row((order, shift): (&SaleOrder, OpenShift), judged: &Judged, service_date: chrono::NaiveDate, settled: &Settled) -> SaleRow {
    let Settled { terms, payment, .. } = settled;
    let known = judged.known.as_ref();
    SaleRow {
        id: order.id,
        canteen_id: order.lane.canteen,
        entry_no: 0,
        lane_id: order.lane.id,
        lane_name: order.lane.name.clone(),
        shift_id: Some(shift.id),
        cashier_id: order.cashier,
        cashier_name: order.cashier_name.clone(),
        service_date,
        meal: terms.meal,
        channel: order.channel,
        diner_group: terms.group,
        resident_id: known.map(|known| known.resident_id),
        resident_name: known.map(|known| known.name.clone()),
        card_id: known.and_then(|known| known.card_id),
        identified_by: order.who.identified_by().to_owned(),
        state: settled.state.to_owned(),
        code: settled.code,
        standard_fen: terms.standard,
        pays_fen: terms.pays,
        shares: json(&terms.shares),
        reasons: json(&settled.reasons),
        tender: payment.tender,
        tender_reference: order.tender_reference.clone(),
        wallet_id: payment.wallet,
        policy_id: judged.policy.as_ref().map(|loaded| loaded.id),
        request_hash: order.request_hash.to_vec(),
        sold_at: order.sold_at,
        hash: Vec::new(),
        voided_at: None,
    }
}

/// Makes the sale's entry, booked `at` this moment, and with it moves the journal's head. `paid` is the account that takes what
/// the diner pays.
fn book(mut sale: SaleRow, at: Timestamp, head: &mut Head, terms: &Terms, paid: Account) -> (SaleRow, NewEntry) {
    let shares = terms
        .shares
        .iter()
        .map(|share| (Account::Receivable(share.funder.clone()), share.amount));
    let entry = follow(
        head,
        Posting {
            canteen: sale.canteen_id,
            kind: "sale",
            at,
            service_date: sale.service_date,
            lines: Lines::debit(std::iter::once((paid, sale.pays_fen)).chain(shares), &Account::Meals),
            record: record_of(&sale),
        },
    );
    sale.entry_no = entry.entry_no;
    sale.hash = entry.hash.to_vec();
    (sale, entry)
}

/// Every column of a sale, in the order that its hash fixes.
#[must_use]
pub fn record_of(sale: &SaleRow) -> Record {
    let id: SaleId = sale.id;
    Record::default()
        .field("id", id)
        .field("lane_id", sale.lane_id)
        .present("shift_id", sale.shift_id)
        .field("cashier_id", sale.cashier_id)
        .field("meal", sale.meal.as_str())
        .field("channel", sale.channel.as_str())
        .field("diner_group", sale.diner_group.as_str())
        .optional("resident_id", sale.resident_id)
        .optional("card_id", sale.card_id)
        .field("identified_by", &sale.identified_by)
        .field("state", &sale.state)
        .field("code", sale.code.as_str())
        .field("standard_fen", sale.standard_fen.get())
        .field("pays_fen", sale.pays_fen.get())
        .field("shares", &sale.shares)
        .field("reasons", &sale.reasons)
        .field("tender", sale.tender.as_str())
        .optional("tender_reference", sale.tender_reference.as_ref())
        .present("wallet_id", sale.wallet_id)
        .optional("policy_id", sale.policy_id)
        .field("request_hash", hex::encode(&sale.request_hash))
        .time("sold_at", sale.sold_at)
}

/// Lists of the rules' own types always have a JSON form.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
