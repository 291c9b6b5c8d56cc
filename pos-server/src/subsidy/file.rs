//! Which text does a policy's file hold? Notepad and spreadsheets save in other encodings, so each trouble is told with its cure.

use std::io::ErrorKind;
use std::path::Path;

/// Why a policy's file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// There is none.
    #[error("没有这个文件，请检查文件夹和文件名 no such file: check its folder and name")]
    Missing,
    /// It is a folder.
    #[error("这是一个文件夹，请写出里面的文件 this is a folder: name a file in it")]
    Folder,
    /// It is in GBK or UTF-16.
    #[error("文件不是 UTF-8 编码：用记事本打开，另存为时编码选 UTF-8 not in UTF-8: save it again with the encoding UTF-8")]
    Encoding,
    /// Something else.
    #[error("文件打不开 the file cannot be read: {0}")]
    Unreadable(#[source] std::io::Error),
}

/// The text of a policy's file.
pub fn read(file: &Path) -> Result<String, FileError> {
    if file.is_dir() {
        return Err(FileError::Folder);
    }
    let bytes = std::fs::read(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => FileError::Missing,
        _ => FileError::Unreadable(error),
    })?;
    String::from_utf8(bytes).map_err(|_| FileError::Encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_read_is_told_with_its_cure() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("policy.toml");
        let told = |file: &Path| read(file).map_err(|error| error.to_string());
        assert!(told(&file).unwrap_err().contains("没有这个文件"));
        assert!(told(folder.path()).unwrap_err().contains("这是一个文件夹"));
        for foreign in [&b"name = \"\xc4\xcf\""[..], &b"\xff\xfen\0"[..]] {
            std::fs::write(&file, foreign).unwrap();
            assert!(told(&file).unwrap_err().contains("编码选 UTF-8"), "{foreign:?}");
        }
        std::fs::write(&file, "name = \"南\"").unwrap();
        assert_eq!(told(&file).as_deref(), Ok("name = \"南\""));
    }
}
