//! Does what the month's meals say of their money agree with the Z-reports of its shifts, and what explains a difference? One line for
//! each shift and tender. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::meal_line::MealLine;
use super::store::OtherSum;
use crate::clock::Timestamp;
use crate::money::{Fen, kept};
use crate::sales::order::Tender;

/// The Z-reports of the shifts that were opened in a month, or before it and sold meals of it.
#[derive(Debug, Default)]
pub struct Drawers {
    /// The reports, by the numbers of their shifts.
    pub reports: Vec<Reported>,
    /// What these shifts sold for other months.
    pub others: Vec<OtherSum>,
}

impl Drawers {
    /// Reads the reports.
    pub fn read(reports: &[String], others: Vec<OtherSum>) -> Result<Self, serde_json::Error> {
        let reports = reports
            .iter()
            .map(|report| serde_json::from_str(report))
            .collect::<Result<_, _>>()?;
        Ok(Self { reports, others })
    }

    fn others(&self, shift_no: i64, tender: Tender) -> Paid {
        let sums = self.others.iter().filter(|sum| sum.shift_no == shift_no && sum.tender == tender);
        sums.fold(Paid::default(), |paid, sum| {
            paid.plus(Paid {
                meals: sum.meals,
                pays: sum.pays_fen,
            })
        })
    }
}

/// How many meals, and what the diners paid for them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    /// How many.
    pub meals: i64,
    /// For how much.
    #[serde(deserialize_with = "kept::fen")]
    pub pays: Fen,
}

impl Paid {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            meals: self.meals + other.meals,
            pays: self.pays.plus(other.pays),
        }
    }
}

/// One tender of one shift; or of what no report of the month's shifts counts, because it was sold in a later shift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TenderLine {
    /// How the diners paid.
    pub tender: Tender,
    /// The shift and its report.
    pub shift: Option<ShiftLine>,
    /// The month's standing meals that were sold in it.
    pub standing: Paid,
    /// Those that were undone, then or later.
    pub undone: Paid,
    /// What it sold for other months.
    pub others: Paid,
    /// What its report says that it sold. It is the sum of the three above.
    pub reported: Paid,
    /// What it gave back for meals that were undone in it, whenever they were sold.
    pub given_back: Paid,
    /// What came in without a meal, by what it was: top-ups, repayments, refunds, cash in and out. Below zero: what went out.
    #[serde(deserialize_with = "kept::by_key")]
    pub moved: BTreeMap<String, Fen>,
    /// What the books expected at its end, the float included; nothing where nobody can count.
    #[serde(default, deserialize_with = "kept::optional")]
    pub expected: Option<Fen>,
    /// What was found; nothing where nobody looked.
    #[serde(default, deserialize_with = "kept::optional")]
    pub counted: Option<Fen>,
}

/// The shift of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShiftLine {
    /// Its number.
    pub shift_no: i64,
    /// The number of its report.
    pub z_no: i64,
    /// The lane, as it was called then.
    pub lane: String,
    /// When it was closed.
    pub closed_at: Timestamp,
    /// What was in the drawer at its beginning.
    #[serde(deserialize_with = "kept::fen")]
    pub float: Fen,
    /// Why the drawer differed from the books.
    pub reason: String,
}

impl TenderLine {
    fn new(tender: Tender, shift: Option<ShiftLine>) -> Self {
        Self {
            tender,
            shift,
            standing: Paid::default(),
            undone: Paid::default(),
            others: Paid::default(),
            reported: Paid::default(),
            given_back: Paid::default(),
            moved: BTreeMap::new(),
            expected: None,
            counted: None,
        }
    }

    /// What the report says less than the meals, or more: nothing, or somebody changed the one or the other.
    #[must_use]
    pub const fn difference(&self) -> Fen {
        let sold = self.standing.plus(self.undone).plus(self.others);
        self.reported.pays.minus(sold.pays)
    }

