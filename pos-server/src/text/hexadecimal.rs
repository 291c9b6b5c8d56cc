//! How do bytes stand in JSON? As hexadecimal digits, for `#[serde(with = "hexadecimal")]`.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;

/// Writes the digits.
pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex::encode(bytes))
}

/// Reads the digits.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    hex::decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
}
