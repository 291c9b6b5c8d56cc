//! How is a file read that anybody may have made? Row by row, never a row longer than a bundle's can be, and each as what it should be.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use serde::de::DeserializeOwned;

use super::wrong::Wrong;
use crate::finance::bundle::LONGEST_ROW;
use crate::text::say;

/// The rows of one file, as bytes without their line breaks.
pub struct Lines {
    name: String,
    reader: BufReader<File>,
    number: u64,
}

impl Lines {
    /// Opens a file of the folder, which must be a plain one.
    pub fn open(folder: &Path, name: &str) -> Result<Self, Wrong> {
        let path = folder.join(name);
        let unread = |error| Wrong::unread(name, &error);
        if !path.symlink_metadata().map_err(unread)?.is_file() {
            return Err(Wrong::file(name, say("它不是一个普通文件。", "It is not a plain file.")));
        }
        Ok(Self::of(name, File::open(path).map_err(unread)?))
    }

    /// The rows of an open file, by the name of the one that it stands for.
    #[must_use]
    pub fn of(name: &str, file: File) -> Self {
        Self {
            name: name.to_owned(),
            reader: BufReader::new(file),
            number: 0,
        }
    }

    /// The file's length in bytes.
    pub fn size(&self) -> Result<u64, Wrong> {
        let about = self.reader.get_ref().metadata();
        Ok(about.map_err(|error| Wrong::unread(&self.name, &error))?.len())
    }

    /// Reads the next row into `row`; tells its number, or nothing at the end of the file.
    pub fn next(&mut self, row: &mut Vec<u8>) -> Result<Option<u64>, Wrong> {
        row.clear();
        let mut limited = self.reader.by_ref().take(LONGEST_ROW);
        limited.read_until(b'\n', row).map_err(|error| Wrong::unread(&self.name, &error))?;
        if row.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        if row.pop_if(|last| *last == b'\n').is_none() {
            let what = say(
                "这一行没有结束：文件被截断，或行太长。",
                "The row does not end: the file was cut off, or the row is too long.",
            );
            return Err(Wrong::row(&self.name, self.number, what));
        }
        Ok(Some(self.number))
    }
}

/// The rows of a file of JSON, each with its number. After the first error there is nothing more.
pub fn read<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<impl Iterator<Item = Result<(u64, T), Wrong>> + use<T>, Wrong> {
    let mut lines = Lines::open(folder, name)?;
    let (mut row, mut has_failed) = (Vec::new(), false);
    Ok(std::iter::from_fn(move || {
        if has_failed {
            return None;
        }
        let read = match lines.next(&mut row) {
            Ok(None) => return None,
            Ok(Some(number)) => parse(&lines.name, number, &row).map(|read| (number, read)),
            Err(wrong) => Err(wrong),
        };
        has_failed = read.is_err();
        Some(read)
    }))
}

fn parse<T: DeserializeOwned>(name: &str, number: u64, row: &[u8]) -> Result<T, Wrong> {
    serde_json::from_slice(row).map_err(|error| {
        let what = say(
            format!("这一行不是它应有的格式：{error}"),
            format!("The row is not what it should be: {error}."),
        );
        Wrong::row(name, number, what)
    })
}
