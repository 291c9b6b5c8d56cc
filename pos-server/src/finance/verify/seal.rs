//! Did the canteen sign this manifest, and does it list the files of a bundle, all of them and no others?

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::wrong::Wrong;
use crate::finance::bundle::manifest::{Manifest, is_signed_by};
use crate::finance::bundle::{FORMAT, MANIFEST, SIGNATURE, files};
use crate::text::say;

/// No manifest and no signature is longer, in bytes.
const LONGEST: u64 = 64 * 1024;

/// Opens the manifest of a folder: signed, by the key that the reader knows if they know one, and with the right names.
pub fn open(folder: &Path, key: Option<&[u8]>) -> Result<Manifest, Wrong> {
    complete(folder)?;
    let text = small(folder, MANIFEST)?;
    let unreadable = |error: &dyn std::fmt::Display| {
        let what = say(format!("无法读懂：{error}"), format!("It cannot be understood: {error}."));
        Wrong::file(MANIFEST, what)
    };
    let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| unreadable(&error))?;
    let own = hex::decode(&manifest.public_key).map_err(|error| unreadable(&error))?;
    if key.is_some_and(|key| key != own) {
        let what = say(
            "它不是用这个食堂的密钥签名的：公钥与 --key 不同。",
            "It is not signed by this canteen: its public key is not the one of --key.",
        );
        return Err(Wrong::file(MANIFEST, what));
    }
    let written = small(folder, SIGNATURE)?;
    let signature = hex::decode(written.trim_ascii_end()).unwrap_or_default();
    // One signature is written in one way: in capitals it would be other bytes.
    let is_as_written = written == (hex::encode(&signature) + "\n").as_bytes();
    if !is_as_written || !is_signed_by(&own, &text, &signature) {
        let what = say(
            "签名与清单不符：清单或签名被改过。",
            "The signature does not belong to the manifest: one of them was changed.",
        );
        return Err(Wrong::file(SIGNATURE, what));
    }
    if manifest.format != FORMAT {
        return Err(unreadable(&format!("format {}", manifest.format)));
    }
    if !manifest.files.iter().map(|file| &file.name).eq(&files()) {
        let what = say(
            "清单列出的文件不是申报包的文件。",
            "The files that it lists are not those of a bundle.",
        );
        return Err(Wrong::file(MANIFEST, what));
    }
    Ok(manifest)
}

/// The folder holds the files of a bundle, each a plain file, and nothing else.
fn complete(folder: &Path) -> Result<(), Wrong> {
    let mut missing = files();
    missing.extend([MANIFEST, SIGNATURE].map(ToOwned::to_owned));
    let unread = |error| Wrong::unread(&folder.display().to_string(), &error);
    for found in folder.read_dir().map_err(unread)? {
        let found = found.map_err(unread)?;
        let name = found.file_name().to_string_lossy().into_owned();
        let Some(place) = missing.iter().position(|file| *file == name) else {
            let what = say("它不属于申报包，是多出来的。", "It does not belong to the bundle.");
            return Err(Wrong::file(&name, what));
        };
        if !found.file_type().map_err(unread)?.is_file() {
            return Err(Wrong::file(&name, say("它不是一个普通文件。", "It is not a plain file.")));
        }
        missing.swap_remove(place);
    }
    match missing.iter().min() {
        None => Ok(()),
        Some(name) => Err(Wrong::file(name, say("这个文件不见了。", "The file is missing."))),
    }
}

fn small(folder: &Path, name: &str) -> Result<Vec<u8>, Wrong> {
    let mut bytes = Vec::new();
    let file = File::open(folder.join(name)).map_err(|error| Wrong::unread(name, &error))?;
    let mut limited = file.take(LONGEST + 1);
    limited.read_to_end(&mut bytes).map_err(|error| Wrong::unread(name, &error))?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length <= LONGEST) {
        return Ok(bytes);
    }
    Err(Wrong::file(name, say("这个文件太大。", "The file is too large.")))
}
