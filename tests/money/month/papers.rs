//! What must the canteen's papers say? Worked out from the client's own books, field by field, as the server's JSON would have it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, SecondsFormat};
use serde_json::{Value, json};

use super::books::{Books, Move, Sale};
use super::rules::{FUNDERS, GROUPS, MEALS, Moment, TENDERS, day_of, yuan};

/// A paper that somebody may ask for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// The balances at the end of a day.
    Trial(NaiveDate),
    /// An account's entries from the first day of the month to a day.
    Statement(String, NaiveDate),
    Day(NaiveDate),
    /// By its first day.
    Month(NaiveDate),
    /// 垫付, as of a day.
    Advances(NaiveDate),
    /// The Z-report of a closed shift.
    Report(usize),
    Shifts,
    Inbox,
    /// What the counter tells somebody about their meals and balance.
    Purse(usize, NaiveDate),
    /// The office's list of wallets, and all that it knows of one.
    Wallets,
    Wallet(usize),
}

impl Books {
    /// What a paper must say.
    pub fn says(&self, paper: &Paper) -> Value {
        match paper {
            Paper::Trial(day) => self.trial(*day),
            Paper::Statement(account, to) => self.statement(account, *to),
            Paper::Day(day) => self.day(*day),
            Paper::Month(first) => self.month(*first),
            Paper::Advances(today) => self.advances(*today),
            Paper::Report(shift) => self.report(*shift),
            Paper::Shifts => (0..self.shifts.len()).rev().map(|shift| self.shift(shift)).collect(),
            Paper::Inbox => self.inbox(),
            Paper::Purse(person, today) => self.purse(*person, *today),
            Paper::Wallets => self.wallets(),
            Paper::Wallet(person) => self.wallet_file(*person),
        }
    }

    fn trial(&self, day: NaiveDate) -> Value {
        let last = self.last_of(day);
        let mut sums = BTreeMap::<&str, i64>::new();
        for (account, fen) in self.entries[..last].iter().flat_map(|entry| &entry.lines) {
            *sums.entry(account).or_default() += fen;
        }
        sums.retain(|_, fen| *fen != 0);
        let mut classes = BTreeMap::<&str, Vec<i64>>::new();
        for (account, fen) in &sums {
            classes.entry(class_of(account)).or_default().push(*fen);
        }
        let account = |(account, fen): (&&str, &i64)| joined(sides(&[*fen]), &json!({ "account": account, "class": class_of(account) }));
        let accounts: Vec<Value> = sums.iter().map(account).collect();
        let class = |(class, sums): (&str, Vec<i64>)| joined(sides(&sums), &json!({ "class": class, "accounts": sums.len() }));
        let classes: Vec<Value> = classes.into_iter().map(class).collect();
        let all = sides(&sums.into_values().collect::<Vec<_>>());
        json!({ "date": day, "as_of_entry": last, "accounts": accounts, "classes": classes,
            "total_debit": all["debit"], "total_credit": all["credit"] })
    }

    /// How many entries were written by the end of a day.
    fn last_of(&self, day: NaiveDate) -> usize {
        self.entries.iter().take_while(|entry| day_of(entry.at) <= day).count()
    }

    fn statement(&self, account: &str, to: NaiveDate) -> Value {
        let from = to.with_day(1).unwrap();
        let first = self.last_of(from - Days::new(1));
        let mut balance: i64 = self.entries[..first].iter().map(|entry| entry.on(account)).sum();
        let opening = yuan(balance);
        let mut rows = Vec::new();
        for (entry, no) in self.entries.iter().zip(1..).take(self.last_of(to)).skip(first) {
            let fen = entry.on(account);
            if fen == 0 {
                continue;
            }
            balance += fen;
            let sides = sides(&[fen]);
            rows.push(json!({
                "entry_no": no, "at": time(entry.at), "service_date": entry.day, "kind": entry.kind, "text": { "zh": entry.text },
                "debit": sides["debit"], "credit": sides["credit"], "balance": yuan(balance), "reference": entry.reference,
            }));
        }
        json!({ "account": account, "class": class_of(account), "from": from, "to": to,
            "opening": opening, "closing": yuan(balance), "rows": rows })
    }

