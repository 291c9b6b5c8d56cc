//! What happens in a random month? Chance alone decides, from a seed, before anybody is asked: the same seed is the same month.

use pos_server::demo::dice::Dice;

use super::rules::TENDERS;

/// What happens on one day.
#[derive(Debug, Clone)]
pub struct DayPlan {
    /// Who works at each lane.
    pub cashiers: Vec<usize>,
    pub meals: [MealPlan; 2],
    pub office: Vec<Errand>,
}

/// What happens at one meal.
#[derive(Debug, Clone)]
pub struct MealPlan {
    /// The float that a lane's cashier opens a shift with; otherwise the lane opens it by itself.
    pub floats: Vec<Option<i64>>,
    pub steps: Vec<Step>,
    /// How a lane closes its shift; otherwise it stays open.
    pub closings: Vec<Option<Closing>>,
}

/// Something at a lane, some seconds after the last.
#[derive(Debug, Clone)]
pub struct Step {
    pub lane: usize,
    pub wait: i64,
    pub act: Act,
}

#[derive(Debug, Clone)]
pub enum Act {
    Sell(Ask),
    /// Undoes one of the last sales.
    Void {
        back: usize,
        has_approver: bool,
        has_reason: bool,
    },
    /// Money for a wallet, or for a debt: by somebody, with a tender.
    PayIn {
        kind: &'static str,
        person: usize,
        by_card: bool,
        tender: &'static str,
        fen: i64,
    },
    Cash {
        purpose: &'static str,
        fen: i64,
    },
    /// Sends one of the last requests again, as it was or with another body.
    Again {
        back: usize,
        is_other: bool,
    },
}

/// A meal that somebody asks for.
#[derive(Debug, Clone)]
pub struct Ask {
    pub who: Who,
    pub tender: &'static str,
    pub wallet_first: bool,
    pub manner: Manner,
    pub shown: Shown,
}

