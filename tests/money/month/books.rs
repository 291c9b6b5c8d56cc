//! What does the client write down? Every request that was answered, in double entry of its own: plain fen, plain words, and no code
//! of the server's.

use chrono::NaiveDate;
use uuid::Uuid;

use super::rules::{Moment, Terms, day_of};

/// One entry of the client's journal; its number is its place.
#[derive(Debug, Clone)]
pub struct Entry {
    pub kind: &'static str,
    pub at: Moment,
    pub day: NaiveDate,
    pub shift: Option<usize>,
    /// Accounts and fen: debits positive, credits negative.
    pub lines: Vec<(String, i64)>,
    /// What a statement says of it.
    pub text: String,
    pub reference: Option<String>,
}

/// A meal that was sold.
#[derive(Debug, Clone)]
pub struct Sale {
    pub id: Uuid,
    pub no: i64,
    pub lane: usize,
    pub cashier: usize,
    pub shift: usize,
    pub diner: Option<usize>,
    pub terms: Terms,
    pub day: NaiveDate,
    pub state: &'static str,
    pub code: &'static str,
    pub tender: &'static str,
    /// Whose wallet paid, or who owes.
    pub purse: Option<usize>,
    pub reference: Option<String>,
    pub sold_at: Moment,
    pub at: Moment,
    pub void: Option<Void>,
}

/// How a sale was undone.
#[derive(Debug, Clone)]
pub struct Void {
    pub no: i64,
    pub shift: usize,
    pub at: Moment,
    pub cashier: usize,
    pub approver: Option<usize>,
    pub reason: String,
}

/// Money without a meal.
#[derive(Debug, Clone)]
pub struct Move {
    pub no: i64,
    pub kind: &'static str,
    pub shift: Option<usize>,
    pub person: Option<usize>,
    pub month: Option<String>,
    pub debit: String,
    pub credit: String,
    pub fen: i64,
    pub reference: Option<String>,
    pub reason: String,
    pub at: Moment,
}

/// A drawer's time; its number is its place.
#[derive(Debug, Clone)]
pub struct Shift {
    pub lane: usize,
    pub by: usize,
    pub at: Moment,
    pub by_itself: bool,
    pub float: i64,
    pub counts: Vec<Count>,
    pub closed: Option<Closed>,
}

/// What was found in a drawer: pieces by their value in fen, and what the payment services' pages said.
#[derive(Debug, Clone, Default)]
pub struct Count {
    pub pieces: Vec<(i64, i64)>,
    pub wechat: Option<i64>,
    pub alipay: Option<i64>,
    /// What the books expected then: cash, WeChat, Alipay.
    pub expected: [i64; 3],
}

/// How a shift ended.
#[derive(Debug, Clone)]
pub struct Closed {
    pub id: Uuid,
    pub z_no: i64,
    /// The last entry before its own.
    pub head: i64,
    pub by: usize,
    pub at: Moment,
    pub reason: String,
}

/// Somebody or something by its id and its name.
#[derive(Debug, Clone)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// The client's books.
#[derive(Debug, Clone, Default)]
pub struct Books {
    pub lanes: Vec<Named>,
    pub staff: Vec<Named>,
    pub people: Vec<Named>,
    pub entries: Vec<Entry>,
    pub sales: Vec<Sale>,
    pub moves: Vec<Move>,
    pub shifts: Vec<Shift>,
}

impl Count {
    pub fn cash(&self) -> i64 {
        self.pieces.iter().map(|(value, count)| value * count).sum()
    }
}

impl Books {
    /// What stands on an account.
    pub fn balance(&self, account: &str) -> i64 {
        self.entries.iter().map(|entry| entry.on(account)).sum()
    }

    pub fn wallet(&self, person: usize) -> String {
        format!("wallet:{}", self.people[person].id)
    }

    pub fn owed(&self, person: Option<usize>) -> String {
        person.map_or_else(|| "owed:unknown".to_owned(), |person| format!("owed:{}", self.people[person].id))
    }

    /// Did somebody have this meal of this day already?
    pub fn has_eaten(&self, person: usize, day: NaiveDate, meal: &str) -> bool {
        self.sales.iter().any(|sale| {
            sale.diner == Some(person) && sale.state == "claimable" && sale.void.is_none() && (sale.day, sale.terms.meal) == (day, meal)
        })
    }

    /// The lane's open shift.
    pub fn open_at(&self, lane: usize) -> Option<usize> {
        self.shifts.iter().rposition(|shift| shift.lane == lane && shift.closed.is_none())
    }

    /// The number of the newest entry.
    pub fn head(&self) -> i64 {
        i64::try_from(self.entries.len()).unwrap()
    }

    fn write(&mut self, mut entry: Entry) -> i64 {
        entry.lines.retain(|(_, fen)| *fen != 0);
        assert_eq!(
            entry.lines.iter().map(|(_, fen)| fen).sum::<i64>(),
            0,
            "the client cannot add up: {entry:?}"
        );
        self.entries.push(entry);
        self.head()
    }

    /// Opens a shift with a float from the safe.
    pub fn open_shift(&mut self, lane: usize, by: usize, at: Moment, float: Option<i64>) -> usize {
        let (shift, fen) = (self.shifts.len(), float.unwrap_or(0));
        self.shifts.push(Shift {
            lane,
            by,
            at,
            by_itself: float.is_none(),
            float: fen,
            counts: Vec::new(),
            closed: None,
        });
        self.write(Entry {
            kind: "shift_opened",
            at,
            day: day_of(at),
            shift: Some(shift),
            lines: vec![(cash(shift), fen), ("safe".to_owned(), -fen)],
            text: format!("第 {} 班开班备用金", shift + 1),
            reference: None,
        });
        shift
    }

