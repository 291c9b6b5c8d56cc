//! What is the difference between a register file and the register? The shapes of both sides and of the answer.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::ids::{FactId, HouseholdId, ResidentId};
use crate::text::{Sentence, say};

use super::entry::{Entry, Wrong};
use super::homes::Homes;
use super::identity::Sex;

/// A resident as the register has them.
#[derive(Debug, Clone, Serialize)]
pub struct Known {
    /// The resident.
    pub id: ResidentId,
    /// The name.
    pub name: String,
    /// The sex.
    pub sex: Sex,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// The keyed hash of the document; `None` for who has none.
    pub document_index: Option<[u8; 32]>,
    /// The phone numbers, opened.
    pub phone: Option<String>,
    /// The note.
    pub note: String,
    /// The household.
    #[serde(skip)]
    pub household: Option<HouseholdId>,
    /// Residency in force today.
    pub residency: Option<KnownFact>,
    /// Classes in force today, by value.
    pub classes: BTreeMap<String, KnownFact>,
}

/// A fact in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownFact {
    /// The fact.
    pub id: FactId,
    /// Its value.
    pub value: String,
    /// Its document.
    pub document: String,
    /// Since when it is true.
    pub true_from: NaiveDate,
}

/// What the register holds before an import.
#[derive(Debug, Default)]
pub struct Register {
    /// All residents of the canteen.
    pub residents: Vec<Known>,
    /// Documents of the file that another canteen has registered.
    pub elsewhere: HashSet<[u8; 32]>,
    /// All places of the canteen.
    pub homes: Homes,
}

/// A part of a resident that an import can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// 姓名
    Name,
    /// 性别
    Sex,
    /// 出生日期
    BirthDate,
    /// 证件号码
    Document,
    /// 联系电话
    Phone,
    /// 网格 to 户室
    Place,
    /// 户籍
    Residency,
    /// 身份类别
    Class,
    /// 备注
    Note,
}

impl Field {
    /// The word for people.
    #[must_use]
    pub fn word(self) -> Sentence {
        match self {
            Self::Name => say("姓名", "name"),
            Self::Sex => say("性别", "sex"),
            Self::BirthDate => say("出生日期", "birth date"),
            Self::Document => say("证件号码", "document"),
            Self::Phone => say("联系电话", "phone"),
            Self::Place => say("住址", "place"),
            Self::Residency => say("户籍", "residency"),
            Self::Class => say("身份类别", "class"),
            Self::Note => say("备注", "note"),
        }
    }
}

/// One part that changes; names, documents and phones are masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Change {
    /// Which part.
    pub field: Field,
    /// What the register says now.
    pub before: String,
    /// What it will say.
    pub after: String,
}

/// A resident that changes.
#[derive(Debug)]
pub struct Changed {
    /// As the register has them now.
    pub known: Known,
    /// As the file has them; the place is completed.
    pub entry: Entry,
    /// The parts that differ.
    pub changes: Vec<Change>,
}

/// What an import would do.
#[derive(Debug, Default)]
pub struct Difference {
    /// Rows with a person in the file.
    pub rows: usize,
    /// People the register does not have; their places are completed.
    pub new: Vec<Entry>,
    /// People it has otherwise.
    pub changed: Vec<Changed>,
    /// People it has just so.
    pub unchanged: usize,
    /// Cells that are wrong. With a single one nothing is imported.
    pub wrong: Vec<Wrong>,
}

impl Difference {
    /// The SHA-256 over everything an import would do and over what it would replace.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |kind: &str, line: Result<String, serde_json::Error>| {
            hash.update(kind);
            // Strings, dates and numbers always have a JSON form; a defect there would only make two hashes differ.
            hash.update(line.unwrap_or_else(|error| error.to_string()));
            hash.update("\n");
        };
        add("rows", Ok(format!("{} {}", self.rows, self.unchanged)));
        for entry in &self.new {
            add("new", serde_json::to_string(entry));
        }
        for changed in &self.changed {
            add(
                "changed",
                serde_json::to_string(&(&changed.known, &changed.entry, &changed.changes)),
            );
        }
        for wrong in &self.wrong {
            add("wrong", serde_json::to_string(wrong));
        }
        hex::encode(hash.finalize())
    }
}
