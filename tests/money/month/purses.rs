//! What does the office do with cards and wallets, and what must it be told of them?

use reqwest::Method;
use serde_json::{Value, json};

use super::books::{Books, Entry, Move};
use super::client::{At, Month};
use super::papers::time;
use super::rules::yuan;
use super::settle::Card;
use crate::harness::canteen::Canteen;
use crate::harness::furnish::token_of;

impl Card {
    /// A card as the server answers it, with what its QR holds.
    pub fn of(canteen: &Canteen, card: &Value) -> Self {
        let id = card["id"].as_str().unwrap();
        Self {
            id: id.to_owned(),
            token: token_of(&canteen.app.keys, id),
            number: card["number"].as_str().unwrap().to_owned(),
            state: "active",
        }
    }
}

impl Month<'_> {
    /// Somebody loses a card, or gets another one for it. A closed card stays closed.
    pub async fn lose_card(&mut self, person: usize, is_replaced: bool) {
        let Some(mut card) = self.people.cards[person].clone().filter(|card| card.state != "closed") else {
            return;
        };
        let (id, path) = (self.id(), format!("/cards/{}", card.id));
        if card.state == "active" && !is_replaced {
            let lost = json!({ "reason": "丢失" });
            self.office().post(&format!("{path}/block"), lost).await.expect(200);
            card.state = "blocked";
        } else {
            let new = json!({ "id": id, "reason": "补卡" });
            let new = self.office().post(&format!("{path}/replace"), new).await.expect(200);
            card = Card::of(self.canteen, &new);
        }
        self.people.cards[person] = Some(card);
    }

    /// Somebody needs no card any more.
    pub async fn close_card(&mut self, person: usize) {
        let Some(mut card) = self.people.cards[person].clone() else {
            return;
        };
        let path = format!("/cards/{}/close", card.id);
        self.office().post(&path, json!({ "reason": "迁出" })).await.expect(200);
        card.state = "closed";
        self.people.cards[person] = Some(card);
    }

    /// Gives back what is on a card, once there is no card to eat with.
    pub async fn refund(&mut self, person: usize, tender: &str) {
        let wallet = self.books.wallet(person);
        let fen = -self.books.balance(&wallet);
        let (id, path) = (self.id(), self.path(person, "refunds"));
        let body = json!({ "id": id, "tender": tender, "reason": "销卡" });
        if self.people.cards[person].as_ref().is_some_and(|card| card.state == "active") {
            return self.is_refused(At::Office, &path, body, (409, "card_still_active")).await;
        }
        if fen == 0 {
            return self.is_refused(At::Office, &path, body, (409, "wallet_empty")).await;
        }
        if self.books.balance(&self.books.owed(Some(person))) > 0 {
            return self.is_refused(At::Office, &path, body, (409, "owes_first")).await;
        }
        let foreseen = self.settled("refund", person, (wallet, place_of(tender)), (fen, "销卡"));
        let other = ("reason", json!("另一个原因"));
        self.send(At::Office, &path, body, other, &foreseen).await;
    }

    /// Takes money for a debt.
    pub async fn be_repaid(&mut self, person: usize, tender: &str, fen: i64) {
        let owed = self.books.owed(Some(person));
        let (id, path) = (self.id(), self.path(person, "repayments"));
        let body = json!({ "id": id, "tender": tender, "amount": yuan(fen) });
        if fen > self.books.balance(&owed) {
            return self.is_refused(At::Office, &path, body, (409, "owes_less")).await;
        }
        let foreseen = self.settled("repayment", person, (place_of(tender), owed), (fen, ""));
        let other = ("amount", json!("100.00"));
        self.send(At::Office, &path, body, other, &foreseen).await;
    }

    fn path(&self, person: usize, what: &str) -> String {
        format!("/wallets/{}/{what}", self.books.people[person].id)
    }

    /// Books what the office settles, and says what its receipt must be.
    fn settled(&mut self, kind: &'static str, person: usize, (debit, credit): (String, String), (fen, reason): (i64, &str)) -> Value {
        let at = self.now();
        let no = self.books.move_money(Move {
            no: 0,
            kind,
            shift: None,
            person: Some(person),
            month: None,
            debit,
            credit,
            fen,
            reference: None,
            reason: reason.to_owned(),
            at,
        });
        json!({ "receipt_no": no, "kind": kind, "amount": yuan(fen), "at": time(at) })
    }

    /// Lets somebody pay from the wallet of whoever lives with them, or ends it. In the register two live behind each door.
    pub async fn share_wallet(&mut self, person: usize, is_ended: bool) {
        let (id, path, other) = (self.id(), self.path(person, "payer"), person ^ 1);
        if is_ended {
            let ended = self.office().request(Method::DELETE, &path).send().await.unwrap();
            assert_eq!(ended.status(), 204, "{path}");
            self.people.payers[person] = None;
            return;
        }
        let body = json!({ "id": id, "wallet_of": self.books.people[other].id });
        if self.people.payers[other].is_some() {
            return self.is_refused(At::Office, &path, body, (409, "payer_chain")).await;
        }
        if self.people.payers[person].is_some() {
            return self.is_refused(At::Office, &path, body, (409, "payer_in_force")).await;
        }
        let third = (other + 2) % self.books.people.len();
        let third = ("wallet_of", json!(self.books.people[third].id));
        self.send(At::Office, &path, body.clone(), third, &body).await;
        self.people.payers[person] = Some(other);
    }
}

