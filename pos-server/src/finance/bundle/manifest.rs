//! Which files belong to a bundle, and whose is it? The manifest names each file with its hash; the canteen signs the manifest.

use ring::signature::{ED25519, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use crate::calendar::Month;
use crate::ids::CanteenId;
use crate::keys::sha256;

/// The manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The version of the format.
    pub format: u32,
    /// Whose month: the id that stands under the hash of each entry.
    pub canteen_id: CanteenId,
    /// The month.
    pub month: Month,
    /// The public key that belongs to the signature, hexadecimal.
    pub public_key: String,
    /// The files.
    pub files: Vec<FileEntry>,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Its name in the folder.
    pub name: String,
    /// Its length in bytes.
    pub size: u64,
    /// How many rows it has; a workbook has none.
    pub rows: u64,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// Does a signature belong to a manifest's bytes and a public key?
#[must_use]
pub fn is_signed_by(public_key: &[u8], manifest: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(manifest, signature).is_ok()
}

/// What people compare of a public key: the first digits of its SHA-256 in groups.
#[must_use]
pub fn fingerprint(public_key: &[u8]) -> String {
    let groups = sha256(public_key);
    let groups: Vec<String> = groups.chunks(2).take(8).map(hex::encode_upper).collect();
    groups.join("-")
}

/// The short hash of one row, for the index of rows.
#[must_use]
pub fn row_hash(row: &[u8]) -> String {
    hex::encode(sha256(row).get(..8).unwrap_or_default())
}

/// The line of the index about one row of a file.
#[must_use]
pub fn index_line(file: &str, number: u64, row: &[u8]) -> String {
    format!("{} {number} {file}", row_hash(row))
}