    /// The lane's open shift; a lane without one opens it by itself.
    pub fn shift_at(&mut self, lane: usize, by: usize, at: Moment) -> usize {
        self.open_at(lane).unwrap_or_else(|| self.open_shift(lane, by, at, None))
    }

    /// Books a sale; its number and its shift are found here.
    pub fn sell(&mut self, mut sale: Sale) -> &Sale {
        sale.shift = self.shift_at(sale.lane, sale.cashier, sale.at);
        let paid = match (sale.tender, sale.purse) {
            ("cash", _) => cash(sale.shift),
            ("wallet", Some(purse)) => self.wallet(purse),
            ("owed", purse) => self.owed(purse),
            (tender, _) => format!("tender:{tender}"),
        };
        let mut lines = vec![(paid, sale.terms.pays), ("meals".to_owned(), -sale.terms.standard)];
        lines.extend(sale.terms.shares.iter().map(|(funder, fen)| (format!("receivable:{funder}"), *fen)));
        sale.no = self.write(Entry {
            kind: "sale",
            at: sale.at,
            day: sale.day,
            shift: Some(sale.shift),
            lines,
            text: format!("{} {}", sale.day, in_words(sale.terms.meal)),
            reference: sale.reference.clone(),
        });
        self.sales.push(sale);
        self.sales.last().unwrap()
    }

    /// Undoes a sale at a lane; its cash comes out of the drawer that is open there.
    pub fn void(&mut self, sale: usize, lane: usize, mut void: Void) -> i64 {
        void.shift = self.shift_at(lane, void.cashier, void.at);
        let undone = &self.sales[sale];
        let entry = &self.entries[usize::try_from(undone.no - 1).unwrap()];
        let turn = |(account, fen): &(String, i64)| {
            let account = if account.starts_with("cash:") {
                cash(void.shift)
            } else {
                account.clone()
            };
            (account, -fen)
        };
        let text = format!("冲红 {} {}（收据 {}）", undone.day, in_words(undone.terms.meal), undone.no);
        let entry = Entry {
            kind: "void",
            at: void.at,
            day: undone.day,
            shift: Some(void.shift),
            lines: entry.lines.iter().map(turn).collect(),
            text: with_reason(text, &void.reason),
            reference: undone.reference.clone(),
        };
        void.no = self.write(entry);
        let no = void.no;
        self.sales[sale].void = Some(void);
        no
    }

    /// Moves money from the credit to the debit.
    pub fn move_money(&mut self, mut money: Move) -> i64 {
        let word = match money.kind {
            "top_up" => "充值",
            "refund" => "退款",
            "repayment" => "还欠",
            "cash_in" => "放入现金",
            "cash_out" => "取出现金",
            "transfer" => "转存",
            _ => "收到补贴款",
        };
        money.no = self.write(Entry {
            kind: "movement",
            at: money.at,
            day: day_of(money.at),
            shift: money.shift,
            lines: vec![(money.debit.clone(), money.fen), (money.credit.clone(), -money.fen)],
            text: with_reason(word.to_owned(), &money.reason),
            reference: money.reference.clone(),
        });
        self.moves.push(money);
        self.head()
    }

    /// What a shift should have: cash in the drawer, and what WeChat and Alipay took in its time.
    pub fn expected(&self, shift: usize) -> [i64; 3] {
        let of_shift = |account: &str| {
            let entries = self.entries.iter().filter(|entry| entry.shift == Some(shift));
            entries.map(|entry| entry.on(account)).sum()
        };
        [of_shift(&cash(shift)), of_shift("tender:wechat"), of_shift("tender:alipay")]
    }

    /// Closes a shift with its last count.
    pub fn close(&mut self, shift: usize, mut closed: Closed) {
        let in_books = self.expected(shift)[0];
        let found = self.shifts[shift].counts.last().unwrap().cash();
        closed.head = self.head();
        closed.z_no = i64::try_from(self.shifts.iter().filter(|shift| shift.closed.is_some()).count()).unwrap() + 1;
        self.write(Entry {
            kind: "shift_closed",
            at: closed.at,
            day: day_of(closed.at),
            shift: None,
            lines: vec![
                ("safe".to_owned(), found),
                ("over_short".to_owned(), in_books - found),
                (cash(shift), -in_books),
            ],
            text: format!("第 {} 班结班交款", shift + 1),
            reference: None,
        });
        self.shifts[shift].closed = Some(closed);
    }
}

impl Entry {
    /// What the entry did to an account.
    pub fn on(&self, account: &str) -> i64 {
        self.lines.iter().filter(|(name, _)| name == account).map(|(_, fen)| fen).sum()
    }
}

/// The account of a shift's drawer.
pub fn cash(shift: usize) -> String {
    format!("cash:{}", shift + 1)
}

fn in_words(meal: &str) -> &'static str {
    if meal == "lunch" { "午餐" } else { "晚餐" }
}

fn with_reason(text: String, reason: &str) -> String {
    if reason.is_empty() { text } else { format!("{text}：{reason}") }
}