    fn report(&self, number: usize) -> Value {
        let shift = &self.shifts[number];
        let closed = shift.closed.as_ref().unwrap();
        let count = shift.counts.last().unwrap();
        let sales: Vec<&Sale> = self.sales.iter().filter(|sale| sale.shift == number).collect();
        let undone: Vec<&Sale> = self
            .sales
            .iter()
            .filter(|sale| sale.void.as_ref().is_some_and(|void| void.shift == number))
            .collect();
        let mut tenders = TENDERS;
        tenders.sort_unstable();
        let by_tender = |sales: &[&Sale]| -> Vec<Value> {
            keyed(sales, &tenders, |sale| sale.tender)
                .into_iter()
                .map(|line| json!({ "tender": line["key"], "meals": line["meals"], "pays": line["pays"] }))
                .collect()
        };
        let at_this_lane = self.shifts[..number].iter().filter(|earlier| earlier.lane == shift.lane);
        let last_close = at_this_lane
            .filter_map(|earlier| earlier.closed.as_ref())
            .map(|closed| closed.at)
            .max();
        let is_late = |sale: &&&Sale| last_close.is_some_and(|at| sale.sold_at < at);
        let late: Vec<&Sale> = sales.iter().filter(is_late).copied().collect();
        let (late, voids) = (by_tender(&late), by_tender(&undone));
        let found = [Some(count.cash()), count.wechat, count.alipay];
        let tenders: Vec<Value> = (0..3)
            .map(|place| {
                let (expected, found) = (count.expected[place], found[place]);
                json!({ "tender": TENDERS[place], "expected": yuan(expected), "counted": found.map(yuan), "variance": found.map(|fen| yuan(fen - expected)) })
            })
            .collect();
        let pieces: Vec<Value> = count
            .pieces
            .iter()
            .map(|(value, count)| json!({ "value": yuan(*value), "count": count }))
            .collect();
        let before = self.sales.iter().filter(|sale| sale.no <= closed.head);
        let mut report = self.shift(number);
        let more = json!({
            "z_no": closed.z_no, "id": closed.id, "canteen": "七一社区幸福食堂",
            "receipts": sales.first().map(|sale| [sale.no, sales.last().unwrap().no]),
            "sales": totals(sales.iter().copied()),
            "by_meal": keyed(&sales, &MEALS, |sale| sale.terms.meal),
            "by_group": keyed(&sales, &GROUPS, |sale| sale.terms.group),
            "by_tender": keyed(&sales, &TENDERS, |sale| sale.tender),
            "late": late, "voids": voids,
            "movements": self.moves.iter().filter(|money| money.shift == Some(number)).map(moved).collect::<Vec<_>>(),
            "tenders": tenders, "counted": { "cash": pieces }, "counts": shift.counts.len(), "reason": closed.reason,
            "chain": { "entry_no": closed.head }, "grand_total": totals(before),
        });
        report.as_object_mut().unwrap().remove("z_report");
        report.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        report
    }

    fn shift(&self, number: usize) -> Value {
        let shift = &self.shifts[number];
        let closed = shift.closed.as_ref();
        json!({
            "shift_no": number + 1, "lane": self.lanes[shift.lane].name, "opened_by": self.staff[shift.by].name,
            "opened_at": time(shift.at), "opened_by_itself": shift.by_itself, "float": yuan(shift.float),
            "z_report": closed.map(|closed| json!({ "id": closed.id, "z_no": closed.z_no })),
            "closed_at": closed.map(|closed| time(closed.at)),
            "closed_by": closed.map(|closed| &self.staff[closed.by].name),
        })
    }

    /// The standing sales of some days.
    fn standing(&self, holds: impl Fn(NaiveDate) -> bool) -> Vec<&Sale> {
        self.sales.iter().filter(|sale| sale.void.is_none() && holds(sale.day)).collect()
    }

    fn day(&self, day: NaiveDate) -> Value {
        let sales = self.standing(|one| one == day);
        let names = |list: &[super::books::Named]| list.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        let lanes = names(&self.lanes);
        let mut staff = names(&self.staff);
        staff.sort();
        let voids = self.sales.iter().filter(|sale| sale.day == day).filter_map(|sale| {
            let void = sale.void.as_ref()?;
            Some(json!({
                "sale_id": sale.id, "receipt_no": sale.no, "void_no": void.no, "at": time(void.at), "reason": void.reason,
                "staff": self.staff[void.cashier].name, "approver": void.approver.map(|who| &self.staff[who].name),
                "pays": yuan(sale.terms.pays),
            }))
        });
        json!({
            "service_date": day, "total": totals(sales.iter().copied()),
            "by_meal": keyed(&sales, &MEALS, |sale| sale.terms.meal),
            "by_lane": named(&sales, &lanes, |sale| sale.lane_name(self)),
            "by_cashier": named(&sales, &staff, |sale| &self.staff[sale.cashier].name),
            "by_group": keyed(&sales, &GROUPS, |sale| sale.terms.group),
            "by_tender": keyed(&sales, &TENDERS, |sale| sale.tender),
            "by_funder": by_funder(&sales),
            "voids": voids.collect::<Vec<_>>(),
            "pending": self.waiting(|one| one == day),
            "differences": [],
        })
    }

