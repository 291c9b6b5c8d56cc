//! What does the QR of a card say, and that of a door? 40 digits: a leading 1 for a card or 2 for a door's tag, 37 digits of chance,
//! 2 check digits.
//!
//! Digits only, because they survive a Chinese input method, `CapsLock` and any keyboard layout. No personal data.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use crate::ids::{CardId, TagId};
use crate::keys::{self, Keys};
use crate::text::{Sentence, say};

/// The number of digits in the QR.
const DIGITS: usize = 40;
/// Longer text is not looked at: no scanner of ours sends it.
const LONGEST_TEXT: usize = 256;

/// The text of a card's QR. Who holds it holds the card, so printing it in a log shows `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct CardToken(String);

/// The text of the QR at a door. It shows that somebody stood there, so printing it in a log shows `***`.
#[derive(Clone, PartialEq, Eq)]
pub struct DoorToken(String);

/// What a scanned text is, if it is one of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanned {
    /// A card.
    Card(CardToken),
    /// A door's tag.
    DoorTag(DoorToken),
}

/// Why a scanned text is no card of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nothing was scanned.
    #[error("the text is empty")]
    Empty,
    /// More than any code of ours holds.
    #[error("the text is too long for a card")]
    TooLong,
    /// It holds control characters.
    #[error("the text holds control characters")]
    ControlCharacters,
    /// A link, as in most QR codes of the street.
    #[error("the text is a link")]
    Link,
    /// The code of a door, not of a person.
    #[error("the text is a door tag")]
    DoorTag,
    /// Some other system's code: letters, another length, another first digit.
    #[error("the text is another system's code")]
    OtherSystem,
    /// 40 digits that do not belong together: read wrongly or typed wrongly.
    #[error("the check digits do not fit")]
    Misread,
}

impl CardToken {
    /// The token of a card: a keyed function of its id, so that it can be printed again while only its hash is stored.
    #[must_use]
    pub fn of(keys: &Keys, card: CardId) -> Self {
        Self(with_check_digits(&format!("1{}", keys.card_digits(card.uuid()))))
    }

    /// Reads what a scanner or a camera sent at a counter, where a door's tag is nothing.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        match Scanned::parse(text)? {
            Scanned::Card(token) => Ok(token),
            Scanned::DoorTag(_) => Err(TokenError::DoorTag),
        }
    }

    /// The 40 digits, for drawing the QR. They go nowhere else.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// What the database keeps instead of the token.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        keys::sha256(self.0.as_bytes())
    }
}

impl DoorToken {
    /// The token of a door's tag: a keyed function of its id, like a card's, under a key of its own.
    #[must_use]
    pub fn of(keys: &Keys, tag: TagId) -> Self {
        Self(with_check_digits(&format!("2{}", keys.door_digits(tag.uuid()))))
    }

    /// The 40 digits, for drawing the QR. They go nowhere else.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// What the database keeps instead of the token.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        keys::sha256(self.0.as_bytes())
    }
}

impl Scanned {
    /// Reads what a scanner or a camera sent. Full-width digits count as digits; blanks around the text are dropped.
    pub fn parse(text: &str) -> Result<Self, TokenError> {
        if text.len() > LONGEST_TEXT {
            return Err(TokenError::TooLong);
        }
        let normal: String = text.nfkc().collect();
        let trimmed = normal.trim();
        if trimmed.is_empty() {
            return Err(TokenError::Empty);
        }
        if trimmed.chars().any(char::is_control) {
            return Err(TokenError::ControlCharacters);
        }
        if trimmed.contains("://") || trimmed.starts_with("www.") {
            return Err(TokenError::Link);
        }
        if trimmed.len() != DIGITS || !trimmed.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TokenError::OtherSystem);
        }
        match (trimmed.as_bytes().first(), remainder_97(trimmed)) {
            (Some(b'1'), 1) => Ok(Self::Card(CardToken(trimmed.to_owned()))),
            (Some(b'2'), 1) => Ok(Self::DoorTag(DoorToken(trimmed.to_owned()))),
            (Some(b'1' | b'2'), _) => Err(TokenError::Misread),
            _ => Err(TokenError::OtherSystem),
        }
    }
}

impl fmt::Debug for DoorToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DoorToken(***)")
    }
}

impl fmt::Debug for CardToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardToken(***)")
    }
}

impl TokenError {
    /// What the cashier reads: what was scanned and what to do.
    #[must_use]
    pub fn sentence(self) -> Sentence {
        match self {
            Self::Empty => say("没有读到内容，请重新扫码。", "Nothing was read. Scan again."),
            Self::TooLong | Self::ControlCharacters | Self::OtherSystem => say(
                "这不是本食堂的餐卡，请扫餐卡上的二维码，或输入卡面八位卡号。",
                "This is not a card of this canteen. Scan the card's QR or type the 8 digits printed on it.",
            ),
            Self::Link => say(
                "扫到的是网址，不是餐卡，请扫餐卡上的二维码。",
                "That was a link, not a card. Scan the QR on the meal card.",
            ),
            Self::DoorTag => say(
                "扫到的是门牌码，柜台请扫餐卡。",
                "That was a door tag. At the counter, scan the meal card.",
            ),
            Self::Misread => say(
                "没有读准，请重新扫码；仍不行请输入卡面八位卡号。",
                "Misread. Scan again, or type the 8 digits printed on the card.",
            ),
        }
    }
}

