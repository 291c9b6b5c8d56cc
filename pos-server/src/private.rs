//! Who can read what the program keeps on the disk? The user that it runs as, and nobody else on the computer.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Result, Write};
use std::path::Path;

/// Makes a folder that only its owner can enter. One that is there already stays as the operator made it.
pub fn make_folder(path: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Makes a new file that only its owner can read, with a text that is on the disk when this returns.
pub fn write_new(path: &Path, text: &str) -> Result<()> {
    let mut file = new_file(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Opens a new file that only its owner can read, to be written.
pub fn new_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes an empty file that only its owner can read; one that is there already is closed to everybody else. It is not opened:
/// in a process that has the same file open as a database, closing it again would let go of the database's locks.
pub fn make_file(path: &Path) -> Result<()> {
    match write_new(path, "") {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => close_to_others(path),
        made => made,
    }
}

/// Takes everybody else's rights to a file away, if there is such a file.
pub fn close_to_others(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut permissions = match std::fs::metadata(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            found => found?.permissions(),
        };
        if permissions.mode() & 0o077 != 0 {
            permissions.set_mode(permissions.mode() & 0o700);
            std::fs::set_permissions(path, permissions)?;
        }
    }
    Ok(())
}
