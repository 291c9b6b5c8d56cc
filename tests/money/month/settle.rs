//! What will the canteen answer to an order? The client works it out before it asks, from its own books and its own rules.

use chrono::TimeDelta;
use uuid::Uuid;

use super::books::{Books, Sale};
use super::plan::{Ask, Manner, Shown, Who};
use super::rules::{self, MOST_OWED, Moment, Terms, day_of, full, group_of, is_open, meal_at};

/// A card in somebody's hands.
#[derive(Debug, Clone)]
pub struct Card {
    pub id: String,
    pub token: String,
    pub number: String,
    /// `active`, `blocked` or `closed`.
    pub state: &'static str,
}

/// What the client knows about the people beside its books.
#[derive(Debug, Clone, Default)]
pub struct People {
    pub births: Vec<&'static str>,
    pub cards: Vec<Option<Card>>,
    /// From whose wallet somebody may pay besides their own.
    pub payers: Vec<Option<usize>>,
}

impl People {
    /// Why a card is good for nothing, if it is.
    pub fn objection(&self, person: usize) -> Option<&'static str> {
        match self.cards[person].as_ref()?.state {
            "blocked" => Some("card_blocked"),
            "closed" => Some("card_closed"),
            _ => None,
        }
    }
}

/// An order about to be sent.
#[derive(Debug, Clone)]
pub struct Order {
    pub id: Uuid,
    pub lane: usize,
    pub cashier: usize,
    pub reference: Option<String>,
    /// When it was eaten, if it was kept; otherwise now.
    pub sold_at: Moment,
    pub at: Moment,
    /// The price that the page showed.
    pub shown: Option<i64>,
}

/// The rule's answer: the terms, or only those on the cashier's word.
struct Verdict {
    code: &'static str,
    served: Option<Terms>,
    pending: Terms,
    diner: Option<usize>,
}

/// Status and code of a refusal.
pub type Refused = (u16, &'static str);

fn judge(books: &Books, people: &People, who: Who, at: Moment) -> Verdict {
    let (day, meal) = (day_of(at), meal_at(at));
    let person = match who {
        Who::Guest => None,
        Who::Unknown => return refused("resident_unknown", full(day, meal, "none"), None),
        Who::Card(person) | Who::Number(person) => {
            if let Some(code) = people.objection(person) {
                return refused(code, full(day, meal, "none"), Some(person));
            }
            Some(person)
        }
        Who::Name(person) => Some(person),
    };
    let group = person.map_or("guest", |person| group_of(people.births[person], day));
    let pending = full(day, meal, group);
    if !is_open(at) {
        return refused("outside_meal_hours", pending, person);
    }
    let has_price = group != "guest";
    if has_price && person.is_some_and(|person| books.has_eaten(person, day, rules::MEALS[meal])) {
        return refused("already_served", pending, person);
    }
    Verdict {
        code: if has_price { "eligible" } else { "guest_full_standard" },
        served: Some(rules::terms(day, meal, group)),
        pending,
        diner: person,
    }
}

fn refused(code: &'static str, pending: Terms, diner: Option<usize>) -> Verdict {
    Verdict {
        code,
        served: None,
        pending,
        diner,
    }
}

/// The price that a page would have shown at a moment.
pub fn price(books: &Books, people: &People, who: Who, at: Moment) -> i64 {
    let verdict = judge(books, people, who, at);
    verdict.served.unwrap_or(verdict.pending).pays
}

/// The sale that an order becomes, or why it becomes none. Its number and shift are found when it is booked.
pub fn settle(books: &Books, people: &People, ask: &Ask, order: &Order) -> Result<Sale, Refused> {
    if order.sold_at < order.at - TimeDelta::hours(72) {
        return Err((422, "field_invalid"));
    }
    let verdict = judge(books, people, ask.who, order.sold_at);
    let (state, terms, paid) = match as_decided(books, people, ask, &verdict, order.shown) {
        Ok(decided) => decided,
        Err(code) if !matches!(ask.manner, Manner::Kept { .. }) => return Err((409, code)),
        // It was eaten: at what was taken for it, whatever the rule says now.
        Err(_) => {
            let shown = order.shown.unwrap();
            let terms = verdict.served.as_ref().unwrap_or(&verdict.pending);
            let terms = Terms {
                standard: shown,
                pays: shown,
                shares: Vec::new(),
                ..terms.clone()
            };
            let paid = payment(books, people, ask, verdict.diner, (shown, true)).unwrap_or(("owed", verdict.diner));
            ("pending", terms, paid)
        }
    };
    Ok(Sale {
        id: order.id,
        no: 0,
        lane: order.lane,
        cashier: order.cashier,
        shift: 0,
        diner: verdict.diner,
        day: day_of(order.sold_at),
        state,
        code: verdict.code,
        terms,
        tender: paid.0,
        purse: paid.1,
        reference: order.reference.clone(),
        sold_at: order.sold_at,
        at: order.at,
        void: None,
    })
}

type Decided = (&'static str, Terms, (&'static str, Option<usize>));

fn as_decided(books: &Books, people: &People, ask: &Ask, verdict: &Verdict, shown: Option<i64>) -> Result<Decided, &'static str> {
    let (state, terms) = match (&verdict.served, ask.manner) {
        (Some(terms), _) if verdict.code == "eligible" => ("claimable", terms),
        (Some(terms), _) => ("unsubsidised", terms),
        (None, Manner::Insisting) => ("pending", &verdict.pending),
        (None, _) => return Err(verdict.code),
    };
    if shown.is_some_and(|shown| shown != terms.pays) {
        return Err("price_changed");
    }
    let paid = payment(books, people, ask, verdict.diner, (terms.pays, state == "pending"))?;
    Ok((state, terms.clone(), paid))
}

/// How an order is paid, and from whose wallet or on whose account.
fn payment(
    books: &Books,
    people: &People,
    ask: &Ask,
    diner: Option<usize>,
    (pays, is_pending): (i64, bool),
) -> Result<(&'static str, Option<usize>), &'static str> {
    // Whoever finds a lost card eats, but not from its owner's wallet; what was eaten before is paid as it was.
    let has_ended = match ask.who {
        Who::Card(person) | Who::Number(person) => !matches!(ask.manner, Manner::Kept { .. }) && people.objection(person).is_some(),
        _ => false,
    };
    let purses = diner.into_iter().chain(diner.and_then(|person| people.payers[person]));
    let covering = purses
        .filter(|_| !has_ended)
        .find(|person| -books.balance(&books.wallet(*person)) >= pays);
    if ask.wallet_first && covering.is_some() {
        return Ok(("wallet", covering));
    }
    match ask.tender {
        "wallet" if covering.is_some() => Ok(("wallet", covering)),
        "wallet" if has_ended => Err("card_pays_nothing"),
        "wallet" => Err("wallet_too_low"),
        "owed" if is_pending => Ok(("owed", diner)),
        "owed" => match diner {
            Some(person) if books.balance(&books.owed(Some(person))) + pays <= MOST_OWED => Ok(("owed", diner)),
            Some(_) => Err("owes_too_much"),
            None => Err("owing_not_allowed"),
        },
        money => Ok((money, None)),
    }
}

/// The price that the page shows for an order: none, the right one, or one fen more.
pub fn shown(books: &Books, people: &People, ask: &Ask, at: Moment) -> Option<i64> {
    let right = price(books, people, ask.who, at);
    match (ask.shown, ask.manner) {
        (Shown::Wrong, _) => Some(right + 10),
        (Shown::Nothing, Manner::Decided | Manner::Insisting) => None,
        _ => Some(right),
    }
}
