//! How does a lane's shift begin and end? With a float, with blind counts that may be wrong, and with its report.

use serde_json::{Value, json};

use super::books::{Closed, Count};
use super::client::{At, Month};
use super::papers::{Paper, time};
use super::plan::{Ask, Closing};
use super::rules::{TENDERS, yuan};

/// Notes and coins, in fen.
const PIECES: [i64; 8] = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10];

impl Month<'_> {
    /// Opens a lane's shift with a float; the lane may have kept the last one open.
    pub async fn open_drawer(&mut self, lane: usize, float: Option<i64>) {
        let Some(float) = float else { return };
        let (at, by, id) = (self.now(), self.cashier(lane), self.id());
        let body = json!({ "id": id, "float": yuan(float) });
        if self.books.open_at(lane).is_some() {
            return self.is_refused(At::Lane(lane), "/lane/shift", body, (409, "shift_open")).await;
        }
        let shift = self.books.open_shift(lane, by, at, Some(float));
        let foreseen = json!({ "id": id, "shift_no": shift + 1, "opened_by": self.books.staff[by].name, "opened_at": time(at),
            "opened_by_itself": false, "float": yuan(float) });
        self.send(At::Lane(lane), "/lane/shift", body, ("float", json!("1.23")), &foreseen)
            .await;
    }

    /// Counts and closes a lane's shift.
    pub async fn close_drawer(&mut self, lane: usize, closing: &Closing) {
        let Some(shift) = self.books.open_at(lane) else {
            let none = json!({ "id": self.id(), "cash": [] });
            return self
                .is_refused(At::Lane(lane), "/lane/shift/counts", none, (409, "no_open_shift"))
                .await;
        };
        if let Some(wrong) = closing.wrong_first {
            self.count(lane, shift, (wrong, None, None)).await;
        }
        let found = (closing.variance, closing.wechat, closing.alipay);
        let mut count = self.count(lane, shift, found).await;
        if closing.is_late {
            self.sell(lane, &Ask::stranger()).await;
            let old = json!({ "id": self.id(), "count_id": count, "reason": "没关系" });
            self.is_refused(At::Lane(lane), "/lane/shift/close", old, (409, "count_is_old"))
                .await;
            count = self.count(lane, shift, found).await;
        }
        let last = self.books.shifts[shift].counts.last().unwrap();
        let is_off = last.cash() != last.expected[0];
        let id = self.id();
        let mut body = json!({ "id": id, "count_id": count });
        if is_off && closing.is_silent {
            self.is_refused(At::Lane(lane), "/lane/shift/close", body.clone(), (422, "field_invalid"))
                .await;
        }
        let reason = if is_off { "找错零钱" } else { "" };
        body["reason"] = json!(reason);
        let closed = Closed {
            id,
            z_no: 0,
            head: 0,
            by: self.cashier(lane),
            at: self.now(),
            reason: reason.to_owned(),
        };
        self.books.close(shift, closed);
        let foreseen = self.books.says(&Paper::Report(shift));
        self.send(
            At::Lane(lane),
            "/lane/shift/close",
            body,
            ("reason", json!("另一个原因")),
            &foreseen,
        )
        .await;
    }

    /// Counts a drawer, wrong by as much as is said; brings back the count's id.
    async fn count(&mut self, lane: usize, shift: usize, (cash, wechat, alipay): (i64, Option<i64>, Option<i64>)) -> Value {
        let expected = self.books.expected(shift);
        let beside = |place: usize, wrong: Option<i64>| wrong.map(|wrong: i64| (expected[place] + wrong).max(0));
        let count = Count {
            pieces: pieces((expected[0] + cash).max(0)),
            wechat: beside(1, wechat),
            alipay: beside(2, alipay),
            expected,
        };
        let drawer: Vec<Value> = count
            .pieces
            .iter()
            .map(|(value, count)| json!({ "value": yuan(*value), "count": count }))
            .collect();
        let id = self.id();
        let body = json!({ "id": id, "cash": drawer, "wechat": count.wechat.map(yuan), "alipay": count.alipay.map(yuan) });
        let found = [Some(count.cash()), count.wechat, count.alipay];
        let tenders: Vec<Value> = (0..3)
            .map(|place| {
                let variance = found[place].map(|found| yuan(found - expected[place]));
                json!({ "tender": TENDERS[place], "expected": yuan(expected[place]), "counted": found[place].map(yuan), "variance": variance })
            })
            .collect();
        self.books.shifts[shift].counts.push(count);
        let count_no = self.books.shifts[shift].counts.len();
        let foreseen = json!({ "id": id, "count_no": count_no, "counted_at": time(self.now()), "tenders": tenders });
        self.send(At::Lane(lane), "/lane/shift/counts", body, ("wechat", json!("1.23")), &foreseen)
            .await;
        json!(id)
    }
}

/// An amount in as few notes and coins as possible.
fn pieces(mut fen: i64) -> Vec<(i64, i64)> {
    let mut pieces = Vec::new();
    for value in PIECES {
        if fen >= value {
            pieces.push((value, fen / value));
            fen %= value;
        }
    }
    assert_eq!(fen, 0, "no drawer holds single fen");
    pieces
}
