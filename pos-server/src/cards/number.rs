//! What does the cashier type when a card cannot be scanned? The short number printed on it: 7 random digits and a Luhn
//! check digit (ISO/IEC 7812-1, annex B), shown as `1234 5678`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use crate::keys::KeyError;
use crate::text::{Sentence, say};

/// The number of digits on the card.
const DIGITS: usize = 8;
/// How many numbers there are before the check digit.
const NUMBERS: u32 = 10_000_000;

/// A short card number. Stored and sent as 8 digits, printed for people with a blank in the middle. Not a secret: it finds a
/// card, it does not prove that anybody holds it, and a sale by it is marked as such.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema, sqlx::Type)]
#[sqlx(transparent)]
#[schema(value_type = String, example = "12345674", pattern = r"^\d{8}$")]
pub struct CardNumber(String);

/// Why a text is no card number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Not 8 digits.
    #[error("a card number has 8 digits")]
    NotEightDigits,
    /// The last digit does not fit the others: a typing mistake.
    #[error("the check digit does not fit")]
    Mistyped,
}

impl CardNumber {
    /// Draws a number from the operating system's randomness, each equally likely. It can be taken already.
    pub fn draw() -> Result<Self, KeyError> {
        let limit = u32::MAX - u32::MAX % NUMBERS;
        loop {
            let number = getrandom::u32().map_err(KeyError::Randomness)?;
            if number < limit {
                return Ok(Self::from_seven(number % NUMBERS));
            }
        }
    }

    /// The number whose first seven digits are `seven`, below 10,000,000.
    fn from_seven(seven: u32) -> Self {
        let digits = format!("{seven:07}");
        let check = (10 - luhn_sum(&format!("{digits}0")) % 10) % 10;
        Self(format!("{digits}{check}"))
    }

    /// The 8 digits, as they are stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CardNumber {
    type Err = NumberError;

    /// Reads what was typed: blanks, hyphens and full-width digits are fine.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        if text.len() > 64 {
            return Err(NumberError::NotEightDigits);
        }
        let digits: String = text.nfkc().filter(|c| !matches!(c, ' ' | '-')).collect();
        if digits.len() != DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberError::NotEightDigits);
        }
        if luhn_sum(&digits).is_multiple_of(10) {
            Ok(Self(digits))
        } else {
            Err(NumberError::Mistyped)
        }
    }
}

impl NumberError {
    /// What the cashier reads.
    #[must_use]
    pub fn sentence(self) -> Sentence {
        match self {
            Self::NotEightDigits => say(
                "卡号是卡面上的八位数字，请再输入。",
                "The card number is the 8 digits printed on the card.",
            ),
            Self::Mistyped => say(
                "卡号输入有误，请对照卡面再输入。",
                "The card number is mistyped. Compare it with the card.",
            ),
        }
    }
}

/// As people read it: `1234 5678`.
impl fmt::Display for CardNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = self.0.split_at(DIGITS / 2);
        write!(f, "{left} {right}")
    }
}

impl Serialize for CardNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for CardNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl From<&CardNumber> for crate::db::Arg {
    fn from(number: &CardNumber) -> Self {
        Self::from(number.as_str())
    }
}

/// Luhn's sum: every second digit from the right doubled, digits of the doubles added. Right numbers give a multiple of 10.
fn luhn_sum(digits: &str) -> u32 {
    digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u32::from(byte.wrapping_sub(b'0'));
            let doubled = if place % 2 == 1 { digit * 2 } else { digit };
            doubled / 10 + doubled % 10
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_check_digit_is_luhns() {
        // The textbook example 7992739871 has the check digit 3.
        assert_eq!(luhn_sum("79927398713") % 10, 0);
        assert_eq!(CardNumber::from_seven(1_234_567).as_str(), "12345674");
        assert_eq!(CardNumber::from_seven(0).as_str(), "00000000");
    }

    #[test]
    fn a_number_is_read_as_people_type_it() {
        for text in ["12345674", "1234 5674", " 1234-5674 ", "１２３４　５６７４"] {
            assert_eq!(text.parse::<CardNumber>().unwrap().to_string(), "1234 5674", "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_named() {
        let long = "1".repeat(10_240);
        for (text, error) in [
            ("", NumberError::NotEightDigits),
            ("1234567", NumberError::NotEightDigits),
            ("123456745", NumberError::NotEightDigits),
            ("1234567x", NumberError::NotEightDigits),
            ("٣٣٣٣٣٣٣٣", NumberError::NotEightDigits),
            (&long, NumberError::NotEightDigits),
            ("12345675", NumberError::Mistyped),
        ] {
            assert_eq!(text.parse::<CardNumber>(), Err(error), "{text:.40}");
        }
    }

    proptest! {
        #[test]
        fn a_single_wrong_digit_is_noticed(seven in 0..NUMBERS, place in 0_usize..DIGITS, digit in 0_u8..10) {
            let mut wrong = CardNumber::from_seven(seven).as_str().as_bytes().to_vec();
            prop_assume!(wrong[place] != b'0' + digit);
            wrong[place] = b'0' + digit;
            prop_assert_eq!(std::str::from_utf8(&wrong).unwrap().parse::<CardNumber>(), Err(NumberError::Mistyped));
        }
    }
}