    fn is_empty(&self) -> bool {
        let meals = [self.standing, self.undone, self.others, self.reported, self.given_back];
        let counted = [self.expected, self.counted].into_iter().flatten();
        self.moved.is_empty() && meals.iter().all(|paid| *paid == Paid::default()) && counted.into_iter().all(Fen::is_zero)
    }
}

/// What this file reads of a Z-report.
#[derive(Debug, Deserialize)]
pub struct Reported {
    z_no: i64,
    shift_no: i64,
    lane: String,
    closed_at: Timestamp,
    #[serde(deserialize_with = "kept::fen")]
    float: Fen,
    reason: String,
    by_tender: Vec<Sold>,
    voids: Vec<GivenBack>,
    movements: Vec<Moved>,
    tenders: Vec<Found>,
}

#[derive(Debug, Deserialize)]
struct Sold {
    key: Tender,
    #[serde(flatten)]
    paid: Paid,
}

#[derive(Debug, Deserialize)]
struct GivenBack {
    tender: Tender,
    #[serde(flatten)]
    paid: Paid,
}

#[derive(Debug, Deserialize)]
struct Moved {
    kind: String,
    tender: Tender,
    #[serde(deserialize_with = "kept::fen")]
    amount: Fen,
}

#[derive(Debug, Deserialize)]
struct Found {
    tender: Tender,
    #[serde(deserialize_with = "kept::fen")]
    expected: Fen,
    #[serde(default, deserialize_with = "kept::optional")]
    counted: Option<Fen>,
}

/// The lines, by shift and in the order in which people name tenders; what no report counts comes last.
#[must_use]
pub fn lines(drawers: &Drawers, meals: &[MealLine]) -> Vec<TenderLine> {
    let known: BTreeSet<i64> = drawers.reports.iter().map(|report| report.shift_no).collect();
    let mut sold: BTreeMap<(Option<i64>, &str), [Paid; 2]> = BTreeMap::new();
    for meal in meals {
        let shift = meal.shift_no.filter(|shift| known.contains(shift));
        let [standing, undone] = sold.entry((shift, meal.tender.as_str())).or_default();
        let paid = Paid { meals: 1, pays: meal.pays };
        if meal.state == "void" {
            *undone = undone.plus(paid);
        } else {
            *standing = standing.plus(paid);
        }
    }
    let sold_in = |shift: Option<i64>, tender: Tender| sold.get(&(shift, tender.as_str())).copied().unwrap_or_default();
    let mut lines = Vec::new();
    for report in &drawers.reports {
        for tender in Tender::ALL {
            let mut line = report.line(tender);
            [line.standing, line.undone] = sold_in(Some(report.shift_no), tender);
            line.others = drawers.others(report.shift_no, tender);
            lines.push(line);
        }
    }
    for tender in Tender::ALL {
        let mut line = TenderLine::new(tender, None);
        [line.standing, line.undone] = sold_in(None, tender);
        lines.push(line);
    }
    lines.retain(|line| !line.is_empty());
    lines
}

impl Reported {
    fn line(&self, tender: Tender) -> TenderLine {
        let shift = ShiftLine {
            shift_no: self.shift_no,
            z_no: self.z_no,
            lane: self.lane.clone(),
            closed_at: self.closed_at,
            float: self.float,
            reason: self.reason.clone(),
        };
        let mut line = TenderLine::new(tender, Some(shift));
        let sold = self.by_tender.iter().filter(|sold| sold.key == tender);
        line.reported = sold.fold(Paid::default(), |sum, sold| sum.plus(sold.paid));
        let back = self.voids.iter().filter(|back| back.tender == tender);
        line.given_back = back.fold(Paid::default(), |sum, back| sum.plus(back.paid));
        for moved in self.movements.iter().filter(|moved| moved.tender == tender) {
            let sum = line.moved.entry(moved.kind.clone()).or_default();
            *sum = sum.plus(moved.amount);
        }
        let found = self.tenders.iter().find(|found| found.tender == tender);
        line.expected = found.map(|found| found.expected);
        line.counted = found.and_then(|found| found.counted);
        line
    }
}
