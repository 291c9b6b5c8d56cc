//! Does the month say of each meal what the journal booked, of all meals and of no others? Each sale and each void of the journal finds its
//! line, and each line its entry. Pure, but for reading the lines.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use super::rows;
use super::wrong::{self, Wrong};
use crate::calendar::{Month, end_of};
use crate::finance::bundle::closed::ClosedMonth;
use crate::finance::bundle::file_of;
use crate::finance::bundle::journal::{BookedRow, JournalRow};
use crate::finance::check::store::{EntryRow, LineRow, SaleRow, VoidRow};
use crate::finance::close_month::lines::Part;
use crate::finance::close_month::meal_line::{MealLine, add};
use crate::ids::SaleId;
use crate::money::Fen;
use crate::subsidy::policy::Share;
use crate::text::{Sentence, say};

/// One line of the month about a meal, and what the journal said of it so far.
#[derive(Debug)]
pub struct Told {
    /// Its row in the file.
    pub number: u64,
    /// What it says.
    pub line: MealLine,
    /// The sale, once its entry was met.
    pub sold: Option<(EntryRow, SaleRow)>,
    /// Whether its void was met.
    is_undone: bool,
}

/// The meals of the month, and what was booked about meals of months closed before.
#[derive(Debug)]
pub struct Meals {
    month: Month,
    /// The closed months before, with the last entry of each.
    before: Vec<(Month, i64)>,
    /// The month's own meals by their sales.
    places: HashMap<SaleId, usize>,
    /// The month's own meals, in the order of their receipts.
    pub own: Vec<Told>,
    /// The corrections, by the sale and by whether they take it back.
    corrections: HashMap<(SaleId, bool), Told>,
    /// What the journal undid, of whichever month.
    undone: HashSet<SaleId>,
}

impl Meals {
    /// Reads the lines.
    pub fn read(folder: &Path, month: Month, closed: &[ClosedMonth]) -> Result<Self, Wrong> {
        let mut meals = Self {
            month,
            before: closed
                .iter()
                .filter(|one| one.month != month)
                .map(|one| (one.month, one.last_entry_no))
                .collect(),
            places: HashMap::new(),
            own: Vec::new(),
            corrections: HashMap::new(),
            undone: HashSet::new(),
        };
        let (file, mut claimed) = (file_of(Part::Meal), HashSet::new());
        for row in rows::read::<MealLine>(folder, &file)? {
            let (number, line) = row?;
            let wrong = |what| Wrong::row(&file, number, what);
            if meals.own.last().is_some_and(|last| last.line.receipt_no >= line.receipt_no) || Month::of(line.service_date) != month {
                return Err(wrong(wrong::out_of_order()));
            }
            let whose = line.resident_id.filter(|_| line.state == "claimable");
            if whose.is_some_and(|resident| !claimed.insert((resident, line.service_date, line.meal.clone()))) {
                return Err(wrong(say(
                    "同一居民、同一天、同一餐次申报了两次。",
                    "The same resident is claimed twice for one meal of one day.",
                )));
            }
            if meals.places.insert(line.sale_id, meals.own.len()).is_some() {
                return Err(wrong(wrong::out_of_order()));
            }
            meals.own.push(Told::new(number, line));
        }
        let file = file_of(Part::Correction);
        for row in rows::read::<MealLine>(folder, &file)? {
            let (number, line) = row?;
            let key = (line.sale_id, line.void_no.is_some());
            if meals.corrections.insert(key, Told::new(number, line)).is_some() {
                return Err(Wrong::row(&file, number, wrong::out_of_order()));
            }
        }
        Ok(meals)
    }

    /// Holds an entry of the journal against the lines.
    pub fn meet(&mut self, row: JournalRow) -> Result<(), Sentence> {
        let JournalRow { entry, lines, booked } = row;
        let month = Month::of(entry.service_date);
        if let BookedRow::Void(void) = &booked {
            self.undone.insert(void.sale_id.into());
        }
        match booked {
            BookedRow::Sale(sale) if month == self.month => {
                let told = self.places.get(&sale.id.into()).and_then(|place| self.own.get_mut(*place));
                told.ok_or_else(untold)?.sold_by(entry, *sale)
            }
            BookedRow::Sale(sale) if self.is_correction(&entry) => {
                let told = self.corrections.get_mut(&(sale.id.into(), false));
                told.ok_or_else(untold)?.sold_by(entry, *sale)
            }
            BookedRow::Void(void) if month == self.month => {
                let told = self.places.get(&void.sale_id.into()).and_then(|place| self.own.get_mut(*place));
                told.ok_or_else(untold)?.undone_by(&void, &lines, false)
            }
            BookedRow::Void(void) if self.is_correction(&entry) => {
                let told = self.corrections.get_mut(&(void.sale_id.into(), true));
                told.ok_or_else(untold)?.undone_by(&void, &lines, true)
            }
            _ => Ok(()),
        }
    }

    /// Was it booked in this month about a month that had been closed before?
    fn is_correction(&self, entry: &EntryRow) -> bool {
        let month = Month::of(entry.service_date);
        let closed = self.before.iter().find(|(before, _)| *before == month);
        let begins = self.month.first().pred_opt().map(end_of);
        let ends = self.month.end().pred_opt().map(end_of);
        closed.is_some_and(|(_, last)| entry.entry_no > *last) && begins <= Some(entry.at) && Some(entry.at) < ends
    }

