//! Who lives the month? A client with a few lanes and an office, who foresees each answer in its own books, asks, and compares.

use chrono::{NaiveDate, TimeDelta};
use pos_server::demo::dice::Dice;
use serde_json::{Value, json};
use uuid::Uuid;

use super::books::{Books, Named};
use super::compare::difference;
use super::plan::{self, Act, DayPlan, Errand, Size, Step};
use super::rules::{self, Moment};
use super::settle::{Card, People};
use crate::harness::canteen::Canteen;
use crate::harness::furnish::{Open, PASSWORD, PIN};
use crate::harness::register::NEIGHBOURS;
use crate::harness::{Client, Lane};

/// The cashiers' names; each works at any lane.
const CASHIERS: [&str; 4] = ["安收银", "白收银", "常收银", "丁收银"];
/// The second person of late voids, who stands behind the cashiers in the list of the staff.
pub const APPROVER: usize = CASHIERS.len();

/// Where a request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Lane(usize),
    Office,
}

/// A request that was answered: sent again it gives the same answer, with another body it is refused.
#[derive(Debug, Clone)]
struct Sent {
    from: At,
    path: String,
    body: Value,
    other: (&'static str, Value),
    said: Value,
}

/// The client.
pub struct Month<'c> {
    pub canteen: &'c Canteen,
    pub books: Books,
    pub people: People,
    pub ids: Dice,
    open: Open,
    lanes: Vec<Lane>,
    sent: Vec<Sent>,
    size: Size,
}

impl<'c> Month<'c> {
    /// Opens the canteen on the first of November.
    pub async fn begin(canteen: &'c Canteen, seed: u64, rounds: usize) -> Self {
        canteen.at("2026-11-01T00:00:00Z");
        let open = canteen.open().await;
        let mut books = Books::default();
        let mut lanes = vec![open.lane.clone()];
        for name in ["二号窗口", "三号窗口"] {
            lanes.push(canteen.lane(&open.admin, name).await);
        }
        for (lane, name) in lanes.iter().zip(["一号窗口", "二号窗口", "三号窗口"]) {
            books.lanes.push(named(lane.id.to_string(), name));
        }
        for (name, login) in CASHIERS.iter().zip(["an", "bai", "chang", "ding"]) {
            let more = json!({ "login": login, "name": name, "pin": PIN });
            let hired = open.admin.hire("cashier", more).await;
            books.staff.push(named(hired["id"].as_str().unwrap().to_owned(), name));
        }
        let me = open.admin.get("/session").await.expect(200);
        books
            .staff
            .push(named(me["staff"]["id"].as_str().unwrap_or_default().to_owned(), "管理员"));
        for text in rules::policies() {
            canteen.wait_seconds(1);
            open.admin.adopt(&text).await;
        }
        let mut people = People::default();
        let cards = open.coordinator.items("/cards").await;
        for neighbour in &NEIGHBOURS {
            let id = open.residents[neighbour.name].clone();
            let card = cards.iter().find(|card| card["resident_id"] == id.as_str());
            people.cards.push(card.map(|card| Card::of(canteen, card)));
            people.payers.push(None);
            people.births.push(neighbour.birth);
            books.people.push(named(id, neighbour.name));
        }
        let size = Size {
            lanes: lanes.len(),
            cashiers: CASHIERS.len(),
            people: NEIGHBOURS.len(),
            rounds,
        };
        Self {
            canteen,
            books,
            people,
            ids: Dice::from_seed(seed),
            open,
            lanes,
            sent: Vec::new(),
            size,
        }
    }

    pub fn now(&self) -> Moment {
        self.canteen.now()
    }

    /// A new id, the same for the same seed.
    pub fn id(&mut self) -> Uuid {
        let now = self.now();
        self.ids.uuid_at(now)
    }

    pub fn lane(&self, lane: usize) -> &Client {
        &self.lanes[lane].client
    }

    /// The smallest canteen's office is one person.
    pub fn office(&self) -> &Client {
        &self.open.admin
    }

    /// Who works at a lane today.
    pub fn cashier(&self, lane: usize) -> usize {
        let id = self.lanes[lane].cashier.to_string();
        self.books.staff.iter().position(|one| one.id == id).unwrap()
    }

