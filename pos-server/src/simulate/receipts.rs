//! What do the lanes hold? Their own receipts, added up, and where a day sheet says something else. Pure.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::money::Fen;

/// One meal that a lane has a receipt for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The sale's id.
    pub id: String,
    /// `lunch` or `dinner`.
    pub meal: &'static str,
    /// The lane's code.
    pub lane: String,
    /// How the diner paid.
    pub tender: &'static str,
    /// As whom they ate.
    pub group: &'static str,
    /// Whether it waits for the office.
    pub is_pending: bool,
    /// What the meal costs.
    pub standard: Fen,
    /// What the diner paid.
    pub pays: Fen,
    /// Whether it was undone.
    pub is_void: bool,
}

/// The receipts of one day.
#[derive(Debug, Default)]
pub struct Receipts(Vec<Receipt>);

/// Meals, standard and pays of some receipts, as a day sheet prints them.
type Sum = (usize, Fen, Fen);

impl Receipts {
    /// Keeps some receipts.
    pub fn keep(&mut self, receipts: Vec<Receipt>) {
        self.0.extend(receipts);
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Receipt> {
        self.0.iter()
    }

    /// Meals that were not undone.
    pub fn standing(&self) -> impl Iterator<Item = &Receipt> {
        self.all().filter(|receipt| !receipt.is_void)
    }

    /// Meals that wait for the office.
    pub fn pending(&self) -> usize {
        self.standing().filter(|receipt| receipt.is_pending).count()
    }

    /// Meals that were undone.
    pub fn voided(&self) -> usize {
        self.all().filter(|receipt| receipt.is_void).count()
    }

    /// Where a day sheet differs from the receipts.
    pub fn differences(&self, sheet: &Value) -> Vec<String> {
        let mut differences = Vec::new();
        let mut compare = |what: String, own: String, theirs: String| {
            if own != theirs {
                differences.push(format!("{what}: the lanes hold {own}, the day sheet says {theirs}"));
            }
        };
        let total = self.sums(|_| "").remove("").unwrap_or_default();
        compare("total".to_owned(), print(total), read(&sheet["total"]));
        for (name, own) in [
            ("by_meal", self.sums(|receipt| receipt.meal)),
            ("by_lane", self.sums(|receipt| &receipt.lane)),
            ("by_tender", self.sums(|receipt| receipt.tender)),
            ("by_group", self.sums(|receipt| receipt.group)),
        ] {
            let own: BTreeMap<String, String> = own.into_iter().map(|(key, sum)| (key.to_owned(), print(sum))).collect();
            compare(name.to_owned(), format!("{own:?}"), format!("{:?}", lines(&sheet[name])));
        }
        compare("voids".to_owned(), self.voided().to_string(), length(&sheet["voids"]));
        compare("pending".to_owned(), self.pending().to_string(), length(&sheet["pending"]));
        compare("damaged accounts".to_owned(), "0".to_owned(), length(&sheet["differences"]));
        differences
    }

    fn sums<'r>(&'r self, key: impl Fn(&'r Receipt) -> &'r str) -> BTreeMap<&'r str, Sum> {
        let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
        for receipt in self.standing() {
            let (meals, standard, pays) = sums.entry(key(receipt)).or_default();
            *meals += 1;
            *standard = standard.plus(receipt.standard);
            *pays = pays.plus(receipt.pays);
        }
        sums
    }
}

fn print((meals, standard, pays): Sum) -> String {
    format!("{meals} meals, {standard} = {pays} + {}", standard.minus(pays))
}

/// A line of the day sheet in the same words.
fn read(line: &Value) -> String {
    let text = |name: &str| line[name].as_str().unwrap_or("?").to_owned();
    format!(
        "{} meals, {} = {} + {}",
        line["meals"],
        text("standard"),
        text("pays"),
        text("subsidy")
    )
}

fn lines(list: &Value) -> BTreeMap<String, String> {
    let lines = list.as_array().into_iter().flatten();
    lines
        .map(|line| (line["key"].as_str().unwrap_or("?").to_owned(), read(line)))
        .collect()
}

fn length(list: &Value) -> String {
    list.as_array().map_or_else(|| "no list".to_owned(), |list| list.len().to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn receipt(meal: &'static str, pays: i64) -> Receipt {
        Receipt {
            id: String::new(),
            meal,
            lane: "01".to_owned(),
            tender: "cash",
            group: "elder",
            is_pending: false,
            standard: Fen::new(1500),
            pays: Fen::new(pays),
            is_void: false,
        }
    }

    fn sheet() -> Value {
        let line = json!({"key": "01", "meals": 1, "standard": "15.00", "pays": "9.90", "subsidy": "5.10"});
        let keyed = |key: &str| {
            let mut line = line.clone();
            line["key"] = key.into();
            json!([line])
        };
        json!({
            "total": line, "by_meal": keyed("lunch"), "by_lane": keyed("01"), "by_tender": keyed("cash"), "by_group": keyed("elder"),
            "voids": [], "pending": [], "differences": [],
        })
    }

    #[test]
    fn receipts_and_their_day_sheet_agree() {
        assert_eq!(Receipts(vec![receipt("lunch", 990)]).differences(&sheet()), Vec::<String>::new());
    }

    #[test]
    fn a_planted_difference_is_seen() {
        assert!(!Receipts(vec![receipt("lunch", 991)]).differences(&sheet()).is_empty(), "one fen");
        assert!(
            !Receipts(vec![receipt("dinner", 990)]).differences(&sheet()).is_empty(),
            "another meal"
        );
        assert!(
            !Receipts(vec![receipt("lunch", 990), receipt("lunch", 990)])
                .differences(&sheet())
                .is_empty(),
            "a lost sale"
        );
        assert!(!Receipts::default().differences(&sheet()).is_empty(), "a sale to nobody");
        let mut undone = sheet();
        undone["voids"] = json!([{}]);
        assert!(
            !Receipts(vec![receipt("lunch", 990)]).differences(&undone).is_empty(),
            "a void nobody asked for"
        );
    }
}
