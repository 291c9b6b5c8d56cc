//! How does a register file become the register? Read in a child process, compared and sealed before anything is locked, and
//! written in one transaction that first looks whether anybody wrote to the register meanwhile.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use chrono::NaiveDate;

use crate::calendar;
use crate::clock::Timestamp;
use crate::db::{self, DbError, Tx};
use crate::ids::{CanteenId, ResidentId, StaffId};
use crate::keys::{KeyError, Keys};
use crate::staff::act::Act;

use super::columns::{Column, ColumnsProblem, Meaning, find_register};
use super::difference::{Difference, Known, KnownFact, Register};
use super::entry::{Entry, Rows, Wrong, read_rows};
use super::facts::Recording;
use super::file_problem::FileProblem;
use super::footers::Skipped;
use super::homes::{Homes, Made};
use super::identity::Sex;
use super::import::compare;
use super::names;
use super::people::Headers;
use super::seal::{paper_place, seal_place};
use super::sheet::Sheet;
use super::sheet_child::{ReadError, read_in_child};
use super::store::register::{self, Mark, Written};
use super::store::{FactRow, SealedFact, insert_facts};

/// Why an import did nothing.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error(transparent)]
    File(#[from] FileProblem),
    /// Its columns are not understood.
    #[error(transparent)]
    Columns(#[from] ColumnsProblem),
    /// Some rows are wrong: nothing was imported.
    #[error("{0} cells are wrong")]
    Wrong(usize),
    /// The register, or the file, is not what the dry run saw.
    #[error("the register changed since the dry run")]
    RegisterChanged,
    /// The child process.
    #[error(transparent)]
    Child(std::io::Error),
    /// A sealed value.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for ImportError {
    fn from(error: DbError) -> Self {
        match error {
            // Another canteen registered one of these people between the comparison and the write.
            DbError::Conflict(_) => Self::RegisterChanged,
            other => Self::Db(other),
        }
    }
}

impl From<ReadError> for ImportError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::File(problem) => Self::File(problem),
            ReadError::Child(error) => Self::Child(error),
        }
    }
}

/// A register file that was read: its people, and the cells that are wrong.
#[derive(Debug)]
pub struct RegisterFile {
    /// The sheet that holds the register; `None` for CSV.
    pub sheet: Option<String>,
    /// Its columns.
    pub columns: Vec<Column>,
    rows: Rows,
    document_header: String,
    name_header: String,
}

/// Reads a register file. Nothing is known of the register yet.
pub async fn read(program: &Path, bytes: &[u8], today: NaiveDate, keys: &Keys) -> Result<RegisterFile, ImportError> {
    let (sheets, keys) = (read_in_child(program, bytes).await?, keys.clone());
    db::aside(move || understand(&sheets, today, &keys)).await
}

fn understand(sheets: &[Sheet], today: NaiveDate, keys: &Keys) -> Result<RegisterFile, ImportError> {
    let (sheet, columns) = find_register(sheets)?;
    let rows = read_rows(sheet, &columns, today, keys);
    let header = |meaning| columns.of(meaning).map(|column| column.header.clone()).unwrap_or_default();
    Ok(RegisterFile {
        sheet: sheet.name.clone(),
        document_header: header(Meaning::Document),
        name_header: header(Meaning::Name),
        columns: columns.columns,
        rows,
    })
}

impl RegisterFile {
    /// Cells that were not understood whole; what they say is imported as it stands.
    #[must_use]
    pub fn doubtful(&self) -> &[Wrong] {
        &self.rows.doubtful
    }

    /// Rows that were left out: totals, signatures, notes.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.rows.skipped
    }
}

/// What importing a file would change, as the register is now.
pub async fn difference(
    tx: &mut Tx,
    canteen: CanteenId,
    file: &RegisterFile,
    today: NaiveDate,
    keys: &Keys,
) -> Result<Difference, ImportError> {
    Ok(compare_with(&load(tx, canteen, file, today, keys).await?, file))
}

