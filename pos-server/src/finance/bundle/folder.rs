//! How is a bundle's folder filled? File after file, row after row, each hashed as it is written.

use std::fs::File;
use std::io::{BufWriter, Error, Result, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::manifest::{FileEntry, index_line};
use super::{LONGEST_ROW, ROWS};
use crate::private;

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
        for bytes in [row.as_bytes(), b"\n"] {
            self.file.write_all(bytes)?;
            self.hash.update(bytes);
            self.size = self.size.saturating_add(u64::try_from(bytes.len()).map_err(Error::other)?);
        }
        self.rows += 1;
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