    /// Every line was met by the entries that it tells of.
    pub fn end(&self) -> Result<(), Wrong> {
        let own = self
            .own
            .iter()
            .find(|told| told.sold.is_none() || told.is_undone != (told.line.state == "void"));
        if let Some(told) = own {
            return Err(Wrong::row(&file_of(Part::Meal), told.number, unbooked()));
        }
        let is_met = |told: &Told| told.sold.is_some() || told.is_undone;
        let unmet = self.corrections.values().filter(|told| !is_met(told)).map(|told| told.number).min();
        match unmet {
            Some(number) => Err(Wrong::row(&file_of(Part::Correction), number, unbooked())),
            None => Ok(()),
        }
    }

    /// What the month claims and nobody undid: its own meals, and those of closed months that were booked in it. Ask it at the end.
    pub fn standing(&self) -> impl Iterator<Item = &Told> {
        let late = self
            .corrections
            .iter()
            .filter(|((_, takes_back), _)| !takes_back)
            .map(|(_, told)| told);
        self.own.iter().chain(late).filter(|told| !self.undone.contains(&told.line.sale_id))
    }

    /// The corrections.
    pub fn corrections(&self) -> impl Iterator<Item = &MealLine> {
        self.corrections.values().map(|told| &told.line)
    }
}

impl Told {
    const fn new(number: u64, line: MealLine) -> Self {
        Self {
            number,
            line,
            sold: None,
            is_undone: false,
        }
    }

    /// The line says of the sale what the journal does.
    fn sold_by(&mut self, entry: EntryRow, sale: SaleRow) -> Result<(), Sentence> {
        let line = &self.line;
        let shares = shares(&sale)?;
        let is_void = line.state == "void";
        let booked = MealLine {
            sale_id: sale.id.into(),
            service_date: sale.service_date,
            meal: sale.meal.clone(),
            receipt_no: sale.entry_no,
            sold_at: sale.sold_at,
            group: sale.diner_group.clone(),
            channel: sale.channel.clone(),
            resident_id: sale.resident_id.map(Into::into),
            identified_by: sale.identified_by.clone(),
            state: if is_void { line.state.clone() } else { sale.state.clone() },
            standard: Fen::new(sale.standard_fen),
            pays: Fen::new(sale.pays_fen),
            shares,
            tender: sale.tender.clone(),
            tender_reference: sale.tender_reference.clone(),
            hash: hex::encode(&entry.hash),
            // Names, and what other lines say.
            ..line.clone()
        };
        if entry.service_date != sale.service_date || booked != *line || self.sold.is_some() {
            return Err(differs(self.number));
        }
        let is_claimable = sale.state == "claimable" && sale.resident_id.is_some();
        if !is_claimable && (sale.state == "claimable" || !booked.shares.is_empty()) {
            return Err(say(
                "可申报的一餐必须有居民，别的都不能有出资方。",
                "A claimable meal has a resident, any other has no funder.",
            ));
        }
        self.sold = Some((entry, sale));
        Ok(())
    }

    /// The line says of the void what the journal does. What a correction takes away stands there with its sign turned.
    fn undone_by(&mut self, void: &VoidRow, lines: &[LineRow], is_correction: bool) -> Result<(), Sentence> {
        let line = &self.line;
        let is_same = line.state == "void" && line.void_no == Some(void.entry_no) && line.void_reason.as_ref() == Some(&void.reason);
        let turned = |amount: Fen| if is_correction { amount.negated() } else { amount };
        let mut expected = BTreeMap::from([("meals".to_owned(), turned(line.standard))]);
        for (funder, amount) in &line.shares {
            expected.insert(format!("receivable:{funder}"), turned(*amount).negated());
        }
        for booked in lines {
            if let Some(sum) = expected.get_mut(&booked.account) {
                *sum = sum.minus(Fen::new(booked.amount_fen));
            } else if booked.account.starts_with("receivable:") {
                return Err(differs(self.number));
            }
        }
        if !is_same || self.is_undone || expected.values().any(|left| !left.is_zero()) {
            return Err(differs(self.number));
        }
        self.is_undone = true;
        Ok(())
    }
}

/// The shares of a sale by their funders.
fn shares(sale: &SaleRow) -> Result<BTreeMap<String, Fen>, Sentence> {
    let unread = |error: serde_json::Error| say(format!("分担无法读取：{error}"), format!("The shares cannot be read: {error}."));
    let mut shares = BTreeMap::new();
    for share in serde_json::from_str::<Vec<Share>>(&sale.shares).map_err(unread)? {
        add(&mut shares, &BTreeMap::from([(share.funder, share.amount)]));
    }
    Ok(shares)
}

fn untold() -> Sentence {
    say(
        "月结内容里没有这笔就餐或冲红。",
        "What the month says does not tell of this meal or void.",
    )
}

fn unbooked() -> Sentence {
    say(
        "分录里没有这一行所说的就餐或冲红。",
        "The journal has no such meal, or no such void.",
    )
}

fn differs(number: u64) -> Sentence {
    say(
        format!("它与月结内容（第 {number} 行）所说的不同：金额、居民、状态或其他一项被改过。"),
        format!(
            "It is not what the month's own line (row {number}) says: an amount, the resident, the state or something else was changed."
        ),
    )
}
