//! What did the clients see? Their own log, and how the books may differ from it: not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde_json::Value;
use uuid::Uuid;

use crate::harness::books::Sale;
use crate::harness::sound::fen;

/// One order and the receipt that its client holds, if the server answered.
#[derive(Debug, Clone)]
pub struct Entry {
    pub order: Value,
    pub receipt: Option<Receipt>,
}

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub receipt_no: i64,
    pub pays_fen: i64,
}

/// The log of all clients.
#[derive(Debug, Default)]
pub struct Log(Mutex<BTreeMap<Uuid, Entry>>);

impl Log {
    /// Writes an order down, before it is sent.
    pub fn asks(&self, order: &Value) {
        let id = id_of(order);
        self.0.lock().unwrap().entry(id).or_insert_with(|| Entry {
            order: order.clone(),
            receipt: None,
        });
    }

    /// Writes a receipt down. A second receipt for the same order must say the same.
    pub fn is_answered(&self, sale: &Value) {
        let receipt = Receipt {
            receipt_no: sale["receipt_no"].as_i64().unwrap(),
            pays_fen: fen(sale["pays"].as_str().unwrap()),
        };
        let mut entries = self.0.lock().unwrap();
        let entry = entries.get_mut(&id_of(sale)).expect("an answer to what nobody asked");
        if let Some(first) = &entry.receipt {
            assert_eq!(*first, receipt, "the same order got another receipt: {sale}");
        }
        entry.receipt = Some(receipt);
    }

    /// Everything written down so far, in the order of the ids.
    pub fn entries(&self) -> Vec<Entry> {
        self.0.lock().unwrap().values().cloned().collect()
    }
}

fn id_of(value: &Value) -> Uuid {
    value["id"].as_str().unwrap().parse().unwrap()
}

/// How the books differ from what the clients hold.
pub fn differences(log: &[Entry], sales: &[Sale]) -> Vec<String> {
    let mut differences = Vec::new();
    let booked: BTreeMap<Uuid, &Sale> = sales.iter().map(|sale| (sale.id, sale)).collect();
    let asked: BTreeSet<Uuid> = log.iter().map(|entry| id_of(&entry.order)).collect();
    for entry in log {
        let id = id_of(&entry.order);
        match (&entry.receipt, booked.get(&id)) {
            (Some(receipt), None) => differences.push(format!("receipt {} is lost", receipt.receipt_no)),
            (Some(receipt), Some(sale)) if (sale.entry_no, sale.pays_fen) != (receipt.receipt_no, receipt.pays_fen) => {
                differences.push(format!(
                    "receipt {} is booked as {} for {} fen",
                    receipt.receipt_no, sale.entry_no, sale.pays_fen
                ));
            }
            (None, _) => differences.push(format!("{id} was never answered")),
            _ => {}
        }
    }
    for sale in sales.iter().filter(|sale| !asked.contains(&sale.id)) {
        differences.push(format!("receipt {} was sold to nobody", sale.entry_no));
    }
    let numbers: BTreeSet<i64> = sales.iter().map(|sale| sale.entry_no).collect();
    if numbers.len() != sales.len() || booked.len() != sales.len() {
        differences.push("a sale is booked twice".to_owned());
    }
    differences
}

#[test]
fn the_judge_sees_a_planted_loss_a_planted_double_and_a_changed_receipt() {
    let order = |id: u128| serde_json::json!({ "id": Uuid::from_u128(id), "pays": "9.90", "receipt_no": id });
    let log = Log::default();
    for id in [1, 2] {
        log.asks(&order(id));
        log.is_answered(&order(id));
    }
    let books = [sale(1, 1, 990), sale(2, 2, 990)];
    assert_eq!(differences(&log.entries(), &books), Vec::<String>::new());

    // A server that answers before it commits, and dies: the client holds a receipt that the books do not know.
    log.asks(&order(3));
    log.is_answered(&order(3));
    assert_eq!(differences(&log.entries(), &books), ["receipt 3 is lost"]);
    let with_third = [books[0].clone(), books[1].clone(), sale(3, 3, 990)];
    assert_eq!(differences(&log.entries(), &with_third), Vec::<String>::new());

    // A server that books a repetition again, under an id of its own.
    let doubled = [with_third.to_vec(), vec![sale(9, 4, 990)]].concat();
    assert_eq!(differences(&log.entries(), &doubled), ["receipt 4 was sold to nobody"]);
    // A server that books another amount than its receipt says.
    let changed = [books[0].clone(), sale(2, 2, 1500), sale(3, 3, 990)];
    assert_eq!(differences(&log.entries(), &changed), ["receipt 2 is booked as 2 for 1500 fen"]);
}

#[cfg(test)]
fn sale(id: u128, entry_no: i64, pays_fen: i64) -> Sale {
    Sale {
        id: Uuid::from_u128(id),
        canteen_id: Uuid::nil(),
        entry_no,
        lane_id: Uuid::nil(),
        shift_id: None,
        wallet_id: None,
        cashier_id: Uuid::nil(),
        service_date: chrono::NaiveDate::default(),
        meal: "lunch".to_owned(),
        channel: "counter".to_owned(),
        diner_group: "elder".to_owned(),
        resident_id: None,
        card_id: None,
        identified_by: "none".to_owned(),
        state: "pending".to_owned(),
        code: String::new(),
        standard_fen: 1500,
        pays_fen,
        shares: "[]".to_owned(),
        reasons: "[]".to_owned(),
        tender: "cash".to_owned(),
        tender_reference: None,
        policy_id: None,
        request_hash: Vec::new(),
        sold_at: chrono::DateTime::default(),
    }
}
