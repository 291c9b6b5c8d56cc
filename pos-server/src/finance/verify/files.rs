//! Is each file what the manifest says, to the byte? Where it is not, the index of rows tells which row.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::rows::Lines;
use super::wrong::Wrong;
use crate::finance::bundle::manifest::{FileEntry, Manifest, index_line};
use crate::finance::bundle::{CLAIM_XLSX, MANIFEST, ROWS};
use crate::text::{Sentence, say};

/// So much of a file is hashed at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// Checks all files. Their rows stand in the index one after the other, so all is read once.
pub fn check(folder: &Path, manifest: &Manifest) -> Result<(), Wrong> {
    let mut index = Index {
        lines: Lines::open(folder, ROWS)?,
        line: Vec::new(),
    };
    for file in manifest.files.iter().filter(|file| file.name != ROWS) {
        check_file(folder, file, &mut index)?;
    }
    if let Some(number) = index.next()? {
        return Err(Wrong::row(ROWS, number, not_of_the_files()));
    }
    let own = manifest.files.iter().find(|file| file.name == ROWS);
    own.map_or(Ok(()), |file| whole(folder, file))
}

/// The index of rows, up to some row of some file.
struct Index {
    lines: Lines,
    line: Vec<u8>,
}

impl Index {
    fn next(&mut self) -> Result<Option<u64>, Wrong> {
        self.lines.next(&mut self.line)
    }
}

/// Reads one file beside the index. A row that the index does not know is the file's fault if the file is not the manifest's.
fn check_file(folder: &Path, file: &FileEntry, index: &mut Index) -> Result<(), Wrong> {
    let is_whole = whole(folder, file);
    if file.name == CLAIM_XLSX {
        let what = || {
            say(
                "工作簿没有行，清单却说有。",
                "A workbook has no rows, the manifest says that it has.",
            )
        };
        let has_none = (file.rows == 0).then_some(()).ok_or_else(|| Wrong::file(MANIFEST, what()));
        return is_whole.and(has_none);
    }
    let mut lines = Lines::open(folder, &file.name)?;
    let mut row = Vec::new();
    for expected in 1..=file.rows {
        let number = lines.next(&mut row)?;
        if number.is_none() {
            let what = say(
                format!("清单说有 {} 行，文件到此为止。", file.rows),
                format!("The manifest says {} rows, here the file ends.", file.rows),
            );
            return Err(Wrong::row(&file.name, expected, what));
        }
        let indexed = index.next()?.unwrap_or(expected);
        if index.line != index_line(&file.name, expected, &row).as_bytes() {
            return Err(match is_whole {
                Ok(()) => Wrong::row(ROWS, indexed, not_of_the_files()),
                Err(_) => Wrong::row(&file.name, expected, changed()),
            });
        }
    }
    if let Some(number) = lines.next(&mut row)? {
        let what = say(
            format!("清单说只有 {} 行，这一行是多出来的。", file.rows),
            format!("The manifest says {} rows, this is one too many.", file.rows),
        );
        return Err(Wrong::row(&file.name, number, what));
    }
    is_whole
}

/// The file has the length and the hash of the manifest.
fn whole(folder: &Path, file: &FileEntry) -> Result<(), Wrong> {
    if Lines::open(folder, &file.name)?.size()? != file.size {
        let what = say(
            format!("文件的长度不是清单所说的 {} 字节。", file.size),
            format!("The file's length is not the {} bytes of the manifest.", file.size),
        );
        return Err(Wrong::file(&file.name, what));
    }
    let unread = |error| Wrong::unread(&file.name, &error);
    let mut bytes = File::open(folder.join(&file.name)).map_err(unread)?.take(file.size);
    let (mut hash, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        let length = bytes.read(&mut piece).map_err(unread)?;
        let Some(read) = piece.get(..length).filter(|read| !read.is_empty()) else {
            break;
        };
        hash.update(read);
    }
    if hex::encode(hash.finalize()) == file.sha256 {
        return Ok(());
    }
    Err(Wrong::file(&file.name, changed()))
}

fn changed() -> Sentence {
    say(
        "内容与签名的清单不符：它在导出之后被改过。",
        "It is not what the signed manifest says: it was changed after the export.",
    )
}

fn not_of_the_files() -> Sentence {
    say("行索引的这一行与文件不符。", "This row of the index does not belong to the files.")
}
