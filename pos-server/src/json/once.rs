//! Does each key of a JSON text stand once, and is each text one that can be kept? Of a key that stands twice readers disagree
//! which one counts, so neither does.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// What the error says of U+0000.
pub const NUL: &str = "U+0000 is no text";

/// Walks a JSON value without keeping it and refuses a key that stands twice in one object, and U+0000: no register, name or
/// search holds it, and PostgreSQL stores no text with it.
pub struct Once;

impl<'de> DeserializeSeed<'de> for Once {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        if text.contains('\0') {
            return Err(E::custom(NUL));
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element_seed(Once)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key::<Key>()? {
            if key.0.contains('\0') {
                return Err(serde::de::Error::custom(NUL));
            }
            if !seen.insert(key.0) {
                return Err(serde::de::Error::custom("a key stands twice"));
            }
            entries.next_value_seed(Once)?;
        }
        Ok(())
    }
}

/// An object's key.
#[derive(PartialEq, Eq, Hash, Deserialize)]
#[serde(transparent)]
struct Key(String);