fn compare_with(register: &Register, file: &RegisterFile) -> Difference {
    let headers = Headers {
        document: &file.document_header,
        name: &file.name_header,
    };
    compare(file.rows.entries.clone(), file.rows.wrong.clone(), register, headers)
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// Residents added.
    pub new: usize,
    /// Residents changed.
    pub changed: usize,
    /// Residents that were just so.
    pub unchanged: usize,
}

impl Applied {
    /// What the audit trail keeps of it.
    #[must_use]
    pub const fn act(self, sha256: String) -> Act {
        let Self { new, changed, unchanged } = self;
        Act::RegisterImported {
            sha256,
            new,
            changed,
            unchanged,
        }
    }
}

/// An import that is ready to be written: compared, and each value sealed, while others still sell.
pub struct Ready {
    plan: Plan,
    applied: Applied,
    mark: Mark,
    at: Timestamp,
}

/// Makes an import ready, if the difference is still the one that `wanted` names. Writes nothing. All that `tx` reads must be of
/// one moment.
pub async fn prepare(
    tx: &mut Tx,
    canteen: CanteenId,
    file: RegisterFile,
    wanted: String,
    keys: &Keys,
    (at, by): (Timestamp, Option<StaffId>),
) -> Result<Ready, ImportError> {
    let recording = Recording {
        at,
        day: calendar::day_of(at),
        by,
    };
    let mark = register::mark(tx, canteen).await?;
    let mut register = load(tx, canteen, &file, recording.day, keys).await?;
    let keys = keys.clone();
    db::aside(move || {
        let difference = compare_with(&register, &file);
        if !difference.wrong.is_empty() {
            return Err(ImportError::Wrong(difference.wrong.len()));
        }
        if difference.hash() != wanted {
            return Err(ImportError::RegisterChanged);
        }
        let applied = Applied {
            new: difference.new.len(),
            changed: difference.changed.len(),
            unchanged: difference.unchanged,
        };
        let plan = Plan::new(difference, &mut register.homes, &keys, recording)?;
        Ok(Ready { plan, applied, mark, at })
    })
    .await
}

/// Writes an import, all or nothing, if nobody wrote to the register since it was made ready. That another canteen registers one
/// of the new people meanwhile, a unique key refuses.
pub async fn apply(tx: &mut Tx, canteen: CanteenId, ready: Ready) -> Result<Applied, ImportError> {
    let Ready { plan, applied, mark, at } = ready;
    if register::mark(tx, canteen).await? != mark {
        return Err(ImportError::RegisterChanged);
    }
    register::insert_buildings(tx, canteen, plan.made.buildings).await?;
    register::insert_households(tx, plan.made.households).await?;
    register::insert_residents(tx, canteen, at, plan.new).await?;
    register::update_residents(tx, at, plan.changed).await?;
    insert_facts(tx, plan.facts).await?;
    Ok(applied)
}

/// Everything that an import writes.
struct Plan {
    made: Made,
    new: Vec<Written>,
    changed: Vec<Written>,
    facts: Vec<SealedFact>,
}

impl Plan {
    fn new(difference: Difference, homes: &mut Homes, keys: &Keys, recording: Recording) -> Result<Self, KeyError> {
        let mut plan = Self {
            made: Made::default(),
            new: Vec::new(),
            changed: Vec::new(),
            facts: Vec::new(),
        };
        for entry in difference.new {
            let id = ResidentId::new();
            plan.add_facts(recording.of_entry(id, None, &entry), keys)?;
            let row = written(id, None, entry, homes, &mut plan.made, keys)?;
            plan.new.push(row);
        }
        for changed in difference.changed {
            let id = changed.known.id;
            plan.add_facts(recording.of_entry(id, Some(&changed.known), &changed.entry), keys)?;
            let row = written(id, Some(changed.known), changed.entry, homes, &mut plan.made, keys)?;
            plan.changed.push(row);
        }
        Ok(plan)
    }

    fn add_facts(&mut self, facts: Vec<FactRow>, keys: &Keys) -> Result<(), KeyError> {
        for fact in facts {
            self.facts.push(SealedFact::seal(fact, keys)?);
        }
        Ok(())
    }
}