impl Ask {
    /// Somebody whom nobody knows, who is served on the cashier's word at any hour.
    pub fn stranger() -> Self {
        Self {
            who: Who::Unknown,
            tender: "cash",
            wallet_first: false,
            manner: Manner::Insisting,
            shown: Shown::Nothing,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub enum Who {
    Card(usize),
    Number(usize),
    Name(usize),
    Guest,
    Unknown,
}

#[derive(Debug, Clone, Copy)]
pub enum Manner {
    Decided,
    Insisting,
    /// It was eaten so many days ago, so many minutes after the meal's beginning, and is brought now.
    Kept {
        days: u64,
        meal: usize,
        minutes: i64,
    },
}

/// The price that the page showed.
#[derive(Debug, Clone, Copy)]
pub enum Shown {
    Nothing,
    Right,
    Wrong,
}

/// How a drawer is counted and closed: by how much each count is wrong, on purpose.
#[derive(Debug, Clone)]
pub struct Closing {
    pub wrong_first: Option<i64>,
    pub variance: i64,
    pub wechat: Option<i64>,
    pub alipay: Option<i64>,
    /// Somebody still buys between the count and the close.
    pub is_late: bool,
    pub is_silent: bool,
}

/// What the office does.
#[derive(Debug, Clone)]
pub enum Errand {
    Transfer {
        from: &'static str,
        to: &'static str,
        fen: i64,
        fee: i64,
    },
    /// A funder pays a part of what is open, in hundredths; more than all of it is refused.
    FunderPays { funder: usize, percent: i64 },
    /// Somebody's card is lost, or found to be lost already: a new one is given.
    LosesCard { person: usize, is_replaced: bool },
    /// Somebody comes no more.
    ClosesCard { person: usize },
    /// What is on a card is given back.
    Refunds { person: usize, tender: &'static str },
    /// Somebody pays a debt at the office.
    IsRepaid { person: usize, tender: &'static str, fen: i64 },
    /// Somebody may pay from the wallet of the other one behind the same door, or may no longer.
    SharesWallet { person: usize, is_ended: bool },
}

/// How many lanes, cashiers and people take part.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub lanes: usize,
    pub cashiers: usize,
    pub people: usize,
    /// How much happens at a meal.
    pub rounds: usize,
}

/// A day by chance.
pub fn day(dice: &mut Dice, size: Size) -> DayPlan {
    let mut cashiers: Vec<usize> = (0..size.cashiers).collect();
    dice.shuffle(&mut cashiers);
    cashiers.truncate(size.lanes);
    DayPlan {
        cashiers,
        meals: [meal(dice, size), meal(dice, size)],
        office: (0..dice.place(7)).map(|_| errand(dice, size)).collect(),
    }
}

fn meal(dice: &mut Dice, size: Size) -> MealPlan {
    let floats = (0..size.lanes).map(|_| dice.happens(600).then(|| dice.between(0, 50) * 1_000));
    let floats = floats.collect();
    let steps = (0..size.rounds).map(|_| step(dice, size)).collect();
    let closings = (0..size.lanes).map(|_| dice.happens(750).then(|| closing(dice))).collect();
    MealPlan { floats, steps, closings }
}

fn step(dice: &mut Dice, size: Size) -> Step {
    let by_money = *dice.pick(&TENDERS[..3]).unwrap();
    let act = match dice.between(1, 100) {
        1..=62 => Act::Sell(ask(dice, size)),
        63..=71 => Act::Void {
            back: dice.place(8),
            has_approver: dice.happens(800),
            has_reason: dice.happens(850),
        },
        72..=82 => Act::PayIn {
            kind: "top_up",
            person: dice.place(size.people),
            by_card: dice.happens(700),
            tender: by_money,
            // Now and then too little or too much.
            fen: *dice.pick(&[90, 100, 500, 1_000, 1_000, 2_000, 3_050, 5_000, 200_010]).unwrap(),
        },
        83..=86 => Act::PayIn {
            kind: "repayment",
            person: dice.place(size.people),
            by_card: dice.happens(500),
            tender: by_money,
            fen: dice.between(1, 200) * 10,
        },
        87..=91 => Act::Cash {
            purpose: dice.pick(&["change", "other_income", "handover", "expense"]).unwrap(),
            fen: dice.between(1, 1_000) * 10,
        },
        _ => Act::Again {
            back: dice.place(12),
            is_other: dice.happens(400),
        },
    };
    Step {
        lane: dice.place(size.lanes),
        wait: dice.between(1, 180),
        act,
    }
}

fn ask(dice: &mut Dice, size: Size) -> Ask {
    let person = dice.place(size.people);
    let kept = Manner::Kept {
        days: u64::try_from(dice.between(0, 3)).unwrap(),
        meal: dice.place(2),
        minutes: dice.between(-10, 170),
    };
    Ask {
        who: *dice
            .weighted(&[
                (Who::Card(person), 60),
                (Who::Number(person), 8),
                (Who::Name(person), 12),
                (Who::Guest, 12),
                (Who::Unknown, 8),
            ])
            .unwrap(),
        tender: dice
            .weighted(&[("cash", 40), ("wechat", 20), ("alipay", 15), ("wallet", 15), ("owed", 10)])
            .unwrap(),
        wallet_first: dice.happens(500),
        manner: *dice
            .weighted(&[(Manner::Decided, 70), (Manner::Insisting, 18), (kept, 12)])
            .unwrap(),
        shown: *dice
            .weighted(&[(Shown::Nothing, 50), (Shown::Right, 45), (Shown::Wrong, 5)])
            .unwrap(),
    }
}

fn closing(dice: &mut Dice) -> Closing {
    let off = |dice: &mut Dice| if dice.happens(600) { 0 } else { dice.between(-30, 30) * 10 };
    Closing {
        wrong_first: dice.happens(300).then(|| dice.between(-50, 50) * 10),
        variance: off(dice),
        wechat: dice.happens(600).then(|| off(dice)),
        alipay: dice.happens(600).then(|| off(dice)),
        is_late: dice.happens(150),
        is_silent: dice.happens(200),
    }
}

fn errand(dice: &mut Dice, size: Size) -> Errand {
    let person = dice.place(size.people);
    let tender = *dice.pick(&["cash", "wechat", "alipay", "bank"]).unwrap();
    match dice.between(1, 20) {
        1..=6 => {
            let places = [
                "safe",
                "bank",
                "tender:wechat",
                "tender:alipay",
                "opening",
                "expenses",
                "other_income",
            ];
            let from = dice.place(places.len());
            let to = (from + 1 + dice.place(places.len() - 1)) % places.len();
            let fen = dice.between(100, 100_000);
            Errand::Transfer {
                from: places[from],
                to: places[to],
                fen,
                fee: if dice.happens(400) { fen * 6 / 1_000 } else { 0 },
            }
        }
        7..=10 => Errand::FunderPays {
            funder: dice.place(2),
            percent: dice.between(1, 110),
        },
        11..=13 => Errand::LosesCard {
            person,
            is_replaced: dice.happens(500),
        },
        14 => Errand::ClosesCard { person },
        15..=16 => Errand::Refunds { person, tender },
        17..=18 => Errand::IsRepaid {
            person,
            tender,
            fen: dice.between(1, 2_000),
        },
        _ => Errand::SharesWallet {
            person,
            is_ended: dice.happens(400),
        },
    }
}
