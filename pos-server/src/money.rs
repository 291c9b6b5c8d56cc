//! How much is it? Whole fen inside, yuan with two decimals at the edges, never a float.

use std::fmt;
use std::iter::Sum;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{PartialSchema, ToSchema};

pub mod kept;

/// An amount of money in fen (1/100 yuan). On the wire a decimal string in yuan: `"9.90"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, sqlx::Type)]
#[sqlx(transparent)]
pub struct Fen(i64);

/// Why a text is no amount of yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Something else than ASCII digits with at most one point.
    #[error("an amount is digits with at most two decimals, like 9.90")]
    NotAnAmount,
    /// More than two decimals.
    #[error("an amount has at most two decimals")]
    TooPrecise,
    /// Above 10,000,000 yuan.
    #[error("the amount is too large")]
    TooLarge,
}

impl Fen {
    /// Nothing to pay.
    pub const ZERO: Self = Self(0);
    /// The largest amount that is accepted from outside: 10,000,000.00 yuan.
    pub const MAX_INPUT: Self = Self(1_000_000_000);

    /// An amount of whole fen.
    #[must_use]
    pub const fn new(fen: i64) -> Self {
        Self(fen)
    }

    /// The number of fen.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The sum, or the nearest bound of `i64`; inputs are bounded far below that.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The difference, or the nearest bound of `i64`.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The amount with its sign turned: a debit becomes a credit.
    #[must_use]
    pub const fn negated(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// Is it exactly nothing?
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The amount in yuan.
    #[must_use]
    pub fn yuan(self) -> Decimal {
        Decimal::new(self.0, 2)
    }
}

impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.yuan().fmt(f)
    }
}

impl FromStr for Fen {
    type Err = MoneyError;

    /// Reads yuan: ASCII digits, at most two decimals, no sign, no exponent.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) {
            return Err(MoneyError::NotAnAmount);
        }
        if decimals.len() > 2 {
            return Err(MoneyError::TooPrecise);
        }
        if whole.len() > 9 {
            return Err(MoneyError::TooLarge);
        }
        let yuan: Decimal = text.parse().map_err(|_| MoneyError::NotAnAmount)?;
        let fen = i64::try_from(yuan * Decimal::ONE_HUNDRED).map_err(|_| MoneyError::TooLarge)?;
        if fen > Self::MAX_INPUT.0 {
            Err(MoneyError::TooLarge)
        } else {
            Ok(Self(fen))
        }
    }
}

impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

impl Serialize for Fen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl PartialSchema for Fen {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .pattern(Some(r"^-?\d{1,9}(\.\d{1,2})?$"))
            .description(Some("Yuan with two decimals, as a string."))
            .examples([serde_json::json!("9.90")])
            .into()
    }
}

impl ToSchema for Fen {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn yuan_are_read_to_the_fen() {
        for (text, fen) in [
            ("9.90", 990),
            ("9.9", 990),
            ("0", 0),
            ("0.05", 5),
            ("15", 1500),
            ("10000000.00", 1_000_000_000),
        ] {
            assert_eq!(text.parse::<Fen>(), Ok(Fen(fen)), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in [
            "",
            ".",
            "1.",
            ".5",
            "1e3",
            "NaN",
            "１２",
            "12.345",
            "-1",
            "+1",
            " 1",
            "1 ",
            "9007199254740993",
            "10000000.01",
            "0x10",
            "1,000",
            "true",
            "1_000",
        ] {
            assert!(text.parse::<Fen>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn printing_and_reading_come_back_to_the_same_fen(fen in 0..=Fen::MAX_INPUT.0) {
            prop_assert_eq!(Fen(fen).to_string().parse::<Fen>(), Ok(Fen(fen)));
        }
    }
}
