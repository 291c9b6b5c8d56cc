//! How is a bundle's folder filled? File after file, row after row, each hashed as it is written.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Error, Read, Result, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::{FileEntry, index_line};
use super::{LONGEST_ROW, ROWS};
use crate::private;

/// So much of a file without rows is copied at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// A folder that is being filled.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    index: Out,
    current: Option<Out>,
    done: Vec<FileEntry>,
}

/// A file that is being written.
#[derive(Debug)]
struct Out {
    name: String,
    file: BufWriter<File>,
    hash: Sha256,
    size: u64,
    rows: u64,
}

impl Folder {
    /// Makes the folder. One that has something in it is refused.
    pub fn create(path: &Path) -> Result<Self> {
        private::make_folder(path)?;
        if path.read_dir()?.next().is_some() {
            return Err(Error::other("the folder is not empty"));
        }
        Ok(Self {
            path: path.to_owned(),
            index: Out::create(path, ROWS)?,
            current: None,
            done: Vec::new(),
        })
    }

    /// Ends the file before, and begins another one.
    pub fn begin(&mut self, name: &str) -> Result<()> {
        self.end()?;
        self.current = Some(Out::create(&self.path, name)?);
        Ok(())
    }

    /// Adds a row to the present file.
    pub fn row(&mut self, row: &str) -> Result<()> {
        let out = self.current.as_mut().ok_or_else(|| Error::other("no file was begun"))?;
        if row.contains('\n') || u64::try_from(row.len()).map_or(true, |length| length >= LONGEST_ROW) {
            return Err(Error::other(format!("{}: row {} is no row of a bundle", out.name, out.rows + 1)));
        }
        out.write(row)?;
        let line = index_line(&out.name, out.rows, row.as_bytes());
        self.index.write(&line)
    }

    /// Adds a finished file of rows.
    pub fn rows(&mut self, name: &str, from: File) -> Result<()> {
        self.begin(name)?;
        let (mut reader, mut row) = (BufReader::new(from), String::new());
        while reader.read_line(&mut row)? > 0 {
            let text = row
                .strip_suffix('\n')
                .ok_or_else(|| Error::other(format!("{name}: its last row does not end")))?;
            self.row(text)?;
            row.clear();
        }
        Ok(())
    }

    /// Adds a finished file that has no rows.
    pub fn whole(&mut self, name: &str, mut from: File) -> Result<()> {
        self.end()?;
        let (mut out, mut piece) = (Out::create(&self.path, name)?, vec![0; PIECE]);
        loop {
            let length = from.read(&mut piece)?;
            let Some(bytes) = piece.get(..length).filter(|bytes| !bytes.is_empty()) else {
                break;
            };
            out.add(bytes)?;
        }
        self.done.push(out.end()?);
        Ok(())
    }

    /// Ends the last file and the index, and lists all of them.
    pub fn finish(mut self) -> Result<Vec<FileEntry>> {
        self.end()?;
        self.done.push(self.index.end()?);
        Ok(self.done)
    }

    fn end(&mut self) -> Result<()> {
        if let Some(out) = self.current.take() {
            self.done.push(out.end()?);
        }
        Ok(())
    }
}

impl Out {
    fn create(folder: &Path, name: &str) -> Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            file: BufWriter::new(private::new_file(&folder.join(name))?),
            hash: Sha256::new(),
            size: 0,
            rows: 0,
        })
    }

    fn write(&mut self, row: &str) -> Result<()> {
        self.add(row.as_bytes())?;
        self.add(b"\n")?;
        self.rows += 1;
        Ok(())
    }

    fn add(&mut self, bytes: &[u8]) -> Result<()> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.size = self.size.saturating_add(u64::try_from(bytes.len()).map_err(Error::other)?);
        Ok(())
    }

    fn end(mut self) -> Result<FileEntry> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(FileEntry {
            name: self.name,
            size: self.size,
            rows: self.rows,
            sha256: hex::encode(self.hash.finalize()),
        })
    }
}