    /// Lives one day as it was planned.
    pub async fn live(&mut self, day: NaiveDate, plan: &DayPlan) {
        println!("{day}");
        self.reach(day, 10, 0);
        let admin = json!({ "login": "admin", "password": PASSWORD });
        self.open.admin.post("/session", admin).await.expect(200);
        for (lane, cashier) in plan.cashiers.iter().enumerate() {
            self.lanes[lane].cashier = self.books.staff[*cashier].id.parse().unwrap();
            self.lanes[lane].sign_in().await;
        }
        for (meal, (hour, minute)) in plan.meals.iter().zip([(10, 25), (16, 28)]) {
            self.reach(day, hour, minute);
            for (lane, float) in meal.floats.iter().enumerate() {
                self.open_drawer(lane, *float).await;
            }
            for step in &meal.steps {
                self.step(step).await;
            }
            for (lane, closing) in meal.closings.iter().enumerate() {
                if let Some(closing) = closing {
                    self.canteen.wait_seconds(60);
                    self.close_drawer(lane, closing).await;
                }
            }
        }
        for errand in &plan.office {
            self.canteen.wait_seconds(60);
            self.run(errand).await;
        }
    }

    /// Moves the clock to a time of the canteen's day, never back.
    fn reach(&self, day: NaiveDate, hour: u32, minute: u32) {
        let then = day.and_hms_opt(hour, minute, 0).unwrap().and_utc() - TimeDelta::hours(8);
        self.canteen.app.clock.set(then.max(self.now()));
    }

    async fn step(&mut self, step: &Step) {
        self.canteen.wait_seconds(step.wait);
        match &step.act {
            Act::Sell(ask) => self.sell(step.lane, ask).await,
            Act::Void {
                back,
                has_approver,
                has_reason,
            } => self.undo(step.lane, *back, (*has_approver, *has_reason)).await,
            Act::PayIn {
                kind,
                person,
                by_card,
                tender,
                fen,
            } => self.pay_in(step.lane, (*kind, *fen), (*person, *by_card), tender).await,
            Act::Cash { purpose, fen } => self.move_cash(step.lane, purpose, *fen).await,
            Act::Again { back, is_other } => self.ask_again(*back, *is_other).await,
        }
    }

    async fn run(&mut self, errand: &Errand) {
        match errand {
            Errand::Transfer { from, to, fen, fee } => self.transfer((*from, *to), *fen, *fee).await,
            Errand::FunderPays { funder, percent } => self.funder_pays(rules::FUNDERS[*funder].0, *percent).await,
            Errand::LosesCard { person, is_replaced } => self.lose_card(*person, *is_replaced).await,
            Errand::ClosesCard { person } => self.close_card(*person).await,
            Errand::Refunds { person, tender } => self.refund(*person, tender).await,
            Errand::IsRepaid { person, tender, fen } => self.be_repaid(*person, tender, *fen).await,
            Errand::SharesWallet { person, is_ended } => self.share_wallet(*person, *is_ended).await,
        }
    }

    fn client(&self, from: At) -> &Client {
        match from {
            At::Lane(lane) => self.lane(lane),
            At::Office => self.office(),
        }
    }

    /// Sends a request that must be answered so, and remembers it. `other` is a field with which it would be another request.
    pub async fn send(&mut self, from: At, path: &str, body: Value, other: (&'static str, Value), foreseen: &Value) {
        let said = self.client(from).post(path, body.clone()).await.expect(201);
        if let Some(difference) = difference(foreseen, &said) {
            panic!("{path} {body}{difference}");
        }
        self.sent.push(Sent {
            from,
            path: path.to_owned(),
            body,
            other,
            said,
        });
    }

    /// Sends a request that must be refused so.
    pub async fn is_refused(&self, from: At, path: &str, body: Value, (status, code): (u16, &str)) {
        self.client(from).post(path, body).await.expect_problem(status, code);
    }

    /// Sends one of the last requests again. The books do not notice.
    async fn ask_again(&mut self, back: usize, is_other: bool) {
        let Some(sent) = self.sent.iter().rev().nth(back).cloned() else {
            return;
        };
        let mut body = sent.body;
        if is_other {
            body[sent.other.0] = sent.other.1;
            return self.is_refused(sent.from, &sent.path, body, (409, "id_reused")).await;
        }
        let again = self.client(sent.from).post(&sent.path, body).await.expect(200);
        for field in [
            "id",
            "receipt_no",
            "entry_no",
            "z_no",
            "count_no",
            "shift_no",
            "amount",
            "pays",
            "tender",
            "at",
        ] {
            assert_eq!(again[field], sent.said[field], "{} {field}", sent.path);
        }
    }

    /// Random days: as many as are asked for.
    pub async fn live_days(&mut self, dice: &mut Dice, days: impl Iterator<Item = NaiveDate>, mut each: impl AsyncFnMut(&Self, NaiveDate)) {
        for day in days {
            let plan = plan::day(dice, self.size);
            self.live(day, &plan).await;
            each(self, day).await;
        }
    }
}

fn named(id: String, name: &str) -> Named {
    Named { id, name: name.to_owned() }
}
