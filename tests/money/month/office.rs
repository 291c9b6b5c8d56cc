//! What does the office do? It carries money between the canteen's places and books what funders pay.

use serde_json::json;

use super::books::Move;
use super::client::{At, Month};
use super::papers::time;
use super::rules::{day_of, yuan};

impl Month<'_> {
    /// Moves money; of it a fee may stay on the way.
    pub async fn transfer(&mut self, (from, to): (&str, &str), fen: i64, fee: i64) {
        let (at, id) = (self.now(), self.id());
        let mut body = json!({ "id": id, "from": from, "to": to, "amount": yuan(fen), "reason": "调拨", "reference": "7-1" });
        if fee > 0 {
            body["fee"] = json!(yuan(fee));
        }
        let arrives = Move {
            no: 0,
            kind: "transfer",
            shift: None,
            person: None,
            month: None,
            debit: to.to_owned(),
            credit: from.to_owned(),
            fen: fen - fee,
            reference: Some("7-1".to_owned()),
            reason: "调拨".to_owned(),
            at,
        };
        let no = self.books.move_money(arrives.clone());
        if fee > 0 {
            self.books.move_money(Move {
                debit: "fees".to_owned(),
                fen: fee,
                ..arrives
            });
        }
        let foreseen =
            json!({ "id": id, "entry_no": no, "from": from, "to": to, "amount": yuan(fen), "arrived": yuan(fen - fee), "at": time(at) });
        self.send(At::Office, "/books/transfers", body, ("reason", json!("另一个原因")), &foreseen)
            .await;
    }

    /// A funder pays a part of what it owes for this month; more than that is refused.
    pub async fn funder_pays(&mut self, funder: &str, percent: i64) {
        let (at, id) = (self.now(), self.id());
        let month = day_of(at).format("%Y-%m").to_string();
        let account = format!("receivable:{funder}");
        let open = self.books.open(&account, &month);
        let fen = (open * percent / 100).max(1);
        let body = json!({ "id": id, "funder": funder, "month": month, "amount": yuan(fen), "reason": "拨付" });
        if fen > open {
            return self.is_refused(At::Office, "/books/funder-payments", body, (409, "overpaid")).await;
        }
        let no = self.books.move_money(Move {
            no: 0,
            kind: "funder_payment",
            shift: None,
            person: None,
            month: Some(month.clone()),
            debit: "bank".to_owned(),
            credit: account.clone(),
            fen,
            reference: None,
            reason: "拨付".to_owned(),
            at,
        });
        let foreseen = json!({ "id": id, "entry_no": no, "account": account, "month": month, "amount": yuan(fen), "at": time(at) });
        self.send(At::Office, "/books/funder-payments", body, ("amount", json!("0.01")), &foreseen)
            .await;
    }
}

impl super::books::Books {
    /// What a funder still owes for the meals of a month.
    fn open(&self, account: &str, month: &str) -> i64 {
        let meals = self
            .entries
            .iter()
            .filter(|entry| ["sale", "void"].contains(&entry.kind) && entry.day.format("%Y-%m").to_string() == month);
        let claimed: i64 = meals.map(|entry| entry.on(account)).sum();
        let paid = self
            .moves
            .iter()
            .filter(|money| money.credit == account && money.month.as_deref() == Some(month));
        claimed - paid.map(|money| money.fen).sum::<i64>()
    }
}
