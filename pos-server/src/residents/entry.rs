//! What does one row of a register say about one person? Every cell is read, and every wrong one is named.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::keys::Keys;
use crate::text::Sentence;

use super::clean::{plain, text_of, visible};
use super::columns::{Columns, Meaning};
use super::identity::{Document, Sex, check_birth_date};
use super::phones::Phone;
use super::places::{Part, Place};
use super::refusal::{Refusal, refuse};
use super::sheet::{Cell, Row, Sheet};
use super::{classes, dates, mask, names, places};

/// One person of a register. What a register does not say (no column, an empty cell) is `None` and changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The row, as the spreadsheet program numbers it.
    pub row: u32,
    /// The name exactly as written.
    pub name: String,
    /// The document.
    pub document: Document,
    /// The keyed hash by which the document is found.
    pub document_index: Option<[u8; 32]>,
    /// The sex.
    pub sex: Sex,
    /// The birth date.
    pub birth_date: NaiveDate,
    /// Where the person lives.
    pub place: Option<Place>,
    /// The phone numbers.
    pub phone: Option<Phone>,
    /// 户籍: `local`, `nonlocal`, or as written.
    pub residency: Option<String>,
    /// 身份类别: an empty set says that there is none.
    pub classes: Option<BTreeSet<String>>,
    /// 备注
    pub note: Option<String>,
}

/// A cell that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Wrong {
    /// The row, as the spreadsheet program numbers it.
    pub row: u32,
    /// The column's header as the file has it.
    pub column: String,
    /// What stands there; masked where it is a name, a document's number or a phone.
    pub value: String,
    /// What is wrong in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

impl Wrong {
    /// The reason in both languages.
    #[must_use]
    pub fn reason(&self) -> Sentence {
        crate::text::say(&self.zh, &self.en)
    }
}

/// Which document is kept under which index: the same for every canteen of an installation.
#[must_use]
pub fn document_index(keys: &Keys, document: &Document) -> Option<[u8; 32]> {
    document.search_form().map(|form| keys.index("document", &form))
}

/// Reads all rows below the headers. Rows without anything in a known column are no rows.
#[must_use]
pub fn read_rows(sheet: &Sheet, columns: &Columns, today: NaiveDate, keys: &Keys) -> (Vec<Entry>, Vec<Wrong>) {
    let mut entries = Vec::new();
    let mut wrong = Vec::new();
    for row in sheet.rows.iter().filter(|row| row.number > columns.header_row) {
        let mut reader = RowReader {
            sheet,
            columns,
            row,
            wrong: &mut wrong,
        };
        if reader.is_blank() {
            continue;
        }
        entries.extend(reader.entry(today, keys));
    }
    (entries, wrong)
}

struct RowReader<'a> {
    sheet: &'a Sheet,
    columns: &'a Columns,
    row: &'a Row,
    wrong: &'a mut Vec<Wrong>,
}

impl<'a> RowReader<'a> {
    fn is_blank(&self) -> bool {
        self.columns
            .columns
            .iter()
            .filter(|column| column.meaning.is_some())
            .all(|column| self.row.cell(column.index).is_none_or(|cell| cell.text().trim().is_empty()))
    }

