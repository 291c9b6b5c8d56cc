//! A bundle in memory: what a forger can do to one.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use pos_server::finance::bundle::manifest::{Manifest, index_line};
use pos_server::finance::bundle::{CLAIM_CSV, CLAIM_XLSX, CLOSED_MONTHS, MANIFEST, ROWS, SIGNATURE, file_of};
use pos_server::finance::close_month::lines::Part;
use pos_server::finance::verify::wrong::Wrong;
use pos_server::finance::verify::{papers, verify};
use pos_server::keys::{Keys, sha256};
use serde_json::{Value, json};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// The files of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Bundle {
    pub fn read(folder: &Path) -> Self {
        let files = folder.read_dir().unwrap().map(|file| {
            let file = file.unwrap();
            (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap())
        });
        Self { files: files.collect() }
    }

    /// The bundle in a folder.
    pub fn written(&self) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in &self.files {
            std::fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    /// What the verifier says; nothing if it finds no fault.
    pub fn fault(&self, key: Option<&[u8]>) -> Option<Wrong> {
        verify(self.written().path(), key).err()
    }

    pub fn file(&mut self, name: &str) -> &mut Vec<u8> {
        self.files.get_mut(name).unwrap()
    }

    /// Flips the lowest bit of a byte.
    pub fn flip(&mut self, name: &str, place: usize) {
        self.file(name)[place] ^= 1;
    }

    /// Makes index, manifest and signature anew, as somebody who has another key can.
    pub fn reseal(&mut self) {
        let keys = Keys::new(&[9; 32]);
        let mut manifest: Manifest = serde_json::from_slice(&self.files[MANIFEST]).unwrap();
        let mut index = String::new();
        for entry in &mut manifest.files {
            if entry.name == ROWS {
                self.files.insert(ROWS.to_owned(), std::mem::take(&mut index).into_bytes());
            }
            let bytes = &self.files[&entry.name];
            // A workbook has no rows.
            let text = if entry.name == CLAIM_XLSX { &[][..] } else { bytes };
            let rows = text.split_inclusive(|byte| *byte == b'\n').zip(1_u64..);
            for (row, number) in rows.clone() {
                let line = index_line(&entry.name, number, row.strip_suffix(b"\n").unwrap_or(row));
                index.push_str(&(line + "\n"));
            }
            entry.rows = rows.count().try_into().unwrap();
            entry.size = bytes.len().try_into().unwrap();
            entry.sha256 = hex::encode(sha256(bytes));
        }
        manifest.public_key = hex::encode(keys.claim_public_key().unwrap());
        let text = serde_json::to_string_pretty(&manifest).unwrap() + "\n";
        let signature = hex::encode(keys.sign_claim(text.as_bytes()).unwrap()) + "\n";
        self.files.insert(MANIFEST.to_owned(), text.into_bytes());
        self.files.insert(SIGNATURE.to_owned(), signature.into_bytes());
    }
}

/// What a forger changes in the rows.
impl Bundle {
    pub fn rows(&self, name: &str) -> Vec<String> {
        String::from_utf8(self.files[name].clone())
            .unwrap()
            .lines()
            .map(ToOwned::to_owned)
            .collect()
    }

    pub fn value(&self, name: &str, row: usize) -> Value {
        serde_json::from_str(&self.rows(name)[row]).unwrap()
    }

    pub fn edit(&mut self, name: &str, row: usize, change: impl FnOnce(&mut Value)) {
        let (mut rows, mut value) = (self.rows(name), self.value(name, row));
        change(&mut value);
        rows[row] = value.to_string();
        self.put(name, &rows);
    }

    pub fn remove(&mut self, name: &str, row: usize) {
        let mut rows = self.rows(name);
        rows.remove(row);
        self.put(name, &rows);
    }

    /// Adds a changed copy of a row at the end.
    pub fn copy(&mut self, name: &str, row: usize, change: impl FnOnce(&mut Value)) {
        let (mut rows, mut value) = (self.rows(name), self.value(name, row));
        change(&mut value);
        rows.push(value.to_string());
        self.put(name, &rows);
    }

    fn put(&mut self, name: &str, rows: &[String]) {
        let text: String = rows.iter().map(|row| format!("{row}\n")).collect();
        self.files.insert(name.to_owned(), text.into_bytes());
    }

    /// Makes the claim's files anew from the rows, as somebody who has this program can.
    pub fn remake_claim(&mut self) {
        let mut made = papers::make(self.written().path()).unwrap();
        for (name, file) in [(CLAIM_CSV, &mut made.csv), (CLAIM_XLSX, &mut made.xlsx)] {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            self.files.insert(name.to_owned(), bytes);
        }
    }

    /// Packs the workbook anew, each part of it changed by what it is called, and perhaps with one more.
    pub fn repack(&mut self, change: impl Fn(&str, String) -> String, more: Option<&str>) {
        let mut book = ZipArchive::new(Cursor::new(self.files[CLAIM_XLSX].clone())).unwrap();
        let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for place in 0..book.len() {
            let mut part = book.by_index(place).unwrap();
            let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
            part.read_to_string(&mut text).unwrap();
            packed.start_file(&name, stored).unwrap();
            packed.write_all(change(&name, text).as_bytes()).unwrap();
        }
        if let Some(name) = more {
            packed.start_file(name, stored).unwrap();
        }
        let bytes = packed.finish().unwrap().into_inner();
        self.files.insert(CLAIM_XLSX.to_owned(), bytes);
    }

    /// Makes the approved hash anew, where two people's closing keeps it.
    pub fn reapprove(&mut self) {
        let mut text = String::new();
        for part in Part::ALL.into_iter().filter(|part| *part != Part::Closing) {
            for row in self.rows(&file_of(part)) {
                text.extend([part.as_str(), "\t", &row, "\n"]);
            }
        }
        let hash = hex::encode(sha256(text.as_bytes()));
        let last = self.rows(CLOSED_MONTHS).len() - 1;
        self.edit(CLOSED_MONTHS, last, |month| month["sha256"] = json!(hash));
        self.edit(&file_of(Part::Closing), 0, |closing| closing["sha256"] = json!(hash));
    }
}