/// 38 digits and the two that check them.
fn with_check_digits(digits: &str) -> String {
    format!("{digits}{:02}", 98 - remainder_97(&format!("{digits}00")))
}

/// A number of any length modulo 97 (ISO 7064 MOD 97-10). The text is ASCII digits.
fn remainder_97(digits: &str) -> u32 {
    digits
        .bytes()
        .fold(0, |rest, byte| (rest * 10 + u32::from(byte.wrapping_sub(b'0'))) % 97)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn token(card: u128) -> CardToken {
        CardToken::of(&Keys::new(&[7; 32]), CardId::from(Uuid::from_u128(card)))
    }

    /// A code of our own make with another first digit.
    fn with_first_digit(first: char) -> String {
        with_check_digits(&format!("{first}{}", &token(1).digits()[1..38]))
    }

    #[test]
    fn the_check_digits_are_those_of_the_standard() {
        // ISO 7064's own example: 794 has the check digits 44.
        assert_eq!(98 - remainder_97("79400"), 44);
        assert_eq!(remainder_97("79444"), 1);
    }

    #[test]
    fn a_card_is_read_however_the_keyboard_sent_it() {
        let token = token(1);
        let wide: String = token
            .digits()
            .chars()
            .map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap())
            .collect();
        for text in [token.digits().to_owned(), wide, format!(" {}\r\n", token.digits())] {
            assert_eq!(CardToken::parse(&text), Ok(token.clone()), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_card_is_named() {
        let card = token(1);
        let digits = card.digits();
        for (text, error) in [
            (String::new(), TokenError::Empty),
            ("  \r\n".to_owned(), TokenError::Empty),
            ("1".repeat(10_240), TokenError::TooLong),
            ("汉".repeat(4_000), TokenError::TooLong),
            (format!("{}\0{}", &digits[..20], &digits[20..]), TokenError::ControlCharacters),
            (format!("{}\n{}", &digits[..20], &digits[20..]), TokenError::ControlCharacters),
            (format!("\u{1b}[31m{digits}"), TokenError::ControlCharacters),
            ("https://qr.alipay.com/fkx1".to_owned(), TokenError::Link),
            ("wxp://f2f0abc".to_owned(), TokenError::Link),
            ("www.example.com".to_owned(), TokenError::Link),
            ("javascript:alert(1)".to_owned(), TokenError::OtherSystem),
            ("' OR 1=1 --".to_owned(), TokenError::OtherSystem),
            ("6901028075763".to_owned(), TokenError::OtherSystem),
            ("134567890123456789".to_owned(), TokenError::OtherSystem),
            (format!("{digits}0"), TokenError::OtherSystem),
            (digits[..39].to_owned(), TokenError::OtherSystem),
            (format!("{}x", &digits[..39]), TokenError::OtherSystem),
            ("٣".repeat(40), TokenError::OtherSystem),
            (with_first_digit('2'), TokenError::DoorTag),
            (with_first_digit('3'), TokenError::OtherSystem),
            ("1".repeat(40), TokenError::Misread),
        ] {
            assert_eq!(CardToken::parse(&text), Err(error), "{text:.60}");
            assert!(!error.sentence().zh.is_empty() && !error.sentence().en.is_empty());
        }
    }

    #[test]
    fn a_door_tag_is_read_as_one_and_is_no_card() {
        let keys = Keys::new(&[7; 32]);
        let (tag, card) = (DoorToken::of(&keys, TagId::from(Uuid::from_u128(1))), token(1));
        assert_eq!(Scanned::parse(tag.digits()), Ok(Scanned::DoorTag(tag.clone())));
        assert_eq!(Scanned::parse(card.digits()), Ok(Scanned::Card(card.clone())));
        assert_eq!(CardToken::parse(tag.digits()), Err(TokenError::DoorTag));
        // Under the same id: who has seen a door knows nothing of a card.
        assert_ne!(tag.digits()[1..38], card.digits()[1..38]);
        assert_eq!(format!("{:?}", Scanned::parse(tag.digits())), "Ok(DoorTag(DoorToken(***)))");
    }

    #[test]
    fn a_token_never_prints_itself() {
        assert_eq!(format!("{:?}", token(1)), "CardToken(***)");
        assert_ne!(token(1).hash(), token(2).hash());
    }

    proptest! {
        #[test]
        fn a_single_wrong_digit_is_noticed(card: u128, place in 0_usize..DIGITS, digit in 0_u8..10) {
            let token = token(card);
            let mut wrong = token.digits().as_bytes().to_vec();
            prop_assume!(wrong[place] != b'0' + digit);
            wrong[place] = b'0' + digit;
            prop_assert!(CardToken::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
        }

        #[test]
        fn two_neighbours_in_the_wrong_order_are_noticed(card: u128, place in 0_usize..DIGITS - 1) {
            let token = token(card);
            let mut wrong = token.digits().as_bytes().to_vec();
            prop_assume!(wrong[place] != wrong[place + 1]);
            wrong.swap(place, place + 1);
            prop_assert!(CardToken::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
        }

        #[test]
        fn every_card_has_a_token_that_reads_back(card: u128) {
            let token = token(card);
            prop_assert_eq!(token.digits().len(), DIGITS);
            prop_assert_eq!(CardToken::parse(token.digits()), Ok(token.clone()));
        }

        #[test]
        fn no_text_breaks_the_reader(text in ".{0,300}") {
            let _ = CardToken::parse(&text);
        }
    }
}