    fn month(&self, first: NaiveDate) -> Value {
        let sales = self.standing(|day| day.with_day(1) == Some(first));
        let mut summary = Vec::new();
        let mut groups = Vec::new();
        for (group, meal) in GROUPS.into_iter().flat_map(|group| MEALS.map(|meal| (group, meal))) {
            let some: Vec<&Sale> = sales
                .iter()
                .copied()
                .filter(|sale| (sale.terms.group, sale.terms.meal) == (group, meal))
                .collect();
            if some.is_empty() {
                continue;
            }
            groups.push(joined(json!({ "group": group, "meal": meal }), &totals(some.iter().copied())));
            for line in by_funder(&some) {
                summary.push(
                    json!({ "group": group, "meal": meal, "funder": line["key"], "funder_name": line["name"],
                    "meals": line["meals"], "amount": line["subsidy"] }),
                );
            }
        }
        let days: BTreeSet<NaiveDate> = sales.iter().map(|sale| sale.day).collect();
        let days = days.into_iter().map(|day| {
            joined(
                json!({ "date": day }),
                &totals(sales.iter().copied().filter(|sale| sale.day == day)),
            )
        });
        json!({
            "month": first.format("%Y-%m").to_string(), "summary": summary, "groups": groups,
            "by_tender": keyed(&sales, &TENDERS, |sale| sale.tender), "by_funder": by_funder(&sales),
            "total": totals(sales.iter().copied()), "days": days.collect::<Vec<_>>(), "differences": [],
        })
    }

    fn advances(&self, today: NaiveDate) -> Value {
        let mut lines = BTreeMap::<(String, &str), [i64; 2]>::new();
        for (funder, _) in FUNDERS {
            let account = format!("receivable:{funder}");
            for entry in self
                .entries
                .iter()
                .filter(|entry| ["sale", "void"].contains(&entry.kind) && entry.on(&account) != 0)
            {
                lines.entry((entry.day.format("%Y-%m").to_string(), funder)).or_default()[0] += entry.on(&account);
            }
            for money in self.moves.iter().filter(|money| money.credit == account) {
                lines.entry((money.month.clone().unwrap(), funder)).or_default()[1] += money.fen;
            }
        }
        let all: i64 = lines.values().map(|[claimed, received]| claimed - received).sum();
        let items: Vec<Value> = lines
            .into_iter()
            .map(|((month, funder), [claimed, received])| {
                let last = format!("{month}-01").parse::<NaiveDate>().unwrap() + chrono::Months::new(1) - Days::new(1);
                let waits = if claimed > received { (today - last).num_days().max(0) } else { 0 };
                json!({ "funder": funder, "name": funder_name(funder), "month": month, "claimed": yuan(claimed),
                    "received": yuan(received), "open": yuan(claimed - received), "days_waiting": waits })
            })
            .collect();
        json!({ "items": items, "open": yuan(all) })
    }

    fn inbox(&self) -> Value {
        self.waiting(|_| true).into()
    }

    /// The pending meals of some days, the newest first.
    fn waiting(&self, holds: impl Fn(NaiveDate) -> bool) -> Vec<Value> {
        let mut sales = self.standing(holds);
        sales.retain(|sale| sale.state == "pending");
        sales.sort_by_key(|sale| -sale.no);
        let line = |sale: &Sale| {
            json!({ "sale_id": sale.id, "receipt_no": sale.no, "service_date": sale.day, "meal": sale.terms.meal,
                "sold_at": time(sale.sold_at), "code": sale.code, "lane": sale.lane_name(self),
                "cashier": self.staff[sale.cashier].name, "pays": yuan(sale.terms.pays), "tender": sale.tender })
        };
        sales.into_iter().map(line).collect()
    }

