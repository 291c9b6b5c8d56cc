//! How are amounts read again that the program itself wrote? Below zero too, and without the bound on what comes from outside.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error};

use super::Fen;

/// An amount as [`Fen`] prints it.
struct Kept(Fen);

impl<'de> Deserialize<'de> for Kept {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let yuan: Decimal = String::deserialize(deserializer)?.parse().map_err(D::Error::custom)?;
        let fen = yuan.checked_mul(Decimal::ONE_HUNDRED).filter(Decimal::is_integer);
        let fen = fen.and_then(|fen| i64::try_from(fen).ok());
        fen.map(|fen| Self(Fen::new(fen))).ok_or_else(|| D::Error::custom("no whole fen"))
    }
}

/// One amount, for `deserialize_with`.
pub fn fen<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fen, D::Error> {
    Kept::deserialize(deserializer).map(|kept| kept.0)
}

/// An amount that may be missing, for `deserialize_with` beside `default`.
pub fn optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Fen>, D::Error> {
    Option::<Kept>::deserialize(deserializer).map(|kept| kept.map(|kept| kept.0))
}

/// Amounts by a key, for `deserialize_with`.
pub fn by_key<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Fen>, D::Error> {
    let amounts = BTreeMap::<String, Kept>::deserialize(deserializer)?;
    Ok(amounts.into_iter().map(|(key, kept)| (key, kept.0)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read_to_the_fen(amount: i64) {
            let text = serde_json::to_string(&Fen::new(amount)).unwrap();
            prop_assert_eq!(fen(&mut serde_json::Deserializer::from_str(&text)).unwrap(), Fen::new(amount));
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["\"\"", "\"1.005\"", "\"x\"", "\"99999999999999999999.00\"", "1", "null"] {
            assert!(fen(&mut serde_json::Deserializer::from_str(text)).is_err(), "{text}");
        }
    }
}