    /// The cell with a meaning, `None` where it is empty.
    fn cell(&self, meaning: Meaning) -> Option<&'a Cell> {
        let column = self.columns.of(meaning)?;
        self.row.cell(column.index).filter(|cell| !cell.text().trim().is_empty())
    }

    fn entry(&mut self, today: NaiveDate, keys: &Keys) -> Option<Entry> {
        let before = self.wrong.len();
        let name = names::parse(self.cell(Meaning::Name));
        let name = self.accept(Meaning::Name, name);
        let document = self.document(today);
        let birth_date = self.birth_date(document.as_ref(), today);
        let sex = self.sex(document.as_ref());
        let place = self.place();
        let phone = self.cell(Meaning::Phone).map_or(Ok(None), Phone::parse);
        let phone = self.accept(Meaning::Phone, phone).flatten();
        let residency = self.text(Meaning::Residency).map(|text| classes::residency(&text));
        let classes = self.text(Meaning::Class).map_or(Ok(None), |text| classes::parse(&text).map(Some));
        let classes = self.accept(Meaning::Class, classes).flatten();
        let note = self.text(Meaning::Note);
        if self.wrong.len() > before {
            return None;
        }
        let document = document?;
        let document_index = document_index(keys, &document);
        Some(Entry {
            row: self.row.number,
            name: name?,
            document,
            document_index,
            sex: sex?,
            birth_date: birth_date?,
            place,
            phone,
            residency,
            classes,
            note,
        })
    }

    fn document(&mut self, today: NaiveDate) -> Option<Document> {
        let kind = self.text(Meaning::DocumentKind);
        let document = match (self.cell(Meaning::Document), kind.as_deref().map(plain).as_deref()) {
            (None, Some("无" | "无证件" | "没有" | "无证")) => Ok(Document::None),
            (None, _) => Err(refuse(
                "证件号码没有填写；确实没有证件的请填“无”。",
                "The document's number is missing; write 无 for somebody who has none.",
            )),
            (Some(cell), _) => Document::parse(cell, kind.as_deref(), today),
        };
        self.accept(Meaning::Document, document)
    }

    fn birth_date(&mut self, document: Option<&Document>, today: NaiveDate) -> Option<NaiveDate> {
        let written = match self.cell(Meaning::BirthDate) {
            None => None,
            Some(cell) => {
                let day = dates::parse(cell, self.sheet.epoch).and_then(|day| check_birth_date(day, today).map(|()| day));
                Some(self.accept(Meaning::BirthDate, day)?)
            }
        };
        match (document, written) {
            (Some(Document::IdCard(number)), Some(written)) if number.birth_date() != written => self.accept(
                Meaning::BirthDate,
                Err(refuse(
                    "与身份证号码里的出生日期不一致。",
                    "Differs from the birth date in the document's number.",
                )),
            ),
            (Some(Document::IdCard(number)), _) => Some(number.birth_date()),
            (_, Some(written)) => Some(written),
            // Without a document that was read there is nothing to say yet: its own refusal stands in the list.
            (None, None) => None,
            (Some(_), None) => self.accept(
                Meaning::BirthDate,
                Err(refuse(
                    "没有身份证号码的居民必须填写出生日期。",
                    "Without a citizen's number the birth date is needed.",
                )),
            ),
        }
    }

    fn sex(&mut self, document: Option<&Document>) -> Option<Sex> {
        let written = match self.text(Meaning::Sex) {
            None => Sex::Unknown,
            Some(text) => self.accept(Meaning::Sex, Sex::parse(&text))?,
        };
        let Some(Document::IdCard(number)) = document else {
            return Some(written);
        };
        if written != Sex::Unknown && written != number.sex() {
            let refusal = refuse("与身份证号码里的性别不一致。", "Differs from the sex in the document's number.");
            return self.accept(Meaning::Sex, Err(refusal));
        }
        Some(number.sex())
    }

    fn place(&mut self) -> Option<Place> {
        if let Some(line) = self.text(Meaning::Address) {
            let mut place = self.accept(Meaning::Address, places::from_address(&line))?;
            place.grid = self.label(Meaning::Grid, Part::Grid);
            return Some(place);
        }
        let grid = self.label(Meaning::Grid, Part::Grid);
        let compound = self.label(Meaning::Compound, Part::Compound).unwrap_or_default();
        let building = self.label(Meaning::Building, Part::Building).unwrap_or_default();
        let unit = self.label(Meaning::Unit, Part::Unit).unwrap_or_default();
        let room = self.label(Meaning::Room, Part::Room).unwrap_or_default();
        let place = Place {
            grid,
            compound,
            building,
            unit,
            room,
        };
        Some(place).filter(|place| *place != Place::default())
    }

    fn label(&mut self, meaning: Meaning, part: Part) -> Option<String> {
        let label = self.text(meaning).map_or(Ok(None), |text| places::label(part, &text).map(Some));
        self.accept(meaning, label).flatten()
    }

    fn text(&mut self, meaning: Meaning) -> Option<String> {
        let text = text_of(self.cell(meaning));
        self.accept(meaning, text).flatten()
    }

    /// The value, or its refusal on the list of wrong cells.
    fn accept<T>(&mut self, meaning: Meaning, value: Result<T, Refusal>) -> Option<T> {
        let Refusal(reason) = match value {
            Ok(value) => return Some(value),
            Err(refusal) => refusal,
        };
        let header = self
            .columns
            .of(meaning)
            .map_or_else(|| meaning.header().to_owned(), |column| column.header.clone());
        let value = self.cell(meaning).map(|cell| shown(meaning, cell)).unwrap_or_default();
        self.wrong.push(Wrong {
            row: self.row.number,
            column: header,
            value,
            zh: reason.zh,
            en: reason.en,
        });
        None
    }
}

/// A wrong value as a screen may show it.
fn shown(meaning: Meaning, cell: &Cell) -> String {
    match meaning {
        Meaning::Document => mask::document(&plain(cell.text())),
        Meaning::Phone => mask::phone(&plain(cell.text())),
        Meaning::Name => visible(&mask::name(cell.text())),
        _ => visible(cell.text()),
    }
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;