impl Books {
    /// The office's list: what is on each card and what is owed, where there is any, and the sums.
    pub fn wallets(&self) -> Value {
        let purse = |person: usize| (-self.balance(&self.wallet(person)), self.balance(&self.owed(Some(person))));
        let all: Vec<(i64, i64)> = (0..self.people.len()).map(purse).collect();
        let mut lines: Vec<(&String, &(i64, i64))> = self.people.iter().map(|one| &one.id).zip(&all).collect();
        lines.retain(|(_, purse)| **purse != (0, 0));
        lines.sort();
        let line =
            |(id, (balance, owed)): (&String, &(i64, i64))| json!({ "resident_id": id, "balance": yuan(*balance), "owed": yuan(*owed) });
        json!({ "items": lines.into_iter().map(line).collect::<Vec<_>>(), "totals": {
            "balance": yuan(all.iter().map(|(balance, _)| balance).sum()),
            "owed": yuan(all.iter().map(|(_, owed)| owed).sum()),
            "owed_unknown": yuan(self.balance(&self.owed(None))),
            "positive": all.iter().filter(|(balance, _)| *balance > 0).count(),
            "owing": all.iter().filter(|(_, owed)| *owed > 0).count(),
        } })
    }

    /// Everything that happened to somebody's wallet and debt, the newest first.
    pub fn wallet_file(&self, person: usize) -> Value {
        let accounts = [(self.wallet(person), false), (self.owed(Some(person)), true)];
        let (mut left, mut lines) = ([0, 0], Vec::new());
        let line = |entry: &Entry, no: i64, is_debt: bool, (change, left): (i64, i64)| {
            // A meal that the wallet paid has no payment's number, whatever the cashier had typed.
            let reference = entry.reference.as_ref().filter(|_| entry.kind == "movement");
            json!({ "entry_no": no, "at": time(entry.at), "service_date": entry.day, "text": { "zh": entry.text }, "is_debt": is_debt,
                "change": yuan(change), "left": yuan(left), "reference": reference })
        };
        for (entry, no) in self.entries.iter().zip(1..) {
            for ((account, is_debt), left) in accounts.iter().zip(&mut left) {
                // What is on a card is a debt of the canteen.
                let change = if *is_debt { entry.on(account) } else { -entry.on(account) };
                *left += change;
                if change != 0 {
                    lines.push(line(entry, no, *is_debt, (change, *left)));
                }
            }
        }
        lines.reverse();
        json!({ "balance": yuan(left[0]), "owed": yuan(left[1]), "lines": lines })
    }
}

/// Where the office's money is.
fn place_of(tender: &str) -> String {
    match tender {
        "cash" => "safe".to_owned(),
        "bank" => "bank".to_owned(),
        tender => format!("tender:{tender}"),
    }
}
