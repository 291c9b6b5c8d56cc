//! What happens at a lane? Meals are sold and undone, wallets topped up, debts paid back, cash put in and taken out.

use chrono::{Days, TimeDelta};
use serde_json::{Value, json};

use super::books::{Move, Void};
use super::client::{APPROVER, At, Month};
use super::papers::time;
use super::plan::{Ask, Manner, Who};
use super::rules::{FUNDERS, Moment, day_of, yuan};
use super::settle::{Order, settle, shown};
use crate::harness::furnish::PASSWORD;

/// The smallest and the largest top-up.
const TOP_UPS: std::ops::RangeInclusive<i64> = 100..=200_000;

impl Month<'_> {
    /// Asks for a meal.
    pub async fn sell(&mut self, lane: usize, ask: &Ask) {
        let at = self.now();
        let sold_at = self.eaten_at(ask.manner, at);
        let id = self.id();
        let order = Order {
            id,
            lane,
            cashier: self.cashier(lane),
            reference: ["wechat", "alipay"].contains(&ask.tender).then(|| format!("42{}", id.simple())),
            sold_at,
            at,
            shown: shown(&self.books, &self.people, ask, sold_at),
        };
        let body = self.body(ask, &order);
        let sale = match settle(&self.books, &self.people, ask, &order) {
            Ok(sale) => self.books.sell(sale).clone(),
            Err(refused) => return self.is_refused(At::Lane(lane), "/sales", body, refused).await,
        };
        let share = |(funder, fen): &(&str, i64)| {
            let (_, name) = FUNDERS.iter().find(|(key, _)| key == funder).unwrap();
            json!({ "funder": funder, "name": name, "amount": yuan(*fen) })
        };
        let foreseen = json!({
            "id": sale.id, "receipt_no": sale.no, "state": sale.state, "code": sale.code, "meal": sale.terms.meal,
            "service_date": sale.day, "sold_at": time(sale.sold_at), "standard": yuan(sale.terms.standard), "pays": yuan(sale.terms.pays),
            "shares": sale.terms.shares.iter().map(share).collect::<Vec<_>>(), "tender": sale.tender,
            "tender_reference": sale.reference, "diner": { "group": sale.terms.group },
            "lane": { "id": self.books.lanes[lane].id }, "cashier": { "id": self.books.staff[sale.cashier].id }, "voided_at": null,
        });
        let other = if ask.tender == "cash" { "alipay" } else { "cash" };
        self.send(At::Lane(lane), "/sales", body, ("tender", json!(other)), &foreseen).await;
    }

    /// When a meal was eaten. No two that were kept were eaten at the same moment.
    fn eaten_at(&self, manner: Manner, now: Moment) -> Moment {
        let Manner::Kept { days, meal, minutes } = manner else { return now };
        let opens = [TimeDelta::minutes(10 * 60 + 30), TimeDelta::minutes(16 * 60 + 30)][meal];
        let midnight = (day_of(now) - Days::new(days)).and_hms_opt(0, 0, 0).unwrap().and_utc() - TimeDelta::hours(8);
        let eaten = midnight + opens + TimeDelta::minutes(minutes);
        let first = "2026-11-01T02:30:00Z".parse().unwrap();
        eaten.max(first).min(now - TimeDelta::seconds(1)) + TimeDelta::microseconds(self.books.head())
    }

    fn body(&self, ask: &Ask, order: &Order) -> Value {
        let serve_as = match ask.manner {
            Manner::Decided => "decided",
            Manner::Insisting => "pending",
            Manner::Kept { .. } => "eaten",
        };
        let mut body = json!({ "id": order.id, "tender": ask.tender, "serve_as": serve_as, "tender_reference": order.reference });
        let (field, value) = self.named(ask.who);
        body[field] = value;
        if ask.wallet_first {
            body["wallet_first"] = json!(true);
        }
        if let Some(shown) = order.shown {
            body["pays"] = json!(yuan(shown));
        }
        if let Manner::Kept { .. } = ask.manner {
            body["sold_at"] = json!(time(order.sold_at));
        }
        body
    }

    /// The field by which a request names somebody. Who has no card is found by name.
    fn named(&self, who: Who) -> (&'static str, Value) {
        let card = |person: usize| self.people.cards[person].as_ref();
        let by_name = |person: usize| ("resident_id", json!(self.books.people[person].id));
        match who {
            Who::Card(person) => card(person).map_or_else(|| by_name(person), |card| ("token", json!(card.token))),
            Who::Number(person) => card(person).map_or_else(|| by_name(person), |card| ("number", json!(card.number))),
            Who::Name(person) => by_name(person),
            Who::Guest => ("guest", json!(true)),
            Who::Unknown => ("unknown", json!(true)),
        }
    }

    /// Undoes one of the last sales: alone at its own lane within fifteen minutes, otherwise with a second person and a reason.
    pub async fn undo(&mut self, lane: usize, back: usize, (has_approver, has_reason): (bool, bool)) {
        let Some(place) = self.books.sales.len().checked_sub(back + 1) else {
            return;
        };
        let (at, cashier, id) = (self.now(), self.cashier(lane), self.id());
        let sale = &self.books.sales[place];
        let is_late = sale.lane != lane || at - sale.sold_at > TimeDelta::minutes(15);
        let debtor = sale.purse.filter(|_| sale.tender == "owed");
        let is_paid_back = debtor.is_some_and(|debtor| self.books.balance(&self.books.owed(Some(debtor))) < sale.terms.pays);
        let path = format!("/sales/{}/void", sale.id);
        let reason = if has_reason { "刷错卡" } else { "" };
        let mut body = json!({ "id": id, "reason": reason });
        if has_approver {
            body["approver"] = json!({ "login": "admin", "password": PASSWORD });
        }
        let refused = if sale.void.is_some() {
            Some((409, "already_void"))
        } else if is_late && !has_approver {
            Some((403, "second_person_needed"))
        } else if is_late && !has_reason {
            Some((422, "field_invalid"))
        } else if is_paid_back {
            Some((409, "debt_paid"))
        } else {
            None
        };
        if let Some(refused) = refused {
            return self.is_refused(At::Lane(lane), &path, body, refused).await;
        }
        let void = Void {
            no: 0,
            shift: 0,
            at,
            cashier,
            approver: has_approver.then_some(APPROVER),
            reason: reason.to_owned(),
        };
        let sale = json!(sale.id);
        let no = self.books.void(place, lane, void);
        let foreseen = json!({ "id": id, "sale_id": sale, "receipt_no": no, "at": time(at) });
        self.send(At::Lane(lane), &path, body, ("reason", json!("另一个原因")), &foreseen)
            .await;
    }

    /// Takes money for a wallet or for a debt.
    pub async fn pay_in(&mut self, lane: usize, (kind, fen): (&'static str, i64), (person, by_card): (usize, bool), tender: &str) {
        let (field, value) = self.named(if by_card { Who::Card(person) } else { Who::Name(person) });
        let id = self.id();
        let path = if kind == "top_up" { "/lane/top-ups" } else { "/lane/repayments" };
        let mut body = json!({ "id": id, "amount": yuan(fen), "tender": tender, "reference": format!("P{}", id.simple()) });
        body[field] = value;
        let owed = self.books.balance(&self.books.owed(Some(person)));
        let objection = self.people.objection(person).filter(|_| by_card);
        let refused = if kind == "top_up" && !TOP_UPS.contains(&fen) {
            Some((422, "field_invalid"))
        } else if let Some(code) = objection {
            Some((409, code))
        } else if kind == "repayment" && fen > owed {
            Some((409, "owes_less"))
        } else {
            None
        };
        if let Some(refused) = refused {
            return self.is_refused(At::Lane(lane), path, body, refused).await;
        }
        let (at, cashier) = (self.now(), self.cashier(lane));
        let shift = self.books.shift_at(lane, cashier, at);
        let money = if tender == "cash" {
            super::books::cash(shift)
        } else {
            format!("tender:{tender}")
        };
        let purse = if kind == "top_up" {
            self.books.wallet(person)
        } else {
            self.books.owed(Some(person))
        };
        let no = self.books.move_money(Move {
            no: 0,
            kind,
            shift: Some(shift),
            person: Some(person),
            month: None,
            debit: money,
            credit: purse,
            fen,
            reference: Some(format!("P{}", id.simple())),
            reason: String::new(),
            at,
        });
        let foreseen = json!({
            "id": id, "receipt_no": no, "kind": kind, "amount": yuan(fen), "at": time(at),
            "balance": yuan(-self.books.balance(&self.books.wallet(person))),
            "owed": yuan(self.books.balance(&self.books.owed(Some(person)))),
        });
        self.send(At::Lane(lane), path, body, ("amount", json!("1.23")), &foreseen).await;
    }

    /// Puts cash into a drawer or takes it out.
    pub async fn move_cash(&mut self, lane: usize, purpose: &'static str, fen: i64) {
        let (at, cashier, id) = (self.now(), self.cashier(lane), self.id());
        let shift = self.books.shift_at(lane, cashier, at);
        let drawer = super::books::cash(shift);
        let (kind, debit, credit) = match purpose {
            "change" => ("cash_in", drawer, "safe".to_owned()),
            "other_income" => ("cash_in", drawer, purpose.to_owned()),
            "handover" => ("cash_out", "safe".to_owned(), drawer),
            _ => ("cash_out", "expenses".to_owned(), drawer),
        };
        let no = self.books.move_money(Move {
            no: 0,
            kind,
            shift: Some(shift),
            person: None,
            month: None,
            debit,
            credit,
            fen,
            reference: None,
            reason: "零星".to_owned(),
            at,
        });
        let body = json!({ "id": id, "purpose": purpose, "amount": yuan(fen), "reason": "零星" });
        let foreseen = json!({ "id": id, "receipt_no": no, "kind": kind, "amount": yuan(fen), "at": time(at) });
        self.send(At::Lane(lane), "/lane/shift/cash", body, ("amount", json!("1.23")), &foreseen)
            .await;
    }
}
