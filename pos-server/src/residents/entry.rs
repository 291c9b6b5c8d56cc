//! What does one row of a register say about one person? Every cell is read, and every wrong one is named.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::keys::Keys;
use crate::text::Sentence;

use super::clean::{plain, text_of, visible};
use super::columns::{Column, Columns, Meaning};
use super::dates::Written;
use super::footers::{self, Skipped};
use super::identity::{Document, Sex, check_birth_date};
use super::phones::Phone;
use super::places::{Address, Part, Place};
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

/// What the rows below the headers say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rows {
    /// The people.
    pub entries: Vec<Entry>,
    /// The cells that are wrong.
    pub wrong: Vec<Wrong>,
    /// Cells that were not understood whole, but are no reason to refuse a person.
    pub doubtful: Vec<Wrong>,
    /// Rows about nobody.
    pub skipped: Vec<Skipped>,
}

/// Reads all rows below the headers. Rows without anything in a known column are no rows.
#[must_use]
pub fn read_rows(sheet: &Sheet, columns: &Columns, today: NaiveDate, keys: &Keys) -> Rows {
    let mut rows = Rows::default();
    for row in sheet.rows.iter().filter(|row| row.number > columns.header_row) {
        if let Some(skipped) = footers::skipped(sheet, columns, row) {
            rows.skipped.push(skipped);
            continue;
        }
        let mut reader = RowReader {
            sheet,
            columns,
            row,
            wrong: &mut rows.wrong,
            doubtful: &mut rows.doubtful,
            moved: Vec::new(),
        };
        if !reader.is_blank() {
            rows.entries.extend(reader.entry(today, keys));
        }
    }
    rows
}

struct RowReader<'a> {
    sheet: &'a Sheet,
    columns: &'a Columns,
    row: &'a Row,
    wrong: &'a mut Vec<Wrong>,
    doubtful: &'a mut Vec<Wrong>,
    /// Phones and ID numbers that stood in the address: the note is sealed, the address is not.
    moved: Vec<String>,
}

impl<'a> RowReader<'a> {
    fn is_blank(&self) -> bool {
        self.columns
            .columns
            .iter()
            .filter(|column| column.meaning.is_some())
            .all(|column| self.row.cell(column.index).is_none_or(|cell| cell.text().trim().is_empty()))
    }