/// The keyed hash by which the first of some phone numbers is found.
#[must_use]
pub fn phone_index(keys: &Keys, numbers: &str) -> [u8; 32] {
    keys.index("phone", numbers.split('、').next().unwrap_or_default())
}

fn written(
    id: ResidentId,
    known: Option<Known>,
    entry: Entry,
    homes: &mut Homes,
    made: &mut Made,
    keys: &Keys,
) -> Result<Written, KeyError> {
    let seal = |column: &str, text: Option<&str>| text.map(|text| keys.seal(&seal_place(id, column), text)).transpose();
    let (known_phone, known_note, known_sex) =
        known.map_or((None, String::new(), Sex::Unknown), |known| (known.phone, known.note, known.sex));
    let phone = entry.phone.map(|phone| phone.as_str().to_owned()).or(known_phone);
    let note = entry.note.unwrap_or(known_note);
    Ok(Written {
        id,
        household: entry.place.as_ref().map(|place| homes.household_for(place, made)),
        name_key: names::search_key(&entry.name),
        name: entry.name,
        sex: if entry.sex == Sex::Unknown { known_sex } else { entry.sex }.as_str(),
        birth_date: entry.birth_date,
        document_kind: entry.document.kind(),
        document: seal("document", entry.document.number())?,
        document_index: entry.document_index,
        phone_index: phone.as_deref().map(|numbers| phone_index(keys, numbers)),
        phone: seal("phone", phone.as_deref())?,
        note: seal("note", Some(note.as_str()).filter(|note| !note.is_empty()))?,
    })
}

/// Loads what a file is compared with.
async fn load(tx: &mut Tx, canteen: CanteenId, file: &RegisterFile, today: NaiveDate, keys: &Keys) -> Result<Register, ImportError> {
    let mut homes = Homes::default();
    for building in register::buildings(tx, canteen).await? {
        homes.know_building(building);
    }
    for household in register::households(tx, canteen).await? {
        homes.know_household(household);
    }
    let mut residency: HashMap<ResidentId, KnownFact> = HashMap::new();
    let mut classes: HashMap<ResidentId, BTreeMap<String, KnownFact>> = HashMap::new();
    for row in register::facts_in_force(tx, canteen, today).await? {
        let fact = KnownFact {
            id: row.id,
            value: row.value,
            document: open_at(&paper_place(row.id), row.document, keys)?.unwrap_or_default(),
            true_from: row.true_from,
        };
        if row.kind == "residency" {
            residency.insert(row.resident_id, fact);
        } else {
            classes.entry(row.resident_id).or_default().insert(fact.value.clone(), fact);
        }
    }
    let mut residents = Vec::new();
    for row in register::residents(tx, canteen).await? {
        let phone = open_at(&seal_place(row.id, "phone"), row.phone, keys)?;
        let note = open_at(&seal_place(row.id, "note"), row.note, keys)?.unwrap_or_default();
        residents.push(Known {
            id: row.id,
            name: row.name,
            sex: Sex::from_word(&row.sex),
            birth_date: row.birth_date,
            document_index: row.document_index.as_deref().and_then(index_of),
            phone,
            note,
            household: row.household_id,
            residency: residency.remove(&row.id),
            classes: classes.remove(&row.id).unwrap_or_default(),
        });
    }
    let indexes: Vec<[u8; 32]> = file.rows.entries.iter().filter_map(|entry| entry.document_index).collect();
    let elsewhere = register::elsewhere(tx, canteen, &indexes)
        .await?
        .iter()
        .filter_map(|index| index_of(index))
        .collect();
    Ok(Register {
        residents,
        elsewhere,
        homes,
    })
}

fn open_at(place: &str, sealed: Option<Vec<u8>>, keys: &Keys) -> Result<Option<String>, KeyError> {
    sealed.map(|sealed| keys.open(place, &sealed)).transpose()
}

fn index_of(bytes: &[u8]) -> Option<[u8; 32]> {
    bytes.try_into().ok()
}