    fn purse(&self, person: usize, today: NaiveDate) -> Value {
        let mut meals: Vec<&Sale> = self
            .sales
            .iter()
            .filter(|sale| sale.diner == Some(person) && sale.day >= today - Days::new(30))
            .collect();
        meals.sort_by_key(|sale| std::cmp::Reverse((sale.day, sale.sold_at)));
        let meal = |sale: &&Sale| {
            json!({ "service_date": sale.day, "meal": sale.terms.meal, "receipt_no": sale.no, "standard": yuan(sale.terms.standard),
                "pays": yuan(sale.terms.pays), "tender": sale.tender, "voided": sale.void.is_some() })
        };
        let moves = self.moves.iter().rev().filter(|money| money.person == Some(person)).take(5);
        let moves =
            moves.map(|money| json!({ "at": time(money.at), "kind": money.kind, "amount": yuan(money.fen), "receipt_no": money.no }));
        json!({
            "balance": yuan(-self.balance(&self.wallet(person))), "owed": yuan(self.balance(&self.owed(Some(person)))),
            "meals": meals.iter().take(10).map(meal).collect::<Vec<_>>(), "movements": moves.collect::<Vec<_>>(),
        })
    }
}

impl Sale {
    fn lane_name<'b>(&self, books: &'b Books) -> &'b String {
        &books.lanes[self.lane].name
    }
}

/// A moment as papers write it.
pub fn time(at: Moment) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The line of the chart: the word before the colon.
fn class_of(account: &str) -> &str {
    account.split(':').next().unwrap()
}

fn sides(sums: &[i64]) -> Value {
    let debit: i64 = sums.iter().filter(|fen| **fen > 0).sum();
    let credit: i64 = sums.iter().filter(|fen| **fen < 0).sum();
    json!({ "debit": yuan(debit), "credit": yuan(-credit), "balance": yuan(debit + credit) })
}

/// How many meals, and what they come to.
fn totals<'s>(sales: impl Iterator<Item = &'s Sale>) -> Value {
    let (mut meals, mut standard, mut pays) = (0, 0, 0);
    for sale in sales {
        meals += 1;
        standard += sale.terms.standard;
        pays += sale.terms.pays;
    }
    json!({ "meals": meals, "standard": yuan(standard), "pays": yuan(pays), "subsidy": yuan(standard - pays) })
}

fn joined(mut one: Value, other: &Value) -> Value {
    one.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
    one
}

/// The sums by a word, in the order of the words; words without a meal are left out.
fn keyed<'s>(sales: &[&'s Sale], words: &[&str], word_of: impl Fn(&'s Sale) -> &'s str) -> Vec<Value> {
    let of = |word: &str| sales.iter().copied().filter(|sale| word_of(sale) == word).collect::<Vec<_>>();
    let lines = words.iter().map(|word| (word, of(word))).filter(|(_, some)| !some.is_empty());
    lines
        .map(|(word, some)| joined(json!({ "key": word }), &totals(some.into_iter())))
        .collect()
}

/// The same by a name.
fn named<'s>(sales: &[&'s Sale], names: &[String], name_of: impl Fn(&'s Sale) -> &'s String) -> Vec<Value> {
    let words: Vec<&str> = names.iter().map(String::as_str).collect();
    let lines = keyed(sales, &words, |sale| name_of(sale).as_str()).into_iter();
    lines
        .map(|mut line| {
            let name = line.as_object_mut().unwrap().remove("key").unwrap();
            joined(line, &json!({ "name": name }))
        })
        .collect()
}

fn by_funder(sales: &[&Sale]) -> Vec<Value> {
    let line = |(funder, name): (&str, &str)| {
        let share_of = |sale: &Sale| {
            sale.terms
                .shares
                .iter()
                .filter(|(one, _)| *one == funder)
                .map(|(_, fen)| fen)
                .sum::<i64>()
        };
        let some: Vec<&Sale> = sales.iter().copied().filter(|sale| share_of(sale) > 0).collect();
        let share: i64 = some.iter().map(|sale| share_of(sale)).sum();
        let line = joined(json!({ "key": funder, "name": name }), &totals(some.iter().copied()));
        (!some.is_empty()).then(|| joined(line, &json!({ "subsidy": yuan(share) })))
    };
    FUNDERS.into_iter().filter_map(line).collect()
}

fn funder_name(key: &str) -> &'static str {
    FUNDERS.iter().find(|(funder, _)| *funder == key).unwrap().1
}

/// A line of a Z-report: what came in, or below zero what went out.
fn moved(money: &Move) -> Value {
    let tender_of = |account: &str| match account {
        "tender:wechat" => Some("wechat"),
        "tender:alipay" => Some("alipay"),
        _ if account.starts_with("cash:") => Some("cash"),
        _ => None,
    };
    let (tender, fen) =
        tender_of(&money.debit).map_or_else(|| (tender_of(&money.credit).unwrap(), -money.fen), |tender| (tender, money.fen));
    json!({ "kind": money.kind, "at": time(money.at), "receipt_no": money.no, "tender": tender, "amount": yuan(fen), "reason": money.reason })
}