    /// The first filled cell with a meaning, `None` where all are empty.
    fn cell(&self, meaning: Meaning) -> Option<&'a Cell> {
        self.cells(meaning).next().map(|(_, cell)| cell)
    }

    /// All filled cells with a meaning.
    fn cells(&self, meaning: Meaning) -> impl Iterator<Item = (&'a Column, &'a Cell)> + use<'a> {
        let row = self.row;
        self.columns
            .all(meaning)
            .filter_map(move |column| row.cell(column.index).map(|cell| (column, cell)))
            .filter(|(_, cell)| !cell.text().trim().is_empty())
    }

    fn entry(&mut self, today: NaiveDate, keys: &Keys) -> Option<Entry> {
        let before = self.wrong.len();
        let name = names::parse(self.cell(Meaning::Name));
        let name = self.accept(Meaning::Name, name);
        let document = self.document(today);
        let birth_date = self.birth_date(document.as_ref(), today);
        let sex = self.sex(document.as_ref());
        let place = self.place();
        let moved = std::mem::take(&mut self.moved);
        let phones: Vec<Phone> = self.each(Meaning::Phone, Phone::parse).into_iter().flatten().collect();
        let phone = Phone::joined(&phones);
        let residency = self.text(Meaning::Residency).map(|text| classes::residency(&text));
        let classes = self.each(Meaning::Class, |cell| classes::parse(&text_of(Some(cell))?.unwrap_or_default()));
        let classes = classes.into_iter().reduce(|all, more| &all | &more);
        let notes = self.each(Meaning::Note, |cell| text_of(Some(cell)));
        let note = notes
            .into_iter()
            .flatten()
            .chain(moved)
            .reduce(|all, more| format!("{all}；{more}"));
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
                let written = dates::parse(cell, self.sheet.epoch).and_then(|written| match written {
                    Written::Day(day) => check_birth_date(day, today).map(|()| written),
                    Written::Month { .. } => Ok(written),
                });
                Some(self.accept(Meaning::BirthDate, written)?)
            }
        };
        match (document, written) {
            (Some(Document::IdCard(number)), Some(written)) if !written.agrees_with(number.birth_date()) => self.accept(
                Meaning::BirthDate,
                Err(refuse(
                    "与身份证号码里的出生日期不一致。",
                    "Differs from the birth date in the document's number.",
                )),
            ),
            (Some(Document::IdCard(number)), _) => Some(number.birth_date()),
            (_, Some(Written::Day(day))) => Some(day),
            (Some(_), Some(Written::Month { .. })) => self.accept(
                Meaning::BirthDate,
                Err(refuse(
                    "只有年月，缺少日。没有身份证号码的居民请填写完整的出生日期，如 1950-01-05。",
                    "Only the year and month, the day is missing. Without a citizen's number write the whole date, like 1950-01-05.",
                )),
            ),
            // Without a document that was read there is nothing to say yet: its own refusal stands in the list.
            (None, _) => None,
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
        if let Some(line) = self.text_of_place(Meaning::Address) {
            let mut place = match self.accept(Meaning::Address, places::from_address(&line))? {
                Address::Whole(place) => place,
                Address::Part(place) => {
                    self.doubt(
                        Meaning::Address,
                        &refuse(
                            "地址没有写明楼栋和户室，按原文保存。",
                            "The address does not say building and room; it is kept as written.",
                        ),
                    );
                    place
                }
                Address::Unsaid => return None,
            };
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
        let label = self
            .text_of_place(meaning)
            .map_or(Ok(None), |text| places::label(part, &text).map(Some));
        self.accept(meaning, label).flatten()
    }

    /// A part of the address, without the phones and ID numbers in it.
    fn text_of_place(&mut self, meaning: Meaning) -> Option<String> {
        let text = self.text(meaning)?;
        let (rest, numbers) = mask::without_numbers(&text);
        if numbers.is_empty() {
            return Some(text);
        }
        self.doubt(
            meaning,
            &refuse(
                "住址里的电话或证件号码已移到备注，备注加密保存。",
                "The phone or document number in the address is moved to the note, which is kept sealed.",
            ),
        );
        self.moved.extend(numbers);
        Some(rest).filter(|rest| !rest.is_empty())
    }

    fn text(&mut self, meaning: Meaning) -> Option<String> {
        let text = text_of(self.cell(meaning));
        self.accept(meaning, text).flatten()
    }

    /// Reads each filled cell with a meaning; those that are refused go on the list of wrong cells.
    fn each<T>(&mut self, meaning: Meaning, read: impl Fn(&Cell) -> Result<T, Refusal>) -> Vec<T> {
        let mut values = Vec::new();
        for (column, cell) in self.cells(meaning) {
            match read(cell) {
                Ok(value) => values.push(value),
                Err(refusal) => {
                    let wrong = self.named(meaning, Some(column), Some(cell), &refusal);
                    self.wrong.push(wrong);
                }
            }
        }
        values
    }

    /// The value, or its refusal on the list of wrong cells.
    fn accept<T>(&mut self, meaning: Meaning, value: Result<T, Refusal>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(refusal) => {
                let wrong = self.named(meaning, self.columns.of(meaning), self.cell(meaning), &refusal);
                self.wrong.push(wrong);
                None
            }
        }
    }

    fn doubt(&mut self, meaning: Meaning, doubt: &Refusal) {
        let doubtful = self.named(meaning, self.columns.of(meaning), self.cell(meaning), doubt);
        self.doubtful.push(doubtful);
    }

    fn named(&self, meaning: Meaning, column: Option<&Column>, cell: Option<&Cell>, Refusal(reason): &Refusal) -> Wrong {
        Wrong {
            row: self.row.number,
            column: column.map_or_else(|| meaning.header().to_owned(), |column| column.header.clone()),
            value: cell.map(|cell| shown(meaning, cell)).unwrap_or_default(),
            zh: reason.zh.clone(),
            en: reason.en.clone(),
        }
    }
}

/// A wrong value as a screen may show it: shifted columns bring documents and phones to where nobody expects them.
fn shown(meaning: Meaning, cell: &Cell) -> String {
    match meaning {
        Meaning::Document => mask::document(&plain(cell.text())),
        Meaning::Phone => mask::digits(&mask::phone(&plain(cell.text()))),
        Meaning::Name => mask::digits(&visible(&mask::name(cell.text()))),
        _ => mask::digits(&visible(cell.text())),
    }
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;
